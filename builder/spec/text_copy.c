// SPDX-License-Identifier: GPL-3.0-or-later
// The private copy of a spec's text: which bytes are refused, and where an offset came from.
#include "text_copy.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

enum {
	BYTE_FINDINGS_MAX = 50, // then the file is something else than a spec
};

size_t text_copy_sequence(const char *text, size_t room)
{
	const unsigned char *at = (const unsigned char *)text;
	// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
	static const struct {
		unsigned char first, last, low, high;
		size_t length;
	} forms[] = {
		{0xc2, 0xdf, 0x80, 0xbf, 2},
		{0xe0, 0xe0, 0xa0, 0xbf, 3},
		{0xe1, 0xec, 0x80, 0xbf, 3},
		{0xed, 0xed, 0x80, 0x9f, 3},
		{0xee, 0xef, 0x80, 0xbf, 3},
		{0xf0, 0xf0, 0x90, 0xbf, 4},
		{0xf1, 0xf3, 0x80, 0xbf, 4},
		{0xf4, 0xf4, 0x80, 0x8f, 4},
	};

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		if (at[0] < forms[i].first || at[0] > forms[i].last || forms[i].length > room)
			continue;
		if (at[1] < forms[i].low || at[1] > forms[i].high)
			return 0;
		for (size_t k = 2; k < forms[i].length; k++) {
			if ((at[k] & 0xc0) != 0x80)
				return 0;
		}
		return forms[i].length;
	}
	return 0;
}

bool text_copy_foreign(char c)
{
	unsigned char byte = (unsigned char)c;

	return byte >= 0x7f || (byte < 0x20 && c != '\t' && c != '\n' && c != '\r');
}

static size_t *find_lines(const char *data, size_t size, size_t *ret_count)
{
	size_t *lines = NULL;
	size_t count = 0;
	const char *at = data;

	while (at) {
		memory_grow(&lines, count, sizeof(*lines));
		lines[count++] = (size_t)(at - data);
		at = memchr(at, '\n', size - (size_t)(at - data));
		if (at)
			at++;
	}
	*ret_count = count;
	return lines;
}

static size_t line_of(const size_t *lines, size_t count, size_t offset)
{
	size_t low = 0;
	size_t high = count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (lines[middle] <= offset)
			low = middle;
		else
			high = middle;
	}
	return low;
}

struct place text_copy_place(const struct text_copy *copy, size_t source_offset)
{
	size_t line = line_of(copy->source_lines, copy->line_count, source_offset);

	return (struct place){copy->source, (unsigned)line + 1,
		(unsigned)(source_offset - copy->source_lines[line]) + 1};
}

size_t text_copy_offset(const struct text_copy *copy, size_t offset)
{
	size_t line = line_of(copy->lines, copy->line_count, offset);
	size_t column = offset - copy->lines[line];
	size_t skip = line == 0 ? copy->skip : 0;

	for (size_t i = 0; i < copy->repair_count; i++) {
		const struct text_repair *repair = &copy->repairs[i];

		if (repair->line != line)
			continue;
		if (column >= repair->has)
			column = column - repair->has + repair->had;
		else if (column > repair->had)
			column = repair->had;
	}
	return copy->source_lines[line] + skip + column;
}

// One finding a line is enough: the bytes behind the first one are of the same kind.
static void report_byte(struct text_copy *copy, struct diagnostics *diagnostics, size_t offset,
	const char *what, const char *hint, unsigned *last_line)
{
	struct place place = text_copy_place(copy, offset);

	if (place.line == *last_line || diagnostics->count >= BYTE_FINDINGS_MAX)
		return;
	*last_line = place.line;
	diagnostic_hint(
		diagnostics_add(diagnostics, SEVERITY_ERROR, place, NULL, "%s", what), "%s", hint);
}

static void check_bytes(struct text_copy *copy, struct diagnostics *diagnostics)
{
	const char *text = copy->source->text;
	size_t size = copy->source->size;
	unsigned last_line = 0;
	bool lone_return = false;
	size_t length;

	for (size_t i = copy->skip; i < size; i += length) {
		char *out = copy->data + i - copy->skip;

		length = 1;
		if ((unsigned char)text[i] >= 0x80) {
			length = text_copy_sequence(text + i, size - i);
			if (length == 0) {
				length = 1;
				report_byte(copy, diagnostics, i, "byte that is not UTF-8",
					"a spec is an ASCII file, UTF-8 in comments", &last_line);
			}
			memset(out, 'x', length);
		} else if (text[i] == '\r' && (i + 1 == size || text[i + 1] != '\n')) {
			if (!lone_return)
				report_byte(copy, diagnostics, i,
					"carriage return without a line feed",
					"lines end in LF or CR LF", &last_line);
			lone_return = true; // libyaml reads it as a line end, as it was meant
		} else if (text_copy_foreign(text[i])) {
			report_byte(copy, diagnostics, i,
				text[i] ? "control character" : "NUL byte", "a spec is a text file",
				&last_line);
			*out = 'x';
		}
	}
}

bool text_copy_init(
	struct text_copy *copy, const struct source *source, struct diagnostics *diagnostics)
{
	*copy = (struct text_copy){.source = source};
	copy->source_lines = find_lines(source->text, source->size, &copy->line_count);
	if (source->size >= 2 && (memcmp(source->text, "\xff\xfe", 2) == 0 ||
					 memcmp(source->text, "\xfe\xff", 2) == 0)) {
		diagnostic_hint(diagnostics_add(diagnostics, SEVERITY_ERROR,
					text_copy_place(copy, 0), NULL, "text is UTF-16"),
			"save the file as ASCII or UTF-8 without a byte order mark");
		return false;
	}
	if (source->size >= 3 && memcmp(source->text, "\xef\xbb\xbf", 3) == 0) {
		copy->skip = 3;
		diagnostic_hint(diagnostics_add(diagnostics, SEVERITY_ERROR,
					text_copy_place(copy, 0), NULL, "byte order mark"),
			"save the file without one");
	}
	copy->size = source->size - copy->skip;
	copy->data = memory_strndup(source->text + copy->skip, copy->size);
	check_bytes(copy, diagnostics);
	copy->lines = find_lines(copy->data, copy->size, &copy->line_count);
	return true;
}

void text_copy_finish(struct text_copy *copy)
{
	if (copy->data)
		explicit_bzero(copy->data, copy->size); // may hold plain secrets
	free(copy->data);
	free(copy->lines);
	free(copy->source_lines);
	free(copy->repairs);
	*copy = (struct text_copy){.source = NULL};
}
