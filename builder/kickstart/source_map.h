// SPDX-License-Identifier: GPL-3.0-or-later
// From a line of a rendered kickstart to where in the spec it comes from.
#pragma once

#include <stddef.h>

#include "cleanup.h"
#include "place.h"

struct source_map_entry {
	unsigned line; // of the kickstart, from 1: the first one that comes from there
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
// NULL: in front of the first entry.
const struct source_map_entry *source_map_find(const struct source_map *map, unsigned line);
void source_map_finish(struct source_map *map);
