// SPDX-License-Identifier: GPL-3.0-or-later
// Words as the shell makes them of the text: quotes taken off, parameters put in, fields split.
//
// Source: POSIX.1-2017, XCU 2.6. What is not known stands in a word as it stands in the script.
#include <string.h>

#include "memory.h"
#include "shell_internal.h"
#include "text.h"

struct expander {
	const struct shell_tree *tree;
	struct shell_runner *runner;
	enum shell_form form;
	struct shell_fields *fields;
	size_t offset, length; // of the whole word
	struct buffer text; // of the field so far
	bool known, quoted;
	bool bracket, pattern; // an unquoted '['; what makes a pattern
	bool began; // a field is there even if it is empty
	bool vanishes; // "$@" without arguments
	bool in_braces; // unquoted blanks of ${x:+…} part fields, too
};

static void expand(struct expander *expander, size_t at, size_t end, bool quoted);

const struct shell_span *shell_span_at(const struct shell_tree *tree, size_t start)
{
	size_t low = 0;
	size_t high = tree->span_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (tree->spans[middle].start < start)
			low = middle + 1;
		else
			high = middle;
	}
	return low < tree->span_count && tree->spans[low].start == start && tree->spans[low].end
		       ? &tree->spans[low]
		       : NULL;
}

static bool is_here(const struct expander *expander)
{
	return expander->form == FORM_HERE || expander->form == FORM_HERE_STRIPPED;
}

static void start_field(struct expander *expander)
{
	expander->text = (struct buffer)BUFFER_INIT;
	expander->known = true;
	expander->quoted = expander->bracket = expander->pattern = false;
	expander->began = expander->vanishes = false;
}

static void finish_field(struct expander *expander)
{
	struct shell_fields *fields = expander->fields;
	bool matters = expander->form == FORM_FIELDS || !expander->runner;
	bool known = expander->known && !(expander->pattern && matters);

	if (expander->text.size == 0 && (!expander->began || expander->vanishes)) {
		buffer_finish(&expander->text);
		start_field(expander);
		return;
	}
	// A word costs more than its bytes.
	if (expander->runner)
		shell_charge(expander->runner, 2 * sizeof(*fields->list));
	memory_grow(&fields->list, fields->count, sizeof(*fields->list));
	fields->list[fields->count++] = (struct shell_word){
		.text = buffer_steal(&expander->text),
		.offset = expander->offset,
		.length = expander->length,
		.known = known,
		.quoted = expander->quoted,
	};
	start_field(expander);
}

static void put(struct expander *expander, char c, bool quoted)
{
	if (quoted && expander->form == FORM_PATTERN && c && strchr("*?[]\\", c))
		buffer_putc(&expander->text, '\\');
	if (!quoted && c == '[')
		expander->bracket = true;
	if (!quoted && (c == '*' || c == '?' || (c == ']' && expander->bracket)))
		expander->pattern = true;
	if (c)
		buffer_putc(&expander->text, c);
}

static void put_run(struct expander *expander, size_t at, size_t end)
{
	for (; at < end; at++) {
		if (expander->tree->source[at] != '\r' || at + 1 >= end ||
			expander->tree->source[at + 1] != '\n')
			put(expander, expander->tree->source[at], true);
	}
}

// The part stands as it stands in the script.
static void put_unknown(struct expander *expander, size_t at, size_t end)
{
	if (expander->runner && !shell_charge(expander->runner, end - at))
		end = at;
	buffer_append(&expander->text, expander->tree->source + at, end - at);
	expander->known = false;
	expander->began = true;
}

// A character of an unquoted value.
static void put_split(struct expander *expander, char c)
{
	if (expander->form != FORM_FIELDS || !c || !strchr(" \t\n", c))
		put(expander, c, false);
	else if (expander->text.size || expander->began)
		finish_field(expander);
}

static void put_value(struct expander *expander, const char *value, bool quoted)
{
	size_t length = strlen(value);

	if (expander->runner && !shell_charge(expander->runner, length + 1))
		return;
	for (size_t i = 0; i < length; i++) {
		if (quoted || is_here(expander))
			put(expander, value[i], true);
		else
			put_split(expander, value[i]);
	}
}

