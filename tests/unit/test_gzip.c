// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of gzip members: the loader's demands on them, and the limit on inflating.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "gzip.h"

// What `printf hello | gzip -n` writes, and a member that holds nothing.
#define HEAD "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03"
#define BODY "\xcb\x48\xcd\xc9\xc9\x07\x00"
#define CRC "\x86\xa6\x10\x36"
#define LENGTH "\x05\x00\x00\x00"
#define HELLO HEAD BODY CRC LENGTH
#define NOTHING HEAD "\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00"

#define BYTES(text) text, sizeof(text) - 1

static const struct {
	const char *data;
	size_t size;
	enum gzip_state state;
	uint64_t uncompressed;
	uint64_t trailing;
	const char *problem;
} members[] = {
	{BYTES(HELLO), GZIP_GOOD, 5, 0, NULL},
	{BYTES(NOTHING), GZIP_GOOD, 0, 0, NULL},
	{BYTES(HELLO "\0\0\0\0"), GZIP_GOOD, 5, 4, "has bytes behind its gzip member"},
	{BYTES(HELLO "\x1f"), GZIP_GOOD, 5, 1, "has bytes behind its gzip member"},
	{BYTES(HELLO HELLO), GZIP_GOOD, 5, 25, "has more than one gzip member"},
	{BYTES(""), GZIP_NONE, 0, 0, "is not a gzip file"},
	{BYTES("\x1f"), GZIP_NONE, 0, 0, "is not a gzip file"},
	{BYTES("plain text"), GZIP_NONE, 0, 0, "is not a gzip file"},
	{BYTES("\x1f\x8b"), GZIP_TRUNCATED, 0, 0, "ends within its gzip member"},
	{BYTES(HEAD BODY CRC), GZIP_TRUNCATED, 5, 0, "ends within its gzip member"},
	{BYTES(HEAD BODY), GZIP_TRUNCATED, 5, 0, "ends within its gzip member"},
	{BYTES(HEAD), GZIP_TRUNCATED, 0, 0, "ends within its gzip member"},
	{BYTES(HEAD "\xff\xff\xff"), GZIP_DAMAGED, 0, 0, "is a damaged gzip file"},
	{BYTES("\x1f\x8b\x07\x00\x00\x00\x00\x00\x00\x03"), GZIP_DAMAGED, 0, 0,
		"is a damaged gzip file"},
	{BYTES(HEAD BODY "\x86\xa6\x10\x37" LENGTH), GZIP_BAD_CRC, 5, 0,
		"has a wrong CRC in its gzip member"},
	{BYTES(HEAD BODY CRC "\x06\x00\x00\x00"), GZIP_BAD_LENGTH, 5, 0,
		"has a wrong length in its gzip member"},
};

START_TEST(members_are_judged_as_the_loader_does)
{
	AUTO_ERROR err = ERROR_INIT;
	struct reader reader = reader_memory("x.gz", members[_i].data, members[_i].size);
	struct gzip_info info;
	const char *problem;

	ck_assert_int_eq(gzip_check_member(&reader, &info, &err), 0);
	problem = gzip_problem(&info);
	ck_assert_int_eq(info.state, members[_i].state);
	ck_assert_uint_eq(info.uncompressed, members[_i].uncompressed);
	ck_assert_uint_eq(info.trailing, members[_i].trailing);
	ck_assert_str_eq(
		problem ? problem : "fine", members[_i].problem ? members[_i].problem : "fine");
}
END_TEST

// Empty stored blocks make a member long that holds nothing.
START_TEST(empty_members_must_be_short)
{
	for (size_t blocks = 47; blocks <= 48; blocks++) {
		AUTO_ERROR err = ERROR_INIT;
		AUTO_BUFFER data = BUFFER_INIT;
		struct reader reader;
		struct gzip_info info;

		buffer_append(&data, BYTES(HEAD));
		for (size_t i = 0; i < blocks; i++)
			buffer_append(&data, BYTES("\0\0\0\xff\xff"));
		buffer_append(&data, BYTES("\3\0\0\0\0\0\0\0\0\0"));
		reader = reader_memory("x.gz", data.data, data.size);
		ck_assert_int_eq(gzip_check_member(&reader, &info, &err), 0);
		ck_assert_int_eq(info.state, GZIP_GOOD);
		ck_assert_int_eq(gzip_problem(&info) != NULL, blocks == 48);
	}
}
END_TEST

START_TEST(content_is_inflated_up_to_a_limit)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_BUFFER content = BUFFER_INIT;

	ck_assert_int_eq(gzip_inflate("x.gz", BYTES(HELLO), 5, &content, &err), 0);
	ck_assert_str_eq(buffer_text(&content), "hello");
	ck_assert_int_eq(gzip_inflate("x.gz", BYTES(HELLO), 4, &content, &err), -1);
	ck_assert_str_eq(err.text, "'x.gz' holds more than 4 bytes");
	ck_assert_uint_eq(content.size, 5);
}
END_TEST

START_TEST(damaged_members_are_not_inflated)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_BUFFER content = BUFFER_INIT;

	ck_assert_int_eq(gzip_inflate("x.gz", BYTES(HEAD BODY), 99, &content, &err), -1);
	ck_assert_str_eq(err.text, "'x.gz' ends within its gzip member");
	ck_assert_int_eq(err.kind, ERROR_INPUT);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("gzip");
	TCase *cases = tcase_create("gzip");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(cases, members_are_judged_as_the_loader_does, 0,
		sizeof(members) / sizeof(members[0]));
	tcase_add_test(cases, empty_members_must_be_short);
	tcase_add_test(cases, content_is_inflated_up_to_a_limit);
	tcase_add_test(cases, damaged_members_are_not_inflated);
	suite_add_tcase(suite, cases);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}
