// SPDX-License-Identifier: GPL-3.0-or-later
// Comments that take findings back.
#include <check.h>
#include <string.h>

#include "lint.h"
#include "memory.h"
#include "suite.h"

static const struct {
	const char *text;
	unsigned line; // of a finding of plain-password
	bool kept;
} cases[] = {
	{"rootpw x\n", 1, true},
	{"rootpw x # esxmint: disable=plain-password\n", 1, false},
	{"rootpw x #esxmint:disable=plain-password", 1, false},
	{"rootpw x # esxmint: disable=plain-password\r\n", 1, false},
	{"rootpw x # esxmint: disable=weak-password,plain-password\n", 1, false},
	{"rootpw x # esxmint: disable=weak-password, plain-password\n", 1, false},
	{"rootpw x # why: # esxmint: disable=plain-password\n", 1, false},
	{"rootpw x # esxmint: disable=weak-password plain-password\n", 1, true},
	{"rootpw x # esxmint: disable=weak-password\n", 1, true},
	{"rootpw x # esxmint: disable=plain-passwords\n", 1, true},
	{"rootpw x # esxmint: disable plain-password\n", 1, true},
	{"rootpw x # esxmint: enable=plain-password\n", 1, true},
	// Not behind a '#' that begins a comment.
	{"rootpw x esxmint: disable=plain-password\n", 1, true},
	{"rootpw x#esxmint: disable=plain-password\n", 1, true},
	// Above.
	{"# esxmint: disable=plain-password\nrootpw x\n", 2, false},
	{"\t## esxmint: disable=plain-password\nrootpw x\n", 2, false},
	{"# esxmint: disable=plain-password\n# a lab\nrootpw x\n", 3, false},
	{"# esxmint: disable=plain-password\n# esxmint: disable=no-log\nrootpw x\n", 3, false},
	{"# esxmint: disable=plain-password\n\nrootpw x\n", 3, true},
	{"# esxmint: disable=plain-password\nreboot\nrootpw x\n", 3, true},
	{"reboot # esxmint: disable=plain-password\nrootpw x\n", 2, true},
	{"rootpw x\n# esxmint: disable=plain-password\n", 1, true},
	// The comment's own line, the last one, and the file as a whole.
	{"# esxmint: disable=plain-password\n", 1, false},
	{"# esxmint: disable=plain-password", 1, false},
	{"# esxmint: disable=plain-password\nrootpw x\n", 0, true},
};

static struct source *make_source(const char *text)
{
	return source_create("t", memory_strdup(text), strlen(text));
}

START_TEST(comments_take_findings_back)
{
	AUTO_DIAGNOSTICS found = DIAGNOSTICS_INIT;
	struct source *source = make_source(cases[_i].text);
	struct place place = {source, cases[_i].line, 1};

	diagnostic_rule(
		diagnostics_add(&found, SEVERITY_WARNING, place, NULL, "a"), "plain-password");
	diagnostics_add(&found, SEVERITY_WARNING, place, NULL, "of no rule");
	diagnostics_add(&found, SEVERITY_WARNING, (struct place){0}, NULL, "of no place");
	lint_apply_comments(&found);
	ck_assert_msg(
		found.count == (cases[_i].kept ? 3 : 2), "«%s»: %zu", cases[_i].text, found.count);
	source_unref(source);
}
END_TEST

START_TEST(unknown_rules_are_told)
{
	AUTO_DIAGNOSTICS found = DIAGNOSTICS_INIT;
	struct source *source =
		make_source("reboot\nx # esxmint: disable=plain-password,plain-pasword,zz\n");

	lint_check_comments(source, &found);
	ck_assert_uint_eq(found.count, 2);
	ck_assert_str_eq(found.list[0].message, "unknown rule 'plain-pasword' in a comment");
	ck_assert_str_eq(found.list[0].hint, "did you mean 'plain-password'?");
	ck_assert_uint_eq(found.list[0].place.line, 2);
	ck_assert_uint_eq(found.list[0].place.column, 37);
	ck_assert_ptr_null(found.list[0].rule);
	ck_assert_str_eq(found.list[1].message, "unknown rule 'zz' in a comment");
	ck_assert_ptr_null(found.list[1].hint);
	source_unref(source);
}
END_TEST

// Two sources, findings of both mixed.
START_TEST(sources_are_told_apart)
{
	AUTO_DIAGNOSTICS found = DIAGNOSTICS_INIT;
	struct source *with = make_source("x # esxmint: disable=no-log\n");
	struct source *without = make_source("x\n");

	for (int i = 0; i < 4; i++) {
		struct place place = {i % 2 ? with : without, 1, 1};

		diagnostic_rule(
			diagnostics_add(&found, SEVERITY_ERROR, place, NULL, "a"), "no-log");
	}
	lint_apply_comments(&found);
	ck_assert_uint_eq(found.count, 2);
	ck_assert_uint_eq(found.error_count, 2);
	ck_assert_ptr_eq(found.list[0].place.source, without);
	source_unref(with);
	source_unref(without);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("lint_comments");
	TCase *tests = tcase_create("lint_comments");

	tcase_add_loop_test(
		tests, comments_take_findings_back, 0, (int)(sizeof(cases) / sizeof(*cases)));
	tcase_add_test(tests, unknown_rules_are_told);
	tcase_add_test(tests, sources_are_told_apart);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
