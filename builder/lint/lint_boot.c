// SPDX-License-Identifier: GPL-3.0-or-later
// Rules about what a medium boots with.
//
// Source: facts/kickstart.md section 4 and section 5 (B01 to B06, P08, P09).
#include <string.h>

#include "lint_rules.h"
#include "memory.h"
#include "text.h"

enum { OPTIONS_MAX = 4096 }; // bytes of the line that the installer of 6.7 reads (section 4.1)

// A line with boot options: kernelopt= of boot.cfg, append of isolinux.cfg.
struct options {
	const struct source *file;
	unsigned line;
	size_t column; // of the first byte of the options, from 1
	char *text;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static void finish_options(struct options *options)
{
	free(options->text);
}

#define AUTO_OPTIONS CLEANUP(finish_options) struct options

struct cursor {
	size_t offset;
	unsigned line;
};

// The next one of the file; false: there is none.
static bool next_options(const struct source *file, struct cursor *cursor, struct options *ret)
{
	while (cursor->offset < file->size) {
		const char *start = file->text + cursor->offset;
		const char *stop = memchr(start, '\n', file->size - cursor->offset);
		size_t length = stop ? (size_t)(stop - start) : file->size - cursor->offset;
		AUTO_FREE char *copy = memory_strndup(start, length);
		char *at = copy + strspn(copy, " \t");
		char *key_end = at + strcspn(at, " \t=");
		char *value = key_end + strspn(key_end, " \t");
		char end = *value == '=' ? '=' : *key_end;

		if (end != '=')
			value = key_end;
		cursor->offset += length + 1;
		cursor->line++;
		if (!end)
			continue;
		*key_end = '\0';
		if (!(end == '=' && text_equal_nocase(at, "kernelopt")) &&
			!(end != '=' && text_equal_nocase(at, "append")))
			continue;
		*ret = (struct options){file, cursor->line, (size_t)(value + 1 - copy) + 1,
			memory_strdup(value + 1)};
		return true;
	}
	return false;
}

// The n-th word of the options, from `at` on.
static char *next_word(const struct options *options, size_t *at, size_t *ret_column)
{
	size_t start;

	while (is_blank(options->text[*at]))
		++*at;
	start = *at;
	while (options->text[*at] && !is_blank(options->text[*at]))
		++*at;
	*ret_column = options->column + start;
	return start == *at ? NULL : memory_strndup(options->text + start, *at - start);
}

static void report_at(
	struct lint *lint, const struct options *options, size_t column, const char *message)
{
	struct place place = {options->file, options->line, (unsigned)column};

