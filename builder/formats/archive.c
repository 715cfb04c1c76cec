// SPDX-License-Identifier: GPL-3.0-or-later
// The only file that includes libarchive; see archive.h.
//
// Only the formats that are asked for are enabled: libarchive knows many more, and each is a parser
// of untrusted bytes. It converts names by the locale and answers ARCHIVE_WARN where it cannot: the
// bytes of a name in a tar stay readable then, one that a zip marks as UTF-8 is lost and refused.
// ESXi's own names are ASCII. Its zip writer turns dates into those of the local time zone; they
// are put right in the finished archive.
#include "archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "text.h"
#include "zip_dates.h"

enum {
	CHUNK_SIZE = 128 << 10,
	TAR_RECORD = 10240, // what a tar is filled up to
	FILE_MODE = 0644,
	DIRECTORY_MODE = 0755,
	LINK_MODE = 0777,
};

// What a member is made of besides its content.
struct made {
	__LA_MODE_T type;
	unsigned mode;
	const char *target; // of a symbolic link
};

struct archive_content {
	struct archive *archive;
	struct reader reader;
	uint64_t position;
	uint64_t total; // bytes that came out of all members so far
	const char *path;
	struct error *err; // of the walk: set by a failed read
	char chunk[CHUNK_SIZE];
};

static void content_destroy(struct archive_content **content)
{
	if (!*content)
		return;
	archive_read_free((*content)->archive);
	free(*content);
}

static la_ssize_t on_read(struct archive *archive, void *context, const void **ret_data)
{
	struct archive_content *content = context;
	uint64_t left = content->reader.size - content->position;
	size_t size = left < CHUNK_SIZE ? (size_t)left : CHUNK_SIZE;

	(void)archive;
	if (reader_read(&content->reader, content->position, content->chunk, size, content->err) <
		0)
		return -1;
	content->position += size;
	*ret_data = content->chunk;
	return (la_ssize_t)size;
}

static la_int64_t on_skip(struct archive *archive, void *context, la_int64_t request)
{
	struct archive_content *content = context;
	uint64_t left = content->reader.size - content->position;

	(void)archive;
	if (request < 0)
		return 0;
	if ((uint64_t)request < left)
		left = (uint64_t)request;
	content->position += left;
	return (la_int64_t)left;
}

static la_int64_t on_seek(struct archive *archive, void *context, la_int64_t offset, int whence)
{
	struct archive_content *content = context;
	la_int64_t size = (la_int64_t)content->reader.size;
	la_int64_t base = whence == SEEK_SET   ? 0
			  : whence == SEEK_CUR ? (la_int64_t)content->position
					       : size;

	(void)archive;
	if (offset < -base || offset > size - base)
		return ARCHIVE_FATAL;
	content->position = (uint64_t)(base + offset);
	return base + offset;
}

static int fail(struct archive_content *content, struct error *err)
{
	const char *text = archive_error_string(content->archive);

	return error_set(err, ERROR_INPUT, "'%s' is damaged: %s", content->reader.name,
		text ? text : "cannot be read");
}

static int open_archive(
	struct archive_content *content, enum archive_format format, struct error *err)
{
	struct archive *archive = archive_read_new();

	if (!archive)
		memory_exhausted();
	content->archive = archive;
	content->err = err;
	if (format == ARCHIVE_ZIP) {
		// without its directory at the end a zip is not whole
		archive_read_support_format_zip_seekable(archive);
	} else {
		archive_read_support_filter_gzip(archive);
		archive_read_support_format_tar(archive);
	}
	archive_read_set_read_callback(archive, on_read);
	archive_read_set_skip_callback(archive, on_skip);
	archive_read_set_seek_callback(archive, on_seek);
	archive_read_set_callback_data(archive, content);
	if (archive_read_open1(archive) < ARCHIVE_WARN)
		return fail(content, err);
	return 0;
}

// A relative path without "./" in front, doubled slashes, ".." and a slash at the end.
static int clean_path(const char *name, const char *raw, char **ret, struct error *err)
{
	AUTO_BUFFER path = BUFFER_INIT;

	if (!raw || strlen(raw) > ARCHIVE_NAME_MAX)
		return error_set(
			err, ERROR_INPUT, "'%s' has a member whose name cannot be used", name);
	if (raw[0] == '/')
		return error_set(err, ERROR_INPUT, "'%s' has a member with an absolute name: '%s'",
			name, raw);
	for (const char *part = raw; *part;) {
		size_t length = strcspn(part, "/");

		if (length == 2 && !strncmp(part, "..", 2))
			return error_set(err, ERROR_INPUT,
				"'%s' has a member outside of its tree: '%s'", name, raw);
		if (length > 0 && !(length == 1 && part[0] == '.')) {
			if (path.size > 0)
				buffer_putc(&path, '/');
			buffer_append(&path, part, length);
		}
		part += length;
		part += strspn(part, "/");
	}
	*ret = buffer_steal(&path);
	return 0;
}

