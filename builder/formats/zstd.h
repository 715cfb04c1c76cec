// SPDX-License-Identifier: GPL-3.0-or-later
// zstd frames (libzstd), decoded piece by piece: what a vzstd payload of 9.0 holds inside its gzip.
//
// facts/media-5-to-9.md section 3.3: one frame with a window of 128 MiB and no content checksum.
// The decoder keeps a window in memory: the smaller of it and the size that the frame announces.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sink.h"

enum { ZSTD_FRAME_WINDOW_LOG_MAX = 27 }; // of 2, in bytes: 128 MiB
#define ZSTD_FRAME_INFLATED_MAX (UINT64_C(4) << 30)

enum zstd_state {
	ZSTD_STATE_GOOD, // one whole frame
	ZSTD_STATE_NONE, // not zstd at all
	ZSTD_STATE_TRUNCATED, // the data end within the frame
	ZSTD_STATE_DAMAGED, // not a frame throughout, or its checksum is wrong
	ZSTD_STATE_WINDOW, // needs a window of more than 128 MiB
	ZSTD_STATE_TOO_LARGE, // holds more than ZSTD_FRAME_INFLATED_MAX bytes
};

struct zstd_info {
	enum zstd_state state;
	uint64_t compressed; // bytes of the frame
	uint64_t uncompressed; // bytes that it holds
	uint64_t trailing; // bytes behind the frame
};

struct zstd_stream;

// Do the first bytes begin a zstd frame? Four are needed.
bool zstd_is_frame(const void *data, size_t size);

struct zstd_stream *zstd_stream_create(byte_sink *sink, void *context);
// Decodes the next piece and hands on what comes out. An error is one of the sink; what is wrong
// with the data is told by zstd_stream_finish(), and nothing is handed on behind it.
int zstd_stream_push(struct zstd_stream *stream, const void *data, size_t size, struct error *err);
void zstd_stream_finish(const struct zstd_stream *stream, struct zstd_info *ret);
void zstd_stream_destroy(struct zstd_stream *stream);
static inline void zstd_stream_cleanup(struct zstd_stream **stream)
{
	zstd_stream_destroy(*stream);
}
#define AUTO_ZSTD_STREAM CLEANUP(zstd_stream_cleanup) struct zstd_stream

// "one frame, nothing behind it": NULL, or what is wrong with it in words.
const char *zstd_problem(const struct zstd_info *info);
