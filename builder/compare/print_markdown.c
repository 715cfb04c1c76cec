// SPDX-License-Identifier: GPL-3.0-or-later
// A comparison as Markdown, made for a comment on a merge request: what changes in words, and lines
// to unfold, cut to what such a comment takes.
#include "print.h"

#include <string.h>

#include "memory.h"

enum {
	SIZE_LIMIT = 60000, // bytes: GitHub takes 65,536 characters, GitLab more
	PART_LIMIT = 15000, // bytes of the lines of one part
	TAIL_ROOM = 400, // for what says that something was cut
	FENCE_MIN = 3,
};

// Letters that mean something in HTML, and in Markdown where `markdown`, do not any more. A line of
// HTML is not read as Markdown.
static void put_plain(const char *text, bool markdown, struct buffer *ret)
{
	AUTO_BUFFER clean = BUFFER_INIT;

	print_clean(text, strlen(text), &clean);
	for (size_t i = 0; i < clean.size; i++) {
		char c = clean.data[i];

		if (c == '<')
			buffer_puts(ret, "&lt;");
		else if (c == '>')
			buffer_puts(ret, "&gt;");
		else if (c == '&')
			buffer_puts(ret, "&amp;");
		else if (c == '\t')
			buffer_putc(ret, ' ');
		else if (c == '@' || c == '#' || c == '!') // mentions and references to issues
			buffer_printf(ret, "&#%d;", c);
		else
			buffer_printf(
				ret, markdown && strchr("\\`*_{}[]()|~$+", c) ? "\\%c" : "%c", c);
	}
}

static void put_escaped(const char *text, struct buffer *ret)
{
	put_plain(text, true, ret);
}

static void put_sentences(const struct compare_group *group, struct buffer *ret)
{
	for (size_t i = 0; i < group->sentence_count; i++) {
		buffer_printf(ret, "- **%s**: ", group->sentences[i].subject);
		put_escaped(group->sentences[i].text, ret);
		buffer_putc(ret, '\n');
	}
	if (group->sentence_count)
		buffer_putc(ret, '\n');
}

// Returns how many lines there was no room for.
static size_t put_lines(const struct compare_part *part, struct buffer *ret)
{
	size_t left = 0;

	for (size_t i = 0; i < part->hunk_count; i++) {
		const struct line_diff_hunk *hunk = &part->hunks[i];
		AUTO_FREE char *head = print_hunk_head(hunk);

		if (!left)
			buffer_printf(ret, "%s\n", head);
		for (size_t n = 0; n < hunk->line_count; n++) {
			size_t before = ret->size;

			if (!left) {
				buffer_putc(ret, hunk->lines[n].origin);
				print_clean(hunk->lines[n].text, hunk->lines[n].length, ret);
				buffer_puts(ret, print_secret_note(hunk, n));
				buffer_putc(ret, '\n');
			}
			if (left || ret->size > PART_LIMIT) {
				buffer_truncate(ret, before);
				left++;
			}
		}
	}
	return left;
}

// A fence is longer than any run of backquotes in what it encloses.
static size_t fence_length(const char *text)
{
	size_t longest = FENCE_MIN - 1;

	while (*(text += strcspn(text, "`"))) {
		size_t run = strspn(text, "`");

		longest = run > longest ? run : longest;
		text += run;
	}
	return longest + 1;
}

static void put_part(const struct compare_part *part, struct buffer *ret)
{
	AUTO_FREE char *title = print_part_title(part);
	AUTO_BUFFER lines = BUFFER_INIT;
	AUTO_FREE char *fence = NULL;
	size_t left = put_lines(part, &lines);
	size_t length;

	length = fence_length(buffer_text(&lines));
	fence = memory_alloc(length + 1);
	memset(fence, '`', length);
	fence[length] = '\0';
	buffer_puts(ret, "<details><summary>");
	put_plain(title, false, ret);
	buffer_printf(ret, "</summary>\n\n%sdiff\n%s%s\n\n", fence, buffer_text(&lines), fence);
	if (left)
		buffer_printf(ret, "%zu more lines are cut.\n\n", left);
	buffer_puts(ret, "</details>\n\n");
}

static void put_group_words(
	const struct comparison *comparison, const struct compare_group *group, struct buffer *ret)
{
	AUTO_FREE char *title = print_group_title(comparison, group);
	AUTO_FREE char *remark = print_group_remark(comparison, group);

	buffer_puts(ret, "### ");
	put_escaped(title, ret);
	buffer_puts(ret, "\n\n");
	if (remark) {
		put_escaped(remark, ret);
		buffer_puts(ret, "\n\n");
	}
	put_sentences(group, ret);
}

// Appends the piece if there is room for it.
static bool put_bounded(const struct buffer *piece, struct buffer *ret)
{
	if (ret->size + piece->size + TAIL_ROOM > SIZE_LIMIT)
		return false;
	buffer_append(ret, piece->data, piece->size);
	return true;
}

static void put_cut(size_t groups, size_t parts, struct buffer *ret)
{
	buffer_puts(ret, "Cut, since a comment takes no more:");
	if (groups)
		buffer_printf(
			ret, " the words of %zu of the hosts or files%s", groups, parts ? "," : "");
	if (parts)
		buffer_printf(ret, " the lines of %zu part%s", parts, parts == 1 ? "" : "s");
	buffer_puts(ret, ". `esxmint diff` prints them all.\n");
}

void compare_print_markdown(const struct comparison *comparison, struct buffer *ret)
{
	AUTO_FREE char *verdict = print_verdict(comparison);
	size_t groups_cut = 0;
	size_t parts_cut = 0;

	buffer_puts(ret, "## What changes: ");
	put_escaped(comparison->old_name, ret);
	buffer_puts(ret, " -&gt; ");
	put_escaped(comparison->new_name, ret);
	buffer_puts(ret, "\n\n");
	put_escaped(verdict, ret);
	buffer_puts(ret, ".\n\n");
	// A group is told as a whole or not at all; of its lines what there is room for.
	for (size_t i = 0; i < comparison->group_count; i++) {
		const struct compare_group *group = &comparison->groups[i];
		AUTO_BUFFER words = BUFFER_INIT;
		bool room;

		if (group->equal)
			continue;
		put_group_words(comparison, group, &words);
		room = put_bounded(&words, ret);
		groups_cut += !room;
		for (size_t n = 0; n < group->part_count; n++) {
			AUTO_BUFFER part = BUFFER_INIT;

			put_part(&group->parts[n], &part);
			parts_cut += !room || !put_bounded(&part, ret);
		}
	}
	if (groups_cut || parts_cut)
		put_cut(groups_cut, parts_cut, ret);
}
