// SPDX-License-Identifier: GPL-3.0-or-later
// Finding out which blocks a bzip2 file has, by decoding them all.
//
// Blocks are decoded by threads; which of the marks are real, and whether the CRCs of streams hold,
// is judged in their order.
#include "bzip2.h"

#include <inttypes.h>
#include <stdlib.h>

#include "bzip2_block.h"
#include "bzip2_kept.h"
#include "bzip2_marks.h"
#include "memory.h"
#include "output.h"
#include "parallel.h"

enum {
	AHEAD = 24, // marks whose blocks are decoded before they are judged
	KEPT_MAX = 16 << 20, // bytes
	TRIES_MAX = 64, // marks that may stand within one block by chance
};

struct slot {
	unsigned level; // that it was decoded with; 0: not decoded yet
	bool good;
	struct bzip2_pieces pieces;
};

struct walk {
	const struct reader *reader;
	struct bzip2_marks marks;
	struct bzip2_index *index;
	byte_sink *sink;
	void *context;
	struct progress *progress;
	size_t next; // mark of the next block or end; those before it stand within a block
	unsigned level; // of the stream that is being read; only changed atomically
	uint32_t combined; // CRC of its blocks so far
	struct slot slots[AHEAD]; // of marks, by their number modulo AHEAD
	size_t held; // bytes of all slots and of what is kept; only changed atomically
};

static void walk_finish(struct walk *walk)
{
	for (size_t i = 0; i < AHEAD; i++)
		bzip2_pieces_finish(&walk->slots[i].pieces);
	bzip2_marks_finish(&walk->marks);
}

static void empty_slot(struct walk *walk, struct slot *slot)
{
	__atomic_fetch_sub(&walk->held, slot->pieces.held, __ATOMIC_RELAXED);
	bzip2_pieces_finish(&slot->pieces);
	slot->level = 0;
}

// How many bits there are from one mark to another, or to the end of the file.
static uint64_t bits_between(const struct walk *walk, size_t mark, size_t end)
{
	const struct bzip2_marks *marks = &walk->marks;
	uint64_t stop = end < marks->count ? marks->list[end].bit : walk->reader->size * 8;

	return stop - marks->list[mark].bit;
}

static int decode_slot(struct walk *walk, size_t mark, struct slot *slot, struct error *err)
{
	unsigned level = __atomic_load_n(&walk->level, __ATOMIC_RELAXED);

	if (bzip2_read_block(walk->reader, walk->marks.list[mark].bit,
		    bits_between(walk, mark, mark + 1), level, &slot->good, &slot->pieces, err) < 0)
		return -1;
	slot->level = level;
	__atomic_fetch_add(&walk->held, slot->pieces.held, __ATOMIC_RELAXED);
	return 0;
}

static int work(void *context, size_t mark, struct error *err)
{
	struct walk *walk = context;

	// Beyond the limit the judge decodes it later, one at a time.
	if (walk->marks.list[mark].is_end ||
		__atomic_load_n(&walk->held, __ATOMIC_RELAXED) > BZIP2_HELD_MAX)
		return 0;
	return decode_slot(walk, mark, &walk->slots[mark % AHEAD], err);
}

static int read_bits(
	const struct walk *walk, uint64_t bit, unsigned count, uint64_t *ret, struct error *err)
{
	uint8_t data[16] = {0};
	uint64_t left = walk->reader->size - bit / 8;

	if (reader_read(walk->reader, bit / 8, data,
		    left < sizeof(data) ? (size_t)left : sizeof(data), err) < 0)
		return -1;
	*ret = bits_get(data, bit % 8, count);
	return 0;
}

// Why no mark ends this block.
static int fail_block(struct walk *walk, size_t mark, const struct slot *slot, struct error *err)
{
	size_t number = walk->index->block_count + 1;
	uint64_t byte = walk->marks.list[mark].bit / 8;
	uint64_t crc = 0;

	if (walk->reader->size - byte >= 16 &&
		read_bits(walk, walk->marks.list[mark].bit + BZIP2_MARK_BITS, BZIP2_CRC_BITS, &crc,
			err) < 0)
		return -1;
	if (slot->pieces.size > 0 && bzip2_crc(&slot->pieces) == crc)
		return error_set(err, ERROR_INPUT,
			"'%s' is damaged: behind block %zu, which begins at byte %" PRIu64
			", stands neither block %zu nor the end of the stream",
			walk->reader->name, number, byte, number + 1);
	if (mark + 1 >= walk->marks.count)
		return error_set(err, ERROR_INPUT,
			"'%s' is damaged: it ends within block %zu, which begins at byte %" PRIu64,
			walk->reader->name, number, byte);
	return error_set(err, ERROR_INPUT,
		"'%s' is damaged: block %zu, which begins at byte %" PRIu64
		", does not fit its CRC",
		walk->reader->name, number, byte);
}

