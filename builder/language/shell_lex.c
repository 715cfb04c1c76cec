// SPDX-License-Identifier: GPL-3.0-or-later
// Words, quotes, substitutions, redirections and here-documents of a shell script.
//
// Source: the grammar of POSIX.1-2017, XCU chapter 2, with what busybox's shell adds ($'', &>).
#include "shell_internal.h"

#include <stdint.h>
#include <string.h>

#include "memory.h"
#include "text.h"

static const char quote_missing[] = "a quote without its partner";

bool shell_fail(struct shell_parser *parser, size_t at, const char *why)
{
	if (parser->script->broken)
		return false;
	parser->script->broken_at = at;
	parser->script->broken = why;
	return false;
}

// The length of the line end here: LF or CR LF.
static size_t line_end(const struct shell_parser *parser, size_t ahead)
{
	if (shell_peek(parser, ahead) == '\n')
		return 1;
	return shell_peek(parser, ahead) == '\r' && shell_peek(parser, ahead + 1) == '\n' ? 2 : 0;
}

// Over a backslash and what it stands before.
static void skip_escape(struct shell_parser *parser)
{
	size_t length = line_end(parser, 1);

	if (parser->at + 1 + length >= parser->tree->size)
		parser->script->unfinished = true;
	parser->at += 1 + (length ? length : (shell_peek(parser, 1) >= 0 ? 1 : 0));
}

void shell_skip_blanks(struct shell_parser *parser)
{
	for (;;) {
		int c = shell_peek(parser, 0);

		if (c == ' ' || c == '\t' || (c == '\r' && shell_peek(parser, 1) != '\n')) {
			parser->at++;
		} else if (c == '\\' && line_end(parser, 1)) {
			skip_escape(parser);
		} else if (c == '#') {
			while (shell_peek(parser, 0) >= 0 && shell_peek(parser, 0) != '\n')
				parser->at++;
		} else {
			return;
		}
	}
}

static size_t open_span(struct shell_parser *parser, enum shell_span_kind kind)
{
	struct shell_tree *tree = parser->tree;

	memory_grow(&tree->spans, tree->span_count, sizeof(*tree->spans));
	tree->spans[tree->span_count] = (struct shell_span){kind, parser->at, 0, NO_NODE};
	return tree->span_count++;
}

static void close_span(struct shell_parser *parser, size_t span)
{
	parser->tree->spans[span].end = parser->at;
}

static bool lex_dollar(struct shell_parser *parser, bool quoted);
static bool lex_backquote(struct shell_parser *parser);

static bool lex_single(struct shell_parser *parser)
{
	const char *from = parser->text + parser->at + 1;
	const char *close = memchr(from, '\'', parser->end - parser->at - 1);

	if (!close)
		return shell_fail(parser, parser->at, quote_missing);
	parser->at = (size_t)(close - parser->text) + 1;
	return true;
}

static bool lex_double(struct shell_parser *parser)
{
	size_t start = parser->at++;

	for (;;) {
		int c = shell_peek(parser, 0);

		if (c < 0)
			return shell_fail(parser, start, quote_missing);
		if (c == '"') {
			parser->at++;
			return true;
		}
		if (c == '\\')
			skip_escape(parser);
		else if (c == '$' ? !lex_dollar(parser, true) : c == '`' && !lex_backquote(parser))
			return false;
		else if (c != '$' && c != '`')
			parser->at += 1 + shell_plain(parser->text + parser->at + 1,
						  parser->end - parser->at - 1);
	}
}

// $'…', where a backslash keeps the quote.
static bool lex_dollar_single(struct shell_parser *parser)
{
	size_t start = parser->at;

	parser->at += 2;
	for (;;) {
		int c = shell_peek(parser, 0);

		if (c < 0)
			return shell_fail(parser, start, quote_missing);
		if (c == '\\')
			skip_escape(parser);
		else
			parser->at++;
		if (c == '\'')
			return true;
	}
}

