// SPDX-License-Identifier: GPL-3.0-or-later
// The YAML of a draft, in the order of the table.
//
// What a value looks like decides how it is written: plain where every reader takes it for the same
// text, else in double quotes, several lines behind '|'. `${` becomes `$${`, which the spec's
// variables take back (spec/vars.c).
#include <string.h>

#include "draft.h"
#include "memory.h"
#include "schema.h"
#include "text.h"

enum {
	INDENT = 2,
	LINE_MAX_LENGTH = 96, // of a list in one line
};

struct writer {
	struct buffer *out;
	bool in_flow; // inside [ ]
};

bool draft_is_clean(const char *text, bool several_lines)
{
	for (; *text; text++) {
		if ((*text < ' ' || *text > '~') &&
			!(several_lines && (*text == '\n' || *text == '\t')))
			return false;
	}
	return true;
}

// A plain scalar that some reader takes for true, false or nothing.
static bool is_word_of_yaml(const char *text)
{
	static const char *const words[] = {
		"true", "false", "yes", "no", "on", "off", "y", "n", "null"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (text_equal_nocase(words[i], text))
			return true;
	}
	return false;
}

// May a reader take it for a number, a date or a number of base 60?
static bool is_like_number(const char *text)
{
	size_t dots = 0;
	bool only_digits = true;

	if (!text_is_digit(*text))
		return false;
	for (const char *at = text; *at; at++) {
		char c = text_lower(*at);

		if (c >= 'g' && c <= 'z' && c != 'o' && c != 'x')
			return false;
		dots += c == '.';
		only_digits = only_digits && (text_is_digit(c) || c == '.' || c == '/');
	}
	return !(only_digits && dots == 3); // 192.0.2.0/24 is none
}

static bool is_plain(const struct writer *writer, const char *text)
{
	size_t length = strlen(text);

	if (!length || !(text_is_alnum(*text) || *text == '/') || text[length - 1] == ' ' ||
		text[length - 1] == ':' || is_word_of_yaml(text) || is_like_number(text))
		return false;
	for (const char *at = text; *at; at++) {
		if (!text_is_alnum(*at) && !strchr(" _./@+=()-:", *at) &&
			(*at != ',' || writer->in_flow))
			return false;
		if (*at == ':' && (at[1] == ' ' || writer->in_flow))
			return false;
	}
	return true;
}

static void put_quoted(struct writer *writer, const char *text, bool variables)
{
	buffer_putc(writer->out, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			buffer_printf(writer->out, "\\%c", *text);
		else if (*text == '\n')
			buffer_puts(writer->out, "\\n");
		else if (*text == '\t')
			buffer_puts(writer->out, "\\t");
		else if (*text < ' ' || *text > '~')
			buffer_printf(writer->out, "\\x%02x", (unsigned char)*text);
		else if (variables && text_has_prefix(text, "${"))
			buffer_puts(writer->out, "$$");
		else
			buffer_putc(writer->out, *text);
	}
	buffer_putc(writer->out, '"');
}

static void put_scalar(
	struct writer *writer, const struct draft *draft, const struct schema_row *row)
{
	enum schema_type type = row ? row->type : SCHEMA_STRING;
	uint64_t number;
	bool is_number =
		text_parse_number(draft->text + (draft->text[0] == '-'), INT64_MAX, &number);

	if ((type == SCHEMA_NUMBER || (type == SCHEMA_SCALAR && draft->number)) && is_number)
		buffer_puts(writer->out, draft->text);
	else if (type == SCHEMA_BOOL &&
		 (text_equal(draft->text, "true") || text_equal(draft->text, "false")))
		buffer_puts(writer->out, draft->text);
	else if (type == SCHEMA_ENUM && schema_words_have(row->values, draft->text) &&
		 !text_equal(draft->text, "no"))
		buffer_puts(writer->out, draft->text);
	else if (is_plain(writer, draft->text))
		buffer_puts(writer->out, draft->text);
	else
		put_quoted(writer, draft->text, true);
}

static void put_indent(struct writer *writer, size_t depth)
{
	buffer_printf(writer->out, "%*s", (int)(depth * INDENT), "");
}

static void put_comment(struct writer *writer, const struct draft *draft, size_t depth)
{
	for (const char *line = draft->comment; line && *line;) {
		size_t length = strcspn(line, "\n");

		put_indent(writer, depth);
		buffer_printf(writer->out, "#%s%.*s\n", length ? " " : "", (int)length, line);
		line += length + (line[length] == '\n');
	}
}

// Several lines, literally. The indentation has to be said where the first line begins with a
// blank.
static void put_block(struct writer *writer, const struct draft *draft, size_t depth)
{
	const char *text = draft->text;
	size_t length = strlen(text);

	buffer_puts(writer->out, "|");
	if (strchr(" \t\n", *text))
		buffer_printf(writer->out, "%d", INDENT);
	if (!length || text[length - 1] != '\n')
		buffer_putc(writer->out, '-');
	else if (length > 1 && text[length - 2] == '\n')
		buffer_putc(writer->out, '+');
	buffer_putc(writer->out, '\n');
	while (*text) {
		size_t end = strcspn(text, "\n");

		if (end)
			put_indent(writer, depth);
		for (size_t i = 0; i < end; i++) {
			if (text_has_prefix(text + i, "${"))
				buffer_puts(writer->out, "$$");
			else
				buffer_putc(writer->out, text[i]);
		}
		buffer_putc(writer->out, '\n');
		text += end + (text[end] == '\n');
	}
}

