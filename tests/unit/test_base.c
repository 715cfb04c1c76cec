// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of builder/base.
#include <check.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "buffer.h"
#include "clock.h"
#include "diagnostics.h"
#include "digest.h"
#include "file.h"
#include "json.h"
#include "memory.h"
#include "suite.h"
#include "text.h"

START_TEST(error_keeps_the_first_text_and_wraps_it)
{
	AUTO_ERROR err = ERROR_INIT;

	ck_assert_int_eq(error_set(&err, ERROR_INPUT, "bad %s", "thing"), -1);
	error_set(&err, ERROR_SYSTEM, "later");
	ck_assert_int_eq(err.kind, ERROR_INPUT);
	error_wrap(&err, "'%s'", "a.yaml");
	ck_assert_str_eq(err.text, "'a.yaml': bad thing");
}
END_TEST

START_TEST(error_says_errno_in_lower_case)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_BUFFER content = BUFFER_INIT;

	ck_assert_int_eq(file_read("/nowhere/x", 10, &content, &err), -1);
	ck_assert_int_eq(err.kind, ERROR_SYSTEM);
	ck_assert_str_eq(err.text, "cannot open '/nowhere/x': no such file or directory");
}
END_TEST

static const struct {
	const char *text;
	uint64_t max;
	bool good;
	uint64_t number;
} numbers[] = {
	{"0", 10, true, 0},
	{"10", 10, true, 10},
	{"11", 10, false, 0},
	{"012", 100, false, 0},
	{"", 100, false, 0},
	{"-1", 100, false, 0},
	{" 1", 100, false, 0},
	{"1x", 100, false, 0},
	{"18446744073709551615", UINT64_MAX, true, UINT64_MAX},
	{"18446744073709551616", UINT64_MAX, false, 0},
};

START_TEST(numbers_are_read_strictly)
{
	uint64_t number = 0;

	ck_assert(
		text_parse_number(numbers[_i].text, numbers[_i].max, &number) == numbers[_i].good);
	ck_assert_uint_eq(number, numbers[_i].number);
}
END_TEST

static const struct {
	const char *word;
	const char *nearest;
} nearest[] = {
	{"instal", "install"},
	{"isntall", "install"},
	{"networks", "network"},
	{"xyz", NULL},
	{"", NULL},
};

START_TEST(nearest_name_is_found)
{
	static const char *const names[] = {"install", NULL, "network", "time"};
	const char *found = text_nearest(nearest[_i].word, names, 4);

	if (nearest[_i].nearest)
		ck_assert_str_eq(found, nearest[_i].nearest);
	else
		ck_assert_ptr_null(found);
}
END_TEST

START_TEST(places_count_lines_and_columns)
{
	struct source *source = source_create("x", memory_strdup("ab\r\ncd\n"), 7);
	struct place place = place_at_offset(source, 5);
	size_t length = 0;

	ck_assert_uint_eq(place.line, 2);
	ck_assert_uint_eq(place.column, 2);
	ck_assert_ptr_eq(source_line(source, 1, &length), source->text);
	ck_assert_uint_eq(length, 2);
	ck_assert_ptr_null(source_line(source, 4, &length));
	source_unref(source);
}
END_TEST

START_TEST(findings_are_sorted_by_place)
{
	AUTO_DIAGNOSTICS found = DIAGNOSTICS_INIT;
	struct source *source = source_create("x", memory_strdup("a\nb\n"), 4);

	diagnostics_add(&found, SEVERITY_ERROR, (struct place){source, 2, 1}, "b", "second");
	diagnostics_add(&found, SEVERITY_WARNING, (struct place){source, 1, 1}, NULL, "first");
	source_unref(source);
	diagnostics_sort(&found);
	ck_assert_str_eq(found.list[0].message, "first");
	ck_assert_uint_eq(found.error_count, 1);
	ck_assert_uint_eq(found.warning_count, 1);
	ck_assert_str_eq(found.list[1].place.source->name, "x");
}
END_TEST