// The commands of a substitution up to `end`, or to its closing parenthesis.
static bool lex_commands(struct shell_parser *parser, size_t span, size_t end)
{
	struct shell_parser outer = *parser;
	size_t node;
	bool fine;

	parser->pending = NULL;
	parser->pending_count = 0;
	parser->end = end;
	parser->substituted = true;
	parser->piped = false;
	fine = shell_parse_list(parser, &node);
	if (fine && parser->pending_count) {
		// Their text comes behind the line that the substitution is part of.
		for (size_t i = 0; i < parser->pending_count; i++) {
			memory_grow(&outer.pending, outer.pending_count, sizeof(*outer.pending));
			outer.pending[outer.pending_count++] = parser->pending[i];
		}
	}
	free(parser->pending);
	outer.at = parser->at;
	*parser = outer;
	if (fine)
		parser->tree->spans[span].node = node;
	return fine;
}

static bool lex_backquote(struct shell_parser *parser)
{
	size_t start = parser->at;
	size_t close = start + 1;
	size_t span = open_span(parser, SPAN_COMMANDS);

	while (close < parser->end && parser->text[close] != '`')
		close += parser->text[close] == '\\' ? 2 : 1;
	if (close >= parser->end)
		return shell_fail(parser, start, "a backquote without its partner");
	if (parser->depth++ >= SHELL_DEPTH_MAX)
		return shell_fail(parser, start, "nested too deeply");
	parser->at++;
	if (!lex_commands(parser, span, close))
		return false;
	if (parser->at != close)
		return shell_fail(parser, parser->at, "no command can begin here");
	parser->at++;
	parser->depth--;
	close_span(parser, span);
	return true;
}

static bool lex_parenthesis(struct shell_parser *parser)
{
	size_t start = parser->at;
	size_t span = open_span(parser, SPAN_COMMANDS);

	parser->at += 2;
	if (!lex_commands(parser, span, parser->end))
		return false;
	if (shell_peek(parser, 0) != ')')
		return shell_peek(parser, 0) < 0
			       ? shell_fail(parser, start, "'$(' without its ')'")
			       : shell_fail(parser, parser->at, "no command can begin here");
	parser->at++;
	close_span(parser, span);
	return true;
}

static bool lex_arithmetic(struct shell_parser *parser)
{
	size_t start = parser->at;
	size_t span = open_span(parser, SPAN_ARITHMETIC);
	size_t nested = 0;

	parser->at += 3;
	for (;;) {
		int c = shell_peek(parser, 0);

		if (c < 0)
			return shell_fail(parser, start, "'$((' without its '))'");
		if (c == '\\') {
			skip_escape(parser);
		} else if (c == '$' || c == '`') {
			if (c == '$' ? !lex_dollar(parser, true) : !lex_backquote(parser))
				return false;
		} else if (c == ')' && nested == 0 && shell_peek(parser, 1) == ')') {
			parser->at += 2;
			close_span(parser, span);
			return true;
		} else {
			nested += c == '(';
			nested -= c == ')' && nested > 0;
			parser->at++;
		}
	}
}

// ${name…}: inside double quotes a ' stands for itself, but for those of a pattern.
static bool lex_parameter(struct shell_parser *parser, bool quoted)
{
	size_t start = parser->at;
	size_t span = open_span(parser, SPAN_PARAMETER);
	int operation;

	parser->at += 2;
	while (text_is_alnum((char)shell_peek(parser, 0)) || shell_peek(parser, 0) == '_')
		parser->at++;
	operation = shell_peek(parser, 0);
	if (parser->at == start + 2 && operation > 0 && strchr("#?*@!-$", operation)) {
		parser->at++;
		if (operation != '#')
			operation = shell_peek(parser, 0);
	}
	for (;;) {
		int c = shell_peek(parser, 0);
		bool fine = true;

		if (c < 0)
			return shell_fail(parser, start, "'${' without its '}'");
		if (c == '}')
			break;
		if (c == '\\')
			skip_escape(parser);
		else if (c == '\'' && (!quoted || operation == '#' || operation == '%'))
			fine = lex_single(parser);
		else if (c == '"')
			fine = lex_double(parser);
		else if (c == '$')
			fine = lex_dollar(parser, quoted);
		else if (c == '`')
			fine = lex_backquote(parser);
		else
			parser->at++;
		if (!fine)
			return false;
	}
	parser->at++;
	close_span(parser, span);
	return true;
}

