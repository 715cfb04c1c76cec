// SPDX-License-Identifier: GPL-3.0-or-later
// The disk image of 4.x media, which lies as a bzip2 stream on the medium (IMAGEDD.BZ2).
//
// facts/media-4.md sections 2, 5 and 6. Where its blocks are and the digests of its content are
// kept from one run to the next (XDG_CACHE_HOME, else ~/.cache, in a folder "esxmint"), in a file
// that the SHA-256 of the compressed image names; that digest is computed anew each time. The file
// may be deleted at any time, and where it cannot be written that is no error.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bzip2.h"
#include "digest.h"
#include "error.h"
#include "patch.h"
#include "reader.h"

enum { DISK_IMAGE_PIECE_SIZE = 256 << 10 }; // bytes of content that one digest is of

// What tells a disk image from another.
struct disk_image_digests {
	char sha256[SHA256_HEX_SIZE]; // of the compressed bytes
	char md5[DIGEST_HEX_SIZE]; // of the same
	// Of the content: the SHA-256 over the SHA-256s, as lower-case hexadecimal with a line feed
	// behind each, of its pieces. So that a change costs no more than what it touches.
	char content[SHA256_HEX_SIZE];
	uint64_t size; // of the compressed bytes
	uint64_t content_size;
};

struct disk_image;

// Decodes all of it, unless what is kept of an earlier run may be used and is good. `compressed` is
// borrowed. ERROR_INPUT: damaged, with the number of the block.
int disk_image_open(
	const struct reader *compressed, bool use_kept, struct disk_image **ret, struct error *err);
void disk_image_destroy(struct disk_image *image);
static inline void disk_image_cleanup(struct disk_image **image)
{
	disk_image_destroy(*image);
}
#define AUTO_DISK_IMAGE CLEANUP(disk_image_cleanup) struct disk_image

const struct disk_image_digests *disk_image_digests(const struct disk_image *image);
size_t disk_image_stream_count(const struct disk_image *image);

// The content; edits go to this patch.
struct patch *disk_image_patch(struct disk_image *image);

// The compressed image with the edits made so far, always one stream, and its digests. Reads the
// base as long as it is read itself.
int disk_image_compress(struct disk_image *image, struct bzip2_output **ret,
	struct disk_image_digests *ret_digests, struct error *err);
