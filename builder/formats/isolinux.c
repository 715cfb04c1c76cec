// SPDX-License-Identifier: GPL-3.0-or-later
// Reading and editing isolinux.cfg, see isolinux.h.
#include "isolinux.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "text.h"

static const char separator[] = "---";

struct line {
	char *text; // its line end is part of it
	size_t value; // where the value of its keyword begins
	size_t value_end; // behind its last character that is no white space
};

struct isolinux {
	char *name;
	struct line *lines;
	size_t line_count;
	struct isolinux_label *labels;
	size_t label_count;
};

// White space; a carriage return or a line feed is that at the end of a line only.
static const char blanks[] = " \t";

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

// Finds the value of a line that begins with `keyword`.
static bool has_keyword(struct line *line, const char *keyword)
{
	size_t at = strspn(line->text, blanks);
	size_t length = strcspn(line->text + at, " \t\r\n");
	AUTO_FREE char *word = memory_strndup(line->text + at, length);

	if (!text_equal_nocase(word, keyword))
		return false;
	at += length;
	line->value = at + strspn(line->text + at, blanks);
	line->value_end = strlen(line->text);
	while (line->value_end > line->value && strchr(" \t\r\n", line->text[line->value_end - 1]))
		line->value_end--;
	return true;
}

static char *value_of(const struct line *line)
{
	return memory_strndup(line->text + line->value, line->value_end - line->value);
}

// Where the next separator stands as a word of its own, or the end.
static size_t find_separator(const char *text, size_t from)
{
	size_t length = strlen(separator);

	for (size_t at = from; text[at]; at++) {
		bool starts = at == 0 || is_blank(text[at - 1]);
		const char *behind = text + at + length;

		if (starts && !strncmp(text + at, separator, length) &&
			(!*behind || is_blank(*behind)))
			return at;
	}
	return strlen(text);
}

static void add_item(struct isolinux_label *label, const char *text, size_t size)
{
	AUTO_FREE char *item = memory_strndup(text, size);
	char *start = item + strspn(item, blanks);
	size_t length = strlen(start);
	size_t name;

	while (length > 0 && is_blank(start[length - 1]))
		start[--length] = '\0';
	name = strcspn(start, blanks);
	memory_grow(&label->items, label->item_count, sizeof(*label->items));
	label->items[label->item_count++] = (struct isolinux_item){
		.name = memory_strndup(start, name),
		.options = memory_strdup(start + name + strspn(start + name, blanks)),
	};
}

static void split_items(struct isolinux_label *label)
{
	size_t length = strlen(label->append);

	for (size_t at = 0; at < length;) {
		size_t end = find_separator(label->append, at);

		add_item(label, label->append + at, end - at);
		at = end + strlen(separator);
	}
}

static void finish_label(struct isolinux_label *label)
{
	for (size_t i = 0; i < label->item_count; i++) {
		free(label->items[i].name);
		free(label->items[i].options);
	}
	free(label->items);
	free(label->name);
	free(label->kernel);
	free(label->append);
}

static void replace(char **text, char *value)
{
	free(*text);
	*text = value;
}

// What the labels say, from the lines.
static void refresh(struct isolinux *isolinux)
{
	struct isolinux_label *label = NULL;

	for (size_t i = 0; i < isolinux->label_count; i++)
		finish_label(&isolinux->labels[i]);
	isolinux->label_count = 0;
	for (size_t i = 0; i < isolinux->line_count; i++) {
		struct line *line = &isolinux->lines[i];

		if (has_keyword(line, "label")) {
			memory_grow(&isolinux->labels, isolinux->label_count,
				sizeof(*isolinux->labels));
			label = &isolinux->labels[isolinux->label_count++];
			*label = (struct isolinux_label){
				.name = value_of(line),
				.line = (unsigned)i + 1,
				.kernel = memory_strdup(""),
				.append = memory_strdup(""),
			};
		} else if (label && (has_keyword(line, "kernel") || has_keyword(line, "com32"))) {
			replace(&label->kernel, value_of(line));
		} else if (label && has_keyword(line, "append")) {
			replace(&label->append, value_of(line));
			label->append_line = (unsigned)i + 1;
		}
	}
	for (size_t i = 0; i < isolinux->label_count; i++)
		split_items(&isolinux->labels[i]);
}

int isolinux_parse(
	const char *name, const void *data, size_t size, struct isolinux **ret, struct error *err)
{
	AUTO_ISOLINUX *isolinux = memory_alloc(sizeof(*isolinux));
	const char *text = data;

	isolinux->name = memory_strdup(name);
	if (size > ISOLINUX_SIZE_MAX)
		return error_set(
			err, ERROR_INPUT, "'%s' has more than %d bytes", name, ISOLINUX_SIZE_MAX);
	if (size > 0 && memchr(data, '\0', size))
		return error_set(err, ERROR_INPUT, "'%s' has a NUL byte", name);
	for (size_t at = 0; at < size;) {
		const char *feed = memchr(text + at, '\n', size - at);
		size_t length = feed ? (size_t)(feed - text) + 1 - at : size - at;

		memory_grow(&isolinux->lines, isolinux->line_count, sizeof(*isolinux->lines));
		isolinux->lines[isolinux->line_count++].text = memory_strndup(text + at, length);
		at += length;
	}
	refresh(isolinux);
	*ret = STEAL(isolinux);
	return 0;
}

void isolinux_destroy(struct isolinux *isolinux)
{
	if (!isolinux)
		return;
	for (size_t i = 0; i < isolinux->line_count; i++)
		free(isolinux->lines[i].text);
	for (size_t i = 0; i < isolinux->label_count; i++)
		finish_label(&isolinux->labels[i]);
	free(isolinux->lines);
	free(isolinux->labels);
	free(isolinux->name);
	free(isolinux);
}