static bool lex_dollar(struct shell_parser *parser, bool quoted)
{
	int next = shell_peek(parser, 1);
	bool fine = true;

	if (parser->depth++ >= SHELL_DEPTH_MAX)
		return shell_fail(parser, parser->at, "nested too deeply");
	if (next == '(')
		fine = shell_peek(parser, 2) == '(' ? lex_arithmetic(parser)
						    : lex_parenthesis(parser);
	else if (next == '{')
		fine = lex_parameter(parser, quoted);
	else if (next == '\'' && !quoted)
		fine = lex_dollar_single(parser);
	else
		parser->at += next > 0 && strchr("@*#?$!-", next) ? 2 : 1;
	parser->depth--;
	return fine;
}

static bool ends_word(const struct shell_parser *parser)
{
	int c = shell_peek(parser, 0);

	return c < 0 || (c && strchr(" \t\n;&|<>()", c)) || line_end(parser, 0);
}

size_t shell_plain(const char *text, size_t size)
{
	// A bit for each: "+,-./0123456789:=", and from 64 on letters, '@' and '_'.
	static const uint64_t plain[4] = {
		((1ull << 59) - (1ull << 43)) | 1ull << 61,
		((1ull << 27) - 1) | 1ull << 31 | ((1ull << 59) - (1ull << 33)),
	};
	size_t length = 0;

	while (length < size) {
		unsigned char c = (unsigned char)text[length];

		if (!(plain[c / 64] >> (c % 64) & 1))
			break;
		length++;
	}
	return length;
}

static bool skip_word(struct shell_parser *parser)
{
	while (!ends_word(parser)) {
		int c = shell_peek(parser, 0);
		bool fine = true;

		if (c == '\\')
			skip_escape(parser);
		else if (c == '\'')
			fine = lex_single(parser);
		else if (c == '"')
			fine = lex_double(parser);
		else if (c == '$')
			fine = lex_dollar(parser, false);
		else if (c == '`')
			fine = lex_backquote(parser);
		else
			parser->at += 1 + shell_plain(parser->text + parser->at + 1,
						  parser->end - parser->at - 1);
		if (!fine)
			return false;
	}
	return true;
}

bool shell_lex_word(struct shell_parser *parser, struct shell_word *ret)
{
	size_t start = parser->at;

	parser->at += shell_plain(parser->text + start, parser->end - start);
	if (ends_word(parser)) {
		*ret = (struct shell_word){
			.text = memory_strndup(parser->text + start, parser->at - start),
			.offset = start,
			.length = parser->at - start,
			.known = true,
		};
		return true;
	}
	if (!skip_word(parser))
		return false;
	*ret = shell_expand_one(parser->tree, NULL, start, parser->at - start, FORM_TEXT);
	return true;
}

// ---- redirections ----

bool shell_at_redirect(const struct shell_parser *parser)
{
	size_t digits = 0;
	int c;

	if (shell_peek(parser, 0) == '&')
		return shell_peek(parser, 1) == '>';
	while (shell_peek(parser, digits) > 0 && text_is_digit((char)shell_peek(parser, digits)))
		digits++;
	c = shell_peek(parser, digits);
	return c == '<' || c == '>';
}

static void lex_descriptor(struct shell_parser *parser, struct shell_redirect *redirect)
{
	int descriptor = -1;

	while (text_is_digit((char)shell_peek(parser, 0))) {
		descriptor = (descriptor < 0 ? 0 : descriptor) * 10 + shell_peek(parser, 0) - '0';
		descriptor = descriptor > 9999 ? 9999 : descriptor;
		parser->at++;
	}
	if (shell_peek(parser, 0) == '&') {
		redirect->both = true;
		parser->at++;
	}
	redirect->input = shell_peek(parser, 0) == '<';
	redirect->descriptor = descriptor >= 0 ? descriptor : !redirect->input;
	parser->at++;
}

