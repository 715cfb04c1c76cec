// SPDX-License-Identifier: GPL-3.0-or-later
// tar, tar.gz and zip (libarchive): read member by member with limits for untrusted data, written
// so that the same members give the same bytes.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "buffer.h"
#include "error.h"
#include "reader.h"
#include "sink.h"

enum {
	ARCHIVE_MEMBER_COUNT_MAX = 100000,
	ARCHIVE_NAME_MAX = 4096, // bytes of a member's name
};
// All members together, so that a small archive cannot take hours.
#define ARCHIVE_CONTENT_MAX (UINT64_C(8) << 30)

enum archive_format {
	ARCHIVE_TAR, // plain or in one gzip member
	ARCHIVE_ZIP,
};

enum archive_kind {
	ARCHIVE_FILE,
	ARCHIVE_DIRECTORY,
	ARCHIVE_OTHER, // links and devices
};

struct archive_member {
	const char *path; // relative, '/' between parts, no "./" in front, no '/' at the end
	enum archive_kind kind;
	uint64_t size; // 0 where the archive does not say before the data
	unsigned mode; // permission bits
	int64_t mtime; // seconds since 1970 UTC
	struct archive_content *content; // for archive_read_member() within the visit
};

// Called for each member in the order of the archive; -1 ends the walk with that error.
typedef int archive_visit(void *context, const struct archive_member *member, struct error *err);

// ERROR_INPUT: damaged, a name that leaves the tree ("..", absolute, empty) or a limit exceeded.
int archive_each(const struct reader *reader, enum archive_format format, archive_visit *visit,
	void *context, struct error *err);

// Appends the content of the member that is being visited; more than `limit` bytes are ERROR_INPUT.
int archive_read_member(
	const struct archive_member *member, size_t limit, struct buffer *ret, struct error *err);
// The same piece by piece, in bounded memory.
int archive_stream_member(const struct archive_member *member, uint64_t limit, byte_sink *sink,
	void *context, struct error *err);

// Makes an archive in memory. ARCHIVE_TAR is GNU's tar, not compressed (facts/media-5-to-9.md
// sections 2.6 and 5.1); ARCHIVE_ZIP is deflated. Owner 0, directories 0755, files 0644, and one
// date for all members, which a zip shows as UTC whatever the time zone of the process is.
struct archive_writer;

// `mtime` in seconds since 1970 UTC; a zip cannot say dates before 1980 and says 1980 then.
struct archive_writer *archive_writer_create(enum archive_format format, int64_t mtime);
// Paths are relative and printable ASCII, without "." and ".."; ERROR_INPUT: they are not.
int archive_writer_add_directory(
	struct archive_writer *writer, const char *path, struct error *err);
int archive_writer_add_file(struct archive_writer *writer, const char *path, const void *data,
	size_t size, struct error *err);
// The same with permission bits of its own, in a tar.
int archive_writer_add_directory_mode(
	struct archive_writer *writer, const char *path, unsigned mode, struct error *err);
int archive_writer_add_file_mode(struct archive_writer *writer, const char *path, unsigned mode,
	const void *data, size_t size, struct error *err);
int archive_writer_add_symlink(
	struct archive_writer *writer, const char *path, const char *target, struct error *err);
// Appends the whole archive; the writer can only be destroyed then.
int archive_writer_finish(struct archive_writer *writer, struct buffer *ret, struct error *err);
void archive_writer_destroy(struct archive_writer *writer);
static inline void archive_writer_cleanup(struct archive_writer **writer)
{
	archive_writer_destroy(*writer);
}
#define AUTO_ARCHIVE_WRITER CLEANUP(archive_writer_cleanup) struct archive_writer
