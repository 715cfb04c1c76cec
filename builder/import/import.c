// SPDX-License-Identifier: GPL-3.0-or-later
// From a kickstart to a spec, see import.h.
//
// What was made is held against the table and the rules of specs. What is not valid is taken back,
// and the kickstart read anew without it, so that a line that no key can hold stays a line.
#include "import.h"

#include <stdlib.h>
#include <string.h>

#include "import_internal.h"
#include "lint.h"
#include "line_diff.h"
#include "memory.h"
#include "render.h"
#include "schema.h"
#include "text.h"

enum {
	// Each run takes back something. So many with the scripts, then they stay as they are.
	RUNS_SCRIPTS = 20,
	RUNS_MAX = 30,
	HAND_MADE_MAX = 10, // findings on what was changed in a kickstart of our own
	HEAD_LINES = 2, // of it say from which spec it was made
	LINE_SHOWN = 100, // bytes of a line that a comment repeats
};

unsigned import_origin(const struct ks_line *line, size_t part)
{
	return line->number * IMPORT_PARTS + (unsigned)part;
}

unsigned import_origin_line(unsigned origin)
{
	return origin / IMPORT_PARTS;
}

const char *import_refused(const struct import *import, unsigned origin)
{
	for (size_t i = 0; i < import->refusal_count; i++) {
		if (import->refusals[i].origin == origin)
			return import->refusals[i].reason;
	}
	return NULL;
}

// The mapping that the path leads through, and its last key.
static struct draft *walk(struct import *import, const char *path, const char **ret_key)
{
	struct draft *at = import->root;
	size_t length;

	for (; path[length = strcspn(path, ".")]; path += length + 1) {
		AUTO_FREE char *key = memory_strndup(path, length);

		at = draft_mapping(at, key);
	}
	*ret_key = path;
	return at;
}

struct draft *import_mapping(struct import *import, const char *path)
{
	const char *key;
	struct draft *at = walk(import, path, &key);

	return draft_mapping(at, key);
}

struct draft *import_list(struct import *import, const char *path)
{
	const char *key;
	struct draft *at = walk(import, path, &key);

	return draft_list(at, key);
}

struct draft *import_set(struct import *import, const char *path, const char *value)
{
	const char *key;
	struct draft *at = walk(import, path, &key);

	return draft_set(at, key, value, import->origin);
}

const char *import_get(const struct import *import, const char *path)
{
	const struct draft *at = import->root;
	size_t length;

	for (; path[length = strcspn(path, ".")]; path += length + 1) {
		AUTO_FREE char *key = memory_strndup(path, length);

		at = draft_find(at, key);
		if (!at)
			return NULL;
	}
	return draft_text(at, path);
}

struct diagnostic *import_report(struct import *import, enum severity severity,
	const struct ks_line *line, unsigned column, const char *format, ...)
{
	AUTO_FREE char *message = NULL;
	va_list args;

	va_start(args, format);
	message = memory_vprintf(format, args);
	va_end(args);
	return diagnostics_add(&import->diagnostics, severity, ks_place(import->ks, line, column),
		NULL, "%s", message);
}

void import_leave(
	struct import *import, const struct ks_line *line, const char *what, const char *reason)
{
	AUTO_BUFFER shown = BUFFER_INIT;

	for (size_t i = 0; what[i] && i < LINE_SHOWN; i++)
		buffer_putc(&shown, what[i] >= ' ' && what[i] <= '~' ? what[i] : '?');
	buffer_printf(
		&import->left, "line %u: %s: %s\n", line->number, buffer_text(&shown), reason);
	import_report(import, SEVERITY_WARNING, line, 0, "'%s' is not taken over: %s",
		buffer_text(&shown), reason);
}

bool import_read_bool(const char *text, bool *ret)
{
	static const char yes[] = "true|yes|on|1|y|t|enable|enabled";
	static const char no[] = "false|no|off|0|n|f|disable|disabled";
	AUTO_FREE char *lower = memory_strdup(text);

	for (char *at = lower; *at; at++)
		*at = text_lower(*at);
	*ret = schema_words_have(yes, lower);
	return *ret || schema_words_have(no, lower);
}

// ---- one run ----

static void put_base(struct import *import)
{
	struct draft *base = import_mapping(import, "base");
	char release[RELEASE_TEXT_SIZE];

	if (release_known(import->release)) {
		release_format(import->release, release);
		draft_set(base, "release", release, 0);
		return;
	}
	draft_comment(base,
		"The kickstart does not say for which ESXi it is: name the installer ISO here,");
	draft_comment(base, "or write release: \"8.0\" in its place.");
	draft_set(base, "iso", "base.iso", 0);
}

