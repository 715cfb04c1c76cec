// SPDX-License-Identifier: GPL-3.0-or-later
// The only file that includes libbz2; see bzip2_block.h.
//
// libbz2 knows streams only, so a block is decoded as a stream of its own: header, block, end. That
// checks the block's CRC, too. Encoded alone, a block has the same bits as among others.
#include "bzip2_block.h"

#include <bzlib.h>
#include <stdlib.h>
#include <string.h>

#include "bzip2.h"
#include "memory.h"

enum { FEED_SIZE = 64 << 10, CACHE_LINE = 64 };

unsigned bzip2_parse_header(const uint8_t header[BZIP2_HEADER_SIZE])
{
	unsigned level = header[3] - (unsigned)'0';

	return memcmp(header, "BZh", 3) == 0 && level <= BZIP2_LEVEL_MAX ? level : 0;
}

void bzip2_pieces_finish(struct bzip2_pieces *pieces)
{
	for (size_t i = 0; i < pieces->count; i++)
		free(pieces->list[i].data);
	free(pieces->list);
	*pieces = (struct bzip2_pieces){0};
}

void bzip2_pieces_copy(const struct bzip2_pieces *pieces, uint64_t offset, void *to, size_t size)
{
	uint8_t *out = to;

	while (size > 0) {
		const struct bzip2_piece *piece = &pieces->list[offset / BZIP2_PIECE_SIZE];
		size_t skip = (size_t)(offset % BZIP2_PIECE_SIZE);
		size_t step = BZIP2_PIECE_SIZE - skip < size ? BZIP2_PIECE_SIZE - skip : size;

		if (piece->data)
			memcpy(out, piece->data + skip, step);
		else
			memset(out, piece->fill, step);
		out += step;
		offset += step;
		size -= step;
	}
}

int bzip2_pieces_each(
	const struct bzip2_pieces *pieces, byte_sink *sink, void *context, struct error *err)
{
	uint8_t room[BZIP2_PIECE_SIZE];
	uint64_t left = pieces->size;

	for (size_t i = 0; i < pieces->count; i++) {
		const struct bzip2_piece *piece = &pieces->list[i];
		size_t size = left < BZIP2_PIECE_SIZE ? (size_t)left : BZIP2_PIECE_SIZE;

		if (!piece->data)
			memset(room, piece->fill, size);
		if (sink(context, piece->data ? piece->data : room, size, err) < 0)
			return -1;
		left -= size;
	}
	return 0;
}

static bool is_uniform(const uint8_t *data, size_t size)
{
	return size > 0 && memcmp(data, data + 1, size - 1) == 0;
}

// Takes over `*data` unless all its bytes are the same.
static void add_piece(struct bzip2_pieces *pieces, uint8_t **data, size_t size)
{
	struct bzip2_piece *piece;

	if (size == 0)
		return;
	memory_grow(&pieces->list, pieces->count, sizeof(*pieces->list));
	piece = &pieces->list[pieces->count++];
	*piece = (struct bzip2_piece){.fill = (*data)[0]};
	if (!is_uniform(*data, size)) {
		piece->data = STEAL(*data);
		pieces->held += BZIP2_PIECE_SIZE;
	}
	pieces->size += size;
}

// The largest memory that a decoder asked for: a table of 4 bytes for each byte of a block, through
// which it follows a chain at random, a step for each byte it gives.
struct table {
	const uint8_t *data;
	size_t size;
};

static void *alloc_memory(void *context, int count, int size)
{
	struct table *table = context;
	size_t bytes = (size_t)count * (size_t)size;
	void *memory = malloc(bytes);

	if (memory && bytes > table->size)
		*table = (struct table){memory, bytes};
	return memory;
}

static void free_memory(void *context, void *memory)
{
	(void)context;
	free(memory);
}

// A table larger than the cache of a core loses lines to whatever else runs on the machine, and
// each is needed 16 times more: to read it through in order now and then takes a tenth of a
// millisecond and saves up to half of the time of decoding.
static void keep_cached(const struct table *table)
{
	for (size_t i = 0; i < table->size; i += CACHE_LINE)
		__builtin_prefetch(table->data + i);
}

// A stream of its own around the bits of a block.
static void wrap_block(struct bit_writer *stream, const uint8_t *data, uint64_t bit,
	uint64_t bit_count, unsigned level)
{
	const uint8_t header[] = {'B', 'Z', 'h', (uint8_t)('0' + level)};

	bits_append(stream, header, 0, BZIP2_HEADER_BITS);
	bits_append(stream, data, bit, bit_count);
	bits_put(stream, BZIP2_END_MARK, BZIP2_MARK_BITS);
	bits_append(stream, data, bit + BZIP2_MARK_BITS, BZIP2_CRC_BITS);
}

bool bzip2_decode_block(const uint8_t *data, uint64_t bit, uint64_t bit_count, unsigned level,
	struct bzip2_pieces *ret)
{
	struct bit_writer stream = BIT_WRITER_INIT;
	struct table table = {0};
	bz_stream decoder = {.bzalloc = alloc_memory, .bzfree = free_memory, .opaque = &table};
	AUTO_FREE uint8_t *piece = NULL;
	int result = BZ_OK;

