// SPDX-License-Identifier: GPL-3.0-or-later
// One image job of libisofs from start to end: what iso.c offers to the writers.
//
// libisofs keeps its clock, messages and abort level per process, so there is at most one job.
#pragma once

#include "iso_internal.h"

// iso_base.c: the base as libisofs reads it, block by block.
struct iso_base {
	const struct iso *iso;
	uint64_t budget; // blocks that may still be read
	uint64_t window_start;
	size_t window_size;
	uint8_t *window;
	struct error error; // the first fault; libisofs would write zeroes and go on
};

// The budget is that of an import.
void iso_base_init(struct iso_base *base, const struct iso *iso);
bool iso_base_read(struct iso_base *base, uint32_t lba, uint8_t *block);
void iso_base_finish(struct iso_base *base);

// Sort weights: higher weight, lower address. libisofs itself weighs imported files by address /
// 16, so that neighbours tie; here each address has a weight of its own and new files come last, by
// path.
int iso_address_weight(uint32_t lba);
int iso_edit_weight(const struct iso *iso, const struct iso_edit *edit);

// iso_hybrid.c: what the partition tables in the system area say of the boot images.
struct iso_hybrid {
	char area[ISO_SYSTEM_AREA_SIZE];
	// as libisofs counts them: 0 not mentioned, 1 basic data, 2 HFS+
	uint8_t gpt_kind[ISO_BOOT_MAX];
};

// Refuses what libisofs would not write again: an Apple partition map, other GPT partitions.
int iso_read_hybrid(const struct iso *iso, struct iso_hybrid *ret, struct error *err);

struct iso_job;

// Imports the tree of the base. `date` becomes "now".
int iso_job_start(const struct iso *iso, int64_t date, struct iso_job **ret, struct error *err);
// Carries the recorded edits out on the tree.
int iso_job_apply(struct iso_job *job, struct error *err);
// Begins production of an image that continues the base at `start_block`; `head` holds the first
// 64 KiB of the base and is complete when the job has ended.
int iso_job_append(struct iso_job *job, uint32_t start_block, uint8_t *head, struct error *err);
// Begins production of a whole new image.
int iso_job_compact(struct iso_job *job, struct error *err);
uint64_t iso_job_size(const struct iso_job *job); // bytes that will come
// The next bytes, whole blocks: true, or false where there are not that many, at the end or behind
// a fault.
bool iso_job_read(struct iso_job *job, uint8_t *data, size_t size);
// Was all of it produced without a fault?
int iso_job_end(struct iso_job *job, uint64_t got, struct error *err);
void iso_job_destroy(struct iso_job *job);
static inline void iso_job_cleanup(struct iso_job **job)
{
	iso_job_destroy(*job);
}
#define AUTO_ISO_JOB CLEANUP(iso_job_cleanup) struct iso_job