// An argument that came from a call: it may hold what is not known.
static void put_word(struct expander *expander, const struct shell_word *word, bool quoted)
{
	if (word->known) {
		put_value(expander, word->text, quoted);
	} else if (!expander->runner || shell_charge(expander->runner, strlen(word->text) + 1)) {
		buffer_puts(&expander->text, word->text);
		expander->known = false;
	}
	expander->began |= quoted || !word->known;
}

static void put_arguments(
	struct expander *expander, size_t at, size_t end, bool quoted, bool separate)
{
	size_t count;
	const struct shell_word *words =
		expander->runner ? shell_arguments(expander->runner, &count) : NULL;

	if (!words) {
		put_unknown(expander, at, end);
		return;
	}
	expander->vanishes = count == 0 && separate;
	for (size_t i = 0; i < count; i++) {
		if (i && expander->form == FORM_FIELDS && (separate || !quoted))
			finish_field(expander);
		else if (i)
			buffer_putc(&expander->text, ' ');
		put_word(expander, &words[i], quoted);
	}
}

static void put_parameter(struct expander *expander, const char *name, size_t length, size_t at,
	size_t end, bool quoted)
{
	const struct shell_word *arguments;
	const char *value = NULL;
	size_t count = 0;
	uint64_t index;

	if (length == 1 && (*name == '@' || *name == '*')) {
		put_arguments(expander, at, end, quoted, *name == '@');
		return;
	}
	if (expander->runner && length < 4 && text_is_digit(*name) && *name != '0') {
		AUTO_FREE char *digits = memory_strndup(name, length);

		arguments = shell_arguments(expander->runner, &count);
		if (arguments && text_parse_number(digits, count, &index)) {
			put_word(expander, &arguments[index - 1], quoted);
			return;
		}
	}
	switch (expander->runner ? shell_value(expander->runner, name, length, &value)
				 : VALUE_UNKNOWN) {
	case VALUE_KNOWN:
		put_value(expander, value, quoted);
		break;
	case VALUE_UNSET:
		break;
	case VALUE_UNKNOWN:
		put_unknown(expander, at, end);
		break;
	}
}

// What stands behind the operator, as one word of its own.
static struct shell_word operand(
	struct expander *expander, size_t at, size_t end, bool quoted, bool pattern)
{
	struct shell_fields fields = {0};
	struct expander inner = {
		.tree = expander->tree,
		.runner = expander->runner,
		.form = pattern ? FORM_PATTERN : FORM_TEXT,
		.fields = &fields,
		.offset = at,
		.length = end - at,
	};
	struct shell_word word;

	start_field(&inner);
	inner.began = true;
	expand(&inner, at, end, quoted && !pattern);
	finish_field(&inner);
	word = fields.count ? fields.list[0]
			    : (struct shell_word){.text = memory_strdup(""), .known = true};
	free(fields.list);
	return word;
}

// ${x#pattern} and its like: the part of the value that is left, or false: too much to try.
static bool cut(struct expander *expander, const char *value, const char *pattern, char side,
	bool longest, char **ret)
{
	size_t length = strlen(value);
	bool simple = !strchr(pattern, '*');
	size_t cost = strlen(pattern) + 1;

	for (size_t i = 0; i <= length; i++) {
		size_t piece = longest ? length - i : i;
		const char *from = side == '#' ? value : value + length - piece;

		if (!shell_charge(expander->runner, simple ? cost : cost * (piece + 1)))
			return false;
		if (!shell_matches(pattern, from, piece))
			continue;
		*ret = side == '#' ? memory_strdup(value + piece)
				   : memory_strndup(value, length - piece);
		return true;
	}
	*ret = memory_strdup(value);
	return true;
}

static bool put_cut(
	struct expander *expander, const char *value, size_t at, size_t end, bool quoted)
{
	const char *source = expander->tree->source;
	char side = source[at];
	bool longest = at + 1 < end && source[at + 1] == side;
	struct shell_word pattern;
	AUTO_FREE char *old = memory_strdup(value);
	AUTO_FREE char *left = NULL;

	pattern = operand(expander, at + (longest ? 2 : 1), end, quoted, true);
	if (pattern.known && cut(expander, old, pattern.text, side, longest, &left))
		put_value(expander, left, quoted);
	free(pattern.text);
	return left;
}

