// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of VIB versions, their relations, and acceptance levels.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "acceptance.h"
#include "suite.h"
#include "version.h"

// Each is lower than the next.
static const char *const ascending[] = {
	"a",
	"0",
	"1",
	"1-0",
	"1-1",
	"1.0",
	"1.0-a",
	"1.0-1",
	"1.0-1vmw",
	"1.0-1vmw.670.0.0.8169922",
	"1.0-2vmw.650",
	"1.0-10OEM",
	"1.0.0",
	"1.1-1",
	"1.1a-1",
	"1.1b-1",
	"1.2-1",
	"1.10-1",
	"6.7.0-0.0.8169922",
	"6.7.0-1.28.10302608",
	"6.7.0-3.73.14320388",
	"7.0.0-1.0.15843807",
	"10-1",
	"184467440737095516150-1",
	"184467440737095516151-1",
};

START_TEST(versions_have_an_order)
{
	size_t count = sizeof(ascending) / sizeof(ascending[0]);

	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < count; j++) {
			int order = version_compare(ascending[i], ascending[j]);

			ck_assert_msg((order > 0) - (order < 0) == (i > j) - (i < j),
				"'%s' and '%s': %d", ascending[i], ascending[j], order);
		}
	}
	ck_assert_int_eq(version_compare("1.01-1", "1.1-1"), 0);
	ck_assert_int_eq(version_compare("1.0-1-2", "1.0-1-2"), 0);
}
END_TEST

static const struct {
	const char *version;
	const char *relation;
	const char *wanted;
	bool holds;
} relations[] = {
	{"1.0-1", "<<", "1.0-2", true},
	{"1.0-1", "<<", "1.0-1", false},
	{"1.0-1", "<=", "1.0-1", true},
	{"1.0-2", "<=", "1.0-1", false},
	{"1.0-1", "<", "1.0-1", true},
	{"1.0-1", "=", "1.0-1", true},
	{"1.0-1", "=", "1.0-2", false},
	{"1.0-1", ">=", "1.0-1", true},
	{"1.0-1", ">=", "1.0-2", false},
	{"1.0-1", ">", "1.0-1", true},
	{"1.0-1", ">>", "1.0-1", false},
	{"1.10-1", ">>", "1.9-1", true},
};

START_TEST(relations_hold)
{
	enum relation relation;

	ck_assert(relation_parse(relations[_i].relation, &relation));
	ck_assert_int_eq(relation_holds(relations[_i].version, relation, relations[_i].wanted),
		relations[_i].holds);
	if (strlen(relations[_i].relation) == 2)
		ck_assert_str_eq(relation_name(relation), relations[_i].relation);
}
END_TEST

START_TEST(other_words_are_no_relations)
{
	static const char *const words[] = {"", "==", "=<", "<<=", "eq", " ="};
	enum relation relation = RELATION_LESS;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		ck_assert(!relation_parse(words[i], &relation));
	ck_assert_int_eq(relation, RELATION_LESS);
	ck_assert(relation_holds("1", RELATION_ANY, ""));
	ck_assert_str_eq(relation_name(RELATION_ANY), "");
}
END_TEST

START_TEST(acceptance_levels_are_known)
{
	static const char *const names[] = {
		"unknown", "community", "partner", "accepted", "certified"};

	for (int i = ACCEPTANCE_UNKNOWN; i <= ACCEPTANCE_CERTIFIED; i++) {
		ck_assert_str_eq(acceptance_name((enum acceptance)i), names[i]);
		ck_assert_int_eq((int)acceptance_parse(names[i]), i);
	}
	ck_assert_int_eq(acceptance_parse("signed"), ACCEPTANCE_PARTNER);
	ck_assert_int_eq(acceptance_parse("unsigned"), ACCEPTANCE_COMMUNITY);
	ck_assert_int_eq(acceptance_parse("Certified"), ACCEPTANCE_UNKNOWN);
	ck_assert_int_eq(acceptance_parse(""), ACCEPTANCE_UNKNOWN);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("version");
	TCase *cases = tcase_create("version");

	tcase_add_test(cases, versions_have_an_order);
	tcase_add_loop_test(cases, relations_hold, 0, sizeof(relations) / sizeof(relations[0]));
	tcase_add_test(cases, other_words_are_no_relations);
	tcase_add_test(cases, acceptance_levels_are_known);
	suite_add_tcase(suite, cases);
	return run_suite(suite);
}