// Decodes the block at a mark, unless that is done; *ret_next is the mark behind it.
static int decode_block(
	struct walk *walk, size_t mark, struct slot *slot, size_t *ret_next, struct error *err)
{
	if (slot->level != walk->level) {
		empty_slot(walk, slot);
		if (decode_slot(walk, mark, slot, err) < 0)
			return -1;
	}
	*ret_next = mark + 1;
	for (size_t end = mark + 2; !slot->good; end++) {
		struct bzip2_pieces pieces;
		uint64_t count = bits_between(walk, mark, end);

		// The mark behind it may be one by chance, so that the block goes on.
		if (end > walk->marks.count || end > mark + TRIES_MAX ||
			count / 8 > BZIP2_BLOCK_BYTES_MAX)
			return fail_block(walk, mark, slot, err);
		if (bzip2_read_block(walk->reader, walk->marks.list[mark].bit, count, walk->level,
			    &slot->good, &pieces, err) < 0)
			return -1;
		if (!slot->good) {
			bzip2_pieces_finish(&pieces);
			continue;
		}
		empty_slot(walk, slot);
		slot->pieces = pieces;
		slot->level = walk->level;
		__atomic_fetch_add(&walk->held, pieces.held, __ATOMIC_RELAXED);
		*ret_next = end;
	}
	return 0;
}

static int add_block(struct walk *walk, size_t mark, size_t next, uint64_t size, struct error *err)
{
	struct bzip2_index *index = walk->index;
	uint64_t bit = walk->marks.list[mark].bit;
	uint64_t crc;

	if (size > BZIP2_UNPACKED_MAX - index->size)
		return error_set(err, ERROR_INPUT, "'%s' holds more than %" PRIu64 " bytes",
			walk->reader->name, (uint64_t)BZIP2_UNPACKED_MAX);
	if (read_bits(walk, bit + BZIP2_MARK_BITS, BZIP2_CRC_BITS, &crc, err) < 0)
		return -1;
	memory_grow(&index->blocks, index->block_count, sizeof(*index->blocks));
	index->blocks[index->block_count++] = (struct bzip2_block){
		.bit = bit,
		.bit_count = bits_between(walk, mark, next),
		.offset = index->size,
		.size = size,
		.crc = (uint32_t)crc,
		.level = (uint8_t)walk->level,
	};
	index->size += size;
	walk->combined = (walk->combined << 1 | walk->combined >> 31) ^ (uint32_t)crc;
	return 0;
}

// The end of a stream: its CRC, and zeroes up to the next byte. *ret_byte is the byte behind it.
static int check_end(struct walk *walk, uint64_t bit, uint64_t *ret_byte, struct error *err)
{
	const char *name = walk->reader->name;
	uint64_t end = bit + BZIP2_END_BITS;
	uint64_t crc;
	uint64_t rest;

	if ((end + 7) / 8 > walk->reader->size)
		return error_set(err, ERROR_INPUT,
			"'%s' is damaged: it ends within the end of stream %zu", name,
			walk->index->stream_count);
	if (read_bits(walk, bit + BZIP2_MARK_BITS, BZIP2_CRC_BITS, &crc, err) < 0 ||
		(end % 8 > 0 && read_bits(walk, end, (unsigned)(8 - end % 8), &rest, err) < 0))
		return -1;
	if (crc != walk->combined)
		return error_set(err, ERROR_INPUT,
			"'%s' is damaged: the CRC of stream %zu (up to block %zu) is wrong", name,
			walk->index->stream_count, walk->index->block_count);
	if (end % 8 > 0 && rest != 0)
		return error_set(err, ERROR_INPUT,
			"'%s' is damaged: the last bits behind block %zu are not 0", name,
			walk->index->block_count);
	*ret_byte = (end + 7) / 8;
	return 0;
}

