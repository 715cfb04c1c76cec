// SPDX-License-Identifier: GPL-3.0-or-later
// Disk images of 4.x media, see disk_image.h.
#include "disk_image.h"

#include <stdlib.h>
#include <string.h>

#include "disk_image_cache.h"
#include "memory.h"
#include "output.h"
#include "parallel.h"

enum { STEP = 1 << 20 };

struct disk_image {
	const struct reader *compressed;
	struct disk_image_facts facts;
	struct bzip2_image *image;
	struct reader content;
	struct patch *patch;
	struct disk_image_digests digests;
};

static int digest_reader(enum digest_kind kind, const struct reader *reader,
	char hex[DIGEST_HEX_SIZE], struct error *err)
{
	AUTO_DIGEST *digest = digest_create(kind);
	AUTO_FREE char *step = memory_alloc(STEP);

	for (uint64_t at = 0; at < reader->size; at += STEP) {
		uint64_t left = reader->size - at;
		size_t size = left < STEP ? (size_t)left : STEP;

		if (reader_read(reader, at, step, size, err) < 0)
			return -1;
		digest_update(digest, step, size);
	}
	digest_finish_hex(digest, hex);
	return 0;
}

// Two digests of the same bytes, which take as long as reading them: each has a thread.
struct two_digests {
	const struct reader *reader;
	struct disk_image_digests *digests;
};

static int digest_one(void *context, size_t index, struct error *err)
{
	struct two_digests *both = context;

	return index == 0 ? digest_reader(DIGEST_SHA256, both->reader, both->digests->sha256, err)
			  : digest_reader(DIGEST_MD5, both->reader, both->digests->md5, err);
}

// The content on its way through: pieces are filled and digested.
struct piece_filler {
	struct disk_image_facts *facts;
	uint8_t *piece;
	size_t filled;
};

static void digest_piece(
	struct disk_image_facts *facts, size_t index, const uint8_t *piece, size_t size)
{
	// Most pieces of a disk image hold nothing.
	static const char empty[] =
		"8a39d2abd3999ab73c34db2476849cddf303ce389b35826850f9a700589b4a90";
	bool is_empty = size == DISK_IMAGE_PIECE_SIZE && piece[0] == 0 &&
			memcmp(piece, piece + 1, size - 1) == 0;

	if (is_empty)
		memcpy(facts->pieces[index], empty, sizeof(empty));
	else
		digest_hex(DIGEST_SHA256, piece, size, facts->pieces[index]);
}

static void end_piece(struct piece_filler *filler)
{
	struct disk_image_facts *facts = filler->facts;

	if (filler->filled == 0)
		return;
	memory_grow(&facts->pieces, facts->piece_count, sizeof(*facts->pieces));
	digest_piece(facts, facts->piece_count++, filler->piece, filler->filled);
	filler->filled = 0;
}

static int fill_pieces(void *context, const void *data, size_t size, struct error *err)
{
	struct piece_filler *filler = context;
	const uint8_t *from = data;

	(void)err;
	while (size > 0) {
		size_t room = DISK_IMAGE_PIECE_SIZE - filler->filled;
		size_t step = size < room ? size : room;

		memcpy(filler->piece + filler->filled, from, step);
		filler->filled += step;
		from += step;
		size -= step;
		if (filler->filled == DISK_IMAGE_PIECE_SIZE)
			end_piece(filler);
	}
	return 0;
}

static int decode_all(
	const struct reader *compressed, struct disk_image_facts *facts, struct error *err)
{
	AUTO_FREE uint8_t *piece = memory_alloc(DISK_IMAGE_PIECE_SIZE);
	struct piece_filler filler = {.facts = facts, .piece = piece};
	struct progress *progress = progress_create(compressed->name, compressed->size);
	int result = bzip2_index_create(
		compressed, 0, fill_pieces, &filler, progress, &facts->index, err);

	progress_destroy(progress);
	if (result == 0)
		end_piece(&filler);
	return result;
}

// What a digest alone does not tell: two parts that do not wait for each other.
struct first_look {
	const struct reader *compressed;
	struct disk_image_facts *facts;
};

static int look(void *context, size_t index, struct error *err)
{
	struct first_look *first = context;

	return index == 0 ? decode_all(first->compressed, first->facts, err)
			  : digest_reader(DIGEST_MD5, first->compressed, first->facts->md5, err);
}

static int find_facts(const struct reader *compressed, const char *sha256, bool use_kept,
	struct disk_image_facts *ret, struct error *err)
{
	struct first_look first = {compressed, ret};

	if (use_kept && disk_image_cache_load(sha256, compressed->size, ret))
		return 0;
	if (parallel_each(2, 2, look, &first, err) < 0)
		return -1;
	disk_image_cache_store(sha256, ret);
	return 0;
}

