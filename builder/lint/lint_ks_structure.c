// SPDX-License-Identifier: GPL-3.0-or-later
// Rules about the shape of a kickstart: the commands that it needs, and its sections.
//
// Source: facts/kickstart.md sections 1, 2.1, 2.10 and 3.
#include <string.h>

#include "lint_rules.h"
#include "text.h"

enum { COMMANDS_MAX = 256 }; // section 1, "limits"

static bool only_upgrades(const struct lint *lint)
{
	const struct ks_line *line = lint_install_line(lint);

	return line && lint_line_is(line, "upgrade");
}

// At the command that decides what is missing.
static void report_missing(struct lint *lint, const char *message)
{
	const struct ks_line *line = lint_anchor(lint);

	lint_report_ks(
		lint, line, line && line->word_count ? line->words[0].column : 1, "%s", message);
}

void lint_ks_eula(struct lint *lint)
{
	if (!only_upgrades(lint) && !lint_may_have(lint, "vmaccepteula"))
		report_missing(lint, "no 'vmaccepteula'");
}

void lint_ks_password_missing(struct lint *lint)
{
	const struct ks_line *line = lint_install_line(lint);

	lint->severity = line && !lint_line_is(line, "install") ? SEVERITY_WARNING : SEVERITY_ERROR;
	if (only_upgrades(lint) || lint_is_4(lint))
		return;
	if (!lint_may_have(lint, "rootpw"))
		report_missing(lint, "no 'rootpw'");
	for (size_t i = 0; (line = ks_command(lint->ks, "rootpw", i)); i++) {
		if (line->word_count && lint_is_command(line) && !ks_last_bare(line))
			lint_report_word(lint, line, line->words, "'rootpw' without a password");
	}
}

void lint_ks_install(struct lint *lint)
{
	const struct ks_line *first = lint_install_line(lint);

	if (!first && !ks_includes(lint->ks) && !lint_may_have(lint, "install"))
		report_missing(lint, "no 'install', 'upgrade' or 'installorupgrade'");
	if (!first)
		return;
	for (size_t i = first->number; i < lint->ks->line_count; i++) {
		const struct ks_line *line = &lint->ks->lines[i];

		if (line->row && line->kind == KS_COMMAND && line->row->repeat == KS_ONCE)
			lint_report_word(lint, line, line->words,
				"'%s', although line %u says '%s'", line->words[0].text,
				first->number, first->words[0].text);
	}
}

void lint_ks_network_missing(struct lint *lint)
{
	if (!only_upgrades(lint) && !lint_may_have(lint, "network"))
		report_missing(lint, "no 'network'");
}

void lint_ks_many(struct lint *lint)
{
	size_t count = 0;

	for (size_t i = 0; i < lint->ks->line_count; i++) {
		const struct ks_line *line = &lint->ks->lines[i];

		if (line->kind != KS_COMMAND && line->kind != KS_HEADER)
			continue;
		if (++count == COMMANDS_MAX + 1) {
			lint_report_word(
				lint, line, line->words, "command number %d", COMMANDS_MAX + 1);
			return;
		}
	}
}

void lint_ks_mode(struct lint *lint)
{
	static const char *const names[] = {
		"keyboard", "network", "rootpw", "serialnum"}; // clearpart and part stop it

	for (size_t i = 0; only_upgrades(lint) && i < sizeof(names) / sizeof(*names); i++) {
		const struct ks_line *line;

		for (size_t k = 0; (line = ks_command(lint->ks, names[i], k)); k++)
			lint_report_word(lint, line, line->words, "an upgrade does not take '%s'",
				line->words[0].text);
	}
}

void lint_ks_wait(struct lint *lint)
{
	if (!lint_may_have(lint, "reboot"))
		report_missing(lint, "no 'reboot': the installation does not end by itself");
}

