// SPDX-License-Identifier: GPL-3.0-or-later
// What the rules ask of a kickstart.
#include <string.h>

#include "lint_rules.h"
#include "memory.h"
#include "text.h"

bool lint_is_4(const struct lint *lint)
{
	return release_known(lint->release) && !release_at_least(lint->release, 5, 0);
}

bool lint_line_is(const struct ks_line *line, const char *command)
{
	return line->row && text_equal(line->row->name, command);
}

// The command in the first line, with the mark of UTF-8 in front of it.
static bool is_behind_mark(const struct ks *ks, const char *command)
{
	const struct ks_line *line = ks->lines;

	return ks->bom_length && ks->line_count && line->word_count &&
	       strlen(line->words[0].text) > ks->bom_length &&
	       ks_command_find(line->words[0].text + ks->bom_length) == ks_command_find(command);
}

bool lint_may_have(const struct lint *lint, const char *command)
{
	return ks_command(lint->ks, command, 0) || ks_includes(lint->ks) ||
	       is_behind_mark(lint->ks, command);
}

const struct ks_line *lint_install_line(const struct lint *lint)
{
	for (size_t i = 0; i < lint->ks->line_count; i++) {
		const struct ks_line *line = &lint->ks->lines[i];

		if (line->row && (lint_line_is(line, "install") || lint_line_is(line, "upgrade") ||
					 lint_line_is(line, "installorupgrade")))
			return line;
	}
	return NULL;
}

const struct ks_line *lint_anchor(const struct lint *lint)
{
	const struct ks_line *install = lint_install_line(lint);

	if (install)
		return install;
	for (size_t i = 0; i < lint->ks->line_count; i++) {
		if (lint->ks->lines[i].kind == KS_COMMAND)
			return &lint->ks->lines[i];
	}
	return lint->ks->line_count ? lint->ks->lines : NULL;
}

bool lint_is_template_text(const char *text)
{
	static const char *const marks[] = {"{{", "{%", "<%", "${", "@@"};
	const char *opened;

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		if (strstr(text, marks[i]))
			return true;
	}
	opened = strchr(text, '<');
	return opened && strchr(opened, '>');
}

bool lint_is_template(const struct ks_line *line)
{
	for (size_t i = 0; i < line->word_count; i++) {
		if (lint_is_template_text(line->words[i].text))
			return true;
	}
	return false;
}

bool lint_is_command(const struct ks_line *line)
{
	return (line->kind == KS_COMMAND || line->kind == KS_HEADER) && !line->unbalanced &&
	       !lint_is_template(line);
}

bool lint_is_header(const struct ks_line *line)
{
	return line->kind == KS_HEADER && !line->row->deprecated;
}

const char *lint_value(const struct ks_line *line, const char *name)
{
	const struct ks_option *option = ks_option(line, name);

	return option && option->value && *option->value ? option->value : NULL;
}

size_t lint_words_taken(const struct lint *lint, const struct ks_line *line)
{
	static const char *const one[] = {"%include", "keyboard", "part", "rootpw"};

	if (!line->row || !line->row->options ||
		(lint_is_4(lint) && (lint_line_is(line, "install") || lint_line_is(line, "part"))))
		return SIZE_MAX;
	for (size_t i = 0; i < sizeof(one) / sizeof(*one); i++) {
		if (lint_line_is(line, one[i]))
			return 1;
	}
	return 0;
}

const struct ks_line *lint_next(const struct lint *lint, const char *name, size_t *index)
{
	while (*index < lint->ks->line_count) {
		const struct ks_line *line = &lint->ks->lines[(*index)++];

		if (line->row && lint_line_is(line, name) && lint_is_command(line))
			return line;
	}
	return NULL;
}

static bool has_more_words(const struct ks_line *line, size_t than)
{
	size_t count = 0;

	for (size_t i = 0; i < line->option_count && count <= than; i++)
		count += !line->options[i].name;
	return count > than;
}

bool lint_is_line_end(const struct ks_option *option)
{
	return !option->name && text_equal(option->word->text, "\n");
}

bool lint_has_blank(const struct lint *lint, const struct ks_line *line, size_t index)
{
	const struct ks_option *option = &line->options[index];

	if (!option->name || !option->row || option->row->form == KS_FLAG ||
		(option->value && *option->value) || index + 1 == line->option_count ||
		line->options[index + 1].name || lint_is_line_end(&line->options[index + 1]))
		return false;
	return option->row->form == KS_VALUE || option->value ||
	       has_more_words(line, lint_words_taken(lint, line));
}

char *lint_next_item(const char **list)
{
	const char *start = *list;
	size_t length;

	if (!start)
		return NULL;
	length = strcspn(start, ",");
	*list = start[length] ? start + length + 1 : NULL;
	while (length && (*start == ' ' || *start == '\t')) {
		start++;
		length--;
	}
	while (length && (start[length - 1] == ' ' || start[length - 1] == '\t'))
		length--;
	return memory_strndup(start, length);
}

char *lint_list_item(const char *list, size_t index)
{
	for (; list && index > 0; index--) {
		list = strchr(list, ',');
		list = list ? list + 1 : NULL;
	}
	return lint_next_item(&list);
}
