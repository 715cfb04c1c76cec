// SPDX-License-Identifier: GPL-3.0-or-later
// Which section and which task a line of a kickstart belongs to.
#include "outline.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "ks.h"
#include "memory.h"
#include "schema.h"
#include "text.h"

static const char *const stage_names[] = {
	[KS_PRE] = "%pre",
	[KS_POST] = "%post",
	[KS_FIRSTBOOT] = "%firstboot",
	[KS_PACKAGES] = "%packages",
	[KS_LICENSE_TEXT] = "%vmlicense_text",
};

static struct ks *parse(const char *text, size_t size)
{
	struct source *source = source_create("kickstart", memory_strndup(text, size), size);
	struct ks *ks = ks_parse(source);

	source_unref(source);
	return ks;
}

// Are these keys of the spec, "network.dns, network.hostname"?
static bool are_keys(const char *text)
{
	if (!*text)
		return false;
	while (*text) {
		size_t length = strcspn(text, ",");
		AUTO_FREE char *key = memory_strndup(text, length);

		if (!*key || strchr(key, ' ') || !schema_find(key))
			return false;
		text += length;
		if (*text && text[1] != ' ')
			return false;
		text += *text ? 2 : 0;
	}
	return true;
}

// "# port groups: network.vswitches", "# install.disk": what stands behind the mark, or NULL.
static char *task_head(const struct ks_line *line)
{
	AUTO_FREE char *text = NULL;
	const char *keys;

	if (line->length < 3 || line->length > 400 || strncmp(line->text, "# ", 2) != 0)
		return NULL;
	text = memory_strndup(line->text + 2, line->length - 2);
	keys = strstr(text, ": ");
	return are_keys(keys ? keys + 2 : text) ? STEAL(text) : NULL;
}

static void add_part(struct outline *outline, unsigned first, const char *section, const char *task)
{
	struct outline_part *part;

	memory_grow(&outline->parts, outline->count, sizeof(*outline->parts));
	part = &outline->parts[outline->count++];
	part->first = first;
	part->section = memory_strdup(section);
	part->task = task ? memory_strdup(task) : NULL;
}

// "%firstboot", and from the second one of the kind on "%firstboot 2". `counts`: by stage.
static char *section_name(enum ks_stage stage, size_t *counts)
{
	size_t number = ++counts[stage];

	return number == 1 ? memory_strdup(stage_names[stage])
			   : memory_printf("%s %zu", stage_names[stage], number);
}

static bool line_is(const struct ks_line *line, const char *text)
{
	return line->length == strlen(text) && strncmp(line->text, text, line->length) == 0;
}

static bool line_begins(const struct ks_line *line, const char *text)
{
	size_t length = strlen(text);

	return line->length >= length && strncmp(line->text, text, length) == 0;
}

// The function of a task is its end: behind it the frame goes on.
static bool begins_task(const struct ks_line *line)
{
	return line_begins(line, "task_") && line->length > 4 &&
	       strncmp(line->text + line->length - 4, "() {", 4) == 0;
}

// The comment that a kickstart of ours begins with says what it was made from; nothing follows
// from it for the machine.
static void find_head(const struct ks *ks, struct outline *outline)
{
	if (!ks->line_count || !release_known(ks_said_release(ks)))
		return;
	for (size_t i = 0; i < ks->line_count && ks->lines[i].kind == KS_COMMENT; i++) {
		outline->head_lines++;
		outline->head_size += ks->lines[i].length + ks->lines[i].end_length;
	}
	outline->head_size += ks->bom_length;
}

void outline_make(const char *text, size_t size, struct outline *ret)
{
	AUTO_KS *ks = parse(text, size);
	AUTO_FREE char *section = memory_strdup("commands");
	size_t counts[sizeof(stage_names) / sizeof(*stage_names)] = {0};
	size_t current = SIZE_MAX;
	bool in_function = false;
	bool own = false;

	*ret = (struct outline){0};
	find_head(ks, ret);
	add_part(ret, 1, section, NULL);
	for (size_t i = 0; i < ks->line_count; i++) {
		const struct ks_line *line = &ks->lines[i];
		bool fresh = i == 0 || ks->lines[i - 1].length == 0 ||
			     ks->lines[i - 1].kind == KS_HEADER;
		AUTO_FREE char *task = fresh ? task_head(line) : NULL;

		if (line->section != current && line->section != SIZE_MAX) {
			free(section);
			section = section_name(ks->sections[line->section].stage, counts);
			add_part(ret, line->number, section, NULL);
			current = line->section;
			own = false;
		}
		if (task) {
			// The head of a user's script stands behind that of its section.
			bool whole = i > 0 && ks->lines[i - 1].kind == KS_HEADER;

			bool blank = i > 0 && ks->lines[i - 1].length == 0;

			add_part(ret, line->number - (whole || blank), section, task);
			own = !whole;
			in_function = false;
		} else if (in_function && line_is(line, "}")) {
			in_function = false;
			own = false;
			add_part(ret, line->number + 1, section, NULL);
		} else if (own && begins_task(line)) {
			in_function = true;
		}
	}
}

