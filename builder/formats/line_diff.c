// SPDX-License-Identifier: GPL-3.0-or-later
// Printing which lines differ; git.c finds them.
#include "line_diff.h"

#include <stdlib.h>

void line_diff_destroy(struct line_diff *diff)
{
	if (!diff)
		return;
	for (size_t i = 0; i < diff->hunk_count; i++)
		free(diff->hunks[i].lines);
	free(diff->hunks);
	free(diff);
}

static void print_range(char sign, unsigned start, unsigned count, struct buffer *ret)
{
	buffer_printf(ret, "%c%u", sign, start);
	if (count != 1)
		buffer_printf(ret, ",%u", count);
}

void line_diff_print_hunk(const struct line_diff_hunk *hunk, struct buffer *ret)
{
	buffer_puts(ret, "@@ ");
	print_range('-', hunk->old_start, hunk->old_count, ret);
	buffer_putc(ret, ' ');
	print_range('+', hunk->new_start, hunk->new_count, ret);
	buffer_puts(ret, " @@\n");
	for (size_t i = 0; i < hunk->line_count; i++) {
		const struct line_diff_line *line = &hunk->lines[i];

		buffer_putc(ret, line->origin);
		buffer_append(ret, line->text, line->length);
		buffer_puts(ret, line->open ? "\n\\ No newline at end of file\n" : "\n");
	}
}

void line_diff_print(const struct line_diff *diff, const char *old_name, const char *new_name,
	struct buffer *ret)
{
	if (diff->hunk_count == 0)
		return;
	buffer_printf(ret, "--- %s\n+++ %s\n", old_name, new_name);
	for (size_t i = 0; i < diff->hunk_count; i++)
		line_diff_print_hunk(&diff->hunks[i], ret);
}
