// SPDX-License-Identifier: GPL-3.0-or-later
// New bzip2 streams: runs of bits of the base and of new blocks, put together when they are read.
#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "bzip2.h"
#include "bzip2_block.h"
#include "bzip2_cut.h"
#include "file.h"
#include "memory.h"
#include "parallel.h"

enum { WINDOW = 256 << 10 };

// A run of bits of the output and where it comes from.
struct segment {
	uint64_t to; // bit of the output
	uint64_t count; // bits
	const struct reader *from;
	uint64_t bit; // of it
};

struct bzip2_output {
	struct segment *segments; // in their order, without a gap
	size_t segment_count;
	uint64_t bit_count;
	uint32_t combined;
	size_t copied;
	size_t made;
	struct bit_writer frame; // header, end and padding
	struct reader frame_reader;
	int fd; // nameless file with the new blocks, each from a byte on; -1: none
	struct reader fresh; // over it
};

// One block to be made.
struct fresh_block {
	struct byte_range range; // of the content
	uint64_t byte; // of the nameless file
	uint64_t bit_count;
	uint32_t crc;
};

struct encoding {
	const struct reader *content;
	unsigned level;
	struct fresh_block *blocks;
	int fd;
	uint64_t size; // of the file so far; guarded by lock
	pthread_mutex_t lock;
};

static void add_segment(
	struct bzip2_output *output, const struct reader *from, uint64_t bit, uint64_t count)
{
	struct segment *last =
		output->segment_count ? &output->segments[output->segment_count - 1] : NULL;

	if (last && last->from == from && last->bit + last->count == bit) {
		last->count += count;
	} else {
		memory_grow(&output->segments, output->segment_count, sizeof(*output->segments));
		output->segments[output->segment_count++] =
			(struct segment){output->bit_count, count, from, bit};
	}
	output->bit_count += count;
}

static void add_block(struct bzip2_output *output, const struct reader *from, uint64_t bit,
	uint64_t count, uint32_t crc)
{
	add_segment(output, from, bit, count);
	output->combined = (output->combined << 1 | output->combined >> 31) ^ crc;
}

static struct bzip2_output *output_create(unsigned level)
{
	struct bzip2_output *output = memory_alloc(sizeof(*output));

	output->fd = -1;
	bits_put(&output->frame, UINT64_C(0x425a6830) + level, BZIP2_HEADER_BITS);
	add_segment(output, &output->frame_reader, 0, BZIP2_HEADER_BITS);
	return output;
}

// The end mark, the CRC of all blocks, and zeroes up to a byte.
static void output_end(struct bzip2_output *output)
{
	unsigned pad = (unsigned)((8 - (output->bit_count + BZIP2_END_BITS) % 8) % 8);
	uint64_t start = output->frame.bit_count;

	bits_put(&output->frame, BZIP2_END_MARK, BZIP2_MARK_BITS);
	bits_put(&output->frame, output->combined, BZIP2_CRC_BITS);
	if (pad > 0)
		bits_put(&output->frame, 0, pad);
	add_segment(output, &output->frame_reader, start, output->frame.bit_count - start);
	output->frame_reader = reader_memory(
		"frame of a bzip2 stream", output->frame.bytes.data, output->frame.bytes.size);
}

static int encode_one(void *context, size_t index, struct error *err)
{
	struct encoding *encoding = context;
	struct fresh_block *block = &encoding->blocks[index];
	struct bit_writer bits = BIT_WRITER_INIT;
	int result = bzip2_encode_block(encoding->content, block->range.offset, block->range.size,
		encoding->level, &bits, &block->crc, err);

	if (result == 0) {
		pthread_mutex_lock(&encoding->lock);
		block->byte = encoding->size;
		encoding->size += bits.bytes.size;
		pthread_mutex_unlock(&encoding->lock);
		block->bit_count = bits.bit_count;
		result = file_write_at(encoding->fd, "temporary file", block->byte, bits.bytes.data,
			bits.bytes.size, err);
	}
	buffer_finish(&bits.bytes);
	return result;
}