static bool is_name(char c)
{
	return text_is_alnum(c) || c == '_';
}

// The word behind ${x:- or ${x:+.
static void put_operand(struct expander *expander, size_t at, size_t end, bool quoted)
{
	bool in_braces = expander->in_braces;

	expander->in_braces = true;
	expand(expander, at, end, quoted);
	expander->in_braces = in_braces;
}

// ${…} of which `at` to `end` is between the braces; false: it is not known.
static bool put_braces(struct expander *expander, size_t at, size_t end, bool quoted)
{
	const char *source = expander->tree->source;
	size_t name = at;
	size_t length;
	const char *value = NULL;
	enum shell_state state;
	bool colon;
	char operation;

	if (source[at] == '#' && end - at > 1) {
		AUTO_FREE char *digits = NULL;

		if (shell_value(expander->runner, source + at + 1, end - at - 1, &value) !=
			VALUE_KNOWN)
			return false;
		digits = memory_printf("%zu", strlen(value));
		put_value(expander, digits, quoted);
		return true;
	}
	while (at < end && is_name(source[at]))
		at++;
	if (at == name && at < end)
		at++;
	if (at == end) {
		put_parameter(expander, source + name, at - name, name - 2, end + 1, quoted);
		return true;
	}
	length = at - name;
	state = shell_value(expander->runner, source + name, length, &value);
	if (state == VALUE_UNKNOWN)
		return false;
	colon = source[at] == ':' && at + 1 < end;
	operation = source[at + colon];
	if (state == VALUE_KNOWN && colon && !*value)
		state = VALUE_UNSET;
	if (operation == '+') {
		if (state == VALUE_KNOWN)
			put_operand(expander, at + colon + 1, end, quoted);
		return true;
	}
	if (state == VALUE_KNOWN && strchr("-=?", operation)) {
		put_value(expander, value, quoted);
		return true;
	}
	if (operation == '-') {
		put_operand(expander, at + colon + 1, end, quoted);
		return true;
	}
	if (operation == '=') {
		struct shell_word word = operand(expander, at + colon + 1, end, quoted, false);

		shell_assign(
			expander->runner, source + name, length, word.known ? word.text : NULL);
		put_word(expander, &word, quoted);
		free(word.text);
		return true;
	}
	if (state == VALUE_KNOWN && !colon && (operation == '#' || operation == '%'))
		return put_cut(expander, value, at, end, quoted);
	return false;
}

static void put_span(struct expander *expander, const struct shell_span *span, bool quoted)
{
	AUTO_FREE char *value = NULL;
	bool fine = false;

	if (span->kind == SPAN_PARAMETER) {
		size_t before = expander->text.size;
		size_t count = expander->fields->count;

		fine = expander->runner &&
		       put_braces(expander, span->start + 2, span->end - 1, quoted);
		if (!fine && count == expander->fields->count)
			buffer_truncate(&expander->text, before);
	} else if (expander->runner && span->kind == SPAN_COMMANDS) {
		value = shell_substitute(expander->runner, span);
		fine = value;
	} else if (expander->runner) {
		fine = shell_arithmetic(expander->runner, expander->tree->source + span->start + 3,
			span->end - span->start - 5, &value);
	}
	if (value)
		put_value(expander, value, quoted);
	if (!fine)
		put_unknown(expander, span->start, span->end);
}

// $'…' up to its closing quote; returns what is behind it.
static size_t put_dollar_single(struct expander *expander, size_t at, size_t end)
{
	static const char names[] = "n\nt\tr\ra\ab\be\033f\fv\v";
	const char *source = expander->tree->source;

	for (at += 2; at < end && source[at] != '\''; at++) {
		const char *found = NULL;

		if (source[at] == '\\' && at + 1 < end) {
			at++;
			for (const char *name = names; *name; name += 2)
				found = *name == source[at] ? name + 1 : found;
			if (!found && !strchr("\\'\"?", source[at]))
				expander->known = false;
		}
		put(expander, found ? *found : source[at], true);
	}
	expander->quoted = expander->began = true;
	return at < end ? at + 1 : at;
}

