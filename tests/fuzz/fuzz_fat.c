// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: a hostile disk image, its partition table and its volumes: read, checked, edited.
//
// The first byte says where the volume begins: 0 by the partition table, else at sector 0.
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fat.h"
#include "mbr.h"
#include "memory.h"

enum { READ_MAX = 1 << 16 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void count_finding(void *context, bool is_safe, const char *text)
{
	(void)is_safe;
	require(*text != '\0');
	(*(size_t *)context)++;
}

static size_t findings(const struct fat *fat)
{
	AUTO_ERROR err = ERROR_INIT;
	size_t count = 0;

	// What cannot be walked at all counts as well.
	return fat_check(fat, count_finding, &count, &err) < 0 ? count + 1 : count;
}

static void read_files(const struct fat *fat)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_FREE uint8_t *room = memory_alloc(READ_MAX);
	struct fat_list list;

	if (fat_list(fat, "/", &list, &err) < 0)
		return;
	for (size_t i = 0; i < list.count; i++) {
		AUTO_ERROR ignored = ERROR_INIT;
		AUTO_FREE char *path = memory_printf("/%s", list.list[i].name);
		AUTO_FAT_FILE *file = NULL;
		struct reader reader;

		if (fat_file_open(fat, path, &file, &ignored) < 0)
			continue;
		reader = fat_file_reader(file, path);
		reader_read(&reader, 0, room,
			reader.size < READ_MAX ? (size_t)reader.size : READ_MAX, &ignored);
	}
	fat_list_finish(&list);
}

// A volume without faults has none after an edit, and holds what was written.
static void edit(struct fat *fat)
{
	static const uint8_t bytes[3000] = {'x'};
	AUTO_ERROR err = ERROR_INIT;
	AUTO_ERROR removal = ERROR_INIT;
	AUTO_FAT_FILE *file = NULL;
	uint8_t back[sizeof(bytes)];
	struct reader content = reader_memory("content", bytes, sizeof(bytes));
	struct reader reader;

	if (fat_write(fat, "/A new name.bin", &content, 0, &err) < 0)
		return;
	require(findings(fat) == 0);
	require(fat_file_open(fat, "/A new name.bin", &file, &err) == 0);
	reader = fat_file_reader(file, "back");
	require(reader.size == sizeof(bytes) &&
		reader_read(&reader, 0, back, sizeof(back), &err) == 0);
	require(memcmp(back, bytes, sizeof(back)) == 0);
	require(fat_remove(fat, "/A new name.bin", &removal) == 0);
	require(findings(fat) == 0);
}

static void look(const struct reader *reader, uint64_t start, uint64_t size)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_PATCH *patch = patch_create(reader);
	AUTO_FAT *fat = NULL;

	if (fat_open(patch, "volume", start, size, &fat, &err) < 0)
		return;
	read_files(fat);
	if (findings(fat) == 0)
		edit(fat);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_ERROR err = ERROR_INIT;
	struct reader reader;
	struct mbr mbr;

	if (size < 1)
		return 0;
	reader = reader_memory("image", data + 1, size - 1);
	if (data[0] != 0) {
		look(&reader, 0, reader.size);
		return 0;
	}
	if (mbr_read(&reader, &mbr, &err) < 0)
		return 0;
	for (size_t i = 0; i < mbr.count; i++)
		look(&reader, mbr.partitions[i].start, mbr.partitions[i].size);
	return 0;
}
