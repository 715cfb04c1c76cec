// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: a hostile bzip2 file is taken apart; a good one is changed and taken apart again.
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bzip2.h"
#include "memory.h"

enum { SIZE_MAX_CHANGED = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

// The decoded bytes of a stream that is known to be good.
static uint8_t *decoded(const struct reader *reader, struct bzip2_index *index)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_BZIP2_IMAGE *image = bzip2_image_create(reader, index);
	struct reader content = bzip2_image_reader(image, "content");
	uint8_t *bytes = memory_alloc((size_t)content.size + 1);

	require(reader_read(&content, 0, bytes, (size_t)content.size, &err) == 0);
	return bytes;
}

static void change(const struct reader *reader, struct bzip2_index *index)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_FREE uint8_t *old = decoded(reader, index);
	AUTO_FREE uint8_t *again = NULL;
	AUTO_FREE uint8_t *stream = NULL;
	AUTO_BZIP2_OUTPUT *output = NULL;
	AUTO_BZIP2_INDEX *second = NULL;
	struct reader content = reader_memory("content", old, (size_t)index->size);
	struct byte_range range = {index->size / 2, 1};
	struct reader out;

	old[range.offset] ^= 0xff;
	require(bzip2_rewrite(reader, index, &content, &range, 1, 1, &output, &err) == 0);
	out = bzip2_output_reader(output, "output");
	stream = memory_alloc((size_t)out.size);
	require(reader_read(&out, 0, stream, (size_t)out.size, &err) == 0);
	out = reader_memory("output", stream, (size_t)out.size);
	require(bzip2_index_create(&out, 1, NULL, NULL, NULL, &second, &err) == 0);
	require(second->size == index->size && second->stream_count == 1);
	again = decoded(&out, second);
	require(memcmp(old, again, (size_t)index->size) == 0);
}

// Does a block stand behind the end of a stream?
static bool has_gap(const struct bzip2_index *index)
{
	uint64_t bit = 32;

	for (size_t i = 0; i < index->block_count; i++) {
		if (index->blocks[i].bit != bit)
			return true;
		bit += index->blocks[i].bit_count;
	}
	return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_BZIP2_INDEX *index = NULL;
	struct reader reader = reader_memory("input", data, size);
	bool several;

	require(bzip2_has_streams(&reader, &several, &err) == 0);
	if (bzip2_index_create(&reader, 1, NULL, NULL, NULL, &index, &err) < 0)
		return 0;
	require(several || !has_gap(index));
	if (index->size > 0 && index->size < SIZE_MAX_CHANGED)
		change(&reader, index);
	return 0;
}
