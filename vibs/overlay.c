// SPDX-License-Identifier: GPL-3.0-or-later
// Overlays in memory: found, changed and written, see overlay.h.
#include "overlay.h"

#include <stdlib.h>
#include <string.h>

#include "archive.h"
#include "gzip.h"
#include "memory.h"
#include "overlay_internal.h"
#include "text.h"

enum { DIRECTORY_MODE = 0755 };

void overlay_entry_finish(struct overlay_entry *entry)
{
	free(entry->path);
	free(entry->target);
	buffer_finish(&entry->content);
}

void overlay_finish(struct overlay *overlay)
{
	for (size_t i = 0; i < overlay->count; i++)
		overlay_entry_finish(&overlay->entries[i]);
	free(overlay->entries);
	*overlay = (struct overlay)OVERLAY_INIT;
}

// Where the path is, or belongs.
static size_t find_place(const struct overlay *overlay, const char *path, bool *ret_found)
{
	size_t low = 0, high = overlay->count;

	*ret_found = false;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(overlay->entries[middle].path, path);

		if (order == 0) {
			*ret_found = true;
			return middle;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct overlay_entry *overlay_find(const struct overlay *overlay, const char *path)
{
	bool found;
	size_t place = find_place(overlay, path, &found);

	return found ? &overlay->entries[place] : NULL;
}

static struct overlay_entry *insert(struct overlay *overlay, size_t place, const char *path)
{
	struct overlay_entry *entry;

	memory_grow(&overlay->entries, overlay->count, sizeof(*overlay->entries));
	entry = &overlay->entries[place];
	memmove(entry + 1, entry, (overlay->count - place) * sizeof(*entry));
	overlay->count++;
	*entry = (struct overlay_entry){.path = memory_strdup(path)};
	return entry;
}

// The directories above a path. What is one by a link cannot be told from here, so it is none.
static int insert_parents(
	struct overlay *overlay, const char *path, const char *origin, struct error *err)
{
	for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
		AUTO_FREE char *parent = memory_strndup(path, (size_t)(slash - path));
		struct overlay_entry *entry;
		bool found;
		size_t place = find_place(overlay, parent, &found);

		if (found && overlay->entries[place].kind != OVERLAY_DIRECTORY)
			return error_set(err, ERROR_INPUT,
				"'%s' of '%s' cannot be there: '%s' of '%s' is no directory", path,
				origin, parent, overlay->entries[place].origin);
		if (found)
			continue;
		entry = insert(overlay, place, parent);
		entry->kind = OVERLAY_DIRECTORY;
		entry->mode = DIRECTORY_MODE;
		entry->origin = origin;
	}
	return 0;
}

int overlay_complete(struct overlay *overlay, struct error *err)
{
	for (size_t i = 0; i < overlay->count; i++) {
		AUTO_FREE char *path = memory_strdup(overlay->entries[i].path);
		size_t before = overlay->count;

		if (insert_parents(overlay, path, overlay->entries[i].origin, err) < 0)
			return -1;
		i += overlay->count - before; // all of them sort before what they hold
	}
	if (overlay->count > OVERLAY_ENTRY_COUNT_MAX)
		return error_set(err, ERROR_INPUT, "'%s' has more than %d entries",
			overlay->entries[0].origin, OVERLAY_ENTRY_COUNT_MAX);
	return 0;
}

// Makes the place for an entry and empties it.
static int make_place(struct overlay *overlay, const struct overlay_entry *wanted,
	struct overlay_entry **ret, struct error *err)
{
	struct overlay_entry *entry;
	bool found;
	size_t place;

	if (wanted->kind == OVERLAY_FILE &&
		wanted->content.size > OVERLAY_CONTENT_MAX - overlay->content_size)
		return error_set(err, ERROR_INPUT,
			"with '%s' of '%s' the files of the overlay have more than %d bytes",
			wanted->path, wanted->origin, OVERLAY_CONTENT_MAX);
	if (insert_parents(overlay, wanted->path, wanted->origin, err) < 0)
		return -1;
	place = find_place(overlay, wanted->path, &found);
	entry = found ? &overlay->entries[place] : insert(overlay, place, wanted->path);
	if (overlay->count > OVERLAY_ENTRY_COUNT_MAX)
		return error_set(err, ERROR_INPUT, "with '%s' the overlay has more than %d entries",
			wanted->origin, OVERLAY_ENTRY_COUNT_MAX);
	*ret = entry;
	if (!found)
		return 0;
	if ((entry->kind == OVERLAY_DIRECTORY) != (wanted->kind == OVERLAY_DIRECTORY))
		return error_set(err, ERROR_INPUT,
			"'%s' is a directory in one of '%s' and '%s' and none in the other",
			wanted->path, entry->origin, wanted->origin);
	overlay->content_size -= entry->content.size;
	buffer_finish(&entry->content);
	free(STEAL(entry->target));
	return 0;
}

int overlay_put_entry(struct overlay *overlay, const struct overlay_entry *entry, struct error *err)
{
	struct overlay_entry *own = NULL;

	if (entry->kind == OVERLAY_DIRECTORY && overlay_find(overlay, entry->path) &&
		overlay_find(overlay, entry->path)->kind == OVERLAY_DIRECTORY)
		return 0;
	if (make_place(overlay, entry, &own, err) < 0)
		return -1;
	own->kind = entry->kind;
	own->mode = entry->mode;
	own->origin = entry->origin;
	own->target = entry->target ? memory_strdup(entry->target) : NULL;
	buffer_append(&own->content, entry->content.data, entry->content.size);
	overlay->content_size += own->content.size;
	return 0;
}

int overlay_put(struct overlay *overlay, const char *path, unsigned mode, const void *data,
	size_t size, const char *origin, struct error *err)
{
	AUTO_FREE char *copy = memory_strdup(path);
	AUTO_BUFFER content = BUFFER_INIT;
	struct overlay_entry entry = {.path = copy, .mode = mode, .origin = origin};

	buffer_append(&content, data, size);
	entry.content = content;
	return overlay_put_entry(overlay, &entry, err);
}

int overlay_write(const struct overlay *overlay, struct buffer *ret, struct error *err)
{
	AUTO_ARCHIVE_WRITER *writer = archive_writer_create(ARCHIVE_TAR, 0);
	AUTO_BUFFER tar = BUFFER_INIT;

	for (size_t i = 0; i < overlay->count; i++) {
		const struct overlay_entry *entry = &overlay->entries[i];
		int result;

		if (entry->kind == OVERLAY_DIRECTORY)
			result = archive_writer_add_directory_mode(
				writer, entry->path, entry->mode, err);
		else if (entry->kind == OVERLAY_SYMLINK)
			result =
				archive_writer_add_symlink(writer, entry->path, entry->target, err);
		else
			result = archive_writer_add_file_mode(writer, entry->path, entry->mode,
				entry->content.data, entry->content.size, err);
		if (result < 0)
			return -1;
	}
	if (archive_writer_finish(writer, &tar, err) < 0)
		return -1;
	gzip_deflate(tar.data, tar.size, ret);
	return 0;
}
