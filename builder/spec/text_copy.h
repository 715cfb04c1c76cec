// SPDX-License-Identifier: GPL-3.0-or-later
// The private copy of a spec's text that libyaml parses: pure ASCII, so that its marks count bytes.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "diagnostics.h"
#include "place.h"

// Indentation of a line that was put right: `had` bytes became `has` blanks.
struct text_repair {
	size_t line; // from 0
	size_t had;
	size_t has;
};

struct text_copy {
	const struct source *source;
	size_t skip; // bytes of a byte order mark in front
	char *data;
	size_t size;
	size_t *lines; // offsets of line starts in `data`
	size_t line_count;
	size_t *source_lines; // and in the source
	struct text_repair *repairs;
	size_t repair_count;
};

// Copies the source; bytes that YAML or a kickstart cannot carry are reported and blanked out in
// the copy. False where the text is no UTF-8 text at all, and nothing is worth parsing.
bool text_copy_init(
	struct text_copy *copy, const struct source *source, struct diagnostics *diagnostics);
void text_copy_finish(struct text_copy *copy);
#define AUTO_TEXT_COPY CLEANUP(text_copy_finish) struct text_copy

// Offset in the source of an offset in the copy, and the place there.
size_t text_copy_offset(const struct text_copy *copy, size_t offset);
struct place text_copy_place(const struct text_copy *copy, size_t source_offset);

// libyaml stopped at `offset`: if tabs indent that line, reports them, puts blanks in their place
// as wide as the lines above suggest, and returns true (the caller parses again).
bool text_copy_repair(struct text_copy *copy, size_t offset, struct diagnostics *diagnostics);

// Does the byte have no place in a spec outside of comments (control character, not ASCII)?
bool text_copy_foreign(char c);

// Length of the UTF-8 sequence of several bytes at `text`, 0 when it is none.
size_t text_copy_sequence(const char *text, size_t room);
