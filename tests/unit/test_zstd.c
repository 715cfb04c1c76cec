// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of zstd frames in pieces of every size, against the zstd program.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "file.h"
#include "memory.h"
#include "suite.h"
#include "zstd.h"

enum { FRAME_MAX = 1 << 24 };

// What a shell command writes.
static void output_of(const char *command, struct buffer *ret)
{
	char path[] = "/tmp/test_zstd.XXXXXX";
	AUTO_CLOSE int fd = mkstemp(path);
	AUTO_FREE char *line = memory_printf("(%s) >%s", command, path);
	AUTO_ERROR err = ERROR_INIT;

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(system(line), 0);
	ck_assert_int_eq(file_read(path, FRAME_MAX, ret, &err), 0);
	unlink(path);
}

static int collect(void *context, const void *data, size_t size, struct error *err)
{
	(void)err;
	ck_assert_uint_gt(size, 0);
	buffer_append(context, data, size);
	return 0;
}

static int count(void *context, const void *data, size_t size, struct error *err)
{
	(void)data;
	(void)err;
	*(uint64_t *)context += size;
	return 0;
}

static int refuse(void *context, const void *data, size_t size, struct error *err)
{
	(void)context;
	(void)data;
	(void)size;
	return error_set(err, ERROR_SYSTEM, "full");
}

static void decode(const struct buffer *frame, size_t piece, byte_sink *sink, void *context,
	struct zstd_info *ret)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_ZSTD_STREAM *stream = zstd_stream_create(sink, context);

	for (size_t at = 0; at < frame->size; at += piece) {
		size_t size = frame->size - at < piece ? frame->size - at : piece;

		ck_assert_int_eq(zstd_stream_push(stream, frame->data + at, size, &err), 0);
	}
	zstd_stream_finish(stream, ret);
}

START_TEST(frames_are_decoded_in_pieces_of_any_size)
{
	static const size_t pieces[] = {1, 7, 4096, 1 << 20};
	AUTO_BUFFER frame = BUFFER_INIT;
	AUTO_BUFFER plain = BUFFER_INIT;
	AUTO_BUFFER content = BUFFER_INIT;
	struct zstd_info info;

	// as VMware's: a window of 128 MiB, no checksum
	output_of("seq 1 60000 | zstd -q -c -18 --zstd=wlog=27 --no-check", &frame);
	output_of("seq 1 60000", &plain);
	ck_assert(zstd_is_frame(frame.data, frame.size));
	decode(&frame, pieces[_i], collect, &content, &info);
	ck_assert_ptr_null(zstd_problem(&info));
	ck_assert_uint_eq(info.compressed, frame.size);
	ck_assert_uint_eq(info.uncompressed, plain.size);
	ck_assert_uint_eq(content.size, plain.size);
	ck_assert_mem_eq(content.data, plain.data, plain.size);
}
END_TEST

START_TEST(what_is_wrong_with_a_frame_is_told)
{
	static const struct {
		const char *command;
		enum zstd_state state;
		const char *problem;
		uint64_t trailing;
	} frames[] = {
		{"seq 9 | zstd -q -c", ZSTD_STATE_GOOD, NULL, 0},
		{": | zstd -q -c", ZSTD_STATE_GOOD, NULL, 0},
		{"seq 9 | zstd -q -c; printf x", ZSTD_STATE_GOOD, "has bytes behind its zstd frame",
			1},
		{"seq 9 | zstd -q -c; : | zstd -q -c", ZSTD_STATE_GOOD,
			"has bytes behind its zstd frame", 13},
		{":", ZSTD_STATE_NONE, "is no zstd frame", 0},
		{"printf '\\050\\265'", ZSTD_STATE_NONE, "is no zstd frame", 0},
		{"seq 9", ZSTD_STATE_NONE, "is no zstd frame", 0},
		{"printf '\\120\\052\\115\\030\\0\\0\\0\\0'", ZSTD_STATE_NONE, "is no zstd frame",
			0},
		{"seq 9000 | zstd -q -c | head -c 5000", ZSTD_STATE_TRUNCATED,
			"ends within its zstd frame", 0},
		{"seq 9 | zstd -q -c | head -c 4", ZSTD_STATE_TRUNCATED,
			"ends within its zstd frame", 0},
		{"seq 9 | zstd -q -c --check | head -c -1; printf x", ZSTD_STATE_DAMAGED,
			"is a damaged zstd frame", 0},
		{"printf '\\050\\265\\057\\375\\0\\220\\1\\0\\0'", ZSTD_STATE_WINDOW,
			"needs a window of more than 128 MiB", 0},
	};

	for (size_t piece = 1; piece < 100000; piece *= 50) {
		AUTO_BUFFER frame = BUFFER_INIT;
		struct zstd_info info;
		const char *problem;
		uint64_t total = 0;

		output_of(frames[_i].command, &frame);
		decode(&frame, piece, count, &total, &info);
		problem = zstd_problem(&info);
		ck_assert_str_eq(
			problem ? problem : "", frames[_i].problem ? frames[_i].problem : "");
		ck_assert_int_eq(info.state, frames[_i].state);
		ck_assert_uint_eq(info.uncompressed, total);
		if (info.state == ZSTD_STATE_GOOD)
			ck_assert_uint_eq(info.trailing, frames[_i].trailing);
	}
}
END_TEST

START_TEST(the_sink_may_stop_it)
{
	AUTO_BUFFER frame = BUFFER_INIT;
	AUTO_ERROR err = ERROR_INIT;
	AUTO_ZSTD_STREAM *stream = zstd_stream_create(refuse, NULL);

	output_of("seq 9 | zstd -q -c", &frame);
	ck_assert_int_eq(zstd_stream_push(stream, frame.data, frame.size, &err), -1);
	ck_assert_str_eq(err.text, "full");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("zstd");
	TCase *cases = tcase_create("zstd");

	tcase_add_loop_test(cases, frames_are_decoded_in_pieces_of_any_size, 0, 4);
	tcase_add_loop_test(cases, what_is_wrong_with_a_frame_is_told, 0, 12);
	tcase_add_test(cases, the_sink_may_stop_it);
	suite_add_tcase(suite, cases);
	return run_suite(suite);
}
