// SPDX-License-Identifier: GPL-3.0-or-later
// Rules about the text of a kickstart: its bytes, line ends and quotes.
//
// Source: facts/kickstart.md section 1.
#include <string.h>

#include "lint_rules.h"
#include "text.h"

void lint_ks_bom(struct lint *lint)
{
	if (lint->ks->bom_length && lint->ks->line_count)
		lint_report_ks(lint, lint->ks->lines, 1,
			"the file begins with the mark of UTF-8, which becomes part of the first "
			"command");
}

// Length of the character of UTF-8, 0: it is none.
static size_t utf8_length(const unsigned char *at, size_t left)
{
	size_t length = *at < 0x80 ? 1 : *at < 0xc2 ? 0 : *at < 0xe0 ? 2 : *at < 0xf0 ? 3 : 4;

	if (length == 0 || *at > 0xf4 || length > left)
		return 0;
	for (size_t i = 1; i < length; i++) {
		if ((at[i] & 0xc0) != 0x80)
			return 0;
	}
	if ((*at == 0xe0 && at[1] < 0xa0) || (*at == 0xed && at[1] > 0x9f) ||
		(*at == 0xf0 && at[1] < 0x90) || (*at == 0xf4 && at[1] > 0x8f))
		return 0;
	return length;
}

// The first byte of the line that is no UTF-8, or (`ascii`) begins a character beyond ASCII.
static bool find_byte(const struct ks_line *line, size_t from, bool ascii, size_t *ret)
{
	const unsigned char *text = (const unsigned char *)line->text;

	for (size_t at = from; at < line->length;) {
		size_t length = utf8_length(text + at, line->length - at);

		if (length == 0 ? !ascii : ascii && length > 1) {
			*ret = at;
			return true;
		}
		at += length ? length : 1;
	}
	return false;
}

// One finding for the file: such bytes seldom come alone.
static void report_bytes(struct lint *lint, bool ascii, const char *what)
{
	const struct ks_line *first = NULL;
	size_t column = 0;
	size_t more = 0;

	for (size_t i = 0; i < lint->ks->line_count; i++) {
		const struct ks_line *line = &lint->ks->lines[i];
		size_t at;

		if (!find_byte(line, i == 0 ? lint->ks->bom_length : 0, ascii, &at))
			continue;
		if (first) {
			more++;
			continue;
		}
		first = line;
		column = at + 1;
	}
	if (first && more)
		lint_report_ks(lint, first, (unsigned)column, "%s, and in %zu more line%s", what,
			more, more == 1 ? "" : "s");
	else if (first)
		lint_report_ks(lint, first, (unsigned)column, "%s", what);
}

void lint_ks_not_utf8(struct lint *lint)
{
	report_bytes(lint, false, "a byte that is not UTF-8");
}

void lint_ks_not_ascii(struct lint *lint)
{
	report_bytes(lint, true, "a character that is not ASCII");
}

void lint_ks_crlf(struct lint *lint)
{
	for (size_t i = 0; i < lint->ks->line_count; i++) {
		const struct ks_line *line = &lint->ks->lines[i];

		if (line->end_length != 2)
			continue;
		lint_report_ks(lint, line, (unsigned)line->length + 1, "lines end with CR LF");
		return;
	}
}

void lint_ks_carriage_return(struct lint *lint)
{
	for (size_t i = 0; i < lint->ks->line_count; i++) {
		const struct ks_line *line = &lint->ks->lines[i];
		const char *at = memchr(line->text, '\r', line->length);

		if (at)
			lint_report_ks(lint, line, (unsigned)(at - line->text) + 1,
				"a carriage return inside the line");
	}
}

void lint_ks_quote(struct lint *lint)
{
	for (size_t i = 0; i < lint->ks->line_count; i++) {
		const struct ks_line *line = &lint->ks->lines[i];
		const struct ks_word *last = NULL;

		// A lone backslash in the last line is unbalanced, too.
		if (!line->unbalanced || line->word_count == 0)
			continue;
		last = &line->words[line->word_count - 1];
		lint_report_ks(lint, line, last->column,
			last->quoted ? "a quote without its partner"
				     : "a backslash with nothing behind it");
	}
}

static bool ends_in_backslash(const struct ks_line *line)
{
	return line->length && line->text[line->length - 1] == '\\' && line->word_count &&
	       !line->words[line->word_count - 1].cut;
}

void lint_ks_continued(struct lint *lint)
{
	for (size_t i = 0; i < lint->ks->line_count; i++) {
		const struct ks_line *line = &lint->ks->lines[i];

		if ((line->kind == KS_COMMAND || line->kind == KS_HEADER) &&
			ends_in_backslash(line) &&
			line->words[line->word_count - 1].column +
					line->words[line->word_count - 1].length >
				line->length)
			lint_report_ks(lint, line, (unsigned)line->length,
				"the next line is read as a command of its own");
	}
}

void lint_ks_hash_sign(struct lint *lint)
{
	for (size_t i = 0; i < lint->ks->line_count; i++) {
		const struct ks_line *line = &lint->ks->lines[i];
		const struct ks_word *last =
			line->word_count ? &line->words[line->word_count - 1] : NULL;

		if (last && last->cut)
			lint_report_ks(lint, line, last->column + last->length,
				"'#' begins a comment, even inside a word");
	}
}

void lint_ks_backslash(struct lint *lint)
{
	for (size_t i = 0; i < lint->ks->line_count; i++) {
		const struct ks_line *line = &lint->ks->lines[i];

		if (!lint_line_is(line, "rootpw") || line->kind != KS_COMMAND)
			continue;
		for (size_t k = 1; k < line->word_count; k++) {
			const struct ks_word *word = &line->words[k];

			if (word->escaped &&
				!(k + 1 == line->word_count && ends_in_backslash(line)))
				lint_report_word(
					lint, line, word, "a backslash of the password is dropped");
		}
	}
}
