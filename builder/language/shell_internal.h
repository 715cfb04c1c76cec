// SPDX-License-Identifier: GPL-3.0-or-later
// What the parts of the shell's reader share: the tree of a script, the parser's state, expansion.
#pragma once

#include "shell.h"

#define NO_NODE SIZE_MAX

enum {
	SHELL_DEPTH_MAX = 48, // compounds and substitutions in each other
	SHELL_CALL_DEPTH_MAX = 24, // functions that call functions
	SHELL_VALUE_MAX = 65536, // bytes of a variable; longer ones are not known
	SHELL_STEPS_MAX = 200000, // commands walked over in a run
	SHELL_WORK_MAX = 32 << 20, // bytes put together in a run
	SHELL_FILES_MAX = 200, // that are looked at
};

enum shell_node_kind {
	NODE_COMMAND, // `index`: of the command
	NODE_LIST,
	NODE_CHAIN, // && and ||
	NODE_PIPE,
	NODE_GROUP,
	NODE_SUBSHELL,
	NODE_IF, // condition, branch, condition, branch, ..., and perhaps what is left
	NODE_LOOP, // `index`: of the loop; the condition of while, the body
	NODE_CASE, // `words`: one
	NODE_CHOICE, // of a case; `words`: patterns
	NODE_FUNCTION, // `index`: of the function
};

enum shell_link {
	LINK_NONE,
	LINK_AND,
	LINK_OR,
};

struct shell_node {
	enum shell_node_kind kind;
	enum shell_link link; // of a chain's member to the one before it
	bool negated; // of a pipe
	size_t child, next; // NO_NODE: none
	size_t index;
	struct shell_word *words;
	size_t word_count;
	struct shell_redirect *redirects;
	size_t redirect_count;
};

enum shell_span_kind {
	SPAN_COMMANDS, // $( ) and ` `
	SPAN_PARAMETER, // ${ }
	SPAN_ARITHMETIC, // $(( ))
};

struct shell_span {
	enum shell_span_kind kind;
	size_t start, end; // in the source
	size_t node; // of the commands
};

struct shell_tree {
	char *source;
	size_t size;
	struct shell_node *nodes;
	size_t node_count;
	size_t root;
	struct shell_span *spans; // by start
	size_t span_count;
};

// ---- the parser ----

struct shell_parser {
	struct shell_script *script;
	struct shell_tree *tree;
	const char *text;
	size_t at, end;
	size_t command_end; // behind the last command that was read
	unsigned depth;
	struct shell_redirect **pending; // here-documents that begin at the next line
	size_t pending_count;
	// What a command found now stands in.
	int loop, function;
	bool in_loop_condition, conditional, in_branch, substituted, piped;
};

// All of these: false when the script is broken there (the script says so).
bool shell_fail(struct shell_parser *parser, size_t at, const char *why);
// The byte that many bytes ahead, -1: the end.
static inline int shell_peek(const struct shell_parser *parser, size_t ahead)
{
	return parser->end - parser->at > ahead ? (unsigned char)parser->text[parser->at + ahead]
						: -1;
}
// How many bytes from here on mean nothing to the shell wherever they stand in a word.
size_t shell_plain(const char *text, size_t size);
void shell_skip_blanks(struct shell_parser *parser); // also comments and continued lines
bool shell_newline(struct shell_parser *parser); // over one, and the here-documents behind it
bool shell_lex_word(struct shell_parser *parser, struct shell_word *ret);
bool shell_at_redirect(const struct shell_parser *parser);
bool shell_lex_redirect(struct shell_parser *parser, struct shell_redirect *ret);
// The texts of here-documents among them begin at the next line.
void shell_await_texts(struct shell_parser *parser, struct shell_redirect *redirects, size_t count);

