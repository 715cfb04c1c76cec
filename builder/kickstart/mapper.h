// SPDX-License-Identifier: GPL-3.0-or-later
// Filling a source map while a kickstart is written: where which key's lines begin.
#pragma once

#include "buffer.h"
#include "mustache.h"
#include "source_map.h"
#include "spec.h"

struct mapper {
	struct source_map *map; // NULL: nobody wants one
	const struct spec *spec;
	const struct buffer *text; // that the kickstart is appended to
	size_t offset; // up to where its lines are counted
	unsigned line; // of that offset
};

// The kickstart begins where the text ends now.
void mapper_init(struct mapper *mapper, struct source_map *map, const struct spec *spec,
	const struct buffer *text);

// What is appended from now on comes from the key. NULL: from no key in particular, the place is
// the spec's beginning.
void mapper_mark(struct mapper *mapper, const char *path);
// The same from an offset into the text on, which must not be in front of an earlier one.
void mapper_mark_at(struct mapper *mapper, size_t offset, const char *path);
// The first of the keys (ended by NULL) that is written, else the last.
void mapper_mark_first(struct mapper *mapper, const char *const *paths);
// The line that is appended next stands at the place as it is, from the column on.
void mapper_mark_exact(
	struct mapper *mapper, struct place place, unsigned column, const char *path);
// What a template made, appended at `start`: its marks, by offset.
void mapper_mark_rendering(
	struct mapper *mapper, size_t start, const struct mustache_mark *marks, size_t count);