const struct outline_part *outline_at(const struct outline *outline, unsigned line)
{
	size_t low = 0;
	size_t high = outline->count;

	// The last part that begins at or before the line.
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (outline->parts[middle].first <= line)
			low = middle;
		else
			high = middle;
	}
	return &outline->parts[low];
}

void outline_finish(struct outline *outline)
{
	for (size_t i = 0; i < outline->count; i++) {
		free(outline->parts[i].section);
		free(outline->parts[i].task);
	}
	free(outline->parts);
	*outline = (struct outline){0};
}

// ---- what has an effect ----

static int compare_texts(const void *left, const void *right)
{
	return strcmp(*(char *const *)left, *(char *const *)right);
}

// A command with its options in order, ended by a byte that no line has.
static char *command_form(const struct ks_line *line)
{
	char **words = memory_alloc_array(line->word_count, sizeof(*words));
	AUTO_BUFFER form = BUFFER_INIT;
	size_t count = 0;

	for (size_t i = 1; i < line->word_count; i++)
		words[count++] = line->words[i].text;
	if (count)
		qsort(words, count, sizeof(*words), compare_texts);
	buffer_puts(&form, line->row ? line->row->name : line->words[0].text);
	for (size_t i = 0; i < count; i++)
		buffer_printf(&form, "\x1f%s", words[i]);
	buffer_putc(&form, '\n');
	free(words);
	return buffer_steal(&form);
}

struct ordered {
	char *text;
	size_t key; // length of the command's name
	size_t index;
};

static int compare_commands(const void *left, const void *right)
{
	const struct ordered *a = left;
	const struct ordered *b = right;
	size_t length = a->key < b->key ? a->key : b->key;
	int order = memcmp(a->text, b->text, length);

	if (order == 0 && a->key != b->key)
		order = a->key < b->key ? -1 : 1;
	return order ? order : (a->index > b->index) - (a->index < b->index);
}

static void put_commands(const struct ks *ks, struct buffer *ret)
{
	struct ordered *list = memory_alloc_array(ks->line_count, sizeof(*list));
	size_t count = 0;

	for (size_t i = 0; i < ks->line_count; i++) {
		char *form;

		if (ks->lines[i].kind != KS_COMMAND || !ks->lines[i].word_count)
			continue;
		form = command_form(&ks->lines[i]);
		list[count] = (struct ordered){form, strcspn(form, "\x1f\n"), count};
		count++;
	}
	if (count)
		qsort(list, count, sizeof(*list), compare_commands);
	for (size_t i = 0; i < count; i++) {
		buffer_puts(ret, list[i].text);
		free(list[i].text);
	}
	free(list);
}

// The word that ends the here-document which a line begins, or NULL.
static char *here_word(const char *line, size_t length)
{
	for (size_t i = 0; i + 2 < length; i++) {
		size_t start;
		size_t end;

		if (strncmp(line + i, "<<", 2) != 0 || line[i + 2] == '<')
			continue;
		start = i + 2;
		while (start < length && strchr("- \t'\"\\", line[start]))
			start++;
		end = start;
		while (end < length && (text_is_alnum(line[end]) || line[end] == '_'))
			end++;
		if (end > start)
			return memory_strndup(line + start, end - start);
	}
	return NULL;
}

static void put_script(const struct ks *ks, const struct ks_section *section, struct buffer *ret)
{
	AUTO_FREE char *here = NULL;

	for (size_t i = 0; i < section->count; i++) {
		const struct ks_line *line = &ks->lines[section->first + i];
		size_t blanks = 0;
		bool comment;

		while (blanks < line->length && strchr(" \t", line->text[blanks]))
			blanks++;
		comment = blanks < line->length && line->text[blanks] == '#' &&
			  !(blanks + 1 < line->length && line->text[blanks + 1] == '!');
		if (!here && !section->python && (blanks == line->length || comment))
			continue;
		buffer_append(ret, line->text, line->length);
		buffer_putc(ret, '\n');
		if (here && line->length - blanks == strlen(here) &&
			strncmp(line->text + blanks, here, strlen(here)) == 0) {
			free(here);
			here = NULL;
		} else if (!here) {
			here = here_word(line->text, line->length);
		}
	}
}

void outline_effect(const char *text, size_t size, struct buffer *ret)
{
	AUTO_KS *ks = parse(text, size);

	put_commands(ks, ret);
	for (size_t stage = 0; stage < sizeof(stage_names) / sizeof(*stage_names); stage++) {
		for (size_t i = 0; i < ks->section_count; i++) {
			AUTO_FREE char *head = NULL;

			if (ks->sections[i].stage != stage)
				continue;
			head = command_form(&ks->lines[ks->sections[i].header]);
			buffer_printf(ret, "\x1e%s", head);
			put_script(ks, &ks->sections[i], ret);
		}
	}
}
