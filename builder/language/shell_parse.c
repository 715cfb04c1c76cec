// SPDX-License-Identifier: GPL-3.0-or-later
// The grammar of a shell script: lists, pipes, compound commands and functions.
//
// Source: the grammar of POSIX.1-2017, XCU 2.10, with what busybox's shell adds (`function`, [[
// ]]).
#include <string.h>

#include "memory.h"
#include "shell_internal.h"
#include "text.h"

const char shell_no_command[] = "no command can begin here";

size_t shell_add_node(struct shell_parser *parser, enum shell_node_kind kind)
{
	struct shell_tree *tree = parser->tree;

	memory_grow(&tree->nodes, tree->node_count, sizeof(*tree->nodes));
	tree->nodes[tree->node_count] = (struct shell_node){
		.kind = kind, .child = NO_NODE, .next = NO_NODE, .index = SIZE_MAX};
	return tree->node_count++;
}

struct shell_node *shell_node_at(struct shell_parser *parser, size_t node)
{
	return &parser->tree->nodes[node];
}

// Adds a child behind the last one.
void shell_adopt(struct shell_parser *parser, size_t parent, size_t *last, size_t child)
{
	if (*last == NO_NODE)
		shell_node_at(parser, parent)->child = child;
	else
		shell_node_at(parser, *last)->next = child;
	*last = child;
}

bool shell_at_word_end(const struct shell_parser *parser, size_t ahead)
{
	int c;

	// A line that goes on is one with the next.
	while (shell_peek(parser, ahead) == '\\' && shell_peek(parser, ahead + 1) == '\n')
		ahead += 2;
	c = shell_peek(parser, ahead);
	return c < 0 || (c && strchr(" \t\r\n;&|<>()", c));
}

static bool at_word(const struct shell_parser *parser, const char *word)
{
	size_t length;

	if (shell_peek(parser, 0) != *word)
		return false;
	length = strlen(word);
	return parser->end - parser->at >= length &&
	       memcmp(parser->text + parser->at, word, length) == 0 &&
	       shell_at_word_end(parser, length);
}

bool shell_take_word(struct shell_parser *parser, const char *word)
{
	if (!at_word(parser, word))
		return false;
	parser->at += strlen(word);
	return true;
}

// What is expected here, and what was opened at `start` where the script ends before it.
bool shell_want_word(struct shell_parser *parser, const char *word, size_t start, const char *why)
{
	shell_skip_blanks(parser);
	if (shell_take_word(parser, word))
		return true;
	return shell_peek(parser, 0) < 0 ? shell_fail(parser, start, why)
					 : shell_fail(parser, parser->at, shell_no_command);
}

bool shell_at_line_end(const struct shell_parser *parser)
{
	return shell_peek(parser, 0) == '\n' ||
	       (shell_peek(parser, 0) == '\r' && shell_peek(parser, 1) == '\n');
}

bool shell_skip_lines(struct shell_parser *parser)
{
	for (;;) {
		shell_skip_blanks(parser);
		if (!shell_at_line_end(parser))
			return true;
		if (!shell_newline(parser))
			return false;
	}
}

// Words that can begin no command, since they close or go on with one.
static bool at_closing(const struct shell_parser *parser)
{
	static const char *const words[] = {
		"then", "else", "elif", "fi", "do", "done", "esac", "}", "in"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (at_word(parser, words[i]))
			return true;
	}
	return false;
}

static bool at_list_end(const struct shell_parser *parser)
{
	int c = shell_peek(parser, 0);

	return c < 0 || c == ')' || (c == ';' && shell_peek(parser, 1) == ';') ||
	       at_closing(parser);
}

static bool parse_chain(struct shell_parser *parser, size_t *ret);

static void mark_background(struct shell_parser *parser, size_t first)
{
	for (size_t i = first; i < parser->script->command_count; i++)
		parser->script->commands[i].background = true;
}

// At the end of a line: what began at `start` and ends at `end`, here-documents behind it included.
static bool add_statement(struct shell_parser *parser, size_t start, size_t end)
{
	struct shell_script *script = parser->script;
	bool fine = true;

	if (parser->pending_count) {
		fine = shell_newline(parser);
		end = parser->at;
	}
	memory_grow(&script->statements, script->statement_count, sizeof(*script->statements));
	script->statements[script->statement_count++] = (struct shell_range){start, end};
	return fine;
}

bool shell_parse_list(struct shell_parser *parser, size_t *ret)
{
	size_t list = shell_add_node(parser, NODE_LIST);
	size_t last = NO_NODE;
	size_t start = SIZE_MAX; // of a statement

	*ret = list;
	for (;;) {
		size_t first = parser->script->command_count;
		size_t child;
		size_t end;

		if (!shell_skip_lines(parser))
			return false;
		if (at_list_end(parser))
			return true;
		if (parser->depth == 0 && start == SIZE_MAX)
			start = parser->at;
		if (!parse_chain(parser, &child))
			return false;
		shell_adopt(parser, list, &last, child);
		end = parser->command_end;
		shell_skip_blanks(parser);
		if (shell_peek(parser, 0) == '&') {
			mark_background(parser, first);
			end = ++parser->at;
		} else if (shell_peek(parser, 0) == ';' && shell_peek(parser, 1) != ';') {
			end = ++parser->at;
		} else if (!shell_at_line_end(parser) && shell_peek(parser, 0) >= 0) {
			return true;
		}
		shell_skip_blanks(parser);
		if (start == SIZE_MAX || (!shell_at_line_end(parser) && shell_peek(parser, 0) >= 0))
			continue;
		if (!add_statement(parser, start, end))
			return false;
		start = SIZE_MAX;
	}
}

