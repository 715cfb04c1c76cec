// SPDX-License-Identifier: GPL-3.0-or-later
// What changes for a machine between two kickstarts, specs or media: in words first, then in lines.
//
// Both sides become the same thing: a spec (of a foreign kickstart what import makes of it), the
// text of the kickstart, and of a medium what it holds. Secrets are compared and never shown.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"
#include "error.h"
#include "line_diff.h"
#include "medium_content.h"
#include "release.h"
#include "spec.h"

// One side of one comparison.
struct compare_side {
	char *name; // host or file name; what pairs the sides of a folder or of a spec with hosts
	char *origin; // for people: "spec.yaml (esx01)", "old.iso: /KS.CFG"
	struct release release;
	struct spec *spec; // NULL: there is no kickstart, or nothing could be made of it
	bool imported; // the spec is what import made of the text
	bool partly; // import left something out
	struct buffer text; // the kickstart, secrets in it marked (mark.h) or raw
	struct medium_content *medium; // NULL: none
};

struct compare_sides {
	struct compare_side *list; // by name
	size_t count;
};

// A change in words. What wipes a disk comes first: the weight goes up.
struct compare_sentence {
	unsigned weight;
	const char *subject; // "disk", "management network", "time", ...; constant
	char *path; // of the spec's key, with names for places in lists, or NULL
	char *text; // "VLAN of port group 'iSCSI-01': 20 -> 30"
	char *old_value, *new_value; // NULL: not there; secrets: "(secret)"
	bool secret;
};

// Lines of one part of the kickstart.
struct compare_part {
	char *section; // "commands", "%pre", "%post", "%firstboot"
	char *task; // "time servers: time.ntp", "install.disk"; NULL: none is told
	struct line_diff_hunk *hunks; // print their lines with compare_put_line() only
	size_t hunk_count;
};

struct compare_group {
	char *name; // of the host, NULL: there is one pair only
	char *old_origin, *new_origin; // NULL: only the other one is there
	struct compare_sentence *sentences;
	size_t sentence_count;
	struct compare_part *parts;
	size_t part_count;
	struct line_diff *lines; // what the parts were cut out of
	char *old_text, *new_text; // what the lines point into
	size_t removed, added; // lines
	bool equal; // neither words nor lines
	bool equivalent; // lines differ, but only in comments and in what has no effect
	bool partly; // there are lines that words know nothing of
};

struct comparison {
	char *old_name, *new_name; // as on the command line
	struct compare_group *groups;
	size_t group_count;
	bool equal; // all groups are
	bool equivalent; // all groups are equal or equivalent, and not all are equal
};

// Pairs by name (a single side without one fits any other single one) and compares. Takes nothing
// over.
int compare_run(const char *old_name, const char *new_name, const struct compare_sides *old_sides,
	const struct compare_sides *new_sides, struct comparison **ret, struct error *err);
void comparison_destroy(struct comparison *comparison);
static inline void comparison_cleanup(struct comparison **comparison)
{
	comparison_destroy(*comparison);
}
#define AUTO_COMPARISON CLEANUP(comparison_cleanup) struct comparison

struct compare_side *compare_sides_add(struct compare_sides *sides, const char *name);
void compare_sides_sort(struct compare_sides *sides);
void compare_sides_finish(struct compare_sides *sides);

// The four forms.
void compare_print_text(const struct comparison *comparison, bool color, struct buffer *ret);
char *compare_print_json(const struct comparison *comparison); // esxmint.diff/1; caller frees
void compare_print_markdown(const struct comparison *comparison, struct buffer *ret);
void compare_print_html(const struct comparison *comparison, struct buffer *ret);
