// SPDX-License-Identifier: GPL-3.0-or-later
// Checking VIBs by threads, see wishes_check.h.
#include "wishes_check.h"

#include <pthread.h>
#include <stdatomic.h>

#include "memory.h"

enum {
	THREAD_COUNT = 2,
	CHUNK_SIZE = 256 << 10,
};

struct queue {
	struct wishes *wishes;
	struct error *errors; // one for each wish
	atomic_size_t next;
};

static int digest_package(
	const struct package *package, char hex[SHA256_HEX_SIZE], struct error *err)
{
	AUTO_FREE unsigned char *chunk = memory_alloc(CHUNK_SIZE);
	AUTO_DIGEST *digest = digest_create(DIGEST_SHA256);
	uint64_t size = package->reader.size;

	for (uint64_t at = 0; at < size; at += CHUNK_SIZE) {
		size_t length = size - at < CHUNK_SIZE ? (size_t)(size - at) : CHUNK_SIZE;

		if (reader_read(&package->reader, at, chunk, length, err) < 0)
			return -1;
		digest_update(digest, chunk, length);
	}
	digest_finish_hex(digest, hex);
	return 0;
}

static void *work(void *context)
{
	struct queue *queue = context;
	struct wishes *wishes = queue->wishes;
	size_t i;

	while ((i = atomic_fetch_add(&queue->next, 1)) < wishes->count) {
		struct package *package = wishes->inputs[i].package;

		if (package_check(package, &queue->errors[i]) == 0)
			digest_package(package, wishes->inputs[i].sha256, &queue->errors[i]);
	}
	return NULL;
}

// Also where no thread can be started: the work is then done by the others, or here.
static void run(struct queue *queue)
{
	pthread_t threads[THREAD_COUNT - 1];
	size_t count = 0;

	while (count < THREAD_COUNT - 1 && count + 1 < queue->wishes->count &&
		pthread_create(&threads[count], NULL, work, queue) == 0)
		count++;
	work(queue);
	for (size_t i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
}

static void report(const struct resolve_wish *wish, struct diagnostics *diagnostics)
{
	const struct package *package = wish->package;

	for (size_t i = 0; i < package->problem_count; i++)
		diagnostics_add(diagnostics, SEVERITY_ERROR, wish->place, wish->key, "'%s': %s",
			package->name, package->problems[i]);
}

int wishes_check(struct wishes *wishes, struct diagnostics *diagnostics, struct error *err)
{
	struct queue queue = {
		.wishes = wishes,
		.errors = memory_alloc_array(wishes->count, sizeof(*queue.errors)),
	};
	int result = 0;

	run(&queue);
	for (size_t i = 0; i < wishes->count; i++) {
		if (queue.errors[i].kind != ERROR_NONE && result == 0)
			result = error_set(err, queue.errors[i].kind, "%s", queue.errors[i].text);
		error_finish(&queue.errors[i]);
		report(&wishes->list[i], diagnostics);
	}
	free(queue.errors);
	return result;
}
