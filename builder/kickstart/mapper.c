// SPDX-License-Identifier: GPL-3.0-or-later
// Filling a source map while a kickstart is written: where which key's lines begin.
#include "mapper.h"

#include <string.h>

void mapper_init(struct mapper *mapper, struct source_map *map, const struct spec *spec,
	const struct buffer *text)
{
	*mapper = (struct mapper){map, spec, text, text->size, 1};
	mapper_mark(mapper, NULL);
}

static unsigned count_to(struct mapper *mapper, size_t offset)
{
	const char *text = buffer_text(mapper->text);
	const char *at = text + mapper->offset;
	const char *end = text + offset;

	while (mapper->offset < offset && (at = memchr(at, '\n', (size_t)(end - at)))) {
		mapper->line++;
		at++;
	}
	mapper->offset = offset;
	return mapper->line;
}

void mapper_mark_at(struct mapper *mapper, size_t offset, const char *path)
{
	if (mapper->map)
		source_map_add(mapper->map, count_to(mapper, offset),
			spec_place(mapper->spec, path ? path : ""), path);
}

void mapper_mark(struct mapper *mapper, const char *path)
{
	mapper_mark_at(mapper, mapper->text->size, path);
}

void mapper_mark_first(struct mapper *mapper, const char *const *paths)
{
	if (!mapper->map)
		return;
	while (paths[1] && !spec_has(mapper->spec, *paths))
		paths++;
	mapper_mark(mapper, *paths);
}

void mapper_mark_exact(struct mapper *mapper, struct place place, unsigned column, const char *path)
{
	if (mapper->map)
		source_map_add_exact(
			mapper->map, count_to(mapper, mapper->text->size), column, place, path);
}

void mapper_mark_rendering(
	struct mapper *mapper, size_t start, const struct mustache_mark *marks, size_t count)
{
	for (size_t i = 0; i < count; i++)
		mapper_mark_at(mapper, start + marks[i].offset, marks[i].path);
}
