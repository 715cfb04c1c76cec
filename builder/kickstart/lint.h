// SPDX-License-Identifier: GPL-3.0-or-later
// The linter: what a spec asks for that the installer or the host of that release will not do well.
//
// Source of the rules: facts/kickstart.md section 5; the letter and number there stands in each
// row. Errors only where it is known that the installer stops or the result is of no use.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "diagnostics.h"
#include "release.h"
#include "spec.h"

struct lint;

struct lint_rule {
	const char *id;
	enum severity severity;
	struct release since, until; // first and last release (its updates included); {0}: all
	const char *source; // row of the facts
	const char *reason; // one sentence: why
	const char *instead; // what to write
	void (*check)(struct lint *lint);
};

// All rules, by id.
const struct lint_rule *lint_rules(size_t *ret_count);
const struct lint_rule *lint_rule_find(const char *id); // NULL: no such rule

// Adds a finding for each breach of a rule that is for the release and not in `lint.disable`; an
// unknown id there is a warning. Secrets are looked at where they can be read, and never quoted;
// one that cannot be read is no finding here (it is one of kickstart_render()). `build`: that of
// the base, 0 where it is not known.
void kickstart_lint(const struct spec *spec, struct release release, uint64_t build,
	struct diagnostics *diagnostics);
