// SPDX-License-Identifier: GPL-3.0-or-later
// Work by threads, see parallel.h.
#include "parallel.h"

#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>

#include "cleanup.h"
#include "memory.h"

struct pool {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	parallel_work *work;
	parallel_work *take; // NULL: nothing is taken
	void *context;
	size_t count;
	size_t ahead;
	// All that follows is guarded by lock.
	size_t next; // item to be begun
	size_t taken; // items
	bool taking; // by some thread
	bool *done; // of `ahead` items: the work, by their number modulo `ahead`
	size_t failed; // the lowest item that failed, SIZE_MAX: none
	struct error err; // of that item
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

static bool begin_item(struct pool *pool, size_t *ret)
{
	bool begun;

	pthread_mutex_lock(&pool->lock);
	while (pool->take && pool->failed == SIZE_MAX && pool->next < pool->count &&
		pool->next - pool->taken >= pool->ahead)
		pthread_cond_wait(&pool->changed, &pool->lock);
	begun = pool->next < pool->count && pool->failed == SIZE_MAX;
	if (begun)
		*ret = pool->next++;
	pthread_mutex_unlock(&pool->lock);
	return begun;
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
	pthread_cond_broadcast(&pool->changed);
	pthread_mutex_unlock(&pool->lock);
	error_finish(err);
}

// The work of an item is done: takes what is next, as long as there is something.
static void end_item(struct pool *pool, size_t item)
{
	pthread_mutex_lock(&pool->lock);
	pool->done[item % pool->ahead] = true;
	while (!pool->taking && pool->taken < pool->failed &&
		pool->done[pool->taken % pool->ahead]) {
		size_t next = pool->taken;
		struct error err = ERROR_INIT;
		int result;

		pool->taking = true;
		pthread_mutex_unlock(&pool->lock);
		result = pool->take(pool->context, next, &err);
		if (result < 0)
			note_failure(pool, next, &err);
		pthread_mutex_lock(&pool->lock);
		pool->taking = false;
		pool->done[next % pool->ahead] = false;
		pool->taken++;
		pthread_cond_broadcast(&pool->changed);
	}
	pthread_mutex_unlock(&pool->lock);
}

static void *run(void *context)
{
	struct pool *pool = context;
	size_t item;

	while (begin_item(pool, &item)) {
		struct error err = ERROR_INIT;

		if (pool->work(pool->context, item, &err) < 0)
			note_failure(pool, item, &err);
		else if (pool->take)
			end_item(pool, item);
	}
	return NULL;
}

static int run_all(struct pool *pool, unsigned threads, struct error *err)
{
	pthread_t others[PARALLEL_THREADS_MAX];
	size_t started = 0;

	if (threads == 0)
		threads = parallel_processors();
	if (threads > pool->count)
		threads = (unsigned)pool->count;
	pthread_mutex_init(&pool->lock, NULL);
	pthread_cond_init(&pool->changed, NULL);
	// This thread works as well; where one cannot be started, the others do its part.
	while (started + 1 < threads && started < PARALLEL_THREADS_MAX &&
		pthread_create(&others[started], NULL, run, pool) == 0)
		started++;
	run(pool);
	for (size_t i = 0; i < started; i++)
		pthread_join(others[i], NULL);
	pthread_cond_destroy(&pool->changed);
	pthread_mutex_destroy(&pool->lock);
	if (pool->failed == SIZE_MAX)
		return 0;
	error_set(err, pool->err.kind, "%s", pool->err.text);
	error_finish(&pool->err);
	return -1;
}

int parallel_each(
	size_t count, unsigned threads, parallel_work *work, void *context, struct error *err)
{
	struct pool pool = {
		.work = work,
		.context = context,
		.count = count,
		.failed = SIZE_MAX,
		.err = ERROR_INIT,
	};

	return run_all(&pool, threads, err);
}

int parallel_in_order(size_t count, unsigned threads, size_t ahead, parallel_work *work,
	parallel_work *take, void *context, struct error *err)
{
	AUTO_FREE bool *done = memory_alloc_array(ahead, sizeof(*done));
	struct pool pool = {
		.work = work,
		.take = take,
		.context = context,
		.count = count,
		.ahead = ahead,
		.done = done,
		.failed = SIZE_MAX,
		.err = ERROR_INIT,
	};

	return run_all(&pool, threads, err);
}
