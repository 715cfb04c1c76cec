// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of overlays and of what tells drivers of 4.x from other files; merging is in
// tests/cli/test_oem4.py, with archives that other tools make.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "gzip.h"
#include "memory.h"
#include "oem4.h"
#include "tiny_vib.h"

static void make_tgz(const struct tiny_member *members, struct buffer *ret)
{
	AUTO_BUFFER tar = BUFFER_INIT;

	tiny_tar(members, &tar);
	tiny_gzip(&tar, ret);
}

static void list(const struct overlay *overlay, struct buffer *ret)
{
	for (size_t i = 0; i < overlay->count; i++) {
		const struct overlay_entry *entry = &overlay->entries[i];

		buffer_printf(ret, "%s%s %03o %s; ", entry->path,
			entry->kind == OVERLAY_DIRECTORY ? "/" : "", entry->mode,
			buffer_text(&entry->content));
	}
}

START_TEST(overlays_are_whole)
{
	static const struct tiny_member members[] = {
		{"./", ""}, {"./b/c/d", "D"}, {"./a", "A"}, {"./b/", ""}, {NULL, NULL}};
	AUTO_ERROR err = ERROR_INIT;
	AUTO_BUFFER tgz = BUFFER_INIT, text = BUFFER_INIT, written = BUFFER_INIT;
	AUTO_BUFFER again = BUFFER_INIT;
	AUTO_OVERLAY overlay = OVERLAY_INIT, second = OVERLAY_INIT;
	struct reader reader;

	make_tgz(members, &tgz);
	reader = reader_memory("x.tgz", tgz.data, tgz.size);
	ck_assert_int_eq(overlay_read(&reader, "x", &overlay, &err), 0);
	list(&overlay, &text);
	ck_assert_str_eq(text.data, "a 644 A; b/ 755 ; b/c/ 755 ; b/c/d 644 D; ");
	ck_assert_uint_eq(overlay.content_size, 2);
	ck_assert_int_eq(overlay_write(&overlay, &written, &err), 0);
	reader = reader_memory("y.tgz", written.data, written.size);
	ck_assert_int_eq(overlay_read(&reader, "y", &second, &err), 0);
	ck_assert_int_eq(overlay_write(&second, &again, &err), 0);
	ck_assert_uint_eq(again.size, written.size);
	ck_assert_mem_eq(again.data, written.data, written.size);
}
END_TEST

START_TEST(nothing_is_an_empty_overlay)
{
	static const struct tiny_member none[] = {{NULL, NULL}};
	AUTO_ERROR err = ERROR_INIT;
	AUTO_BUFFER tgz = BUFFER_INIT, empty = BUFFER_INIT;
	AUTO_OVERLAY overlay = OVERLAY_INIT;
	struct reader reader = reader_memory("x", "", 0);

	ck_assert_int_eq(overlay_read(&reader, "x", &overlay, &err), 0);
	make_tgz(none, &tgz);
	reader = reader_memory("x", tgz.data, tgz.size);
	ck_assert(driver4_is_one(&reader));
	ck_assert_int_eq(overlay_read(&reader, "x", &overlay, &err), 0);
	gzip_deflate("", 0, &empty);
	reader = reader_memory("x", empty.data, empty.size);
	ck_assert_int_eq(overlay_read(&reader, "x", &overlay, &err), 0);
	ck_assert_uint_eq(overlay.count, 0);
}
END_TEST

START_TEST(files_are_put)
{
	AUTO_ERROR err = ERROR_INIT, other = ERROR_INIT, third = ERROR_INIT;
	AUTO_OVERLAY overlay = OVERLAY_INIT;
	AUTO_BUFFER text = BUFFER_INIT;
	AUTO_FREE char *large = memory_alloc(OVERLAY_CONTENT_MAX);

	ck_assert_int_eq(overlay_put(&overlay, "b/c", 0600, "1", 1, "one", &err), 0);
	ck_assert_int_eq(overlay_put(&overlay, "b/a", 0644, "2", 1, "one", &err), 0);
	ck_assert_int_eq(overlay_put(&overlay, "b/c", 0755, "33", 2, "two", &err), 0);
	list(&overlay, &text);
	ck_assert_str_eq(text.data, "b/ 755 ; b/a 644 2; b/c 755 33; ");
	ck_assert_uint_eq(overlay.content_size, 3);
	ck_assert_str_eq(overlay_find(&overlay, "b/c")->origin, "two");
	ck_assert_ptr_null(overlay_find(&overlay, "c"));
	ck_assert_int_eq(overlay_put(&overlay, "b", 0644, "x", 1, "two", &err), -1);
	ck_assert_str_eq(
		err.text, "'b' is a directory in one of 'one' and 'two' and none in the other");
	ck_assert_int_eq(overlay_put(&overlay, "b/a/x", 0644, "x", 1, "two", &other), -1);
	ck_assert_str_eq(
		other.text, "'b/a/x' of 'two' cannot be there: 'b/a' of 'one' is no directory");
	ck_assert_int_eq(
		overlay_put(&overlay, "l", 0644, large, OVERLAY_CONTENT_MAX, "two", &third), -1);
	ck_assert_str_eq(third.text,
		"with 'l' of 'two' the files of the overlay have more than 67108864 bytes");
}
END_TEST

