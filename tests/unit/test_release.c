// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of releases: reading, naming, comparing, and which there are.
#include <check.h>
#include <stdlib.h>

#include "release.h"
#include "suite.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct {
	const char *text;
	bool good;
	struct release release;
	const char *name;
} texts[] = {
	{"8.0", true, {8, 0, 0}, "8.0"},
	{"8.0.3", true, {8, 0, 3}, "8.0.3"},
	{"8.0.0", true, {8, 0, 0}, "8.0"},
	{"8.0 U3", true, {8, 0, 3}, "8.0.3"},
	{"8.0U3b", true, {8, 0, 3}, "8.0.3"},
	{"6.7", true, {6, 7, 0}, "6.7"},
	{"", false, {0, 0, 0}, NULL},
	{"8", false, {0, 0, 0}, NULL},
	{"8.", false, {0, 0, 0}, NULL},
	{"8.0.", false, {0, 0, 0}, NULL},
	{"8.0.3.1", false, {0, 0, 0}, NULL},
	{"08.0", false, {0, 0, 0}, NULL},
	{"8.00", false, {0, 0, 0}, NULL},
	{"8.0 ", false, {0, 0, 0}, NULL},
	{"8.0U", false, {0, 0, 0}, NULL},
	{"8.0U3bb", false, {0, 0, 0}, NULL},
	{"8.0 3", false, {0, 0, 0}, NULL},
	{"-8.0", false, {0, 0, 0}, NULL},
	{"8.4294967296", false, {0, 0, 0}, NULL},
};

START_TEST(texts_are_read)
{
	struct release release = {0, 0, 0};
	char name[RELEASE_TEXT_SIZE];

	ck_assert_int_eq(release_parse(texts[_i].text, &release), texts[_i].good);
	ck_assert_int_eq(release_known(release), texts[_i].good);
	ck_assert_int_eq(release_compare(release, texts[_i].release), 0);
	if (!texts[_i].good)
		return;
	release_format(release, name);
	ck_assert_str_eq(name, texts[_i].name);
}
END_TEST

START_TEST(releases_have_an_order)
{
	static const struct release sorted[] = {{5, 0, 0}, {5, 5, 3}, {6, 0, 0}, {6, 7, 3},
		{7, 0, 0}, {7, 0, 1}, {8, 0, 0}, {9, 1, 0}};

	for (int i = 0; i < (int)COUNT(sorted); i++) {
		for (int j = 0; j < (int)COUNT(sorted); j++)
			ck_assert_int_eq(release_compare(sorted[i], sorted[j]), (i > j) - (i < j));
	}
	ck_assert(release_at_least((struct release){7, 0, 0}, 7, 0));
	ck_assert(release_at_least((struct release){7, 0, 3}, 7, 0));
	ck_assert(!release_at_least((struct release){6, 7, 3}, 7, 0));
}
END_TEST

START_TEST(some_releases_do_not_exist)
{
	ck_assert(release_exists((struct release){4, 1, 0}));
	ck_assert(release_supported((struct release){4, 1, 0}));
	ck_assert(release_exists((struct release){4, 0, 0}));
	ck_assert(!release_supported((struct release){4, 0, 0}));
	ck_assert(release_exists((struct release){9, 1, 1}));
	ck_assert(release_supported((struct release){5, 0, 0}));
	ck_assert(!release_exists((struct release){8, 1, 0}));
	ck_assert(!release_supported((struct release){10, 0, 0}));
	ck_assert(!release_exists((struct release){0, 0, 0}));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("release");
	TCase *cases = tcase_create("release");

	tcase_add_loop_test(cases, texts_are_read, 0, COUNT(texts));
	tcase_add_test(cases, releases_have_an_order);
	tcase_add_test(cases, some_releases_do_not_exist);
	suite_add_tcase(suite, cases);
	return run_suite(suite);
}