void isolinux_print(const struct isolinux *isolinux, struct buffer *ret)
{
	for (size_t i = 0; i < isolinux->line_count; i++)
		buffer_puts(ret, isolinux->lines[i].text);
}

size_t isolinux_label_count(const struct isolinux *isolinux)
{
	return isolinux->label_count;
}

const struct isolinux_label *isolinux_label_at(const struct isolinux *isolinux, size_t index)
{
	return &isolinux->labels[index];
}

const struct isolinux_label *isolinux_find_mboot(const struct isolinux *isolinux, size_t *ret_index)
{
	for (size_t i = 0; i < isolinux->label_count; i++) {
		const struct isolinux_label *label = &isolinux->labels[i];
		const char *slash = strrchr(label->kernel, '/');

		if (label->item_count > 1 && *label->items[0].name &&
			text_equal_nocase(slash ? slash + 1 : label->kernel, "mboot.c32")) {
			*ret_index = i;
			return label;
		}
	}
	return NULL;
}

// Puts `text` in the place of the bytes [begin, end) of the label's append line.
static int splice(struct isolinux *isolinux, size_t label, size_t begin, size_t end,
	const char *text, struct error *err)
{
	struct line *line = &isolinux->lines[isolinux->labels[label].append_line - 1];
	size_t length = line->value_end - line->value - (end - begin) + strlen(text);
	char *changed;

	if (length > ISOLINUX_APPEND_MAX)
		return error_set(err, ERROR_INPUT,
			"'%s': the append line of label '%s' would have %zu characters, isolinux "
			"takes %d",
			isolinux->name, isolinux->labels[label].name, length, ISOLINUX_APPEND_MAX);
	changed = memory_printf("%.*s%s%s", (int)begin, line->text, text, line->text + end);
	free(line->text);
	line->text = changed;
	refresh(isolinux);
	return 0;
}

// The word of the first item, from `from` on, that has the same name as `token`, up to its '=';
// where it stands in the append line.
static bool find_option(
	const char *append, size_t from, const char *token, size_t *ret_begin, size_t *ret_end)
{
	size_t name = strcspn(token, "=");
	size_t at = from + strcspn(append + from, blanks);

	for (;;) {
		size_t length;

		at += strspn(append + at, blanks);
		length = strcspn(append + at, blanks);
		if (length == 0 ||
			(length == strlen(separator) && !strncmp(append + at, separator, length)))
			return false;
		if (!strncasecmp(append + at, token, name) &&
			(length == name || append[at + name] == '=')) {
			*ret_begin = at;
			*ret_end = at + length;
			return true;
		}
		at += length;
	}
}

int isolinux_set_option(struct isolinux *isolinux, size_t label, const char *token,
	char **ret_before, struct error *err)
{
	const char *append = isolinux->labels[label].append;
	size_t value = isolinux->lines[isolinux->labels[label].append_line - 1].value;
	AUTO_FREE char *word = NULL;
	AUTO_FREE char *before = NULL;
	size_t begin;
	size_t end;
	size_t from;

	*ret_before = NULL;
	if (find_option(append, 0, token, &begin, &end)) {
		before = memory_strndup(append + begin, end - begin);
		word = memory_strdup(token);
	} else {
		begin = end = strcspn(append, blanks);
		word = memory_printf(" %s", token);
	}
	if (splice(isolinux, label, value + begin, value + end, word, err) < 0)
		return -1;
	from = begin + strlen(word);
	// A second one may be what counts; the blank in front of it goes as well.
	while (find_option(isolinux->labels[label].append, from, token, &begin, &end)) {
		if (splice(isolinux, label, value + begin - 1, value + end, "", err) < 0)
			return -1;
	}
	*ret_before = STEAL(before);
	return 0;
}

int isolinux_add_item(struct isolinux *isolinux, size_t label, const char *name, bool *ret_added,
	struct error *err)
{
	const struct isolinux_label *owner = &isolinux->labels[label];
	const struct line *line = &isolinux->lines[owner->append_line - 1];
	AUTO_FREE char *text = memory_printf(" %s %s", separator, name);

	*ret_added = false;
	for (size_t i = 0; i < owner->item_count; i++) {
		const char *slash = strrchr(owner->items[i].name, '/');

		if (text_equal_nocase(slash ? slash + 1 : owner->items[i].name, name))
			return 0;
	}
	if (splice(isolinux, label, line->value_end, line->value_end, text, err) < 0)
		return -1;
	*ret_added = true;
	return 0;
}

void isolinux_set_timeout(struct isolinux *isolinux, unsigned tenths, char **ret_before)
{
	struct line *line = NULL;

	*ret_before = NULL;
	for (size_t i = isolinux->line_count; i > 0 && !line; i--) {
		if (has_keyword(&isolinux->lines[i - 1], "timeout"))
			line = &isolinux->lines[i - 1];
	}
	if (line) {
		*ret_before = value_of(line);
		replace(&line->text, memory_printf("%.*s%u%s", (int)line->value, line->text, tenths,
					     line->text + line->value_end));
	} else {
		memory_grow(&isolinux->lines, isolinux->line_count, sizeof(*isolinux->lines));
		memmove(isolinux->lines + 1, isolinux->lines,
			isolinux->line_count * sizeof(*isolinux->lines));
		isolinux->line_count++;
		isolinux->lines[0] = (struct line){memory_printf("timeout %u\n", tenths), 0, 0};
	}
	refresh(isolinux);
}
