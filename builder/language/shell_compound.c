// SPDX-License-Identifier: GPL-3.0-or-later
// Compound commands and functions of a shell script.
//
// Source: the grammar of POSIX.1-2017, XCU 2.9.4, with `function` as busybox's shell has it.
#include <string.h>

#include "memory.h"
#include "shell_internal.h"
#include "text.h"

static bool parse_if(struct shell_parser *parser, size_t node, size_t start)
{
	static const char why[] = "'if' without its 'fi'";
	bool conditional = parser->conditional;
	bool in_branch = parser->in_branch;
	size_t last = NO_NODE;
	bool fine = false;
	size_t child;

	for (;;) {
		if (!shell_parse_body(parser, &child))
			break;
		shell_adopt(parser, node, &last, child);
		parser->in_branch = true;
		if (!shell_want_word(parser, "then", start, why) ||
			!shell_parse_branch(parser, &child))
			break;
		shell_adopt(parser, node, &last, child);
		if (shell_take_word(parser, "elif")) {
			parser->conditional = true;
			continue;
		}
		if (shell_take_word(parser, "else")) {
			if (!shell_parse_branch(parser, &child))
				break;
			shell_adopt(parser, node, &last, child);
		}
		fine = shell_want_word(parser, "fi", start, why);
		break;
	}
	parser->conditional = conditional;
	parser->in_branch = in_branch;
	return fine;
}

static bool parse_subject(struct shell_parser *parser, size_t node)
{
	struct shell_word word;

	shell_skip_blanks(parser);
	if (shell_at_word_end(parser, 0))
		return shell_fail(parser, parser->at, "a word is missing here");
	if (!shell_lex_word(parser, &word))
		return false;
	memory_grow(&shell_node_at(parser, node)->words, shell_node_at(parser, node)->word_count,
		sizeof(word));
	shell_node_at(parser, node)->words[shell_node_at(parser, node)->word_count++] = word;
	return true;
}

static bool parse_choice(struct shell_parser *parser, size_t choice)
{
	size_t last = NO_NODE;
	size_t body;

	if (shell_peek(parser, 0) == '(')
		parser->at++;
	for (;;) {
		if (!parse_subject(parser, choice))
			return false;
		shell_skip_blanks(parser);
		if (shell_peek(parser, 0) != '|')
			break;
		parser->at++;
	}
	if (shell_peek(parser, 0) != ')')
		return shell_fail(parser, parser->at, "a pattern without its ')'");
	parser->at++;
	if (!shell_parse_list(parser, &body))
		return false;
	shell_adopt(parser, choice, &last, body);
	return true;
}

static bool parse_case(struct shell_parser *parser, size_t node, size_t start)
{
	static const char why[] = "'case' without its 'esac'";
	bool conditional = parser->conditional;
	bool in_branch = parser->in_branch;
	size_t last = NO_NODE;

	if (!parse_subject(parser, node) || !shell_skip_lines(parser) ||
		!shell_want_word(parser, "in", start, why))
		return false;
	for (;;) {
		size_t choice;
		bool fine;

		if (!shell_skip_lines(parser))
			return false;
		if (shell_take_word(parser, "esac"))
			return true;
		if (shell_peek(parser, 0) < 0)
			return shell_fail(parser, start, why);
		choice = shell_add_node(parser, NODE_CHOICE);
		shell_adopt(parser, node, &last, choice);
		parser->conditional = parser->in_branch = true;
		fine = parse_choice(parser, choice);
		parser->conditional = conditional;
		parser->in_branch = in_branch;
		if (!fine)
			return false;
		if (shell_peek(parser, 0) == ';' && shell_peek(parser, 1) == ';')
			parser->at += 2;
		else
			return shell_want_word(parser, "esac", start, why);
	}
}

static bool is_name(const char *text, size_t length)
{
	if (text_is_digit(*text))
		return false;
	for (size_t i = 0; i < length; i++) {
		if (!text_is_alnum(text[i]) && text[i] != '_')
			return false;
	}
	return true;
}

