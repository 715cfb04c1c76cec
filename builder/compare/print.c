// SPDX-License-Identifier: GPL-3.0-or-later
// What the printed forms of a comparison have in common.
#include "print.h"

#include <string.h>

#include "mark.h"
#include "memory.h"

void print_clean(const char *text, size_t length, struct buffer *ret)
{
	AUTO_BUFFER plain = BUFFER_INIT;

	mark_put(text, length, &plain);
	for (size_t i = 0; i < plain.size; i++) {
		unsigned char c = (unsigned char)plain.data[i];
		unsigned char next = i + 1 < plain.size ? (unsigned char)plain.data[i + 1] : 0;

		// U+0080 to U+009F are control characters, too.
		if ((c < 0x20 && c != '\t') || c == 0x7f ||
			(c == 0xc2 && next >= 0x80 && next <= 0x9f))
			buffer_printf(ret, "\\x%02x", c);
		else
			buffer_putc(ret, (char)c);
	}
}

char *print_part_title(const struct compare_part *part)
{
	return part->task ? memory_printf("%s, %s", part->section, part->task)
			  : memory_strdup(part->section);
}

char *print_group_title(const struct comparison *comparison, const struct compare_group *group)
{
	(void)comparison;
	if (group->name)
		return memory_strdup(group->name);
	return memory_printf("%s -> %s", group->old_origin, group->new_origin);
}

static char *count_of(size_t count, const char *one)
{
	return memory_printf("%zu %s%s", count, one, count == 1 ? "" : "s");
}

char *print_group_counts(const struct compare_group *group)
{
	AUTO_FREE char *changes = count_of(group->sentence_count, "change");
	AUTO_FREE char *lines = count_of(group->removed, "line");

	return memory_printf("%s, %s removed, %zu added", changes, lines, group->added);
}

char *print_group_remark(const struct comparison *comparison, const struct compare_group *group)
{
	if (!group->old_origin)
		return memory_printf("only in '%s'", comparison->new_name);
	if (!group->new_origin)
		return memory_printf("only in '%s'", comparison->old_name);
	if (group->equivalent)
		return memory_strdup("nothing changes for the machine: only comments, the order of "
				     "things or the way they are written differ");
	if (!group->equal && !group->sentence_count)
		return memory_strdup("no change that has words; see the lines");
	return NULL;
}

char *print_verdict(const struct comparison *comparison)
{
	size_t differ = 0;
	size_t changes = 0;
	AUTO_FREE char *words = NULL;

	if (comparison->equal)
		return memory_strdup("no difference");
	for (size_t i = 0; i < comparison->group_count; i++) {
		const struct compare_group *group = &comparison->groups[i];

		differ += !group->equal && !group->equivalent;
		changes += group->sentence_count;
	}
	if (comparison->equivalent)
		return memory_strdup("nothing changes for the machine");
	if (comparison->group_count == 1)
		return print_group_counts(&comparison->groups[0]);
	words = count_of(changes, "change");
	return memory_printf("%zu of %zu hosts or files differ, %s in words", differ,
		comparison->group_count, words);
}

char *print_hunk_head(const struct line_diff_hunk *hunk)
{
	struct line_diff_hunk bare = *hunk;
	AUTO_BUFFER text = BUFFER_INIT;

	bare.line_count = 0;
	line_diff_print_hunk(&bare, &text);
	if (text.size && text.data[text.size - 1] == '\n')
		buffer_truncate(&text, text.size - 1);
	return buffer_steal(&text);
}
