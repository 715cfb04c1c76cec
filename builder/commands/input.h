// SPDX-License-Identifier: GPL-3.0-or-later
// Opening the packages that commands look into.
#pragma once

#include <stdbool.h>

#include "error.h"
#include "package.h"

// Told by the content: any ar archive counts.
int input_is_package(const char *path, bool *ret, struct error *err);

// `trust` NULL: VMware's signers only. The caller closes `ret_fd` after destroying the package.
int input_open_package(const char *path, const struct trust *trust, int *ret_fd,
	struct package **ret, struct error *err);