// Encodes the ranges of the content into the nameless file of the output.
static int encode(struct bzip2_output *output, const struct reader *content,
	const struct bzip2_cuts *cuts, unsigned level, unsigned threads, struct fresh_block **ret,
	struct error *err)
{
	struct encoding encoding = {
		.content = content,
		.level = level,
		.blocks = memory_alloc_array(cuts->count + 1, sizeof(*encoding.blocks)),
		.lock = PTHREAD_MUTEX_INITIALIZER,
	};
	int result = 0;

	*ret = encoding.blocks;
	for (size_t i = 0; i < cuts->count; i++)
		encoding.blocks[i].range = cuts->list[i];
	if (threads == 0 || threads > BZIP2_THREADS_MAX)
		threads = parallel_processors() < BZIP2_THREADS_MAX ? parallel_processors()
								    : BZIP2_THREADS_MAX;
	if (cuts->count > 0)
		result = file_temporary(&output->fd, err);
	encoding.fd = output->fd;
	if (result == 0)
		result = parallel_each(cuts->count, threads, encode_one, &encoding, err);
	output->fresh = reader_fd("temporary file", output->fd, 0, encoding.size);
	return result;
}

static void add_fresh(struct bzip2_output *output, const struct fresh_block *block)
{
	add_block(output, &output->fresh, block->byte * 8, block->bit_count, block->crc);
	output->made++;
}

// Which blocks of the base a range touches, widened by those that further ranges touch right
// behind; *range is the first one that is not in it.
static void next_group(const struct bzip2_index *index, const struct byte_range *ranges,
	size_t range_count, size_t *range, size_t *ret_first, size_t *ret_end)
{
	const struct byte_range *first = &ranges[(*range)++];

	*ret_first = bzip2_find_block(index, first->offset);
	*ret_end = bzip2_find_block(index, first->offset + first->size - 1) + 1;
	for (; *range < range_count; (*range)++) {
		const struct byte_range *next = &ranges[*range];

		if (bzip2_find_block(index, next->offset) > *ret_end)
			return;
		*ret_end = bzip2_find_block(index, next->offset + next->size - 1) + 1;
	}
}

// Which blocks are made anew, and into which ranges these are cut.
struct group {
	size_t first; // block of the base
	size_t end; // behind the last one
	size_t cut_count; // new blocks in their place
};

static int cut_groups(const struct bzip2_index *index, const struct reader *content,
	const struct byte_range *ranges, size_t range_count, struct group *groups,
	size_t *ret_count, struct bzip2_cuts *cuts, struct error *err)
{
	for (size_t range = 0; range < range_count; (*ret_count)++) {
		struct group *group = &groups[*ret_count];
		const struct bzip2_block *first;
		const struct bzip2_block *last;
		struct byte_range bytes;
		size_t before = cuts->count;

		next_group(index, ranges, range_count, &range, &group->first, &group->end);
		first = &index->blocks[group->first];
		last = &index->blocks[group->end - 1];
		bytes.offset = first->offset;
		bytes.size = last->offset + last->size - first->offset;
		if (bzip2_cut(content, &bytes, index->level, cuts, err) < 0)
			return -1;
		group->cut_count = cuts->count - before;
	}
	return 0;
}

static void put_together(struct bzip2_output *output, const struct reader *base,
	const struct bzip2_index *index, const struct group *groups, size_t group_count,
	const struct fresh_block *fresh)
{
	size_t block = 0;

	for (size_t g = 0; g <= group_count; g++) {
		size_t stop = g < group_count ? groups[g].first : index->block_count;

		for (; block < stop; block++) {
			const struct bzip2_block *old = &index->blocks[block];

			add_block(output, base, old->bit, old->bit_count, old->crc);
			output->copied++;
		}
		if (g == group_count)
			break;
		for (size_t i = 0; i < groups[g].cut_count; i++)
			add_fresh(output, fresh++);
		block = groups[g].end;
	}
	output_end(output);
}

