// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of templates: each of the built-in ones is valid, and what is the same is rendered once.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "suite.h"
#include "templates.h"

static const struct release release = {8, 0, 0};

static struct templates *open_templates(void)
{
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_ERROR err = ERROR_INIT;
	struct templates *templates = NULL;

	ck_assert_int_eq(templates_open(NULL, &templates, &diagnostics, &err), 0);
	return templates;
}

// They are parsed when they are needed, so nothing else looks at all of them.
START_TEST(built_in_ones_are_valid)
{
	ck_assert_uint_gt(template_file_count, 0);
	for (size_t i = 0; i < template_file_count; i++) {
		const struct template_file *file = &template_files[i];
		AUTO_MUSTACHE *parsed = NULL;
		AUTO_ERROR err = ERROR_INIT;

		ck_assert_msg(mustache_parse(file->task, file->text, strlen(file->text), &parsed,
				      &err) == 0,
			"%s", err.text);
	}
}
END_TEST

START_TEST(newest_is_found)
{
	AUTO_TEMPLATES *templates = open_templates();

	ck_assert_ptr_null(templates_find(templates, "no-such-task", release));
	ck_assert_ptr_null(templates_find(templates, "ntp", (struct release){4, 0, 0}));
	ck_assert_ptr_nonnull(templates_find(templates, "ntp", release));
	ck_assert_ptr_ne(templates_find(templates, "ntp", release),
		templates_find(templates, "ntp", (struct release){4, 1, 0}));
	ck_assert_ptr_eq(templates_find(templates, "ntp", release),
		templates_find(templates, "ntp", (struct release){9, 0, 0}));
}
END_TEST

static struct value *ceip_data(const char *level)
{
	struct value *inner = value_map();
	struct value *data = value_map();

	value_set_string(inner, "level", level);
	value_set(data, "ceip", inner);
	return data;
}

START_TEST(same_data_are_rendered_once)
{
	AUTO_TEMPLATES *templates = open_templates();
	struct template *template = templates_find(templates, "ceip", release);
	AUTO_ERROR err = ERROR_INIT;
	AUTO_FREE char *first = NULL;
	struct rendering *made = NULL;

	ck_assert_int_eq(template_render(template, release, ceip_data("1"), &made, &err), 0);
	ck_assert(!made->sound);
	ck_assert_ptr_nonnull(strstr(buffer_text(&made->text), "--int-value=1"));
	first = memory_strdup(buffer_text(&made->text));
	made->sound = true;

	ck_assert_int_eq(template_render(template, release, ceip_data("1"), &made, &err), 0);
	ck_assert(made->sound);
	ck_assert_str_eq(buffer_text(&made->text), first);

	// other data, another release: nothing is known of them
	ck_assert_int_eq(template_render(template, release, ceip_data("2"), &made, &err), 0);
	ck_assert(!made->sound);
	ck_assert_ptr_nonnull(strstr(buffer_text(&made->text), "--int-value=2"));
	made->sound = true;
	ck_assert_int_eq(
		template_render(template, (struct release){9, 0, 0}, ceip_data("2"), &made, &err),
		0);
	ck_assert(!made->sound);

	// a failure leaves nothing to hand out
	made->sound = true;
	ck_assert_int_eq(template_render(template, release, value_map(), &made, &err), -1);
	ck_assert_int_eq(template_render(template, release, ceip_data("1"), &made, &err), 0);
	ck_assert(!made->sound);
	ck_assert_str_eq(buffer_text(&made->text), first);
}
END_TEST

static struct value *tree(const char *key, const char *text, bool truth, size_t count)
{
	struct value *map = value_map();
	struct value *list = value_list();

	for (size_t i = 0; i < count; i++)
		value_append(list, value_string(text));
	value_set(map, key, list);
	value_set_bool(map, "truth", truth);
	value_set_string(map, "empty", "");
	return map;
}

START_TEST(values_are_compared)
{
	static const struct {
		const char *key, *text;
		bool truth;
		size_t count;
	} cases[] = {
		{"list", "a", true, 9},
		{"lis", "a", true, 9},
		{"list", "b", true, 9},
		{"list", "a", false, 9},
		{"list", "a", true, 8},
		{"list", "", true, 9},
	};
	AUTO_VALUE *left = tree("list", "a", true, 9);
	AUTO_VALUE *further = value_ref(left);

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		AUTO_VALUE *right =
			tree(cases[i].key, cases[i].text, cases[i].truth, cases[i].count);

		ck_assert_msg(value_equal(left, right) == (i == 0), "case %zu", i);
		ck_assert(value_equal(right, right));
	}
	ck_assert(value_equal(left, further));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("templates");
	TCase *tcase = tcase_create("templates");

	tcase_add_test(tcase, built_in_ones_are_valid);
	tcase_add_test(tcase, newest_is_found);
	tcase_add_test(tcase, same_data_are_rendered_once);
	tcase_add_test(tcase, values_are_compared);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
