// SPDX-License-Identifier: GPL-3.0-or-later
// Renders or lints a spec for tests: kickstart-render render|lint RELEASE TEMPLATES|- SPEC...
//
// The kickstart goes to standard output, findings to standard error as
// "file:line:column: severity: message [rule] (hint)". Status 1: findings that are errors; 2:
// failed.
#include <stdio.h>
#include <string.h>

#include "lint.h"
#include "render.h"

static void print_findings(struct diagnostics *diagnostics)
{
	diagnostics_sort(diagnostics);
	for (size_t i = 0; i < diagnostics->count; i++) {
		const struct diagnostic *item = &diagnostics->list[i];

		fprintf(stderr, "%s:%u:%u: %s: %s: %s [%s] (%s)\n",
			item->place.source ? item->place.source->name : "-", item->place.line,
			item->place.column, severity_name(item->severity),
			item->path ? item->path : "-", item->message, item->rule ? item->rule : "-",
			item->hint ? item->hint : "-");
	}
}

static int run(int argc, char **argv, struct diagnostics *diagnostics, struct error *err)
{
	AUTO_SPEC *spec = NULL;
	AUTO_TEMPLATES *templates = NULL;
	AUTO_BUFFER output = BUFFER_INIT;
	struct kickstart_options options = {0};
	struct release release;

	if (argc < 5 || !release_parse(argv[2], &release))
		return error_set(err, ERROR_USAGE, "wrong arguments");
	if (spec_load((const char *const *)argv + 4, (size_t)argc - 4, &spec, diagnostics, err) < 0)
		return -1;
	if (diagnostics->error_count > 0 || !spec)
		return 0;
	spec_check_release(spec, release, diagnostics);
	if (strcmp(argv[1], "lint") == 0) {
		lint_spec(spec, release, 0, diagnostics);
		return 0;
	}
	if (templates_open(
		    strcmp(argv[3], "-") == 0 ? NULL : argv[3], &templates, diagnostics, err) < 0)
		return -1;
	options.templates = templates;
	options.secrets = strcmp(argv[1], "review") == 0 ? SECRET_HIDDEN : SECRET_SHOWN;
	if (kickstart_render(spec, release, &options, &output, diagnostics, err) < 0)
		return -1;
	if (diagnostics->error_count == 0)
		fputs(buffer_text(&output), stdout);
	return 0;
}

int main(int argc, char **argv)
{
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_ERROR err = ERROR_INIT;
	int result = run(argc, argv, &diagnostics, &err);

	print_findings(&diagnostics);
	if (result < 0) {
		fprintf(stderr, "error: %s\n", err.text);
		return 2;
	}
	return diagnostics.error_count > 0;
}
