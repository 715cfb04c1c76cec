// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of gzip members: the loader's demands on them, the limit on inflating, and deflating.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "gzip.h"
#include "memory.h"
#include "suite.h"

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

static int collect(void *context, const void *data, size_t size, struct error *err)
{
	struct buffer *buffer = context;

	if (size >= 1000 && buffer->size > 500000)
		return error_set(err, ERROR_SYSTEM, "the sink is full");
	buffer_append(buffer, data, size);
	return 0;
}

// What was deflated is one good member of the known header, the same each time, and comes out as it
// was.
START_TEST(deflated_data_come_back)
{
	static const size_t sizes[] = {0, 1, 65536, 800000};
	size_t size = sizes[_i];
	AUTO_ERROR err = ERROR_INIT;
	AUTO_BUFFER data = BUFFER_INIT;
	AUTO_BUFFER packed = BUFFER_INIT;
	AUTO_BUFFER again = BUFFER_INIT;
	AUTO_BUFFER content = BUFFER_INIT;
	struct reader reader;
	struct gzip_info info;

	while (data.size < size)
		buffer_printf(&data, "%zu ", data.size * data.size);
	buffer_truncate(&data, size);
	gzip_deflate(data.data, size, &packed);
	gzip_deflate(data.data, size, &again);
	ck_assert_uint_eq(packed.size, again.size);
	ck_assert_mem_eq(packed.data, again.data, again.size);
	ck_assert_mem_eq(packed.data, "\x1f\x8b\x08\0\0\0\0\0\x02\xff", 10);
	reader = reader_memory("x.gz", packed.data, packed.size);
	if (size > 500000) {
		ck_assert_int_eq(gzip_stream(&reader, collect, &content, &info, &err), -1);
		ck_assert_str_eq(err.text, "the sink is full");
		return;
	}
	ck_assert_int_eq(gzip_stream(&reader, collect, &content, &info, &err), 0);
	ck_assert_ptr_null(gzip_problem(&info));
	ck_assert_uint_eq(info.uncompressed, size);
	ck_assert_uint_eq(content.size, size);
	if (size)
		ck_assert_mem_eq(content.data, data.data, size);
}
END_TEST

START_TEST(gzip_reads_what_was_deflated)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_BUFFER packed = BUFFER_INIT;
	AUTO_BUFFER seen = BUFFER_INIT;
	char path[] = "/tmp/test_gzip.XXXXXX";
	AUTO_CLOSE int fd = mkstemp(path);
	AUTO_FREE char *command = NULL;

	ck_assert_int_ge(fd, 0);
	gzip_deflate("hello\n", 6, &packed);
	ck_assert_int_eq(file_write_at(fd, path, 0, packed.data, packed.size, &err), 0);
	command = memory_printf("gzip -t <%s && gzip -dc <%s >%s.out", path, path, path);
	ck_assert_int_eq(system(command), 0);
	unlink(path);
	free(command);
	command = memory_printf("%s.out", path);
	ck_assert_int_eq(file_read(command, 100, &seen, &err), 0);
	unlink(command);
	ck_assert_str_eq(buffer_text(&seen), "hello\n");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("gzip");
	TCase *cases = tcase_create("gzip");

	tcase_add_loop_test(cases, members_are_judged_as_the_loader_does, 0,
		sizeof(members) / sizeof(members[0]));
	tcase_add_test(cases, empty_members_must_be_short);
	tcase_add_loop_test(cases, deflated_data_come_back, 0, 4);
	tcase_add_test(cases, gzip_reads_what_was_deflated);
	suite_add_tcase(suite, cases);
	return run_suite(suite);
}
