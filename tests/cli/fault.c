// SPDX-License-Identifier: GPL-3.0-or-later
// Preloaded into the program: makes the nth call that writes, syncs or names a file fail, or ends
// the program there.
//
// FAULT_AT=N counts calls from 1; FAULT_DO is an errno value to fail with, or -S to raise signal S.
// Without FAULT_AT, FAULT_COUNT=FILE gets the number of calls. FAULT_NAMED makes the folder one
// that has no nameless files (O_TMPFILE), as on file systems such as vfat. FAULT_CHANGE=FILE lets
// the nth call do what it always did, but alters the middle of FILE before.
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static atomic_int calls;

// Not with this library in it.
static void run(const char *command)
{
	unsetenv("LD_PRELOAD");
	if (system(command) != 0)
		abort();
}

// Is it this call's turn? Does not return when it ends the program.
static int fails(void)
{
	const char *at = getenv("FAULT_AT");
	const char *what = getenv("FAULT_DO");
	const char *command = getenv("FAULT_RUN");
	int number = atomic_fetch_add(&calls, 1) + 1;

	if (at && command && number == atoi(at))
		run(command);
	if (!at || !what || number != atoi(at))
		return 0;
	if (atoi(what) < 0)
		raise(-atoi(what));
	errno = atoi(what);
	return 1;
}

__attribute__((destructor)) static void report(void)
{
	const char *path = getenv("FAULT_COUNT");
	FILE *file = path ? fopen(path, "w") : NULL;

	if (file) {
		fprintf(file, "%d\n", calls);
		fclose(file);
	}
}

// What `name` would have been without us. (ISO C knows no way from an object to a function
// pointer.)
static void find_next(const char *name, void *ret_function)
{
	void *symbol = dlsym(RTLD_NEXT, name);

	memcpy(ret_function, &symbol, sizeof(symbol));
}

int open64(const char *path, int flags, ...)
{
	int (*next)(const char *, int, ...);
	va_list more;
	unsigned mode;

	va_start(more, flags);
	mode = va_arg(more, unsigned);
	va_end(more);
	if ((flags & O_TMPFILE) == O_TMPFILE && getenv("FAULT_NAMED")) {
		errno = EOPNOTSUPP;
		return -1;
	}
	find_next("open64", &next);
	return next(path, flags, mode);
}

// Defines `name` so that it counts, and then does what it always did.
#define COUNTED(result, name, parameters, arguments)                                               \
	result name parameters;                                                                    \
	result name parameters                                                                     \
	{                                                                                          \
		result(*next) parameters;                                                          \
                                                                                                   \
		find_next(#name, &next);                                                           \
		return fails() ? (result)-1 : next arguments;                                      \
	}

COUNTED(ssize_t, pwrite64, (int fd, const void *data, size_t size, __off64_t at),
	(fd, data, size, at))
COUNTED(ssize_t, copy_file_range,
	(int in, __off64_t *in_at, int out, __off64_t *out_at, size_t size, unsigned flags),
	(in, in_at, out, out_at, size, flags))
COUNTED(int, ftruncate64, (int fd, __off64_t size), (fd, size))
COUNTED(int, fsync, (int fd), (fd))
COUNTED(int, linkat, (int from, const char *old, int to, const char *new, int flags),
	(from, old, to, new, flags))
COUNTED(int, renameat2, (int from, const char *old, int to, const char *new, unsigned flags),
	(from, old, to, new, flags))
COUNTED(int, renameat, (int from, const char *old, int to, const char *new), (from, old, to, new))
