// SPDX-License-Identifier: GPL-3.0-or-later
// From a line of a rendered kickstart to where in the spec it comes from.
#pragma once

#include <stddef.h>

#include "cleanup.h"
#include "place.h"

struct source_map_entry {
	unsigned line; // of the kickstart, from 1: the first one that comes from there
	unsigned column; // of that line, where it is `place` to the byte (scripts); 0: it is not
	struct place place; // in the spec; holds a reference on its source
	char *path; // of the key
};

struct source_map {
	struct source_map_entry *list; // by line
	size_t count;
};

#define SOURCE_MAP_INIT                                                                            \
	{                                                                                          \
		NULL, 0                                                                            \
	}
#define AUTO_SOURCE_MAP CLEANUP(source_map_finish) struct source_map

// What follows from this line on comes from there. Lines must not go down; of two entries for one
// line the later one counts. A NULL map takes nothing.
void source_map_add(struct source_map *map, unsigned line, struct place place, const char *path);
// The same for a line that stands in the spec as it is: what is right of the column stands as far
// right of the place.
void source_map_add_exact(struct source_map *map, unsigned line, unsigned column,
	struct place place, const char *path);

// NULL: in front of the first entry.
const struct source_map_entry *source_map_find(const struct source_map *map, unsigned line);
// Where a column of a line (0: the line as a whole) comes from, as close as can be told; no place
// in front of the first entry. `ret_path` (may be NULL): that of the key, or NULL; of the map.
struct place source_map_place(
	const struct source_map *map, unsigned line, unsigned column, const char **ret_path);

void source_map_finish(struct source_map *map);
