// SPDX-License-Identifier: GPL-3.0-or-later
// The table of a FAT volume: which cluster follows which.
#include <inttypes.h>
#include <stdlib.h>

#include "bytes.h"
#include "fat_internal.h"
#include "memory.h"

// The highest values of each kind.
enum {
	MASK_12 = 0xfff,
	MASK_16 = 0xffff,
	MASK_32 = 0x0fffffff,
	END_DISTANCE = 7, // the eight highest values mean the end
	BAD_DISTANCE = 8, // the one below them a bad cluster
};

enum {
	FSINFO_SIZE = 512,
	FSINFO_MARK = 484,
	FSINFO_FREE = 488,
	FSINFO_NEXT = 492,
};

int fat_read(const struct fat *fat, uint64_t at, void *data, size_t size, struct error *err)
{
	return patch_read(fat->patch, fat->start + at, data, size, err);
}

int fat_put(struct fat *fat, uint64_t at, const void *data, size_t size, struct error *err)
{
	return patch_write(fat->patch, fat->start + at, data, size, err);
}

static uint32_t mask(const struct fat *fat)
{
	return fat->info.kind == FAT_12 ? MASK_12 : fat->info.kind == FAT_16 ? MASK_16 : MASK_32;
}

bool fat_is_cluster(const struct fat *fat, uint32_t cluster)
{
	return cluster >= FAT_FIRST_CLUSTER &&
	       cluster - FAT_FIRST_CLUSTER < fat->info.cluster_count;
}

bool fat_is_end(const struct fat *fat, uint32_t value)
{
	return value >= mask(fat) - END_DISTANCE;
}

bool fat_is_bad(const struct fat *fat, uint32_t value)
{
	return value == mask(fat) - BAD_DISTANCE;
}

uint32_t fat_end_value(const struct fat *fat)
{
	return mask(fat);
}

uint64_t fat_cluster_offset(const struct fat *fat, uint32_t cluster)
{
	return fat->data_offset + (uint64_t)(cluster - FAT_FIRST_CLUSTER) * fat->info.cluster_size;
}

// Where the entry of a cluster begins in a table.
static uint64_t entry_offset(const struct fat *fat, uint32_t cluster)
{
	switch (fat->info.kind) {
	case FAT_12:
		return cluster + cluster / 2;
	case FAT_16:
		return (uint64_t)cluster * 2;
	default:
		return (uint64_t)cluster * 4;
	}
}

uint32_t fat_decode(const struct fat *fat, const uint8_t *table, uint32_t cluster)
{
	const uint8_t *entry = table + entry_offset(fat, cluster);

	if (fat->info.kind == FAT_32)
		return bytes_le32(entry) & MASK_32;
	if (fat->info.kind == FAT_16)
		return bytes_le16(entry);
	return cluster % 2 ? bytes_le16(entry) >> 4 : bytes_le16(entry) & MASK_12;
}

int fat_load_table(struct fat *fat, struct error *err)
{
	uint32_t count = fat->info.cluster_count + FAT_FIRST_CLUSTER;
	size_t size = (size_t)entry_offset(fat, count);
	AUTO_FREE uint8_t *table = memory_alloc(size + 4);
	uint64_t at = fat->table_offset;

	if (fat->active > 0)
		at += (uint64_t)fat->active * fat->table_size;
	// The last entry of FAT12 may end within a byte.
	if (size < fat->table_size)
		size++;
	if (fat_read(fat, at, table, size, err) < 0)
		return -1;
	fat->table = memory_alloc_array(count, sizeof(*fat->table));
	for (uint32_t i = 0; i < count; i++) {
		fat->table[i] = fat_decode(fat, table, i);
		if (i >= FAT_FIRST_CLUSTER && fat->table[i] == 0)
			fat->info.free_count++;
	}
	return 0;
}

static int put_entry(
	struct fat *fat, uint64_t table, uint32_t cluster, uint32_t value, struct error *err)
{
	uint64_t at = table + entry_offset(fat, cluster);
	size_t size = fat->info.kind == FAT_32 ? 4 : 2;
	uint8_t raw[4];

	if (fat_read(fat, at, raw, size, err) < 0)
		return -1;
	if (fat->info.kind == FAT_32)
		bytes_put_le32(raw, (bytes_le32(raw) & ~(uint32_t)MASK_32) | value);
	else if (fat->info.kind == FAT_16)
		bytes_put_le16(raw, (uint16_t)value);
	else if (cluster % 2)
		bytes_put_le16(raw, (uint16_t)((bytes_le16(raw) & 0xf) | value << 4));
	else
		bytes_put_le16(raw, (uint16_t)((bytes_le16(raw) & 0xf000) | value));
	return fat_put(fat, at, raw, size, err);
}

int fat_set(struct fat *fat, uint32_t cluster, uint32_t value, struct error *err)
{
	for (unsigned i = 0; i < fat->table_count; i++) {
		if ((fat->active < 0 || (unsigned)fat->active == i) &&
			put_entry(fat, fat->table_offset + i * fat->table_size, cluster, value,
				err) < 0)
			return -1;
	}
	fat->info.free_count += (value == 0) - (unsigned)(fat->table[cluster] == 0);
	fat->table[cluster] = value;
	return 0;
}

// The counts are hints, but checkers compare them.
int fat_update_fsinfo(struct fat *fat, struct error *err)
{
	uint8_t sector[FSINFO_SIZE];
	uint32_t next = FAT_FIRST_CLUSTER;

	if (fat->fsinfo_offset == 0)
		return 0;
	if (fat_read(fat, fat->fsinfo_offset, sector, sizeof(sector), err) < 0)
		return -1;
	if (bytes_le32(sector) != 0x41615252 || bytes_le32(sector + FSINFO_MARK) != 0x61417272)
		return 0; // something else stands there
	while (fat_is_cluster(fat, next) && fat->table[next] != 0)
		next++;
	bytes_put_le32(sector + FSINFO_FREE, fat->info.free_count);
	bytes_put_le32(sector + FSINFO_NEXT, fat_is_cluster(fat, next) ? next : UINT32_MAX);
	return fat_put(fat, fat->fsinfo_offset, sector, sizeof(sector), err);
}

int fat_get_chain(const struct fat *fat, uint32_t first, struct fat_chain *ret, struct error *err)
{
	AUTO_FREE uint32_t *list = NULL;
	size_t count = 0;

	for (uint32_t cluster = first; cluster != 0;) {
		uint32_t next;

		if (!fat_is_cluster(fat, cluster))
			return error_set(err, ERROR_INPUT,
				"a chain leads to cluster %" PRIu32 ", which there is not",
				cluster);
		if (count >= fat->info.cluster_count)
			return error_set(err, ERROR_INPUT,
				"the chain from cluster %" PRIu32 " on does not end", first);
		memory_grow(&list, count, sizeof(*list));
		list[count++] = cluster;
		next = fat->table[cluster];
		if (fat_is_end(fat, next))
			break;
		if (next == 0 || fat_is_bad(fat, next))
			return error_set(err, ERROR_INPUT,
				"the chain from cluster %" PRIu32
				" on breaks off behind cluster %" PRIu32,
				first, cluster);
		cluster = next;
	}
	*ret = (struct fat_chain){STEAL(list), count};
	return 0;
}
