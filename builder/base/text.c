// SPDX-License-Identifier: GPL-3.0-or-later
// Questions about strings, ASCII only.
#include "text.h"

#include <string.h>

char text_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

char text_upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static int compare_nocase(const char *a, const char *b)
{
	while (*a && text_lower(*a) == text_lower(*b)) {
		a++;
		b++;
	}
	return (unsigned char)text_lower(*a) - (unsigned char)text_lower(*b);
}

bool text_equal_nocase(const char *a, const char *b)
{
	return compare_nocase(a, b) == 0;
}

const char *text_skip_prefix(const char *text, const char *prefix)
{
	size_t length = strlen(prefix);

	return strncmp(text, prefix, length) == 0 ? text + length : NULL;
}

bool text_has_prefix(const char *text, const char *prefix)
{
	return text_skip_prefix(text, prefix) != NULL;
}

bool text_has_suffix(const char *text, const char *suffix)
{
	size_t length = strlen(text);
	size_t wanted = strlen(suffix);

	return length >= wanted && strcmp(text + length - wanted, suffix) == 0;
}

bool text_is_ascii(const char *text)
{
	size_t length = strlen(text);
	unsigned char bits = 0;

	// Nothing to decide in between: compilers take many bytes at a time.
	for (size_t i = 0; i < length; i++)
		bits |= (unsigned char)text[i];
	return bits <= 0x7f;
}

bool text_is_printable(const char *text)
{
	for (; *text; text++) {
		if (*text < 0x20 || *text > 0x7e)
			return false;
	}
	return true;
}

bool text_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool text_is_alnum(char c)
{
	return text_is_digit(c) || (text_lower(c) >= 'a' && text_lower(c) <= 'z');
}

bool text_parse_number(const char *text, uint64_t max, uint64_t *ret)
{
	uint64_t number = 0;

	if (!text_is_digit(text[0]) || (text[0] == '0' && text[1]))
		return false;
	for (; *text; text++) {
		if (!text_is_digit(*text) || __builtin_mul_overflow(number, 10, &number) ||
			__builtin_add_overflow(number, (uint64_t)(*text - '0'), &number))
			return false;
	}
	if (number > max)
		return false;
	*ret = number;
	return true;
}

// Longer words are not worth a suggestion, and the table stays on the stack.
enum { NEAREST_MAX = 64 };

// Optimal string alignment: insert, delete, replace and swap of neighbours cost one each.
static size_t edit_distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
	size_t row[3][NEAREST_MAX + 1];

	for (size_t j = 0; j <= b_length; j++)
		row[1][j] = j;
	for (size_t i = 1; i <= a_length; i++) {
		size_t *previous = row[i % 3];
		size_t *current = row[(i + 1) % 3];
		const size_t *before = row[(i + 2) % 3];

		current[0] = i;
		for (size_t j = 1; j <= b_length; j++) {
			size_t cost = text_lower(a[i - 1]) != text_lower(b[j - 1]);
			size_t best = previous[j - 1] + cost;

			if (previous[j] + 1 < best)
				best = previous[j] + 1;
			if (current[j - 1] + 1 < best)
				best = current[j - 1] + 1;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
				before[j - 2] + 1 < best)
				best = before[j - 2] + 1;
			current[j] = best;
		}
	}
	return row[(a_length + 1) % 3][b_length];
}

const char *text_nearest(const char *word, const char *const *candidates, size_t count)
{
	size_t length = strlen(word);
	size_t best = length / 3 + 1;
	const char *nearest = NULL;

	if (length > NEAREST_MAX)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		size_t candidate_length = candidates[i] ? strlen(candidates[i]) : SIZE_MAX;
		size_t distance;

		if (candidate_length > NEAREST_MAX)
			continue;
		distance = edit_distance(word, length, candidates[i], candidate_length);
		if (distance < best || (distance == best && !nearest && distance < length)) {
			best = distance;
			nearest = candidates[i];
		}
	}
	return nearest;
}
