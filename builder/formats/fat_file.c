// SPDX-License-Identifier: GPL-3.0-or-later
// Files of a FAT volume: reading, writing and removing them.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bytes.h"
#include "fat_internal.h"
#include "memory.h"
#include "text.h"

enum {
	COPY_SIZE = 64 << 10,
	CASE_BITS = 12, // offsets in an entry
	CLUSTER_HIGH = 20,
	TIME = 22,
	CLUSTER_LOW = 26,
	NUMBER_MAX = 999999, // behind the '~' of a short name
};

struct fat_file {
	const struct fat *fat;
	struct fat_chain chain;
	uint32_t size;
};

static uint64_t clusters_of(const struct fat *fat, uint64_t size)
{
	return (size + fat->info.cluster_size - 1) / fat->info.cluster_size;
}

static int find_file(
	const struct fat *fat, const char *path, struct fat_entry *ret, struct error *err)
{
	bool found;

	if (fat_find(fat, path, &found, ret, err) < 0)
		return -1;
	if (!found)
		return error_set(err, ERROR_INPUT, "'%s' has no file '%s'", fat->name, path);
	free(ret->name);
	ret->name = NULL;
	if (ret->is_folder)
		return error_set(err, ERROR_INPUT, "'%s' of '%s' is a folder", path, fat->name);
	return 0;
}

int fat_file_open(const struct fat *fat, const char *path, struct fat_file **ret, struct error *err)
{
	AUTO_FAT_FILE *file = memory_alloc(sizeof(*file));
	struct fat_entry entry;

	file->fat = fat;
	if (find_file(fat, path, &entry, err) < 0)
		return -1;
	file->size = entry.size;
	if (fat_get_chain(fat, entry.cluster, &file->chain, err) < 0)
		return error_wrap(err, "'%s' of '%s'", path, fat->name);
	if (file->chain.count < clusters_of(fat, file->size))
		return error_set(err, ERROR_INPUT,
			"'%s' of '%s' has %" PRIu32 " bytes, but its chain holds fewer", path,
			fat->name, file->size);
	*ret = STEAL(file);
	return 0;
}

void fat_file_destroy(struct fat_file *file)
{
	if (!file)
		return;
	free(file->chain.list);
	free(file);
}

static int read_file(
	const struct reader *reader, uint64_t offset, void *data, size_t size, struct error *err)
{
	const struct fat_file *file = reader->context;
	uint32_t cluster_size = file->fat->info.cluster_size;
	uint8_t *to = data;

	while (size > 0) {
		uint32_t skip = (uint32_t)(offset % cluster_size);
		size_t step = cluster_size - skip < size ? cluster_size - skip : size;
		uint32_t cluster = file->chain.list[offset / cluster_size];

		if (fat_read(file->fat, fat_cluster_offset(file->fat, cluster) + skip, to, step,
			    err) < 0)
			return -1;
		to += step;
		offset += step;
		size -= step;
	}
	return 0;
}

struct reader fat_file_reader(const struct fat_file *file, const char *name)
{
	return (struct reader){
		.read = read_file, .name = name, .size = file->size, .context = file, .fd = -1};
}

static int fill_cluster(struct fat *fat, uint32_t cluster, const struct reader *content,
	uint64_t offset, struct error *err)
{
	uint32_t size = fat->info.cluster_size;
	uint64_t left = content ? content->size - offset : 0;
	AUTO_FREE uint8_t *data = memory_alloc(size);

	if (left > 0 &&
		reader_read(content, offset, data, left < size ? (size_t)left : size, err) < 0)
		return -1;
	return fat_put(fat, fat_cluster_offset(fat, cluster), data, size, err);
}

static int free_clusters(
	struct fat *fat, const struct fat_chain *chain, size_t from, struct error *err)
{
	for (size_t i = from; i < chain->count; i++) {
		if (fat_set(fat, chain->list[i], 0, err) < 0 ||
			fill_cluster(fat, chain->list[i], NULL, 0, err) < 0)
			return -1;
	}
	return 0;
}

// Makes the chain as long as is wanted with the lowest free clusters, and links it. There are
// enough of them.
static int set_length(struct fat *fat, struct fat_chain *chain, size_t count, struct error *err)
{
	uint32_t next = FAT_FIRST_CLUSTER;

	if (free_clusters(fat, chain, count, err) < 0)
		return -1;
	if (chain->count > count)
		chain->count = count;
	while (chain->count < count) {
		while (fat->table[next] != 0)
			next++;
		memory_grow(&chain->list, chain->count, sizeof(*chain->list));
		chain->list[chain->count++] = next++;
	}
	for (size_t i = 0; i < count; i++) {
		uint32_t value = i + 1 < count ? chain->list[i + 1] : fat_end_value(fat);

		// An end mark of another value stays.
		if (fat->table[chain->list[i]] != value &&
			!(i + 1 == count && fat_is_end(fat, fat->table[chain->list[i]])) &&
			fat_set(fat, chain->list[i], value, err) < 0)
			return -1;
	}
	return 0;
}

