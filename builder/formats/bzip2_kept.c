// SPDX-License-Identifier: GPL-3.0-or-later
// Kept blocks, see bzip2_kept.h.
#include "bzip2_kept.h"

#include <stdlib.h>

#include "bzip2.h"
#include "memory.h"

static void drop_oldest(struct bzip2_kept *kept)
{
	size_t oldest = 0;

	for (size_t i = 1; i < kept->count; i++) {
		if (kept->list[i].used < kept->list[oldest].used)
			oldest = i;
	}
	kept->held -= kept->list[oldest].pieces.held;
	bzip2_pieces_finish(&kept->list[oldest].pieces);
	kept->list[oldest] = kept->list[--kept->count];
}

void bzip2_kept_add(struct bzip2_kept *kept, size_t index, struct bzip2_pieces *pieces)
{
	while (kept->count > 0 && (kept->held + pieces->held > BZIP2_HELD_MAX ||
					  kept->count == BZIP2_KEPT_BLOCKS_MAX))
		drop_oldest(kept);
	memory_grow(&kept->list, kept->count, sizeof(*kept->list));
	kept->list[kept->count++] = (struct kept_block){index, ++kept->clock, *pieces};
	kept->held += pieces->held;
	*pieces = (struct bzip2_pieces){0};
}

const struct bzip2_pieces *bzip2_kept_find(struct bzip2_kept *kept, size_t index)
{
	for (size_t i = 0; i < kept->count; i++) {
		if (kept->list[i].index == index) {
			kept->list[i].used = ++kept->clock;
			return &kept->list[i].pieces;
		}
	}
	return NULL;
}

void bzip2_kept_finish(struct bzip2_kept *kept)
{
	for (size_t i = 0; i < kept->count; i++)
		bzip2_pieces_finish(&kept->list[i].pieces);
	free(kept->list);
	*kept = (struct bzip2_kept){0};
}
