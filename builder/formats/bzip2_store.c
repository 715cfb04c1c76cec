// SPDX-License-Identifier: GPL-3.0-or-later
// Indexes of bzip2 files as bytes.
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "bzip2.h"
#include "memory.h"

// "BZ2INDEX", format, level, streams, blocks, decoded size, then the blocks; little-endian.
static const char magic[8] = {'B', 'Z', '2', 'I', 'N', 'D', 'E', 'X'};
enum {
	FORMAT = 1,
	HEADER_SIZE = 40,
	BLOCK_SIZE = 40,
};

static void put_le64(uint8_t *p, uint64_t value)
{
	bytes_put_le32(p, (uint32_t)value);
	bytes_put_le32(p + 4, (uint32_t)(value >> 32));
}

static uint64_t get_le64(const uint8_t *p)
{
	return bytes_le32(p) | (uint64_t)bytes_le32(p + 4) << 32;
}

void bzip2_index_print(const struct bzip2_index *index, struct buffer *ret)
{
	uint8_t header[HEADER_SIZE] = {0};

	memcpy(header, magic, sizeof(magic));
	bytes_put_le32(header + 8, FORMAT);
	bytes_put_le32(header + 12, index->level);
	put_le64(header + 16, index->stream_count);
	put_le64(header + 24, index->block_count);
	put_le64(header + 32, index->size);
	buffer_append(ret, header, sizeof(header));
	for (size_t i = 0; i < index->block_count; i++) {
		const struct bzip2_block *block = &index->blocks[i];
		uint8_t row[BLOCK_SIZE];

		put_le64(row, block->bit);
		put_le64(row + 8, block->bit_count);
		put_le64(row + 16, block->offset);
		put_le64(row + 24, block->size);
		bytes_put_le32(row + 32, block->crc);
		bytes_put_le32(row + 36, block->level);
		buffer_append(ret, row, sizeof(row));
	}
}

static struct bzip2_block read_block(const uint8_t *row)
{
	return (struct bzip2_block){
		.bit = get_le64(row),
		.bit_count = get_le64(row + 8),
		.offset = get_le64(row + 16),
		.size = get_le64(row + 24),
		.crc = bytes_le32(row + 32),
		.level = (uint8_t)bytes_le32(row + 36),
	};
}

static bool is_level(unsigned level)
{
	return level >= 1 && level <= BZIP2_LEVEL_MAX;
}

// Does the block stand behind the one before, in a file of that many bits?
static bool follows(const struct bzip2_block *block, uint64_t bit, uint64_t offset, uint64_t bits)
{
	return block->bit >= bit && block->bit <= bits && block->bit_count > 0 &&
	       block->bit_count <= bits - block->bit && block->offset == offset &&
	       block->size > 0 && block->size <= BZIP2_UNPACKED_MAX - offset &&
	       is_level(block->level);
}

int bzip2_index_parse(const char *name, const void *data, size_t data_size, uint64_t size,
	struct bzip2_index **ret, struct error *err)
{
	AUTO_BZIP2_INDEX *index = memory_alloc(sizeof(*index));
	const uint8_t *bytes = data;
	uint64_t bit = 0;
	uint64_t count;

	if (data_size < HEADER_SIZE || memcmp(bytes, magic, sizeof(magic)) != 0 ||
		bytes_le32(bytes + 8) != FORMAT || !is_level(bytes_le32(bytes + 12)))
		return error_set(err, ERROR_INPUT, "'%s' is no index of a bzip2 file", name);
	index->level = (uint8_t)bytes_le32(bytes + 12);
	index->stream_count = (size_t)get_le64(bytes + 16);
	count = get_le64(bytes + 24);
	if (count != (data_size - HEADER_SIZE) / BLOCK_SIZE ||
		(data_size - HEADER_SIZE) % BLOCK_SIZE != 0)
		return error_set(err, ERROR_INPUT, "'%s' is damaged", name);
	index->blocks = memory_alloc_array((size_t)count + 1, sizeof(*index->blocks));
	for (size_t i = 0; i < count; i++) {
		struct bzip2_block block = read_block(bytes + HEADER_SIZE + i * BLOCK_SIZE);

		if (!follows(&block, bit, index->size, size * 8))
			return error_set(err, ERROR_INPUT, "'%s' is damaged", name);
		index->blocks[index->block_count++] = block;
		index->size += block.size;
		bit = block.bit + block.bit_count;
	}
	if (index->size != get_le64(bytes + 32))
		return error_set(err, ERROR_INPUT, "'%s' is damaged", name);
	*ret = STEAL(index);
	return 0;
}
