// SPDX-License-Identifier: GPL-3.0-or-later
// Writing an edited image: behind its base (append) or as a whole (compact).
#include <string.h>

#include "cleanup.h"
#include "file.h"
#include "iso_job.h"
#include "memory.h"

enum {
	BATCH_SIZE = 1 << 20,
	STEP_SIZE = 64 << 10, // bytes that are taken from libisofs at once, a part of the batch
	ALIGNMENT = 32, // blocks: what an appended part starts at, facts/libisofs.md §3
};

// Restores the fields of every descriptor from `first` on that libisofs does not keep.
static void patch_descriptors(const struct iso *iso, uint8_t *first, size_t size)
{
	for (size_t at = 0; at + ISO_BLOCK_SIZE <= size; at += ISO_BLOCK_SIZE) {
		uint8_t *block = first + at;

		if (memcmp(block + 1, "CD001", 5) != 0 || block[0] == ISO_DESCRIPTOR_TERMINATOR)
			return;
		if (block[0] != ISO_DESCRIPTOR_BOOT)
			iso_patch_descriptor(iso, block);
	}
}

// How much to ask for: no more than there is, since what is short of that would be lost; behind the
// last byte one more block, which is the end.
static size_t next_step(uint64_t total, uint64_t done)
{
	uint64_t left = total > done ? total - done : ISO_BLOCK_SIZE;

	return left < STEP_SIZE ? (size_t)left : STEP_SIZE;
}

// Copies what the job produces to the output at `start`.
static int stream(const struct iso *iso, struct iso_job *job, int out_fd, const char *out_name,
	uint64_t start, iso_progress_fn *progress, void *context, struct error *err)
{
	AUTO_FREE uint8_t *batch = memory_alloc(BATCH_SIZE);
	uint64_t total = iso_job_size(job);
	uint64_t done = 0;
	bool more = true;

	while (more) {
		size_t size = 0;

		while (size < BATCH_SIZE && more) {
			size_t step = next_step(total, done + size);

			more = iso_job_read(job, batch + size, step);
			size += more ? step : 0;
		}
		if (done == 0 && size >= ISO_HEAD_SIZE)
			patch_descriptors(iso, batch + ISO_SYSTEM_AREA_SIZE,
				ISO_HEAD_SIZE - ISO_SYSTEM_AREA_SIZE);
		if (file_write_at(out_fd, out_name, start + done, batch, size, err) < 0)
			return -1;
		done += size;
		if (progress && size)
			progress(context, done, total);
	}
	return iso_job_end(job, done, err);
}

// Only descriptors may differ from the base in its first 64 KiB.
static int finish_head(const struct iso *iso, const uint8_t *old, uint8_t *head, struct error *err)
{
	size_t at = ISO_SYSTEM_AREA_SIZE;

	memcpy(head, old, ISO_SYSTEM_AREA_SIZE);
	patch_descriptors(iso, head + at, ISO_HEAD_SIZE - at);
	while (at < ISO_HEAD_SIZE && memcmp(old + at + 1, "CD001", 5) == 0)
		at += ISO_BLOCK_SIZE;
	if (memcmp(old + at, head + at, ISO_HEAD_SIZE - at) != 0)
		return error_set(err, ERROR_INPUT,
			"'%s': there is no room for the new volume descriptors", iso->name);
	return 0;
}

// libisofs would read such a tree in another way than this module did.
static int check_directories(const struct iso *iso, struct error *err)
{
	if (!iso->is_odd)
		return 0;
	return error_set(err, ERROR_INPUT,
		"'%s' has a directory that does not begin with records of itself and of its parent",
		iso->name);
}

int iso_check_append(const struct iso *iso, struct error *err)
{
	if (iso->info.has_udf)
		return error_set(err, ERROR_INPUT,
			"'%s' has a UDF tree, which would go on showing the old files", iso->name);
	if (iso->size < ISO_HEAD_SIZE || iso->size / ISO_BLOCK_SIZE > UINT32_MAX / 2 - ALIGNMENT)
		return error_set(err, ERROR_INPUT, "'%s' has %llu bytes: nothing can be appended",
			iso->name, (unsigned long long)iso->size);
	return 0;
}

int iso_write_append(struct iso *iso, int out_fd, const char *out_name, int64_t date,
	struct iso_written *ret, struct error *err)
{
	AUTO_FREE uint8_t *old = memory_alloc(ISO_HEAD_SIZE);
	AUTO_FREE uint8_t *head = memory_alloc(ISO_HEAD_SIZE);
	AUTO_ISO_JOB *job = NULL;
	uint64_t start = (iso->size + ISO_BLOCK_SIZE - 1) / ISO_BLOCK_SIZE;

	start = (start + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	if (!iso_is_edited(iso)) {
		*ret = (struct iso_written){.size = iso->size, .start = iso->size};
		return 0;
	}
	if (iso_check_append(iso, err) < 0)
		return -1;
	if (iso_read_at(iso, 0, old, ISO_HEAD_SIZE, err) < 0)
		return -1;
	memcpy(head, old, ISO_HEAD_SIZE);
	iso_sort_edits(iso);
	if (iso_job_start(iso, date, &job, err) < 0 || iso_job_apply(job, err) < 0 ||
		iso_job_append(job, (uint32_t)start, head, err) < 0)
		return -1;
	*ret = (struct iso_written){
		.size = start * ISO_BLOCK_SIZE + iso_job_size(job),
		.start = start * ISO_BLOCK_SIZE,
		.appended_blocks = (uint32_t)(iso_job_size(job) / ISO_BLOCK_SIZE),
	};
	if (stream(iso, job, out_fd, out_name, ret->start, NULL, NULL, err) < 0 ||
		finish_head(iso, old, head, err) < 0)
		return -1;
	return file_write_at(out_fd, out_name, 0, head, ISO_HEAD_SIZE, err);
}

int iso_check_compact(const struct iso *iso, struct error *err)
{
	struct iso_hybrid hybrid = {0};

	if (check_directories(iso, err) < 0)
		return -1;
	for (size_t i = 0; i < iso->boot_count; i++) {
		if (!iso->boots[i].file)
			return error_set(err, ERROR_INPUT,
				"'%s': boot image %zu is in no directory, so that its size is "
				"unknown, use the append layout",
				iso->name, i + 1);
	}
	return iso_read_hybrid(iso, &hybrid, err);
}

int iso_write_compact(struct iso *iso, int out_fd, const char *out_name, int64_t date,
	iso_progress_fn *progress, void *context, struct iso_written *ret, struct error *err)
{
	AUTO_ISO_JOB *job = NULL;

	iso_sort_edits(iso);
	if (iso_check_compact(iso, err) < 0 || iso_job_start(iso, date, &job, err) < 0 ||
		iso_job_apply(job, err) < 0 || iso_job_compact(job, err) < 0)
		return -1;
	*ret = (struct iso_written){.size = iso_job_size(job)};
	return stream(iso, job, out_fd, out_name, 0, progress, context, err);
}

int iso_check_import(struct iso *iso, struct error *err)
{
	AUTO_ISO_JOB *job = NULL;

	if (check_directories(iso, err) < 0)
		return -1;
	return iso_job_start(iso, 0, &job, err);
}
