// SPDX-License-Identifier: GPL-3.0-or-later
// Stars in place of secrets in the text that findings quote lines from.
#include <stdint.h>
#include <string.h>

#include "stages.h"
#include "text.h"

// "$" and brackets stay: places of variables are looked for in this text, and so are line ends.
static void star(const struct source *source, size_t start, size_t end)
{
	for (size_t i = start; i < end && i < source->size; i++) {
		// The text belongs to whoever made the source, and this is still on its way.
		char *at = (char *)(uintptr_t)(source->text + i);

		if (!strchr("${}\r\n\t ,", *at) || !*at)
			*at = '*';
	}
}

static void mask_node(const struct spec_node *node, const struct schema_row *row, bool secret)
{
	secret = secret || (row && (row->flags & SCHEMA_SENSITIVE));
	if (secret && node->kind == SPEC_SCALAR)
		star(node->place.source, node->start, node->end);
	for (size_t i = 0; i < node->count; i++) {
		const struct spec_entry *entry = &node->entries[i];
		const struct schema_row *below = NULL;

		if (secret && entry->key &&
			(text_equal(entry->key, "env") || text_equal(entry->key, "file")))
			continue;
		if (row && entry->key)
			below = schema_child(row, entry->key);
		else if (row)
			below = schema_item(row);
		mask_node(entry->value, below, secret);
	}
}

// Where parsing gave up there is no tree to go by: whatever stands behind such a word.
static void mask_words(const struct source *source)
{
	static const char *const words[] = {
		"password:", "plain:", "secret:", "sha512:", "license:"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		const char *at = source->text;
		const char *end = at + source->size;

		while ((at = memmem(at, (size_t)(end - at), words[i], strlen(words[i])))) {
			const char *line_end;

			at += strlen(words[i]);
			line_end = memchr(at, '\n', (size_t)(end - at));
			if (!line_end)
				line_end = end;
			star(source, (size_t)(at - source->text),
				(size_t)(line_end - source->text));
			at = line_end;
		}
	}
}

void secret_mask(const struct spec_node *root, bool broken, const struct source *source)
{
	if (root)
		mask_node(root, schema_root(), false);
	if (broken)
		mask_words(source);
}