// A header at a byte, with the mark of a block or of the end right behind.
static int begin_stream(struct walk *walk, uint64_t byte, struct error *err)
{
	const struct reader *reader = walk->reader;
	uint64_t bit = (byte + BZIP2_HEADER_SIZE) * 8;
	uint8_t header[BZIP2_HEADER_SIZE] = {0};
	unsigned level;

	if (reader->size - byte >= BZIP2_HEADER_SIZE &&
		reader_read(reader, byte, header, BZIP2_HEADER_SIZE, err) < 0)
		return -1;
	level = bzip2_parse_header(header);
	if (level == 0) {
		if (byte == 0)
			return error_set(
				err, ERROR_INPUT, "'%s' is not a bzip2 file", reader->name);
		return error_set(err, ERROR_INPUT,
			"'%s' has bytes behind its end, from byte %" PRIu64 " on", reader->name,
			byte);
	}
	__atomic_store_n(&walk->level, level, __ATOMIC_RELAXED);
	walk->combined = 0;
	walk->index->stream_count++;
	if (level > walk->index->level)
		walk->index->level = (uint8_t)level;
	while (walk->next < walk->marks.count && walk->marks.list[walk->next].bit < bit)
		walk->next++;
	if (walk->next == walk->marks.count || walk->marks.list[walk->next].bit != bit)
		return error_set(err, ERROR_INPUT,
			"'%s' is damaged: block %zu does not begin at byte %" PRIu64, reader->name,
			walk->index->block_count + 1, byte + BZIP2_HEADER_SIZE);
	return 0;
}

// Where files begin and end, and in tables, there are long runs: a block with many is kept, since
// who looks for a file reads such blocks again.
static void keep_block(struct walk *walk, struct slot *slot)
{
	struct bzip2_kept *kept = walk->index->kept;
	const struct bzip2_pieces *pieces = &slot->pieces;

	if (pieces->held > pieces->size / 2 || kept->held + pieces->held > KEPT_MAX ||
		kept->count == BZIP2_KEPT_BLOCKS_MAX)
		return;
	bzip2_kept_add(kept, walk->index->block_count - 1, &slot->pieces);
}

static int take_block(struct walk *walk, size_t mark, struct slot *slot, struct error *err)
{
	if (decode_block(walk, mark, slot, &walk->next, err) < 0)
		return -1;
	if (walk->next == walk->marks.count)
		return error_set(err, ERROR_INPUT,
			"'%s' is damaged: it ends behind block %zu, without an end mark",
			walk->reader->name, walk->index->block_count + 1);
	if (add_block(walk, mark, walk->next, slot->pieces.size, err) < 0)
		return -1;
	if (walk->sink && bzip2_pieces_each(&slot->pieces, walk->sink, walk->context, err) < 0)
		return -1;
	keep_block(walk, slot);
	return 0;
}

// Behind the last stream no mark is left.
static int take_end(struct walk *walk, size_t mark, struct error *err)
{
	uint64_t byte = 0;

	if (check_end(walk, walk->marks.list[mark].bit, &byte, err) < 0)
		return -1;
	walk->next = mark + 1;
	return byte < walk->reader->size ? begin_stream(walk, byte, err) : 0;
}

// The judge: marks come in their order.
static int take(void *context, size_t mark, struct error *err)
{
	struct walk *walk = context;
	struct slot *slot = &walk->slots[mark % AHEAD];
	int result = 0;

	if (mark == walk->next)
		result = walk->marks.list[mark].is_end ? take_end(walk, mark, err)
						       : take_block(walk, mark, slot, err);
	empty_slot(walk, slot);
	progress_advance(walk->progress, bits_between(walk, mark, mark + 1) / 8);
	return result;
}

int bzip2_index_create(const struct reader *reader, unsigned threads, byte_sink *sink,
	void *context, struct progress *progress, struct bzip2_index **ret, struct error *err)
{
	AUTO_BZIP2_INDEX *index = memory_alloc(sizeof(*index));
	struct walk walk = {
		.reader = reader,
		.index = index,
		.sink = sink,
		.context = context,
		.progress = progress,
	};
	int result;

	index->kept = memory_alloc(sizeof(*index->kept));
	if (threads == 0)
		threads = parallel_processors();
	if (threads > BZIP2_THREADS_MAX)
		threads = BZIP2_THREADS_MAX;
	result = bzip2_find_marks(reader, threads, &walk.marks, err);
	if (result == 0)
		result = begin_stream(&walk, 0, err);
	if (result == 0)
		result =
			parallel_in_order(walk.marks.count, threads, AHEAD, work, take, &walk, err);
	walk_finish(&walk);
	if (result == 0)
		*ret = STEAL(index);
	return result;
}

void bzip2_index_destroy(struct bzip2_index *index)
{
	if (!index)
		return;
	if (index->kept)
		bzip2_kept_finish(index->kept);
	free(index->kept);
	free(index->blocks);
	free(index);
}
