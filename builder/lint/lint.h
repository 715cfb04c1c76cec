// SPDX-License-Identifier: GPL-3.0-or-later
// The linter: what a spec asks for that the installer or the host of that release will not do well.
//
// Source of the rules: facts/kickstart.md section 5; the letter and number there stands in each
// row. Errors only where it is known that the installer stops or the result is of no use.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "buffer.h"
#include "diagnostics.h"
#include "ks.h"
#include "release.h"
#include "source_map.h"
#include "spec.h"

struct lint;

struct lint_rule {
	const char *id;
	// The usual one. A finding may be graver or milder where the facts say so: a weak password
	// stops an installer that reads it, and not one that gets its hash.
	enum severity severity;
	struct release since, until; // first and last release (its updates included); {0}: all
	const char *source; // row of the facts
	const char *reason; // one sentence: why
	const char *instead; // what to write: in a spec where the rule looks at specs
	void (*check)(struct lint *lint); // looks at a spec
	void (*ks_check)(struct lint *lint); // looks at a kickstart
	void (*boot_check)(struct lint *lint); // looks at the boot files of a medium
	const char *ks_instead; // what to write in a kickstart, NULL: `instead` says it
};

// All rules, by id.
const struct lint_rule *lint_rules(size_t *ret_count);
const struct lint_rule *lint_rule_find(const char *id); // NULL: no such rule

// Adds a finding for each breach of a rule that is for the release and not in `lint.disable`; an
// unknown id there is a warning. Secrets are looked at where they can be read, and never quoted;
// one that cannot be read is no finding here (it is one of kickstart_render()). `build`: that of
// the base, 0 where it is not known.
void lint_spec(const struct spec *spec, struct release release, uint64_t build,
	struct diagnostics *diagnostics);

// Anybody's kickstart: a finding for each breach, with its place in the kickstart. Without a known
// release only rules that hold for all of 5.0 to 9.x are asked (those of 4.1, where the file is
// clearly one of 4.1).
void lint_kickstart(const struct ks *ks, struct release release, struct diagnostics *diagnostics);

// The kickstart of a spec: the rules that cannot be told from the spec alone (those that can are
// lint_spec()'s). Findings have the place in the spec that the map says.
void lint_rendered(const struct ks *ks, const struct source_map *map, const struct spec *spec,
	struct release release, struct diagnostics *diagnostics);

// What a medium boots with: its boot.cfg files (4.1: isolinux.cfg), as they are.
struct lint_boot {
	const struct source *const *files;
	size_t count;
};

// A medium: the rules about its boot options, and where `ks` is not NULL those of
// lint_kickstart(), which then know how the installer is booted.
void lint_medium(const struct ks *ks, const struct lint_boot *boot, struct release release,
	struct diagnostics *diagnostics);

// Takes away the findings that a comment "esxmint: disable=RULE[,RULE...]" takes back: one on the
// line of the finding, or on a line of its own above it.
void lint_apply_comments(struct diagnostics *diagnostics);
// A warning for each unknown id in such comments of a source, also where nothing is found in it.
void lint_check_comments(const struct source *source, struct diagnostics *diagnostics);

// Where one answer is the right one: the text of the kickstart with all of them put in. The number
// of places is returned. Fixing the result again changes nothing.
size_t lint_fix(const struct ks *ks, struct release release, struct buffer *ret);
