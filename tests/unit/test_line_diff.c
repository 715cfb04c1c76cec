// SPDX-License-Identifier: GPL-3.0-or-later
// Line diffs, held against what `diff -u` prints, and files of revisions against `git show`.
#include "line_diff.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "memory.h"
#include "revision.h"
#include "suite.h"

static char folder[] = "/tmp/esxmint-line-diff-XXXXXX";

static void make_folder(void)
{
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(chdir(folder), 0);
}

static void remove_folder(void)
{
	AUTO_FREE char *command = memory_printf("rm -rf '%s'", folder);

	ck_assert_int_eq(chdir("/"), 0);
	ck_assert_int_eq(system(command), 0);
}

static void write_text(const char *path, const char *text)
{
	AUTO_ERROR err = ERROR_INIT;

	ck_assert_int_eq(file_write(path, true, text, strlen(text), &err), 0);
}

static char *output_of(const char *command)
{
	AUTO_BUFFER text = BUFFER_INIT;
	FILE *pipe = popen(command, "r");
	int c;

	ck_assert_ptr_nonnull(pipe);
	while ((c = fgetc(pipe)) != EOF)
		buffer_putc(&text, (char)c);
	pclose(pipe);
	return buffer_steal(&text);
}

static const struct {
	const char *old_text, *new_text;
	unsigned context;
} cases[] = {
	{"", "", 3},
	{"a\n", "a\n", 3},
	{"", "a\n", 3},
	{"a\n", "", 3},
	{"a\nb\nc\n", "a\nX\nc\n", 3},
	{"a\nb\nc\n", "a\nX\nc\n", 0},
	{"a\nb\nc\n", "a\nc\n", 0},
	{"a\nc\n", "a\nb\nc\n", 0},
	{"a\nb", "a\nb\n", 3},
	{"a\nb\n", "a\nb", 3},
	{"a\nb", "a\nc", 3},
	{"x\na\nb", "y\na\nb", 3},
	{"a\r\nb\r\n", "a\nb\n", 3},
	{"1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n", "1\nX\n3\n4\n5\n6\n7\n8\n9\n10\nY\n12\n", 1},
	{"1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n", "1\nX\n3\n4\n5\n6\n7\n8\n9\n10\nY\n12\n", 3},
	{"1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n", "1\nX\n3\n4\n5\n6\n7\n8\n9\n10\nY\n12\n", 9},
	{"\n\n\n", "\n\n", 3},
	{"@@ -1 +1 @@\n-a\n", "@@ -1 +1 @@\n+a\n", 3},
};

START_TEST(test_like_diff)
{
	const char *old_text = cases[_i].old_text;
	const char *new_text = cases[_i].new_text;
	AUTO_ERROR err = ERROR_INIT;
	AUTO_LINE_DIFF *diff = NULL;
	AUTO_BUFFER ours = BUFFER_INIT;
	AUTO_FREE char *command = memory_printf(
		"diff -U%u --label old --label new old.txt new.txt", cases[_i].context);
	AUTO_FREE char *theirs = NULL;

	write_text("old.txt", old_text);
	write_text("new.txt", new_text);
	ck_assert_int_eq(line_diff(old_text, strlen(old_text), new_text, strlen(new_text),
				 cases[_i].context, &diff, &err),
		0);
	line_diff_print(diff, "old", "new", &ours);
	theirs = output_of(command);
	ck_assert_str_eq(buffer_text(&ours), theirs);
	// Lines point into the texts.
	for (size_t i = 0; i < diff->hunk_count; i++) {
		for (size_t n = 0; n < diff->hunks[i].line_count; n++) {
			const struct line_diff_line *line = &diff->hunks[i].lines[n];
			const char *text = line->origin == '-' ? old_text : new_text;
			size_t size = strlen(text);
			bool inside =
				line->text >= text && line->text + line->length <= text + size;

			text = old_text;
			size = strlen(text);
			inside |= line->text >= text && line->text + line->length <= text + size;
			ck_assert(inside);
		}
	}
}
END_TEST

// No byte is special, and NULL is an empty text.
START_TEST(test_bytes)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_LINE_DIFF *diff = NULL;
	AUTO_LINE_DIFF *all = NULL;

	ck_assert_int_eq(line_diff("a\0b\nc\n", 6, "a\0X\nc\n", 6, 0, &diff, &err), 0);
	ck_assert_uint_eq(diff->removed, 1);
	ck_assert_uint_eq(diff->added, 1);
	ck_assert_uint_eq(diff->hunks[0].lines[1].length, 3);
	ck_assert_int_eq(memcmp(diff->hunks[0].lines[1].text, "a\0X", 3), 0);
	ck_assert_int_eq(line_diff(NULL, 0, "a\n", 2, 3, &all, &err), 0);
	ck_assert_uint_eq(all->added, 1);
}
END_TEST

static void run(const char *command)
{
	AUTO_FREE char *quiet = memory_printf(
		"{ export HOME=/nonexistent GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=a "
		"GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b; %s; } "
		">/dev/null 2>&1",
		command);

	ck_assert_msg(system(quiet) == 0, "%s", command);
}

