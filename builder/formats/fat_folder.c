// SPDX-License-Identifier: GPL-3.0-or-later
// Folders of a FAT volume: where their entries stand and what these say.
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bytes.h"
#include "fat_internal.h"
#include "memory.h"

enum {
	ATTRIBUTES = 11, // offsets in an entry
	SUM = 13, // of a long name
	CLUSTER_HIGH = 20,
	TIME = 22,
	DATE = 24,
	CLUSTER_LOW = 26,
	SIZE = 28,
	SEQUENCE_MASK = 0x3f,
	SEQUENCE_LAST = 0x40,
};

void fat_folder_finish(struct fat_folder *folder)
{
	free(folder->parts);
	*folder = (struct fat_folder){0};
}

size_t fat_folder_size(const struct fat_folder *folder)
{
	return folder->part_count * folder->part_entries;
}

uint64_t fat_folder_at(const struct fat_folder *folder, size_t index)
{
	return folder->parts[index / folder->part_entries] +
	       index % folder->part_entries * FAT_ENTRY_SIZE;
}

// The folder whose chain begins at `cluster`; 0 is the root.
int fat_open_folder_at(
	const struct fat *fat, uint32_t cluster, struct fat_folder *ret, struct error *err)
{
	struct fat_folder folder = {0};
	struct fat_chain chain = {0};

	if (cluster == 0 && fat->info.kind != FAT_32) {
		folder.parts = memory_alloc(sizeof(*folder.parts));
		folder.parts[0] = fat->root_offset;
		folder.part_count = 1;
		folder.part_entries = fat->root_entries;
		*ret = folder;
		return 0;
	}
	if (fat_get_chain(fat, cluster ? cluster : fat->root_cluster, &chain, err) < 0)
		return -1;
	folder.part_count = chain.count;
	folder.part_entries = fat->info.cluster_size / FAT_ENTRY_SIZE;
	if (fat_folder_size(&folder) > FAT_FOLDER_ENTRIES_MAX + folder.part_entries) {
		free(chain.list);
		return error_set(err, ERROR_INPUT, "'%s' has a folder with more than %d entries",
			fat->name, FAT_FOLDER_ENTRIES_MAX);
	}
	folder.parts = memory_alloc_array(chain.count, sizeof(*folder.parts));
	for (size_t i = 0; i < chain.count; i++)
		folder.parts[i] = fat_cluster_offset(fat, chain.list[i]);
	folder.last_cluster = chain.list[chain.count - 1];
	free(chain.list);
	*ret = folder;
	return 0;
}

// Entries of a long name that were met; they belong to the short entry behind them.
struct long_name {
	uint16_t units[FAT_LONG_COUNT_MAX * FAT_LONG_UNITS];
	unsigned count; // entries of it; 0: none is being read
	unsigned next; // number that the next one must have
	uint8_t sum;
};

static void take_long(struct long_name *name, const uint8_t *raw)
{
	static const uint8_t offsets[FAT_LONG_UNITS] = {
		1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30};
	unsigned number = raw[0] & SEQUENCE_MASK;

	if (raw[0] & SEQUENCE_LAST) {
		name->count = number;
		name->next = number;
		name->sum = raw[SUM];
	}
	if (number == 0 || number > FAT_LONG_COUNT_MAX || number != name->next ||
		raw[SUM] != name->sum) {
		name->count = 0;
		name->next = 0;
		return;
	}
	for (size_t i = 0; i < FAT_LONG_UNITS; i++)
		name->units[(number - 1) * FAT_LONG_UNITS + i] = bytes_le16(raw + offsets[i]);
	name->next--;
}

static int64_t read_time(const uint8_t *raw)
{
	unsigned time = bytes_le16(raw + TIME);
	unsigned date = bytes_le16(raw + DATE);
	struct tm parts = {
		.tm_year = (int)(date >> 9) + 80,
		.tm_mon = (int)(date >> 5 & 15) - 1,
		.tm_mday = (int)(date & 31),
		.tm_hour = (int)(time >> 11),
		.tm_min = (int)(time >> 5 & 63),
		.tm_sec = (int)(time & 31) * 2,
	};

	return timegm(&parts);
}

static void read_entry(const struct fat *fat, const uint8_t *raw, const struct long_name *name,
	struct fat_entry *ret)
{
	uint32_t high = fat->info.kind == FAT_32 ? bytes_le16(raw + CLUSTER_HIGH) : 0;
	bool is_long = name->count > 0 && name->next == 0 && name->sum == fat_name_sum(raw);

	*ret = (struct fat_entry){
		.name = is_long ? fat_long_text(name->units, (size_t)name->count * FAT_LONG_UNITS)
				: fat_short_text(raw),
		.is_folder = raw[ATTRIBUTES] & FAT_FOLDER,
		.size = bytes_le32(raw + SIZE),
		.cluster = high << 16 | bytes_le16(raw + CLUSTER_LOW),
		.mtime = read_time(raw),
		.long_count = is_long ? name->count : 0,
	};
}