// A list that must hold a command.
bool shell_parse_body(struct shell_parser *parser, size_t *ret)
{
	if (!shell_parse_list(parser, ret))
		return false;
	if (shell_node_at(parser, *ret)->child == NO_NODE)
		return shell_fail(parser, parser->at, "there is no command before this");
	return true;
}

// A list that may or may not run.
bool shell_parse_branch(struct shell_parser *parser, size_t *ret)
{
	bool conditional = parser->conditional;
	bool fine;

	parser->conditional = true;
	fine = shell_parse_body(parser, ret);
	parser->conditional = conditional;
	return fine;
}

static bool parse_pipe(struct shell_parser *parser, size_t *ret)
{
	bool piped = parser->piped;
	bool negated;
	size_t pipe = NO_NODE;
	size_t last = NO_NODE;
	bool fine = true;

	shell_skip_blanks(parser);
	negated = shell_take_word(parser, "!");
	for (;;) {
		size_t child;

		if (!shell_parse_command(parser, &child)) {
			fine = false;
			break;
		}
		shell_skip_blanks(parser);
		if (pipe == NO_NODE && !negated && shell_peek(parser, 0) != '|') {
			*ret = child;
			break;
		}
		if (pipe == NO_NODE) {
			pipe = shell_add_node(parser, NODE_PIPE);
			shell_node_at(parser, pipe)->negated = negated;
			*ret = pipe;
		}
		shell_adopt(parser, pipe, &last, child);
		if (shell_peek(parser, 0) != '|' || shell_peek(parser, 1) == '|')
			break;
		parser->at++;
		parser->piped = true;
		if (!shell_skip_lines(parser)) {
			fine = false;
			break;
		}
	}
	parser->piped = piped;
	return fine;
}

// Is a || or && here? A single pipe has been taken by then.
static enum shell_link take_link(struct shell_parser *parser)
{
	int c = shell_peek(parser, 0);

	if ((c != '&' && c != '|') || shell_peek(parser, 1) != c)
		return LINK_NONE;
	parser->at += 2;
	return c == '&' ? LINK_AND : LINK_OR;
}

static bool parse_chain(struct shell_parser *parser, size_t *ret)
{
	bool conditional = parser->conditional;
	size_t chain = NO_NODE;
	size_t last = NO_NODE;
	enum shell_link link;
	size_t child;
	bool fine;

	fine = parse_pipe(parser, ret);
	while (fine && (link = take_link(parser)) != LINK_NONE) {
		if (chain == NO_NODE) {
			chain = shell_add_node(parser, NODE_CHAIN);
			shell_adopt(parser, chain, &last, *ret);
			*ret = chain;
		}
		parser->conditional = true;
		fine = shell_skip_lines(parser) && parse_pipe(parser, &child);
		if (!fine)
			break;
		shell_node_at(parser, child)->link = link;
		shell_adopt(parser, chain, &last, child);
	}
	parser->conditional = conditional;
	return fine;
}

// name(): the length of the name, or 0 when this is none.
static size_t function_head(const struct shell_parser *parser, size_t *ret_end)
{
	size_t length = 0;
	size_t at;

	while (text_is_alnum((char)shell_peek(parser, length)) ||
		(shell_peek(parser, length) > 0 && strchr("_-.", shell_peek(parser, length))))
		length++;
	for (at = length; shell_peek(parser, at) == ' ' || shell_peek(parser, at) == '\t';)
		at++;
	if (length == 0 || shell_peek(parser, at++) != '(')
		return 0;
	while (shell_peek(parser, at) == ' ' || shell_peek(parser, at) == '\t')
		at++;
	if (shell_peek(parser, at++) != ')')
		return 0;
	*ret_end = at;
	return length;
}

bool shell_parse_command(struct shell_parser *parser, size_t *ret)
{
	size_t start;
	size_t end;
	size_t length;
	bool compound;
	bool fine;

	shell_skip_blanks(parser);
	start = parser->at;
	if (parser->depth >= SHELL_DEPTH_MAX)
		return shell_fail(parser, start, "nested too deeply");
	if (at_list_end(parser) || shell_at_line_end(parser) || shell_take_word(parser, "!"))
		return shell_fail(parser, start, shell_no_command);
	parser->depth++;
	fine = shell_parse_compound(parser, start, ret, &compound);
	if (!compound) {
		length = function_head(parser, &end);
		if (length) {
			parser->at += end;
			fine = shell_parse_function(
				parser, parser->text + start, length, start, ret);
		} else if (shell_take_word(parser, "function")) {
			fine = shell_parse_function_word(parser, start, ret);
		} else {
			fine = shell_parse_simple(parser, ret);
		}
	}
	parser->depth--;
	return fine;
}

struct shell_script *shell_scan(const char *text, size_t size)
{
	struct shell_script *script = memory_alloc(sizeof(*script));
	struct shell_tree *tree = memory_alloc(sizeof(*tree));
	struct shell_parser parser = {
		.script = script, .tree = tree, .end = size, .loop = -1, .function = -1};

	script->tree = tree;
	script->broken_at = SIZE_MAX;
	tree->source = memory_strndup(size ? text : "", size);
	tree->size = size;
	tree->root = NO_NODE;
	parser.text = tree->source;
	if (shell_parse_list(&parser, &tree->root) && shell_peek(&parser, 0) >= 0)
		shell_fail(&parser, parser.at, shell_no_command);
	free(parser.pending);
	return script;
}
