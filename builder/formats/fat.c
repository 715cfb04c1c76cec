// SPDX-License-Identifier: GPL-3.0-or-later
// Opening a FAT volume: its geometry.
#include "fat.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "fat_internal.h"
#include "memory.h"

enum {
	BOOT_SIZE = 512,
	CLUSTERS_12 = 4085, // fewer: FAT12
	CLUSTERS_16 = 65525, // fewer: FAT16
	TABLE_COUNT_MAX = 8,
	FLAGS_ONE_ACTIVE = 0x80,
	FLAGS_ACTIVE_MASK = 0x0f,
	LABEL_SIZE = 11,
	EXTENDED_SIGNATURE = 0x29, // serial and label follow
};

// Fields of the boot sector as they stand there.
struct geometry {
	unsigned sector; // bytes
	unsigned cluster; // sectors
	unsigned reserved; // sectors
	unsigned tables;
	unsigned root_entries;
	uint64_t sectors;
	uint64_t table_sectors;
};

static bool is_power(unsigned value)
{
	return value > 0 && (value & (value - 1)) == 0;
}

static void read_geometry(const uint8_t *boot, struct geometry *ret)
{
	ret->sector = bytes_le16(boot + 11);
	ret->cluster = boot[13];
	ret->reserved = bytes_le16(boot + 14);
	ret->tables = boot[16];
	ret->root_entries = bytes_le16(boot + 17);
	ret->sectors = bytes_le16(boot + 19) ? bytes_le16(boot + 19) : bytes_le32(boot + 32);
	ret->table_sectors = bytes_le16(boot + 22) ? bytes_le16(boot + 22) : bytes_le32(boot + 36);
}

static int check_geometry(const struct fat *fat, const uint8_t *boot, const struct geometry *given,
	uint64_t size, struct error *err)
{
	if (boot[510] != 0x55 || boot[511] != 0xaa || !is_power(given->sector) ||
		given->sector < 512 || given->sector > 4096 || !is_power(given->cluster) ||
		given->reserved == 0 || given->tables == 0 || given->tables > TABLE_COUNT_MAX ||
		given->table_sectors == 0)
		return error_set(err, ERROR_INPUT, "'%s' is no FAT file system", fat->name);
	if (given->sectors * given->sector > size)
		return error_set(err, ERROR_INPUT,
			"'%s': its file system has %" PRIu64 " bytes, it has %" PRIu64, fat->name,
			given->sectors * given->sector, size);
	return 0;
}

static int place_parts(
	struct fat *fat, const uint8_t *boot, const struct geometry *given, struct error *err)
{
	struct fat_info *info = &fat->info;
	uint64_t root_size = (uint64_t)given->root_entries * FAT_ENTRY_SIZE;
	uint64_t root_sectors = (root_size + given->sector - 1) / given->sector;
	uint64_t data = given->reserved + given->tables * given->table_sectors + root_sectors;
	uint64_t clusters;
	uint64_t entries; // that a table has room for

	if (data >= given->sectors)
		return error_set(
			err, ERROR_INPUT, "'%s': its tables take more than it has", fat->name);
	clusters = (given->sectors - data) / given->cluster;
	if (clusters == 0 || clusters > FAT_CLUSTER_COUNT_MAX)
		return error_set(err, ERROR_INPUT, "'%s' has %" PRIu64 " clusters, 1 to %d can be",
			fat->name, clusters, FAT_CLUSTER_COUNT_MAX);
	info->kind = clusters < CLUSTERS_12 ? FAT_12 : clusters < CLUSTERS_16 ? FAT_16 : FAT_32;
	info->cluster_count = (uint32_t)clusters;
	info->cluster_size = given->cluster * given->sector;
	fat->table_count = given->tables;
	fat->table_offset = (uint64_t)given->reserved * given->sector;
	fat->table_size = given->table_sectors * given->sector;
	fat->root_offset = fat->table_offset + fat->table_size * given->tables;
	fat->root_entries = given->root_entries;
	fat->data_offset = data * given->sector;
	fat->active = -1;
	entries = fat->table_size * 8 / info->kind;
	if (entries < clusters + FAT_FIRST_CLUSTER)
		return error_set(err, ERROR_INPUT,
			"'%s': its table has room for %" PRIu64 " clusters, there are %" PRIu64,
			fat->name, entries, clusters);
	if (info->kind != FAT_32) {
		if (given->root_entries == 0)
			return error_set(err, ERROR_INPUT, "'%s' has no root folder", fat->name);
		return 0;
	}
	fat->root_cluster = bytes_le32(boot + 44);
	if (bytes_le16(boot + 48) != 0 && bytes_le16(boot + 48) < given->reserved)
		fat->fsinfo_offset = (uint64_t)bytes_le16(boot + 48) * given->sector;
	if (boot[40] & FLAGS_ONE_ACTIVE)
		fat->active = boot[40] & FLAGS_ACTIVE_MASK;
	if (fat->active >= (int)given->tables || !fat_is_cluster(fat, fat->root_cluster))
		return error_set(err, ERROR_INPUT, "'%s' is no FAT file system", fat->name);
	return 0;
}

static void copy_label(struct fat_info *info, const uint8_t *raw)
{
	size_t size = LABEL_SIZE;

	while (size > 0 && raw[size - 1] == ' ')
		size--;
	for (size_t i = 0; i < size; i++)
		info->label[i] = raw[i] < ' ' || raw[i] > '~' ? '?' : (char)raw[i];
	info->label[size] = '\0';
}

static int find_label(void *context, struct fat_slot *slot, struct error *err)
{
	struct fat *fat = context;

	(void)err;
	if (!(slot->raw[11] & FAT_LABEL))
		return 0;
	copy_label(&fat->info, slot->raw);
	return 1;
}

static int read_label(struct fat *fat, const uint8_t *boot, struct error *err)
{
	const uint8_t *extended = boot + (fat->info.kind == FAT_32 ? 66 : 38);
	struct fat_folder root;
	int result;

	if (extended[0] == EXTENDED_SIGNATURE &&
		memcmp(extended + 5, "NO NAME    ", LABEL_SIZE) != 0)
		copy_label(&fat->info, extended + 5);
	if (fat_open_folder_at(fat, 0, &root, err) < 0)
		return -1;
	result = fat_walk(fat, &root, find_label, fat, err);
	fat_folder_finish(&root);
	return result;
}

int fat_open(struct patch *patch, const char *name, uint64_t start, uint64_t size, struct fat **ret,
	struct error *err)
{
	AUTO_FAT *fat = memory_alloc(sizeof(*fat));
	struct geometry given;
	uint8_t boot[BOOT_SIZE];

	fat->patch = patch;
	fat->name = name;
	fat->start = start;
	if (size < BOOT_SIZE)
		return error_set(err, ERROR_INPUT, "'%s' is no FAT file system", name);
	if (fat_read(fat, 0, boot, sizeof(boot), err) < 0)
		return -1;
	read_geometry(boot, &given);
	if (check_geometry(fat, boot, &given, size, err) < 0 ||
		place_parts(fat, boot, &given, err) < 0 || fat_load_table(fat, err) < 0 ||
		read_label(fat, boot, err) < 0)
		return -1;
	*ret = STEAL(fat);
	return 0;
}

void fat_destroy(struct fat *fat)
{
	if (!fat)
		return;
	free(fat->table);
	free(fat);
}

const struct fat_info *fat_info(const struct fat *fat)
{
	return &fat->info;
}