	*ret = (struct bzip2_pieces){0};
	if (bit_count < BZIP2_MARK_BITS + BZIP2_CRC_BITS)
		return false;
	wrap_block(&stream, data, bit, bit_count, level);
	if (BZ2_bzDecompressInit(&decoder, 0, 0) != BZ_OK)
		memory_exhausted();
	decoder.next_in = stream.bytes.data;
	decoder.avail_in = (unsigned)stream.bytes.size;
	while (result == BZ_OK) {
		if (!piece)
			piece = memory_alloc(BZIP2_PIECE_SIZE);
		decoder.next_out = (char *)piece;
		decoder.avail_out = BZIP2_PIECE_SIZE;
		result = BZ2_bzDecompress(&decoder);
		add_piece(ret, &piece, BZIP2_PIECE_SIZE - decoder.avail_out);
		if (result == BZ_OK && decoder.avail_out > 0)
			break; // it wants more input than there is
		if (result == BZ_OK && !piece)
			keep_cached(&table); // long runs need it less
	}
	if (result == BZ_MEM_ERROR)
		memory_exhausted();
	BZ2_bzDecompressEnd(&decoder);
	buffer_finish(&stream.bytes);
	return result == BZ_STREAM_END && decoder.avail_in == 0 && ret->size > 0;
}

int bzip2_read_block(const struct reader *reader, uint64_t bit, uint64_t bit_count, unsigned level,
	bool *ret_good, struct bzip2_pieces *ret, struct error *err)
{
	uint64_t first = bit / 8;
	size_t size = (size_t)((bit + bit_count + 7) / 8 - first);
	AUTO_FREE uint8_t *data = NULL;

	*ret = (struct bzip2_pieces){0};
	*ret_good = false;
	if (size > BZIP2_BLOCK_BYTES_MAX)
		return 0;
	data = memory_alloc_array(1, size);
	if (reader_read(reader, first, data, size, err) < 0)
		return -1;
	*ret_good = bzip2_decode_block(data, bit % 8, bit_count, level, ret);
	return 0;
}

static uint32_t crc_table_entry(uint32_t byte)
{
	uint32_t crc = byte << 24;

	for (int bit = 0; bit < 8; bit++)
		crc = crc & 0x80000000 ? crc << 1 ^ 0x04c11db7 : crc << 1;
	return crc;
}

uint32_t bzip2_crc(const struct bzip2_pieces *pieces)
{
	uint32_t table[256];
	uint32_t crc = UINT32_MAX;
	uint64_t left = pieces->size;

	for (uint32_t i = 0; i < 256; i++)
		table[i] = crc_table_entry(i);
	for (size_t i = 0; i < pieces->count; i++) {
		const struct bzip2_piece *piece = &pieces->list[i];
		size_t size = left < BZIP2_PIECE_SIZE ? (size_t)left : BZIP2_PIECE_SIZE;

		for (size_t at = 0; at < size; at++) {
			uint8_t byte = piece->data ? piece->data[at] : piece->fill;

			crc = crc << 8 ^ table[crc >> 24 ^ byte];
		}
		left -= size;
	}
	return ~crc;
}

// Feeds the content to the encoder and collects what comes out.
static int run_encoder(bz_stream *encoder, const struct reader *content, uint64_t offset,
	uint64_t size, struct buffer *out, struct error *err)
{
	AUTO_FREE uint8_t *feed = memory_alloc(FEED_SIZE);
	int result = BZ_RUN_OK;

	while (result != BZ_STREAM_END) {
		if (encoder->avail_in == 0 && size > 0) {
			size_t step = size < FEED_SIZE ? (size_t)size : FEED_SIZE;

			if (reader_read(content, offset, feed, step, err) < 0)
				return -1;
			encoder->next_in = (char *)feed;
			encoder->avail_in = (unsigned)step;
			offset += step;
			size -= step;
		}
		buffer_reserve(out, FEED_SIZE);
		encoder->next_out = out->data + out->size;
		encoder->avail_out = FEED_SIZE;
		result = BZ2_bzCompress(encoder, size > 0 ? BZ_RUN : BZ_FINISH);
		if (result < 0)
			memory_exhausted();
		out->size += FEED_SIZE - encoder->avail_out;
	}
	return 0;
}

// Where the end mark of a whole stream of one block stands: behind it come the CRC of the block and
// up to 7 bits of 0.
static uint64_t find_end(const uint8_t *data, size_t size, uint32_t crc)
{
	for (uint64_t pad = 0; pad < 8; pad++) {
		uint64_t end = (uint64_t)size * 8 - BZIP2_END_BITS - pad;

		if (bits_get(data, end, BZIP2_MARK_BITS) == BZIP2_END_MARK &&
			bits_get(data, end + BZIP2_MARK_BITS, BZIP2_CRC_BITS) == crc &&
			bits_get(data, end + BZIP2_END_BITS, (unsigned)pad) == 0)
			return end;
	}
	return 0;
}

int bzip2_encode_block(const struct reader *content, uint64_t offset, uint64_t size, unsigned level,
	struct bit_writer *ret, uint32_t *ret_crc, struct error *err)
{
	AUTO_BUFFER out = BUFFER_INIT;
	bz_stream encoder = {0};
	const uint8_t *data;
	uint64_t end;
	int result;

	if (BZ2_bzCompressInit(&encoder, (int)level, 0, 0) != BZ_OK)
		memory_exhausted();
	result = run_encoder(&encoder, content, offset, size, &out, err);
	BZ2_bzCompressEnd(&encoder);
	if (result < 0)
		return -1;
	data = (const uint8_t *)out.data;
	*ret_crc = (uint32_t)bits_get(data, BZIP2_HEADER_BITS + BZIP2_MARK_BITS, BZIP2_CRC_BITS);
	end = find_end(data, out.size, *ret_crc);
	if (end == 0)
		return error_set(err, ERROR_SYSTEM, "the encoder made more than one block");
	bits_append(ret, data, BZIP2_HEADER_BITS, end - BZIP2_HEADER_BITS);
	return 0;
}
