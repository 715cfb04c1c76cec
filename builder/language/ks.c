// SPDX-License-Identifier: GPL-3.0-or-later
// Lines, commands and sections of a kickstart.
#include "ks.h"

#include <string.h>

#include "ks_internal.h"
#include "memory.h"
#include "text.h"

static const char byte_order_mark[] = "\xef\xbb\xbf";

// Source: facts/kickstart.md section 1, "end of a script section".
static const char *const end_words[] = {
	"%pre",
	"%post",
	"%packages",
	"%vmlicense_text",
	"%firstboot",
	"%include",
	"include",
};

// The sections' names by enum ks_stage.
static const char *const stage_names[] = {
	[KS_PRE] = "%pre",
	[KS_POST] = "%post",
	[KS_FIRSTBOOT] = "%firstboot",
	[KS_PACKAGES] = "%packages",
	[KS_LICENSE_TEXT] = "%vmlicense_text",
};

const char *ks_section_end(const char *line)
{
	if (*line != '%' && *line != 'i')
		return NULL;
	for (size_t i = 0; i < sizeof(end_words) / sizeof(*end_words); i++) {
		if (text_has_prefix(line, end_words[i]))
			return end_words[i];
	}
	return NULL;
}

static void begin_section(struct ks *ks, struct ks_line *line, enum ks_stage stage)
{
	const struct ks_option *interpreter = ks_option(line, "--interpreter");
	struct ks_section *section;

	memory_grow(&ks->sections, ks->section_count, sizeof(*ks->sections));
	section = &ks->sections[ks->section_count];
	*section = (struct ks_section){
		.stage = stage,
		.header = (size_t)(line - ks->lines),
		.first = (size_t)(line - ks->lines) + 1,
		.body = line->text + line->length + line->end_length,
		.python = interpreter && interpreter->value &&
			  text_equal(interpreter->value, "python"),
	};
	line->kind = KS_HEADER;
	line->section = ks->section_count++;
}

static void read_command(struct ks *ks, struct ks_line *line)
{
	ks_split_words(line);
	if (line->word_count == 0) {
		line->kind = KS_COMMENT;
		for (size_t i = 0; line->kind == KS_COMMENT && i < line->length; i++) {
			if (!strchr(" \t\r", line->text[i]))
				return;
		}
		line->kind = KS_BLANK;
		return;
	}
	line->kind = KS_COMMAND;
	line->row = ks_command_find(line->words[0].text);
	ks_split_options(line);
	for (size_t i = 0; i < sizeof(stage_names) / sizeof(*stage_names); i++) {
		if (text_equal(line->words[0].text, stage_names[i]))
			begin_section(ks, line, (enum ks_stage)i);
	}
}

// Reads one line; `in_section`: does it follow a header?
static bool read_line(struct ks *ks, struct ks_line *line, bool in_section)
{
	if (in_section && !ks_section_end(line->text)) {
		struct ks_section *section = &ks->sections[ks->section_count - 1];

		line->kind = KS_SCRIPT;
		line->section = ks->section_count - 1;
		section->count++;
		section->body_size =
			(size_t)(line->text + line->length + line->end_length - section->body);
		return true;
	}
	read_command(ks, line);
	return line->kind == KS_HEADER;
}

struct ks *ks_parse(const struct source *source)
{
	struct ks *ks = memory_alloc(sizeof(*ks));
	const char *at = source->text;
	const char *stop = source->text + source->size;
	bool in_section = false;

	ks->source = source_ref(source);
	if (source->size >= 3 && memcmp(source->text, byte_order_mark, 3) == 0)
		ks->bom_length = 3;
	while (at < stop) {
		const char *end = memchr(at, '\n', (size_t)(stop - at));
		struct ks_line *line;

		memory_grow(&ks->lines, ks->line_count, sizeof(*ks->lines));
		line = &ks->lines[ks->line_count];
		*line = (struct ks_line){
			.number = (unsigned)ks->line_count + 1,
			.text = at,
			.length = (size_t)((end ? end : stop) - at),
			.end_length = end ? 1 : 0,
			.section = SIZE_MAX,
		};
		ks->line_count++;
		if (end && line->length && end[-1] == '\r') {
			line->length--;
			line->end_length = 2;
		}
		at += line->length + line->end_length;
		in_section = read_line(ks, line, in_section);
	}
	return ks;
}

void ks_destroy(struct ks *ks)
{
	if (!ks)
		return;
	for (size_t i = 0; i < ks->line_count; i++)
		ks_line_finish(&ks->lines[i]);
	free(ks->lines);
	free(ks->sections);
	source_unref(ks->source);
	free(ks);
}

void ks_print(const struct ks *ks, struct buffer *ret)
{
	for (size_t i = 0; i < ks->line_count; i++)
		buffer_append(
			ret, ks->lines[i].text, ks->lines[i].length + ks->lines[i].end_length);
}

struct place ks_place(const struct ks *ks, const struct ks_line *line, unsigned column)
{
	return (struct place){ks->source, line->number, column};
}

struct place ks_body_place(const struct ks *ks, const struct ks_section *section, size_t offset)
{
	const char *at = section->body + offset;
	size_t low = section->first;
	size_t high = section->first + section->count;

	// The last line that begins at or in front of the byte.
	while (low + 1 < high) {
		size_t middle = low + (high - low) / 2;

		if (ks->lines[middle].text <= at)
			low = middle;
		else
			high = middle;
	}
	if (section->count == 0)
		return ks_place(ks, &ks->lines[section->header], 0);
	return ks_place(ks, &ks->lines[low], (unsigned)(at - ks->lines[low].text) + 1);
}

const struct ks_line *ks_command(const struct ks *ks, const char *name, size_t index)
{
	const struct ks_command_row *row = ks_command_find(name);

	for (size_t i = 0; row && i < ks->line_count; i++) {
		if (ks->lines[i].row == row && index-- == 0)
			return &ks->lines[i];
	}
	return NULL;
}

bool ks_includes(const struct ks *ks)
{
	return ks_command(ks, "%include", 0) != NULL;
}

struct release ks_said_release(const struct ks *ks)
{
	static const char head[] = "# Kickstart for ESXi ";
	static const char maker[] = ", made by esxmint ";
	const struct ks_line *line = ks->lines;
	struct release release = {0};
	AUTO_FREE char *text = NULL;
	char *end;

	if (ks->line_count == 0 || line->length < strlen(head) ||
		memcmp(line->text, head, strlen(head)) != 0)
		return release;
	text = memory_strndup(line->text + strlen(head), line->length - strlen(head));
	end = strchr(text, ',');
	if (!end || !text_has_prefix(end, maker))
		return release;
	*end = '\0';
	if (!release_parse(text, &release))
		return (struct release){0};
	return release;
}