static int write_content(struct fat *fat, const struct fat_chain *chain,
	const struct reader *content, struct error *err)
{
	for (size_t i = 0; i < chain->count; i++) {
		if (fill_cluster(fat, chain->list[i], content, (uint64_t)i * fat->info.cluster_size,
			    err) < 0)
			return -1;
	}
	return 0;
}

static void put_time(uint8_t *raw, int64_t date)
{
	// What FAT can tell ends with 2107.
	static const int64_t earliest = 315532800;
	static const int64_t latest = 4354819198;
	time_t seconds = (time_t)(date < earliest ? earliest : date > latest ? latest : date);
	struct tm parts;

	gmtime_r(&seconds, &parts);
	bytes_put_le16(raw, (uint16_t)(parts.tm_hour << 11 | parts.tm_min << 5 | parts.tm_sec / 2));
	bytes_put_le16(raw + 2,
		(uint16_t)((parts.tm_year - 80) << 9 | (parts.tm_mon + 1) << 5 | parts.tm_mday));
}

// Cluster, size and time of an entry.
static void put_content(const struct fat *fat, uint8_t *raw, const struct fat_chain *chain,
	uint32_t size, int64_t date)
{
	uint32_t cluster = chain->count ? chain->list[0] : 0;

	put_time(raw + TIME, date);
	if (fat->info.kind == FAT_32)
		bytes_put_le16(raw + CLUSTER_HIGH, (uint16_t)(cluster >> 16));
	bytes_put_le16(raw + CLUSTER_LOW, (uint16_t)cluster);
	bytes_put_le32(raw + CLUSTER_LOW + 2, size);
}

static int check_room(const struct fat *fat, const char *path, uint64_t size, uint64_t available,
	uint64_t folder_clusters, struct error *err)
{
	uint64_t needed = clusters_of(fat, size) + folder_clusters;

	if (size > UINT32_MAX)
		return error_set(err, ERROR_INPUT, "'%s' has more than 4 GiB", path);
	if (needed <= available)
		return 0;
	return error_set(err, ERROR_INPUT,
		"'%s' is full: '%s' needs %" PRIu64 " bytes, %" PRIu64 " are free", fat->name, path,
		needed * fat->info.cluster_size, available * fat->info.cluster_size);
}

static int replace_file(struct fat *fat, const char *path, const struct fat_entry *entry,
	const struct reader *content, int64_t date, struct error *err)
{
	struct fat_chain chain;
	uint8_t raw[FAT_ENTRY_SIZE];
	int result = -1;

	if (fat_get_chain(fat, entry->cluster, &chain, err) < 0)
		return error_wrap(err, "'%s' of '%s'", path, fat->name);
	if (check_room(fat, path, content->size, fat->info.free_count + chain.count, 0, err) == 0 &&
		set_length(fat, &chain, (size_t)clusters_of(fat, content->size), err) == 0 &&
		write_content(fat, &chain, content, err) == 0 &&
		fat_read(fat, entry->at, raw, sizeof(raw), err) == 0) {
		put_content(fat, raw, &chain, (uint32_t)content->size, date);
		result = fat_put(fat, entry->at, raw, sizeof(raw), err);
	}
	free(chain.list);
	return result;
}

// Short names that a folder has already.
struct name_check {
	const struct fat_new_name *name;
	bool taken;
};

static int compare_name(void *context, struct fat_slot *slot, struct error *err)
{
	struct name_check *check = context;

	(void)err;
	check->taken |= memcmp(slot->raw, check->name->short_name, FAT_SHORT_SIZE) == 0;
	return check->taken;
}

static int make_unique(const struct fat *fat, const struct fat_folder *folder,
	struct fat_new_name *name, struct error *err)
{
	for (unsigned number = 1; number <= NUMBER_MAX; number++) {
		struct name_check check = {.name = name};

		if (name->unit_count > 0)
			fat_number_name(name, number);
		if (fat_walk(fat, folder, compare_name, &check, err) < 0)
			return -1;
		if (!check.taken)
			return 0;
		if (name->unit_count == 0)
			break;
	}
	return error_set(err, ERROR_INPUT, "'%s' has no short name left for a file", fat->name);
}

