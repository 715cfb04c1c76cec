// SPDX-License-Identifier: GPL-3.0-or-later
// One block of a bzip2 stream: decoding and encoding it alone.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bzip2_bits.h"
#include "error.h"
#include "reader.h"
#include "sink.h"

// Marks in front of a block and of the end of a stream, and what stands there
// (facts/media-4.md section 6.2).
#define BZIP2_BLOCK_MARK UINT64_C(0x314159265359)
#define BZIP2_END_MARK UINT64_C(0x177245385090)
enum {
	BZIP2_HEADER_SIZE = 4, // bytes: "BZh9"
	BZIP2_HEADER_BITS = 8 * BZIP2_HEADER_SIZE,
	BZIP2_MARK_BITS = 48,
	BZIP2_CRC_BITS = 32,
	BZIP2_END_BITS = BZIP2_MARK_BITS + BZIP2_CRC_BITS,
	// Codes have at most 20 bits, and there is one a symbol at most: a hostile block of level 9
	// has less than this many bytes, a real one about 0.9 million.
	BZIP2_BLOCK_BYTES_MAX = 4 << 20,
	BZIP2_PIECE_SIZE = 64 << 10,
};

// The header of a stream, "BZh1" to "BZh9": its level; anything else: 0.
unsigned bzip2_parse_header(const uint8_t header[BZIP2_HEADER_SIZE]);

// Decoded bytes in pieces; one that holds the same byte all over takes no room.
struct bzip2_piece {
	uint8_t *data; // NULL: all bytes are `fill`
	uint8_t fill;
};

struct bzip2_pieces {
	struct bzip2_piece *list; // each of BZIP2_PIECE_SIZE, but the last one
	size_t count;
	uint64_t size; // decoded bytes
	size_t held; // bytes of memory
};

void bzip2_pieces_finish(struct bzip2_pieces *pieces);
void bzip2_pieces_copy(const struct bzip2_pieces *pieces, uint64_t offset, void *to, size_t size);
int bzip2_pieces_each(
	const struct bzip2_pieces *pieces, byte_sink *sink, void *context, struct error *err);

// Decodes the block whose bits are given, its mark included. False: it is damaged, or the bits are
// not those of exactly one block; `ret` then holds what was decoded.
bool bzip2_decode_block(const uint8_t *data, uint64_t bit, uint64_t bit_count, unsigned level,
	struct bzip2_pieces *ret);

// Reads the block and decodes it. *ret_good as above.
int bzip2_read_block(const struct reader *reader, uint64_t bit, uint64_t bit_count, unsigned level,
	bool *ret_good, struct bzip2_pieces *ret, struct error *err);

// The checksum of bzip2 over decoded bytes.
uint32_t bzip2_crc(const struct bzip2_pieces *pieces);

// Appends the one block that these bytes make; there must not be more of them than fit into one
// (bzip2_cut.h).
int bzip2_encode_block(const struct reader *content, uint64_t offset, uint64_t size, unsigned level,
	struct bit_writer *ret, uint32_t *ret_crc, struct error *err);

struct bzip2_index;

// The block that holds a decoded byte; there is at least one block.
size_t bzip2_find_block(const struct bzip2_index *index, uint64_t offset);
