// SPDX-License-Identifier: GPL-3.0-or-later
// bzip2 streams (libbz2), taken apart into their blocks, so that a change costs what it touches.
//
// facts/media-4.md section 6: nothing in a block depends on its position in bits or on its
// neighbours, so blocks are decoded in any order, and those that stay are copied bit for bit. What
// is written is always one stream, since old readers stop silently behind the first.
//
// Memory: about 4 MB a thread to decode and 8 MB a thread to encode, and BZIP2_HELD_MAX of decoded
// bytes, plus at most one block (46 MB, where all of it are long runs) a thread.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buffer.h"
#include "error.h"
#include "output.h"
#include "reader.h"
#include "sink.h"

enum {
	BZIP2_LEVEL_MAX = 9, // times 100,000 bytes: the size of a block
	BZIP2_THREADS_MAX = 8,
	BZIP2_HELD_MAX = 64 << 20, // bytes
	BZIP2_MARKS_MAX = 1 << 20, // a disk image of 900 MiB has up to 12,000 blocks
};
// Decoded bytes of a stream. Disk images of 4.x have 900 MiB.
#define BZIP2_UNPACKED_MAX (UINT64_C(16) << 30)

// One block and what it holds.
struct bzip2_block {
	uint64_t bit; // of its mark, counted from the start of the file
	uint64_t bit_count; // mark included
	uint64_t offset; // of its first byte in the decoded data
	uint64_t size; // decoded bytes
	uint32_t crc;
	uint8_t level; // of the stream that it is in
};

struct bzip2_kept;

struct bzip2_index {
	struct bzip2_block *blocks; // in their order; no gap between their decoded bytes
	size_t block_count;
	uint64_t size; // decoded bytes
	size_t stream_count;
	uint8_t level; // the highest of its streams
	// Decoded blocks, for the first image that is made of it; NULL: none.
	struct bzip2_kept *kept;
};

// Decodes everything by `threads` threads (0: one a processor), gives it to `sink` (may be NULL; by
// any of them, one at a time) and tells where each block lies. Checks the CRC of each block and
// each stream. `progress` (may be NULL) goes on by compressed bytes. ERROR_INPUT, with the number
// of the block (from 1): not bzip2, damaged, truncated, bytes behind the last stream, more than
// BZIP2_MARKS_MAX marks of blocks.
int bzip2_index_create(const struct reader *reader, unsigned threads, byte_sink *sink,
	void *context, struct progress *progress, struct bzip2_index **ret, struct error *err);

// Whether another stream that holds something begins behind the first one. Nothing is decoded or
// checked: a file that is damaged or no bzip2 file counts as one stream. Errors of reading only.
int bzip2_has_streams(const struct reader *reader, bool *ret_several, struct error *err);
void bzip2_index_destroy(struct bzip2_index *index);
static inline void bzip2_index_cleanup(struct bzip2_index **index)
{
	bzip2_index_destroy(*index);
}
#define AUTO_BZIP2_INDEX CLEANUP(bzip2_index_cleanup) struct bzip2_index

// The decoded data with random access: blocks are decoded when they are read, and some are kept.
struct bzip2_image;

// `reader` and `index` are borrowed; what the index keeps of decoded blocks is taken.
struct bzip2_image *bzip2_image_create(const struct reader *reader, struct bzip2_index *index);
void bzip2_image_destroy(struct bzip2_image *image);
static inline void bzip2_image_cleanup(struct bzip2_image **image)
{
	bzip2_image_destroy(*image);
}
#define AUTO_BZIP2_IMAGE CLEANUP(bzip2_image_cleanup) struct bzip2_image
// May be used by several threads.
struct reader bzip2_image_reader(const struct bzip2_image *image, const char *name);

// A new stream, made of bits of an old one and of new blocks.
struct bzip2_output;

// The stream that decodes to `content`, which differs from the decoded base in `ranges` only
// (sorted, not overlapping, within its size). Blocks that no range touches are copied bit for bit.
// `base` stays borrowed as long as the output is read.
int bzip2_rewrite(const struct reader *base, const struct bzip2_index *index,
	const struct reader *content, const struct byte_range *ranges, size_t range_count,
	unsigned threads, struct bzip2_output **ret, struct error *err);

// All of `content` anew: the same bytes as `bzip2 -<level>` gives.
int bzip2_compress(const struct reader *content, unsigned level, unsigned threads,
	struct bzip2_output **ret, struct error *err);

void bzip2_output_destroy(struct bzip2_output *output);
static inline void bzip2_output_cleanup(struct bzip2_output **output)
{
	bzip2_output_destroy(*output);
}
#define AUTO_BZIP2_OUTPUT CLEANUP(bzip2_output_cleanup) struct bzip2_output
struct reader bzip2_output_reader(const struct bzip2_output *output, const char *name);
// How many blocks were copied, and how many were made.
void bzip2_output_counts(const struct bzip2_output *output, size_t *ret_copied, size_t *ret_made);

// The index as bytes that bzip2_index_parse() reads again, for who wants to keep it.
void bzip2_index_print(const struct bzip2_index *index, struct buffer *ret);
// `size` is that of the file that the index is of. ERROR_INPUT: not such bytes, or blocks that
// cannot be in a file of that size. Whether it is the index of that very file is not known.
int bzip2_index_parse(const char *name, const void *data, size_t data_size, uint64_t size,
	struct bzip2_index **ret, struct error *err);