static size_t entries_of(const struct fat_new_name *name)
{
	return 1 + (name->unit_count + FAT_LONG_UNITS - 1) / FAT_LONG_UNITS;
}

// Where `count` entries in a row are free; the size of the folder where there are none.
static int find_room(const struct fat *fat, const struct fat_folder *folder, size_t count,
	size_t *ret, struct error *err)
{
	size_t size = fat_folder_size(folder);
	size_t run = 0;
	bool ended = false;

	for (size_t i = 0; i < size; i++) {
		uint8_t first;

		if (!ended && fat_read(fat, fat_folder_at(folder, i), &first, 1, err) < 0)
			return -1;
		ended = ended || first == FAT_END;
		run = ended || first == FAT_FREE ? run + 1 : 0;
		if (run == count) {
			*ret = i + 1 - count;
			return 0;
		}
	}
	*ret = size - run;
	return 0;
}

// Clusters by which a folder must grow so that the entries fit behind `at`.
static size_t folder_growth(const struct fat_folder *folder, size_t at, size_t count)
{
	size_t size = fat_folder_size(folder);

	if (at + count <= size)
		return 0;
	return (at + count - size + folder->part_entries - 1) / folder->part_entries;
}

static int grow_folder(
	struct fat *fat, struct fat_folder *folder, size_t clusters, struct error *err)
{
	struct fat_chain chain = {0};
	int result = set_length(fat, &chain, clusters, err);

	folder->parts = memory_resize(
		folder->parts, folder->part_count + chain.count, sizeof(*folder->parts));
	for (size_t i = 0; i < chain.count && result == 0; i++) {
		folder->parts[folder->part_count++] = fat_cluster_offset(fat, chain.list[i]);
		result = fill_cluster(fat, chain.list[i], NULL, 0, err);
	}
	if (result == 0 && chain.count > 0)
		result = fat_set(fat, folder->last_cluster, chain.list[0], err);
	free(chain.list);
	return result;
}

static void make_long_entry(
	const struct fat_new_name *name, size_t number, size_t count, uint8_t raw[FAT_ENTRY_SIZE])
{
	static const uint8_t offsets[FAT_LONG_UNITS] = {
		1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30};

	memset(raw, 0, FAT_ENTRY_SIZE);
	raw[0] = (uint8_t)(number | (number == count ? 0x40 : 0));
	raw[11] = FAT_LONG;
	raw[13] = fat_name_sum(name->short_name);
	for (size_t i = 0; i < FAT_LONG_UNITS; i++) {
		size_t unit = (number - 1) * FAT_LONG_UNITS + i;
		uint16_t value = unit < name->unit_count    ? name->units[unit]
				 : unit == name->unit_count ? 0
							    : UINT16_MAX;

		bytes_put_le16(raw + offsets[i], value);
	}
}

// Was the end of the folder among these entries? What stands behind it counts for nothing.
static int meets_end(const struct fat *fat, const struct fat_folder *folder, size_t at,
	size_t count, bool *ret, struct error *err)
{
	*ret = false;
	for (size_t i = at; i < at + count && i < fat_folder_size(folder) && !*ret; i++) {
		uint8_t first;

		if (fat_read(fat, fat_folder_at(folder, i), &first, 1, err) < 0)
			return -1;
		*ret = first == FAT_END;
	}
	return 0;
}

// The entries of a new file, the long ones first, highest number first; the end of the folder
// moves behind them.
static int put_entries(struct fat *fat, const struct fat_folder *folder, size_t at,
	const struct fat_new_name *name, const uint8_t entry[FAT_ENTRY_SIZE], struct error *err)
{
	static const uint8_t end = FAT_END;
	size_t long_count = entries_of(name) - 1;
	size_t behind = at + long_count + 1;
	uint8_t raw[FAT_ENTRY_SIZE];
	bool ended;

	if (meets_end(fat, folder, at, long_count + 1, &ended, err) < 0)
		return -1;
	for (size_t i = 0; i < long_count; i++) {
		make_long_entry(name, long_count - i, long_count, raw);
		if (fat_put(fat, fat_folder_at(folder, at + i), raw, sizeof(raw), err) < 0)
			return -1;
	}
	if (ended && behind < fat_folder_size(folder) &&
		fat_put(fat, fat_folder_at(folder, behind), &end, 1, err) < 0)
		return -1;
	return fat_put(fat, fat_folder_at(folder, at + long_count), entry, FAT_ENTRY_SIZE, err);
}

