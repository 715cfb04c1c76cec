// SPDX-License-Identifier: GPL-3.0-or-later
// Sources and places in them, see place.h.
#include "place.h"

#include <stdint.h>
#include <string.h>

#include "cleanup.h"
#include "file.h"
#include "memory.h"

struct source *source_create(const char *name, char *text, size_t size)
{
	struct source *source = memory_alloc(sizeof(*source));

	source->references = 1;
	source->name = memory_strdup(name);
	source->text = text;
	source->size = size;
	return source;
}

struct source *source_ref(const struct source *source)
{
	// The count is bookkeeping, not content: readers hold sources as const.
	struct source *shared = (struct source *)(uintptr_t)source;

	if (shared)
		shared->references++;
	return shared;
}

void source_unref(const struct source *source)
{
	struct source *shared = (struct source *)(uintptr_t)source;

	if (!shared || --shared->references > 0)
		return;
	free(shared->name);
	free(shared->text);
	free(shared);
}

struct place place_at_offset(const struct source *source, size_t offset)
{
	struct place place = {source, 1, 1};

	for (size_t i = 0; i < offset && i < source->size; i++) {
		place.column++;
		if (source->text[i] == '\n') {
			place.line++;
			place.column = 1;
		}
	}
	return place;
}

char *place_resolve(struct place place, const char *path)
{
	AUTO_FREE char *folder = file_directory(place.source ? place.source->name : "-");

	return file_resolve(folder, path);
}

const char *source_line(const struct source *source, unsigned line, size_t *ret_length)
{
	const char *at = source->text;
	const char *end = source->text + source->size;
	const char *stop;

	if (line == 0)
		return NULL;
	while (--line > 0) {
		at = memchr(at, '\n', (size_t)(end - at));
		if (!at)
			return NULL;
		at++;
	}
	stop = memchr(at, '\n', (size_t)(end - at));
	if (!stop)
		stop = end;
	if (stop > at && stop[-1] == '\r')
		stop--;
	*ret_length = (size_t)(stop - at);
	return at;
}
