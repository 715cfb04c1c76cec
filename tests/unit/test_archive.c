// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of the walk over archives, of writing them, and of reading XML.
#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "archive.h"
#include "file.h"
#include "memory.h"
#include "suite.h"
#include "text.h"
#include "tiny_tar.h"
#include "xml.h"

static const struct tiny_member members[] = {
	{"./", ""},
	{"./a/", ""},
	{"a//./b.txt", "hello"},
	{"c", ""},
	{NULL, NULL},
};

static int describe(void *context, const struct archive_member *member, struct error *err)
{
	struct buffer *text = context;

	buffer_printf(text, "%s %d %o %zu ", member->path, (int)member->kind, member->mode,
		(size_t)member->size);
	if (archive_read_member(member, 5, text, err) < 0)
		return -1;
	buffer_putc(text, '\n');
	return 0;
}

START_TEST(members_come_in_order_with_clean_names)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_BUFFER tar = BUFFER_INIT;
	AUTO_BUFFER text = BUFFER_INIT;
	struct reader reader;

	tiny_tar(members, &tar);
	reader = reader_memory("x.tar", tar.data, tar.size);
	ck_assert_int_eq(archive_each(&reader, ARCHIVE_TAR, describe, &text, &err), 0);
	ck_assert_str_eq(buffer_text(&text), "a 1 755 0 \na/b.txt 0 644 5 hello\nc 0 644 0 \n");
}
END_TEST

static int read_little(void *context, const struct archive_member *member, struct error *err)
{
	return archive_read_member(member, 4, context, err);
}

START_TEST(a_member_beyond_the_limit_is_refused)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_BUFFER tar = BUFFER_INIT;
	AUTO_BUFFER text = BUFFER_INIT;
	struct reader reader;

	tiny_tar(members, &tar);
	reader = reader_memory("x.tar", tar.data, tar.size);
	ck_assert_int_eq(archive_each(&reader, ARCHIVE_TAR, read_little, &text, &err), -1);
	ck_assert_int_eq(err.kind, ERROR_INPUT);
	ck_assert_str_eq(err.text, "'a/b.txt' in 'x.tar' has more than 4 bytes");
}
END_TEST

START_TEST(what_is_no_archive_is_refused)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_BUFFER text = BUFFER_INIT;
	struct reader reader = reader_memory("x.zip", "hello", 5);

	ck_assert_int_eq(archive_each(&reader, ARCHIVE_ZIP, describe, &text, &err), -1);
	ck_assert_str_eq(err.text, "'x.zip' is damaged: Unrecognized archive format");
}
END_TEST

START_TEST(reading_beyond_the_end_is_refused)
{
	AUTO_ERROR err = ERROR_INIT;
	struct reader reader = reader_memory("x", "hello", 5);
	char room[8];

	ck_assert_int_eq(reader_read(&reader, 4, room, 2, &err), -1);
	ck_assert_str_eq(err.text, "'x' ends at byte 5, 2 bytes at 4 are needed");
}
END_TEST

static int count(void *context, const struct archive_member *member, struct error *err)
{
	AUTO_BUFFER content = BUFFER_INIT;
	size_t *files = context;

	if (archive_read_member(member, 64 << 20, &content, err) < 0)
		return -1;
	ck_assert_uint_eq(content.size, member->size);
	*files += member->kind == ARCHIVE_FILE;
	return 0;
}

// Real bundles, where they are: see the README of the fixtures.
START_TEST(real_bundles_are_read)
{
	const char *root = getenv("ESXMINT_FIXTURES");
	AUTO_FREE char *folder = file_resolve(root ? root : FIXTURES_DEFAULT, "bundle");
	DIR *directory = opendir(folder);

	if (!directory) {
		printf("skipped: no fixtures in '%s'\n", folder);
		return;
	}
	for (struct dirent *entry; (entry = readdir(directory));) {
		AUTO_FREE char *path = file_resolve(folder, entry->d_name);
		AUTO_ERROR err = ERROR_INIT;
		AUTO_CLOSE int fd = -1;
		struct reader reader;
		uint64_t size = 0;
		size_t files = 0;

		if (!text_has_suffix(path, ".zip"))
			continue;
		ck_assert_int_eq(file_open(path, &fd, &size, &err), 0);
		reader = reader_fd(path, fd, 0, size);
		ck_assert_msg(archive_each(&reader, ARCHIVE_ZIP, count, &files, &err) == 0, "%s",
			err.text);
		// index.xml, vendor-index.xml, metadata.zip and a VIB
		ck_assert_uint_eq(files, 4);
	}
	closedir(directory);
}
END_TEST