static void put_value(struct writer *writer, const struct draft *draft,
	const struct schema_row *row, size_t depth)
{
	if (strchr(draft->text, '\n') && draft_is_clean(draft->text, true)) {
		put_block(writer, draft, depth);
		return;
	}
	put_scalar(writer, draft, row);
	buffer_putc(writer->out, '\n');
}

// Is there anything to write?
static bool is_there(const struct draft *draft)
{
	if (draft->kind == DRAFT_VALUE || draft->here)
		return true;
	for (size_t i = 0; i < draft->count; i++) {
		if (is_there(draft->items[i]))
			return true;
	}
	return false;
}

static bool is_empty(const struct draft *draft)
{
	for (size_t i = 0; i < draft->count; i++) {
		if (is_there(draft->items[i]))
			return false;
	}
	return true;
}

// [a, b], where it is short; false where it is not, and nothing was written.
static bool put_flow(struct writer *writer, const struct draft *list, const struct schema_row *row)
{
	size_t start = writer->out->size;
	size_t line = start;

	for (size_t i = 0; i < list->count; i++) {
		if (list->items[i]->kind != DRAFT_VALUE || list->items[i]->comment)
			return false;
	}
	while (line > 0 && writer->out->data[line - 1] != '\n')
		line--;
	writer->in_flow = true;
	for (size_t i = 0; i < list->count; i++) {
		buffer_puts(writer->out, i ? ", " : "[");
		put_scalar(writer, list->items[i], row);
	}
	writer->in_flow = false;
	buffer_puts(writer->out, "]\n");
	if (writer->out->size - line <= LINE_MAX_LENGTH)
		return true;
	buffer_truncate(writer->out, start);
	return false;
}

static void put_mapping(struct writer *writer, const struct draft *mapping,
	const struct schema_row *row, size_t depth, bool first_is_indented);

static void put_list(
	struct writer *writer, const struct draft *list, const struct schema_row *row, size_t depth)
{
	const struct schema_row *item_row = row ? schema_item(row) : NULL;

	for (size_t i = 0; i < list->count; i++) {
		const struct draft *item = list->items[i];

		if (!is_there(item))
			continue;
		put_comment(writer, item, depth);
		put_indent(writer, depth);
		buffer_puts(writer->out, "- ");
		if (item->kind == DRAFT_VALUE)
			put_value(writer, item, item_row, depth + 1);
		else
			put_mapping(writer, item, item_row, depth + 1, true);
	}
}

static void put_entry(struct writer *writer, const struct draft *entry,
	const struct schema_row *row, size_t depth, bool is_indented)
{
	if (!is_indented) {
		put_comment(writer, entry, depth);
		put_indent(writer, depth);
	}
	if (is_plain(writer, entry->key))
		buffer_puts(writer->out, entry->key);
	else
		put_quoted(writer, entry->key, false);
	buffer_putc(writer->out, ':');
	if (entry->kind == DRAFT_VALUE) {
		buffer_putc(writer->out, ' ');
		put_value(writer, entry, row, depth + 1);
		return;
	}
	if (entry->kind == DRAFT_LIST) {
		buffer_putc(writer->out, ' ');
		if (put_flow(writer, entry, row ? schema_item(row) : NULL))
			return;
		buffer_truncate(writer->out, writer->out->size - 1);
		buffer_putc(writer->out, '\n');
		put_list(writer, entry, row, depth + 1);
		return;
	}
	if (is_empty(entry)) {
		buffer_puts(writer->out, " {}\n");
		return;
	}
	buffer_putc(writer->out, '\n');
	put_mapping(writer, entry, row, depth + 1, false);
}

// Keys that the table names come in its order, the others behind them in the order of the draft.
static void put_mapping(struct writer *writer, const struct draft *mapping,
	const struct schema_row *row, size_t depth, bool first_is_indented)
{
	AUTO_FREE bool *done = memory_alloc_array(mapping->count + 1, sizeof(*done));
	const struct schema_row *child = row ? schema_next_key(row, NULL) : NULL;

	for (; child; child = schema_next_key(row, child)) {
		const char *key = schema_key_below(row, child);

		for (size_t i = 0; key && i < mapping->count; i++) {
			if (done[i] || !text_equal(mapping->items[i]->key, key))
				continue;
			done[i] = true;
			if (!is_there(mapping->items[i]))
				continue;
			if (depth == 0 && writer->out->size > 0)
				buffer_putc(writer->out, '\n');
			put_entry(writer, mapping->items[i], child, depth, first_is_indented);
			first_is_indented = false;
		}
	}
	for (size_t i = 0; i < mapping->count; i++) {
		const struct draft *entry = mapping->items[i];

		if (done[i] || !is_there(entry))
			continue;
		put_entry(writer, entry, row ? schema_child(row, entry->key) : NULL, depth,
			first_is_indented);
		first_is_indented = false;
	}
}

void draft_write(const struct draft *root, struct buffer *ret)
{
	struct writer writer = {.out = ret};

	put_comment(&writer, root, 0);
	put_mapping(&writer, root, schema_root(), 0, false);
}
