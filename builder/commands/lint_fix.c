// SPDX-License-Identifier: GPL-3.0-or-later
// lint --fix: what can be put right in kickstarts, shown as a diff and written where that is asked.
#include <string.h>
#include <sys/stat.h>

#include "file.h"
#include "line_diff.h"
#include "lint.h"
#include "lint_run.h"
#include "lint_target.h"
#include "mark.h"
#include "memory.h"
#include "print.h"
#include "text.h"

enum { CONTEXT = 3 }; // lines around a change

struct fixing {
	const struct lint_run *run;
	const char *output; // --output, or NULL
	bool force;
	struct buffer diff;
	bool left; // something to put right was only shown
};

static int add_target(struct lint_files *files, const char *path, struct error *err)
{
	enum lint_kind kind;

	if (lint_kind_of(path, &kind, err) < 0)
		return -1;
	if (kind == LINT_SPEC || kind == LINT_MEDIUM)
		return error_set(err, ERROR_USAGE, "--fix is for kickstarts, '%s' is %s", path,
			kind == LINT_SPEC ? "a spec" : "a medium");
	if (kind == LINT_FOLDER)
		return lint_folder_read(path, files, err);
	lint_files_add(files, path, false);
	return 0;
}

// Who could not read the file before cannot do so now.
static int replace(const char *path, const struct buffer *text, struct error *err)
{
	AUTO_OUTPUT *output = NULL;
	struct stat status;

	if (output_file_create(&output, path, true, err) < 0)
		return -1;
	if (stat(path, &status) == 0)
		fchmod(output_file_fd(output), status.st_mode & 0777);
	if (file_write_at(output_file_fd(output), path, 0, text->data, text->size, err) < 0)
		return -1;
	return output_file_commit(output, err);
}

// All line ends are put right, and that is said in one line: a diff of every line hides the rest.
static size_t drop_returns(const struct source *source, struct buffer *ret)
{
	const char *at = source->text;
	const char *stop = at + source->size;
	size_t count = 0;

	while (at < stop) {
		const char *end = memchr(at, '\n', (size_t)(stop - at));
		bool both = end && end > at && end[-1] == '\r';

		buffer_append(ret, at, (size_t)((end ? end : stop) - at) - both);
		if (end)
			buffer_putc(ret, '\n');
		count += both;
		at = end ? end + 1 : stop;
	}
	return count;
}

// With asterisks for secrets: one that changes is still seen to change.
static int show(
	struct fixing *fixing, const struct ks *ks, const struct buffer *text, struct error *err)
{
	AUTO_LINE_DIFF *diff = NULL;
	AUTO_BUFFER before = BUFFER_INIT;
	AUTO_BUFFER after = BUFFER_INIT;
	AUTO_BUFFER lines = BUFFER_INIT;
	AUTO_BUFFER plain = BUFFER_INIT;
	const char *name = ks->source->name;
	size_t line_ends;

	line_ends = drop_returns(ks->source, &plain);
	if (line_ends)
		buffer_printf(&lines, "%s: %zu line end%s of CR LF become%s LF\n", name, line_ends,
			line_ends == 1 ? "" : "s", line_ends == 1 ? "s" : "");
	mark_text(buffer_text(&plain), plain.size, &before);
	mark_text(buffer_text(text), text->size, &after);
	if (line_diff(buffer_text(&before), before.size, buffer_text(&after), after.size, CONTEXT,
		    &diff, err) < 0)
		return -1;
	line_diff_print(diff, name, name, &lines);
	for (const char *at = buffer_text(&lines); *at;) {
		size_t length = strcspn(at, "\n");

		print_clean(at, length, &fixing->diff);
		buffer_putc(&fixing->diff, '\n');
		at += length + (at[length] == '\n');
	}
	return 0;
}

static int fix(struct fixing *fixing, const char *path, struct error *err)
{
	AUTO_KS *ks = NULL;
	AUTO_BUFFER text = BUFFER_INIT;
	size_t count;

	if (lint_read_kickstart(path, &ks, err) < 0)
		return -1;
	count = lint_fix(ks, lint_run_release(fixing->run, ks), &text);
	if (count && show(fixing, ks, &text, err) < 0)
		return -1;
	if (fixing->output)
		return file_write(
			fixing->output, fixing->force, buffer_text(&text), text.size, err);
	if (count && fixing->force)
		return replace(path, &text, err);
	fixing->left = fixing->left || count > 0;
	return 0;
}

static int check_usage(
	const struct fixing *fixing, const struct lint_files *files, struct error *err)
{
	if (fixing->output && files->count != 1)
		return error_set(err, ERROR_USAGE, "--output takes one kickstart, these are %zu",
			files->count);
	for (size_t i = 0; !fixing->output && fixing->force && i < files->count; i++) {
		if (text_equal(files->list[i].path, "-"))
			return error_set(err, ERROR_USAGE,
				"standard input cannot be replaced, give --output");
	}
	return 0;
}

int lint_fix_all(const struct lint_run *run, struct error *err)
{
	struct fixing fixing = {
		.run = run,
		.output = arguments_value(run->arguments, "output"),
		.force = arguments_flag(run->arguments, "force"),
	};
	AUTO_LINT_FILES files = LINT_FILES_INIT;
	AUTO_BUFFER diff = BUFFER_INIT;
	size_t kept = 0;

	for (size_t i = 0; i < arguments_count(run->arguments); i++) {
		if (add_target(&files, arguments_at(run->arguments, i), err) < 0)
			return -1;
	}
	for (size_t i = 0; i < files.count; i++) {
		if (files.list[i].is_spec)
			free(files.list[i].path);
		else
			files.list[kept++] = files.list[i];
	}
	files.count = kept;
	if (check_usage(&fixing, &files, err) < 0)
		return -1;
	for (size_t i = 0; i < files.count; i++) {
		if (fix(&fixing, files.list[i].path, err) < 0) {
			buffer_finish(&fixing.diff);
			return -1;
		}
	}
	diff = fixing.diff;
	// The kickstart itself is there then.
	if (!(fixing.output && text_equal(fixing.output, "-")) &&
		file_write("-", false, buffer_text(&diff), diff.size, err) < 0)
		return -1;
	return fixing.left ? STATUS_NO : STATUS_YES;
}