static void put_head(struct import *import)
{
	const char *left = buffer_text(&import->left);
	AUTO_FREE char *first =
		memory_printf("Made by esxmint import from %s.", import->ks->source->name);

	draft_comment(import->root, first);
	if (*left)
		draft_comment(import->root, "Of the kickstart this is not in it:");
	while (*left) {
		size_t length = strcspn(left, "\n");
		AUTO_FREE char *line = memory_printf("  %.*s", (int)length, left);

		draft_comment(import->root, line);
		left += length + (left[length] == '\n');
	}
}

static void run(struct import *import)
{
	import->root = draft_create();
	draft_set(import->root, "esxmint", "1", 0);
	import->refused_now = 0;
	import_commands(import);
	import_scripts(import);
	import_check_conditions(import);
	put_base(import);
	put_head(import);
}

static void finish_run(struct import *import)
{
	draft_destroy(STEAL(import->root));
	buffer_finish(&import->left);
	diagnostics_finish(&import->diagnostics);
	import->left = (struct buffer)BUFFER_INIT;
	import->diagnostics = (struct diagnostics)DIAGNOSTICS_INIT;
	import->origin = 0;
	import->wants_reboot = false;
	for (size_t i = 0; i < import->condition_count; i++)
		free(import->conditions[i].what);
	free(import->conditions);
	import->conditions = NULL;
	import->condition_count = 0;
}

// ---- what is not valid ----

bool import_refuse(struct import *import, unsigned origin, const char *reason)
{
	if (!origin || import_refused(import, origin))
		return false;
	memory_grow(&import->refusals, import->refusal_count, sizeof(*import->refusals));
	import->refusals[import->refusal_count++] =
		(struct import_refusal){origin, memory_strdup(reason)};
	import->refused_now++;
	return true;
}

static void refuse_below(struct import *import, const struct draft *draft, const char *reason)
{
	import_refuse(import, draft->origin, reason);
	for (size_t i = 0; i < draft->count; i++)
		refuse_below(import, draft->items[i], reason);
}

// Takes back what a finding is about. What is only missing at the top or below `install` is
// nobody's fault.
static void refuse(struct import *import, const struct diagnostic *diagnostic)
{
	const char *path = diagnostic->path ? diagnostic->path : "";
	const struct draft *at = draft_at(import->root, path);

	if (at->kind != DRAFT_VALUE &&
		(at == import->root || text_equal(path, "install.accept_eula") ||
			text_equal(path, "install.root_password")))
		return;
	refuse_below(import, at, diagnostic->message);
}

static bool is_in_script(const struct import *import, const struct draft *draft)
{
	unsigned line = import_origin_line(draft->origin);

	return line && line <= import->ks->line_count &&
	       import->ks->lines[line - 1].kind == KS_SCRIPT;
}

static void try_render(const struct import *import, const struct spec *spec, struct buffer *ret,
	struct diagnostics *findings)
{
	AUTO_TEMPLATES *templates = NULL;
	AUTO_ERROR err = ERROR_INIT;
	// Of a kickstart of our own all secrets are in the spec as they stood there.
	struct kickstart_options options = {.secrets = import->own ? SECRET_SHOWN : SECRET_HIDDEN};
	int result;

	if (!release_supported(import->release))
		return;
	result = templates_open(NULL, &templates, findings, &err);
	options.templates = templates;
	if (result == 0)
		result = kickstart_render(spec, import->release, &options, ret, findings, &err);
	if (result < 0)
		diagnostics_add(findings, SEVERITY_ERROR, (struct place){0}, NULL, "%s", err.text);
}

// Where a kickstart of our own is not what its keys render to, someone changed it by hand.
static void report_hand_made(struct import *import, const struct buffer *rendered)
{
	const struct source *source = import->ks->source;
	AUTO_LINE_DIFF *diff = NULL;
	AUTO_ERROR err = ERROR_INIT;
	size_t told = 0;

	if (line_diff(source->text, source->size, buffer_text(rendered), rendered->size, 0, &diff,
		    &err) < 0) {
		diagnostics_add(&import->diagnostics, SEVERITY_WARNING,
			(struct place){source, 0, 0}, NULL, "%s", err.text);
		return;
	}
	for (size_t i = 0; i < diff->hunk_count && told < HAND_MADE_MAX; i++) {
		const struct line_diff_hunk *hunk = &diff->hunks[i];
		unsigned last = hunk->old_start + (hunk->old_count ? hunk->old_count - 1 : 0);
		const struct ks_line *line;

		if (last <= HEAD_LINES || last > import->ks->line_count)
			continue;
		line = &import->ks->lines[hunk->old_start - 1];
		if (hunk->old_count)
			import_report(import, SEVERITY_WARNING, line, 0,
				"up to line %u this is not what the keys render to: changed by "
				"hand, and not in the spec",
				last);
		else
			import_report(import, SEVERITY_WARNING, line, 0,
				"behind this line the keys render %u more: taken out by hand, and "
				"not in the spec",
				hunk->new_count);
		told++;
	}
}

