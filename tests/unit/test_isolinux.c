// SPDX-License-Identifier: GPL-3.0-or-later
// isolinux.cfg of 4.1: read, kept byte by byte, edited in one place.
#include "isolinux.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "suite.h"

// facts/media-4.md section 1.2: 298 bytes.
static const char genuine[] =
	"default menu.c32\nmenu title VMware VMvisor Boot Menu\ntimeout 80\n\n"
	"label ESXi Installer\nmenu label ^ESXi Installer\nkernel mboot.c32\n"
	"append vmkboot.gz --- vmkernel.gz --- sys.vgz --- cim.vgz --- ienviron.vgz --- "
	"install.vgz\n"
	"\nlabel ^Boot from local disk\nmenu label ^Boot from local disk\nlocalboot 0x80\n";

static struct isolinux *parse(const char *text)
{
	AUTO_ERROR err = ERROR_INIT;
	struct isolinux *isolinux = NULL;

	ck_assert_int_eq(isolinux_parse("test", text, strlen(text), &isolinux, &err), 0);
	return isolinux;
}

static void assert_printed(const struct isolinux *isolinux, const char *wanted)
{
	AUTO_BUFFER text = BUFFER_INIT;

	isolinux_print(isolinux, &text);
	ck_assert_str_eq(buffer_text(&text), wanted);
}

START_TEST(test_genuine)
{
	AUTO_ISOLINUX *isolinux = parse(genuine);
	const struct isolinux_label *label;
	size_t index;

	ck_assert_uint_eq(strlen(genuine), 298);
	assert_printed(isolinux, genuine);
	ck_assert_uint_eq(isolinux_label_count(isolinux), 2);
	label = isolinux_find_mboot(isolinux, &index);
	ck_assert_ptr_nonnull(label);
	ck_assert_uint_eq(index, 0);
	ck_assert_str_eq(label->name, "ESXi Installer");
	ck_assert_uint_eq(label->append_line, 8);
	ck_assert_uint_eq(label->item_count, 6);
	ck_assert_str_eq(label->items[0].name, "vmkboot.gz");
	ck_assert_str_eq(label->items[0].options, "");
	ck_assert_str_eq(label->items[5].name, "install.vgz");
}
END_TEST

// A line, the word that is set, the line afterwards, the word that it replaces.
static const struct option_case {
	const char *line;
	const char *token;
	const char *wanted;
	const char *before;
} option_cases[] = {
	{"append a.gz --- b.gz\n", "ks=cdrom:/KS.CFG", "append a.gz ks=cdrom:/KS.CFG --- b.gz\n",
		NULL},
	{"  APPEND  a.gz  --- b.gz \r\n", "ks=x", "  APPEND  a.gz ks=x  --- b.gz \r\n", NULL},
	{"append a.gz ks=old --- b.gz\n", "ks=x", "append a.gz ks=x --- b.gz\n", "ks=old"},
	{"append a.gz debug KS=old x --- b.gz", "ks=x", "append a.gz debug ks=x x --- b.gz",
		"KS=old"},
	{"append a.gz kss=1 --- b.gz ks=other\n", "ks=x",
		"append a.gz ks=x kss=1 --- b.gz ks=other\n", NULL},
	{"append a.gz ks=1 x ks=2  KS=3 --- b.gz ks=4\n", "ks=x",
		"append a.gz ks=x x  --- b.gz ks=4\n", "ks=1"},
	{"append a.gz ks=1 ks\n", "ks=x", "append a.gz ks=x\n", "ks=1"},
	{"append a.gz ks --- b.gz\n", "ks=x", "append a.gz ks=x --- b.gz\n", "ks"},
};

