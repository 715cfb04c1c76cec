// SPDX-License-Identifier: GPL-3.0-or-later
// The linter over kickstarts: of each rule what triggers it, at which line and column, and what
// does not. tests/unit/test_lint.c has the rules over specs.
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lint.h"
#include "lint_ks_cases.h"
#include "memory.h"
#include "source_map.h"
#include "spec.h"
#include "suite.h"
#include "text.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static void lint_text(const char *text, struct release release, struct diagnostics *diagnostics)
{
	struct source *source = source_create("ks.cfg", memory_strdup(text), strlen(text));
	AUTO_KS *ks = ks_parse(source);

	source_unref(source);
	lint_kickstart(ks, release, diagnostics);
}

static void print_all(const struct diagnostics *diagnostics, struct buffer *ret)
{
	for (size_t i = 0; i < diagnostics->count; i++)
		buffer_printf(ret, "%u:%u %s: %s\n", diagnostics->list[i].place.line,
			diagnostics->list[i].place.column, diagnostics->list[i].rule,
			diagnostics->list[i].message);
}

// "line:column severity " of each finding of the rule.
static char *found_by(const struct diagnostics *diagnostics, const char *rule)
{
	AUTO_BUFFER ret = BUFFER_INIT;

	for (size_t i = 0; i < diagnostics->count; i++) {
		const struct diagnostic *finding = &diagnostics->list[i];

		ck_assert_ptr_nonnull(finding->rule);
		ck_assert_ptr_nonnull(finding->hint);
		ck_assert_uint_gt(finding->place.line, 0);
		ck_assert_uint_gt(finding->place.column, 0);
		if (text_equal(finding->rule, rule))
			buffer_printf(&ret, "%u:%u %s ", finding->place.line, finding->place.column,
				severity_name(finding->severity));
	}
	return buffer_steal(&ret);
}

START_TEST(test_found)
{
	const struct ks_case *one = &ks_cases[_i];
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_FREE char *found = NULL;
	AUTO_BUFFER all = BUFFER_INIT;

	lint_text(one->wrong, one->release, &diagnostics);
	found = found_by(&diagnostics, one->rule);
	print_all(&diagnostics, &all);
	ck_assert_msg(text_equal(found, one->found),
		"%s: expected «%s», found «%s» of:\n%s\nin:\n%s", one->rule, one->found, found,
		buffer_text(&all), one->wrong);
}
END_TEST

START_TEST(test_not_found)
{
	const struct ks_case *one = &ks_cases[_i];
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_FREE char *found = NULL;

	lint_text(one->right, one->release, &diagnostics);
	found = found_by(&diagnostics, one->rule);
	ck_assert_msg(!*found, "%s: found «%s» in:\n%s", one->rule, found, one->right);
}
END_TEST

static void lint_boot_text(const char *const *texts, struct release release, const char *ks_text,
	struct diagnostics *diagnostics)
{
	struct source *sources[2] = {NULL};
	struct lint_boot boot = {(const struct source *const *)sources, 0};
	struct source *source = source_create("KS.CFG", memory_strdup(ks_text), strlen(ks_text));
	AUTO_KS *ks = ks_parse(source);

	for (; boot.count < 2 && texts[boot.count]; boot.count++)
		sources[boot.count] = source_create(
			"BOOT.CFG", memory_strdup(texts[boot.count]), strlen(texts[boot.count]));
	lint_medium(*ks_text ? ks : NULL, &boot, release, diagnostics);
	source_unref(source);
	source_unref(sources[0]);
	source_unref(sources[1]);
}

