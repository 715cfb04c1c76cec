// SPDX-License-Identifier: GPL-3.0-or-later
// Work by threads, see parallel.h.
#include "parallel.h"

#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>

struct pool {
	pthread_mutex_t lock;
	parallel_work *work;
	void *context;
	size_t count;
	size_t next; // guarded by lock
	size_t failed; // the lowest item that failed, SIZE_MAX: none; guarded by lock
	struct error err; // of that item; guarded by lock
};

unsigned parallel_processors(void)
{
	cpu_set_t set;
	int count;

	CPU_ZERO(&set);
	if (sched_getaffinity(0, sizeof(set), &set) != 0)
		return 1;
	count = CPU_COUNT(&set);
	if (count < 1)
		return 1;
	return count > PARALLEL_THREADS_MAX ? PARALLEL_THREADS_MAX : (unsigned)count;
}

static bool take_item(struct pool *pool, size_t *ret)
{
	bool taken;

	pthread_mutex_lock(&pool->lock);
	taken = pool->next < pool->count && pool->failed == SIZE_MAX;
	if (taken)
		*ret = pool->next++;
	pthread_mutex_unlock(&pool->lock);
	return taken;
}

static void note_failure(struct pool *pool, size_t item, struct error *err)
{
	pthread_mutex_lock(&pool->lock);
	if (item < pool->failed) {
		error_finish(&pool->err);
		pool->err = *err;
		*err = (struct error)ERROR_INIT;
		pool->failed = item;
	}
	pthread_mutex_unlock(&pool->lock);
	error_finish(err);
}

static void *run(void *context)
{
	struct pool *pool = context;
	size_t item;

	while (take_item(pool, &item)) {
		struct error err = ERROR_INIT;

		if (pool->work(pool->context, item, &err) < 0)
			note_failure(pool, item, &err);
	}
	return NULL;
}

int parallel_each(
	size_t count, unsigned threads, parallel_work *work, void *context, struct error *err)
{
	struct pool pool = {
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.work = work,
		.context = context,
		.count = count,
		.failed = SIZE_MAX,
		.err = ERROR_INIT,
	};
	pthread_t others[PARALLEL_THREADS_MAX];
	size_t started = 0;

	if (threads == 0)
		threads = parallel_processors();
	if (threads > count)
		threads = (unsigned)count;
	// This thread works as well; where one cannot be started, the others do its part.
	while (started + 1 < threads && started < PARALLEL_THREADS_MAX &&
		pthread_create(&others[started], NULL, run, &pool) == 0)
		started++;
	run(&pool);
	for (size_t i = 0; i < started; i++)
		pthread_join(others[i], NULL);
	if (pool.failed == SIZE_MAX)
		return 0;
	error_set(err, pool.err.kind, "%s", pool.err.text);
	error_finish(&pool.err);
	return -1;
}