// The variable and the words of `for`, up to its `do`.
static bool parse_for_head(struct shell_parser *parser, size_t loop)
{
	struct shell_loop_row *row;
	struct shell_word word;
	size_t start;

	shell_skip_blanks(parser);
	if (shell_at_word_end(parser, 0))
		return shell_fail(parser, parser->at, "'for' without a variable");
	start = parser->at;
	if (!shell_lex_word(parser, &word))
		return false;
	row = &parser->script->loops[loop];
	row->variable = STEAL(word.text);
	if (!is_name(parser->text + start, parser->at - start))
		return shell_fail(parser, start, "no name of a variable");
	if (!shell_skip_lines(parser))
		return false;
	if (!shell_take_word(parser, "in")) {
		if (shell_peek(parser, 0) == ';')
			parser->at++;
		return shell_skip_lines(parser);
	}
	row->listed = true;
	for (;;) {
		shell_skip_blanks(parser);
		if (shell_at_word_end(parser, 0))
			break;
		if (!shell_lex_word(parser, &word))
			return false;
		row = &parser->script->loops[loop];
		memory_grow(&row->list, row->list_count, sizeof(*row->list));
		row->list[row->list_count++] = word;
	}
	if (shell_peek(parser, 0) == ';' && shell_peek(parser, 1) != ';')
		parser->at++;
	else if (!shell_at_line_end(parser))
		return shell_fail(parser, parser->at, shell_no_command);
	return shell_skip_lines(parser);
}

static bool parse_loop(struct shell_parser *parser, size_t node, size_t start, const char *word)
{
	static const char why[] = "a loop without its 'done'";
	struct shell_script *script = parser->script;
	struct shell_parser outer = *parser;
	bool is_for = text_equal(word, "for");
	size_t loop = script->loop_count;
	size_t last = NO_NODE;
	size_t child;
	bool fine;

	memory_grow(&script->loops, script->loop_count, sizeof(*script->loops));
	script->loops[script->loop_count++] = (struct shell_loop_row){
		.kind = is_for ? SHELL_FOR : SHELL_WHILE,
		.parent = parser->loop,
		.offset = start,
		.until = text_equal(word, "until"),
	};
	shell_node_at(parser, node)->index = loop;
	if (is_for && !parse_for_head(parser, loop))
		return false;
	parser->loop = (int)loop;
	if (!is_for) {
		parser->in_loop_condition = true;
		fine = shell_parse_body(parser, &child);
		parser->in_loop_condition = outer.in_loop_condition;
		if (!fine)
			return false;
		shell_adopt(parser, node, &last, child);
	}
	if (!shell_want_word(parser, "do", start, why) || !shell_parse_branch(parser, &child))
		return false;
	shell_adopt(parser, node, &last, child);
	parser->loop = outer.loop;
	return shell_want_word(parser, "done", start, why);
}

static bool parse_group(struct shell_parser *parser, size_t node, size_t start)
{
	size_t last = NO_NODE;
	size_t body;

	if (!shell_parse_body(parser, &body))
		return false;
	shell_adopt(parser, node, &last, body);
	return shell_want_word(parser, "}", start, "'{' without its '}'");
}

static bool parse_subshell(struct shell_parser *parser, size_t node, size_t start)
{
	size_t last = NO_NODE;
	size_t body;

	if (!shell_parse_body(parser, &body))
		return false;
	shell_adopt(parser, node, &last, body);
	if (shell_peek(parser, 0) != ')')
		return shell_peek(parser, 0) < 0 ? shell_fail(parser, start, "'(' without its ')'")
						 : shell_fail(parser, parser->at, shell_no_command);
	parser->at++;
	return true;
}

