// SPDX-License-Identifier: GPL-3.0-or-later
// Rules about scripts in Python: what Python 2 took and Python 3 does not.
#include <string.h>

#include "lint_rules.h"
#include "text.h"

struct line {
	const char *start; // behind the blanks
	const char *end;
};

static bool begins(const struct line *line, const char *word)
{
	size_t length = strlen(word);

	return (size_t)(line->end - line->start) > length &&
	       memcmp(line->start, word, length) == 0 && !text_is_alnum(line->start[length]) &&
	       line->start[length] != '_';
}

// print "a", print x; not print(x), print = x, print.x, print, x
static bool is_print(const struct line *line)
{
	const char *at = line->start + strlen("print");

	if (!begins(line, "print"))
		return false;
	while (at < line->end && (*at == ' ' || *at == '\t'))
		at++;
	return at < line->end && !strchr("(=.,)[:;\r", *at);
}

// except A, b:
static bool is_except(const struct line *line)
{
	const char *comma;

	if (!begins(line, "except"))
		return false;
	comma = memchr(line->start, ',', (size_t)(line->end - line->start));
	return comma && !memchr(line->start, '(', (size_t)(comma - line->start)) &&
	       memchr(comma, ':', (size_t)(line->end - comma));
}

// import urllib2, from urllib2 import x
static bool is_old_import(const struct line *line)
{
	static const char *const modules[] = {
		"ConfigParser", "Queue", "StringIO", "commands", "httplib", "urllib2", "urlparse"};
	struct line rest = *line;

	if (!begins(line, "import") && !begins(line, "from"))
		return false;
	rest.start += *rest.start == 'i' ? strlen("import") : strlen("from");
	while (rest.start < rest.end && (*rest.start == ' ' || *rest.start == '\t'))
		rest.start++;
	for (size_t i = 0; i < sizeof(modules) / sizeof(*modules); i++) {
		size_t length = strlen(modules[i]);

		if (begins(&rest, modules[i]) ||
			((size_t)(rest.end - rest.start) == length &&
				memcmp(rest.start, modules[i], length) == 0))
			return true;
	}
	return false;
}

// exec "x"
static bool is_exec(const struct line *line)
{
	const char *at = line->start + strlen("exec");

	if (!begins(line, "exec"))
		return false;
	while (at < line->end && (*at == ' ' || *at == '\t'))
		at++;
	return at < line->end && (*at == '"' || *at == '\'');
}

// What is wrong with the statement that begins there.
static const char *statement_fault(const struct line *line)
{
	if (is_print(line))
		return "'print' without parentheses";
	if (is_exec(line))
		return "'exec' without parentheses";
	if (is_except(line))
		return "'except' with a comma";
	if (is_old_import(line))
		return "Python 3 has no module of this name";
	return NULL;
}

static bool is_name(char c)
{
	return text_is_alnum(c) || c == '_';
}

// What is wrong in the middle of a statement. `first`: nothing of a name or number is in front.
static const char *word_fault(const struct line *line, bool first)
{
	const char *at = line->start;

	if (line->end - at < 2)
		return NULL;
	if (at[0] == '<' && at[1] == '>')
		return "'<>' is '!=' in Python 3";
	if (first && at[0] == '0' && text_is_digit(at[1]) && at[1] != '0')
		return "a number with a leading 0 is not octal";
	if (first && begins(line, "raw_input"))
		return "'raw_input' is 'input' in Python 3";
	return NULL;
}

// Reads a script from left to right, without its strings and comments.
struct python {
	const char *start, *stop; // of the script
	const char *at;
	const char *end; // of the line
	char quote; // of a string of several lines that `at` is in, 0: none
	unsigned depth; // of brackets
	bool head; // a statement may begin
};

static bool is_triple(const struct python *python, char quote)
{
	return *python->at == quote && python->stop - python->at >= 3 && python->at[1] == quote &&
	       python->at[2] == quote;
}

static void skip_string(struct python *python)
{
	char quote = *python->at;

	python->head = false;
	if (is_triple(python, quote)) {
		python->quote = quote;
		python->at += 3;
		return;
	}
	for (python->at++; python->at < python->stop && *python->at != '\n'; python->at++) {
		if (*python->at == quote) {
			python->at++;
			return;
		}
		if (*python->at == '\\' && python->at + 1 < python->stop)
			python->at++;
	}
}

// Goes behind a part of a string or comment; false: there is none here.
static bool skip_text(struct python *python)
{
	if (python->quote) {
		if (is_triple(python, python->quote)) {
			python->quote = 0;
			python->at += 3;
		} else {
			python->at++;
		}
		return true;
	}
	if (*python->at == '"' || *python->at == '\'') {
		skip_string(python);
		return true;
	}
	if (*python->at != '#')
		return false;
	python->at = python->end;
	return true;
}

static void see(struct python *python)
{
	char c = *python->at++;

	if (c == '(' || c == '[' || c == '{')
		python->depth++;
	else if ((c == ')' || c == ']' || c == '}') && python->depth)
		python->depth--;
	if ((c == '\n' || c == ';' || c == ':') && python->depth == 0)
		python->head = true;
	else if (c != ' ' && c != '\t' && c != '\r')
		python->head = false;
}

static const char *find_fault(struct python *python)
{
	while (python->at < python->stop) {
		bool first = python->at == python->start ||
			     (!is_name(python->at[-1]) && python->at[-1] != '.');
		struct line line;
		const char *fault = NULL;

		if (python->at > python->end || !python->end) {
			python->end = memchr(python->at, '\n', (size_t)(python->stop - python->at));
			python->end = python->end ? python->end : python->stop;
		}
		line = (struct line){python->at, python->end};
		if (skip_text(python))
			continue;
		if (python->head)
			fault = statement_fault(&line);
		if (!fault)
			fault = word_fault(&line, first);
		if (fault)
			return fault;
		see(python);
	}
	return NULL;
}

static void check_python(struct lint *lint, const struct lint_script *script)
{
	struct python python = {
		.start = script->text,
		.stop = script->text + script->size,
		.at = script->text,
		.head = true,
	};
	const char *fault = find_fault(&python);

	if (fault)
		lint_report_script(lint, script, (size_t)(python.at - script->text), "%s", fault);
}

void lint_script_python(struct lint *lint)
{
	for (size_t i = 0; i < lint->script_count; i++) {
		if (lint->scripts[i].python)
			check_python(lint, &lint->scripts[i]);
	}
}
