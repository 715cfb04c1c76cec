// SPDX-License-Identifier: GPL-3.0-or-later
// Which lines differ, sorted into the sections and tasks of a kickstart: hunks of the whole text
// are cut where a section or a task ends.
#include "parts.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "outline.h"
#include "text.h"

enum {
	CONTEXT = 3,
	PARTS_BACK = 100, // parts that a hunk may belong to; more than there are tasks
};

struct cutter {
	struct compare_group *group;
	struct outline old_outline, new_outline;
};

static const struct outline_part *part_of(
	const struct cutter *cutter, const struct line_diff_line *line)
{
	return line->origin == '-' ? outline_at(&cutter->old_outline, line->old_line)
				   : outline_at(&cutter->new_outline, line->new_line);
}

static bool same_part(const struct outline_part *a, const struct outline_part *b)
{
	return text_equal(a->section, b->section) && !a->task == !b->task &&
	       (!a->task || text_equal(a->task, b->task));
}

static struct compare_part *part_for(struct compare_group *group, const struct outline_part *from)
{
	struct compare_part *part;

	for (size_t i = group->part_count; i > 0 && i + PARTS_BACK > group->part_count; i--) {
		const struct compare_part *known = &group->parts[i - 1];
		const struct outline_part shape = {0, known->section, known->task};

		if (same_part(&shape, from))
			return &group->parts[i - 1];
	}
	memory_grow(&group->parts, group->part_count, sizeof(*group->parts));
	part = &group->parts[group->part_count++];
	*part = (struct compare_part){memory_strdup(from->section),
		from->task ? memory_strdup(from->task) : NULL, NULL, 0};
	return part;
}

// A run of lines of one part becomes a hunk. `old_line`, `new_line`: the last ones in front of it.
static void add_hunk(struct cutter *cutter, const struct line_diff_line *lines, size_t count,
	unsigned old_line, unsigned new_line)
{
	struct compare_part *part = part_for(cutter->group, part_of(cutter, lines));
	struct line_diff_hunk *hunk;

	memory_grow(&part->hunks, part->hunk_count, sizeof(*part->hunks));
	hunk = &part->hunks[part->hunk_count++];
	*hunk = (struct line_diff_hunk){.line_count = count};
	hunk->lines = memory_alloc_array(count, sizeof(*hunk->lines));
	memcpy(hunk->lines, lines, count * sizeof(*lines));
	for (size_t i = 0; i < count; i++) {
		hunk->old_count += lines[i].origin != '+';
		hunk->new_count += lines[i].origin != '-';
	}
	hunk->old_start = old_line + (hunk->old_count > 0);
	hunk->new_start = new_line + (hunk->new_count > 0);
}

static void cut_hunk(struct cutter *cutter, const struct line_diff_hunk *hunk)
{
	unsigned old_line = hunk->old_start - (hunk->old_count > 0);
	unsigned new_line = hunk->new_start - (hunk->new_count > 0);

	for (size_t i = 0; i < hunk->line_count;) {
		const struct outline_part *part = part_of(cutter, &hunk->lines[i]);
		unsigned old_next = old_line;
		unsigned new_next = new_line;
		bool changed = false;
		size_t end = i;

		while (end < hunk->line_count &&
			same_part(part_of(cutter, &hunk->lines[end]), part)) {
			changed |= hunk->lines[end].origin != ' ';
			old_next += hunk->lines[end].origin != '+';
			new_next += hunk->lines[end].origin != '-';
			end++;
		}
		if (changed)
			add_hunk(cutter, &hunk->lines[i], end - i, old_line, new_line);
		old_line = old_next;
		new_line = new_next;
		i = end;
	}
}

// Line numbers are those of the whole text.
static void shift(struct line_diff *lines, unsigned old_head, unsigned new_head)
{
	for (size_t i = 0; i < lines->hunk_count; i++) {
		struct line_diff_hunk *hunk = &lines->hunks[i];

		hunk->old_start += old_head;
		hunk->new_start += new_head;
		for (size_t n = 0; n < hunk->line_count; n++) {
			hunk->lines[n].old_line += hunk->lines[n].old_line ? old_head : 0;
			hunk->lines[n].new_line += hunk->lines[n].new_line ? new_head : 0;
		}
	}
}

int parts_find(struct compare_group *group, struct error *err)
{
	const char *old_text = group->old_text ? group->old_text : "";
	const char *new_text = group->new_text ? group->new_text : "";
	size_t old_size = strlen(old_text);
	size_t new_size = strlen(new_text);
	struct cutter cutter = {.group = group};
	int result;

	outline_make(old_text, old_size, &cutter.old_outline);
	outline_make(new_text, new_size, &cutter.new_outline);
	result = line_diff(old_text + cutter.old_outline.head_size,
		old_size - cutter.old_outline.head_size, new_text + cutter.new_outline.head_size,
		new_size - cutter.new_outline.head_size, CONTEXT, &group->lines, err);
	if (result == 0) {
		shift(group->lines, cutter.old_outline.head_lines, cutter.new_outline.head_lines);
		group->removed = group->lines->removed;
		group->added = group->lines->added;
		for (size_t i = 0; i < group->lines->hunk_count; i++)
			cut_hunk(&cutter, &group->lines->hunks[i]);
	}
	outline_finish(&cutter.old_outline);
	outline_finish(&cutter.new_outline);
	return result;
}

void parts_finish(struct compare_group *group)
{
	for (size_t i = 0; i < group->part_count; i++) {
		struct compare_part *part = &group->parts[i];

		for (size_t n = 0; n < part->hunk_count; n++)
			free(part->hunks[n].lines);
		free(part->hunks);
		free(part->section);
		free(part->task);
	}
	free(group->parts);
	line_diff_destroy(group->lines);
}