START_TEST(xml_is_walked)
{
	static const char text[] = "<?xml version='1.0'?><!-- c --><a x='1'><b> one </b>t<c><b>two"
				   "</b><d>x&amp;y</d></c><b/></a>";
	AUTO_ERROR err = ERROR_INIT;
	AUTO_XML *xml = NULL;
	const struct xml_element *b;
	AUTO_FREE char *attribute = NULL, *first = NULL, *last = NULL, *deep = NULL, *none = NULL;

	ck_assert_int_eq(xml_parse("x.xml", text, strlen(text), &xml, &err), 0);
	ck_assert_str_eq(xml_name(xml_root(xml)), "a");
	attribute = xml_attribute(xml_root(xml), "x");
	ck_assert_str_eq(attribute, "1");
	ck_assert_ptr_null(xml_attribute(xml_root(xml), "y"));
	b = xml_child(xml_root(xml), "b");
	first = xml_text(b);
	ck_assert_str_eq(first, "one");
	ck_assert_str_eq(xml_name(xml_next(b, NULL)), "c");
	last = xml_text(xml_next(b, "b"));
	ck_assert_str_eq(last, "");
	deep = xml_text(xml_find(xml_root(xml), "d"));
	ck_assert_str_eq(deep, "x&y");
	none = xml_text(xml_find(xml_root(xml), "e"));
	ck_assert_str_eq(none, "");
}
END_TEST

static const struct {
	const char *text;
	const char *error;
} documents[] = {
	{"", "'x.xml' line 1 is not well-formed XML: Document is empty"},
	{"text", "'x.xml' line 1 is not well-formed XML: Start tag expected, '<' not found"},
	{"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "'x.xml' has a document type declaration"},
	{"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
		"'x.xml' has a document type declaration"},
	{"<a>&b;</a>", "'x.xml' line 1 is not well-formed XML: Entity 'b' not defined"},
};

START_TEST(dangerous_xml_is_refused)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_XML *xml = NULL;

	ck_assert_int_eq(
		xml_parse("x.xml", documents[_i].text, strlen(documents[_i].text), &xml, &err), -1);
	ck_assert_int_eq(err.kind, ERROR_INPUT);
	ck_assert_str_eq(err.text, documents[_i].error);
}
END_TEST

START_TEST(xml_cannot_nest_without_end)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_BUFFER text = BUFFER_INIT;
	AUTO_XML *xml = NULL;

	for (int i = 0; i < 100000; i++)
		buffer_puts(&text, "<a>");
	ck_assert_int_eq(xml_parse("x.xml", text.data, text.size, &xml, &err), -1);
	ck_assert_int_eq(err.kind, ERROR_INPUT);
}
END_TEST

static void write_archive(enum archive_format format, int64_t mtime, struct buffer *ret)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_ARCHIVE_WRITER *writer = archive_writer_create(format, mtime);
	AUTO_BUFFER large = BUFFER_INIT;

	while (large.size < 300000)
		buffer_printf(&large, "%zu ", large.size * large.size);
	ck_assert_int_eq(archive_writer_add_directory(writer, "var", &err), 0);
	ck_assert_int_eq(archive_writer_add_directory(writer, "var/db", &err), 0);
	ck_assert_int_eq(archive_writer_add_file(writer, "var/db/a.xml", "<a/>", 4, &err), 0);
	ck_assert_int_eq(archive_writer_add_file(writer, "empty", NULL, 0, &err), 0);
	ck_assert_int_eq(archive_writer_add_file(writer, "large", large.data, large.size, &err), 0);
	ck_assert_int_eq(archive_writer_finish(writer, ret, &err), 0);
}

static const char tar_lister[] =
	"import sys, tarfile\n"
	"for m in tarfile.open(sys.argv[1]): print(m.name, '%o' % m.mode, m.size, m.mtime, m.uid, "
	"m.gid, m.uname, m.gname, m.isdir())\n";
static const char zip_lister[] =
	"import sys, zipfile\n"
	"z = zipfile.ZipFile(sys.argv[1])\n"
	"assert z.testzip() is None\n"
	"for i in z.infolist(): print(i.filename, '%o' % (i.external_attr >> 16), i.file_size, "
	"'%d-%d-%d %d:%d:%d' % i.date_time, i.compress_type)\n";

#define TAR_LIST                                                                                   \
	"var 755 0 1700000001 0 0   True\nvar/db 755 0 1700000001 0 0   True\n"                    \
	"var/db/a.xml 644 4 1700000001 0 0   False\nempty 644 0 1700000001 0 0   False\n"          \
	"large 644 300006 1700000001 0 0   False\n"