START_TEST(test_set_option)
{
	const struct option_case *one = &option_cases[_i];
	AUTO_ERROR err = ERROR_INIT;
	AUTO_FREE char *text = memory_printf("label a\nkernel mboot.c32\n%s", one->line);
	AUTO_FREE char *wanted = memory_printf("label a\nkernel mboot.c32\n%s", one->wanted);
	AUTO_FREE char *before = NULL;
	AUTO_ISOLINUX *isolinux = parse(text);

	ck_assert_int_eq(isolinux_set_option(isolinux, 0, one->token, &before, &err), 0);
	assert_printed(isolinux, wanted);
	ck_assert_pstr_eq(before, one->before);
}
END_TEST

START_TEST(test_add_item)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_ISOLINUX *isolinux =
		parse("label a\nkernel /x/MBOOT.C32\nappend a.gz --- b.gz  \r\nx");
	size_t index;
	bool added;

	ck_assert_ptr_nonnull(isolinux_find_mboot(isolinux, &index));
	ck_assert_int_eq(isolinux_add_item(isolinux, 0, "oem.tgz", &added, &err), 0);
	ck_assert(added);
	assert_printed(
		isolinux, "label a\nkernel /x/MBOOT.C32\nappend a.gz --- b.gz --- oem.tgz  \r\nx");
	ck_assert_int_eq(isolinux_add_item(isolinux, 0, "OEM.TGZ", &added, &err), 0);
	ck_assert(!added);
	ck_assert_uint_eq(isolinux_label_at(isolinux, 0)->item_count, 3);
}
END_TEST

START_TEST(test_too_long)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_FREE char *text =
		memory_printf("label a\nkernel mboot.c32\nappend a --- %02037d\n", 0);
	AUTO_ISOLINUX *isolinux = parse(text);
	char *before = NULL;
	bool added;

	// 2043 characters: four more fit
	ck_assert_uint_eq(strlen(isolinux_label_at(isolinux, 0)->append), 2043);
	ck_assert_int_eq(isolinux_set_option(isolinux, 0, "k=x", &before, &err), 0);
	ck_assert_int_eq(isolinux_add_item(isolinux, 0, "x", &added, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "takes 2047"));
}
END_TEST

START_TEST(test_others)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_ISOLINUX *modern = parse("LABEL install\n  KERNEL mboot.c32\n  APPEND -c boot.cfg\n");
	AUTO_ISOLINUX *empty = parse("");
	struct isolinux *broken = NULL;
	size_t index;

	ck_assert_ptr_null(isolinux_find_mboot(modern, &index));
	ck_assert_ptr_null(isolinux_find_mboot(empty, &index));
	ck_assert_int_eq(isolinux_parse("test", "a\0b", 3, &broken, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "NUL"));
}
END_TEST

// A file, what becomes of it with five tenths of a second, what stood there.
static const struct timeout_case {
	const char *text;
	const char *wanted;
	const char *before;
} timeout_cases[] = {
	{"timeout 80\nlabel a\n", "timeout 5\nlabel a\n", "80"},
	{"TIMEOUT  80 \r\nlabel a\n", "TIMEOUT  5 \r\nlabel a\n", "80"},
	{"timeout 1\ntimeout 2", "timeout 1\ntimeout 5", "2"},
	{"label a\n", "timeout 5\nlabel a\n", NULL},
};

START_TEST(test_timeout)
{
	const struct timeout_case *row = &timeout_cases[_i];
	AUTO_ISOLINUX *isolinux = parse(row->text);
	AUTO_FREE char *before = NULL;

	isolinux_set_timeout(isolinux, 5, &before);
	assert_printed(isolinux, row->wanted);
	ck_assert_pstr_eq(before, row->before);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("isolinux");
	TCase *cases = tcase_create("isolinux");

	tcase_add_test(cases, test_genuine);
	tcase_add_loop_test(
		cases, test_set_option, 0, sizeof(option_cases) / sizeof(option_cases[0]));
	tcase_add_test(cases, test_add_item);
	tcase_add_test(cases, test_too_long);
	tcase_add_test(cases, test_others);
	tcase_add_loop_test(
		cases, test_timeout, 0, sizeof(timeout_cases) / sizeof(timeout_cases[0]));
	suite_add_tcase(suite, cases);
	return run_suite(suite);
}
