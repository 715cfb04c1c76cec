// SPDX-License-Identifier: GPL-3.0-or-later
// Random access to the decoded data of a bzip2 file.
#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>

#include "bzip2.h"
#include "bzip2_block.h"
#include "memory.h"

struct kept_block {
	size_t index;
	uint64_t used; // when it was used last, counted in reads
	struct bzip2_pieces pieces;
};

struct bzip2_image {
	const struct reader *reader;
	const struct bzip2_index *index;
	pthread_mutex_t lock; // of all that follows
	struct kept_block *kept;
	size_t kept_count;
	size_t held; // bytes
	uint64_t clock;
};

struct bzip2_image *bzip2_image_create(const struct reader *reader, const struct bzip2_index *index)
{
	struct bzip2_image *image = memory_alloc(sizeof(*image));

	image->reader = reader;
	image->index = index;
	pthread_mutex_init(&image->lock, NULL);
	return image;
}

void bzip2_image_destroy(struct bzip2_image *image)
{
	if (!image)
		return;
	for (size_t i = 0; i < image->kept_count; i++)
		bzip2_pieces_finish(&image->kept[i].pieces);
	free(image->kept);
	pthread_mutex_destroy(&image->lock);
	free(image);
}

// Lets go of the block that was used longest ago.
static void drop_oldest(struct bzip2_image *image)
{
	size_t oldest = 0;

	for (size_t i = 1; i < image->kept_count; i++) {
		if (image->kept[i].used < image->kept[oldest].used)
			oldest = i;
	}
	image->held -= image->kept[oldest].pieces.held;
	bzip2_pieces_finish(&image->kept[oldest].pieces);
	image->kept[oldest] = image->kept[--image->kept_count];
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
	while (image->kept_count > 0 && image->held + pieces.held > BZIP2_HELD_MAX)
		drop_oldest(image);
	memory_grow(&image->kept, image->kept_count, sizeof(*image->kept));
	image->kept[image->kept_count++] = (struct kept_block){.index = index, .pieces = pieces};
	image->held += pieces.held;
	return 0;
}

// The decoded bytes of a block; they stay until the next call.
static int get_block(
	struct bzip2_image *image, size_t index, const struct bzip2_pieces **ret, struct error *err)
{
	size_t i = 0;

	while (i < image->kept_count && image->kept[i].index != index)
		i++;
	if (i == image->kept_count) {
		if (keep_block(image, index, err) < 0)
			return -1;
		i = image->kept_count - 1;
	}
	image->kept[i].used = ++image->clock;
	*ret = &image->kept[i].pieces;
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
