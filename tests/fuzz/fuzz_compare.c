// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: any bytes as two kickstarts, with the byte 0x1d between them, that are compared and
// printed in every form.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "import.h"
#include "memory.h"
#include "text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct release release = {8, 0, 3};

static void add_side(struct compare_sides *sides, const char *text, size_t size)
{
	struct compare_side *side = compare_sides_add(sides, "");
	AUTO_DIAGNOSTICS findings = DIAGNOSTICS_INIT;
	struct source *source = source_create("ks.cfg", memory_strndup(text, size), size);
	AUTO_KS *ks = ks_parse(source);

	source_unref(source);
	side->origin = memory_strdup("ks.cfg");
	side->release = release;
	side->imported = true;
	buffer_append(&side->text, text, size);
	import_spec(ks, release, &side->spec, &findings);
	side->partly = findings.warning_count > 0;
}

// No form shows a mark.
static void check_marks(const char *text)
{
	for (const char *at = text; (at = strstr(at, "********~")); at++) {
		if (strspn(at + 9, "0123456789abcdef") >= 16 && at[25] == '~')
			abort();
	}
}

// None has bytes that a terminal or a browser would obey.
static void check_text(const char *text, bool html)
{
	check_marks(text);
	for (const char *at = text; *at; at++) {
		if (((unsigned char)*at < 0x20 && *at != '\t' && *at != '\n') || *at == 0x7f)
			abort();
	}
	if (html && (strstr(text, "<script") || strstr(text, "<img")))
		abort();
}

static void print_all(const struct comparison *comparison)
{
	AUTO_BUFFER text = BUFFER_INIT;
	AUTO_BUFFER markdown = BUFFER_INIT;
	AUTO_BUFFER html = BUFFER_INIT;
	AUTO_FREE char *json = compare_print_json(comparison);

	compare_print_text(comparison, false, &text);
	check_text(buffer_text(&text), false);
	compare_print_markdown(comparison, &markdown);
	check_text(buffer_text(&markdown), false);
	compare_print_html(comparison, &html);
	check_text(buffer_text(&html), true);
	check_marks(json);
}

static struct comparison *compare(
	const struct compare_sides *old_sides, const struct compare_sides *new_sides)
{
	struct comparison *comparison = NULL;
	AUTO_ERROR err = ERROR_INIT;

	if (compare_run("old", "new", old_sides, new_sides, &comparison, &err) < 0)
		abort();
	return comparison;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	const char *middle = size ? memchr(text, 0x1d, size) : NULL;
	size_t first = middle ? (size_t)(middle - text) : size;
	CLEANUP(compare_sides_finish) struct compare_sides old_sides = {0};
	CLEANUP(compare_sides_finish) struct compare_sides new_sides = {0};
	AUTO_COMPARISON *comparison = NULL;
	AUTO_COMPARISON *same = NULL;

	// What is no text ends at its first NUL.
	add_side(&old_sides, text, strnlen(text, first));
	add_side(&new_sides, text + first + (middle != NULL),
		strnlen(text + first + (middle != NULL), size - first - (middle != NULL)));
	comparison = compare(&old_sides, &new_sides);
	print_all(comparison);
	same = compare(&old_sides, &old_sides);
	if (!same->equal)
		abort();
	return 0;
}
