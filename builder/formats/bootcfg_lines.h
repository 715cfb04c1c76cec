// SPDX-License-Identifier: GPL-3.0-or-later
// The inside of struct bootcfg, shared by its reader, its edits and its checks only.
#pragma once

#include "bootcfg.h"
#include "place.h"

struct bootcfg_line {
	char *text; // without the line feed; a carriage return at its end is part of it
	bool feed; // a line feed stands behind
	unsigned number; // from 1 as parsed; 0: added by an edit
	int key; // enum bootcfg_key or -1: blank, comment, unknown or without '='
	size_t name; // where the key begins in text
	size_t value; // the value without white space around: offsets into text
	size_t value_end;
};

struct bootcfg {
	char *path;
	struct source *source;
	struct bootcfg_line *lines;
	size_t line_count;

	// Derived from the lines by bootcfg_refresh().
	char *values[BOOTCFG_KEY_COUNT]; // NULL: unset
	char *kernel_path;
	struct bootcfg_module *modules;
	size_t module_count;
	char **options;
	size_t option_count;
};

bool bootcfg_is_space(char c);
struct bootcfg_line *bootcfg_find_line(const struct bootcfg *bootcfg, enum bootcfg_key key);
void bootcfg_classify(struct bootcfg_line *line);
void bootcfg_refresh(struct bootcfg *bootcfg);

// The next word from *offset on within text[…end): false when there is none. A quoted part with
// blanks belongs to its word; a quote that is never closed is an ordinary character.
bool bootcfg_next_word(
	const char *text, size_t end, size_t *offset, size_t *ret_begin, size_t *ret_end);

// bootcfg_edit.c: puts `text` in the place of [begin, end) of a line.
void bootcfg_splice(struct bootcfg_line *line, size_t begin, size_t end, const char *text);
// Moves a change out, if the caller wants to know of it.
void bootcfg_report(struct bootcfg_change *ret, struct bootcfg_change *change);
