// SPDX-License-Identifier: GPL-3.0-or-later
// The line of a finding with a caret below it, as wide as a terminal shows it.
//
// Widths: Unicode's East Asian Width W and F take two cells, combining marks and joiners none. The
// ranges are coarse: a caret that is off by one in a rare script does no harm, a locale would.
#include "findings.h"

#include <stdint.h>
#include <string.h>

#include "mark.h"

enum {
	LEFT_MAX = 80, // cells in front of the caret
	LINE_MAX = 160, // cells of a line
};

struct range {
	uint32_t first, last;
};

static const struct range wide[] = {
	{0x1100, 0x115f},
	{0x2e80, 0x303e},
	{0x3041, 0x4dbf},
	{0x4e00, 0xa4cf},
	{0xa960, 0xa97f},
	{0xac00, 0xd7a3},
	{0xf900, 0xfaff},
	{0xfe30, 0xfe6f},
	{0xff00, 0xff60},
	{0xffe0, 0xffe6},
	{0x1f300, 0x1f64f},
	{0x1f680, 0x1f6ff},
	{0x1f900, 0x1faff},
	{0x20000, 0x3fffd},
};

static const struct range narrow[] = {
	{0x0300, 0x036f},
	{0x0483, 0x0489},
	{0x0591, 0x05bd},
	{0x0610, 0x061a},
	{0x064b, 0x065f},
	{0x1ab0, 0x1aff},
	{0x1dc0, 0x1dff},
	{0x200b, 0x200f},
	{0x202a, 0x202e},
	{0x2060, 0x2069},
	{0x20d0, 0x20ff},
	{0xfe00, 0xfe0f},
	{0xfe20, 0xfe2f},
	{0xfeff, 0xfeff},
};

static bool is_in(const struct range *ranges, size_t count, uint32_t c)
{
	for (size_t i = 0; i < count; i++) {
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	}
	return false;
}

// One character of a line: its bytes, and its cells.
struct character {
	const char *text;
	size_t length;
	unsigned cells;
	bool clean; // can be shown as it is
};

// Bytes that are no UTF-8 are a character each.
static struct character next_character(const char *at, const char *end)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	const unsigned char first = (unsigned char)*at;
	size_t length = first < 0x80   ? 1
			: first < 0xc2 ? 0
			: first < 0xe0 ? 2
			: first < 0xf0 ? 3
				       : 4;
	uint32_t c = length > 1 ? first & (0xffU >> (length + 1)) : first;

	if (first > 0xf4 || length > (size_t)(end - at))
		length = 0;
	for (size_t i = 1; i < length; i++) {
		if (((unsigned char)at[i] & 0xc0) != 0x80)
			return (struct character){at, 1, 1, false};
		c = c << 6 | ((unsigned char)at[i] & 0x3f);
	}
	if (length == 0 || c < least[length] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return (struct character){at, 1, 1, false};
	if (c < 0x20 || (c >= 0x7f && c < 0xa0))
		return (struct character){at, length, 1, c == '\t'};
	// Marks that turn the direction of text would turn the caret's line around.
	if ((c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069))
		return (struct character){at, length, 1, false};
	if (is_in(narrow, sizeof(narrow) / sizeof(*narrow), c))
		return (struct character){at, length, 0, true};
	return (struct character){
		at, length, is_in(wide, sizeof(wide) / sizeof(*wide), c) ? 2 : 1, true};
}

static void print_character(struct character character, struct buffer *out)
{
	if (character.clean)
		buffer_append(out, character.text, character.length);
	else
		buffer_putc(out, '?');
}

// Where to begin, so that the caret has at most LEFT_MAX cells in front of it.
static const char *find_start(const char *line, const char *caret, const char *end)
{
	unsigned cells = 0;
	const char *start = line;

	for (const char *at = line; at < caret; at += next_character(at, end).length)
		cells += next_character(at, end).cells;
	while (cells > LEFT_MAX) {
		struct character character = next_character(start, end);

		cells -= character.cells;
		start += character.length;
	}
	return start;
}

// A line with a secret is not shown: its place is enough. In a spec it is the one that says so.
static bool is_secret(const char *line, size_t length)
{
	static const char plain[] = "plain:";
	AUTO_BUFFER marked = BUFFER_INIT;

	if (memmem(line, length, plain, strlen(plain)))
		return true;
	mark_text(line, length, &marked);
	return marked.size != length || memcmp(marked.data, line, length) != 0;
}

void findings_print_caret(const struct diagnostic *finding, struct buffer *out)
{
	const struct place *place = &finding->place;
	size_t length = 0;
	const char *line = place->source && place->line && place->column
				   ? source_line(place->source, place->line, &length)
				   : NULL;
	const char *end = line ? line + length : NULL;
	const char *caret;
	const char *start;
	unsigned cells = 0;

	if (!line || place->column > length + 1 || is_secret(line, length))
		return;
	caret = line + place->column - 1;
	start = find_start(line, caret, end);
	buffer_printf(out, "%6u | %s", place->line, start > line ? "..." : "");
	for (const char *at = start; at < end;) {
		struct character character = next_character(at, end);

		cells += character.cells;
		if (cells > LINE_MAX) {
			buffer_puts(out, "...");
			break;
		}
		print_character(character, out);
		at += character.length;
	}
	buffer_printf(out, "\n       | %s", start > line ? "   " : "");
	// A tab below a tab is as wide.
	for (const char *at = start; at < caret;) {
		struct character character = next_character(at, end);

		for (unsigned i = 0; i < character.cells; i++)
			buffer_putc(out, *at == '\t' ? '\t' : ' ');
		at += character.length;
	}
	buffer_puts(out, "^\n");
}
