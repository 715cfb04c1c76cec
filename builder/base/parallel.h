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
