// SPDX-License-Identifier: GPL-3.0-or-later
// Scalars by the type that the table gives them: nothing is turned into something else.
#include "check_value.h"

#include <string.h>

#include "memory.h"
#include "stages.h"
#include "text.h"

enum { QUOTE_MAX = 60 }; // how much of a value a finding repeats

// What a finding calls the value: 'text' cut to length, or nothing of it where it is sensitive.
static char *quote(const struct spec_node *node, const struct schema_row *row)
{
	if (row->flags & SCHEMA_SENSITIVE)
		return memory_strdup("the value");
	if (node->length > QUOTE_MAX)
		return memory_printf("'%.*s…'", QUOTE_MAX, node->text);
	return memory_printf("'%s'", node->text);
}

static void check_bool(
	struct spec_node *node, const struct schema_row *row, struct diagnostics *diagnostics)
{
	static const char yes[] = "yes|y|on|true|1|enable|enabled";
	static const char no[] = "no|n|off|false|0|disable|disabled";
	AUTO_FREE char *shown = NULL;
	AUTO_FREE char *lower = NULL;
	AUTO_FREE char *nearest = NULL;
	struct diagnostic *diagnostic;

	if ((!node->quoted || node->substituted) &&
		(text_equal(node->text, "true") || text_equal(node->text, "false")))
		return;
	shown = quote(node, row);
	diagnostic = check_fail(diagnostics, node, "%s is not true or false", shown);
	lower = memory_strdup(node->text);
	for (char *at = lower; *at; at++)
		*at = text_lower(*at);
	nearest = schema_words_nearest("true|false", lower);
	if (node->quoted && (text_equal(node->text, "true") || text_equal(node->text, "false")))
		diagnostic_hint(diagnostic, "write %s without quotes", node->text);
	else if (schema_words_have(yes, lower))
		diagnostic_hint(diagnostic, "write true");
	else if (schema_words_have(no, lower))
		diagnostic_hint(diagnostic, "write false");
	else if (nearest)
		diagnostic_hint(diagnostic, "did you mean '%s'?", nearest);
	else
		diagnostic_hint(diagnostic, "expected true or false");
}

static bool all_digits(const char *text)
{
	for (; *text; text++) {
		if (!text_is_digit(*text))
			return false;
	}
	return true;
}

static void check_number(
	struct spec_node *node, const struct schema_row *row, struct diagnostics *diagnostics)
{
	AUTO_FREE char *shown = quote(node, row);
	AUTO_FREE char *type = schema_describe_type(row);
	struct diagnostic *diagnostic;
	uint64_t number = 0;
	bool is_number = text_parse_number(node->text, UINT64_MAX, &number);

	if (is_number && node->quoted && !node->substituted) {
		diagnostic = check_fail(diagnostics, node, "%s in quotes is text", shown);
		diagnostic_hint(diagnostic, "write %s without quotes", node->text);
	} else if (is_number && (number < row->min || number > row->max)) {
		diagnostic = check_fail(diagnostics, node, "%s is out of range", shown);
		diagnostic_hint(diagnostic, "expected %s", type);
	} else if (!is_number && node->text[0] == '0' && node->length > 1 &&
		   all_digits(node->text)) {
		diagnostic = check_fail(diagnostics, node, "%s has a leading zero", shown);
		diagnostic_hint(diagnostic,
			"expected decimal digits; some readers take a leading zero for octal");
	} else if (!is_number && all_digits(node->text) && node->length > 0) {
		diagnostic = check_fail(diagnostics, node, "%s is out of range", shown);
		diagnostic_hint(diagnostic, "expected %s", type);
	} else if (!is_number) {
		diagnostic = check_fail(diagnostics, node, "%s is not a whole number", shown);
		diagnostic_hint(diagnostic, "expected %s, in decimal digits", type);
	}
}

static void check_word(
	struct spec_node *node, const struct schema_row *row, struct diagnostics *diagnostics)
{
	AUTO_FREE char *shown = NULL;
	AUTO_FREE char *list = NULL;
	AUTO_FREE char *nearest = NULL;
	struct diagnostic *diagnostic;

	if (schema_words_have(row->values, node->text))
		return;
	shown = quote(node, row);
	list = schema_words_join(row->values);
	nearest = schema_words_nearest(row->values, node->text);
	diagnostic = check_fail(diagnostics, node, "%s is not a value of this key", shown);
	if (nearest)
		diagnostic_hint(diagnostic, "did you mean '%s'? expected one of %s", nearest, list);
	else
		diagnostic_hint(diagnostic, "expected one of %s", list);
}

static bool is_blank(const char *text)
{
	return text[strspn(text, " \t\n")] == '\0';
}

// A kickstart is ASCII, and all but scripts becomes part of one line of it.
static bool check_characters(
	struct spec_node *node, const struct schema_row *row, struct diagnostics *diagnostics)
{
	bool several = row->flags & SCHEMA_TEXT;

	for (size_t i = 0; i < node->length; i++) {
		unsigned char c = (unsigned char)node->text[i];

		if ((c >= 0x20 && c < 0x7f) || (several && (c == '\n' || c == '\t')))
			continue;
		if (c == '\n')
			diagnostic_hint(check_fail(diagnostics, node, "text of more than one line"),
				"expected one line; behind | or > write |- or >- and a single "
				"line");
		else
			diagnostic_hint(check_fail(diagnostics, node, "%s in the value",
						c >= 0x80 ? "character outside ASCII"
						: c	  ? "control character"
							  : "NUL"),
				"expected printable ASCII");
		return false;
	}
	return true;
}

static void check_string(
	struct spec_node *node, const struct schema_row *row, struct diagnostics *diagnostics)
{
	bool several = row->flags & SCHEMA_TEXT;
	uint64_t limit = row->max ? row->max : several ? SCHEMA_TEXT_MAX : SCHEMA_STRING_MAX;
	AUTO_FREE char *shown = NULL;

	if (!check_characters(node, row, diagnostics))
		return;
	if (is_blank(node->text) && !(row->flags & SCHEMA_EMPTY)) {
		diagnostic_hint(
			check_fail(diagnostics, node, "empty text"), "expected %s", row->doc);
		return;
	}
	if (node->length > limit) {
		diagnostic_hint(check_fail(diagnostics, node, "text of %zu bytes", node->length),
			"expected at most %zu", (size_t)limit);
		return;
	}
	if (form_matches(row->form, node->text))
		return;
	shown = quote(node, row);
	diagnostic_hint(check_fail(diagnostics, node, "%s is not %s", shown, form_name(row->form)),
		"expected %s", form_expected(row->form));
}

void check_value(
	struct spec_node *node, const struct schema_row *row, struct diagnostics *diagnostics)
{
	switch (row->type) {
	case SCHEMA_BOOL:
		check_bool(node, row, diagnostics);
		break;
	case SCHEMA_NUMBER:
		check_number(node, row, diagnostics);
		break;
	case SCHEMA_ENUM:
		check_word(node, row, diagnostics);
		break;
	default:
		check_string(node, row, diagnostics);
		break;
	}
}