START_TEST(findings_that_repeat_are_merged)
{
	AUTO_DIAGNOSTICS found = DIAGNOSTICS_INIT;
	struct source *source = source_create("x", memory_strdup("a\nb\n"), 4);
	const struct place first = {source, 1, 1};
	const struct place second = {source, 2, 1};

	diagnostics_add(&found, SEVERITY_ERROR, second, "b", "same");
	diagnostics_add(&found, SEVERITY_ERROR, first, "b", "same");
	diagnostics_add(&found, SEVERITY_ERROR, first, "b", "other");
	diagnostics_add(&found, SEVERITY_ERROR, first, "b", "same");
	diagnostics_add(&found, SEVERITY_WARNING, first, "b", "same");
	source_unref(source);
	diagnostics_merge(&found);
	ck_assert_uint_eq(found.count, 4);
	ck_assert_uint_eq(found.error_count, 3);
	ck_assert_uint_eq(found.warning_count, 1);
	ck_assert_str_eq(found.list[1].message, "other");
	ck_assert_uint_eq(found.list[3].place.line, 2);
}
END_TEST

START_TEST(digests_match_known_ones)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_FREE char *hash = NULL;
	AUTO_FREE char *md5 = NULL;
	char hex[DIGEST_HEX_SIZE];

	digest_hex(DIGEST_SHA256, "abc", 3, hex);
	ck_assert_str_eq(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	digest_hex(DIGEST_SHA1, "abc", 3, hex);
	ck_assert_str_eq(hex, "a9993e364706816aba3e25717850c26c9cd0d89d");
	digest_hex(DIGEST_MD5, "abc", 3, hex);
	ck_assert_str_eq(hex, "900150983cd24fb0d6963f7d28e17f72");
	// As `openssl passwd -6 -salt saltstring 'Hello world!'` says.
	ck_assert_int_eq(password_hash("Hello world!", "saltstring", &hash, &err), 0);
	ck_assert_str_eq(hash, "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnI"
			       "FNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1");
	// As `openssl passwd -1 -salt saltstri 'Hello world!'` says.
	ck_assert_int_eq(password_hash_md5("Hello world!", "saltstring", &md5, &err), 0);
	ck_assert_str_eq(md5, "$1$saltstri$YMyguxXMBpd2TEZ.vS/3q1");
}
END_TEST

START_TEST(volume_dates_go_both_ways)
{
	char text[CLOCK_VOLUME_SIZE];
	char iso[CLOCK_ISO_SIZE];
	int64_t seconds = 0;

	ck_assert(clock_parse_volume("2024010203040500", 4, &seconds));
	ck_assert_int_eq(seconds, 1704161045);
	clock_format_volume(seconds, text);
	ck_assert_str_eq(text, "2024010202040500");
	clock_format_iso(seconds, iso);
	ck_assert_str_eq(iso, "2024-01-02T02:04:05Z");
	ck_assert(!clock_parse_volume("0000000000000000", 0, &seconds));
}
END_TEST

START_TEST(outputs_appear_whole_or_not_at_all)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_BUFFER content = BUFFER_INIT;
	char folder[] = "/tmp/esxmint-base-XXXXXX";
	AUTO_FREE char *path = NULL;
	struct output_file *output = NULL;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	path = memory_printf("%s/out", folder);
	ck_assert_int_eq(output_file_create(&output, path, false, &err), 0);
	ck_assert_int_eq(file_write_at(output_file_fd(output), path, 0, "half", 4, &err), 0);
	output_file_destroy(output);
	ck_assert(!file_exists(path));

	ck_assert_int_eq(file_write(path, false, "one", 3, &err), 0);
	ck_assert_int_eq(file_write(path, false, "two", 3, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "--force"));
	error_finish(&err);
	ck_assert_int_eq(file_write(path, true, "three", 5, &err), 0);
	ck_assert_int_eq(file_read(path, 10, &content, &err), 0);
	ck_assert_str_eq(content.data, "three");
	// An empty folder is one that can be removed: no hidden name stayed.
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(rmdir(folder), 0);
}
END_TEST

