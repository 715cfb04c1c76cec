// SPDX-License-Identifier: GPL-3.0-or-later
// Sources and places in them: what lets a finding say file:line:column.
#pragma once

#include <stddef.h>

// A text that was read, kept as long as places point into it. Reference counted.
struct source {
	unsigned references;
	char *name; // as the user wrote it, "-" for standard input
	char *text; // NUL behind `size`
	size_t size;
};

struct place {
	const struct source *source; // NULL: no place
	unsigned line; // from 1, 0: the file as a whole
	unsigned column; // from 1, in bytes, 0: the line as a whole
};

// Takes over `text` (from malloc). `name` is copied.
struct source *source_create(const char *name, char *text, size_t size);
struct source *source_ref(const struct source *source);
void source_unref(const struct source *source);

// The place of a byte offset into the source.
struct place place_at_offset(const struct source *source, size_t offset);

// A path that is written at a place, as the program can open it: relative ones are relative to the
// folder of the file that says so ("-": the current folder). Caller frees.
char *place_resolve(struct place place, const char *path);

// The start and length (without line end) of a line, counted from 1; NULL when there is none.
const char *source_line(const struct source *source, unsigned line, size_t *ret_length);
