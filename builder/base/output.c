// SPDX-License-Identifier: GPL-3.0-or-later
// Colour and progress, see output.h.
#include "output.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "memory.h"
#include "text.h"

struct progress {
	pthread_mutex_t lock;
	char *label;
	uint64_t total;
	uint64_t done;
	unsigned shown; // percent
};

bool output_use_color(enum color_mode mode, FILE *stream)
{
	const char *no_color = getenv("NO_COLOR");
	const char *terminal = getenv("TERM");

	if (mode != COLOR_AUTO)
		return mode == COLOR_ALWAYS;
	if (no_color && no_color[0])
		return false;
	if (!terminal || text_equal(terminal, "dumb"))
		return false;
	return isatty(fileno(stream)) == 1;
}

static void show(const struct progress *progress)
{
	fprintf(stderr, "\r%s %3u %%", progress->label, progress->shown);
	fflush(stderr);
}

struct progress *progress_create(const char *label, uint64_t total)
{
	struct progress *progress;

	if (total == 0 || isatty(STDERR_FILENO) != 1)
		return NULL;
	progress = memory_alloc(sizeof(*progress));
	pthread_mutex_init(&progress->lock, NULL);
	progress->label = memory_strdup(label);
	progress->total = total;
	show(progress);
	return progress;
}

void progress_advance(struct progress *progress, uint64_t amount)
{
	unsigned percent;

	if (!progress)
		return;
	pthread_mutex_lock(&progress->lock);
	progress->done += amount;
	if (progress->done > progress->total)
		progress->done = progress->total;
	percent = (unsigned)((double)progress->done * 100.0 / (double)progress->total);
	if (percent != progress->shown) {
		progress->shown = percent;
		show(progress);
	}
	pthread_mutex_unlock(&progress->lock);
}

void progress_destroy(struct progress *progress)
{
	if (!progress)
		return;
	fprintf(stderr, "\r\033[K");
	fflush(stderr);
	pthread_mutex_destroy(&progress->lock);
	free(progress->label);
	free(progress);
}
