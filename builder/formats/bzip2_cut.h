// SPDX-License-Identifier: GPL-3.0-or-later
// Where bzip2 itself would begin a new block.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "bzip2.h"
#include "error.h"
#include "reader.h"

struct bzip2_cuts {
	struct byte_range *list; // one for each block, without a gap
	size_t count;
};

// Adds the blocks that the bytes of a range make, encoded from its first byte on
// (facts/media-4.md section 6.3).
int bzip2_cut(const struct reader *content, const struct byte_range *range, unsigned level,
	struct bzip2_cuts *ret, struct error *err);
