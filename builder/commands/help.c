// SPDX-License-Identifier: GPL-3.0-or-later
// --help and manual pages: both are made of the table of commands and the prose of the manual.
#include <string.h>

#include "buffer.h"
#include "command.h"
#include "memory.h"
#include "text.h"

enum {
	OPTION_COLUMN = 28,
	HELP_WIDTH = 80,
};

static const char options_mark[] = "@OPTIONS@\n";

static char *option_name(const struct command_option *option, const char *mark)
{
	AUTO_BUFFER name = BUFFER_INIT;

	if (option->letter)
		buffer_printf(&name, "%s-%c%s, ", mark, option->letter, mark);
	buffer_printf(&name, "%s--%s%s", mark, option->name, mark);
	return buffer_steal(&name);
}

static void print_options(struct buffer *out, const struct command_option *options)
{
	for (; options && options->name; options++) {
		AUTO_FREE char *name = option_name(options, "");
		AUTO_FREE char *left = memory_printf("  %s%s%s%s", options->letter ? "" : "    ",
			name, options->argument ? " " : "",
			options->argument ? options->argument : "");

		if (strlen(left) + 2 > OPTION_COLUMN)
			buffer_printf(out, "%s\n%*s%s\n", left, OPTION_COLUMN, "", options->help);
		else
			buffer_printf(out, "%-*s%s\n", OPTION_COLUMN, left, options->help);
	}
}

// '*' always marks; '_' only at the edge of a word, so that key_names keep theirs.
static bool is_mark(const char *markup, size_t at, size_t size)
{
	if (markup[at] == '*')
		return true;
	return markup[at] == '_' && (at == 0 || !text_is_alnum(markup[at - 1]) || at + 1 >= size ||
					    !text_is_alnum(markup[at + 1]));
}

// Ends the line that begins at `start` of the buffer, broken at blanks where it is too long.
static void end_line(struct buffer *out, size_t start)
{
	size_t blank = 0;

	for (size_t at = start; at < out->size; at++) {
		if (out->data[at] == ' ' && at > start)
			blank = at;
		if (at - start < HELP_WIDTH || !blank)
			continue;
		out->data[blank] = '\n';
		start = blank + 1;
		blank = 0;
	}
	buffer_putc(out, '\n');
}

// scdoc's markup without its marks: headings keep their words, *bold* and _underline_ lose theirs,
// literal blocks are indented instead of fenced.
static void print_plain(struct buffer *out, const char *markup, size_t size)
{
	size_t start = out->size;
	bool line_start = true;
	bool literal = false;

	for (size_t i = 0; i < size; i++) {
		char c = markup[i];

		if (line_start && strncmp(markup + i, "```", 3) == 0) {
			literal = !literal;
			i += 3;
			continue;
		}
		if (line_start && literal && c != '\n')
			buffer_puts(out, "    ");
		if (line_start && c == '#') {
			i++;
			continue;
		}
		line_start = c == '\n';
		if (line_start) {
			end_line(out, start);
			start = out->size;
		} else if (!literal && c == '\\' && i + 1 < size) {
			buffer_putc(out, markup[++i]);
		} else if (literal || !is_mark(markup, i, size)) {
			buffer_putc(out, c);
		}
	}
}

static char *capital(const char *text)
{
	char *sentence = memory_strdup(text);

	sentence[0] = text_upper(sentence[0]);
	return sentence;
}

char *help_command(const struct command *command)
{
	AUTO_BUFFER out = BUFFER_INIT;
	AUTO_FREE char *summary = capital(command->summary);
	const char *prose = manual_prose(command->name);
	const char *mark = prose ? strstr(prose, options_mark) : NULL;

	buffer_printf(&out, "Usage: esxmint %s [OPTION...]%s%s\n\n%s.\n\n", command->name,
		command->synopsis[0] ? " " : "", command->synopsis, summary);
	if (mark)
		print_plain(&out, prose, (size_t)(mark - prose));
	buffer_puts(&out, "OPTIONS\n\n");
	print_options(&out, command->options);
	print_options(&out, common_options);
	buffer_putc(&out, '\n');
	if (mark)
		print_plain(&out, mark + strlen(options_mark), strlen(mark + strlen(options_mark)));
	return buffer_steal(&out);
}

