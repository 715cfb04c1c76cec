// SPDX-License-Identifier: GPL-3.0-or-later
// Questions about strings that several layers ask. ASCII only, never by locale.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

// In the header because the program does little else than compare keys.
static inline bool text_equal(const char *a, const char *b)
{
	return *a == *b && strcmp(a, b) == 0;
}
bool text_equal_nocase(const char *a, const char *b);
bool text_has_prefix(const char *text, const char *prefix);
bool text_has_suffix(const char *text, const char *suffix);

// NULL or the part behind the prefix.
const char *text_skip_prefix(const char *text, const char *prefix);

bool text_is_ascii(const char *text); // bytes 0x01 to 0x7f only
bool text_is_printable(const char *text); // bytes 0x20 to 0x7e only
bool text_is_digit(char c);
bool text_is_alnum(char c);
char text_lower(char c);
char text_upper(char c);

// Decimal digits only, no sign, no blank, no leading zero but for "0" itself; false when the
// text is not that or the number is above `max`.
bool text_parse_number(const char *text, uint64_t max, uint64_t *ret);

// The candidate that `word` most likely stands for (edit distance, a third of the length at
// most), or NULL. The first of equals wins. `count` entries, NULL entries are skipped.
const char *text_nearest(const char *word, const char *const *candidates, size_t count);
