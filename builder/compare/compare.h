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
#include "release.h"
#include "spec.h"

// What a medium holds.
struct compare_file {
	char *name; // "/EFI/BOOT/BOOT.CFG"
	uint64_t size;
	char *digest; // SHA-256 in hexadecimal, NULL: not computed (see compare_media())
};

struct compare_vib {
	char *name, *version, *vendor, *level;
};

struct compare_medium {
	struct compare_file *files; // by name
	size_t file_count;
	struct compare_vib *vibs; // by name
	size_t vib_count;
	char *profile; // name of the image profile, or NULL
	char *profile_level;
	char *volume;
	char *build;
	struct buffer boot_options; // one "FILE: option" a line, by file
	struct buffer boot_entries; // one line an El Torito entry
};

// One side of one comparison.
struct compare_side {
	char *name; // host or file name; what pairs the sides of a folder or of a spec with hosts
	char *origin; // for people: "spec.yaml (esx01)", "old.iso: /KS.CFG"
	struct release release;
	struct spec *spec; // NULL: there is no kickstart, or nothing could be made of it
	struct buffer text; // the kickstart, secrets in it marked or raw
	struct compare_medium *medium; // NULL: none
};

struct compare_sides {
	struct compare_side *list; // by name
	size_t count;
};

// A change in words. `weight` orders them: what wipes a disk comes first.
struct compare_sentence {
	unsigned weight;
	char *subject; // "disk", "management network", "time", ...
	char *path; // of the spec's key, or NULL
	char *text; // "VLAN of port group 'iSCSI-01': 20 -> 30"
	char *old_value, *new_value; // NULL: not there; secrets: "(secret)"
	bool secret;
};

// Lines of one part of the kickstart.
struct compare_part {
	char *section; // "commands", "%pre", "%post", "%firstboot"
	char *task; // "time servers: time.ntp", a script's YAML path, or NULL
	struct line_diff *lines; // secrets taken out
	char *old_text, *new_text; // what the lines point into
};

struct compare_group {
	char *name; // of the host, NULL: there is one pair only
	char *old_origin, *new_origin; // NULL: only the other one is there
	struct compare_sentence *sentences;
	size_t sentence_count;
	struct compare_part *parts;
	size_t part_count;
};

struct comparison {
	char *old_name, *new_name; // as on the command line
	struct compare_group *groups;
	size_t group_count;
	bool equal; // no byte differs that matters: neither words nor lines
	bool equivalent; // lines differ, what they do does not, as far as can be told
};

// Pairs by name (one to one: whatever the names) and compares. Takes nothing over.
int compare_run(const struct compare_sides *old_sides, const struct compare_sides *new_sides,
	struct comparison **ret, struct error *err);
void comparison_destroy(struct comparison *comparison);
void compare_sides_finish(struct compare_sides *sides);

// Takes secrets out of a line of a kickstart: asterisks for the password of rootpw, the key of
// serialnum, --password= --secret= and their like. Caller frees.
char *compare_redact(const char *line, size_t length);

// The four forms.
void compare_print_text(const struct comparison *comparison, bool color, struct buffer *ret);
void compare_print_json(const struct comparison *comparison, struct buffer *ret); // esxmint.diff/1
void compare_print_markdown(const struct comparison *comparison, struct buffer *ret);
void compare_print_html(const struct comparison *comparison, struct buffer *ret);
