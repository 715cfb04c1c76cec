// SPDX-License-Identifier: GPL-3.0-or-later
// Random access to the decoded data of a bzip2 file.
#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>

#include "bzip2.h"
#include "bzip2_block.h"
#include "bzip2_kept.h"
#include "memory.h"

struct bzip2_image {
	const struct reader *reader;
	const struct bzip2_index *index;
	pthread_mutex_t lock; // of all that follows
	struct bzip2_kept kept;
};

struct bzip2_image *bzip2_image_create(const struct reader *reader, struct bzip2_index *index)
{
	struct bzip2_image *image = memory_alloc(sizeof(*image));

	image->reader = reader;
	image->index = index;
	if (index->kept) {
		image->kept = *index->kept;
		*index->kept = (struct bzip2_kept){0};
	}
	pthread_mutex_init(&image->lock, NULL);
	return image;
}

void bzip2_image_destroy(struct bzip2_image *image)
{
	if (!image)
		return;
	bzip2_kept_finish(&image->kept);
	pthread_mutex_destroy(&image->lock);
	free(image);
}

static int keep_block(struct bzip2_image *image, size_t index, struct error *err)
{
	const struct bzip2_block *block = &image->index->blocks[index];
	struct bzip2_pieces pieces;
	bool good;

	if (bzip2_read_block(image->reader, block->bit, block->bit_count, block->level, &good,
		    &pieces, err) < 0)
		return -1;
	if (!good || pieces.size != block->size) {
		bzip2_pieces_finish(&pieces);
		return error_set(err, ERROR_INPUT,
			"'%s' is damaged: block %zu does not fit its CRC", image->reader->name,
			index + 1);
	}
	bzip2_kept_add(&image->kept, index, &pieces);
	return 0;
}

// The decoded bytes of a block; they stay until the next call.
static int get_block(
	struct bzip2_image *image, size_t index, const struct bzip2_pieces **ret, struct error *err)
{
	*ret = bzip2_kept_find(&image->kept, index);
	if (*ret)
		return 0;
	if (keep_block(image, index, err) < 0)
		return -1;
	*ret = bzip2_kept_find(&image->kept, index);
	return 0;
}

size_t bzip2_find_block(const struct bzip2_index *index, uint64_t offset)
{
	size_t low = 0;
	size_t high = index->block_count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (index->blocks[middle].offset <= offset)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static int read_blocks(
	struct bzip2_image *image, uint64_t offset, uint8_t *data, size_t size, struct error *err)
{
	size_t index = bzip2_find_block(image->index, offset);

	for (; size > 0; index++) {
		const struct bzip2_block *block = &image->index->blocks[index];
		uint64_t skip = offset - block->offset;
		uint64_t left = block->size - skip;
		size_t step = left < size ? (size_t)left : size;
		const struct bzip2_pieces *pieces;

		if (get_block(image, index, &pieces, err) < 0)
			return -1;
		bzip2_pieces_copy(pieces, skip, data, step);
		data += step;
		offset += step;
		size -= step;
	}
	return 0;
}

static int read_image(
	const struct reader *reader, uint64_t offset, void *data, size_t size, struct error *err)
{
	// What is kept changes, the data that is read does not.
	struct bzip2_image *image = (struct bzip2_image *)(uintptr_t)reader->context;
	int result;

	pthread_mutex_lock(&image->lock);
	result = read_blocks(image, offset, data, size, err);
	pthread_mutex_unlock(&image->lock);
	return result;
}

struct reader bzip2_image_reader(const struct bzip2_image *image, const char *name)
{
	return (struct reader){
		.read = read_image,
		.name = name,
		.size = image->index->size,
		.context = image,
		.fd = -1,
	};
}
