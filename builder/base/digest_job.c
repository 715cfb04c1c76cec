// SPDX-License-Identifier: GPL-3.0-or-later
// SHA-256 of files by threads, see digest_job.h.
#include "digest_job.h"

#include <pthread.h>
#include <string.h>

#include "file.h"
#include "memory.h"
#include "parallel.h"

enum { STEP = 512 * 1024 };

struct digest_job {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	int fd;
	const char *name;
	struct digest_range range;
	struct progress *progress;
	uint64_t allowed; // guarded by lock
	bool cancelled; // guarded by lock
	bool joined;
	int result;
	struct error err;
};

// How far the job may read from `at` on, waiting for more where there is none; 0: cancelled.
static uint64_t wait_for_bytes(struct digest_job *job, uint64_t at)
{
	uint64_t available;

	pthread_mutex_lock(&job->lock);
	while (!job->cancelled && job->allowed <= at)
		pthread_cond_wait(&job->changed, &job->lock);
	available = job->cancelled ? 0 : job->allowed - at;
	pthread_mutex_unlock(&job->lock);
	return available;
}

// One step of a range: reads it and adds it to the digest.
static int add_step(int fd, const char *name, struct digest *digest, char *step, uint64_t offset,
	size_t size, struct progress *progress, struct error *err)
{
	if (file_read_at(fd, name, offset, step, size, err) < 0)
		return -1;
	digest_update(digest, step, size);
	progress_advance(progress, size);
	return 0;
}

static void *run_job(void *context)
{
	struct digest_job *job = context;
	AUTO_DIGEST *digest = digest_create(DIGEST_SHA256);
	AUTO_FREE char *step = memory_alloc(STEP);
	uint64_t at = 0;

	while (at < job->range.size) {
		uint64_t available = wait_for_bytes(job, at);
		size_t size = available < STEP ? (size_t)available : STEP;

		if (available == 0) {
			job->result = error_set(&job->err, ERROR_SYSTEM, "cancelled");
			return NULL;
		}
		// A short step in the middle would only mean more calls.
		if (size > job->range.size - at)
			size = (size_t)(job->range.size - at);
		if (add_step(job->fd, job->name, digest, step, at, size, job->progress, &job->err) <
			0) {
			job->result = -1;
			return NULL;
		}
		at += size;
	}
	digest_finish_hex(digest, job->range.hex);
	return NULL;
}

int digest_job_start(struct digest_job **ret, int fd, const char *name, uint64_t size, bool follow,
	struct progress *progress, struct error *err)
{
	struct digest_job *job = memory_alloc(sizeof(*job));
	int failure;

	job->fd = fd;
	job->name = name;
	job->range.size = size;
	job->progress = progress;
	job->allowed = follow ? 0 : size;
	pthread_mutex_init(&job->lock, NULL);
	pthread_cond_init(&job->changed, NULL);
	failure = pthread_create(&job->thread, NULL, run_job, job);
	if (failure) {
		job->joined = true;
		digest_job_destroy(job);
		return error_set_errno(err, failure, "cannot start a thread");
	}
	*ret = job;
	return 0;
}

void digest_job_allow(struct digest_job *job, uint64_t size)
{
	pthread_mutex_lock(&job->lock);
	if (size > job->allowed)
		job->allowed = size;
	pthread_cond_signal(&job->changed);
	pthread_mutex_unlock(&job->lock);
}

static void join(struct digest_job *job)
{
	if (job->joined)
		return;
	pthread_join(job->thread, NULL);
	job->joined = true;
}

int digest_job_finish(struct digest_job *job, char hex[SHA256_HEX_SIZE], struct error *err)
{
	join(job);
	if (job->result < 0)
		return error_set(err, job->err.kind, "%s", job->err.text);
	memcpy(hex, job->range.hex, SHA256_HEX_SIZE);
	return 0;
}

void digest_job_destroy(struct digest_job *job)
{
	if (!job)
		return;
	if (!job->joined) {
		pthread_mutex_lock(&job->lock);
		job->cancelled = true;
		pthread_cond_signal(&job->changed);
		pthread_mutex_unlock(&job->lock);
		join(job);
	}
	pthread_cond_destroy(&job->changed);
	pthread_mutex_destroy(&job->lock);
	error_finish(&job->err);
	free(job);
}

// What the threads of digest_ranges() share.
struct ranges {
	int fd;
	const char *name;
	struct digest_range *list;
	struct progress *progress;
};

static int digest_range(void *context, size_t index, struct error *err)
{
	const struct ranges *ranges = context;
	struct digest_range *range = &ranges->list[index];
	AUTO_DIGEST *digest = digest_create(DIGEST_SHA256);
	AUTO_FREE char *step = memory_alloc(STEP);
	uint64_t at = 0;

	while (at < range->size) {
		size_t size = range->size - at < STEP ? (size_t)(range->size - at) : STEP;

		if (add_step(ranges->fd, ranges->name, digest, step, range->offset + at, size,
			    ranges->progress, err) < 0)
			return -1;
		at += size;
	}
	digest_finish_hex(digest, range->hex);
	return 0;
}

int digest_ranges(int fd, const char *name, struct digest_range *list, size_t count,
	unsigned threads, struct progress *progress, struct error *err)
{
	struct ranges ranges = {.fd = fd, .name = name, .list = list, .progress = progress};

	return parallel_each(count, threads, digest_range, &ranges, err);
}
