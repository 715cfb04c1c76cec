// SPDX-License-Identifier: GPL-3.0-or-later
// The command part of a kickstart: what the installer itself reads.
//
// Source of commands, options and their releases: facts/kickstart.md section 2.
#pragma once

#include <stdbool.h>

#include "buffer.h"
#include "diagnostics.h"
#include "mapper.h"
#include "release.h"
#include "secret_mark.h"
#include "spec.h"

enum install_mode {
	MODE_INSTALL = 1,
	MODE_UPGRADE = 2,
	MODE_INSTALLORUPGRADE = 4,
};

enum install_mode commands_mode(const struct spec *spec);

// Is the management address one of DHCP (also when the spec says nothing)?
bool commands_use_dhcp(const struct spec *spec);

// Appends the commands in their order, each headed by a comment that names its keys. But
// for SECRET_SHOWN asterisks take the password's place and it is not read at all. A secret that
// cannot be read, and more commands than the installer takes, are errors in `diagnostics`.
void commands_render(const struct spec *spec, struct release release, enum secret_form secrets,
	struct buffer *ret, struct mapper *mapper, struct diagnostics *diagnostics);
