// SPDX-License-Identifier: GPL-3.0-or-later
// What libisofs reads from: the base of an image, and the content of its edits.
#include "iso_stream.h"

#include <stdlib.h>
#include <string.h>

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

enum { WINDOW_SIZE = 128 << 10 };

struct content {
	struct iso_base *base; // remembers the first fault
	const struct reader *reader;
	uint64_t position;
	uint8_t *
		window; // bytes read ahead, since libisofs asks for a block at a time; NULL: closed
	uint64_t window_start;
	size_t window_size;
	ino_t number;
};

static int content_open(IsoStream *stream)
{
	struct content *content = stream->data;

	content->position = 0;
	content->window_size = 0;
	content->window = memory_alloc(WINDOW_SIZE);
	return 1;
}

static int content_close(IsoStream *stream)
{
	struct content *content = stream->data;

	free(content->window);
	content->window = NULL;
	return 1;
}

static int content_succeed(IsoStream *stream)
{
	(void)stream; // it can be read again, and the size does not change
	return 1;
}

static off_t content_size(IsoStream *stream)
{
	return (off_t)((struct content *)stream->data)->reader->size;
}

// Fills the window from the position on.
static int fill_window(struct content *content)
{
	uint64_t left = content->reader->size - content->position;

	content->window_start = content->position;
	content->window_size = left < WINDOW_SIZE ? (size_t)left : WINDOW_SIZE;
	return reader_read(content->reader, content->window_start, content->window,
		content->window_size, &content->base->error);
}

static int content_read(IsoStream *stream, void *room, size_t count)
{
	struct content *content = stream->data;
	char *to = room;
	size_t done = 0;

	while (done < count && content->position < content->reader->size) {
		size_t skip = (size_t)(content->position - content->window_start);
		size_t step;

		if (skip >= content->window_size) {
			if (fill_window(content) < 0)
				return (int)ISO_FILE_READ_ERROR;
			skip = 0;
		}
		step = content->window_size - skip;
		if (step > count - done)
			step = count - done;
		memcpy(to + done, content->window + skip, step);
		done += step;
		content->position += step;
	}
	return (int)done;
}

static void content_get_id(IsoStream *stream, unsigned *fs, dev_t *device, ino_t *number)
{
	*fs = 0;
	*device = 0;
	*number = ((struct content *)stream->data)->number;
}

static void content_free(IsoStream *stream)
{
	content_close(stream);
	free(stream->data);
}

IsoStream *iso_stream_content(struct iso_base *base, const struct iso_edit *edit)
{
	static IsoStreamIface methods = {
		.version = 1,
		.type = "user",
		.open = content_open,
		.close = content_close,
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
