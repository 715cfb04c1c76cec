// SPDX-License-Identifier: GPL-3.0-or-later
// The only file that includes zlib; see gzip.h.
//
// zlib compares CRC-32 and length itself, and tells which of them failed only in the message of
// the stream. Its inflate() also answers "buffer error" where no progress is possible, which means
// truncated once all input was given.
#define ZLIB_CONST
#include "gzip.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "memory.h"
#include "text.h"

enum {
	GZIP_WINDOW = 15 + 16, // the largest window, gzip framing only
	INPUT_SIZE = 256 << 10,
	OUTPUT_SIZE = 256 << 10,
	INPUT_MAX = 1 << 30, // what zlib is given at a time: its counter has 32 bits
	MEMORY_LEVEL = 8, // zlib's own choice
	UNKNOWN_SYSTEM = 255,
};

static const unsigned char magic[] = {0x1f, 0x8b};

// A running inflate() over a reader.
struct inflater {
	const struct reader *reader;
	z_stream stream;
	uint64_t position; // of the next byte to be read
	unsigned char input[INPUT_SIZE];
	unsigned char output[OUTPUT_SIZE];
};

static void inflater_destroy(struct inflater **inflater)
{
	if (!*inflater)
		return;
	inflateEnd(&(*inflater)->stream);
	free(*inflater);
}

static struct inflater *inflater_create(const struct reader *reader)
{
	struct inflater *inflater = memory_alloc(sizeof(*inflater));

	inflater->reader = reader;
	if (inflateInit2(&inflater->stream, GZIP_WINDOW) != Z_OK)
		memory_exhausted();
	return inflater;
}

static enum gzip_state state_of(const struct inflater *inflater, int result)
{
	const char *message = inflater->stream.msg ? inflater->stream.msg : "";

	if (result == Z_STREAM_END)
		return GZIP_GOOD;
	if (result == Z_BUF_ERROR || result == Z_OK)
		return GZIP_TRUNCATED;
	if (text_equal(message, "incorrect data check"))
		return GZIP_BAD_CRC;
	if (text_equal(message, "incorrect length check"))
		return GZIP_BAD_LENGTH;
	if (text_equal(message, "incorrect header check"))
		return GZIP_NONE;
	return GZIP_DAMAGED;
}

// Fills `output` or stops at the end of the member or of the data; ret_result is zlib's.
static int inflater_next(
	struct inflater *inflater, size_t *ret_size, int *ret_result, struct error *err)
{
	z_stream *stream = &inflater->stream;
	int result = Z_OK;

	stream->next_out = inflater->output;
	stream->avail_out = OUTPUT_SIZE;
	while (stream->avail_out > 0 && result == Z_OK) {
		if (stream->avail_in == 0) {
			uint64_t left = inflater->reader->size - inflater->position;
			size_t next = left < INPUT_SIZE ? (size_t)left : INPUT_SIZE;

			if (reader_read(inflater->reader, inflater->position, inflater->input, next,
				    err) < 0)
				return -1;
			inflater->position += next;
			stream->next_in = inflater->input;
			stream->avail_in = (uInt)next;
		}
		result = inflate(stream, Z_NO_FLUSH);
	}
	*ret_size = OUTPUT_SIZE - stream->avail_out;
	*ret_result = result;
	return 0;
}

static bool begins_member(const struct reader *reader, uint64_t offset, struct error *err)
{
	unsigned char head[sizeof(magic)];

	return reader->size - offset >= sizeof(head) &&
	       reader_read(reader, offset, head, sizeof(head), err) == 0 &&
	       memcmp(head, magic, sizeof(head)) == 0;
}

int gzip_stream(const struct reader *reader, byte_sink *sink, void *context, struct gzip_info *ret,
	struct error *err)
{
	CLEANUP(inflater_destroy) struct inflater *inflater = NULL;
	struct gzip_info info = {.state = GZIP_NONE};
	int result = Z_OK;

	if (!begins_member(reader, 0, err)) {
		*ret = info;
		return err->kind ? -1 : 0;
	}
	inflater = inflater_create(reader);
	while (result == Z_OK && info.uncompressed <= GZIP_INFLATED_MAX) {
		size_t size;

		if (inflater_next(inflater, &size, &result, err) < 0)
			return -1;
		info.uncompressed += size;
		if (sink && size && info.uncompressed <= GZIP_INFLATED_MAX &&
			sink(context, inflater->output, size, err) < 0)
			return -1;
	}
	info.state =
		info.uncompressed > GZIP_INFLATED_MAX ? GZIP_TOO_LARGE : state_of(inflater, result);
	info.compressed = inflater->position - inflater->stream.avail_in;
	if (info.state == GZIP_GOOD) {
		info.trailing = reader->size - info.compressed;
		info.trailing_member = begins_member(reader, info.compressed, err);
	}
	if (err->kind)
		return -1;
	*ret = info;
	return 0;
}

int gzip_check_member(const struct reader *reader, struct gzip_info *ret, struct error *err)
{
	return gzip_stream(reader, NULL, NULL, ret, err);
}

const char *gzip_problem(const struct gzip_info *info)
{
	static const char *const problems[] = {
		[GZIP_NONE] = "is not a gzip file",
		[GZIP_TRUNCATED] = "ends within its gzip member",
		[GZIP_DAMAGED] = "is a damaged gzip file",
		[GZIP_BAD_CRC] = "has a wrong CRC in its gzip member",
		[GZIP_BAD_LENGTH] = "has a wrong length in its gzip member",
		[GZIP_TOO_LARGE] = "holds more than 4 GiB",
	};

	if (info->state != GZIP_GOOD)
		return problems[info->state];
	if (info->trailing_member)
		return "has more than one gzip member";
	if (info->trailing > 0)
		return "has bytes behind its gzip member";
	if (info->uncompressed == 0 && info->compressed > GZIP_EMPTY_MAX)
		return "holds nothing in a gzip member of more than 256 bytes";
	return NULL;
}

void gzip_deflate(const void *data, size_t size, struct buffer *ret)
{
	AUTO_FREE unsigned char *output = memory_alloc(OUTPUT_SIZE);
	// zlib itself writes 2 behind it for level 9
	gz_header header = {.os = UNKNOWN_SYSTEM};
	z_stream stream = {0};
	const unsigned char *at = data;
	int result;

	if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, GZIP_WINDOW, MEMORY_LEVEL,
		    Z_DEFAULT_STRATEGY) != Z_OK)
		memory_exhausted();
	deflateSetHeader(&stream, &header);
	do {
		uInt part = size < INPUT_MAX ? (uInt)size : INPUT_MAX;

		if (stream.avail_in == 0) {
			stream.next_in = at;
			stream.avail_in = part;
			at += part;
			size -= part;
		}
		stream.next_out = output;
		stream.avail_out = OUTPUT_SIZE;
		result = deflate(&stream, size ? Z_NO_FLUSH : Z_FINISH);
		buffer_append(ret, output, OUTPUT_SIZE - stream.avail_out);
	} while (result == Z_OK);
	deflateEnd(&stream);
}
