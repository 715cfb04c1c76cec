// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: the gzip and zstd decoders count what they hand on, in one piece and in many.
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "gzip.h"
#include "zstd.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ENOUGH = 64 << 20 }; // bytes, for a fuzzer's patience

static int count(void *context, const void *data, size_t size, struct error *err)
{
	uint64_t *total = context;

	(void)data;
	if (size == 0)
		abort();
	*total += size;
	return *total > ENOUGH ? error_set(err, ERROR_INPUT, "enough") : 0;
}

static void check_gzip(const uint8_t *data, size_t size)
{
	struct reader reader = reader_memory("x.gz", data, size);
	AUTO_ERROR err = ERROR_INIT;
	struct gzip_info info;
	uint64_t total = 0;

	if (gzip_stream(&reader, count, &total, &info, &err) < 0)
		return;
	if (info.uncompressed != total || info.compressed > size ||
		(info.state == GZIP_GOOD && info.compressed + info.trailing != size))
		abort();
}

static bool decode_zstd(const uint8_t *data, size_t size, size_t piece, struct zstd_info *ret)
{
	AUTO_ERROR err = ERROR_INIT;
	uint64_t total = 0;
	AUTO_ZSTD_STREAM *stream = zstd_stream_create(count, &total);

	for (size_t at = 0; at < size; at += piece) {
		size_t part = size - at < piece ? size - at : piece;

		if (zstd_stream_push(stream, data + at, part, &err) < 0)
			return false;
	}
	zstd_stream_finish(stream, ret);
	if (ret->uncompressed != total ||
		(ret->state == ZSTD_STATE_GOOD && ret->compressed + ret->trailing != size))
		abort();
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct zstd_info whole;
	struct zstd_info pieces;

	check_gzip(data, size);
	if (decode_zstd(data, size, size ? size : 1, &whole) &&
		decode_zstd(data, size, 3, &pieces) &&
		(whole.state != pieces.state || (whole.state == ZSTD_STATE_GOOD &&
							whole.uncompressed != pieces.uncompressed)))
		abort();
	return 0;
}
