// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: a hostile kickstart is read; its lines put together are its bytes, and all that is
// said of words and sections lies inside it.
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ks.h"
#include "memory.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void check_words(const struct ks_line *line)
{
	unsigned end = 1;

	for (size_t i = 0; i < line->word_count; i++) {
		const struct ks_word *word = &line->words[i];

		require(word->column >= end && word->length > 0);
		end = word->column + word->length;
		require(end - 1 <= line->length + line->end_length);
	}
	require(line->option_count == (line->word_count ? line->word_count - 1 : 0));
	for (size_t i = 0; i < line->option_count; i++)
		require(line->options[i].value_column >= line->options[i].word->column);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = memory_alloc(size + 1);
	struct source *source;
	AUTO_BUFFER printed = BUFFER_INIT;
	AUTO_KS *ks = NULL;

	if (size)
		memcpy(text, data, size);
	source = source_create("fuzz", text, size);
	ks = ks_parse(source);
	source_unref(source);
	ks_print(ks, &printed);
	require(printed.size == ks->source->size);
	require(printed.size == 0 || memcmp(printed.data, ks->source->text, printed.size) == 0);
	for (size_t i = 0; i < ks->line_count; i++)
		check_words(&ks->lines[i]);
	for (size_t i = 0; i < ks->section_count; i++) {
		const struct ks_section *section = &ks->sections[i];

		require(section->first + section->count <= ks->line_count);
		require(section->body + section->body_size <= ks->source->text + ks->source->size);
		if (section->body_size)
			require(ks_body_place(ks, section, section->body_size - 1).line > 0);
	}
	(void)ks_said_release(ks);
	return 0;
}
