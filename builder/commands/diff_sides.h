// SPDX-License-Identifier: GPL-3.0-or-later
// From an argument of `diff` to what is compared: specs, kickstarts, folders of them, media.
#pragma once

#include <stdbool.h>

#include "command.h"
#include "compare.h"
#include "error.h"
#include "revision.h"

struct diff_reader {
	const struct arguments *arguments;
	const struct revision *revision; // NULL: files as they lie there
	bool host_used; // --host chose one of a spec
};

// Adds what the argument names: a file, a folder, or a spec and its overlays with commas between
// them (a file with commas in its name counts first). Findings of specs go to standard error; with
// errors among them ERROR_INPUT. `name` NULL: sides are named as they are by themselves, else this
// stands in front.
int diff_sides_read(struct diff_reader *reader, const char *argument, const char *name,
	struct compare_sides *ret, struct error *err);
