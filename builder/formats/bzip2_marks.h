// SPDX-License-Identifier: GPL-3.0-or-later
// Where the marks of blocks and stream ends stand in a bzip2 file, at whatever bit.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "reader.h"

struct bzip2_mark {
	uint64_t bit; // from the start of the file
	bool is_end; // of a stream; else a block begins
};

struct bzip2_marks {
	struct bzip2_mark *list; // in their order; some may stand within a block by chance
	size_t count;
};

// ERROR_INPUT: more than BZIP2_MARKS_MAX. What was found is to be finished in any case.
int bzip2_find_marks(
	const struct reader *reader, unsigned threads, struct bzip2_marks *ret, struct error *err);
void bzip2_marks_finish(struct bzip2_marks *marks);