	lint_report_place(lint, place, NULL, "%s", message);
}

typedef bool word_test(const char *word);

// Reports each word that the test finds, and what about it.
static void check_words(struct lint *lint, word_test *test, const char *what)
{
	for (size_t i = 0; i < lint->boot->count; i++) {
		struct cursor cursor = {0};

		for (;;) {
			AUTO_OPTIONS options = {0};
			size_t at = 0;

			if (!next_options(lint->boot->files[i], &cursor, &options))
				break;
			for (;;) {
				size_t column;
				AUTO_FREE char *word = next_word(&options, &at, &column);
				AUTO_FREE char *message = NULL;

				if (!word)
					break;
				// An address may have a password in it.
				message = strchr(word, '@')
						  ? memory_printf("'%.*s...' %s",
							    (int)strcspn(word, ":"), word, what)
						  : memory_printf("'%s' %s", word, what);
				if (test(word))
					report_at(lint, &options, column, message);
			}
		}
	}
}

static bool is_lower_path(const char *word)
{
	const char *path = text_skip_prefix(word, "ks=cdrom:");

	for (; path && *path; path++) {
		if (*path >= 'a' && *path <= 'z')
			return true;
	}
	return false;
}

void lint_boot_path_case(struct lint *lint)
{
	check_words(lint, is_lower_path, "has small letters");
}

static bool is_usb_without_slash(const char *word)
{
	const char *path = text_skip_prefix(word, "ks=usb:");

	return path && *path != '/';
}

void lint_boot_usb_path(struct lint *lint)
{
	check_words(lint, is_usb_without_slash, "has no '/' behind the colon");
}

static bool is_https(const char *word)
{
	return text_has_prefix(word, "ks=https://");
}

void lint_boot_https(struct lint *lint)
{
	check_words(lint, is_https, "is asked for no certificate that counts");
}

static bool is_small_media(const char *word)
{
	return text_equal_nocase(word, "systemMediaSize=min") ||
	       text_equal_nocase(word, "systemMediaSize=small");
}

void lint_boot_media_size(struct lint *lint)
{
	check_words(lint, is_small_media, "is not documented any more");
}

static bool is_legacy_cpu(const char *word)
{
	return text_equal_nocase(word, "allowLegacyCPU=true");
}

void lint_boot_legacy_cpu(struct lint *lint)
{
	check_words(lint, is_legacy_cpu, "does not help every old CPU");
}

// ---- files as wholes ----

static bool has_option(const struct options *options, const char *begin)
{
	size_t at = 0;

	for (;;) {
		size_t column;
		AUTO_FREE char *word = next_word(options, &at, &column);

		if (!word)
			return false;
		if (text_has_prefix(word, begin))
			return true;
	}
}

static bool file_has(const struct source *file, const char *begin)
{
	struct cursor cursor = {0};

	for (;;) {
		AUTO_OPTIONS options = {0};

		if (!next_options(file, &cursor, &options))
			return false;
		if (has_option(&options, begin))
			return true;
	}
}

bool lint_boots_with(const struct lint *lint, const char *option)
{
	for (size_t i = 0; lint->boot && i < lint->boot->count; i++) {
		if (file_has(lint->boot->files[i], option))
			return true;
	}
	return false;
}

void lint_boot_one_only(struct lint *lint)
{
	if (!lint_boots_with(lint, "ks="))
		return;
	for (size_t i = 0; i < lint->boot->count; i++) {
		struct cursor cursor = {0};
		AUTO_OPTIONS options = {lint->boot->files[i], 0, 0, NULL};

		if (file_has(lint->boot->files[i], "ks="))
			continue;
		next_options(lint->boot->files[i], &cursor, &options);
		report_at(lint, &options, options.column,
			"this file has no 'ks=', another one has it");
	}
}

// B05: words of an earlier line that the last one lacks.
static void check_repeated(struct lint *lint, const struct source *file)
{
	static const char *const needed[] = {"ks=", "runweasel"};
	bool seen[2] = {false};
	struct cursor cursor = {0};

	for (;;) {
		AUTO_OPTIONS options = {0};

		if (!next_options(file, &cursor, &options))
			return;
		for (size_t i = 0; i < 2; i++) {
			bool has = has_option(&options, needed[i]);
			AUTO_FREE char *message = memory_printf(
				"this line takes the place of the one above, and lacks '%s'",
				needed[i]);

			if (seen[i] && !has)
				report_at(lint, &options, options.column, message);
			seen[i] = has;
		}
	}
}

void lint_boot_repeated(struct lint *lint)
{
	for (size_t i = 0; i < lint->boot->count; i++) {
		// isolinux.cfg has a line for each entry of its menu.
		if (strstr(lint->boot->files[i]->text, "kernelopt") ||
			strstr(lint->boot->files[i]->text, "KERNELOPT"))
			check_repeated(lint, lint->boot->files[i]);
	}
}

void lint_boot_line_length(struct lint *lint)
{
	for (size_t i = 0; i < lint->boot->count; i++) {
		struct cursor cursor = {0};

		for (;;) {
			AUTO_OPTIONS options = {0};

			if (!next_options(lint->boot->files[i], &cursor, &options))
				break;
			if (strlen(options.text) > OPTIONS_MAX)
				report_at(lint, &options, options.column,
					"the boot options are longer than 4096 bytes");
		}
	}
}
