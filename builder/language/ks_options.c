// SPDX-License-Identifier: GPL-3.0-or-later
// Options of a line: --name, --name=value, and what stands alone.
#include <string.h>

#include "ks_internal.h"
#include "memory.h"
#include "text.h"

static void split_option(
	const struct ks_line *line, const struct ks_word *word, struct ks_option *ret)
{
	const char *equals = strchr(word->text, '=');
	const char *raw;

	*ret = (struct ks_option){.word = word, .value_column = word->column};
	if (!text_has_prefix(word->text, "--")) {
		ret->value = word->text;
		return;
	}
	if (!equals) {
		ret->name = memory_strdup(word->text);
	} else {
		ret->name = memory_strndup(word->text, (size_t)(equals - word->text));
		ret->value = equals + 1;
		raw = memchr(line->text + word->column - 1, '=', word->length);
		if (raw)
			ret->value_column = (unsigned)(raw + 2 - line->text);
	}
	if (line->row)
		ret->row = ks_option_find(line->row, ret->name);
}

void ks_split_options(struct ks_line *line)
{
	if (line->word_count < 2)
		return;
	line->option_count = line->word_count - 1;
	line->options = memory_alloc_array(line->option_count, sizeof(*line->options));
	for (size_t i = 0; i < line->option_count; i++)
		split_option(line, &line->words[i + 1], &line->options[i]);
}

const struct ks_option *ks_option(const struct ks_line *line, const char *name)
{
	for (size_t i = 0; i < line->option_count; i++) {
		const struct ks_option *option = &line->options[i];

		if (option->name && (option->row ? text_equal(option->row->name, name)
						 : text_equal(option->name, name)))
			return option;
	}
	return NULL;
}

const struct ks_option *ks_last_bare(const struct ks_line *line)
{
	for (size_t i = line->option_count; i > 0; i--) {
		if (!line->options[i - 1].name)
			return &line->options[i - 1];
	}
	return NULL;
}

void ks_line_finish(struct ks_line *line)
{
	for (size_t i = 0; i < line->word_count; i++)
		free(line->words[i].text);
	for (size_t i = 0; i < line->option_count; i++)
		free(line->options[i].name);
	free(line->words);
	free(line->options);
}