static int add_to_folder(struct fat *fat, struct fat_folder *folder, const char *path,
	struct fat_new_name *name, const struct reader *content, int64_t date, struct error *err)
{
	struct fat_chain chain = {0};
	uint8_t raw[FAT_ENTRY_SIZE] = {0};
	size_t at;
	size_t growth;
	int result = -1;

	if (make_unique(fat, folder, name, err) < 0 ||
		find_room(fat, folder, entries_of(name), &at, err) < 0)
		return -1;
	growth = folder_growth(folder, at, entries_of(name));
	if (growth > 0 && folder->last_cluster == 0)
		return error_set(err, ERROR_INPUT,
			"the root folder of '%s' is full: '%s' needs %zu entries", fat->name, path,
			entries_of(name));
	if (growth > 0 && fat_folder_size(folder) >= FAT_FOLDER_ENTRIES_MAX)
		return error_set(err, ERROR_INPUT, "a folder of '%s' is full: it has %zu entries",
			fat->name, fat_folder_size(folder));
	if (check_room(fat, path, content->size, fat->info.free_count, growth, err) < 0)
		return -1;
	if (set_length(fat, &chain, (size_t)clusters_of(fat, content->size), err) == 0 &&
		write_content(fat, &chain, content, err) == 0 &&
		grow_folder(fat, folder, growth, err) == 0) {
		memcpy(raw, name->short_name, FAT_SHORT_SIZE);
		raw[11] = FAT_ARCHIVE;
		raw[CASE_BITS] = name->case_bits;
		put_time(raw + 14, date);
		memcpy(raw + 18, raw + 16, 2); // day of access: that of creation
		put_content(fat, raw, &chain, (uint32_t)content->size, date);
		result = put_entries(fat, folder, at, name, raw, err);
	}
	free(chain.list);
	return result;
}

static int add_file(struct fat *fat, const char *path, const struct reader *content, int64_t date,
	struct error *err)
{
	const char *slash = strrchr(path, '/');
	size_t length = slash ? (size_t)(slash - path) : 0;
	struct fat_new_name name;
	struct fat_folder folder;
	int result;

	if (fat_make_name(slash ? slash + 1 : path, &name, err) < 0 ||
		fat_open_folder(fat, path, length, &folder, err) < 0)
		return -1;
	result = add_to_folder(fat, &folder, path, &name, content, date, err);
	fat_folder_finish(&folder);
	return result;
}

int fat_write(struct fat *fat, const char *path, const struct reader *content, int64_t date,
	struct error *err)
{
	struct fat_entry entry;
	bool found;

	if (fat_find(fat, path, &found, &entry, err) < 0)
		return -1;
	if (found) {
		free(entry.name);
		if (entry.is_folder)
			return error_set(
				err, ERROR_INPUT, "'%s' of '%s' is a folder", path, fat->name);
		if (replace_file(fat, path, &entry, content, date, err) < 0)
			return -1;
	} else if (add_file(fat, path, content, date, err) < 0) {
		return -1;
	}
	return fat_update_fsinfo(fat, err);
}

// Marks the short entry and those of the long name in front of it as free.
static int free_entries(
	struct fat *fat, const char *path, const struct fat_entry *entry, struct error *err)
{
	static const uint8_t mark = FAT_FREE;
	const char *slash = strrchr(path, '/');
	struct fat_folder folder;
	int result = 0;

	if (fat_open_folder(fat, path, slash ? (size_t)(slash - path) : 0, &folder, err) < 0)
		return -1;
	for (size_t i = 0; i < fat_folder_size(&folder); i++) {
		if (fat_folder_at(&folder, i) != entry->at)
			continue;
		for (size_t n = 0; n <= entry->long_count && result == 0; n++)
			result = fat_put(fat, fat_folder_at(&folder, i - n), &mark, 1, err);
		break;
	}
	fat_folder_finish(&folder);
	return result;
}

int fat_remove(struct fat *fat, const char *path, struct error *err)
{
	struct fat_entry entry;
	struct fat_chain chain;
	int result = -1;

	if (find_file(fat, path, &entry, err) < 0)
		return -1;
	if (fat_get_chain(fat, entry.cluster, &chain, err) < 0)
		return error_wrap(err, "'%s' of '%s'", path, fat->name);
	if (free_entries(fat, path, &entry, err) == 0 && free_clusters(fat, &chain, 0, err) == 0)
		result = fat_update_fsinfo(fat, err);
	free(chain.list);
	return result;
}