static void digest_content(char (*pieces)[SHA256_HEX_SIZE], size_t count, char hex[SHA256_HEX_SIZE])
{
	AUTO_DIGEST *digest = digest_create(DIGEST_SHA256);

	for (size_t i = 0; i < count; i++) {
		digest_update(digest, pieces[i], SHA256_HEX_SIZE - 1);
		digest_update(digest, "\n", 1);
	}
	digest_finish_hex(digest, hex);
}

int disk_image_open(
	const struct reader *compressed, bool use_kept, struct disk_image **ret, struct error *err)
{
	AUTO_DISK_IMAGE *image = memory_alloc(sizeof(*image));
	struct disk_image_digests *digests = &image->digests;

	image->compressed = compressed;
	if (digest_reader(DIGEST_SHA256, compressed, digests->sha256, err) < 0 ||
		find_facts(compressed, digests->sha256, use_kept, &image->facts, err) < 0)
		return -1;
	memcpy(digests->md5, image->facts.md5, sizeof(digests->md5));
	digests->size = compressed->size;
	digests->content_size = image->facts.index->size;
	digest_content(image->facts.pieces, image->facts.piece_count, digests->content);
	image->image = bzip2_image_create(compressed, image->facts.index);
	image->content = bzip2_image_reader(image->image, compressed->name);
	image->patch = patch_create(&image->content);
	*ret = STEAL(image);
	return 0;
}

void disk_image_destroy(struct disk_image *image)
{
	if (!image)
		return;
	patch_destroy(image->patch);
	bzip2_image_destroy(image->image);
	disk_image_facts_finish(&image->facts);
	free(image);
}

const struct disk_image_digests *disk_image_digests(const struct disk_image *image)
{
	return &image->digests;
}

size_t disk_image_stream_count(const struct disk_image *image)
{
	return image->facts.index->stream_count;
}

struct patch *disk_image_patch(struct disk_image *image)
{
	return image->patch;
}

// The digest of the content after the edits: only pieces that a change touches are read.
static int digest_changes(const struct disk_image *image, const struct byte_range *ranges,
	size_t count, char hex[SHA256_HEX_SIZE], struct error *err)
{
	struct disk_image_facts after = {.piece_count = image->facts.piece_count};
	AUTO_FREE uint8_t *piece = memory_alloc(DISK_IMAGE_PIECE_SIZE);
	AUTO_FREE char(*pieces)[SHA256_HEX_SIZE] =
		memory_alloc_array(after.piece_count + 1, sizeof(*pieces));
	size_t next = 0; // the first piece that was not looked at yet

	memcpy(pieces, image->facts.pieces, after.piece_count * sizeof(*pieces));
	after.pieces = pieces;
	for (size_t i = 0; i < count; i++) {
		size_t first = (size_t)(ranges[i].offset / DISK_IMAGE_PIECE_SIZE);
		size_t last =
			(size_t)((ranges[i].offset + ranges[i].size - 1) / DISK_IMAGE_PIECE_SIZE);

		for (size_t p = first > next ? first : next; p <= last; p++, next = p) {
			uint64_t offset = (uint64_t)p * DISK_IMAGE_PIECE_SIZE;
			uint64_t left = image->content.size - offset;
			size_t size =
				left < DISK_IMAGE_PIECE_SIZE ? (size_t)left : DISK_IMAGE_PIECE_SIZE;

			if (patch_read(image->patch, offset, piece, size, err) < 0)
				return -1;
			digest_piece(&after, p, piece, size);
		}
	}
	digest_content(pieces, after.piece_count, hex);
	return 0;
}

int disk_image_compress(struct disk_image *image, struct bzip2_output **ret,
	struct disk_image_digests *ret_digests, struct error *err)
{
	AUTO_BZIP2_OUTPUT *output = NULL;
	AUTO_FREE struct byte_range *ranges = NULL;
	struct disk_image_digests digests = {.content_size = image->digests.content_size};
	struct reader content = patch_reader(image->patch, image->compressed->name);
	struct reader compressed;
	struct two_digests both = {&compressed, &digests};
	size_t count;

	if (patch_ranges(image->patch, &ranges, &count, err) < 0 ||
		digest_changes(image, ranges, count, digests.content, err) < 0 ||
		bzip2_rewrite(image->compressed, image->facts.index, &content, ranges, count, 0,
			&output, err) < 0)
		return -1;
	compressed = bzip2_output_reader(output, image->compressed->name);
	digests.size = compressed.size;
	if (parallel_each(2, 2, digest_one, &both, err) < 0)
		return -1;
	*ret = STEAL(output);
	*ret_digests = digests;
	return 0;
}
