// SPDX-License-Identifier: GPL-3.0-or-later
// The language of kickstarts: lines, words, options, sections, and the tables of what is known.
// Splitting into words is held against Python's shlex by tests/cli/test_ks_words.py.
#include "ks.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "suite.h"
#include "text.h"

static struct ks *parse(const char *text)
{
	struct source *source = source_create("ks.cfg", memory_strdup(text), strlen(text));
	struct ks *ks = ks_parse(source);

	source_unref(source);
	return ks;
}

START_TEST(test_lines)
{
	AUTO_KS *ks = parse("# c\n\n  accepteula\r\nrootpw 'a b'#x\nnosuch --x=1 y");
	AUTO_BUFFER printed = BUFFER_INIT;

	ck_assert_uint_eq(ks->line_count, 5);
	ck_assert_int_eq(ks->lines[0].kind, KS_COMMENT);
	ck_assert_int_eq(ks->lines[1].kind, KS_BLANK);
	ck_assert_int_eq(ks->lines[2].kind, KS_COMMAND);
	ck_assert_str_eq(ks->lines[2].row->name, "vmaccepteula");
	ck_assert_uint_eq(ks->lines[2].end_length, 2);
	ck_assert_uint_eq(ks->lines[2].words[0].column, 3);
	ck_assert_str_eq(ks_last_bare(&ks->lines[3])->value, "a b");
	ck_assert(ks->lines[3].words[1].cut && ks->lines[3].words[1].quoted);
	ck_assert_ptr_null(ks->lines[4].row);
	ck_assert_str_eq(ks_option(&ks->lines[4], "--x")->value, "1");
	ks_print(ks, &printed);
	ck_assert_str_eq(buffer_text(&printed), ks->source->text);
}
END_TEST

START_TEST(test_options)
{
	AUTO_KS *ks = parse("install --drive=naa.1 --firstdisk --firstdisk= --overwritevmfs=yes\n"
			    "part --ondrive=\"a b\" data\n");
	const struct ks_line *install = ks_command(ks, "install", 0);
	const struct ks_line *part = ks_command(ks, "partition", 0);

	ck_assert_str_eq(ks_option(install, "--disk")->value, "naa.1");
	ck_assert_uint_eq(ks_option(install, "--disk")->value_column, 17);
	ck_assert_ptr_null(ks_option(install, "--firstdisk")->value);
	ck_assert_str_eq(install->options[2].value, "");
	ck_assert_int_eq(ks_option(install, "--overwritevmfs")->row->form, KS_FLAG);
	ck_assert_ptr_null(ks_option(install, "--preservevmfs"));
	ck_assert_str_eq(ks_option(part, "--ondisk")->value, "a b");
	ck_assert_str_eq(ks_last_bare(part)->value, "data");
	ck_assert_ptr_null(ks_command(ks, "install", 1));
}
END_TEST

START_TEST(test_sections)
{
	AUTO_KS *ks = parse("reboot\n%pre --interpreter=python\nprint(1)\n %post\n%end\n"
			    "include /tmp/x\nnetwork\n %firstboot\nrootpw x\n%include y\n");
	const struct ks_section *pre = &ks->sections[0];

	ck_assert_uint_eq(ks->section_count, 2);
	ck_assert_int_eq(pre->stage, KS_PRE);
	ck_assert(pre->python);
	ck_assert_uint_eq(pre->count, 3); // an indented %post and %end are lines of it
	ck_assert_uint_eq(pre->body_size, strlen("print(1)\n %post\n%end\n"));
	ck_assert_int_eq(memcmp(pre->body, "print(1)\n", 9), 0);
	ck_assert_uint_eq(ks_body_place(ks, pre, 10).line, 4);
	ck_assert_uint_eq(ks_body_place(ks, pre, 10).column, 2);
	ck_assert_str_eq(ks->lines[5].row->name, "%include");
	ck_assert_str_eq(ks->lines[6].row->name, "network");
	ck_assert_int_eq(ks->lines[7].kind, KS_HEADER);
	ck_assert_int_eq(ks->lines[8].kind, KS_SCRIPT);
	ck_assert_int_eq(ks->lines[9].kind, KS_COMMAND);
	ck_assert(ks_includes(ks));
	ck_assert_str_eq(ks_section_end("includes"), "include");
	ck_assert_ptr_null(ks_section_end(" include"));
	ck_assert_ptr_null(ks_section_end("%end"));
}
END_TEST

START_TEST(test_mark_of_order)
{
	AUTO_KS *ks = parse("\xef\xbb\xbf"
			    "accepteula\n");

	ck_assert_uint_eq(ks->bom_length, 3);
	ck_assert_ptr_null(ks->lines[0].row);
}
END_TEST

START_TEST(test_said_release)
{
	AUTO_KS *ours = parse("# Kickstart for ESXi 8.0.3, made by esxmint 0.1.0 from a.yaml.\n");
	AUTO_KS *other = parse("# Kickstart for ESXi 8.0\n");
	AUTO_KS *empty = parse("");
	char text[RELEASE_TEXT_SIZE];

	release_format(ks_said_release(ours), text);
	ck_assert_str_eq(text, "8.0.3");
	ck_assert(!release_known(ks_said_release(other)));
	ck_assert(!release_known(ks_said_release(empty)));
}
END_TEST

START_TEST(test_tables)
{
	for (const struct ks_command_row *row = ks_commands; row->name; row++) {
		if (row[1].name)
			ck_assert_int_lt(strcmp(row->name, row[1].name), 0);
		ck_assert_ptr_eq(ks_command_find(row->name), row);
		for (const struct ks_option_row *option = row->options; option && option->name;
			option++) {
			ck_assert(text_has_prefix(option->name, "--"));
			ck_assert_ptr_eq(ks_option_find(row, option->name), option);
		}
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("ks");
	TCase *tests = tcase_create("ks");

	tcase_add_test(tests, test_lines);
	tcase_add_test(tests, test_options);
	tcase_add_test(tests, test_sections);
	tcase_add_test(tests, test_mark_of_order);
	tcase_add_test(tests, test_said_release);
	tcase_add_test(tests, test_tables);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