char *help_overview(void)
{
	AUTO_BUFFER out = BUFFER_INIT;

	buffer_puts(&out, "Usage: esxmint COMMAND [OPTION...] [ARGUMENT...]\n\n"
			  "Makes unattended ESXi installer ISOs from a reviewed YAML spec.\n\n"
			  "COMMANDS\n\n");
	for (const struct command *command = commands; command->name; command++)
		buffer_printf(&out, "  %-12s%s\n", command->name, command->summary);
	buffer_puts(&out, "\nOPTIONS\n\n");
	print_options(&out, common_options);
	buffer_puts(&out, "\n'esxmint COMMAND --help' tells more; so do the manual pages.\n");
	return buffer_steal(&out);
}

static void manual_options(struct buffer *out, const struct command_option *options)
{
	for (; options && options->name; options++) {
		AUTO_FREE char *name = option_name(options, "*");
		AUTO_FREE char *help = capital(options->help);

		buffer_puts(out, name);
		if (options->argument)
			buffer_printf(out, " _%s_", options->argument);
		buffer_printf(out, "\n\t%s.\n\n", help);
	}
}

static char *manual_overview(void)
{
	AUTO_BUFFER out = BUFFER_INIT;
	const char *prose = manual_prose("esxmint");
	const char *mark = strstr(prose, options_mark);

	buffer_puts(&out, "esxmint(1)\n\n# NAME\n\nesxmint - unattended ESXi installer ISOs from a "
			  "reviewed spec\n\n# SYNOPSIS\n\n*esxmint* _COMMAND_ [_OPTION_...] "
			  "[_ARGUMENT_...]\n\n");
	buffer_append(&out, prose, (size_t)(mark - prose));
	buffer_puts(&out, "# COMMANDS\n\n");
	for (const struct command *command = commands; command->name; command++) {
		AUTO_FREE char *summary = capital(command->summary);

		buffer_printf(&out, "*%s* %s\n\t%s. See *esxmint-%s*(1).\n\n", command->name,
			command->synopsis, summary, command->name);
	}
	buffer_puts(&out, "# OPTIONS\n\n");
	manual_options(&out, common_options);
	buffer_puts(&out, mark + strlen(options_mark));
	return buffer_steal(&out);
}

char *manual_page(const struct command *command)
{
	AUTO_BUFFER out = BUFFER_INIT;
	const char *prose;
	const char *mark;

	if (!command)
		return manual_overview();
	prose = manual_prose(command->name);
	mark = strstr(prose, options_mark);
	buffer_printf(&out, "esxmint-%s(1)\n\n# NAME\n\nesxmint-%s - %s\n\n", command->name,
		command->name, command->summary);
	buffer_printf(&out, "# SYNOPSIS\n\n*esxmint %s* [_OPTION_...] %s\n\n", command->name,
		command->synopsis);
	buffer_append(&out, prose, (size_t)(mark - prose));
	buffer_puts(&out, "# OPTIONS\n\n");
	manual_options(&out, command->options);
	manual_options(&out, common_options);
	buffer_puts(&out, mark + strlen(options_mark));
	return buffer_steal(&out);
}

char *completion_bash(void)
{
	AUTO_BUFFER out = BUFFER_INIT;

	buffer_puts(&out, "# Completion of esxmint for bash, made from its table of commands.\n"
			  "_esxmint()\n{\n\tlocal words\n\tcase ${COMP_WORDS[1]} in\n");
	for (const struct command *command = commands; command->name; command++) {
		buffer_printf(&out, "\t%s) words='", command->name);
		for (const struct command_option *option = command->options; option && option->name;
			option++)
			buffer_printf(&out, "--%s ", option->name);
		for (const struct command_option *option = common_options; option->name; option++)
			buffer_printf(&out, "--%s ", option->name);
		buffer_puts(&out, "' ;;\n");
	}
	buffer_puts(&out, "\tesac\n\tif [ \"$COMP_CWORD\" -eq 1 ]; then\n\t\twords='");
	for (const struct command *command = commands; command->name; command++)
		buffer_printf(&out, "%s ", command->name);
	buffer_puts(&out, "'\n\tfi\n\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- "
			  "\"${COMP_WORDS[COMP_CWORD]}\")\n}\n"
			  "complete -o default -F _esxmint esxmint\n");
	return buffer_steal(&out);
}
