// SPDX-License-Identifier: GPL-3.0-or-later
// A comparison as text, for a terminal and for files.
#include "print.h"

#include <string.h>

#include "memory.h"
#include "text.h"

static const char off[] = "\033[0m";

struct printer {
	bool color;
	struct buffer *ret;
};

static void put(const struct printer *printer, const char *color, const char *text, size_t length)
{
	if (printer->color && *color)
		buffer_puts(printer->ret, color);
	print_clean(text, length, printer->ret);
	if (printer->color && *color)
		buffer_puts(printer->ret, off);
}

static void put_line(const struct printer *printer, const char *color, const char *text)
{
	put(printer, color, text, strlen(text));
	buffer_putc(printer->ret, '\n');
}

static int subject_width(const struct compare_group *group)
{
	size_t width = 0;

	for (size_t i = 0; i < group->sentence_count; i++) {
		size_t length = strlen(group->sentences[i].subject);

		width = length > width ? length : width;
	}
	return (int)width;
}

static void put_sentences(const struct printer *printer, const struct compare_group *group)
{
	int width = subject_width(group);

	for (size_t i = 0; i < group->sentence_count; i++) {
		AUTO_FREE char *subject =
			memory_printf("  %-*s  ", width, group->sentences[i].subject);

		put(printer, "\033[33m", subject, strlen(subject));
		put_line(printer, "", group->sentences[i].text);
	}
}

static void put_hunk(const struct printer *printer, const struct line_diff_hunk *hunk)
{
	AUTO_FREE char *head = print_hunk_head(hunk);

	put_line(printer, "\033[36m", head);
	for (size_t i = 0; i < hunk->line_count; i++) {
		const struct line_diff_line *line = &hunk->lines[i];
		const char *color = line->origin == '-'	  ? "\033[31m"
				    : line->origin == '+' ? "\033[32m"
							  : "";

		if (printer->color)
			buffer_puts(printer->ret, color);
		buffer_putc(printer->ret, line->origin);
		print_clean(line->text, line->length, printer->ret);
		if (printer->color && *color)
			buffer_puts(printer->ret, off);
		buffer_puts(printer->ret, print_secret_note(hunk, i));
		buffer_puts(printer->ret, line->open ? "\n\\ No newline at end of file\n" : "\n");
	}
}

static void put_group(const struct printer *printer, const struct comparison *comparison,
	const struct compare_group *group)
{
	AUTO_FREE char *title = print_group_title(comparison, group);
	AUTO_FREE char *remark = print_group_remark(comparison, group);

	put_line(printer, "\033[1m", title);
	if (remark)
		put_line(printer, "", remark);
	put_sentences(printer, group);
	for (size_t i = 0; i < group->part_count; i++) {
		AUTO_FREE char *part = print_part_title(&group->parts[i]);

		buffer_putc(printer->ret, '\n');
		put_line(printer, "\033[1m", part);
		for (size_t n = 0; n < group->parts[i].hunk_count; n++)
			put_hunk(printer, &group->parts[i].hunks[n]);
	}
	buffer_putc(printer->ret, '\n');
}

void compare_print_text(const struct comparison *comparison, bool color, struct buffer *ret)
{
	const struct printer printer = {color, ret};
	AUTO_FREE char *verdict = print_verdict(comparison);

	if (comparison->equal)
		return;
	for (size_t i = 0; i < comparison->group_count; i++) {
		if (!comparison->groups[i].equal)
			put_group(&printer, comparison, &comparison->groups[i]);
	}
	put_line(&printer, "", verdict);
}
