// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of ar archives: the dialects of VIBs, what is refused, and what GNU ar makes of the same.
#include <check.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "ar.h"
#include "buffer.h"
#include "file.h"
#include "memory.h"
#include "suite.h"

#define BYTES(text) text, sizeof(text) - 1
#define MAGIC "!<arch>\n"
// 60 bytes: name, date, owner, group, mode, size
#define HEADER(name, size) name "0           0     0     0       " size "`\n"
#define VMWARE HEADER("descriptor.xml  ", "3         ")

static const struct {
	const char *data;
	size_t size;
	const char *names; // each with its size and first byte, or the error
} archives[] = {
	{BYTES(MAGIC), ""},
	{BYTES(MAGIC VMWARE "abc\n"), "descriptor.xml:3:a "},
	{BYTES(MAGIC VMWARE "abc"), "descriptor.xml:3:a "},
	{BYTES(MAGIC VMWARE "abc\0" HEADER("x/              ", "0         ")),
		"descriptor.xml:3:a x:0: "},
	{BYTES(MAGIC "x/              1448712345  1000  1000  0o0     2         `\nyz"), "x:2:y "},
	{BYTES(MAGIC "x\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
		     "                                2\0        `\nyz"),
		"x:2:y "},
	{BYTES(MAGIC HEADER("/               ", "2         ") "yz" HEADER(
		 "sixteen-letters!", "1         ") "a"),
		"sixteen-letters!:1:a "},
	{BYTES(MAGIC HEADER("//              ",
		 "40        ") "a-long-name-of-a-member/\nanother-name/\n\n" HEADER("/25           "
										    "  ",
		 "1         ") "q\n" HEADER("/0              ", "2         ") "pp"),
		"another-name:1:q a-long-name-of-a-member:2:p "},
	{BYTES(""), "'x.vib' is no ar archive"},
	{BYTES("!<thin>\n"), "'x.vib' is no ar archive"},
	{BYTES(MAGIC "descriptor.xml"),
		"'x.vib' has a bad ar header at byte 8: the file ends within it"},
	{BYTES(MAGIC VMWARE "abc\n\n"),
		"'x.vib' has a bad ar header at byte 72: the file ends within it"},
	{BYTES(MAGIC "x/              0           0     0     0       2         `'yz"),
		"'x.vib' has a bad ar header at byte 8: it does not end as one"},
	{BYTES(MAGIC HEADER("x/              ", "0x2       ")),
		"'x.vib' has a bad ar header at byte 8: its size is no number"},
	{BYTES(MAGIC HEADER("x/              ", "          ")),
		"'x.vib' has a bad ar header at byte 8: its size is no number"},
	{BYTES(MAGIC VMWARE "ab"),
		"'x.vib' has a bad ar header at byte 8: its data end beyond the file"},
	{BYTES(MAGIC HEADER("x/              ", "9999999999")),
		"'x.vib' has a bad ar header at byte 8: its data end beyond the file"},
	{BYTES(MAGIC HEADER("#1/4            ", "5         ") "namex"),
		"'x.vib' has a bad ar header at byte 8: the long names of BSD are no part of a "
		"VIB"},
	{BYTES(MAGIC HEADER("                ", "0         ")),
		"'x.vib' has a bad ar header at byte 8: its name is empty"},
	{BYTES(MAGIC HEADER("../x            ", "0         ")),
		"'x.vib' has a bad ar header at byte 8: its name has a '/'"},
	{BYTES(MAGIC HEADER("a\tb             ", "0         ")),
		"'x.vib' has a bad ar header at byte 8: its name is not printable"},
	{BYTES(MAGIC HEADER("/0              ", "0         ")),
		"'x.vib' has a bad ar header at byte 8: its name is not in the table of long "
		"names"},
	{BYTES(MAGIC HEADER("//              ", "2         ") "\0\n" HEADER(
		 "/0              ", "0         ")),
		"'x.vib' has a bad ar header at byte 70: its name is too long or not printable"},
	{BYTES(MAGIC HEADER("//              ", "0         ")
			 HEADER("//              ", "0         ")),
		"'x.vib' has a bad ar header at byte 68: a second table of long names"},
};

static void list(const struct reader *reader, struct buffer *ret)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_AR *ar = NULL;

	if (ar_open(reader, &ar, &err) < 0) {
		ck_assert_int_eq(err.kind, ERROR_INPUT);
		buffer_puts(ret, err.text);
		return;
	}
	for (size_t i = 0; i < ar_count(ar); i++) {
		const struct ar_member *member = ar_at(ar, i);
		struct reader content = reader_slice(reader, NULL, member->offset, member->size);
		char first[2] = "";

		ck_assert_ptr_eq(ar_find(ar, member->name), member);
		if (member->size)
			ck_assert_int_eq(reader_read(&content, 0, first, 1, &err), 0);
		buffer_printf(ret, "%s:%u:%s ", member->name, (unsigned)member->size, first);
	}
	ck_assert_ptr_null(ar_find(ar, "none"));
}

