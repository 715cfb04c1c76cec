// SPDX-License-Identifier: GPL-3.0-or-later
// Finding marks, see bzip2_marks.h.
//
// A mark of 48 bits covers at least five whole bytes, wherever it begins. Tables tell for two of
// them at which of the eight shifts they fit; hardly any pair fits one, and only those are looked
// at bit by bit.
#include "bzip2_marks.h"

#include <stdlib.h>
#include <string.h>

#include "bzip2.h"
#include "bzip2_block.h"
#include "memory.h"
#include "parallel.h"

enum {
	STRETCH = 4 << 20, // bytes that one step of a thread looks at
	AHEAD = 16, // stretches that are looked at before what they have is taken
	OVERLAP = 8, // bytes behind them that a mark may reach into
	SHIFT_COUNT = 8,
	END_SIZE = BZIP2_END_BITS / 8 + 1, // bytes that the end of a stream may lie in
	END_SHIFT = 8, // bits of the end mark stand above those of the block mark
};

struct tables {
	uint16_t second[256]; // for the byte behind the one where the mark begins
	uint16_t third[256];
};

struct search {
	const struct reader *reader;
	struct tables tables;
	struct bzip2_marks *found; // one for each stretch
	struct bzip2_marks *all;
};

static void fill_tables(struct tables *tables)
{
	static const uint64_t marks[] = {BZIP2_BLOCK_MARK, BZIP2_END_MARK};

	for (unsigned mark = 0; mark < 2; mark++) {
		for (unsigned shift = 0; shift < SHIFT_COUNT; shift++) {
			uint64_t shifted = marks[mark] << (16 - shift); // as it lies in 8 bytes
			uint16_t bit = (uint16_t)(1U << (mark * END_SHIFT + shift));

			tables->second[shifted >> 48 & 0xff] |= bit;
			tables->third[shifted >> 40 & 0xff] |= bit;
		}
	}
}

static void add_mark(struct bzip2_marks *marks, uint64_t bit, bool is_end)
{
	memory_grow(&marks->list, marks->count, sizeof(*marks->list));
	marks->list[marks->count++] = (struct bzip2_mark){bit, is_end};
}

static void look_closer(
	const uint8_t *data, uint64_t at, unsigned candidates, struct bzip2_marks *marks)
{
	for (unsigned shift = 0; shift < SHIFT_COUNT; shift++) {
		uint64_t bits;

		if (!(candidates >> shift & 1) && !(candidates >> (shift + END_SHIFT) & 1))
			continue;
		bits = bits_get(data, shift, BZIP2_MARK_BITS);
		if (bits == BZIP2_BLOCK_MARK || bits == BZIP2_END_MARK)
			add_mark(marks, at * 8 + shift, bits == BZIP2_END_MARK);
	}
}

static int search_stretch(void *context, size_t index, struct error *err)
{
	struct search *search = context;
	const struct reader *reader = search->reader;
	uint64_t start = (uint64_t)index * STRETCH;
	uint64_t left = reader->size - start;
	size_t size = left < STRETCH + OVERLAP ? (size_t)left : STRETCH + OVERLAP;
	AUTO_FREE uint8_t *data = memory_alloc(STRETCH + 2 * OVERLAP);

	if (reader_read(reader, start, data, size, err) < 0)
		return -1;
	for (size_t i = 0; i < STRETCH && i < size; i++) {
		unsigned candidates =
			search->tables.second[data[i + 1]] & search->tables.third[data[i + 2]];

		if (candidates)
			look_closer(data + i, start + i, candidates, &search->found[index]);
	}
	return 0;
}

static int take_stretch(void *context, size_t index, struct error *err)
{
	struct search *search = context;
	struct bzip2_marks *found = &search->found[index];

	if (found->count > BZIP2_MARKS_MAX - search->all->count)
		return error_set(err, ERROR_INPUT, "'%s' has more than %d marks of bzip2 blocks",
			search->reader->name, BZIP2_MARKS_MAX);
	for (size_t i = 0; i < found->count; i++)
		add_mark(search->all, found->list[i].bit, found->list[i].is_end);
	bzip2_marks_finish(found);
	return 0;
}

int bzip2_find_marks(
	const struct reader *reader, unsigned threads, struct bzip2_marks *ret, struct error *err)
{
	struct search search = {.reader = reader, .all = ret};
	size_t count = (size_t)((reader->size + STRETCH - 1) / STRETCH);
	int result;

	*ret = (struct bzip2_marks){0};
	fill_tables(&search.tables);
	search.found = memory_alloc_array(count + 1, sizeof(*search.found));
	result = parallel_in_order(
		count, threads, AHEAD, search_stretch, take_stretch, &search, err);
	for (size_t i = 0; i < count; i++)
		bzip2_marks_finish(&search.found[i]);
	free(search.found);
	return result;
}

void bzip2_marks_finish(struct bzip2_marks *marks)
{
	free(marks->list);
	*marks = (struct bzip2_marks){0};
}

// Does a stream begin in front of the mark at data[at]: the end of one, a header?
static bool begins_stream(const uint8_t *data, size_t at)
{
	size_t start = at - BZIP2_HEADER_SIZE;

	if (at < END_SIZE + BZIP2_HEADER_SIZE || bzip2_parse_header(data + start) == 0)
		return false;
	for (uint64_t pad = 0; pad < 8; pad++) {
		if (bits_get(data, start * 8 - pad - BZIP2_END_BITS, BZIP2_MARK_BITS) ==
			BZIP2_END_MARK)
			return true;
	}
	return false;
}

int bzip2_has_streams(const struct reader *reader, bool *ret_several, struct error *err)
{
	static const uint8_t mark[] = {0x31, 0x41, 0x59, 0x26, 0x53, 0x59}; // BZIP2_BLOCK_MARK
	// A mark in front of which the window shows too little stands in the one before, too.
	enum { OVERLAPPING = END_SIZE + BZIP2_HEADER_SIZE + sizeof(mark) };
	AUTO_FREE uint8_t *data = memory_alloc(STRETCH + OVERLAPPING);

	*ret_several = false;
	for (uint64_t start = 0; start < reader->size; start += STRETCH) {
		uint64_t left = reader->size - start;
		size_t size = left < STRETCH + OVERLAPPING ? (size_t)left : STRETCH + OVERLAPPING;
		const uint8_t *at = data;

		if (reader_read(reader, start, data, size, err) < 0)
			return -1;
		while ((at = memmem(at, size - (size_t)(at - data), mark, sizeof(mark)))) {
			if (begins_stream(data, (size_t)(at - data))) {
				*ret_several = true;
				return 0;
			}
			at++;
		}
	}
	return 0;
}
