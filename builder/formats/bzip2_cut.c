// SPDX-License-Identifier: GPL-3.0-or-later
// Cutting bytes into blocks, see bzip2_cut.h.
//
// A block is full by what its runs take: a run of up to 3 equal bytes takes its length, one of 4 to
// 255 takes 5. Whole runs are added until the block is full.
#include "bzip2_cut.h"

#include <stdbool.h>

#include "memory.h"

enum {
	WINDOW = 256 << 10,
	RUN_MAX = 255,
	RUN_PLAIN_MAX = 3,
	RUN_PACKED = 5,
	LEVEL_UNIT = 100000,
	LEVEL_SPARE = 19,
};

struct cutter {
	struct bzip2_cuts *cuts;
	uint64_t full; // packed bytes at which a block ends
	uint64_t start; // of the block
	uint64_t packed; // bytes of its runs so far, the running one not counted
	uint64_t run_start;
	unsigned run; // bytes of the running run
	uint8_t byte; // that it repeats
};

static void add_cut(struct cutter *cutter, uint64_t end)
{
	struct bzip2_cuts *cuts = cutter->cuts;

	memory_grow(&cuts->list, cuts->count, sizeof(*cuts->list));
	cuts->list[cuts->count++] = (struct byte_range){cutter->start, end - cutter->start};
	cutter->start = end;
	cutter->packed = 0;
}

// The run ends at `at`; another byte begins one there.
static void end_run(struct cutter *cutter, uint64_t at, uint8_t byte)
{
	cutter->packed += cutter->run > RUN_PLAIN_MAX ? RUN_PACKED : cutter->run;
	if (cutter->packed >= cutter->full)
		add_cut(cutter, at);
	cutter->run_start = at;
	cutter->run = 1;
	cutter->byte = byte;
}

static void cut_window(struct cutter *cutter, uint64_t at, const uint8_t *data, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (cutter->run > 0 && data[i] == cutter->byte && cutter->run < RUN_MAX)
			cutter->run++;
		else
			end_run(cutter, at + i, data[i]);
	}
}

int bzip2_cut(const struct reader *content, const struct byte_range *range, unsigned level,
	struct bzip2_cuts *ret, struct error *err)
{
	struct cutter cutter = {
		.cuts = ret,
		.full = level * LEVEL_UNIT - LEVEL_SPARE,
		.start = range->offset,
	};
	uint64_t end = range->offset + range->size;
	AUTO_FREE uint8_t *data = memory_alloc(WINDOW);

	for (uint64_t at = range->offset; at < end;) {
		size_t size = end - at < WINDOW ? (size_t)(end - at) : WINDOW;

		if (reader_read(content, at, data, size, err) < 0)
			return -1;
		cut_window(&cutter, at, data, size);
		at += size;
	}
	if (cutter.start < end)
		add_cut(&cutter, end);
	return 0;
}