START_TEST(test_boot)
{
	const struct boot_case *one = &boot_cases[_i];
	AUTO_DIAGNOSTICS wrong = DIAGNOSTICS_INIT;
	AUTO_DIAGNOSTICS right = DIAGNOSTICS_INIT;
	AUTO_FREE char *found = NULL;
	AUTO_FREE char *none = NULL;

	lint_boot_text(one->wrong, one->release, "", &wrong);
	found = found_by(&wrong, one->rule);
	ck_assert_msg(text_equal(found, one->found), "%s: expected «%s», found «%s»", one->rule,
		one->found, found);
	lint_boot_text(one->right, one->release, "", &right);
	none = found_by(&right, one->rule);
	ck_assert_msg(!*none, "%s: found «%s»", one->rule, none);
}
END_TEST

// An installer that comes from a stick takes the stick for a disk.
START_TEST(test_boot_from_usb)
{
	static const char *const boot[] = {"kernelopt=runweasel ks=usb:/ks.cfg\n", NULL};
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_FREE char *found = NULL;

	lint_boot_text(boot, (struct release){8, 0, 0}, "install --firstdisk --overwritevmfs\n",
		&diagnostics);
	found = found_by(&diagnostics, "first-disk-usb");
	ck_assert_str_eq(found, "1:9 advice ");
}
END_TEST

// Each rule that looks at kickstarts or media has a case.
START_TEST(test_rules)
{
	size_t count;
	const struct lint_rule *rules = lint_rules(&count);

	for (size_t i = 0; i < count; i++) {
		bool covered = !rules[i].ks_check;
		bool booted = !rules[i].boot_check;

		for (size_t k = 0; k < COUNT(ks_cases) && !covered; k++)
			covered = text_equal(ks_cases[k].rule, rules[i].id);
		for (size_t k = 0; k < COUNT(boot_cases) && !booted; k++)
			booted = text_equal(boot_cases[k].rule, rules[i].id);
		ck_assert_msg(covered && booted, "no case for rule '%s'", rules[i].id);
	}
	for (size_t k = 0; k < COUNT(ks_cases); k++)
		ck_assert_msg(lint_rule_find(ks_cases[k].rule), "no rule '%s'", ks_cases[k].rule);
}
END_TEST

START_TEST(test_clean)
{
	static const struct release releases[] = {
		{0, 0, 0}, {5, 0, 0}, {6, 7, 0}, {8, 0, 0}, {9, 0, 0}};
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_BUFFER all = BUFFER_INIT;

	lint_text(KS_CLEAN, releases[_i], &diagnostics);
	print_all(&diagnostics, &all);
	ck_assert_str_eq(buffer_text(&all), "");
}
END_TEST

// What is secret is in no message.
START_TEST(test_secret)
{
	static const char *const texts[] = {
		"rootpw S3cret\\word\n",
		"rootpw S3cret word more\n",
		"rootpw --S3cret word\n",
		"rootpw=S3cret\n",
		"rootpw --iscrypted=S3cret\n",
		"rootpw --iscrypted S3cret\n",
		"rootpw 'S3cret\n",
		"rootpw $6$S3cret\n",
		"rootpw S3cret#word\n",
		"serialnum --esx S3cret\n",
		"serialnum S3cret\n",
		"serialnum --S3cret\n",
	};
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;

	lint_text(texts[_i], (struct release){6, 7, 0}, &diagnostics);
	for (size_t i = 0; i < diagnostics.count; i++)
		ck_assert_msg(!strstr(diagnostics.list[i].message, "S3cret"), "%s: %s", texts[_i],
			diagnostics.list[i].message);
}
END_TEST

