// SPDX-License-Identifier: GPL-3.0-or-later
// Reading partition tables, see mbr.h.
#include "mbr.h"

#include <inttypes.h>

#include "bytes.h"

enum {
	TABLE_OFFSET = 446,
	ENTRY_SIZE = 16,
	ENTRY_COUNT = 4,
	SIGNATURE_OFFSET = 510,
	SIGNATURE = 0xaa55,
	FIRST_LOGICAL = 5,
	ACTIVE = 0x80,
};

enum {
	TYPE_NONE = 0x00,
	TYPE_EXTENDED = 0x05,
	TYPE_EXTENDED_LBA = 0x0f,
	TYPE_EXTENDED_LINUX = 0x85,
	TYPE_GPT = 0xee,
};

// One entry of a table, in sectors.
struct entry {
	bool active;
	uint8_t type;
	uint32_t start; // from wherever the table counts
	uint32_t count;
};

static bool is_extended(uint8_t type)
{
	return type == TYPE_EXTENDED || type == TYPE_EXTENDED_LBA || type == TYPE_EXTENDED_LINUX;
}

static int read_table(const struct reader *reader, uint64_t sector, struct entry table[ENTRY_COUNT],
	struct error *err)
{
	uint8_t data[MBR_SECTOR_SIZE];

	if (reader_read(reader, sector * MBR_SECTOR_SIZE, data, sizeof(data), err) < 0)
		return -1;
	if (bytes_le16(data + SIGNATURE_OFFSET) != SIGNATURE)
		return error_set(err, ERROR_INPUT, "'%s': sector %" PRIu64 " is no partition table",
			reader->name, sector);
	for (size_t i = 0; i < ENTRY_COUNT; i++) {
		const uint8_t *raw = data + TABLE_OFFSET + i * ENTRY_SIZE;

		table[i] = (struct entry){
			raw[0] == ACTIVE, raw[4], bytes_le32(raw + 8), bytes_le32(raw + 12)};
	}
	return 0;
}

static int add_partition(const struct reader *reader, struct mbr *mbr, unsigned number,
	const struct entry *entry, uint64_t base, struct error *err)
{
	struct mbr_partition *partition = &mbr->partitions[mbr->count];
	uint64_t start = (base + entry->start) * MBR_SECTOR_SIZE;
	uint64_t size = (uint64_t)entry->count * MBR_SECTOR_SIZE;

	if (mbr->count == MBR_PARTITION_MAX)
		return error_set(err, ERROR_INPUT, "'%s' has more than %d partitions", reader->name,
			MBR_PARTITION_MAX);
	if (start > reader->size || size > reader->size - start || size == 0)
		return error_set(err, ERROR_INPUT,
			"'%s': partition %u (sectors %" PRIu64 " to %" PRIu64
			") is not within the disk",
			reader->name, number, base + entry->start,
			base + entry->start + entry->count);
	for (size_t i = 0; i < mbr->count; i++) {
		const struct mbr_partition *other = &mbr->partitions[i];

		if (start < other->start + other->size && other->start < start + size)
			return error_set(err, ERROR_INPUT, "'%s': partitions %u and %u overlap",
				reader->name, other->number, number);
	}
	*partition = (struct mbr_partition){number, entry->type, entry->active, start, size};
	mbr->count++;
	return 0;
}

// Each extended boot record holds one logical partition, counted from the record itself, and a link
// to the next record, counted from the start of the extended partition.
static int read_chain(
	const struct reader *reader, struct mbr *mbr, uint64_t extended, struct error *err)
{
	uint64_t record = extended;

	for (unsigned number = FIRST_LOGICAL;; number++) {
		struct entry table[ENTRY_COUNT];
		uint64_t next;

		if (number - FIRST_LOGICAL >= MBR_PARTITION_MAX)
			return error_set(err, ERROR_INPUT,
				"'%s': the chain of logical partitions does not end", reader->name);
		if (read_table(reader, record, table, err) < 0)
			return -1;
		if (table[0].type != TYPE_NONE &&
			add_partition(reader, mbr, number, &table[0], record, err) < 0)
			return -1;
		if (table[1].type == TYPE_NONE || table[1].count == 0)
			return 0;
		next = extended + table[1].start;
		if (!is_extended(table[1].type) || next <= record)
			return error_set(err, ERROR_INPUT,
				"'%s': the chain of logical partitions is broken at sector "
				"%" PRIu64,
				reader->name, record);
		record = next;
	}
}

int mbr_read(const struct reader *reader, struct mbr *ret, struct error *err)
{
	struct entry table[ENTRY_COUNT];

	*ret = (struct mbr){.count = 0};
	if (read_table(reader, 0, table, err) < 0)
		return -1;
	for (unsigned i = 0; i < ENTRY_COUNT; i++) {
		if (table[i].type == TYPE_GPT)
			return error_set(
				err, ERROR_INPUT, "'%s' has a GPT, not an MBR alone", reader->name);
		if (table[i].type != TYPE_NONE && !is_extended(table[i].type) &&
			add_partition(reader, ret, i + 1, &table[i], 0, err) < 0)
			return -1;
	}
	for (unsigned i = 0; i < ENTRY_COUNT; i++) {
		if (is_extended(table[i].type))
			return read_chain(reader, ret, table[i].start, err);
	}
	return 0;
}
