// SPDX-License-Identifier: GPL-3.0-or-later
// The linter: the run through the rules, and how they report. The table of them is lint_table.c.
//
// What is certainly wrong whatever the release is an error of the spec itself (spec/rules.c) and
// is no rule here.
#include "lint.h"

#include <stdarg.h>

#include "lint_rules.h"
#include "memory.h"
#include "sections.h"
#include "text.h"

const struct lint_rule *lint_rule_find(const char *id)
{
	size_t count;
	const struct lint_rule *rules = lint_rules(&count);

	for (size_t i = 0; i < count; i++) {
		if (text_equal(rules[i].id, id))
			return &rules[i];
	}
	return NULL;
}

static void report(struct lint *lint, struct place place, const char *path, const char *hint,
	const char *format, va_list args) __attribute__((format(printf, 5, 0)));

static void report(struct lint *lint, struct place place, const char *path, const char *hint,
	const char *format, va_list args)
{
	AUTO_FREE char *message = NULL;
	struct diagnostic *diagnostic;

	if (lint->found >= LINT_FINDINGS_MAX)
		return;
	lint->found++;
	message = memory_vprintf(format, args);
	diagnostic = diagnostics_add(lint->diagnostics, lint->severity, place, path, "%s%s",
		message,
		lint->found == LINT_FINDINGS_MAX ? " (the last of those that are told)" : "");
	diagnostic_rule(diagnostic, lint->rule->id);
	diagnostic_hint(diagnostic, "%s", hint);
}

void lint_report(struct lint *lint, const char *path, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	report(lint, spec_place(lint->spec, path), path, lint->rule->instead, format, args);
	va_end(args);
}

void lint_report_node(struct lint *lint, const struct spec_node *node, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	report(lint, spec_node_place(node), spec_node_path(node), lint->rule->instead, format,
		args);
	va_end(args);
}

void lint_report_place(
	struct lint *lint, struct place place, const char *path, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	report(lint, place, path, lint->rule->instead, format, args);
	va_end(args);
}

static void report_ks(struct lint *lint, struct place place, const char *format, va_list args)
	__attribute__((format(printf, 3, 0)));

// What is rendered is reported where the spec says it.
static void report_ks(struct lint *lint, struct place place, const char *format, va_list args)
{
	const char *hint = lint->rule->ks_instead ? lint->rule->ks_instead : lint->rule->instead;
	const char *path = NULL;

	if (lint->map)
		place = source_map_place(lint->map, place.line, place.column, &path);
	if (!place.source)
		place = spec_place(lint->spec, "");
	report(lint, place, path, hint, format, args);
}

void lint_report_ks(
	struct lint *lint, const struct ks_line *line, unsigned column, const char *format, ...)
{
	struct place place = {lint->ks->source, 1, 1};
	va_list args;

	va_start(args, format);
	report_ks(lint, line ? ks_place(lint->ks, line, column) : place, format, args);
	va_end(args);
}

void lint_report_word(struct lint *lint, const struct ks_line *line, const struct ks_word *word,
	const char *format, ...)
{
	va_list args;

	va_start(args, format);
	report_ks(lint, ks_place(lint->ks, line, word->column), format, args);
	va_end(args);
}

void lint_report_value(struct lint *lint, const struct ks_line *line,
	const struct ks_option *option, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	report_ks(lint, ks_place(lint->ks, line, option->value_column), format, args);
	va_end(args);
}

static unsigned count_lines(const char *text, size_t offset)
{
	unsigned lines = 0;

	for (size_t i = 0; i < offset; i++)
		lines += text[i] == '\n';
	return lines;
}

void lint_report_script(
	struct lint *lint, const struct lint_script *script, size_t offset, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	if (script->node)
		report(lint, section_line_place(script->node, count_lines(script->text, offset)),
			spec_node_path(script->node), lint->rule->instead, format, args);
	else
		report_ks(lint, ks_body_place(lint->ks, script->section, offset), format, args);
	va_end(args);
}

size_t lint_count(const struct lint *lint, const char *path)
{
	const struct spec_node *node = spec_get(lint->spec, path);

	return node ? spec_node_count(node) : 0;
}

const struct spec_node *lint_item(const struct lint *lint, const char *path, size_t index)
{
	return spec_node_at(spec_get(lint->spec, path), index);
}

bool lint_text_is(const struct lint *lint, const char *path, const char *value)
{
	const char *text = spec_text(lint->spec, path);

	return text && text_equal(text, value);
}

// A release that is not known stands for all of 5.0 to 9.x.
bool lint_in_range(struct release release, struct release since, struct release until)
{
	if (!release_known(release))
		return !release_known(until) &&
		       release_compare(since, (struct release){5, 0, 0}) <= 0;
	if (release_known(since) && release_compare(release, since) < 0)
		return false;
	if (!release_known(until))
		return true;
	release.update = until.update;
	return release_compare(release, until) <= 0;
}

