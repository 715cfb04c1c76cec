// SPDX-License-Identifier: GPL-3.0-or-later
// ISO 9660 primary tree, file contents and CRC-32 for the boot stand-ins; freestanding.
#include "disc.h"

#include <stddef.h>

enum {
	PVD_BLOCK = 16,
	PVD_BLOCK_SIZE = 128, // offset of the logical block size, both-endian 16 bit
	PVD_ROOT = 156, // offset of the root directory record
	RECORD_MIN = 34,
	RECORD_XATTR = 1,
	RECORD_LBA = 2,
	RECORD_SIZE = 10,
	RECORD_FLAGS = 25,
	RECORD_UNIT = 26,
	RECORD_GAP = 27,
	RECORD_NAME_LENGTH = 32,
	RECORD_NAME = 33,
	FLAG_DIRECTORY = 0x02,
	FLAG_MULTI_EXTENT = 0x80,
};

static _Alignas(4096) uint8_t directory_block[DISC_BLOCK];
static _Alignas(4096) uint8_t chunk[DISC_CHUNK * DISC_BLOCK];

static uint32_t little32(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static uint32_t big32(const uint8_t *p)
{
	return (uint32_t)p[3] | (uint32_t)p[2] << 8 | (uint32_t)p[1] << 16 | (uint32_t)p[0] << 24;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

const char *disc_open(struct disc *disc)
{
	static const char magic[] = "\001CD001\001";
	const uint8_t *root = directory_block + PVD_ROOT;

	if (disc->read_blocks(disc->context, PVD_BLOCK, 1, directory_block) < 0)
		return "cannot read block 16";
	for (size_t i = 0; i < sizeof(magic) - 1; i++) {
		if (directory_block[i] != (uint8_t)magic[i])
			return "no primary volume descriptor at block 16";
	}
	if (directory_block[PVD_BLOCK_SIZE] != 0 || directory_block[PVD_BLOCK_SIZE + 1] != 8)
		return "logical block size is not 2048";
	if (!(root[RECORD_FLAGS] & FLAG_DIRECTORY))
		return "the root is no directory";
	disc->root.lba = little32(root + RECORD_LBA) + root[RECORD_XATTR];
	disc->root.size = little32(root + RECORD_SIZE);
	disc->root.directory = true;
	return NULL;
}

// Length of the name on the disc without `;version` and one trailing dot.
static size_t plain_length(const char *name, size_t length)
{
	size_t n = 0;

	while (n < length && name[n] != ';')
		n++;
	if (n > 0 && name[n - 1] == '.')
		n--;
	return n;
}

static bool same_name(const uint8_t *record, const char *name, size_t length, enum disc_case names)
{
	const char *found = (const char *)record + RECORD_NAME;
	size_t found_length = plain_length(found, record[RECORD_NAME_LENGTH]);

	if (found_length != length)
		return false;
	for (size_t i = 0; i < length; i++) {
		if (found[i] == name[i])
			continue;
		if (names == DISC_EXACT_CASE || lower(found[i]) != lower(name[i]))
			return false;
	}
	return true;
}

static const char *record_to_file(const uint8_t *record, struct disc_file *ret_file)
{
	if (record[RECORD_FLAGS] & FLAG_MULTI_EXTENT)
		return "multi-extent file";
	if (record[RECORD_UNIT] != 0 || record[RECORD_GAP] != 0)
		return "interleaved file";
	if (little32(record + RECORD_LBA) != big32(record + RECORD_LBA + 4) ||
		little32(record + RECORD_SIZE) != big32(record + RECORD_SIZE + 4))
		return "both-endian fields differ";
	ret_file->lba = little32(record + RECORD_LBA) + record[RECORD_XATTR];
	ret_file->size = little32(record + RECORD_SIZE);
	ret_file->directory = record[RECORD_FLAGS] & FLAG_DIRECTORY;
	return NULL;
}

static const char *find_in_directory(const struct disc *disc, const struct disc_file *directory,
	const char *name, size_t length, enum disc_case names, struct disc_file *ret_file)
{
	for (uint32_t done = 0; done < directory->size; done += DISC_BLOCK) {
		uint32_t lba = directory->lba + done / DISC_BLOCK;
		uint32_t at = 0;

		if (disc->read_blocks(disc->context, lba, 1, directory_block) < 0)
			return "cannot read directory";
		// A record never crosses a block; a zero length byte ends the records of the block.
		while (at + RECORD_MIN <= DISC_BLOCK && directory_block[at] != 0) {
			const uint8_t *record = directory_block + at;

			if (record[0] < RECORD_MIN || at + record[0] > DISC_BLOCK ||
				RECORD_NAME + record[RECORD_NAME_LENGTH] > record[0])
				return "broken directory record";
			if (same_name(record, name, length, names))
				return record_to_file(record, ret_file);
			at += record[0];
		}
	}
	return "not found";
}

const char *disc_find(
	const struct disc *disc, const char *path, enum disc_case names, struct disc_file *ret_file)
{
	struct disc_file here = disc->root;

	while (*path != '\0') {
		size_t length = 0;
		struct disc_file next;
		const char *problem;

		while (path[length] != '\0' && path[length] != '/')
			length++;
		if (length > 0) {
			if (!here.directory)
				return "not found";
			problem = find_in_directory(disc, &here, path, length, names, &next);
			if (problem)
				return problem;
			here = next;
		}
		path += length;
		if (*path == '/')
			path++;
	}
	if (here.directory)
		return "is a directory";
	if (here.size == 0)
		return "empty file";
	*ret_file = here;
	return NULL;
}

static uint32_t blocks_left(uint32_t size, uint32_t done)
{
	uint32_t left = (size - done - 1) / DISC_BLOCK + 1;

	return left < DISC_CHUNK ? left : DISC_CHUNK;
}

const char *disc_load(
	const struct disc *disc, const struct disc_file *file, uint8_t *buffer, uint32_t limit)
{
	uint32_t lba = file->lba;

	if (file->size > limit)
		return "too large";
	for (uint32_t done = 0; done < file->size;) {
		uint32_t count = blocks_left(file->size, done);

		if (disc->read_blocks(disc->context, lba, count, buffer + done) < 0)
			return "cannot read";
		lba += count;
		done += count * DISC_BLOCK;
	}
	return NULL;
}

static const uint32_t *crc_table(void)
{
	static uint32_t table[256];

	if (table[1] != 0)
		return table;
	for (uint32_t i = 0; i < 256; i++) {
		uint32_t value = i;

		for (int bit = 0; bit < 8; bit++)
			value = value & 1 ? value >> 1 ^ 0xEDB88320 : value >> 1;
		table[i] = value;
	}
	return table;
}

uint32_t disc_crc(uint32_t crc, const uint8_t *bytes, uint32_t size)
{
	const uint32_t *table = crc_table();

	crc = ~crc;
	for (uint32_t i = 0; i < size; i++)
		crc = crc >> 8 ^ table[(crc ^ bytes[i]) & 0xFF];
	return ~crc;
}

const char *disc_checksum(const struct disc *disc, const struct disc_file *file, uint32_t *ret_crc)
{
	uint32_t crc = 0;
	uint32_t left = file->size;
	uint32_t lba = file->lba;

	while (left > 0) {
		uint32_t count = blocks_left(left, 0);
		uint32_t bytes = count * DISC_BLOCK < left ? count * DISC_BLOCK : left;

		if (disc->read_blocks(disc->context, lba, count, chunk) < 0)
			return "cannot read";
		crc = disc_crc(crc, chunk, bytes);
		lba += count;
		left -= bytes;
	}
	*ret_crc = crc;
	return NULL;
}
