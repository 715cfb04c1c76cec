// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: a hostile kickstart, and the same bytes as a boot.cfg, under all rules of several
// releases; comments that take findings back; and fixing what was fixed changes nothing.
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lint.h"
#include "memory.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void check_findings(const struct diagnostics *diagnostics)
{
	for (size_t i = 0; i < diagnostics->count; i++) {
		const struct diagnostic *finding = &diagnostics->list[i];
		size_t length = 0;

		require(finding->rule != NULL && finding->place.source != NULL);
		require(finding->place.line == 0 ||
			source_line(finding->place.source, finding->place.line, &length));
		require(finding->place.column <= length + 1);
	}
}

static void check_fix(const struct ks *ks, struct release release)
{
	AUTO_BUFFER once = BUFFER_INIT;
	AUTO_BUFFER twice = BUFFER_INIT;
	AUTO_KS *fixed = NULL;
	struct source *source;

	if (lint_fix(ks, release, &once) == 0)
		return;
	source = source_create("fixed", memory_strndup(buffer_text(&once), once.size), once.size);
	// What has a NUL in it is no text; only its head was copied.
	source->size = strlen(source->text);
	fixed = ks_parse(source);
	source_unref(source);
	if (fixed->source->size == once.size)
		require(lint_fix(fixed, release, &twice) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct release releases[] = {
		{0, 0, 0}, {4, 1, 0}, {5, 0, 0}, {6, 7, 0}, {9, 0, 0}};
	char *text = memory_alloc(size + 1);
	struct source *source;
	const struct source *boot[1];
	AUTO_KS *ks = NULL;

	if (size)
		memcpy(text, data, size);
	source = source_create("fuzz", text, size);
	ks = ks_parse(source);
	source_unref(source);
	boot[0] = ks->source;
	for (size_t i = 0; i < sizeof(releases) / sizeof(*releases); i++) {
		AUTO_DIAGNOSTICS found = DIAGNOSTICS_INIT;
		struct lint_boot files = {boot, 1};
		size_t before;

		lint_kickstart(ks, releases[i], &found);
		lint_medium(ks, &files, releases[i], &found);
		check_findings(&found);
		before = found.count;
		lint_apply_comments(&found);
		require(found.count <= before);
		lint_check_comments(ks->source, &found);
		diagnostics_merge(&found);
		check_fix(ks, releases[i]);
	}
	return 0;
}
