// SPDX-License-Identifier: GPL-3.0-or-later
// Showing long text on a terminal: the one place where this program starts another one, and only
// where a person looks on.
#include "pager.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "file.h"
#include "memory.h"
#include "text.h"

enum { WORDS_MAX = 32 };

static const char default_pager[] = "less -FRX";

// Splits in place.
static size_t split(char *text, char **words)
{
	size_t count = 0;

	for (char *word = strtok(text, " \t"); word && count < WORDS_MAX;
		word = strtok(NULL, " \t"))
		words[count++] = word;
	words[count] = NULL;
	return count;
}

// In the child: `failed` is closed by a start that succeeds, and told by one that does not.
static _Noreturn void run(char **words, int input, int failed)
{
	char byte = 1;

	if (dup2(input, STDIN_FILENO) >= 0)
		execvp(words[0], words);
	if (write(failed, &byte, 1) < 0)
		_exit(126);
	_exit(127);
}

// Did the pager start? It goes on reading then.
static bool started(const int failed[2], const int input[2])
{
	char byte;
	ssize_t got;

	close(failed[1]);
	close(input[0]);
	do
		got = read(failed[0], &byte, 1);
	while (got < 0 && errno == EINTR);
	close(failed[0]);
	return got == 0;
}

// A reader who has seen enough ends the pager, and what is left is not an error.
static void feed(int fd, const char *text, size_t size)
{
	while (size) {
		ssize_t done = write(fd, text, size);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return;
		text += done;
		size -= (size_t)done;
	}
}

static void wait_for(pid_t child)
{
	int status;

	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		continue;
}

// false: no pager could be started, and nothing was shown.
static bool show(char **words, const char *text, size_t size)
{
	struct sigaction ignore = {.sa_handler = SIG_IGN};
	struct sigaction broken;
	struct sigaction interrupt;
	int input[2];
	int failed[2];
	bool shown = false;
	pid_t child;

	if (pipe2(input, O_CLOEXEC) < 0)
		return false;
	if (pipe2(failed, O_CLOEXEC) < 0) {
		close(input[0]);
		close(input[1]);
		return false;
	}
	child = fork();
	if (child == 0)
		run(words, input[0], failed[1]);
	// Ctrl-C is the pager's business.
	sigaction(SIGPIPE, &ignore, &broken);
	sigaction(SIGINT, &ignore, &interrupt);
	shown = started(failed, input) && child > 0;
	if (shown)
		feed(input[1], text, size);
	close(input[1]);
	if (child > 0)
		wait_for(child);
	sigaction(SIGPIPE, &broken, NULL);
	sigaction(SIGINT, &interrupt, NULL);
	return shown;
}

int pager_write(const char *text, size_t size, struct error *err)
{
	const char *own = getenv("ESXMINT_PAGER");
	const char *common = getenv("PAGER");
	AUTO_FREE char *command = memory_strdup(own ? own : common ? common : default_pager);
	char *words[WORDS_MAX + 1];

	if (size && isatty(STDOUT_FILENO) && split(command, words) &&
		!text_equal(words[0], "cat") && show(words, text, size))
		return 0;
	return file_write("-", false, text, size, err);
}