START_TEST(dialects_are_read_and_damage_is_named)
{
	struct reader reader = reader_memory("x.vib", archives[_i].data, archives[_i].size);
	AUTO_BUFFER names = BUFFER_INIT;

	list(&reader, &names);
	ck_assert_str_eq(buffer_text(&names), archives[_i].names);
}
END_TEST

START_TEST(members_are_counted)
{
	for (int more = 0; more < 2; more++) {
		AUTO_ERROR err = ERROR_INIT;
		AUTO_BUFFER data = BUFFER_INIT;
		AUTO_AR *ar = NULL;
		struct reader reader;

		buffer_puts(&data, MAGIC);
		for (int i = 0; i < AR_MEMBER_COUNT_MAX + more; i++)
			buffer_puts(&data, HEADER("x/              ", "0         "));
		reader = reader_memory("x.vib", data.data, data.size);
		ck_assert_int_eq(ar_open(&reader, &ar, &err), -more);
		if (more)
			ck_assert_str_eq(err.text, "'x.vib' has more than 10000 members");
	}
}
END_TEST

START_TEST(slices_stay_within_their_part)
{
	struct reader whole = reader_memory("whole", "0123456789", 10);
	struct reader part = reader_slice(&whole, "part", 2, 6);
	struct reader inner = reader_slice(&part, NULL, 1, 3);
	AUTO_ERROR err = ERROR_INIT;
	char bytes[4] = "";

	ck_assert_int_eq(reader_read(&inner, 0, bytes, 3, &err), 0);
	ck_assert_str_eq(bytes, "345");
	ck_assert_int_eq(reader_read(&inner, 1, bytes, 3, &err), -1);
	ck_assert_str_eq(err.text, "'part' ends at byte 3, 3 bytes at 1 are needed");
}
END_TEST

static void run(const char *command, struct buffer *ret)
{
	AUTO_ERROR err = ERROR_INIT;

	ck_assert_int_eq(system(command), 0);
	if (ret)
		ck_assert_int_eq(file_read("ar.out", 1 << 20, ret, &err), 0);
}

START_TEST(gnu_ar_agrees)
{
	AUTO_BUFFER theirs = BUFFER_INIT;
	AUTO_BUFFER ours = BUFFER_INIT;
	AUTO_ERROR err = ERROR_INIT;
	AUTO_CLOSE int fd = -1;
	AUTO_AR *ar = NULL;
	struct reader reader;
	struct reader content;
	uint64_t size;
	char bytes[8];
	char folder[] = "/tmp/test_ar.XXXXXX";

	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(chdir(folder), 0);
	run("printf descr >descriptor.xml && : >sig.pkcs7 && printf payload >a-rather-long-payload "
	    "&& ar rc x.vib descriptor.xml sig.pkcs7 a-rather-long-payload && ar t x.vib >ar.out",
		&theirs);
	ck_assert_int_eq(file_open("x.vib", &fd, &size, &err), 0);
	reader = reader_fd("x.vib", fd, 0, size);
	ck_assert_int_eq(ar_open(&reader, &ar, &err), 0);
	for (size_t i = 0; i < ar_count(ar); i++)
		buffer_printf(&ours, "%s\n", ar_at(ar, i)->name);
	ck_assert_str_eq(buffer_text(&ours), buffer_text(&theirs));
	content = reader_slice(&reader, NULL, ar_at(ar, 2)->offset, ar_at(ar, 2)->size);
	ck_assert_uint_eq(content.size, 7);
	ck_assert_int_eq(reader_read(&content, 0, bytes, 7, &err), 0);
	ck_assert_int_eq(memcmp(bytes, "payload", 7), 0);
	ck_assert_int_eq(chdir("/"), 0);
	AUTO_FREE char *remove = memory_printf("rm -r %s", folder);
	run(remove, NULL);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("ar");
	TCase *cases = tcase_create("ar");

	tcase_add_loop_test(cases, dialects_are_read_and_damage_is_named, 0,
		sizeof(archives) / sizeof(archives[0]));
	tcase_add_test(cases, members_are_counted);
	tcase_add_test(cases, slices_stay_within_their_part);
	tcase_add_test(cases, gnu_ar_agrees);
	suite_add_tcase(suite, cases);
	return run_suite(suite);
}