#define ZIP_LIST(date)                                                                             \
	"var/ 40755 0 " date " 0\nvar/db/ 40755 0 " date " 0\nvar/db/a.xml 100644 4 " date         \
	" 8\nempty 100644 0 " date " 8\nlarge 100644 300006 " date " 8\n"

static const struct {
	enum archive_format format;
	int64_t mtime;
	const char *list;
} written[] = {
	{ARCHIVE_TAR, 1700000001, TAR_LIST},
	{ARCHIVE_ZIP, 1700000001, ZIP_LIST("2023-11-14 22:13:20")},
	{ARCHIVE_ZIP, 0, ZIP_LIST("1980-1-1 0:0:0")},
	{ARCHIVE_ZIP, 4394649600, ZIP_LIST("2107-12-31 0:0:0")},
};

// Python reads what was written, and neither time zone nor locale shows in it.
START_TEST(written_archives_are_the_same_everywhere)
{
	static const char *const zones[] = {
		"UTC", "Asia/Tokyo", "America/New_York", "Asia/Kolkata"};
	AUTO_BUFFER first = BUFFER_INIT;
	AUTO_BUFFER list = BUFFER_INIT;
	AUTO_ERROR err = ERROR_INIT;
	char path[] = "/tmp/test_archive.XXXXXX";
	AUTO_CLOSE int fd = mkstemp(path);
	AUTO_FREE char *command = NULL;

	ck_assert_int_ge(fd, 0);
	for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++) {
		AUTO_BUFFER again = BUFFER_INIT;

		setenv("TZ", zones[i], 1);
		tzset();
		write_archive(written[_i].format, written[_i].mtime, i ? &again : &first);
		if (i) {
			ck_assert_uint_eq(again.size, first.size);
			ck_assert_mem_eq(again.data, first.data, first.size);
		}
	}
	ck_assert_int_eq(file_write_at(fd, path, 0, first.data, first.size, &err), 0);
	command = memory_printf("/usr/bin/python3 -c \"%s\" %s >%s.list",
		written[_i].format == ARCHIVE_ZIP ? zip_lister : tar_lister, path, path);
	ck_assert_int_eq(system(command), 0);
	free(command);
	command = memory_printf("%s.list", path);
	ck_assert_int_eq(file_read(command, 10000, &list, &err), 0);
	ck_assert_str_eq(buffer_text(&list), written[_i].list);
	unlink(command);
	unlink(path);
}
END_TEST

START_TEST(a_written_tar_is_of_gnus_old_form)
{
	AUTO_BUFFER tar = BUFFER_INIT;

	write_archive(ARCHIVE_TAR, 0, &tar);
	ck_assert_mem_eq(tar.data, "var/", 5);
	ck_assert_mem_eq(tar.data + 257, "ustar  ", 8);
	ck_assert_mem_eq(tar.data + 108, "0000000", 7);
	ck_assert_uint_eq(tar.size % 10240, 0);
}
END_TEST

START_TEST(only_plain_paths_are_written)
{
	static const char *const paths[] = {
		"", "/a", "a/", "a//b", ".", "./a", "a/../b", "..", "a\nb", "\xc3\xa4"};
	AUTO_ERROR err = ERROR_INIT;
	AUTO_ARCHIVE_WRITER *writer = archive_writer_create(ARCHIVE_ZIP, 0);

	ck_assert_int_eq(archive_writer_add_file(writer, paths[_i], "x", 1, &err), -1);
	ck_assert_int_eq(err.kind, ERROR_INPUT);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("archive");
	TCase *cases = tcase_create("archive");

	tcase_add_test(cases, members_come_in_order_with_clean_names);
	tcase_add_test(cases, a_member_beyond_the_limit_is_refused);
	tcase_add_test(cases, what_is_no_archive_is_refused);
	tcase_add_test(cases, reading_beyond_the_end_is_refused);
	tcase_add_test(cases, real_bundles_are_read);
	tcase_add_test(cases, xml_is_walked);
	tcase_add_loop_test(
		cases, dangerous_xml_is_refused, 0, sizeof(documents) / sizeof(documents[0]));
	tcase_add_test(cases, xml_cannot_nest_without_end);
	tcase_add_loop_test(cases, written_archives_are_the_same_everywhere, 0,
		sizeof(written) / sizeof(written[0]));
	tcase_add_test(cases, a_written_tar_is_of_gnus_old_form);
	tcase_add_loop_test(cases, only_plain_paths_are_written, 0, 10);
	suite_add_tcase(suite, cases);
	return run_suite(suite);
}
