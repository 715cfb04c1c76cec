// SPDX-License-Identifier: GPL-3.0-or-later
// Rules about the words of the commands: which ones the installer knows, and how it takes them.
//
// Source: facts/kickstart.md section 1 (option form, duplicates, unknown commands) and section 2.
#include <string.h>

#include "lint_rules.h"
#include "memory.h"
#include "text.h"

enum {
	ROWS_MAX = 128, // commands that there are, and room for more
	OPTIONS_MAX = 64, // of a line, that are held against each other
};

// Goes through the commands whose words can be told, headers of sections too.
static const struct ks_line *next_command(const struct lint *lint, size_t *index)
{
	while (*index < lint->ks->line_count && lint->found < LINT_FINDINGS_MAX) {
		const struct ks_line *line = &lint->ks->lines[(*index)++];

		if (lint_is_command(line))
			return line;
	}
	return NULL;
}

// Words of a password are not to be seen in a finding.
static bool is_secret(const struct ks_line *line)
{
	return lint_line_is(line, "rootpw") || lint_line_is(line, "serialnum");
}

void lint_ks_option_blank(struct lint *lint)
{
	const struct ks_line *line;

	for (size_t i = 0; (line = next_command(lint, &i));) {
		for (size_t k = 0; k < line->option_count; k++) {
			if (lint_has_blank(lint, line, k))
				lint_report_word(lint, line, line->options[k].word,
					"a blank behind '%s', where '=' belongs",
					line->options[k].name);
		}
	}
}

void lint_ks_option_without(struct lint *lint)
{
	const struct ks_line *line;

	for (size_t i = 0; (line = next_command(lint, &i));) {
		for (size_t k = 0; k < line->option_count; k++) {
			const struct ks_option *option = &line->options[k];

			if (!option->row || lint_has_blank(lint, line, k) ||
				(option->value && *option->value))
				continue;
			if (option->row->form == KS_VALUE ||
				(option->row->form == KS_OPTIONAL && option->value))
				lint_report_word(lint, line, option->word, "'%s' has no value",
					option->name);
		}
	}
}

void lint_ks_flag_value(struct lint *lint)
{
	const struct ks_line *line;

	for (size_t i = 0; (line = next_command(lint, &i));) {
		for (size_t k = 0; k < line->option_count; k++) {
			const struct ks_option *option = &line->options[k];

			if (option->row && option->row->form == KS_FLAG && option->value)
				lint_report_word(lint, line, option->word, "'%s' takes no value",
					option->name);
		}
	}
}

static const char *nearest_command(const char *name)
{
	const char *names[ROWS_MAX];
	size_t count = 0;

	for (const struct ks_command_row *row = ks_commands; row->name && count + 2 < ROWS_MAX;
		row++) {
		if (row->deprecated)
			continue;
		names[count++] = row->name;
		if (row->alias)
			names[count++] = row->alias;
	}
	return text_nearest(name, names, count);
}

static const char *nearest_option(const struct ks_line *line, const char *name)
{
	const char *names[OPTIONS_MAX];
	size_t count = 0;

	for (const struct ks_option_row *row = line->row->options; row->name && count < OPTIONS_MAX;
		row++) {
		if (!row->deprecated)
			names[count++] = row->name;
	}
	return text_nearest(name, names, count);
}

void lint_ks_unknown_command(struct lint *lint)
{
	const struct ks_line *line;
	// Lines behind what ended a section against the will of its writer are lines of the script.
	bool lost = false;

	for (size_t i = 0; (line = next_command(lint, &i));) {
		AUTO_FREE char *name = NULL;
		const char *nearest;

		lost = line->kind != KS_HEADER &&
		       (lost || (!line->row && ks_section_end(line->text)));
		if (line->row || lost || (line->number == 1 && lint->ks->bom_length))
			continue;
		name = memory_strndup(line->words[0].text, strcspn(line->words[0].text, "=:"));
		nearest = nearest_command(name);
		if (!*name)
			lint_report_word(lint, line, line->words, "this is no command");
		else if (nearest)
			lint_report_word(lint, line, line->words,
				"unknown command '%s', did you mean '%s'?", name, nearest);
		else
			lint_report_word(lint, line, line->words, "unknown command '%s'", name);
	}
}

void lint_ks_unknown_option(struct lint *lint)
{
	const struct ks_line *line;

	for (size_t i = 0; (line = next_command(lint, &i));) {
		for (size_t k = 0; k < line->option_count && lint->found < LINT_FINDINGS_MAX; k++) {
			const struct ks_option *option = &line->options[k];
			const char *nearest;

			if (!line->row || !line->row->options || line->kind == KS_HEADER ||
				!option->name || option->row ||
				text_equal(option->name, "--ignoressd")) // disk-exclusive says more
				continue;
			nearest = nearest_option(line, option->name);
			if (nearest)
				lint_report_word(lint, line, option->word,
					"unknown option, did you mean '%s'?", nearest);
			else if (is_secret(line))
				lint_report_word(lint, line, option->word,
					"'%s' does not know this option", line->words[0].text);
			else
				lint_report_word(lint, line, option->word,
					"'%s' does not know '%s'", line->words[0].text,
					option->name);
		}
	}
}

