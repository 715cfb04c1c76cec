// SPDX-License-Identifier: GPL-3.0-or-later
// Which lines differ between two texts (libgit2).
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"
#include "cleanup.h"
#include "error.h"

struct line_diff_line {
	char origin; // ' ', '-' or '+'
	bool open; // the text ends with this line, and without a line end
	unsigned old_line; // from 1, 0: not in the old text
	unsigned new_line;
	const char *text; // in the text that was given, without the '\n'; a '\r' is part of it
	size_t length;
};

struct line_diff_hunk {
	unsigned old_start, old_count, new_start,
		new_count; // a start without count: the line before
	struct line_diff_line *lines;
	size_t line_count;
};

struct line_diff {
	struct line_diff_hunk *hunks; // none: the texts are the same
	size_t hunk_count;
	size_t removed, added; // lines
};

enum { LINE_DIFF_SIZE_MAX = 256 * 1024 * 1024 }; // bytes of a text

// `context`: lines around a change. The texts must outlive the result. One that is too large is
// ERROR_INPUT.
int line_diff(const char *old_text, size_t old_size, const char *new_text, size_t new_size,
	unsigned context, struct line_diff **ret, struct error *err);
void line_diff_destroy(struct line_diff *diff);
static inline void line_diff_cleanup(struct line_diff **diff)
{
	line_diff_destroy(*diff);
}
#define AUTO_LINE_DIFF CLEANUP(line_diff_cleanup) struct line_diff

// Appends the usual unified form, with the two names in front of it; nothing where nothing differs.
void line_diff_print(const struct line_diff *diff, const char *old_name, const char *new_name,
	struct buffer *ret);
// One hunk of it: its head, and its lines.
void line_diff_print_hunk(const struct line_diff_hunk *hunk, struct buffer *ret);
