// SPDX-License-Identifier: GPL-3.0-or-later
// What inspect can look at: one function a kind of file, one source file each.
#pragma once

#include "command.h"

// The result of a kind, on standard output; `format` is text or json. Returns as commands do.
typedef int inspect_kind_fn(
	const struct arguments *arguments, const char *format, struct error *err);

inspect_kind_fn inspect_medium;
