// SPDX-License-Identifier: GPL-3.0-or-later
// Puts in what has one right answer.
#include <string.h>

#include "lint_rules.h"
#include "memory.h"
#include "text.h"

enum { ROUNDS_MAX = 4 }; // without the mark of UTF-8 the first line may be another command

// The text of a line, written from the left; what is between the changes is copied as it was.
struct fixer {
	struct lint lint;
	const struct ks_line *line;
	size_t at; // first byte that is not yet written
	struct buffer *out;
	size_t count;
};

static void copy_to(struct fixer *fixer, size_t end)
{
	if (end > fixer->at)
		buffer_append(fixer->out, fixer->line->text + fixer->at, end - fixer->at);
	fixer->at = end;
}

// Replaces the bytes up to `end` that are not yet written.
static void replace(struct fixer *fixer, size_t end, const char *text)
{
	buffer_puts(fixer->out, text);
	fixer->at = end;
	fixer->count++;
}

static size_t word_start(const struct ks_word *word)
{
	return word->column - 1;
}

static size_t word_end(const struct ks_word *word)
{
	return word->column - 1 + word->length;
}

static bool is_any(const char *text, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (text_equal_nocase(text, words[i]))
			return true;
	}
	return false;
}

// --flag=true is the flag, --flag=false is none; a hash behind --iscrypted is the password.
static void fix_flag(struct fixer *fixer, const struct ks_option *option)
{
	static const char *const yes[] = {"true", "yes", "on", "1", ""};
	static const char *const no[] = {"false", "no", "off", "0"};
	size_t start = word_start(option->word);

	if (text_equal(option->name, "--iscrypted") && *option->value == '$') {
		copy_to(fixer, option->value_column - 2);
		replace(fixer, option->value_column - 1, " ");
	} else if (is_any(option->value, yes, 5)) {
		copy_to(fixer, start);
		replace(fixer, word_end(option->word), option->name);
	} else if (is_any(option->value, no, 4)) {
		while (start && (fixer->line->text[start - 1] == ' ' ||
					fixer->line->text[start - 1] == '\t'))
			start--;
		copy_to(fixer, start);
		replace(fixer, word_end(option->word), "");
	}
}

// "--opt value", "--opt= value", "--opt =value" and "--opt = value".
static void fix_blank(struct fixer *fixer, size_t index)
{
	const struct ks_option *option = &fixer->line->options[index];
	const struct ks_option *next = option + 1;
	bool alone = text_equal(next->value, "=") && index + 2 < fixer->line->option_count &&
		     !next[1].name;
	const char *equals = option->value || *next->value == '=' ? "" : "=";

	copy_to(fixer, word_end(option->word));
	replace(fixer, word_start(next->word), equals);
	if (!alone)
		return;
	copy_to(fixer, word_end(next->word));
	fixer->at = word_start(next[1].word);
}

static void fix_options(struct fixer *fixer)
{
	for (size_t i = 0; i < fixer->line->option_count; i++) {
		const struct ks_option *option = &fixer->line->options[i];

		if (word_start(option->word) < fixer->at)
			continue;
		if (lint_has_blank(&fixer->lint, fixer->line, i))
			fix_blank(fixer, i);
		else if (option->row && option->row->form == KS_FLAG && option->value)
			fix_flag(fixer, option);
	}
}

// The layout that is meant, NULL: not known.
static const char *find_keyboard(const char *text)
{
	static const struct {
		const char *name;
		const char *layout;
	} rows[] = {
		{"be", "Belgian"},
		{"br", "Brazilian"},
		{"cz", "Czechoslovakian"},
		{"de", "German"},
		{"dk", "Danish"},
		{"dvorak", "US Dvorak"},
		{"en-us", "US Default"},
		{"en_us", "US Default"},
		{"es", "Spanish"},
		{"fi", "Finnish"},
		{"fr", "French"},
		{"gb", "United Kingdom"},
		{"gr", "Greek"},
		{"hr", "Croatian"},
		{"is", "Icelandic"},
		{"it", "Italian"},
		{"jp", "Japanese"},
		{"no", "Norwegian"},
		{"pl", "Polish"},
		{"pt", "Portuguese"},
		{"ru", "Russian"},
		{"se", "Swedish"},
		{"tr", "Turkish"},
		{"ua", "Ukrainian"},
		{"uk", "United Kingdom"},
		{"us", "US Default"},
		{"usa", "US Default"},
	};

	for (size_t i = 0; ks_keyboards[i]; i++) {
		if (text_equal_nocase(text, ks_keyboards[i]))
			return ks_keyboards[i];
	}
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (text_equal_nocase(text, rows[i].name))
			return rows[i].layout;
	}
	return NULL;
}

static void fix_keyboard(struct fixer *fixer)
{
	const struct ks_line *line = fixer->line;
	AUTO_BUFFER said = BUFFER_INIT;
	const char *layout;

	if (line->option_count == 0 || line->option_count > 2)
		return;
	for (size_t i = 0; i < line->option_count; i++)
		buffer_printf(&said, "%s%s", i ? " " : "", line->words[i + 1].text);
	layout = find_keyboard(buffer_text(&said));
	if (!layout || (line->option_count == 1 && text_equal(layout, buffer_text(&said))))
		return;
	copy_to(fixer, word_start(&line->words[1]));
	replace(fixer, word_end(&line->words[line->option_count]), "");
	buffer_printf(fixer->out, strchr(layout, ' ') ? "'%s'" : "%s", layout);
}

static void fix_header(struct fixer *fixer)
{
	const struct ks_line *line = fixer->line;

	if (line->row->deprecated || ks_option(line, "--interpreter") || ks_last_bare(line))
		return;
	copy_to(fixer, word_end(line->words));
	replace(fixer, fixer->at, " --interpreter=busybox");
}

static void fix_line(struct fixer *fixer, const struct ks_line *line)
{
	fixer->line = line;
	fixer->at = 0;
	if (line->number == 1 && fixer->lint.ks->bom_length)
		replace(fixer, fixer->lint.ks->bom_length, "");
	else if (lint_is_command(line)) {
		if (line->kind == KS_HEADER)
			fix_header(fixer);
		if (lint_line_is(line, "keyboard"))
			fix_keyboard(fixer);
		else
			fix_options(fixer);
	}
	copy_to(fixer, line->length);
	if (line->end_length)
		buffer_putc(fixer->out, '\n');
	fixer->count += line->end_length == 2;
}

static size_t fix_once(const struct ks *ks, struct release release, struct buffer *ret)
{
	struct fixer fixer = {
		.lint = {.ks = ks, .release = lint_guess_release(ks, release)}, .out = ret};

	for (size_t i = 0; i < ks->line_count; i++)
		fix_line(&fixer, &ks->lines[i]);
	return fixer.count;
}

size_t lint_fix(const struct ks *ks, struct release release, struct buffer *ret)
{
	AUTO_BUFFER text = BUFFER_INIT;
	size_t count = fix_once(ks, release, &text);
	size_t more = count;

	for (int round = 1; more && round < ROUNDS_MAX; round++) {
		size_t size = text.size;
		struct source *source = source_create(ks->source->name, buffer_steal(&text), size);
		AUTO_KS *again = ks_parse(source);

		source_unref(source);
		more = fix_once(again, release, &text);
		count += more;
	}
	buffer_append(ret, text.data, text.size);
	return count;
}
