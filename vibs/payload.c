// SPDX-License-Identifier: GPL-3.0-or-later
// Unpacking payloads in one pass, see payload.h.
#include "payload.h"

#include <string.h>

#include "memory.h"

enum { STEP = 256 << 10 };

// One payload on its way through the layers.
struct unpack {
	const struct reader *reader; // of the stored bytes
	const struct payload_sinks *sinks;
	uint64_t limit;
	uint64_t stored; // bytes that were handed on as they lie there
	uint64_t inflated;
	bool begun; // the first inflated bytes were looked at
	struct zstd_stream *zstd;
	struct payload_layers layers;
};

static int hand_on(const struct unpack *unpack, enum payload_stage stage, const void *data,
	size_t size, struct error *err)
{
	byte_sink *sink = unpack->sinks->list[stage];

	return sink ? sink(unpack->sinks->context, data, size, err) : 0;
}

static int stop_at_limit(struct unpack *unpack, struct error *err)
{
	unpack->layers.too_large = true;
	return error_set(err, ERROR_INPUT, "too large");
}

static int take_unpacked(void *context, const void *data, size_t size, struct error *err)
{
	struct unpack *unpack = context;

	if (size > unpack->limit - unpack->layers.unpacked_size)
		return stop_at_limit(unpack, err);
	unpack->layers.unpacked_size += size;
	return hand_on(unpack, PAYLOAD_UNPACKED, data, size, err);
}

static int take_inflated(void *context, const void *data, size_t size, struct error *err)
{
	struct unpack *unpack = context;

	if (size > unpack->limit - unpack->inflated)
		return stop_at_limit(unpack, err);
	unpack->inflated += size;
	if (!unpack->begun) {
		unpack->begun = true;
		unpack->layers.is_zstd = zstd_is_frame(data, size);
		if (unpack->layers.is_zstd)
			unpack->zstd = zstd_stream_create(take_unpacked, unpack);
	}
	if (hand_on(unpack, PAYLOAD_INFLATED, data, size, err) < 0)
		return -1;
	return unpack->zstd ? zstd_stream_push(unpack->zstd, data, size, err)
			    : take_unpacked(unpack, data, size, err);
}

// A reader whose bytes are handed on when they are read for the first time.
static int read_through(
	const struct reader *reader, uint64_t offset, void *data, size_t size, struct error *err)
{
	// The one who made the reader gave it an unpack that may change.
	struct unpack *unpack = *(struct unpack *const *)reader->context;
	uint64_t end = offset + size;

	if (reader_read(unpack->reader, offset, data, size, err) < 0)
		return -1;
	if (offset <= unpack->stored && end > unpack->stored) {
		size_t known = (size_t)(unpack->stored - offset);

		unpack->stored = end;
		return hand_on(
			unpack, PAYLOAD_STORED, (const char *)data + known, size - known, err);
	}
	return 0;
}

// What no decoder asked for: bytes behind a member, or all of it.
static int read_rest(struct unpack *unpack, const struct reader *through, struct error *err)
{
	AUTO_FREE char *step = NULL;

	if (unpack->stored == unpack->reader->size)
		return 0;
	step = memory_alloc(STEP);
	while (unpack->stored < unpack->reader->size) {
		uint64_t left = unpack->reader->size - unpack->stored;

		if (reader_read(through, unpack->stored, step, left < STEP ? (size_t)left : STEP,
			    err) < 0)
			return -1;
	}
	return 0;
}

static int run(struct unpack *unpack, struct error *err)
{
	struct unpack *context = unpack;
	const struct reader through = {
		.read = read_through,
		.name = unpack->reader->name,
		.size = unpack->reader->size,
		.context = &context,
		.fd = -1,
	};

	if (gzip_stream(&through, take_inflated, unpack, &unpack->layers.gzip, err) < 0) {
		if (!unpack->layers.too_large)
			return -1;
		error_finish(err);
		unpack->layers.gzip.state = GZIP_TOO_LARGE;
	}
	unpack->layers.is_gzip = unpack->layers.gzip.state != GZIP_NONE;
	if (unpack->zstd)
		zstd_stream_finish(unpack->zstd, &unpack->layers.zstd);
	return read_rest(unpack, &through, err);
}

int payload_unpack(const struct reader *reader, const struct payload_sinks *sinks, uint64_t limit,
	struct payload_layers *ret, struct error *err)
{
	struct unpack unpack = {.reader = reader, .sinks = sinks, .limit = limit};
	int result = run(&unpack, err);

	zstd_stream_destroy(unpack.zstd);
	if (result == 0)
		*ret = unpack.layers;
	return result;
}

const char *payload_problem(const struct payload_layers *layers)
{
	const char *problem = NULL;

	if (layers->too_large)
		return "unpacks to more than the 4 GiB that all payloads of a VIB may have "
		       "together";
	if (layers->is_gzip)
		problem = gzip_problem(&layers->gzip);
	if (!problem && layers->is_zstd)
		problem = zstd_problem(&layers->zstd);
	return problem;
}
