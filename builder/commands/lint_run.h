// SPDX-License-Identifier: GPL-3.0-or-later
// One run of `lint`: what the files of the command share.
#pragma once

#include <stddef.h>

#include "command.h"
#include "diagnostics.h"
#include "error.h"
#include "ks.h"
#include "release.h"

struct lint_run {
	const struct arguments *arguments;
	struct release release; // of --release, {0}: not given
	struct diagnostics found;
	size_t files; // that were checked
	size_t subjects; // of which a spec with its overlays is one, and a medium
};

// Reads a kickstart ("-": standard input).
int lint_read_kickstart(const char *path, struct ks **ret, struct error *err);
// What the kickstart says itself, else what the run says.
struct release lint_run_release(const struct lint_run *run, const struct ks *ks);

// lint_media.c: an ISO: the kickstarts that its boot files name, and those boot files.
int lint_check_medium(struct lint_run *run, const char *path, struct error *err);

// lint_explain.c: --rules, and ids on the command line.
int lint_print_rules(const struct arguments *arguments, struct error *err);
int lint_unknown_rule(const char *id, struct error *err);

// lint_fix.c: --fix for the kickstarts among the arguments. An exit status, or -1.
int lint_fix_all(const struct lint_run *run, struct error *err);
