// SPDX-License-Identifier: GPL-3.0-or-later
// Reading a medium once, see verify_files.h.
#include "verify_files.h"

#include <pthread.h>
#include <stdatomic.h>

#include "esxi4.h"
#include "memory.h"

enum {
	THREAD_COUNT = 2,
	CHUNK_SIZE = 256 << 10,
};

struct reader medium_reader(const struct medium *medium, const struct iso_file *file)
{
	return reader_fd(medium->path, iso_fd(medium->iso), (uint64_t)file->lba * ISO_BLOCK_SIZE,
		file->size);
}

// A reader that takes the digest of what is read through it, each byte once and in order.
struct digesting {
	struct reader inner;
	struct digest *digest;
	uint64_t done; // bytes that are in the digest
};

static int read_digesting(
	const struct reader *reader, uint64_t offset, void *data, size_t size, struct error *err)
{
	struct digesting *state = (void *)(uintptr_t)reader->context;

	if (reader_read(&state->inner, offset, data, size, err) < 0)
		return -1;
	if (offset <= state->done && offset + size > state->done) {
		size_t known = (size_t)(state->done - offset);

		digest_update(state->digest, (char *)data + known, size - known);
		state->done = offset + size;
	}
	return 0;
}

// What the checks before did not need.
static int read_rest(struct digesting *state, struct error *err)
{
	AUTO_FREE char *chunk = memory_alloc(CHUNK_SIZE);

	while (state->done < state->inner.size) {
		uint64_t left = state->inner.size - state->done;
		size_t size = left < CHUNK_SIZE ? (size_t)left : CHUNK_SIZE;

		if (reader_read(&state->inner, state->done, chunk, size, err) < 0)
			return -1;
		digest_update(state->digest, chunk, size);
		state->done += size;
	}
	return 0;
}

static int read_file(const struct medium *medium, struct verify_file *file, struct error *err)
{
	AUTO_DIGEST *digest = digest_create(DIGEST_SHA256);
	struct digesting state = {medium_reader(medium, file->file), digest, 0};
	struct reader reader = state.inner;

	reader.read = read_digesting;
	reader.context = &state;
	if (file->is_module && gzip_check_member(&reader, &file->gzip, err) < 0)
		return -1;
	if (read_rest(&state, err) < 0)
		return -1;
	digest_finish_hex(digest, file->sha256);
	return 0;
}

// What the threads share.
struct pool {
	const struct medium *medium;
	struct verify_files *files;
	struct progress *progress;
	atomic_size_t next;
	atomic_bool failed;
	pthread_mutex_t lock;
	struct error err; // guarded by lock; the first one stays
};

static void *work(void *context)
{
	struct pool *pool = context;
	size_t i;

	while ((i = atomic_fetch_add(&pool->next, 1)) < pool->files->count &&
		!atomic_load(&pool->failed)) {
		struct verify_file *file = &pool->files->list[i];
		AUTO_ERROR err = ERROR_INIT;

		if (read_file(pool->medium, file, &err) < 0) {
			atomic_store(&pool->failed, true);
			pthread_mutex_lock(&pool->lock);
			error_set(&pool->err, err.kind, "%s", err.text);
			pthread_mutex_unlock(&pool->lock);
		}
		progress_advance(pool->progress, file->file->size);
	}
	return NULL;
}

static int run(struct pool *pool, struct error *err)
{
	pthread_t threads[THREAD_COUNT - 1];
	size_t count = 0;
	int result = 0;

	pthread_mutex_init(&pool->lock, NULL);
	while (count < THREAD_COUNT - 1 && pthread_create(&threads[count], NULL, work, pool) == 0)
		count++;
	// This thread works as well, so that the job gets done even where no other could start.
	work(pool);
	while (count > 0)
		pthread_join(threads[--count], NULL);
	if (pool->err.kind != ERROR_NONE)
		result = error_set(err, pool->err.kind, "%s", pool->err.text);
	error_finish(&pool->err);
	pthread_mutex_destroy(&pool->lock);
	return result;
}

static bool loads(const struct medium_bootcfg *entry, const struct iso_file *file)
{
	if (!entry->bootcfg)
		return false;
	if (entry->kernel == file)
		return true;
	for (size_t i = 0; i < bootcfg_module_count(entry->bootcfg); i++) {
		if (entry->modules[i] == file)
			return true;
	}
	return false;
}

int verify_files_read(const struct medium *medium, struct progress *progress,
	struct verify_files *ret, struct error *err)
{
	struct pool pool = {.medium = medium, .files = ret, .progress = progress};
	size_t count = iso_file_count(medium->iso);

	*ret = (struct verify_files){memory_alloc_array(count, sizeof(*ret->list)), 0};
	for (size_t i = 0; i < count; i++) {
		const struct iso_file *file = iso_file_at(medium->iso, i);
		struct verify_file *row = &ret->list[ret->count];

		if (file->is_dir)
			continue;
		row->file = file;
		row->is_module = file->size > 0 &&
				 (loads(&medium->bios, file) || loads(&medium->uefi, file) ||
					 esxi4_loads(medium, file));
		ret->count++;
	}
	return run(&pool, err);
}

void verify_files_finish(struct verify_files *files)
{
	free(files->list);
	*files = (struct verify_files){NULL, 0};
}

const struct verify_file *verify_files_find(
	const struct verify_files *files, const struct iso_file *file)
{
	for (size_t i = 0; i < files->count; i++) {
		if (files->list[i].file == file)
			return &files->list[i];
	}
	return NULL;
}
