// SPDX-License-Identifier: GPL-3.0-or-later
// Simple commands of a shell script: assignments, words and redirections, and where they stand.
#include "shell_internal.h"

#include <string.h>

#include "memory.h"
#include "text.h"

// The length of NAME in "NAME=…" at this place, 0 where there is none.
static size_t assigned_name(const struct shell_parser *parser)
{
	size_t length = 0;

	while (text_is_alnum((char)shell_peek(parser, length)) || shell_peek(parser, length) == '_')
		length++;
	if (length == 0 || text_is_digit((char)shell_peek(parser, 0)))
		return 0;
	return shell_peek(parser, length) == '=' ? length : 0;
}

static void add_word(struct shell_word **words, size_t *count, struct shell_word word)
{
	memory_grow(words, *count, sizeof(word));
	(*words)[(*count)++] = word;
}

static bool known_as(const struct shell_command *command, const char *name)
{
	return command->word_count && text_equal(command->words[0].text, name);
}

// Inside [[ ]] operators are words.
static void parse_operator(struct shell_parser *parser, struct shell_command *command)
{
	size_t start = parser->at;
	int c = shell_peek(parser, 0);
	size_t length = (c == '&' || c == '|') && shell_peek(parser, 1) == c ? 2 : 1;

	parser->at += length;
	add_word(&command->words, &command->word_count,
		(struct shell_word){.text = memory_strndup(parser->text + start, length),
			.offset = start,
			.length = length,
			.known = true});
}

static bool parse_word(struct shell_parser *parser, struct shell_command *command)
{
	bool assignment = command->word_count == 0 && assigned_name(parser) > 0;
	struct shell_word word;

	if (!shell_lex_word(parser, &word))
		return false;
	if (assignment)
		add_word(&command->assignments, &command->assignment_count, word);
	else
		add_word(&command->words, &command->word_count, word);
	return true;
}

static bool parse_redirect(struct shell_parser *parser, struct shell_command *command)
{
	struct shell_redirect redirect;

	if (!shell_lex_redirect(parser, &redirect))
		return false;
	memory_grow(&command->redirects, command->redirect_count, sizeof(redirect));
	command->redirects[command->redirect_count++] = redirect;
	return true;
}

static bool parse_parts(struct shell_parser *parser, struct shell_command *command)
{
	for (;;) {
		int c;
		bool inside = known_as(command, "[[") &&
			      !text_equal(command->words[command->word_count - 1].text, "]]");

		shell_skip_blanks(parser);
		c = shell_peek(parser, 0);
		if (c < 0 || c == '\n' || (c == '\r' && shell_peek(parser, 1) == '\n'))
			return true;
		if (inside && c && strchr("&|<>()", c)) {
			parse_operator(parser, command);
		} else if (shell_at_redirect(parser)) {
			if (!parse_redirect(parser, command))
				return false;
		} else if (c == '(') {
			return shell_fail(parser, parser->at, "no parenthesis can stand here");
		} else if (c && strchr(";&|)", c)) {
			return true;
		} else {
			if (!parse_word(parser, command))
				return false;
		}
		command->end = parser->at;
	}
}

static bool compares_numbers(const struct shell_command *command)
{
	static const char *const operators[] = {"-lt", "-gt", "-le", "-ge", "-eq", "-ne"};

	if (!known_as(command, "[") && !known_as(command, "[[") && !known_as(command, "test"))
		return false;
	for (size_t i = 1; i < command->word_count; i++) {
		for (size_t j = 0; j < sizeof(operators) / sizeof(*operators); j++) {
			if (text_equal(command->words[i].text, operators[j]))
				return true;
		}
	}
	return false;
}

// What the command says of the loops around it.
static void mark_loops(struct shell_script *script, const struct shell_command *command)
{
	bool counted;
	uint64_t levels = 0;

	if (command->loop < 0)
		return;
	counted = compares_numbers(command);
	if (known_as(command, "exit") || known_as(command, "return"))
		levels = SHELL_DEPTH_MAX;
	if (known_as(command, "break")) {
		levels = 1;
		if (command->word_count > 1)
			text_parse_number(command->words[1].text, SHELL_DEPTH_MAX, &levels);
	}
	for (int loop = command->loop; loop >= 0; loop = script->loops[loop].parent) {
		if (levels > 0) {
			script->loops[loop].has_break = true;
			levels--;
		}
		script->loops[loop].counted |= counted;
	}
}

bool shell_parse_simple(struct shell_parser *parser, size_t *ret_node)
{
	struct shell_script *script = parser->script;
	struct shell_command command = {
		.offset = parser->at,
		.end = parser->at,
		.loop = parser->loop,
		.in_loop_condition = parser->in_loop_condition,
		.function = parser->function,
		.conditional = parser->conditional,
		.in_branch = parser->in_branch,
		.substituted = parser->substituted,
		.piped_from = parser->piped,
	};
	size_t index = script->command_count;
	bool fine;

	if (index >= SHELL_COMMANDS_MAX)
		return shell_fail(parser, parser->at, "more commands than are looked at");
	// Commands of substitutions in it come behind it.
	memory_grow(&script->commands, script->command_count, sizeof(command));
	memset(&script->commands[script->command_count++], 0, sizeof(command));
	fine = parse_parts(parser, &command);
	script->commands[index] = command;
	*ret_node = shell_add_node(parser, NODE_COMMAND);
	parser->tree->nodes[*ret_node].index = index;
	if (!fine)
		return false;
	if (command.end == command.offset)
		return shell_fail(parser, parser->at, "no command can begin here");
	parser->command_end = command.end;
	mark_loops(script, &command);
	shell_await_texts(parser, command.redirects, command.redirect_count);
	return true;
}
