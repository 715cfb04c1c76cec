// SPDX-License-Identifier: GPL-3.0-or-later
// What 4.1 cannot be told although it knows the key.
#pragma once

#include "diagnostics.h"
#include "release.h"
#include "spec.h"

// Values that no command of 4.1 is known for, as errors; keys are spec_check_release()'s. What is
// only not proven is a warning.
// Source: facts/kickstart.md sections 2.1 and 2.13, facts/host-tasks.md sections 8 and 9.
void release4_check(
	const struct spec *spec, struct release release, struct diagnostics *diagnostics);