// Members of an ar archive, or of a tar in gzip where the first has a '/'.
static const struct {
	const char *names[3];
	bool is_one;
} kinds[] = {
	{{"data.tar.gz", "descriptor.xml"}, true},
	{{"debian-binary", "data.tar.gz"}, true},
	{{"descriptor.xml", "complete.rpm"}, true},
	{{"descriptor.xml", "payload1"}, false},
	{{"etc/vmware/simple.map"}, true},
	{{"etc/vmware/pciid/x.xml"}, true},
	{{"usr/lib/vmware/vmkmod/x.o"}, true},
	{{"usr/lib/vmware/vmkmod/x"}, false},
	{{"var/db/esximg/profiles/x"}, false},
	{{"etc/vmware/driver.map.d/x.map"}, false},
};

START_TEST(kinds_are_told)
{
	AUTO_BUFFER file = BUFFER_INIT;
	struct tiny_member members[4] = {{NULL, NULL}};
	struct reader reader;

	if (strchr(kinds[_i].names[0], '/')) {
		members[0] = (struct tiny_member){kinds[_i].names[0], "x"};
		make_tgz(members, &file);
	} else {
		buffer_puts(&file, "!<arch>\n");
		for (size_t i = 0; i < 3 && kinds[_i].names[i]; i++)
			tiny_ar_member(&file, kinds[_i].names[i], "ab", 2);
	}
	reader = reader_memory("x", file.data, file.size);
	ck_assert_int_eq(driver4_is_one(&reader), kinds[_i].is_one);
	reader.size /= 2;
	driver4_is_one(&reader);
}
END_TEST

static const struct {
	const char *descriptor;
	const char *error; // NULL: taken
} descriptors[] = {
	{"<vib><name>n</name><version>1</version><vibType>deb</vibType></vib>", NULL},
	{"<vib version='1.4.5'><name>n</name><version>1</version><vibType>cross</vibType></vib>",
		NULL},
	{"<vib><version>1</version><vibType>deb</vibType></vib>",
		"the descriptor of 'x.vib' has no name"},
	{"<vib><name>n</name><vibType>deb</vibType></vib>",
		"the descriptor of 'x.vib' has no version"},
	{"<vib><name>n</name><version>1</version></vib>",
		"the descriptor of 'x.vib' has no vibType"},
	{"<vib><name>n m</name><version>1</version><vibType>deb</vibType></vib>",
		"the descriptor of 'x.vib' has a name that cannot be one: 'n m'"},
	{"<vib><name>n</name><version>1</version><vibType>rpm</vibType></vib>",
		"'x.vib' has nothing for ESXi 4.x: 'x.vib' is of type 'rpm', for ESX classic"},
	{"<vib version='5.0'><name>n</name><version>1</version><vibType>deb</vibType></vib>",
		"'x.vib' is a package of ESXi 5.0 or later, which does not load on 4.x"},
};

START_TEST(descriptors_are_read)
{
	static const struct tiny_member members[] = {{"etc/x", "x"}, {NULL, NULL}};
	AUTO_ERROR err = ERROR_INIT;
	AUTO_BUFFER file = BUFFER_INIT, tgz = BUFFER_INIT;
	AUTO_DRIVER4 *driver = NULL;
	const char *text = descriptors[_i].descriptor;
	struct reader reader;

	make_tgz(members, &tgz);
	buffer_puts(&file, "!<arch>\n");
	tiny_ar_member(&file, "data.tar.gz", tgz.data, tgz.size);
	tiny_ar_member(&file, "descriptor.xml", text, strlen(text));
	reader = reader_memory("x.vib", file.data, file.size);
	if (driver4_read(&reader, &driver, &err) < 0) {
		ck_assert_ptr_nonnull(descriptors[_i].error);
		ck_assert_str_eq(err.text, descriptors[_i].error);
		return;
	}
	ck_assert_ptr_null(descriptors[_i].error);
	ck_assert_uint_eq(driver->package_count, 1);
	ck_assert_str_eq(driver->packages[0]->name, "n");
	ck_assert(!driver->packages[0]->is_signed);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("oem4");
	TCase *cases = tcase_create("oem4");
	SRunner *runner;
	int failed;

	tcase_add_test(cases, overlays_are_whole);
	tcase_add_test(cases, nothing_is_an_empty_overlay);
	tcase_add_test(cases, files_are_put);
	tcase_add_loop_test(cases, kinds_are_told, 0, sizeof(kinds) / sizeof(kinds[0]));
	tcase_add_loop_test(
		cases, descriptors_are_read, 0, sizeof(descriptors) / sizeof(descriptors[0]));
	suite_add_tcase(suite, cases);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}
