// SPDX-License-Identifier: GPL-3.0-or-later
// Reading oem.tgz and data.tar.gz, see overlay.h.
#include <stdlib.h>
#include <string.h>

#include "gzip.h"
#include "memory.h"
#include "overlay_internal.h"
#include "text.h"
#include "vmtar.h"

// While an archive streams by, entries stand in its order and under its numbers.
struct reading {
	struct overlay overlay;
	const char *name;
	const char *origin;
	struct vmtar *vmtar;
};

static void reading_finish(struct reading *reading)
{
	overlay_finish(&reading->overlay);
	vmtar_destroy(reading->vmtar);
}

// Would the link lead above '/'? Links that it passes on its way are not followed.
static bool leads_out(const char *path, const char *target)
{
	size_t depth = 0;

	for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/'))
		depth++;
	if (*target == '/')
		depth = 0;
	while (*target) {
		size_t length = strcspn(target, "/");

		if (length == 2 && strncmp(target, "..", 2) == 0) {
			if (depth == 0)
				return true;
			depth--;
		} else if (length > 0 && !(length == 1 && *target == '.')) {
			depth++;
		}
		target += length;
		target += strspn(target, "/");
	}
	return false;
}

static const char *entry_problem(const struct vmtar_entry *entry)
{
	if (!text_is_printable(entry->path))
		return "its path is not printable ASCII";
	switch (entry->kind) {
	case VMTAR_HARDLINK:
		return "it is a hard link";
	case VMTAR_DEVICE:
		return "it is a device or a pipe";
	case VMTAR_SYMLINK:
		if (!text_is_printable(entry->link))
			return "its target is not printable ASCII";
		return leads_out(entry->path, entry->link) ? "it is a link out of the tree" : NULL;
	default:
		return NULL;
	}
}

static int take_entry(void *context, const struct vmtar_entry *entry, struct error *err)
{
	struct reading *reading = context;
	struct overlay *overlay = &reading->overlay;
	const char *problem = entry_problem(entry);
	struct overlay_entry *own;

	if (problem)
		return error_set(err, ERROR_INPUT, "'%s' cannot be used for '%s': %s", entry->path,
			reading->name, problem);
	if (overlay->count >= OVERLAY_ENTRY_COUNT_MAX)
		return error_set(err, ERROR_INPUT, "'%s' has more than %d entries", reading->name,
			OVERLAY_ENTRY_COUNT_MAX);
	memory_grow(&overlay->entries, overlay->count, sizeof(*overlay->entries));
	own = &overlay->entries[overlay->count++];
	*own = (struct overlay_entry){
		.path = memory_strdup(entry->path),
		.kind = entry->kind == VMTAR_DIRECTORY ? OVERLAY_DIRECTORY
			: entry->kind == VMTAR_SYMLINK ? OVERLAY_SYMLINK
						       : OVERLAY_FILE,
		.mode = entry->mode & 07777,
		.target = entry->kind == VMTAR_SYMLINK ? memory_strdup(entry->link) : NULL,
		.origin = reading->origin,
	};
	return 0;
}

static int take_data(void *context, size_t index, uint64_t offset, const void *data, size_t size,
	struct error *err)
{
	struct reading *reading = context;
	struct overlay *overlay = &reading->overlay;

	(void)offset; // pieces of a file come in order
	if (size > OVERLAY_CONTENT_MAX - overlay->content_size)
		return error_set(err, ERROR_INPUT, "the files of '%s' have more than %d bytes",
			reading->name, OVERLAY_CONTENT_MAX);
	buffer_append(&overlay->entries[index].content, data, size);
	overlay->content_size += size;
	return 0;
}

static int take_piece(void *context, const void *data, size_t size, struct error *err)
{
	return vmtar_push(((struct reading *)context)->vmtar, data, size, err);
}

static int compare_entries(const void *a, const void *b)
{
	return strcmp(
		((const struct overlay_entry *)a)->path, ((const struct overlay_entry *)b)->path);
}

// A directory may be listed more than once.
static void sort_entries(struct overlay *overlay)
{
	size_t kept = 0;

	if (overlay->count > 1)
		qsort(overlay->entries, overlay->count, sizeof(*overlay->entries), compare_entries);
	for (size_t i = 0; i < overlay->count; i++) {
		if (kept > 0 &&
			text_equal(overlay->entries[kept - 1].path, overlay->entries[i].path))
			overlay_entry_finish(&overlay->entries[i]);
		else
			overlay->entries[kept++] = overlay->entries[i];
	}
	overlay->count = kept;
}

int overlay_read(
	const struct reader *reader, const char *origin, struct overlay *ret, struct error *err)
{
	CLEANUP(reading_finish)
	struct reading reading = {OVERLAY_INIT, reader->name, origin, NULL};
	struct gzip_info gzip;
	struct vmtar_info tar;

	*ret = (struct overlay)OVERLAY_INIT;
	if (reader->size == 0)
		return 0;
	reading.vmtar = vmtar_create(reader->name, take_entry, take_data, &reading);
	if (gzip_stream(reader, take_piece, &reading, &gzip, err) < 0)
		return -1;
	if (gzip_problem(&gzip))
		return error_set(err, ERROR_INPUT, "'%s' %s", reader->name, gzip_problem(&gzip));
	if (vmtar_finish(reading.vmtar, &tar, err) < 0)
		return -1;
	if (tar.form == VMTAR_NONE)
		return error_set(err, ERROR_INPUT, "'%s' holds no tar archive", reader->name);
	sort_entries(&reading.overlay);
	if (overlay_complete(&reading.overlay, err) < 0)
		return -1;
	*ret = reading.overlay;
	reading.overlay = (struct overlay)OVERLAY_INIT;
	return 0;
}
