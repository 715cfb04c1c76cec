// SPDX-License-Identifier: GPL-3.0-or-later
// How much of an image nothing refers to any more: what appending to it again and again has left.
#include <stdlib.h>

#include "iso_internal.h"
#include "memory.h"

struct extent {
	uint32_t start; // in blocks
	uint64_t end; // behind the last one
};

struct extents {
	struct extent *list;
	size_t count;
	uint64_t blocks; // of the image
};

static void extents_finish(struct extents *extents)
{
	free(extents->list);
}

static void add(struct extents *extents, uint32_t start, uint64_t size)
{
	// Only path tables can lie outside: nothing else needs them.
	if (!start || !size || start >= extents->blocks)
		return;
	memory_grow(&extents->list, extents->count, sizeof(*extents->list));
	extents->list[extents->count++] =
		(struct extent){start, start + (size + ISO_BLOCK_SIZE - 1) / ISO_BLOCK_SIZE};
}

static void add_files(struct extents *extents, const struct iso_file *files, size_t count)
{
	for (size_t i = 0; i < count; i++)
		add(extents, files[i].lba, files[i].size);
}

static uint32_t be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | (uint32_t)p[3];
}

// ECMA-119 8.4.13 to 8.4.17: the size of the path table, and where it is up to four times.
static void add_path_tables(struct extents *extents, const uint8_t *descriptor)
{
	uint32_t size = iso_le32(descriptor + 132);

	add(extents, iso_le32(descriptor + 140), size);
	add(extents, iso_le32(descriptor + 144), size);
	add(extents, be32(descriptor + 148), size);
	add(extents, be32(descriptor + 152), size);
}

static int compare_starts(const void *a, const void *b)
{
	const struct extent *left = a;
	const struct extent *right = b;

	return (left->start > right->start) - (left->start < right->start);
}

uint64_t iso_unused_bytes(const struct iso *iso)
{
	CLEANUP(extents_finish) struct extents used = {NULL, 0, iso->size / ISO_BLOCK_SIZE};
	uint64_t unused = 0;
	uint64_t end;

	add_files(&used, iso->files, iso->file_count);
	add_files(&used, iso->joliet, iso->joliet_count);
	add_path_tables(&used, iso->primary);
	if (iso->info.has_joliet)
		add_path_tables(&used, iso->joliet_svd);
	if (iso->info.has_catalog)
		add(&used, iso->info.catalog_lba, ISO_BLOCK_SIZE);
	if (!used.count)
		return 0;
	qsort(used.list, used.count, sizeof(*used.list), compare_starts);
	// In front of the first are the descriptors, behind the last one is padding.
	end = used.list[0].end;
	for (size_t i = 1; i < used.count; i++) {
		if (used.list[i].start > end)
			unused += used.list[i].start - end;
		if (used.list[i].end > end)
			end = used.list[i].end;
	}
	return unused * ISO_BLOCK_SIZE;
}
