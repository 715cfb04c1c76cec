// SPDX-License-Identifier: GPL-3.0-or-later
// Overlays: a later file laid over an earlier one.
#include <string.h>

#include "memory.h"
#include "stages.h"

static void remove_entry(struct spec_node *node, size_t index)
{
	free(node->entries[index].key);
	node_destroy(node->entries[index].value);
	node->count--;
	memmove(&node->entries[index], &node->entries[index + 1],
		(node->count - index) * sizeof(*node->entries));
}

// Keys that exclude each other: what the overlay does not say gives way to what it says.
static void drop_alternatives(
	struct spec_node *base, const struct spec_node *overlay, const struct schema_row *row)
{
	bool chosen = false;

	if (!row || !row->one_of)
		return;
	for (size_t i = 0; i < overlay->count; i++)
		chosen = chosen || schema_words_have(row->one_of, overlay->entries[i].key);
	for (size_t i = base->count; chosen && i-- > 0;) {
		const char *key = base->entries[i].key;

		if (schema_words_have(row->one_of, key) && !node_entry(overlay, key))
			remove_entry(base, i);
	}
}

static bool can_merge(
	const struct spec_node *base, const struct spec_node *overlay, const struct schema_row *row)
{
	return base->kind == SPEC_MAPPING && overlay->kind == SPEC_MAPPING &&
	       !(row && row->type == SCHEMA_SECRET);
}

// Depth is bounded by the parser.
static void merge(struct spec_node *base, struct spec_node *overlay, const struct schema_row *row)
{
	drop_alternatives(base, overlay, row);
	for (size_t i = 0; i < overlay->count; i++) {
		struct spec_entry *from = &overlay->entries[i];
		struct spec_entry *to = from->shadowed ? NULL : node_entry(base, from->key);
		const struct schema_row *child = row ? schema_child(row, from->key) : NULL;

		if (to && can_merge(to->value, from->value, child)) {
			node_own(to);
			merge(to->value, from->value, child);
			free(from->key);
		} else if (to) {
			node_destroy(to->value);
			to->value = from->value;
			to->key_place = from->key_place;
			free(from->key);
		} else {
			node_append(base, from->key, from->key_place, from->shadowed, from->value);
		}
	}
	overlay->count = 0;
	node_destroy(overlay);
}

void merge_tree(struct spec_node **base, struct spec_node *overlay)
{
	if (!*base)
		*base = overlay;
	else if (overlay)
		merge(*base, overlay, schema_root());
}
