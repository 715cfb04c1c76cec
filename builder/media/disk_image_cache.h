// SPDX-License-Identifier: GPL-3.0-or-later
// What is known of a disk image, kept from one run to the next (disk_image.h says where and how).
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bzip2.h"
#include "digest.h"

struct disk_image_facts {
	struct bzip2_index *index;
	char md5[DIGEST_HEX_SIZE]; // of the compressed bytes
	char (*pieces)[SHA256_HEX_SIZE]; // the SHA-256 of each piece of the content
	size_t piece_count;
};
void disk_image_facts_finish(struct disk_image_facts *facts);

// False: nothing is kept, or what is kept is damaged or of another form.
bool disk_image_cache_load(
	const char sha256[SHA256_HEX_SIZE], uint64_t size, struct disk_image_facts *ret);
// Failures are silent: the next run is slower, nothing else.
void disk_image_cache_store(
	const char sha256[SHA256_HEX_SIZE], const struct disk_image_facts *facts);
