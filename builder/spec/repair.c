// SPDX-License-Identifier: GPL-3.0-or-later
// Tabs as indentation: reported, and replaced in the copy so that the rest of the file is checked.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "text_copy.h"

enum {
	REPAIRS_MAX = 50, // each costs one more pass over the text
	LEVELS_MAX = 64,
	TAB_WIDTH = 2, // what people indent a spec by
};

// The widths of indentation that a line may have: those of the blocks that are open above it.
struct levels {
	size_t widths[LEVELS_MAX];
	size_t count;
};

static size_t line_end(const struct text_copy *copy, size_t line)
{
	return line + 1 < copy->line_count ? copy->lines[line + 1] : copy->size;
}

static void add_level(struct levels *levels, size_t width)
{
	if (levels->count < LEVELS_MAX)
		levels->widths[levels->count++] = width;
}

// Width of the blanks in front of a line; false where there is nothing but a comment behind them.
static bool content_indent(const struct text_copy *copy, size_t line, size_t *ret_width)
{
	size_t start = copy->lines[line];
	size_t at = start;

	while (at < line_end(copy, line) && copy->data[at] == ' ')
		at++;
	*ret_width = at - start;
	return at < line_end(copy, line) && !strchr("#\r\n\t", copy->data[at]);
}

// Does the line open a block, i.e. end in ':', '-' or the head of a block scalar such as |2-?
static bool opens_block(const struct text_copy *copy, size_t line)
{
	const char *start = copy->data + copy->lines[line];
	const char *end = copy->data + line_end(copy, line);

	for (const char *at = start; at + 1 < end; at++) {
		if (at[0] == ' ' && at[1] == '#')
			end = at;
	}
	while (end > start && strchr(" \t\r\n", end[-1]))
		end--;
	if (end > start && (end[-1] == ':' || end[-1] == '-'))
		return true;
	while (end > start && strchr("+-0123456789", end[-1]))
		end--;
	return end > start && (end[-1] == '|' || end[-1] == '>');
}

// "- key: …": the mapping inside begins behind the dashes.
static size_t inner_indent(const struct text_copy *copy, size_t line, size_t indent)
{
	size_t at = copy->lines[line] + indent;
	size_t end = line_end(copy, line);

	while (at + 1 < end && copy->data[at] == '-' && copy->data[at + 1] == ' ') {
		at++;
		while (at < end && copy->data[at] == ' ')
			at++;
	}
	return at - copy->lines[line];
}

static void find_levels(const struct text_copy *copy, size_t line, struct levels *levels)
{
	size_t lowest = SIZE_MAX;

	while (line-- > 0 && lowest > 0) {
		size_t indent;
		size_t inner;

		if (!content_indent(copy, line, &indent) || indent >= lowest)
			continue;
		inner = inner_indent(copy, line, indent);
		if (lowest == SIZE_MAX && opens_block(copy, line))
			add_level(levels, inner + TAB_WIDTH);
		if (inner > indent && inner < lowest)
			add_level(levels, inner);
		add_level(levels, indent);
		lowest = indent;
	}
}

static size_t choose_width(const struct levels *levels, size_t wanted)
{
	size_t best = levels->count ? levels->widths[0] : 0;
	size_t best_distance = SIZE_MAX;

	for (size_t i = 0; i < levels->count; i++) {
		size_t width = levels->widths[i];
		size_t distance = width > wanted ? width - wanted : wanted - width;

		if (distance < best_distance) {
			best = width;
			best_distance = distance;
		}
	}
	return best;
}

// Puts `has` blanks where the first `had` bytes of the line are.
static void reindent(struct text_copy *copy, size_t line, size_t had, size_t has)
{
	size_t start = copy->lines[line];
	size_t rest = copy->size - start - had;
	char *data = memory_alloc(copy->size - had + has + 1);

	memcpy(data, copy->data, start);
	memset(data + start, ' ', has);
	memcpy(data + start + has, copy->data + start + had, rest);
	explicit_bzero(copy->data, copy->size);
	free(copy->data);
	copy->data = data;
	copy->size = start + has + rest;
	for (size_t i = line + 1; i < copy->line_count; i++)
		copy->lines[i] = copy->lines[i] - had + has;
}

static void report_tab(
	struct text_copy *copy, size_t offset, const char *what, struct diagnostics *diagnostics)
{
	struct place place = text_copy_place(copy, text_copy_offset(copy, offset));

	diagnostic_hint(diagnostics_add(diagnostics, SEVERITY_ERROR, place, NULL, "%s", what),
		"write blanks");
}

static void add_repair(struct text_copy *copy, size_t line, size_t had, size_t has)
{
	memory_grow(&copy->repairs, copy->repair_count, sizeof(*copy->repairs));
	copy->repairs[copy->repair_count++] = (struct text_repair){line, had, has};
}

bool text_copy_repair(struct text_copy *copy, size_t offset, struct diagnostics *diagnostics)
{
	struct levels levels = {.count = 0};
	size_t line = 0;
	size_t wanted = 0;
	size_t tab = SIZE_MAX;
	size_t at;

	while (line + 1 < copy->line_count && copy->lines[line + 1] <= offset)
		line++;
	for (at = copy->lines[line]; at < line_end(copy, line); at++) {
		if (copy->data[at] == '\t' && tab == SIZE_MAX)
			tab = at;
		else if (copy->data[at] != ' ' && copy->data[at] != '\t')
			break;
		wanted += copy->data[at] == '\t' ? TAB_WIDTH : 1;
	}
	if (copy->repair_count >= REPAIRS_MAX)
		return false;
	if (offset < copy->size && offset >= at && copy->data[offset] == '\t') {
		report_tab(copy, offset, "tab as separation", diagnostics);
		copy->data[offset] = ' ';
		add_repair(copy, line, 0, 0); // it only counts
		return true;
	}
	if (tab == SIZE_MAX)
		return false;
	// A line of blanks and a comment means nothing by its indentation.
	if (at < line_end(copy, line) && !strchr("#\r\n", copy->data[at]))
		report_tab(copy, tab, "tab as indentation", diagnostics);
	find_levels(copy, line, &levels);
	wanted = choose_width(&levels, wanted);
	reindent(copy, line, at - copy->lines[line], wanted);
	add_repair(copy, line, at - copy->lines[line], wanted);
	return true;
}