// Is the word the rest of a list of name servers that was written with blanks?
static bool is_list_rest(const struct ks_line *line, size_t index)
{
	const struct ks_option *before = index ? &line->options[index - 1] : NULL;
	size_t length = before && before->value ? strlen(before->value) : 0;

	return length && before->value[length - 1] == ',' && lint_line_is(line, "network");
}

static void check_words(struct lint *lint, const struct ks_line *line)
{
	size_t left = lint_words_taken(lint, line);
	size_t bare = 0;

	for (size_t k = 0; k < line->option_count; k++)
		bare += !line->options[k].name;
	for (size_t k = 0; k < line->option_count; k++) {
		const struct ks_option *option = &line->options[k];

		if (option->name)
			continue;
		bare--;
		// Of rootpw it is the last one that counts.
		if ((k && lint_has_blank(lint, line, k - 1)) || is_list_rest(line, k) ||
			lint_is_line_end(option) || (lint_line_is(line, "rootpw") && bare == 0))
			continue;
		if (left > 0 && !lint_line_is(line, "rootpw")) {
			left--;
			continue;
		}
		if (is_secret(line))
			lint_report_word(lint, line, option->word, "a word more than '%s' takes",
				line->words[0].text);
		else
			lint_report_word(lint, line, option->word, "'%s' does not take '%s'",
				line->words[0].text, option->value);
	}
}

void lint_ks_stray_word(struct lint *lint)
{
	const struct ks_line *line;

	for (size_t i = 0; (line = next_command(lint, &i));) {
		// Layouts have a rule of their own.
		if (lint_words_taken(lint, line) != SIZE_MAX && !lint_line_is(line, "keyboard"))
			check_words(lint, line);
	}
}

void lint_ks_duplicate_command(struct lint *lint)
{
	const struct ks_line *last[ROWS_MAX] = {NULL};
	const struct ks_line *line;

	for (size_t i = 0; (line = next_command(lint, &i));) {
		const struct ks_line *before = NULL;
		size_t row = line->row ? (size_t)(line->row - ks_commands) : ROWS_MAX;

		if (row >= ROWS_MAX || line->row->repeat != KS_LAST)
			continue;
		before = last[row];
		last[row] = line;
		if (before)
			lint_report_word(lint, line, line->words,
				"'%s' again: line %u does not count", line->words[0].text,
				before->number);
	}
}

void lint_ks_duplicate_option(struct lint *lint)
{
	const struct ks_line *line;

	for (size_t i = 0; (line = next_command(lint, &i));) {
		for (size_t k = 1; k < line->option_count && k < OPTIONS_MAX; k++) {
			const struct ks_option *option = &line->options[k];
			bool again = false;

			for (size_t j = 0; j < k && option->row && !again; j++)
				again = line->options[j].row == option->row;
			if (!again)
				continue;
			lint->severity = option->row->selector ? SEVERITY_ERROR : SEVERITY_WARNING;
			lint_report_word(lint, line, option->word,
				option->row->selector ? "'%s' again: the installer takes one"
						      : "'%s' again: only the first one counts",
				option->name);
		}
	}
}

void lint_ks_deprecated_command(struct lint *lint)
{
	const struct ks_line *line;

	for (size_t i = 0; (line = next_command(lint, &i));) {
		if (line->row && line->row->deprecated)
			lint_report_word(
				lint, line, line->words, "'%s' has no effect", line->words[0].text);
	}
}

void lint_ks_deprecated_option(struct lint *lint)
{
	const struct ks_line *line;

	for (size_t i = 0; (line = next_command(lint, &i));) {
		for (size_t k = 0; k < line->option_count; k++) {
			if (line->options[k].row && line->options[k].row->deprecated)
				lint_report_word(lint, line, line->options[k].word,
					"'%s' has no effect", line->options[k].name);
		}
	}
}

// Says which releases know it.
static void report_release(struct lint *lint, const struct ks_line *line,
	const struct ks_word *word, const char *name, struct release since, struct release until)
{
	char text[RELEASE_TEXT_SIZE];

	if (release_known(since) && release_known(lint->release) &&
		release_compare(lint->release, since) < 0) {
		release_format(since, text);
		lint_report_word(lint, line, word, "'%s' is known from %s on", name, text);
	} else {
		release_format(until, text);
		lint_report_word(lint, line, word, "'%s' is not known after %s", name, text);
	}
}

// A release that is not known says nothing about what is young, but 4.x is not meant.
static bool is_outside(const struct lint *lint, struct release since, struct release until)
{
	if (release_known(lint->release))
		return !lint_in_range(lint->release, since, until);
	return release_known(until) && !release_at_least(until, 5, 0);
}

void lint_ks_command_release(struct lint *lint)
{
	const struct ks_line *line;

	for (size_t i = 0; (line = next_command(lint, &i));) {
		if (line->row && !line->row->deprecated &&
			is_outside(lint, line->row->since, line->row->until))
			report_release(lint, line, line->words, line->words[0].text,
				line->row->since, line->row->until);
	}
}

void lint_ks_option_release(struct lint *lint)
{
	const struct ks_line *line;

	for (size_t i = 0; (line = next_command(lint, &i));) {
		for (size_t k = 0; line->kind == KS_COMMAND && k < line->option_count; k++) {
			const struct ks_option *option = &line->options[k];

			if (option->row && !option->row->deprecated &&
				is_outside(lint, option->row->since, option->row->until))
				report_release(lint, line, option->word, option->name,
					option->row->since, option->row->until);
		}
	}
}
