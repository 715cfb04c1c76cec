// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of the look for further streams, wherever they begin. All else of bzip2 is compared with
// other programs: tests/cli/test_bzip2.py.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "bzip2.h"
#include "bzip2_block.h"
#include "memory.h"
#include "suite.h"

enum {
	SIZE = 9 << 20, // more than two steps of the look
	STEP = 4 << 20,
	AROUND = 40,
};

// The end of a stream with `pad` bits behind it, up to byte `at`, and the beginning of another.
static void put_streams(uint8_t *data, size_t at, unsigned pad, char level)
{
	struct bit_writer bits = BIT_WRITER_INIT;
	const uint8_t header[] = {'B', 'Z', 'h', (uint8_t)level};

	bits_put(&bits, 0, 8 - pad);
	bits_put(&bits, BZIP2_END_MARK, BZIP2_MARK_BITS);
	bits_put(&bits, 0x12345678, BZIP2_CRC_BITS);
	if (pad)
		bits_put(&bits, 0, pad);
	bits_append(&bits, header, 0, BZIP2_HEADER_BITS);
	bits_put(&bits, BZIP2_BLOCK_MARK, BZIP2_MARK_BITS);
	memcpy(data + at - BZIP2_END_BITS / 8 - 1, bits.bytes.data, bits.bytes.size);
	buffer_finish(&bits.bytes);
}

static bool finds(const uint8_t *data, size_t size)
{
	AUTO_ERROR err = ERROR_INIT;
	struct reader reader = reader_memory("streams", data, size);
	bool several;

	ck_assert_int_eq(bzip2_has_streams(&reader, &several, &err), 0);
	return several;
}

START_TEST(streams_are_found_wherever_they_begin)
{
	AUTO_FREE uint8_t *data = memory_alloc(SIZE);

	for (size_t at = STEP - AROUND; at < STEP + AROUND; at++) {
		put_streams(data, at, (unsigned)(at % 8), '9');
		ck_assert_msg(finds(data, SIZE), "at byte %zu", at);
		memset(data + at - AROUND, 0, 2 * (size_t)AROUND);
	}
	ck_assert(!finds(data, SIZE));
	for (unsigned pad = 0; pad < 8; pad++) {
		put_streams(data, 11, pad, '1');
		ck_assert(finds(data, SIZE));
		ck_assert(finds(data, 11 + 10));
		ck_assert_msg(!finds(data, 11 + 9), "the mark is not whole");
		memset(data, 0, AROUND);
	}
}
END_TEST

START_TEST(what_is_no_stream_is_not_found)
{
	AUTO_FREE uint8_t *data = memory_alloc(SIZE);

	put_streams(data, 100, 3, '0');
	ck_assert_msg(!finds(data, SIZE), "there is no such level");
	put_streams(data, 100, 3, '9');
	data[92] ^= 1;
	ck_assert_msg(!finds(data, SIZE), "no stream ends in front");
	memset(data, 0, AROUND);
	memcpy(data, "BZh91AY&SY", 10);
	ck_assert_msg(!finds(data, SIZE), "the first stream is no further one");
	ck_assert(!finds(data, 0));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("bzip2");
	TCase *cases = tcase_create("streams");

	tcase_add_test(cases, streams_are_found_wherever_they_begin);
	tcase_add_test(cases, what_is_no_stream_is_not_found);
	suite_add_tcase(suite, cases);
	return run_suite(suite);
}