static size_t put_dollar(struct expander *expander, size_t at, size_t end, bool quoted)
{
	const char *source = expander->tree->source;
	const struct shell_span *span = shell_span_at(expander->tree, at);
	size_t stop = at + 1;

	if (span && span->end <= end) {
		put_span(expander, span, quoted);
		return span->end;
	}
	if (stop < end && source[stop] == '\'' && !quoted)
		return put_dollar_single(expander, at, end);
	if (stop < end && (text_is_digit(source[stop]) || strchr("@*#?-$!", source[stop])) &&
		source[stop])
		stop++;
	else
		while (stop < end && is_name(source[stop]))
			stop++;
	if (stop == at + 1)
		put(expander, '$', true);
	else
		put_parameter(expander, source + at + 1, stop - at - 1, at, stop, quoted);
	return stop;
}

static size_t line_end(const struct expander *expander, size_t at, size_t end)
{
	const char *source = expander->tree->source;

	if (at < end && source[at] == '\n')
		return 1;
	return at + 1 < end && source[at] == '\r' && source[at + 1] == '\n' ? 2 : 0;
}

// A backslash; returns what is behind what it covers.
static size_t put_escape(struct expander *expander, size_t at, size_t end, bool quoted)
{
	const char *source = expander->tree->source;
	size_t length = line_end(expander, at + 1, end);
	const char *special = is_here(expander) ? "$`\\" : "$`\\\"";

	if (length)
		return at + 1 + length;
	if (at + 1 >= end || (quoted && !(source[at + 1] && strchr(special, source[at + 1])))) {
		put(expander, '\\', true);
		return at + 1;
	}
	put(expander, source[at + 1], true);
	expander->quoted |= !quoted;
	return at + 2;
}

static void expand(struct expander *expander, size_t at, size_t end, bool quoted)
{
	const char *source = expander->tree->source;
	bool outer = quoted;

	while (at < end) {
		size_t run = shell_plain(source + at, end - at);
		char c;

		if (run) {
			buffer_append(&expander->text, source + at, run);
			at += run;
			continue;
		}
		c = source[at];
		if (c == '\\') {
			at = put_escape(expander, at, end, quoted);
		} else if (c == '$') {
			at = put_dollar(expander, at, end, quoted);
		} else if (c == '`' && shell_span_at(expander->tree, at)) {
			const struct shell_span *span = shell_span_at(expander->tree, at);

			put_span(expander, span, quoted);
			at = span->end;
		} else if (c == '"' && !is_here(expander)) {
			quoted = !quoted;
			expander->quoted = expander->began = true;
			at++;
		} else if (c == '\'' && !quoted) {
			const char *close = memchr(source + at + 1, '\'', end - at - 1);
			size_t stop = close ? (size_t)(close - source) : end;

			put_run(expander, at + 1, stop);
			expander->quoted = expander->began = true;
			at = stop + (close ? 1 : 0);
		} else {
			if (c == '~' && !quoted && expander->text.size == 0 &&
				at == expander->offset)
				expander->known = false;
			if (expander->in_braces && !quoted && !outer)
				put_split(expander, c);
			else if (c != '\r' || !line_end(expander, at, end))
				put(expander, c, quoted || outer);
			at++;
			while (c == '\n' && expander->form == FORM_HERE_STRIPPED && at < end &&
				source[at] == '\t')
				at++;
		}
	}
}

void shell_expand(const struct shell_tree *tree, struct shell_runner *runner, size_t offset,
	size_t length, enum shell_form form, struct shell_fields *ret)
{
	struct expander expander = {
		.tree = tree,
		.runner = runner,
		.form = form,
		.fields = ret,
		.offset = offset,
		.length = length,
	};
	size_t at = offset;
	size_t end = offset + length;

	start_field(&expander);
	expander.began = form != FORM_FIELDS;
	while (form == FORM_HERE_STRIPPED && at < end && tree->source[at] == '\t')
		at++;
	expand(&expander, at, end, is_here(&expander));
	expander.vanishes &= form == FORM_FIELDS;
	finish_field(&expander);
}

struct shell_word shell_expand_one(const struct shell_tree *tree, struct shell_runner *runner,
	size_t offset, size_t length, enum shell_form form)
{
	struct shell_fields fields = {0};
	struct shell_word word;

	shell_expand(tree, runner, offset, length, form, &fields);
	word = fields.list[0];
	free(fields.list);
	return word;
}
