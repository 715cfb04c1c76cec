// SPDX-License-Identifier: GPL-3.0-or-later
// What libisofs reads from: the base of an image, and the content of its edits.
#include "iso_stream.h"

#include <stdlib.h>

#include "memory.h"

// --- the base as libisofs reads it

static int base_open(IsoDataSource *source)
{
	(void)source;
	return 1;
}

static void base_free(IsoDataSource *source)
{
	(void)source; // belongs to the job
}

static int base_read(IsoDataSource *source, uint32_t lba, uint8_t *buffer)
{
	return iso_base_read(source->data, lba, buffer) ? 1 : (int)ISO_DATA_SOURCE_MISHAP;
}

IsoDataSource *iso_stream_base(struct iso_base *base)
{
	// freed by libisofs with free()
	IsoDataSource *source = memory_alloc(sizeof(*source));

	source->refcount = 1;
	source->open = base_open;
	source->close = base_open;
	source->read_block = base_read;
	source->free_data = base_free;
	source->data = base;
	return source;
}

// --- the content of an edit as libisofs reads it

struct content {
	struct iso_base *base; // remembers the first fault
	const struct reader *reader;
	uint64_t position;
	ino_t number;
};

static int content_open(IsoStream *stream)
{
	((struct content *)stream->data)->position = 0;
	return 1;
}

static int content_succeed(IsoStream *stream)
{
	(void)stream; // there is nothing to close, and the size does not change
	return 1;
}

static off_t content_size(IsoStream *stream)
{
	return (off_t)((struct content *)stream->data)->reader->size;
}

static int content_read(IsoStream *stream, void *room, size_t count)
{
	struct content *content = stream->data;
	uint64_t left = content->reader->size - content->position;
	size_t size = left < count ? (size_t)left : count;

	if (reader_read(content->reader, content->position, room, size, &content->base->error) < 0)
		return (int)ISO_FILE_READ_ERROR;
	content->position += size;
	return (int)size;
}

static void content_get_id(IsoStream *stream, unsigned *fs, dev_t *device, ino_t *number)
{
	*fs = 0;
	*device = 0;
	*number = ((struct content *)stream->data)->number;
}

static void content_free(IsoStream *stream)
{
	free(stream->data);
}

IsoStream *iso_stream_content(struct iso_base *base, const struct iso_edit *edit)
{
	static IsoStreamIface methods = {
		.version = 1,
		.type = "user",
		.open = content_open,
		.close = content_succeed,
		.get_size = content_size,
		.read = content_read,
		.is_repeatable = content_succeed,
		.get_id = content_get_id,
		.free = content_free,
		.update_size = content_succeed,
	};
	struct content *content = memory_alloc(sizeof(*content));
	IsoStream *stream = memory_alloc(sizeof(*stream)); // both freed by libisofs

	content->base = base;
	content->reader = &edit->content;
	content->number = serial_id++; // what libisofs asks for of streams without a file
	stream->class = &methods;
	stream->refcount = 1;
	stream->data = content;
	return stream;
}
