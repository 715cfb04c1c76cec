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

// The quote that a string of several lines is in at the end of the line; 0: none.
static char quote_behind(const struct line *line, char quote)
{
	for (const char *at = line->start; at < line->end; at++) {
		bool triple = (*at == '"' || *at == '\'') && line->end - at >= 3 && at[1] == *at &&
			      at[2] == *at;

		if (!quote && *at == '#')
			return 0;
		if (!triple || (quote && quote != *at))
			continue;
		quote = quote ? 0 : *at;
		at += 2;
	}
	return quote;
}

static const char *fault_of(const struct line *line)
{
	if (is_print(line))
		return "'print' without parentheses";
	if (is_except(line))
		return "'except' with a comma";
	if (is_old_import(line))
		return "Python 3 has no module of this name";
	return NULL;
}

static void check_python(struct lint *lint, const struct lint_script *script)
{
	const char *stop = script->text + script->size;
	char quote = 0;

	for (const char *at = script->text; at < stop;) {
		const char *end = memchr(at, '\n', (size_t)(stop - at));
		struct line line = {at + strspn(at, " \t"), end ? end : stop};
		const char *fault = NULL;

		if (line.start > line.end)
			line.start = line.end;
		if (!quote)
			fault = fault_of(&line);
		if (fault) {
			lint_report_script(
				lint, script, (size_t)(line.start - script->text), "%s", fault);
			return;
		}
		quote = quote_behind(&line, quote);
		at = line.end + 1;
	}
}

void lint_script_python(struct lint *lint)
{
	for (size_t i = 0; i < lint->script_count; i++) {
		if (lint->scripts[i].python)
			check_python(lint, &lint->scripts[i]);
	}
}
