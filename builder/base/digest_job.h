// SPDX-License-Identifier: GPL-3.0-or-later
// SHA-256 of files by threads, while the caller goes on writing or copying.
#pragma once

#include <stdint.h>

#include "digest.h"
#include "error.h"
#include "output.h"

// The digest of the first bytes of a file, computed by a thread of its own.
struct digest_job;

// Starts at once. With `follow` only bytes below digest_job_allow() are read, the others are
// waited for. `fd` and `progress` (may be NULL) stay the caller's and must outlive the job.
int digest_job_start(struct digest_job **ret, int fd, const char *name, uint64_t size, bool follow,
	struct progress *progress, struct error *err);
// The first `size` bytes are final now.
void digest_job_allow(struct digest_job *job, uint64_t size);
// Waits for the end; the job can only be destroyed then.
int digest_job_finish(struct digest_job *job, char hex[SHA256_HEX_SIZE], struct error *err);
// Ends an unfinished job early.
void digest_job_destroy(struct digest_job *job);
static inline void digest_job_cleanup(struct digest_job **job)
{
	digest_job_destroy(*job);
}
#define AUTO_DIGEST_JOB CLEANUP(digest_job_cleanup) struct digest_job

// The digests of many ranges of one file, by as many threads as parallel_each() takes.
struct digest_range {
	uint64_t offset;
	uint64_t size;
	char hex[SHA256_HEX_SIZE]; // out
};

int digest_ranges(int fd, const char *name, struct digest_range *list, size_t count,
	unsigned threads, struct progress *progress, struct error *err);
