// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of the table in words: `esxmint explain`, hints, and the section of the man page.
#include <inttypes.h>
#include <string.h>

#include "memory.h"
#include "schema.h"
#include "text.h"

enum { PATHS_MAX = 512 };

static void describe_number(const struct schema_row *row, struct buffer *out)
{
	if (row->min == row->max)
		buffer_printf(out, "the number %" PRIu64, row->min);
	else
		buffer_printf(out, "a whole number%s%s from %" PRIu64 " to %" PRIu64,
			row->unit ? " of " : "", row->unit ? row->unit : "", row->min, row->max);
}

char *schema_describe_type(const struct schema_row *row)
{
	AUTO_BUFFER out = BUFFER_INIT;
	AUTO_FREE char *words = row->values ? schema_words_join(row->values) : NULL;

	switch (row->type) {
	case SCHEMA_MAPPING:
		buffer_puts(&out, "a mapping");
		if (words)
			buffer_printf(&out, ", or the word %s", words);
		break;
	case SCHEMA_SEQUENCE:
		buffer_puts(&out, "a list");
		break;
	case SCHEMA_STRING:
		if (row->form != FORM_NONE)
			buffer_printf(
				&out, "%s: %s", form_name(row->form), form_expected(row->form));
		else
			buffer_puts(&out, row->flags & SCHEMA_TEXT ? "text, one line or several"
								   : "text of one line");
		break;
	case SCHEMA_ENUM:
		buffer_printf(&out, "one of %s", words);
		break;
	case SCHEMA_BOOL:
		buffer_puts(&out, "true or false");
		break;
	case SCHEMA_NUMBER:
		describe_number(row, &out);
		break;
	case SCHEMA_SCALAR:
		buffer_puts(&out, "a number or text of one line");
		break;
	case SCHEMA_SECRET:
		buffer_puts(&out, "{env: NAME}, {file: PATH} or {plain: TEXT}");
		if (row->flags & SCHEMA_HASH)
			buffer_puts(&out, ", {sha512: HASH} or a hash");
		break;
	}
	return buffer_steal(&out);
}

static void describe_release(const struct schema_row *row, struct buffer *out)
{
	char text[RELEASE_TEXT_SIZE];

	if (release_known(row->since)) {
		release_format(row->since, text);
		buffer_printf(out, "ESXi %s and later", text);
	}
	if (row->instead)
		buffer_printf(out, "; of earlier ones no command is known that sets it: %s",
			row->instead);
	if (release_known(row->until)) {
		release_format(row->until, text);
		buffer_printf(
			out, "%sESXi %s and earlier", release_known(row->since) ? ", " : "", text);
	}
}

// Facts about a row that are not its type: "required", "default: x" …, one a call of `print`.
static void describe_facts(const struct schema_row *row, const char *line, struct buffer *out)
{
	AUTO_FREE char *one_of = row->one_of ? schema_words_join(row->one_of) : NULL;
	AUTO_FREE char *any_of = row->any_of ? schema_words_join(row->any_of) : NULL;
	AUTO_BUFFER releases = BUFFER_INIT;

	describe_release(row, &releases);
	if (row->flags & SCHEMA_REQUIRED)
		buffer_printf(out, "%srequired", line);
	if (row->fallback)
		buffer_printf(out, "%sdefault: %s", line, row->fallback);
	if (one_of)
		buffer_printf(out,
			"%sexactly one of: %s; in an overlay, the one that is written there "
			"takes the place of the other",
			line, one_of);
	if (any_of)
		buffer_printf(out, "%sat least one of: %s", line, any_of);
	if (releases.size)
		buffer_printf(out, "%s%s", line, buffer_text(&releases));
}

static void explain_row(const struct schema_row *row, struct buffer *out)
{
	AUTO_FREE char *type = schema_describe_type(row);

	buffer_printf(out, "%s\n    %s\n    %s", *row->path ? row->path : "(top)", row->doc, type);
	describe_facts(row, "\n    ", out);
	buffer_putc(out, '\n');
}

static int unknown_key(const char *key, struct error *err)
{
	const char *paths[PATHS_MAX];
	size_t count = 0;
	const char *nearest = NULL;

	for (size_t i = 1; i < schema_count() && count < PATHS_MAX; i++) {
		const char *path = schema_row(i)->path;
		const char *last = strrchr(path, '.');

		paths[count++] = path;
		if (!nearest && last && text_equal(last + 1, key))
			nearest = path;
	}
	if (!nearest)
		nearest = text_nearest(key, paths, count);
	if (!nearest)
		return error_set(err, ERROR_USAGE, "there is no key '%s'", key);
	return error_set(
		err, ERROR_USAGE, "there is no key '%s'; did you mean '%s'?", key, nearest);
}

int schema_explain(const char *key, struct buffer *out, struct error *err)
{
	const struct schema_row *row = schema_find(key);
	const char *parent = strrchr(key, '.');
	size_t length;

	if (!row && parent && schema_words_have(schema_secret_words, parent + 1)) {
		// What stands below a secret has no rows of its own.
		AUTO_FREE char *above = memory_strndup(key, (size_t)(parent - key));

		row = schema_find(above);
		if (row && row->type != SCHEMA_SECRET)
			row = NULL;
	}
	if (!row)
		return unknown_key(key, err);
	length = strlen(row->path);
	for (size_t i = 0; i < schema_count(); i++) {
		const struct schema_row *below = schema_row(i);
		bool top = row == schema_root();

		if (top && schema_key_below(row, below) == NULL && below != row)
			continue;
		if (!top && (strncmp(below->path, row->path, length) != 0 ||
				    !(below->path[length] == '\0' || below->path[length] == '.' ||
					    below->path[length] == '[')))
			continue;
		if (out->size)
			buffer_putc(out, '\n');
		explain_row(below, out);
	}
	return 0;
}

// scdoc gives meaning to * _ \ # [ ] and the like at any place.
static void put_escaped(struct buffer *out, const char *text)
{
	for (; *text; text++) {
		if (strchr("*_\\#[]|<>-.", *text))
			buffer_putc(out, '\\');
		buffer_putc(out, *text);
	}
}

void schema_print_manual(struct buffer *out)
{
	for (size_t i = 1; i < schema_count(); i++) {
		const struct schema_row *row = schema_row(i);
		AUTO_FREE char *type = schema_describe_type(row);
		AUTO_BUFFER facts = BUFFER_INIT;

		if (!strpbrk(row->path, ".[")) {
			buffer_puts(out, "## ");
			put_escaped(out, row->path);
			buffer_puts(out, "\n\n");
		}
		describe_facts(row, "; ", &facts);
		buffer_puts(out, "*");
		put_escaped(out, row->path);
		buffer_puts(out, "*\n\t");
		put_escaped(out, row->doc);
		buffer_puts(out, ".\n\n\t");
		put_escaped(out, type);
		put_escaped(out, buffer_text(&facts));
		buffer_puts(out, ".\n\n");
	}
}
