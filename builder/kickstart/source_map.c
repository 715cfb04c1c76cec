// SPDX-License-Identifier: GPL-3.0-or-later
// From a line of a rendered kickstart to where in the spec it comes from.
#include "source_map.h"

#include "memory.h"

static void finish_entry(struct source_map_entry *entry)
{
	source_unref(entry->place.source);
	free(entry->path);
}

void source_map_add_exact(struct source_map *map, unsigned line, unsigned column,
	struct place place, const char *path)
{
	struct source_map_entry *entry;

	if (!map)
		return;
	if (map->count && map->list[map->count - 1].line == line)
		finish_entry(&map->list[--map->count]);
	memory_grow(&map->list, map->count, sizeof(*map->list));
	entry = &map->list[map->count++];
	*entry = (struct source_map_entry){
		.line = line,
		.column = column,
		.place = place,
		.path = path ? memory_strdup(path) : NULL,
	};
	entry->place.source = source_ref(place.source);
}

void source_map_add(struct source_map *map, unsigned line, struct place place, const char *path)
{
	source_map_add_exact(map, line, 0, place, path);
}

const struct source_map_entry *source_map_find(const struct source_map *map, unsigned line)
{
	size_t low = 0;
	size_t high = map->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (map->list[middle].line <= line)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &map->list[low - 1] : NULL;
}

struct place source_map_place(
	const struct source_map *map, unsigned line, unsigned column, const char **ret_path)
{
	const struct source_map_entry *entry = source_map_find(map, line);
	struct place place = {0};

	if (ret_path)
		*ret_path = entry ? entry->path : NULL;
	if (!entry)
		return place;
	place = entry->place;
	if (entry->column && entry->line == line && column > entry->column)
		place.column += column - entry->column;
	return place;
}

void source_map_finish(struct source_map *map)
{
	for (size_t i = 0; i < map->count; i++)
		finish_entry(&map->list[i]);
	free(map->list);
	*map = (struct source_map)SOURCE_MAP_INIT;
}
