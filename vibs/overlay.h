// SPDX-License-Identifier: GPL-3.0-or-later
// Files that are laid over those of a 4.x host: the content of oem.tgz or of a driver's
// data.tar.gz.
//
// facts/media-4.md sections 2.5 and 3.5: a gzip tar, paths relative to '/'. Nothing is ever
// unpacked to a disk; everything stays in memory.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"
#include "error.h"
#include "reader.h"

enum {
	OVERLAY_CONTENT_MAX = 64 << 20, // bytes of all files of one archive, and of one overlay
	OVERLAY_ENTRY_COUNT_MAX = 10000,
};

enum overlay_kind {
	OVERLAY_FILE,
	OVERLAY_DIRECTORY,
	OVERLAY_SYMLINK,
};

struct overlay_entry {
	char *path; // relative, '/' between parts, printable ASCII
	enum overlay_kind kind;
	unsigned mode; // permission bits
	struct buffer content; // of a file
	char *target; // of a symbolic link, else NULL
	const char *origin; // who brought it, for messages; borrowed
};

struct overlay {
	struct overlay_entry *entries; // sorted by path
	size_t count;
	size_t content_size; // bytes of all files
};

#define OVERLAY_INIT                                                                               \
	{                                                                                          \
		NULL, 0, 0                                                                         \
	}
#define AUTO_OVERLAY CLEANUP(overlay_finish) struct overlay

// Reads a gzip tar; no byte at all, and a tar without entries, are an empty overlay. `origin`
// outlives the overlay. ERROR_INPUT: not whole, no tar, a path that leaves the tree or is not
// printable ASCII, one path twice, a symbolic link that leaves the tree, anything below a path that
// is no directory, hard links, devices, limits exceeded.
int overlay_read(
	const struct reader *reader, const char *origin, struct overlay *ret, struct error *err);
void overlay_finish(struct overlay *overlay);

// NULL: there is none.
struct overlay_entry *overlay_find(const struct overlay *overlay, const char *path);

// Puts a file there, in the place of one of the same path; the directories above it come with it.
// ERROR_INPUT: it cannot be there (a directory is, or a part above is no directory), limits.
int overlay_put(struct overlay *overlay, const char *path, unsigned mode, const void *data,
	size_t size, const char *origin, struct error *err);
// The same with a copy of an entry of another overlay; a directory that is there keeps its mode.
int overlay_put_entry(
	struct overlay *overlay, const struct overlay_entry *entry, struct error *err);

// Appends a gzip member with a GNU tar: each directory explicit and before what it holds, owner 0,
// date 0, sorted by path. The same overlay always gives the same bytes.
int overlay_write(const struct overlay *overlay, struct buffer *ret, struct error *err);
