// SPDX-License-Identifier: GPL-3.0-or-later
// esxmint diff: what changes for a machine between two specs, kickstarts or media.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "compare.h"
#include "diff_sides.h"
#include "file.h"
#include "memory.h"
#include "pager.h"
#include "revision.h"
#include "text.h"

static int output(const struct arguments *arguments, const struct comparison *comparison,
	const char *format, struct error *err)
{
	const char *path = arguments_value(arguments, "output");
	bool plain = path && !text_equal(path, "-");
	AUTO_BUFFER text = BUFFER_INIT;
	AUTO_FREE char *document = NULL;

	if (text_equal(format, "json")) {
		document = compare_print_json(comparison);
		buffer_puts(&text, document);
	} else if (text_equal(format, "markdown")) {
		compare_print_markdown(comparison, &text);
	} else if (text_equal(format, "html")) {
		compare_print_html(comparison, &text);
	} else {
		bool color = output_use_color(arguments_color(arguments), stdout);

		compare_print_text(comparison, color && !plain, &text);
		if (!plain && !arguments_flag(arguments, "no-pager"))
			return pager_write(buffer_text(&text), text.size, err);
	}
	return file_write(plain ? path : "-", arguments_flag(arguments, "force"),
		buffer_text(&text), text.size, err);
}

static int read_pair(const struct arguments *arguments, struct compare_sides *old_sides,
	struct compare_sides *new_sides, struct error *err)
{
	struct diff_reader reader = {.arguments = arguments};

	if (arguments_count(arguments) != 2)
		return error_set(err, ERROR_USAGE, "expected OLD and NEW, two arguments");
	if (text_equal(arguments_at(arguments, 0), "-") &&
		text_equal(arguments_at(arguments, 1), "-"))
		return error_set(err, ERROR_USAGE, "only one side can be standard input");
	if (diff_sides_read(&reader, arguments_at(arguments, 0), NULL, old_sides, err) < 0 ||
		diff_sides_read(&reader, arguments_at(arguments, 1), NULL, new_sides, err) < 0)
		return -1;
	if (arguments_value(arguments, "host") && !reader.host_used)
		return error_set(
			err, ERROR_USAGE, "--host is given, but neither side is a spec with hosts");
	return 0;
}

// A path that only one of the revisions has is there on one side only.
static int read_end(struct diff_reader *reader, const struct revision *other, const char *path,
	bool named, struct compare_sides *sides, struct error *err)
{
	AUTO_FREE char *first = memory_strndup(path, strcspn(path, ","));
	bool here = reader->revision ? revision_find(reader->revision, first) != REVISION_NOTHING
				     : file_exists(first);

	if (!here && other && revision_find(other, first) != REVISION_NOTHING)
		return 0;
	if (!here && !other && file_exists(first))
		return 0;
	return diff_sides_read(reader, path, named ? path : NULL, sides, err);
}

static int read_revisions(const struct arguments *arguments, const struct revision *old_end,
	const struct revision *new_end, struct compare_sides *old_sides,
	struct compare_sides *new_sides, struct error *err)
{
	struct diff_reader old_reader = {.arguments = arguments, .revision = old_end};
	struct diff_reader new_reader = {.arguments = arguments, .revision = new_end};
	bool named = arguments_count(arguments) > 1;

	for (size_t i = 0; i < arguments_count(arguments); i++) {
		const char *path = arguments_at(arguments, i);

		if (read_end(&old_reader, new_end, path, named, old_sides, err) < 0)
			return error_wrap(err, "%s", revision_name(old_end));
		if (read_end(&new_reader, old_end, path, named, new_sides, err) < 0)
			return error_wrap(
				err, "%s", new_end ? revision_name(new_end) : "the work tree");
	}
	if (arguments_value(arguments, "host") && !old_reader.host_used && !new_reader.host_used)
		return error_set(err, ERROR_USAGE, "--host is given, but no spec has hosts");
	return 0;
}

static int compare_git(const struct arguments *arguments, const char *range,
	struct compare_sides *old_sides, struct compare_sides *new_sides, struct comparison **ret,
	struct error *err)
{
	AUTO_REVISION *old_end = NULL;
	AUTO_REVISION *new_end = NULL;
	AUTO_FREE char *first = NULL;

	if (arguments_count(arguments) == 0)
		return error_set(err, ERROR_USAGE, "--git needs the paths of specs");
	first = memory_strndup(
		arguments_at(arguments, 0), strcspn(arguments_at(arguments, 0), ","));
	if (revision_open_range(first, range, &old_end, &new_end, err) < 0 ||
		read_revisions(arguments, old_end, new_end, old_sides, new_sides, err) < 0)
		return -1;
	compare_sides_sort(old_sides);
	compare_sides_sort(new_sides);
	return compare_run(revision_name(old_end), new_end ? revision_name(new_end) : "work tree",
		old_sides, new_sides, ret, err);
}

COMMAND(diff)
{
	CLEANUP(compare_sides_finish) struct compare_sides old_sides = {0};
	CLEANUP(compare_sides_finish) struct compare_sides new_sides = {0};
	AUTO_COMPARISON *comparison = NULL;
	const char *range = arguments_value(arguments, "git");
	const char *format;

	if (arguments_format(arguments, "text|json|markdown|html", &format, err) < 0)
		return -1;
	if (range) {
		if (compare_git(arguments, range, &old_sides, &new_sides, &comparison, err) < 0)
			return -1;
	} else {
		if (read_pair(arguments, &old_sides, &new_sides, err) < 0)
			return -1;
		compare_sides_sort(&old_sides);
		compare_sides_sort(&new_sides);
		if (compare_run(arguments_at(arguments, 0), arguments_at(arguments, 1), &old_sides,
			    &new_sides, &comparison, err) < 0)
			return -1;
	}
	if (output(arguments, comparison, format, err) < 0)
		return -1;
	return comparison->equal || comparison->equivalent ? STATUS_YES : STATUS_NO;
}