static void assert_content(const struct revision *revision, const char *path, const char *wanted)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_BUFFER text = BUFFER_INIT;
	int result = revision_read(revision, path, 1000, &text, &err);

	if (!wanted) {
		ck_assert_int_eq(result, -1);
		ck_assert_int_eq(err.kind, ERROR_INPUT);
		return;
	}
	ck_assert_msg(result == 0, "%s", err.text);
	ck_assert_str_eq(buffer_text(&text), wanted);
}

// Two commits, a branch from the first one, links within the tree and out of it.
static void make_repository(void)
{
	run("git init -q -b main r && cd r && mkdir -p sites/deep && echo one >sites/a.yaml && "
	    "echo top >top.yaml && ln -s sites here && ln -s ../top.yaml sites/up.yaml && "
	    "ln -s /etc/passwd out && ln -s loop loop && git add . && git commit -qm 1 && "
	    "git tag v1 && git branch side && echo two >sites/a.yaml && echo n >sites/deep/n && "
	    "git add . && git commit -qm 2 && git checkout -q side && echo s >side && git add . "
	    "&& git commit -qm 3 && git checkout -q main && echo work >sites/a.yaml");
}

START_TEST(test_revisions)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_REVISION *old_end = NULL;
	AUTO_REVISION *new_end = NULL;
	AUTO_FREE char *absolute = memory_printf("%s/r/sites/../sites/a.yaml", folder);
	AUTO_FREE char *hash = NULL;
	AUTO_FREE char *name = NULL;
	char **names;
	size_t count;

	make_repository();
	ck_assert_int_eq(
		revision_open_range("r/sites/gone/x", "v1..main", &old_end, &new_end, &err), 0);
	assert_content(old_end, "r/sites/a.yaml", "one\n");
	assert_content(new_end, "r/sites/a.yaml", "two\n");
	assert_content(new_end, absolute, "two\n");
	assert_content(new_end, "r/here/a.yaml", "two\n");
	assert_content(new_end, "r/here/up.yaml", "top\n");
	assert_content(new_end, "r/out", NULL);
	assert_content(new_end, "r/loop", NULL);
	assert_content(new_end, "r/sites", NULL);
	assert_content(old_end, "r/sites/deep/n", NULL);
	assert_content(new_end, "old.txt", NULL);
	assert_content(new_end, "r/top.yaml/x", NULL);
	ck_assert_int_eq(revision_find(new_end, "r/here/deep"), REVISION_FOLDER);
	ck_assert_int_eq(revision_find(new_end, "r"), REVISION_FOLDER);
	ck_assert_int_eq(revision_find(old_end, "r/sites/deep"), REVISION_NOTHING);
	count = revision_list(new_end, "r/here", &names);
	ck_assert_uint_eq(count, 3);
	ck_assert_str_eq(names[0], "a.yaml");
	ck_assert_str_eq(names[1], "deep");
	for (size_t i = 0; i < count; i++)
		free(names[i]);
	free(names);
	hash = output_of("git -C r rev-parse main");
	name = memory_printf("main (%.10s)", hash);
	ck_assert_str_eq(revision_name(new_end), name);
}
END_TEST

// The forms of a range, and what is none.
START_TEST(test_ranges)
{
	static const struct {
		const char *range;
		const char *old_text, *new_text; // of sites/a.yaml; NULL: there is no such end
	} rows[] = {
		{"v1..main", "one\n", "two\n"},
		{"main..v1", "two\n", "one\n"},
		{"v1..", "one\n", "two\n"},
		{"..v1", "two\n", "one\n"},
		{"HEAD~1", "one\n", NULL},
		{"main...side", "one\n", "one\n"},
		{"side...", "one\n", "two\n"},
		{"nope..main", NULL, NULL},
		{"main..nope", NULL, NULL},
		{"v1:sites/a.yaml..main", NULL, NULL},
		{"", NULL, NULL},
	};

	make_repository();
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		AUTO_ERROR err = ERROR_INIT;
		AUTO_REVISION *old_end = NULL;
		AUTO_REVISION *new_end = NULL;
		int result = revision_open_range("r", rows[i].range, &old_end, &new_end, &err);

		ck_assert_msg((result == 0) == (rows[i].old_text != NULL), "%s", rows[i].range);
		if (result < 0) {
			ck_assert_int_eq(err.kind, ERROR_INPUT);
			continue;
		}
		assert_content(old_end, "r/sites/a.yaml", rows[i].old_text);
		ck_assert_msg(!new_end == !rows[i].new_text, "%s", rows[i].range);
		if (new_end)
			assert_content(new_end, "r/sites/a.yaml", rows[i].new_text);
	}
}
END_TEST

START_TEST(test_no_repository)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_REVISION *old_end = NULL;
	AUTO_REVISION *new_end = NULL;

	ck_assert_int_eq(revision_open_range("x.yaml", "a..b", &old_end, &new_end, &err), -1);
	ck_assert_int_eq(err.kind, ERROR_INPUT);
	ck_assert_str_eq(err.text, "'x.yaml' is in no git repository");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("line_diff");
	TCase *tcase = tcase_create("line_diff");

	tcase_add_checked_fixture(tcase, make_folder, remove_folder);
	tcase_add_loop_test(tcase, test_like_diff, 0, sizeof(cases) / sizeof(*cases));
	tcase_add_test(tcase, test_bytes);
	tcase_add_test(tcase, test_revisions);
	tcase_add_test(tcase, test_ranges);
	tcase_add_test(tcase, test_no_repository);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