bool shell_lex_redirect(struct shell_parser *parser, struct shell_redirect *ret)
{
	struct shell_redirect redirect = {0};
	size_t start = parser->at;
	int c;

	lex_descriptor(parser, &redirect);
	c = shell_peek(parser, 0);
	if (c == '&') {
		redirect.duplicate = true;
		parser->at++;
	} else if (c == '>' || (c == '|' && !redirect.input)) {
		redirect.append = c == '>' && !redirect.input;
		parser->at++;
	} else if (c == '<' && redirect.input) {
		redirect.here = true;
		parser->at++;
		if (shell_peek(parser, 0) == '-') {
			redirect.strip = true;
			parser->at++;
		}
	}
	shell_skip_blanks(parser);
	if (ends_word(parser))
		return shell_fail(parser, start, "a redirection without a file");
	if (!shell_lex_word(parser, &redirect.target))
		return false;
	if (redirect.duplicate && !redirect.input && redirect.target.known &&
		!text_is_digit(redirect.target.text[0]) && redirect.target.text[0] != '-') {
		redirect.duplicate = false;
		redirect.both = true;
	}
	redirect.literal = redirect.target.quoted;
	redirect.text = redirect.here ? memory_strdup("") : NULL;
	*ret = redirect;
	return true;
}

void shell_await_texts(struct shell_parser *parser, struct shell_redirect *redirects, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!redirects[i].here)
			continue;
		memory_grow(&parser->pending, parser->pending_count, sizeof(*parser->pending));
		parser->pending[parser->pending_count++] = &redirects[i];
	}
}

// The substitutions in the text of a here-document.
static bool lex_here_text(struct shell_parser *parser, const struct shell_redirect *redirect)
{
	size_t at = parser->at;
	size_t end = parser->end;
	bool fine = true;

	parser->at = redirect->body;
	parser->end = redirect->body + redirect->body_size;
	while (fine && shell_peek(parser, 0) >= 0) {
		int c = shell_peek(parser, 0);

		if (c == '\\')
			skip_escape(parser);
		else if (c == '$')
			fine = lex_dollar(parser, true);
		else if (c == '`')
			fine = lex_backquote(parser);
		else
			parser->at++;
	}
	parser->at = at;
	parser->end = end;
	return fine;
}

// One line of a here-document, without tabs at its start where they are dropped.
static const char *here_line(struct shell_parser *parser, bool strip, size_t *ret_length)
{
	const char *line = parser->text + parser->at;
	const char *end = memchr(line, '\n', parser->end - parser->at);
	size_t length = end ? (size_t)(end - line) : parser->end - parser->at;

	parser->at += length + (end ? 1 : 0);
	while (strip && length && *line == '\t') {
		line++;
		length--;
	}
	*ret_length = length && line[length - 1] == '\r' ? length - 1 : length;
	return line;
}

static bool read_here(struct shell_parser *parser, struct shell_redirect *redirect)
{
	size_t wanted = strlen(redirect->target.text);
	AUTO_BUFFER text = BUFFER_INIT;
	size_t end = parser->at;

	redirect->body = parser->at;
	parser->script->unfinished = true;
	while (parser->at < parser->end) {
		size_t length;
		const char *line = here_line(parser, redirect->strip, &length);

		if (length == wanted && memcmp(line, redirect->target.text, length) == 0) {
			parser->script->unfinished = false;
			break;
		}
		end = parser->at;
		buffer_append(&text, line, length);
		buffer_putc(&text, '\n');
	}
	redirect->body_size = end - redirect->body;
	free(redirect->text);
	redirect->text = buffer_steal(&text);
	return redirect->literal || lex_here_text(parser, redirect);
}

bool shell_newline(struct shell_parser *parser)
{
	struct shell_redirect **pending = parser->pending;
	size_t count = parser->pending_count;
	bool fine = true;

	parser->at += line_end(parser, 0);
	parser->pending = NULL;
	parser->pending_count = 0;
	for (size_t i = 0; i < count && fine; i++)
		fine = read_here(parser, pending[i]);
	free(pending);
	return fine;
}