int bzip2_rewrite(const struct reader *base, const struct bzip2_index *index,
	const struct reader *content, const struct byte_range *ranges, size_t range_count,
	unsigned threads, struct bzip2_output **ret, struct error *err)
{
	AUTO_BZIP2_OUTPUT *output = output_create(index->level);
	AUTO_FREE struct group *groups = memory_alloc_array(range_count + 1, sizeof(*groups));
	AUTO_FREE struct fresh_block *fresh = NULL;
	struct bzip2_cuts cuts = {0};
	size_t group_count = 0;
	int result =
		cut_groups(index, content, ranges, range_count, groups, &group_count, &cuts, err);

	if (result == 0)
		result = encode(output, content, &cuts, index->level, threads, &fresh, err);
	free(cuts.list);
	if (result < 0)
		return -1;
	put_together(output, base, index, groups, group_count, fresh);
	*ret = STEAL(output);
	return 0;
}

int bzip2_compress(const struct reader *content, unsigned level, unsigned threads,
	struct bzip2_output **ret, struct error *err)
{
	AUTO_BZIP2_OUTPUT *output = output_create(level);
	AUTO_FREE struct fresh_block *fresh = NULL;
	struct byte_range all = {0, content->size};
	struct bzip2_cuts cuts = {0};
	int result = bzip2_cut(content, &all, level, &cuts, err);
	size_t count = cuts.count;

	if (result == 0)
		result = encode(output, content, &cuts, level, threads, &fresh, err);
	free(cuts.list);
	if (result < 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		add_fresh(output, &fresh[i]);
	output_end(output);
	*ret = STEAL(output);
	return 0;
}

void bzip2_output_destroy(struct bzip2_output *output)
{
	if (!output)
		return;
	cleanup_close(&output->fd);
	buffer_finish(&output->frame.bytes);
	free(output->segments);
	free(output);
}

// The segment that holds a bit of the output.
static size_t find_segment(const struct bzip2_output *output, uint64_t bit)
{
	size_t low = 0;
	size_t high = output->segment_count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (output->segments[middle].to <= bit)
			low = middle;
		else
			high = middle;
	}
	return low;
}

// Up to WINDOW bytes.
static int read_window(const struct bzip2_output *output, uint64_t bit, uint8_t *data,
	uint64_t count, uint8_t *room, struct error *err)
{
	size_t index = find_segment(output, bit);
	uint64_t done = 0;

	for (; done < count; index++) {
		const struct segment *segment = &output->segments[index];
		uint64_t skip = bit + done - segment->to;
		uint64_t left = segment->count - skip;
		uint64_t step = left < count - done ? left : count - done;
		uint64_t from = segment->bit + skip;
		size_t size = (size_t)((from + step + 7) / 8 - from / 8);

		if (reader_read(segment->from, from / 8, room, size, err) < 0)
			return -1;
		bits_copy(data, done, room, from % 8, step);
		done += step;
	}
	return 0;
}

static int read_output(
	const struct reader *reader, uint64_t offset, void *data, size_t size, struct error *err)
{
	const struct bzip2_output *output = reader->context;
	AUTO_FREE uint8_t *room = memory_alloc(WINDOW + 8);

	memset(data, 0, size);
	for (size_t at = 0; at < size; at += WINDOW) {
		size_t step = size - at < WINDOW ? size - at : WINDOW;

		if (read_window(output, (offset + at) * 8, (uint8_t *)data + at, (uint64_t)step * 8,
			    room, err) < 0)
			return -1;
	}
	return 0;
}

struct reader bzip2_output_reader(const struct bzip2_output *output, const char *name)
{
	return (struct reader){
		.read = read_output,
		.name = name,
		.size = output->bit_count / 8,
		.context = output,
		.fd = -1,
	};
}

void bzip2_output_counts(const struct bzip2_output *output, size_t *ret_copied, size_t *ret_made)
{
	*ret_copied = output->copied;
	*ret_made = output->made;
}