// What rendering would stop at: calls stay calls then. A command that is wrong is wrong either way.
static void check_render(struct import *import, const struct spec *spec, struct diagnostics *errors)
{
	AUTO_DIAGNOSTICS findings = DIAGNOSTICS_INIT;
	AUTO_BUFFER rendered = BUFFER_INIT;

	lint_spec(spec, import->release, 0, &findings);
	if (!findings.error_count)
		try_render(import, spec, &rendered, &findings);
	if (import->own && rendered.size && !findings.error_count)
		report_hand_made(import, &rendered);
	for (size_t i = 0; i < findings.count; i++) {
		const struct diagnostic *finding = &findings.list[i];
		const struct draft *at = draft_at(import->root, finding->path ? finding->path : "");

		if (finding->severity != SEVERITY_ERROR)
			continue;
		if (is_in_script(import, at))
			import_refuse(import, at->origin, finding->message);
		else
			diagnostics_add(errors, SEVERITY_ERROR, finding->place, finding->path, "%s",
				finding->message);
	}
}

// Holds the spec against the rules.
static void check(struct import *import, const struct buffer *text, struct diagnostics *errors)
{
	AUTO_SPEC *spec = NULL;

	spec_load_text("spec", buffer_text(text), text->size, &spec, errors);
	if (spec && release_known(import->release))
		spec_check_release(spec, import->release, errors);
	for (size_t i = 0; i < errors->count; i++) {
		if (errors->list[i].severity == SEVERITY_ERROR)
			refuse(import, &errors->list[i]);
	}
	if (spec && !errors->error_count && release_known(import->release))
		check_render(import, spec, errors);
}

static void copy_findings(const struct diagnostics *from, struct diagnostics *to)
{
	for (size_t i = 0; i < from->count; i++) {
		const struct diagnostic *finding = &from->list[i];
		struct diagnostic *copy = diagnostics_add(to, finding->severity, finding->place,
			finding->path, "%s", finding->message);

		if (finding->hint)
			diagnostic_hint(copy, "%s", finding->hint);
	}
}

// What stays wrong: the spec loads, and whoever completes it has to know.
static void report_errors(
	const struct import *import, const struct diagnostics *errors, struct diagnostics *to)
{
	for (size_t i = 0; i < errors->count; i++) {
		const struct diagnostic *error = &errors->list[i];
		struct place place = {import->ks->source, 0, 0};
		struct diagnostic *copy;

		if (error->severity != SEVERITY_ERROR)
			continue;
		copy = diagnostics_add(to, SEVERITY_WARNING, place, error->path,
			"the spec is not complete: %s", error->message);
		if (error->hint)
			diagnostic_hint(copy, "%s", error->hint);
	}
}

void import_kickstart(const struct ks *ks, struct release release, struct buffer *ret,
	struct diagnostics *diagnostics)
{
	struct import import = {
		.ks = ks,
		.release = release_known(release) ? release : ks_said_release(ks),
		.own = release_known(ks_said_release(ks)),
	};

	for (unsigned i = 0;; i++) {
		AUTO_BUFFER text = BUFFER_INIT;
		AUTO_DIAGNOSTICS errors = DIAGNOSTICS_INIT;

		import.keep_scripts = i >= RUNS_SCRIPTS;
		run(&import);
		draft_write(import.root, &text);
		check(&import, &text, &errors);
		if (import.refused_now && i + 1 < RUNS_MAX) {
			finish_run(&import);
			continue;
		}
		buffer_append(ret, buffer_text(&text), text.size);
		copy_findings(&import.diagnostics, diagnostics);
		report_errors(&import, &errors, diagnostics);
		break;
	}
	finish_run(&import);
	for (size_t i = 0; i < import.refusal_count; i++)
		free(import.refusals[i].reason);
	free(import.refusals);
}

void import_spec(const struct ks *ks, struct release release, struct spec **ret,
	struct diagnostics *diagnostics)
{
	AUTO_BUFFER text = BUFFER_INIT;
	AUTO_DIAGNOSTICS errors = DIAGNOSTICS_INIT; // told by import_kickstart()

	import_kickstart(ks, release, &text, diagnostics);
	spec_load_text(ks->source->name, buffer_text(&text), text.size, ret, &errors);
}
