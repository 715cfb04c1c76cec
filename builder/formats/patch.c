// SPDX-License-Identifier: GPL-3.0-or-later
// Changes in pages, see patch.h.
#include "patch.h"

#include <stdbool.h>

#include <stdlib.h>
#include <string.h>

#include "memory.h"

struct page {
	uint64_t number; // its offset by its size
	uint8_t *data; // of the last page maybe fewer than PATCH_PAGE_SIZE are used
};

struct patch {
	const struct reader *base;
	struct page *pages; // sorted by number
	size_t page_count;
};

struct patch *patch_create(const struct reader *base)
{
	struct patch *patch = memory_alloc(sizeof(*patch));

	patch->base = base;
	return patch;
}

void patch_destroy(struct patch *patch)
{
	if (!patch)
		return;
	for (size_t i = 0; i < patch->page_count; i++)
		free(patch->pages[i].data);
	free(patch->pages);
	free(patch);
}

// The first page that is not below this number.
static size_t find_page(const struct patch *patch, uint64_t number)
{
	size_t low = 0;
	size_t high = patch->page_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (patch->pages[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static size_t page_size(const struct patch *patch, uint64_t number)
{
	uint64_t left = patch->base->size - number * PATCH_PAGE_SIZE;

	return left < PATCH_PAGE_SIZE ? (size_t)left : PATCH_PAGE_SIZE;
}

static bool has_page(const struct patch *patch, size_t at, uint64_t number)
{
	return at < patch->page_count && patch->pages[at].number == number;
}

// The page of that number, which is a copy of the base at first.
static int get_page(struct patch *patch, uint64_t number, uint8_t **ret, struct error *err)
{
	size_t at = find_page(patch, number);
	uint8_t *data;

	if (!has_page(patch, at, number)) {
		data = memory_alloc(PATCH_PAGE_SIZE);
		if (reader_read(patch->base, number * PATCH_PAGE_SIZE, data,
			    page_size(patch, number), err) < 0) {
			free(data);
			return -1;
		}
		memory_grow(&patch->pages, patch->page_count, sizeof(*patch->pages));
		memmove(&patch->pages[at + 1], &patch->pages[at],
			(patch->page_count - at) * sizeof(*patch->pages));
		patch->pages[at] = (struct page){number, data};
		patch->page_count++;
	}
	*ret = patch->pages[at].data;
	return 0;
}

static int check_range(const struct patch *patch, uint64_t offset, size_t size, struct error *err)
{
	if (offset <= patch->base->size && size <= patch->base->size - offset)
		return 0;
	return error_set(err, ERROR_INPUT, "'%s' ends before byte %llu", patch->base->name,
		(unsigned long long)offset + size);
}

int patch_write(
	struct patch *patch, uint64_t offset, const void *data, size_t size, struct error *err)
{
	const uint8_t *from = data;

	if (check_range(patch, offset, size, err) < 0)
		return -1;
	while (size > 0) {
		size_t skip = (size_t)(offset % PATCH_PAGE_SIZE);
		size_t step = PATCH_PAGE_SIZE - skip < size ? PATCH_PAGE_SIZE - skip : size;
		uint8_t *page;

		if (get_page(patch, offset / PATCH_PAGE_SIZE, &page, err) < 0)
			return -1;
		memcpy(page + skip, from, step);
		from += step;
		offset += step;
		size -= step;
	}
	return 0;
}

int patch_read(
	const struct patch *patch, uint64_t offset, void *data, size_t size, struct error *err)
{
	uint64_t end = offset + size;
	uint8_t *to = data;

	if (reader_read(patch->base, offset, data, size, err) < 0)
		return -1;
	if (size == 0)
		return 0;
	for (size_t i = find_page(patch, offset / PATCH_PAGE_SIZE);
		i < patch->page_count && patch->pages[i].number * PATCH_PAGE_SIZE < end; i++) {
		uint64_t start = patch->pages[i].number * PATCH_PAGE_SIZE;
		uint64_t from = start > offset ? start : offset;
		uint64_t stop = start + PATCH_PAGE_SIZE < end ? start + PATCH_PAGE_SIZE : end;

		memcpy(to + (from - offset), patch->pages[i].data + (from - start),
			(size_t)(stop - from));
	}
	return 0;
}

static int read_patch(
	const struct reader *reader, uint64_t offset, void *data, size_t size, struct error *err)
{
	return patch_read(reader->context, offset, data, size, err);
}

struct reader patch_reader(const struct patch *patch, const char *name)
{
	return (struct reader){
		.read = read_patch,
		.name = name,
		.size = patch->base->size,
		.context = patch,
		.fd = -1,
	};
}

int patch_ranges(
	const struct patch *patch, struct byte_range **ret, size_t *ret_count, struct error *err)
{
	AUTO_FREE struct byte_range *ranges = NULL;
	size_t count = 0;

	for (size_t i = 0; i < patch->page_count; i++) {
		uint64_t offset = patch->pages[i].number * PATCH_PAGE_SIZE;
		size_t size = page_size(patch, patch->pages[i].number);
		uint8_t old[PATCH_PAGE_SIZE];

		if (reader_read(patch->base, offset, old, size, err) < 0)
			return -1;
		if (memcmp(old, patch->pages[i].data, size) == 0)
			continue;
		if (count > 0 && ranges[count - 1].offset + ranges[count - 1].size == offset) {
			ranges[count - 1].size += size;
			continue;
		}
		memory_grow(&ranges, count, sizeof(*ranges));
		ranges[count++] = (struct byte_range){offset, size};
	}
	*ret = STEAL(ranges);
	*ret_count = count;
	return 0;
}
