// SPDX-License-Identifier: GPL-3.0-or-later
// The parser of Mustache templates: tags, delimiters, standalone lines; makes a flat list of nodes.
#include "mustache_tree.h"

#include <stdarg.h>
#include <string.h>

#include "memory.h"

enum { DELIMITER_SIZE = 16 }; // with the NUL

struct parser {
	struct mustache *template;
	const char *text;
	size_t size;
	size_t position;
	size_t line_start; // of the line that `position` is in
	bool line_marked; // has it a MUSTACHE_LINE node (or is it not to have one)?
	char open[DELIMITER_SIZE];
	char close[DELIMITER_SIZE];
	size_t sections[MUSTACHE_NESTING_LIMIT]; // node indexes of those that are open
	size_t depth;
};

struct tag {
	char sigil; // 0 for a plain variable
	size_t start;
	size_t end; // behind the closing delimiter
	const char *content;
	size_t length;
};

int mustache_error(
	const struct mustache *template, size_t offset, struct error *err, const char *format, ...)
{
	AUTO_FREE char *message = NULL;
	size_t line = 1;
	size_t column = 1;
	va_list args;

	va_start(args, format);
	message = memory_vprintf(format, args);
	va_end(args);
	for (size_t i = 0; i < offset && i < template->size; i++) {
		column++;
		if (template->text[i] == '\n') {
			line++;
			column = 1;
		}
	}
	return error_set(err, ERROR_INPUT, "%s:%zu:%zu: %s", template->name, line, column, message);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_space(char c)
{
	return is_blank(c) || c == '\n' || c == '\r';
}

static struct mustache_node *add_node(struct parser *parser, enum mustache_kind kind, size_t offset,
	const char *text, size_t length)
{
	struct mustache *template = parser->template;
	struct mustache_node *node;

	memory_grow(&template->nodes, template->count, sizeof(*template->nodes));
	node = &template->nodes[template->count++];
	*node = (struct mustache_node){
		.kind = kind, .text = text, .length = length, .offset = offset};
	return node;
}

// Adds the text from `from` to `to`, cut into lines, each that is not empty with its line node.
static void add_text(struct parser *parser, size_t from, size_t to)
{
	while (from < to) {
		const char *start = parser->text + from;
		const char *newline = memchr(start, '\n', to - from);
		size_t length = newline ? (size_t)(newline - start) + 1 : to - from;
		bool empty = *start == '\n' || (*start == '\r' && length == 2 && newline);

		if (!parser->line_marked && !empty)
			add_node(parser, MUSTACHE_LINE, from, "", 0);
		add_node(parser, MUSTACHE_TEXT, from, start, length);
		parser->line_marked = !newline;
		from += length;
	}
}

static const char *find(const char *text, size_t size, const char *needle)
{
	return memmem(text, size, needle, strlen(needle));
}

// Reads the tag that begins at `start`, an opening delimiter.
static int read_tag(struct parser *parser, size_t start, struct tag *ret, struct error *err)
{
	char terminator[DELIMITER_SIZE + 1];
	size_t inside = start + strlen(parser->open);
	struct tag tag = {0, start, 0, parser->text + inside, 0};
	const char *end;

	snprintf(terminator, sizeof(terminator), "%s", parser->close);
	if (inside < parser->size && strchr("#^/>!&{=", parser->text[inside]) &&
		parser->text[inside]) {
		tag.sigil = parser->text[inside];
		tag.content++;
		if (tag.sigil == '{' || tag.sigil == '=')
			snprintf(terminator, sizeof(terminator), "%c%s",
				tag.sigil == '{' ? '}' : '=', parser->close);
	}
	end = find(tag.content, parser->size - (size_t)(tag.content - parser->text), terminator);
	if (!end)
		return mustache_error(parser->template, start, err,
			"tag is not closed: expected '%s'", terminator);
	tag.length = (size_t)(end - tag.content);
	tag.end = (size_t)(end - parser->text) + strlen(terminator);
	while (tag.length && is_space(tag.content[0])) {
		tag.content++;
		tag.length--;
	}
	while (tag.length && is_space(tag.content[tag.length - 1]))
		tag.length--;
	*ret = tag;
	return 0;
}

// Does nothing but blanks stand beside the tag on its lines? ret_from and ret_to are then the range
// that vanishes with it, the line end included.
static bool is_standalone(
	const struct parser *parser, const struct tag *tag, size_t *ret_from, size_t *ret_to)
{
	size_t from = tag->start;
	size_t to = tag->end;

	while (from > 0 && is_blank(parser->text[from - 1]))
		from--;
	if (from > 0 && parser->text[from - 1] != '\n')
		return false;
	while (to < parser->size && is_blank(parser->text[to]))
		to++;
	if (to < parser->size && parser->text[to] == '\r' && to + 1 < parser->size)
		to++;
	if (to < parser->size && parser->text[to] != '\n')
		return false;
	*ret_from = from;
	*ret_to = to < parser->size ? to + 1 : to;
	return true;
}

static int check_name(const struct parser *parser, const struct tag *tag, struct error *err)
{
	if (tag->length == 0)
		return mustache_error(parser->template, tag->start, err, "tag has no name");
	for (size_t i = 0; i < tag->length; i++) {
		if (is_space(tag->content[i]))
			return mustache_error(parser->template, tag->start, err,
				"name '%.*s' has a blank in it", (int)tag->length, tag->content);
	}
	if (tag->sigil != '>' && tag->length > 1 &&
		(tag->content[0] == '.' || tag->content[tag->length - 1] == '.' ||
			find(tag->content, tag->length, "..")))
		return mustache_error(parser->template, tag->start, err,
			"name '%.*s' has an empty part", (int)tag->length, tag->content);
	return 0;
}

// `{{=<% %>=}}`: two words without blanks and without `=`.
static int set_delimiters(struct parser *parser, const struct tag *tag, struct error *err)
{
	size_t open = 0;
	size_t close = 0;

	while (open < tag->length && !is_space(tag->content[open]))
		open++;
	while (close < tag->length && !is_space(tag->content[tag->length - 1 - close]))
		close++;
	for (size_t i = open; i + close < tag->length; i++) {
		if (!is_space(tag->content[i]))
			open = 0;
	}
	if (open == 0 || open >= DELIMITER_SIZE || close >= DELIMITER_SIZE ||
		open + close >= tag->length || memchr(tag->content, '=', tag->length))
		return mustache_error(parser->template, tag->start, err,
			"bad delimiters: expected two words of at most %d characters without '='",
			DELIMITER_SIZE - 1);
	memcpy(parser->open, tag->content, open);
	parser->open[open] = '\0';
	memcpy(parser->close, tag->content + tag->length - close, close);
	parser->close[close] = '\0';
	return 0;
}

static int open_section(struct parser *parser, const struct tag *tag, struct error *err)
{
	if (parser->depth == MUSTACHE_NESTING_LIMIT)
		return mustache_error(parser->template, tag->start, err,
			"more than %d sections within each other", MUSTACHE_NESTING_LIMIT);
	parser->sections[parser->depth++] = parser->template->count;
	add_node(parser, tag->sigil == '#' ? MUSTACHE_SECTION : MUSTACHE_INVERTED, tag->start,
		tag->content, tag->length);
	return 0;
}

static int close_section(struct parser *parser, const struct tag *tag, struct error *err)
{
	struct mustache_node *section;

	if (parser->depth == 0)
		return mustache_error(parser->template, tag->start, err,
			"section '%.*s' is closed but not open", (int)tag->length, tag->content);
	section = &parser->template->nodes[parser->sections[--parser->depth]];
	if (section->length != tag->length || memcmp(section->text, tag->content, tag->length) != 0)
		return mustache_error(parser->template, tag->start, err,
			"section '%.*s' is closed, but '%.*s' is open", (int)tag->length,
			tag->content, (int)section->length, section->text);
	section->next = parser->template->count;
	return 0;
}

static int handle_tag(
	struct parser *parser, const struct tag *tag, size_t indent_length, struct error *err)
{
	struct mustache_node *node;

	if (tag->sigil == '!')
		return 0;
	if (tag->sigil == '=')
		return set_delimiters(parser, tag, err);
	if (check_name(parser, tag, err) < 0)
		return -1;
	switch (tag->sigil) {
	case '#':
	case '^':
		return open_section(parser, tag, err);
	case '/':
		return close_section(parser, tag, err);
	case '>':
		node = add_node(parser, MUSTACHE_PARTIAL, tag->start, tag->content, tag->length);
		node->indent = parser->text + tag->start - indent_length;
		node->indent_length = indent_length;
		return 0;
	default:
		add_node(parser, tag->sigil ? MUSTACHE_RAW : MUSTACHE_VARIABLE, tag->start,
			tag->content, tag->length);
		return 0;
	}
}

// One tag and the text before it; at the end of the template the rest of the text.
static int parse_step(struct parser *parser, struct error *err)
{
	const char *found = find(
		parser->text + parser->position, parser->size - parser->position, parser->open);
	size_t from = parser->position;
	size_t to, behind;
	struct tag tag = {0};

	if (!found) {
		add_text(parser, from, parser->size);
		parser->position = parser->size;
		return 0;
	}
	if (read_tag(parser, (size_t)(found - parser->text), &tag, err) < 0)
		return -1;
	parser->position = tag.end;
	if (tag.sigil && tag.sigil != '{' && tag.sigil != '&' &&
		is_standalone(parser, &tag, &to, &behind)) {
		add_text(parser, from, to);
		parser->position = behind;
		if (tag.sigil != '>') {
			if (handle_tag(parser, &tag, 0, err) < 0)
				return -1;
		} else if (handle_tag(parser, &tag, tag.start - to, err) < 0) {
			return -1;
		}
		parser->line_marked = false;
		return 0;
	}
	add_text(parser, from, tag.start);
	if (!parser->line_marked) {
		add_node(parser, MUSTACHE_LINE, tag.start, "", 0);
		parser->line_marked = true;
	}
	return handle_tag(parser, &tag, 0, err);
}

int mustache_parse(
	const char *name, const char *text, size_t size, struct mustache **ret, struct error *err)
{
	AUTO_MUSTACHE *template = memory_alloc(sizeof(*template));
	struct parser parser = {.template = template, .open = "{{", .close = "}}"};

	template->name = memory_strdup(name);
	template->text = memory_alloc(size + 1);
	memcpy(template->text, text, size);
	template->size = size;
	parser.text = template->text;
	parser.size = size;
	if (memchr(text, '\0', size))
		return mustache_error(template,
			(size_t)((const char *)memchr(text, '\0', size) - text), err,
			"a NUL byte is no text");
	while (parser.position < size) {
		if (parse_step(&parser, err) < 0)
			return -1;
	}
	if (parser.depth > 0) {
		const struct mustache_node *open =
			&template->nodes[parser.sections[parser.depth - 1]];

		return mustache_error(template, open->offset, err, "section '%.*s' is not closed",
			(int)open->length, open->text);
	}
	*ret = STEAL(template);
	return 0;
}

void mustache_destroy(struct mustache *template)
{
	if (!template)
		return;
	free(template->name);
	free(template->text);
	free(template->nodes);
	free(template);
}