int fat_walk(const struct fat *fat, const struct fat_folder *folder, fat_visit *visit,
	void *context, struct error *err)
{
	struct long_name name = {.count = 0};

	for (size_t i = 0; i < fat_folder_size(folder); i++) {
		uint8_t raw[FAT_ENTRY_SIZE];
		struct fat_slot slot = {.raw = raw, .index = i};
		uint64_t at = fat_folder_at(folder, i);
		int result;

		if (fat_read(fat, at, raw, sizeof(raw), err) < 0)
			return -1;
		if (raw[0] == FAT_END)
			return 0;
		if (raw[0] == FAT_FREE) {
			name.count = 0;
			continue;
		}
		if ((raw[ATTRIBUTES] & FAT_LONG_MASK) == FAT_LONG) {
			take_long(&name, raw);
			continue;
		}
		read_entry(fat, raw, &name, &slot.entry);
		slot.entry.at = at;
		name.count = 0;
		result = visit(context, &slot, err);
		free(slot.entry.name);
		if (result != 0)
			return result < 0 ? -1 : 0;
	}
	return 0;
}

bool fat_is_listed(const struct fat_slot *slot)
{
	return !(slot->raw[ATTRIBUTES] & FAT_LABEL) && slot->raw[0] != '.';
}

struct lookup {
	const char *name;
	size_t length;
	bool found;
	struct fat_entry entry;
};

// Both names of an entry count.
static int look(void *context, struct fat_slot *slot, struct error *err)
{
	struct lookup *lookup = context;
	AUTO_FREE char *other = fat_short_text(slot->raw);

	(void)err;
	if (!fat_is_listed(slot) ||
		(!fat_name_equal(slot->entry.name, lookup->name, lookup->length) &&
			!fat_name_equal(other, lookup->name, lookup->length)))
		return 0;
	lookup->found = true;
	lookup->entry = slot->entry;
	slot->entry.name = NULL;
	return 1;
}

static int find_in(const struct fat *fat, const struct fat_folder *folder, const char *name,
	size_t length, bool *ret_found, struct fat_entry *ret, struct error *err)
{
	struct lookup lookup = {.name = name, .length = length};

	if (fat_walk(fat, folder, look, &lookup, err) < 0)
		return -1;
	*ret_found = lookup.found;
	*ret = lookup.entry;
	return 0;
}

// The folder of the first `length` characters of a path, "" and "/" being the root.
int fat_open_folder(const struct fat *fat, const char *path, size_t length, struct fat_folder *ret,
	struct error *err)
{
	uint32_t cluster = 0;
	size_t at = 0;

	for (unsigned depth = 0;; depth++) {
		struct fat_folder folder;
		struct fat_entry entry;
		bool found;
		size_t size;
		int result;

		while (at < length && path[at] == '/')
			at++;
		if (at == length)
			return fat_open_folder_at(fat, cluster, ret, err);
		size = strcspn(path + at, "/");
		if (size > length - at)
			size = length - at;
		if (depth == FAT_DEPTH_MAX)
			return error_set(err, ERROR_INPUT, "'%s' has more than %d folders", path,
				FAT_DEPTH_MAX);
		if (fat_open_folder_at(fat, cluster, &folder, err) < 0)
			return -1;
		result = find_in(fat, &folder, path + at, size, &found, &entry, err);
		fat_folder_finish(&folder);
		if (result < 0)
			return -1;
		free(found ? entry.name : NULL);
		if (!found || !entry.is_folder)
			return error_set(err, ERROR_INPUT, "'%.*s' is no folder of '%s'",
				(int)(at + size), path, fat->name);
		// No cluster would mean the root.
		if (entry.cluster == 0)
			return error_set(err, ERROR_INPUT,
				"'%.*s' of '%s' is a folder without a cluster", (int)(at + size),
				path, fat->name);
		cluster = entry.cluster;
		at += size;
	}
}

int fat_find(const struct fat *fat, const char *path, bool *ret_found, struct fat_entry *ret,
	struct error *err)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	struct fat_folder folder;
	int result;

	if (fat_open_folder(fat, path, (size_t)(name - path), &folder, err) < 0)
		return -1;
	result = find_in(fat, &folder, name, strlen(name), ret_found, ret, err);
	fat_folder_finish(&folder);
	return result;
}

static int collect(void *context, struct fat_slot *slot, struct error *err)
{
	struct fat_list *list = context;

	(void)err;
	if (!fat_is_listed(slot))
		return 0;
	memory_grow(&list->list, list->count, sizeof(*list->list));
	list->list[list->count++] = slot->entry;
	slot->entry.name = NULL;
	return 0;
}

int fat_list(const struct fat *fat, const char *path, struct fat_list *ret, struct error *err)
{
	struct fat_list list = {0};
	struct fat_folder folder;
	int result;

	if (fat_open_folder(fat, path, strlen(path), &folder, err) < 0)
		return -1;
	result = fat_walk(fat, &folder, collect, &list, err);
	fat_folder_finish(&folder);
	if (result < 0)
		fat_list_finish(&list);
	*ret = list;
	return result;
}

void fat_list_finish(struct fat_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->list[i].name);
	free(list->list);
	*list = (struct fat_list){0};
}