static int visit_entry(struct archive_content *content, struct archive_entry *entry,
	archive_visit *visit, void *context, struct error *err)
{
	AUTO_FREE char *path = NULL;
	struct archive_member member = {.content = content};
	la_int64_t size = archive_entry_size(entry);

	if (clean_path(content->reader.name, archive_entry_pathname(entry), &path, err) < 0)
		return -1;
	if (!*path) // the tree itself
		return 0;
	if (size > 0 && (uint64_t)size > ARCHIVE_CONTENT_MAX - content->total)
		return error_set(err, ERROR_INPUT, "'%s' holds more than %" PRIu64 " bytes",
			content->reader.name, (uint64_t)ARCHIVE_CONTENT_MAX);
	content->path = member.path = path;
	member.kind = archive_entry_filetype(entry) == AE_IFREG && !archive_entry_hardlink(entry)
			      ? ARCHIVE_FILE
		      : archive_entry_filetype(entry) == AE_IFDIR ? ARCHIVE_DIRECTORY
								  : ARCHIVE_OTHER;
	member.size = size > 0 ? (uint64_t)size : 0;
	content->total += member.size;
	member.mode = archive_entry_perm(entry);
	member.mtime = archive_entry_mtime(entry);
	return visit(context, &member, err);
}

int archive_each(const struct reader *reader, enum archive_format format, archive_visit *visit,
	void *context, struct error *err)
{
	CLEANUP(content_destroy)
	struct archive_content *content = memory_alloc(sizeof(*content));

	content->reader = *reader;
	if (open_archive(content, format, err) < 0)
		return -1;
	for (size_t count = 0;; count++) {
		struct archive_entry *entry = NULL;
		int result = archive_read_next_header(content->archive, &entry);

		if (result == ARCHIVE_EOF)
			return 0;
		if (result < ARCHIVE_WARN)
			return fail(content, err);
		if (count >= ARCHIVE_MEMBER_COUNT_MAX)
			return error_set(err, ERROR_INPUT, "'%s' has more than %d members",
				reader->name, ARCHIVE_MEMBER_COUNT_MAX);
		if (visit_entry(content, entry, visit, context, err) < 0)
			return -1;
	}
}

static int fail_member(struct archive_content *content, struct error *err)
{
	const char *text = archive_error_string(content->archive);

	return error_set(err, ERROR_INPUT, "'%s' in '%s' is damaged: %s", content->path,
		content->reader.name, text ? text : "cannot be read");
}

int archive_stream_member(const struct archive_member *member, uint64_t limit, byte_sink *sink,
	void *context, struct error *err)
{
	struct archive_content *content = member->content;
	AUTO_FREE char *room = memory_alloc(CHUNK_SIZE);
	uint64_t done = 0;

	for (;;) {
		la_ssize_t got = archive_read_data(content->archive, room, CHUNK_SIZE);

		if (got == 0)
			return 0;
		if (got < 0)
			return fail_member(content, err);
		if ((uint64_t)got > limit - done)
			return error_set(err, ERROR_INPUT,
				"'%s' in '%s' has more than %" PRIu64 " bytes", content->path,
				content->reader.name, limit);
		if (sink(context, room, (size_t)got, err) < 0)
			return -1;
		done += (uint64_t)got;
	}
}

static int append(void *context, const void *data, size_t size, struct error *err)
{
	(void)err;
	buffer_append(context, data, size);
	return 0;
}

int archive_read_member(
	const struct archive_member *member, size_t limit, struct buffer *ret, struct error *err)
{
	return archive_stream_member(member, limit, append, ret, err);
}

struct archive_writer {
	enum archive_format format;
	int64_t mtime;
	struct archive *archive;
	struct buffer output;
};

static la_ssize_t on_write(struct archive *archive, void *context, const void *data, size_t size)
{
	(void)archive;
	buffer_append(&((struct archive_writer *)context)->output, data, size);
	return (la_ssize_t)size;
}

struct archive_writer *archive_writer_create(enum archive_format format, int64_t mtime)
{
	struct archive_writer *writer = memory_alloc(sizeof(*writer));
	struct archive *archive = archive_write_new();
	int result;