// Findings of what was rendered are in the spec; rules that look at specs have their say there, and
// what the spec disables stays quiet.
START_TEST(test_rendered)
{
	static const char yaml[] = "esxmint: 1\nbase: {release: '8.0'}\ninstall:\n"
				   "  accept_eula: true\n  root_password: " KS_HASH "\n"
				   "lint: {disable: [vm-network]}\n";
	static const char text[] = KS_EULA "install --firstdisk\n"
					   "network --bootproto=dhcp\n" KS_BOOT "esxcli a\n";
	struct source *source = source_create("-", memory_strdup(text), strlen(text));
	AUTO_KS *ks = ks_parse(source);
	AUTO_DIAGNOSTICS wrong = DIAGNOSTICS_INIT;
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_SOURCE_MAP map = SOURCE_MAP_INIT;
	AUTO_SPEC *spec = NULL;
	AUTO_BUFFER found = BUFFER_INIT;

	source_unref(source);
	spec_load_text("spec.yaml", yaml, strlen(yaml), &spec, &wrong);
	ck_assert_uint_eq(wrong.error_count, 0);
	source_map_add(&map, 2, spec_place(spec, "install.accept_eula"), "install.accept_eula");
	source_map_add(&map, 4, spec_place(spec, "base.release"), "base.release");
	lint_rendered(ks, &map, spec, (struct release){8, 0, 0}, &diagnostics);
	for (size_t i = 0; i < diagnostics.count; i++)
		buffer_printf(&found, "%s:%u:%u %s %s\n", diagnostics.list[i].place.source->name,
			diagnostics.list[i].place.line, diagnostics.list[i].place.column,
			diagnostics.list[i].path, diagnostics.list[i].rule);
	ck_assert_str_eq(buffer_text(&found), "spec.yaml:2:17 base.release hostd-not-awaited\n"
					      "spec.yaml:2:17 base.release no-log\n");
}
END_TEST

START_TEST(test_boot_secret)
{
	static const char *const boot[] = {"kernelopt=ks=https://me:S3cret@a/b\n", NULL};
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;

	lint_boot_text(boot, (struct release){8, 0, 0}, "", &diagnostics);
	ck_assert_uint_eq(diagnostics.count, 1);
	ck_assert_str_eq(diagnostics.list[0].message,
		"'ks=https...' is asked for no certificate that counts");
}
END_TEST

static size_t fix_text(const char *text, size_t size, struct buffer *ret)
{
	struct source *source = source_create("ks.cfg", memory_strndup(text, size), size);
	AUTO_KS *ks = ks_parse(source);

	source_unref(source);
	return lint_fix(ks, (struct release){6, 7, 0}, ret);
}

START_TEST(test_fix)
{
	static const char *const rules[] = {"byte-order-mark", "flag-with-value",
		"interpreter-missing", "keyboard-unknown", "line-ends", "option-with-blank"};
	const struct fix_case *one = &fix_cases[_i];
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_BUFFER fixed = BUFFER_INIT;
	AUTO_BUFFER again = BUFFER_INIT;
	size_t count = fix_text(one->wrong, strlen(one->wrong), &fixed);

	ck_assert_str_eq(buffer_text(&fixed), one->right);
	ck_assert_uint_eq(count, one->count);
	ck_assert_uint_eq(fix_text(fixed.data, fixed.size, &again), 0);
	ck_assert_str_eq(buffer_text(&again), buffer_text(&fixed));
	lint_text(buffer_text(&fixed), (struct release){6, 7, 0}, &diagnostics);
	for (size_t i = 0; i < COUNT(rules) && !one->left; i++) {
		AUTO_FREE char *found = found_by(&diagnostics, rules[i]);

		ck_assert_msg(!*found, "%s is left: %s", rules[i], one->right);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("lint_ks");
	TCase *tcase = tcase_create("lint_ks");

	tcase_add_loop_test(tcase, test_found, 0, COUNT(ks_cases));
	tcase_add_loop_test(tcase, test_not_found, 0, COUNT(ks_cases));
	tcase_add_loop_test(tcase, test_boot, 0, COUNT(boot_cases));
	tcase_add_test(tcase, test_boot_from_usb);
	tcase_add_test(tcase, test_rules);
	tcase_add_loop_test(tcase, test_clean, 0, 5);
	tcase_add_loop_test(tcase, test_secret, 0, 12);
	tcase_add_test(tcase, test_boot_secret);
	tcase_add_test(tcase, test_rendered);
	tcase_add_loop_test(tcase, test_fix, 0, COUNT(fix_cases));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