static bool applies(const struct lint *lint, const struct lint_rule *rule)
{
	const struct spec_node *disabled = lint->spec ? spec_get(lint->spec, "lint.disable") : NULL;

	if (!lint_in_range(lint->release, rule->since, rule->until))
		return false;
	for (size_t i = 0; disabled && i < spec_node_count(disabled); i++) {
		if (text_equal(spec_node_text(spec_node_at(disabled, i)), rule->id))
			return false;
	}
	return true;
}

static void check_disabled(struct lint *lint)
{
	size_t count;
	const struct lint_rule *rules = lint_rules(&count);
	AUTO_FREE const char **ids = NULL;

	if (lint_count(lint, "lint.disable") == 0)
		return;
	ids = memory_alloc_array(count, sizeof(*ids));
	for (size_t i = 0; i < count; i++)
		ids[i] = rules[i].id;
	for (size_t i = 0; i < lint_count(lint, "lint.disable"); i++) {
		const struct spec_node *node = lint_item(lint, "lint.disable", i);
		const char *nearest = text_nearest(spec_node_text(node), ids, count);
		struct diagnostic *diagnostic;

		if (lint_rule_find(spec_node_text(node)))
			continue;
		diagnostic =
			diagnostics_add(lint->diagnostics, SEVERITY_WARNING, spec_node_place(node),
				spec_node_path(node), "unknown rule '%s'", spec_node_text(node));
		if (nearest)
			diagnostic_hint(diagnostic, "did you mean '%s'?", nearest);
	}
}

enum pass {
	PASS_SPEC,
	PASS_KICKSTART,
	PASS_RENDERED, // what no check of a spec can tell
	PASS_BOOT,
};

static void run(struct lint *lint, enum pass pass)
{
	size_t count;
	const struct lint_rule *rules = lint_rules(&count);

	for (size_t i = 0; i < count; i++) {
		const struct lint_rule *rule = &rules[i];
		void (*check)(struct lint *) = rule->ks_check;

		if (pass == PASS_SPEC)
			check = rule->check;
		else if (pass == PASS_BOOT)
			check = rule->boot_check;
		else if (pass == PASS_RENDERED && rule->check)
			check = NULL;
		if (!check || !applies(lint, rule))
			continue;
		lint->rule = rule;
		lint->severity = rule->severity;
		lint->found = 0;
		check(lint);
	}
}

static void run_scripts(struct lint *lint, enum pass pass)
{
	lint_read_scripts(lint);
	run(lint, pass);
	lint_drop_scripts(lint);
	lint_drop_network(lint->network);
}

void lint_spec(const struct spec *spec, struct release release, uint64_t build,
	struct diagnostics *diagnostics)
{
	struct lint lint = {
		.spec = spec,
		.release = release,
		.build = build,
		.diagnostics = diagnostics,
	};

	check_disabled(&lint);
	run_scripts(&lint, PASS_SPEC);
}

// Does the kickstart say what only 4.1 takes (facts/kickstart.md section 2.13)?
static bool looks_like_4(const struct ks *ks)
{
	static const char *const media[] = {"cdrom", "nfs", "url", "usb"};
	const struct ks_line *install = ks_command(ks, "install", 0);
	const struct ks_option *medium = install ? ks_last_bare(install) : NULL;

	if (ks_command(ks, "autopart", 0))
		return true;
	for (size_t i = 0; medium && i < sizeof(media) / sizeof(*media); i++) {
		if (text_equal(
			    install->options[0].value ? install->options[0].value : "", media[i]))
			return true;
	}
	return false;
}

struct release lint_guess_release(const struct ks *ks, struct release release)
{
	if (release_known(release) || !looks_like_4(ks))
		return release;
	return (struct release){4, 1, 0};
}

void lint_kickstart(const struct ks *ks, struct release release, struct diagnostics *diagnostics)
{
	struct lint lint = {
		.ks = ks,
		.release = lint_guess_release(ks, release),
		.diagnostics = diagnostics,
	};

	run_scripts(&lint, PASS_KICKSTART);
}

void lint_rendered(const struct ks *ks, const struct source_map *map, const struct spec *spec,
	struct release release, struct diagnostics *diagnostics)
{
	struct lint lint = {
		.spec = spec,
		.ks = ks,
		.map = map,
		.release = release,
		.diagnostics = diagnostics,
	};

	run_scripts(&lint, PASS_RENDERED);
}

void lint_medium(const struct ks *ks, const struct lint_boot *boot, struct release release,
	struct diagnostics *diagnostics)
{
	struct lint lint = {
		.ks = ks,
		.boot = boot,
		.release = release,
		.diagnostics = diagnostics,
	};

	run(&lint, PASS_BOOT);
	if (!ks)
		return;
	lint.release = lint_guess_release(ks, release);
	run_scripts(&lint, PASS_KICKSTART);
}
