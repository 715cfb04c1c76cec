// SPDX-License-Identifier: GPL-3.0-or-later
// Readers over memory and over a part of a file, see reader.h.
#include "reader.h"

#include <inttypes.h>
#include <string.h>

#include "file.h"

static int read_memory(
	const struct reader *reader, uint64_t offset, void *data, size_t size, struct error *err)
{
	(void)err;
	memcpy(data, (const char *)reader->context + reader->start + offset, size);
	return 0;
}

static int read_fd(
	const struct reader *reader, uint64_t offset, void *data, size_t size, struct error *err)
{
	return file_read_at(reader->fd, reader->name, reader->start + offset, data, size, err);
}

struct reader reader_memory(const char *name, const void *data, size_t size)
{
	return (struct reader){
		.read = read_memory, .name = name, .size = size, .context = data, .fd = -1};
}

struct reader reader_fd(const char *name, int fd, uint64_t start, uint64_t size)
{
	return (struct reader){
		.read = read_fd, .name = name, .size = size, .start = start, .fd = fd};
}

struct reader reader_slice(
	const struct reader *reader, const char *name, uint64_t offset, uint64_t size)
{
	struct reader slice = *reader;

	slice.name = name ? name : reader->name;
	slice.start += offset;
	slice.size = size;
	return slice;
}

int reader_read(
	const struct reader *reader, uint64_t offset, void *data, size_t size, struct error *err)
{
	if (offset > reader->size || size > reader->size - offset)
		return error_set(err, ERROR_INPUT,
			"'%s' ends at byte %" PRIu64 ", %zu bytes at %" PRIu64 " are needed",
			reader->name, reader->size, size, offset);
	if (size == 0)
		return 0;
	return reader->read(reader, offset, data, size, err);
}