START_TEST(clones_have_the_same_bytes)
{
	AUTO_ERROR err = ERROR_INIT;
	char from_name[] = "/tmp/esxmint-from-XXXXXX";
	char to_name[] = "/tmp/esxmint-to-XXXXXX";
	AUTO_CLOSE int from = mkstemp(from_name);
	AUTO_CLOSE int to = mkstemp(to_name);
	char got[6] = {0};

	ck_assert_int_eq(file_write_at(from, from_name, 0, "0123456789", 10, &err), 0);
	ck_assert_int_eq(file_clone(from, to, to_name, 5, &err), 0);
	ck_assert_int_eq(file_read_at(to, to_name, 0, got, 5, &err), 0);
	ck_assert_str_eq(got, "01234");
	ck_assert_int_eq(file_read_at(to, to_name, 0, got, 6, &err), -1);
	ck_assert_int_eq(err.kind, ERROR_INPUT);
	unlink(from_name);
	unlink(to_name);
}
END_TEST

START_TEST(temporary_files_have_no_name)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_ERROR missing = ERROR_INIT;
	AUTO_CLOSE int fd = -1;
	AUTO_CLOSE int none = -1;
	struct stat status;
	char back[4];

	ck_assert_int_eq(setenv("TMPDIR", "/no/such/folder", 1), 0);
	ck_assert_int_eq(file_temporary(&none, &missing), -1);
	ck_assert_int_eq(missing.kind, ERROR_SYSTEM);
	ck_assert_int_eq(setenv("TMPDIR", "not-absolute", 1), 0);
	ck_assert_int_eq(file_temporary(&fd, &err), 0);
	ck_assert_int_eq(fstat(fd, &status), 0);
	ck_assert_uint_eq(status.st_nlink, 0);
	ck_assert_int_eq(file_write_at(fd, "x", 3, "abc", 4, &err), 0);
	ck_assert_int_eq(file_read_at(fd, "x", 3, back, 4, &err), 0);
	ck_assert_str_eq(back, "abc");
}
END_TEST

START_TEST(json_keeps_order_and_repairs_text)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_JSON *document = json_new_document("esxmint.test/1");
	AUTO_JSON *again = NULL;
	AUTO_FREE char *text = NULL;

	json_set_text(document, "b", "\xff!");
	json_set_number(document, "a", 7);
	json_set_text(document, "none", NULL);
	text = json_print(document);
	ck_assert_str_eq(text, "{\n  \"schema\": \"esxmint.test/1\",\n  \"b\": \"\xef\xbf\xbd!\",\n"
			       "  \"a\": 7,\n  \"none\": null\n}\n");
	ck_assert_int_eq(json_parse("t", text, strlen(text), &again, &err), 0);
	ck_assert_uint_eq(json_get_number(again, "a"), 7);
	ck_assert_ptr_null(json_get_text(again, "none"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("base");
	TCase *cases = tcase_create("base");

	tcase_add_test(cases, error_keeps_the_first_text_and_wraps_it);
	tcase_add_test(cases, error_says_errno_in_lower_case);
	tcase_add_loop_test(cases, numbers_are_read_strictly, 0, 10);
	tcase_add_loop_test(cases, nearest_name_is_found, 0, 5);
	tcase_add_test(cases, places_count_lines_and_columns);
	tcase_add_test(cases, findings_are_sorted_by_place);
	tcase_add_test(cases, findings_that_repeat_are_merged);
	tcase_add_test(cases, digests_match_known_ones);
	tcase_add_test(cases, volume_dates_go_both_ways);
	tcase_add_test(cases, outputs_appear_whole_or_not_at_all);
	tcase_add_test(cases, clones_have_the_same_bytes);
	tcase_add_test(cases, temporary_files_have_no_name);
	tcase_add_test(cases, json_keeps_order_and_repairs_text);
	suite_add_tcase(suite, cases);
	return run_suite(suite);
}
