// SPDX-License-Identifier: GPL-3.0-or-later
// Decoded blocks that are kept, since they are likely to be read again.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "bzip2_block.h"

enum { BZIP2_KEPT_BLOCKS_MAX = 1024 };

struct kept_block {
	size_t index; // number of the block, from 0
	uint64_t used; // when it was used last, counted in calls
	struct bzip2_pieces pieces;
};

struct bzip2_kept {
	struct kept_block *list;
	size_t count;
	size_t held; // bytes of memory
	uint64_t clock;
};

// Takes over the pieces; those that were used longest ago go, so that all others and the new ones
// hold no more than BZIP2_HELD_MAX bytes and are no more than BZIP2_KEPT_BLOCKS_MAX.
void bzip2_kept_add(struct bzip2_kept *kept, size_t index, struct bzip2_pieces *pieces);

// NULL: the block is not kept. Valid until the next bzip2_kept_add().
const struct bzip2_pieces *bzip2_kept_find(struct bzip2_kept *kept, size_t index);

void bzip2_kept_finish(struct bzip2_kept *kept);