	writer->format = format;
	writer->mtime = mtime;
	writer->archive = archive;
	if (!archive)
		memory_exhausted();
	result = format == ARCHIVE_ZIP ? archive_write_set_format_zip(archive)
				       : archive_write_set_format_gnutar(archive);
	archive_write_set_bytes_per_block(archive, TAR_RECORD);
	archive_write_set_bytes_in_last_block(archive, format == ARCHIVE_ZIP ? 1 : TAR_RECORD);
	if (format == ARCHIVE_ZIP && result == ARCHIVE_OK)
		result = archive_write_set_options(archive, "zip:compression=deflate");
	// nothing of this depends on input; what can fail is allocation
	if (result != ARCHIVE_OK ||
		archive_write_open(archive, writer, NULL, on_write, NULL) != ARCHIVE_OK)
		memory_exhausted();
	return writer;
}

void archive_writer_destroy(struct archive_writer *writer)
{
	if (!writer)
		return;
	archive_write_free(writer->archive);
	buffer_finish(&writer->output);
	free(writer);
}

static int write_failed(struct archive_writer *writer, const char *path, struct error *err)
{
	const char *text = archive_error_string(writer->archive);

	return error_set(err, ERROR_SYSTEM, "cannot put '%s' into an archive: %s", path,
		text ? text : "unknown reason");
}

static bool is_plain_path(const char *path)
{
	for (const char *part = path;; part++) {
		size_t length = strcspn(part, "/");

		if (length == 0 || (length == 1 && part[0] == '.') ||
			(length == 2 && strncmp(part, "..", 2) == 0))
			return false;
		part += length;
		if (!*part)
			return text_is_printable(path);
	}
}

static int add_member(struct archive_writer *writer, const char *path, const struct made *made,
	const void *data, size_t size, struct error *err)
{
	struct archive_entry *entry;
	size_t done = 0;
	int result;

	if (!is_plain_path(path))
		return error_set(err, ERROR_INPUT, "'%s' cannot be the path of a member", path);
	entry = archive_entry_new();
	if (!entry)
		memory_exhausted();
	archive_entry_set_pathname(entry, path);
	archive_entry_set_filetype(entry, made->type);
	archive_entry_set_perm(entry, (__LA_MODE_T)made->mode);
	if (made->target)
		archive_entry_set_symlink(entry, made->target);
	archive_entry_set_uid(entry, 0);
	archive_entry_set_gid(entry, 0);
	archive_entry_set_size(entry, (la_int64_t)size);
	archive_entry_set_mtime(entry, (time_t)writer->mtime, 0);
	result = archive_write_header(writer->archive, entry);
	archive_entry_free(entry);
	if (result != ARCHIVE_OK)
		return write_failed(writer, path, err);
	while (done < size) {
		la_ssize_t put =
			archive_write_data(writer->archive, (const char *)data + done, size - done);

		if (put <= 0)
			return write_failed(writer, path, err);
		done += (size_t)put;
	}
	return 0;
}

int archive_writer_add_directory(struct archive_writer *writer, const char *path, struct error *err)
{
	return archive_writer_add_directory_mode(writer, path, DIRECTORY_MODE, err);
}

int archive_writer_add_directory_mode(
	struct archive_writer *writer, const char *path, unsigned mode, struct error *err)
{
	return add_member(writer, path, &(struct made){AE_IFDIR, mode, NULL}, NULL, 0, err);
}

int archive_writer_add_file(struct archive_writer *writer, const char *path, const void *data,
	size_t size, struct error *err)
{
	return archive_writer_add_file_mode(writer, path, FILE_MODE, data, size, err);
}

int archive_writer_add_file_mode(struct archive_writer *writer, const char *path, unsigned mode,
	const void *data, size_t size, struct error *err)
{
	return add_member(writer, path, &(struct made){AE_IFREG, mode, NULL}, data, size, err);
}

int archive_writer_add_symlink(
	struct archive_writer *writer, const char *path, const char *target, struct error *err)
{
	return add_member(writer, path, &(struct made){AE_IFLNK, LINK_MODE, target}, NULL, 0, err);
}

int archive_writer_finish(struct archive_writer *writer, struct buffer *ret, struct error *err)
{
	if (archive_write_close(writer->archive) != ARCHIVE_OK)
		return write_failed(writer, "the end", err);
	if (writer->format == ARCHIVE_ZIP && !zip_set_dates(&writer->output, writer->mtime))
		return error_set(err, ERROR_INPUT, "a zip archive would become too large");
	buffer_append(ret, writer->output.data, writer->output.size);
	return 0;
}