void lint_ks_include(struct lint *lint)
{
	const struct ks_line *line;

	for (size_t i = 0; (line = ks_command(lint->ks, "%include", i)); i++) {
		const struct ks_option *file = ks_last_bare(line);

		if (!lint_is_command(line))
			continue;
		if (!file)
			lint_report_word(lint, line, line->words, "'%s' without a file",
				line->words[0].text);
		else if (*file->value != '/' && !text_has_prefix(file->value, "./") &&
			 !strchr(file->value, ':'))
			lint_report_value(lint, line, file, "'%s' is read as '/%s'", file->value,
				file->value);
	}
}

// ---- sections ----

static const struct ks_line *header_of(const struct lint *lint, size_t section)
{
	return &lint->ks->lines[lint->ks->sections[section].header];
}

static bool is_script(const struct ks_section *section)
{
	return section->stage == KS_PRE || section->stage == KS_POST ||
	       section->stage == KS_FIRSTBOOT;
}

void lint_ks_interpreter_missing(struct lint *lint)
{
	for (size_t i = 0; i < lint->ks->section_count; i++) {
		const struct ks_line *line = header_of(lint, i);

		if (is_script(&lint->ks->sections[i]) && lint_is_command(line) &&
			!ks_option(line, "--interpreter"))
			lint_report_word(lint, line, line->words, "'%s' names no interpreter",
				line->words[0].text);
	}
}

void lint_ks_interpreter(struct lint *lint)
{
	for (size_t i = 0; i < lint->ks->section_count; i++) {
		const struct ks_line *line = header_of(lint, i);
		const struct ks_option *option = ks_option(line, "--interpreter");

		if (!lint_is_command(line) || !option || !option->value || !*option->value ||
			text_equal(option->value, "busybox") || text_equal(option->value, "python"))
			continue;
		lint_report_value(lint, line, option, "no interpreter '%s'", option->value);
	}
}

void lint_ks_section_option(struct lint *lint)
{
	for (size_t i = 0; i < lint->ks->section_count; i++) {
		const struct ks_line *line = header_of(lint, i);

		for (size_t k = 0; is_script(&lint->ks->sections[i]) && lint_is_command(line) &&
				   k < line->option_count;
			k++) {
			const struct ks_option *option = &line->options[k];

			if (!option->name ||
				(option->row && lint_in_range(lint->release, option->row->since,
							option->row->until)))
				continue;
			lint_report_word(lint, line, option->word, "'%s' does not know '%s'",
				line->words[0].text, option->name);
		}
	}
}

void lint_ks_section_value(struct lint *lint)
{
	for (size_t i = 0; i < lint->ks->section_count; i++) {
		const struct ks_line *line = header_of(lint, i);
		const struct ks_option *timeout = ks_option(line, "--timeout");
		const struct ks_option *ignore = ks_option(line, "--ignorefailure");

		if (lint->ks->sections[i].stage != KS_POST || !lint_is_command(line))
			continue;
		if (timeout && timeout->value && *timeout->value &&
			timeout->value[strspn(timeout->value, "0123456789")])
			lint_report_value(lint, line, timeout, "'%s' is no number of seconds",
				timeout->value);
		if (ignore && ignore->value && *ignore->value &&
			!text_equal_nocase(ignore->value, "true") &&
			!text_equal_nocase(ignore->value, "false"))
			lint_report_value(lint, line, ignore, "'%s' is neither true nor false",
				ignore->value);
	}
}

void lint_ks_section_empty(struct lint *lint)
{
	for (size_t i = 0; i < lint->ks->section_count; i++) {
		const struct ks_section *section = &lint->ks->sections[i];
		bool empty = is_script(section);

		for (size_t k = 0; k < section->body_size && empty; k++)
			empty = strchr(" \t\r\n", section->body[k]) && section->body[k];
		if (empty)
			lint_report_word(lint, header_of(lint, i), header_of(lint, i)->words,
				"'%s' has nothing to run", header_of(lint, i)->words[0].text);
	}
}
