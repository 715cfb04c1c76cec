// SPDX-License-Identifier: GPL-3.0-or-later
// Files: reading whole ones, copying ranges, and output that appears complete or not at all.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buffer.h"
#include "error.h"

// Reads a whole file ("-": standard input) of at most `limit` bytes; larger is ERROR_INPUT.
int file_read(const char *path, size_t limit, struct buffer *ret, struct error *err);

// Opens a regular file for reading and tells its size in bytes.
int file_open(const char *path, int *ret_fd, uint64_t *ret_size, struct error *err);

// Reads exactly `size` bytes at `offset`; an early end is ERROR_INPUT. `name` is for messages.
int file_read_at(
	int fd, const char *name, uint64_t offset, void *data, size_t size, struct error *err);
int file_write_at(int fd, const char *name, uint64_t offset, const void *data, size_t size,
	struct error *err);

// Makes the first `size` bytes of `to` equal to those of `from`: shared extents where the file
// system can (FICLONE), else copy_file_range, else read and write. `to` must be empty.
int file_clone(int from, int to, const char *to_name, uint64_t size, struct error *err);

// A file without a name for what is too large for memory, readable and writable, in TMPDIR (where
// it is an absolute path), else in /tmp. It ends with its descriptor.
int file_temporary(int *ret_fd, struct error *err);

// Directory part of a path ("." when there is none) and a path relative to it. Caller frees.
char *file_directory(const char *path);
const char *file_name(const char *path);
char *file_resolve(const char *directory, const char *path);

bool file_exists(const char *path);

// Do the two paths name the same existing file?
bool file_same(const char *a, const char *b);

// Is it a pipe with a name, so that opening it waits until somebody writes? One that the shell made
// for "<(...)" has its writer.
bool file_is_named_pipe(const char *path);

// An output that is complete or not there. While it is written it has no name at all (O_TMPFILE)
// where the file system allows that, so that even a killed run leaves nothing behind; elsewhere a
// hidden name beside the target, removed on failure and by signals.
struct output_file;

// Refuses an existing target unless `force` (ERROR_SYSTEM). The file is readable and writable.
int output_file_create(struct output_file **ret, const char *path, bool force, struct error *err);
// The last part of the path in a folder that is open, whatever becomes of the other parts
// meanwhile; those are for messages. `folder` stays the caller's.
int output_file_create_in(
	struct output_file **ret, int folder, const char *path, bool force, struct error *err);
int output_file_fd(const struct output_file *output);
const char *output_file_path(const struct output_file *output);
// Flushes to the disk; may be called early so that output_file_commit() has little left to do.
int output_file_sync(struct output_file *output, struct error *err);
// Syncs and gives the file its name. The object stays until destroyed.
int output_file_commit(struct output_file *output, struct error *err);
// The same without waiting for the disk, for one of many files: file_sync_folder() behind the last.
int output_file_name(struct output_file *output, struct error *err);
// Waits until the disk has all that was written to the file system of the folder.
int file_sync_folder(const char *path, struct error *err);
// After a commit: takes the name away again if this run made it (another output of the set failed).
void output_file_revoke(struct output_file *output);
// Without a commit before, nothing of the output remains.
void output_file_destroy(struct output_file *output);
static inline void output_file_cleanup(struct output_file **output)
{
	output_file_destroy(*output);
}
#define AUTO_OUTPUT CLEANUP(output_file_cleanup) struct output_file

// Removes the hidden names of unfinished outputs. Safe to call from a signal handler.
void output_file_remove_unfinished(void);

// Writes a small file atomically ("-": standard output).
int file_write(const char *path, bool force, const void *data, size_t size, struct error *err);
