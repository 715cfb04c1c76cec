// SPDX-License-Identifier: GPL-3.0-or-later
// The only file that includes libzstd; see zstd.h.
//
// ZSTD_decompressStream() answers 0 at the end of a frame and would go on with the next one, so it
// is not called again. It asks for its window (or the content size, where that is smaller) once,
// and refuses a larger one than was allowed with an error of its own.
#include "zstd.h"

#include <stdlib.h>
#include <string.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "memory.h"

static const unsigned char magic[] = {0x28, 0xb5, 0x2f, 0xfd};

struct zstd_stream {
	ZSTD_DStream *decoder;
	byte_sink *sink;
	void *context;
	struct zstd_info info;
	bool ended; // good or bad, nothing is decoded any more
	unsigned char head[sizeof(magic)]; // of what was pushed
	size_t head_size;
	size_t output_size;
	unsigned char *output;
};

bool zstd_is_frame(const void *data, size_t size)
{
	return size >= sizeof(magic) && memcmp(data, magic, sizeof(magic)) == 0;
}

struct zstd_stream *zstd_stream_create(byte_sink *sink, void *context)
{
	struct zstd_stream *stream = memory_alloc(sizeof(*stream));

	stream->sink = sink;
	stream->context = context;
	stream->info.state = ZSTD_STATE_TRUNCATED;
	stream->output_size = ZSTD_DStreamOutSize();
	stream->output = memory_alloc(stream->output_size);
	stream->decoder = ZSTD_createDStream();
	if (!stream->decoder || ZSTD_isError(ZSTD_DCtx_setParameter(stream->decoder,
					ZSTD_d_windowLogMax, ZSTD_FRAME_WINDOW_LOG_MAX)))
		memory_exhausted();
	return stream;
}

void zstd_stream_destroy(struct zstd_stream *stream)
{
	if (!stream)
		return;
	ZSTD_freeDStream(stream->decoder);
	free(stream->output);
	free(stream);
}

static void end(struct zstd_stream *stream, enum zstd_state state)
{
	stream->info.state = state;
	stream->ended = true;
}

static enum zstd_state state_of(size_t code)
{
	switch (ZSTD_getErrorCode(code)) {
	case ZSTD_error_frameParameter_windowTooLarge:
		return ZSTD_STATE_WINDOW;
	case ZSTD_error_memory_allocation:
		memory_exhausted();
	default:
		return ZSTD_STATE_DAMAGED;
	}
}

// Skippable frames are zstd to the library; a payload that begins with one is none that we know.
static bool check_head(struct zstd_stream *stream, const unsigned char *data, size_t size)
{
	for (size_t i = 0; i < size && stream->head_size < sizeof(magic); i++) {
		if (data[i] != magic[stream->head_size++]) {
			end(stream, ZSTD_STATE_NONE);
			return false;
		}
	}
	return true;
}

static int decode(struct zstd_stream *stream, ZSTD_inBuffer *input, struct error *err)
{
	ZSTD_outBuffer output = {stream->output, stream->output_size, 0};
	size_t before = input->pos;
	size_t code = ZSTD_decompressStream(stream->decoder, &output, input);

	stream->info.compressed += input->pos - before;
	if (ZSTD_isError(code)) {
		end(stream, state_of(code));
		return 0;
	}
	stream->info.uncompressed += output.pos;
	if (stream->info.uncompressed > ZSTD_FRAME_INFLATED_MAX) {
		end(stream, ZSTD_STATE_TOO_LARGE);
		return 0;
	}
	if (code == 0)
		end(stream, ZSTD_STATE_GOOD);
	if (output.pos && stream->sink)
		return stream->sink(stream->context, stream->output, output.pos, err);
	return 0;
}

int zstd_stream_push(struct zstd_stream *stream, const void *data, size_t size, struct error *err)
{
	ZSTD_inBuffer input = {data, size, 0};

	if (!stream->ended && !check_head(stream, data, size))
		return 0;
	while (!stream->ended) {
		uint64_t before = stream->info.uncompressed;

		if (decode(stream, &input, err) < 0)
			return -1;
		// what is still inside comes out with the next piece, or now if the room was full
		if (input.pos == size && (stream->info.uncompressed - before) < stream->output_size)
			break;
	}
	stream->info.trailing += stream->ended ? size - input.pos : 0;
	return 0;
}

void zstd_stream_finish(const struct zstd_stream *stream, struct zstd_info *ret)
{
	*ret = stream->info;
	if (!stream->ended && stream->head_size < sizeof(magic))
		ret->state = ZSTD_STATE_NONE;
}

const char *zstd_problem(const struct zstd_info *info)
{
	static const char *const problems[] = {
		[ZSTD_STATE_NONE] = "is no zstd frame",
		[ZSTD_STATE_TRUNCATED] = "ends within its zstd frame",
		[ZSTD_STATE_DAMAGED] = "is a damaged zstd frame",
		[ZSTD_STATE_WINDOW] = "needs a window of more than 128 MiB",
		[ZSTD_STATE_TOO_LARGE] = "holds more than 4 GiB",
	};

	if (info->state != ZSTD_STATE_GOOD)
		return problems[info->state];
	return info->trailing ? "has bytes behind its zstd frame" : NULL;
}