static bool parse_redirects(struct shell_parser *parser, size_t node)
{
	struct shell_redirect redirect;
	struct shell_node *at;

	for (;;) {
		parser->command_end = parser->at;
		shell_skip_blanks(parser);
		if (!shell_at_redirect(parser))
			break;
		if (!shell_lex_redirect(parser, &redirect))
			return false;
		at = shell_node_at(parser, node);
		memory_grow(&at->redirects, at->redirect_count, sizeof(redirect));
		at->redirects[at->redirect_count++] = redirect;
	}
	at = shell_node_at(parser, node);
	shell_await_texts(parser, at->redirects, at->redirect_count);
	return true;
}

bool shell_parse_function(
	struct shell_parser *parser, const char *name, size_t length, size_t start, size_t *ret)
{
	size_t function = parser->script->function_count;
	struct shell_script *script = parser->script;
	struct shell_parser outer = *parser;
	size_t last = NO_NODE;
	size_t body;

	*ret = shell_add_node(parser, NODE_FUNCTION);
	shell_node_at(parser, *ret)->index = function;
	memory_grow(&script->functions, script->function_count, sizeof(*script->functions));
	script->functions[script->function_count] =
		(struct shell_function){memory_strndup(name, length), start, start};
	parser->function = (int)script->function_count++;
	parser->loop = -1;
	parser->in_loop_condition = parser->conditional = parser->piped = false;
	parser->in_branch = false;
	if (!shell_skip_lines(parser) || !shell_parse_command(parser, &body))
		return false;
	script->functions[function].end = parser->command_end;
	outer.at = parser->at;
	outer.command_end = parser->command_end;
	outer.pending = parser->pending;
	outer.pending_count = parser->pending_count;
	*parser = outer;
	shell_adopt(parser, *ret, &last, body);
	return true;
}

// `function name`, with or without parentheses.
bool shell_parse_function_word(struct shell_parser *parser, size_t start, size_t *ret)
{
	size_t name;
	size_t length;

	shell_skip_blanks(parser);
	name = parser->at;
	while (!shell_at_word_end(parser, 0))
		parser->at++;
	length = parser->at - name;
	if (!length)
		return shell_fail(parser, start, "a function without a name");
	shell_skip_blanks(parser);
	if (shell_peek(parser, 0) == '(') {
		parser->at++;
		shell_skip_blanks(parser);
		if (shell_peek(parser, 0) != ')')
			return shell_fail(parser, parser->at, shell_no_command);
		parser->at++;
	}
	return shell_parse_function(parser, parser->text + name, length, start, ret);
}

// The compound command that begins here; NODE_COMMAND: none does.
bool shell_parse_compound(struct shell_parser *parser, size_t start, size_t *ret, bool *ret_is)
{
	static const struct {
		const char *word;
		enum shell_node_kind kind;
	} words[] = {
		{"if", NODE_IF},
		{"while", NODE_LOOP},
		{"until", NODE_LOOP},
		{"for", NODE_LOOP},
		{"case", NODE_CASE},
		{"{", NODE_GROUP},
	};
	size_t i = 0;
	bool fine = true;

	*ret_is = true;
	if (shell_peek(parser, 0) == '(') {
		parser->at++;
		*ret = shell_add_node(parser, NODE_SUBSHELL);
		return parse_subshell(parser, *ret, start) && parse_redirects(parser, *ret);
	}
	while (i < sizeof(words) / sizeof(*words) && !shell_take_word(parser, words[i].word))
		i++;
	*ret_is = i < sizeof(words) / sizeof(*words);
	if (!*ret_is)
		return true;
	*ret = shell_add_node(parser, words[i].kind);
	if (words[i].kind == NODE_IF)
		fine = parse_if(parser, *ret, start);
	else if (words[i].kind == NODE_CASE)
		fine = parse_case(parser, *ret, start);
	else if (words[i].kind == NODE_GROUP)
		fine = parse_group(parser, *ret, start);
	else
		fine = parse_loop(parser, *ret, start, words[i].word);
	return fine && parse_redirects(parser, *ret);
}
