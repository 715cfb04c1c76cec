// SPDX-License-Identifier: GPL-3.0-or-later
// What the printed forms of a comparison have in common.
#include "print.h"

#include <string.h>

#include "mark.h"
#include "memory.h"
#include "text_copy.h"

// What is no text for people: control characters but for tabs, bytes that are not UTF-8, and what
// turns the direction of text, so that a line reads as another one (U+061C, U+200E, U+200F, U+2028
// to U+202E, U+2066 to U+2069). Returns how many bytes it has, 0: none.
static size_t foul_length(const char *text, size_t size, size_t *ret_length)
{
	const unsigned char *at = (const unsigned char *)text;
	size_t length = at[0] < 0x80 ? 1 : text_copy_sequence(text, size);

	*ret_length = length;
	if (length == 0)
		return 1;
	if (length == 1)
		return (at[0] < 0x20 && at[0] != '\t') || at[0] == 0x7f;
	if (length == 2)
		return (at[0] == 0xc2 && at[1] < 0xa0) || (at[0] == 0xd8 && at[1] == 0x9c) ? 2 : 0;
	if (at[0] != 0xe2 || length > 3)
		return 0;
	if (at[1] == 0x80 && (at[2] == 0x8e || at[2] == 0x8f || (at[2] >= 0xa8 && at[2] <= 0xae)))
		return 3;
	return at[1] == 0x81 && at[2] >= 0xa6 && at[2] <= 0xa9 ? 3 : 0;
}

void print_clean(const char *text, size_t length, struct buffer *ret)
{
	AUTO_BUFFER plain = BUFFER_INIT;

	mark_put(text, length, &plain);
	for (size_t i = 0; i < plain.size;) {
		size_t good;
		size_t foul = foul_length(plain.data + i, plain.size - i, &good);

		if (!foul)
			buffer_append(ret, plain.data + i, good);
		for (size_t n = 0; n < foul; n++)
			buffer_printf(ret, "\\x%02x", (unsigned char)plain.data[i + n]);
		i += foul ? foul : good;
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
		return memory_strdup(
			"nothing changes for the machine, as far as can be told: only "
			"comments, the order of things or the way they are written differ");
	if (!group->equal && !group->sentence_count)
		return memory_strdup("no change that has words; see the lines");
	if (group->partly)
		return memory_strdup("lines that have no words may differ, too");
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

const char *print_secret_note(const struct line_diff_hunk *hunk, size_t line)
{
	const struct line_diff_line *added = &hunk->lines[line];
	AUTO_BUFFER shown = BUFFER_INIT;

	if (added->origin != '+')
		return "";
	mark_put(added->text, added->length, &shown);
	if (shown.size == added->length)
		return ""; // no secret
	for (size_t i = 0; i < hunk->line_count; i++) {
		AUTO_BUFFER other = BUFFER_INIT;

		if (hunk->lines[i].origin != '-' || hunk->lines[i].length != added->length)
			continue;
		mark_put(hunk->lines[i].text, hunk->lines[i].length, &other);
		if (shown.size == other.size && memcmp(shown.data, other.data, shown.size) == 0)
			return " (secret, changed)";
	}
	return "";
}