extern const char shell_no_command[];
// Is the reserved word here, and over it.
bool shell_take_word(struct shell_parser *parser, const char *word);
// The reserved word that must be here; `why` and `start` where the script ends before it.
bool shell_want_word(struct shell_parser *parser, const char *word, size_t start, const char *why);
bool shell_at_word_end(const struct shell_parser *parser, size_t ahead);
bool shell_at_line_end(const struct shell_parser *parser);
bool shell_skip_lines(struct shell_parser *parser);
size_t shell_add_node(struct shell_parser *parser, enum shell_node_kind kind);
struct shell_node *shell_node_at(struct shell_parser *parser, size_t node);
// Adds a child behind the last one.
void shell_adopt(struct shell_parser *parser, size_t parent, size_t *last, size_t child);
bool shell_parse_command(struct shell_parser *parser, size_t *ret);
// *ret_is: does a compound command begin here?
bool shell_parse_compound(struct shell_parser *parser, size_t start, size_t *ret, bool *ret_is);
// A function from its body on.
bool shell_parse_function(
	struct shell_parser *parser, const char *name, size_t length, size_t start, size_t *ret);
// `function name`, with or without parentheses, from the name on.
bool shell_parse_function_word(struct shell_parser *parser, size_t start, size_t *ret);
bool shell_parse_simple(struct shell_parser *parser, size_t *ret_node);
// A list of commands up to what cannot be one; *ret may be an empty list.
bool shell_parse_list(struct shell_parser *parser, size_t *ret);
bool shell_parse_body(struct shell_parser *parser, size_t *ret); // one that holds a command
bool shell_parse_branch(struct shell_parser *parser, size_t *ret); // one that may not be run

void shell_words_destroy(struct shell_word *words, size_t count);
void shell_redirects_destroy(struct shell_redirect *redirects, size_t count);

// ---- expansion ----

struct shell_runner;

// How words come out of the text.
enum shell_form {
	FORM_FIELDS, // of a command: split where unquoted values have blanks
	FORM_TEXT, // one word
	FORM_PATTERN, // one word; what quotes take the meaning from has a backslash in front
	FORM_HERE, // a here-document
	FORM_HERE_STRIPPED,
};

struct shell_fields {
	struct shell_word *list;
	size_t count;
};

// runner NULL: nothing is known. Appends the words.
void shell_expand(const struct shell_tree *tree, struct shell_runner *runner, size_t offset,
	size_t length, enum shell_form form, struct shell_fields *ret);
// The one word of the forms that give one.
struct shell_word shell_expand_one(const struct shell_tree *tree, struct shell_runner *runner,
	size_t offset, size_t length, enum shell_form form);
const struct shell_span *shell_span_at(const struct shell_tree *tree, size_t start);

// ---- values, of a run ----

enum shell_state {
	VALUE_UNKNOWN,
	VALUE_UNSET,
	VALUE_KNOWN,
};

// What a parameter is; *ret only where it is known, and until the next change.
enum shell_state shell_value(
	struct shell_runner *runner, const char *name, size_t length, const char **ret);
void shell_assign(struct shell_runner *runner, const char *name, size_t length, const char *value);
// The arguments ("$@"), or NULL where they are not known.
const struct shell_word *shell_arguments(struct shell_runner *runner, size_t *ret_count);
// The output of a substitution without its last line ends, or NULL. Caller frees.
char *shell_substitute(struct shell_runner *runner, const struct shell_span *span);
// Is there room for that much more work? Where there is not, the run ends.
bool shell_charge(struct shell_runner *runner, size_t work);

// Does the text match, with backslashes as FORM_PATTERN sets them?
bool shell_matches(const char *pattern, const char *text, size_t length);
// The value of an arithmetic expression with decimal numbers; false: not known.
bool shell_arithmetic(struct shell_runner *runner, const char *text, size_t length, char **ret);

// What echo, printf or cat print; false: not known. *ret_text holds what is known even then.
bool shell_print(
	const struct shell_word *words, size_t count, const char *input, struct buffer *ret_text);
