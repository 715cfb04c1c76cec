// SPDX-License-Identifier: GPL-3.0-or-later
// The same work for many items, by a few threads.
#pragma once

#include <stddef.h>

#include "error.h"

enum { PARALLEL_THREADS_MAX = 16 };

// One a processor that this process may use.
unsigned parallel_processors(void);

// The work for one item; runs beside that for others.
typedef int parallel_work(void *context, size_t index, struct error *err);

// Does the work for the items 0 to count - 1 by up to `threads` threads (0: one a processor) and
// waits for all. After a failure nothing new is begun; the error is that of the lowest item that
// failed.
int parallel_each(
	size_t count, unsigned threads, parallel_work *work, void *context, struct error *err);

// The same, and `take` for each item whose work is done: in their order, one at a time, by any of
// the threads. The work of at most `ahead` items (1 or more) is begun before they are taken. After
// a failure the items before the one that failed are still taken.
int parallel_in_order(size_t count, unsigned threads, size_t ahead, parallel_work *work,
	parallel_work *take, void *context, struct error *err);
