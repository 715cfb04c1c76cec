// SPDX-License-Identifier: GPL-3.0-or-later
// Which files of two images differ: those of equal size are read side by side, in slices, by all
// processors.
#include "medium_files.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "parallel.h"

enum {
	SLICE = 8 * 1024 * 1024, // bytes of a file that one thread takes
	STEP = 128 * 1024, // read at a time: both halves stay in a cache of a processor
};

struct pair {
	const struct iso_file *old_file, *new_file; // NULL: not there
	atomic_bool differs;
};

struct slice {
	struct pair *pair;
	uint64_t start;
};

struct work {
	const struct iso *old_iso, *new_iso;
	struct pair *pairs;
	size_t pair_count;
	struct slice *slices;
	size_t slice_count;
};

static void work_finish(struct work *work)
{
	free(work->pairs);
	free(work->slices);
}

static int compare_slice(void *context, size_t index, struct error *err)
{
	const struct work *work = context;
	const struct slice *slice = &work->slices[index];
	struct pair *pair = slice->pair;
	uint64_t size = pair->old_file->size - slice->start;
	AUTO_FREE char *bytes = memory_alloc(2 * (size_t)STEP);
	uint64_t old_at = (uint64_t)pair->old_file->lba * ISO_BLOCK_SIZE + slice->start;
	uint64_t new_at = (uint64_t)pair->new_file->lba * ISO_BLOCK_SIZE + slice->start;

	size = size < SLICE ? size : SLICE;
	for (uint64_t done = 0; done < size && !atomic_load(&pair->differs);) {
		size_t step = size - done < STEP ? (size_t)(size - done) : STEP;

		if (iso_read_at(work->old_iso, old_at + done, bytes, step, err) < 0 ||
			iso_read_at(work->new_iso, new_at + done, bytes + STEP, step, err) < 0)
			return -1;
		if (memcmp(bytes, bytes + STEP, step) != 0)
			atomic_store(&pair->differs, true);
		done += step;
	}
	return 0;
}

static void add_pair(
	struct work *work, const struct iso_file *old_file, const struct iso_file *new_file)
{
	struct pair *pair = &work->pairs[work->pair_count++];

	pair->old_file = old_file;
	pair->new_file = new_file;
	atomic_init(&pair->differs, !old_file || !new_file || old_file->size != new_file->size);
}

static const struct iso_file *next_file(const struct iso *iso, size_t *at)
{
	for (; *at < iso_file_count(iso); (*at)++) {
		const struct iso_file *file = iso_file_at(iso, *at);

		if (!file->is_dir)
			return file;
	}
	return NULL;
}

// Both lists are sorted by path.
static void find_pairs(struct work *work)
{
	size_t o = 0;
	size_t n = 0;

	work->pairs =
		memory_alloc_array(iso_file_count(work->old_iso) + iso_file_count(work->new_iso),
			sizeof(*work->pairs));
	for (;;) {
		const struct iso_file *old_file = next_file(work->old_iso, &o);
		const struct iso_file *new_file = next_file(work->new_iso, &n);
		int order;

		if (!old_file && !new_file)
			return;
		order = !old_file ? 1 : !new_file ? -1 : strcmp(old_file->path, new_file->path);
		add_pair(work, order <= 0 ? old_file : NULL, order >= 0 ? new_file : NULL);
		o += order <= 0;
		n += order >= 0;
	}
}

static void cut_slices(struct work *work)
{
	for (size_t i = 0; i < work->pair_count; i++) {
		struct pair *pair = &work->pairs[i];

		if (atomic_load(&pair->differs))
			continue;
		for (uint64_t start = 0; start < pair->old_file->size; start += SLICE) {
			memory_grow(&work->slices, work->slice_count, sizeof(*work->slices));
			work->slices[work->slice_count++] = (struct slice){pair, start};
		}
	}
}

static void collect(const struct work *work, struct medium_files *ret)
{
	for (size_t i = 0; i < work->pair_count; i++) {
		const struct pair *pair = &work->pairs[i];

		if (!atomic_load(&pair->differs))
			continue;
		memory_grow(&ret->list, ret->count, sizeof(*ret->list));
		ret->list[ret->count++] = (struct medium_file){
			.change = !pair->old_file   ? MEDIUM_FILE_ADDED
				  : !pair->new_file ? MEDIUM_FILE_REMOVED
						    : MEDIUM_FILE_CHANGED,
			.old_file = pair->old_file,
			.new_file = pair->new_file,
		};
	}
}

int medium_files_compare(const struct iso *old_iso, const struct iso *new_iso,
	struct medium_files *ret, struct error *err)
{
	CLEANUP(work_finish) struct work work = {.old_iso = old_iso, .new_iso = new_iso};

	find_pairs(&work);
	cut_slices(&work);
	if (parallel_each(work.slice_count, 0, compare_slice, &work, err) < 0)
		return -1;
	collect(&work, ret);
	return 0;
}

void medium_files_finish(struct medium_files *files)
{
	free(files->list);
	*files = (struct medium_files){0};
}
