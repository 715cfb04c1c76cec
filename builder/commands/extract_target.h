// SPDX-License-Identifier: GPL-3.0-or-later
// Where extracted files go: below one folder and never outside of it, or to standard output.
#pragma once

#include <stdbool.h>

#include "error.h"

struct extract_target;

// "-": standard output. The folder is made where it is missing; it may be a symbolic link, what is
// below it may not. `source` is the file that is read, which --force does not replace.
int extract_target_open(const char *folder, bool force, const char *source,
	struct extract_target **ret, struct error *err);
void extract_target_destroy(struct extract_target *target);
static inline void extract_target_cleanup(struct extract_target **target)
{
	extract_target_destroy(*target);
}
#define AUTO_EXTRACT_TARGET CLEANUP(extract_target_cleanup) struct extract_target

bool extract_target_is_stream(const struct extract_target *target);

// Can a file of this path be written? Paths are relative, with '/' between parts. ERROR_INPUT: a
// path that leaves the folder or cannot be a file name; ERROR_SYSTEM: something is in the way;
// ERROR_USAGE: it is the file that is read.
int extract_target_check(const struct extract_target *target, const char *path, struct error *err);

int extract_target_directory(struct extract_target *target, const char *path, struct error *err);
// One file at a time. What was not ended is not there.
int extract_target_begin(struct extract_target *target, const char *path, struct error *err);
int extract_target_write(
	struct extract_target *target, const void *data, size_t size, struct error *err);
int extract_target_end(struct extract_target *target, struct error *err);
// Waits for the disk.
int extract_target_finish(struct extract_target *target, struct error *err);
