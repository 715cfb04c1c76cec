// SPDX-License-Identifier: GPL-3.0-or-later
// What a spec with hosts says for all of them is checked once: parts of its tree that no host can
// change from inside.
#include <string.h>

#include "stages.h"
#include "text.h"

// Has it a finding of the parser, or a variable?
static bool is_open(const struct spec_node *node)
{
	if (node->invalid ||
		(node->kind == SPEC_SCALAR && memmem(node->text, node->length, "${", 2)))
		return true;
	for (size_t i = 0; i < node->count; i++) {
		if (is_open(node->entries[i].value))
			return true;
	}
	return false;
}

// Findings mark nodes; each host makes its own of them.
static void clear_marks(struct spec_node *node)
{
	node->invalid = false;
	for (size_t i = 0; i < node->count; i++)
		clear_marks(node->entries[i].value);
}

static void settle(struct spec_entry *entry, const struct schema_row *row, bool broken);

// From below: what is settled is not looked at again by the check of what is above.
static bool settle_below(struct spec_node *node, const struct schema_row *row, bool broken)
{
	bool settled = true;

	if (row->type == SCHEMA_SECRET || node->kind == SPEC_SCALAR)
		return !is_open(node);
	for (size_t i = 0; i < node->count; i++) {
		struct spec_entry *entry = &node->entries[i];

		settle(entry, entry->key ? schema_child(row, entry->key) : schema_item(row),
			broken);
		settled = settled && entry->value->settled;
	}
	return settled && !node->invalid;
}

// Nothing is known of a value without a row.
static void settle(struct spec_entry *entry, const struct schema_row *row, bool broken)
{
	AUTO_DIAGNOSTICS found = DIAGNOSTICS_INIT;
	struct spec_node *node = entry->value;

	if (!row || !settle_below(node, row, broken))
		return;
	check_below(node, row, entry->key_place, broken, &found);
	node->settled = found.count == 0;
	if (!node->settled)
		clear_marks(node);
}

void settle_tree(struct spec_node *root, bool broken)
{
	node_set_paths(root);
	for (size_t i = 0; i < root->count; i++) {
		struct spec_entry *entry = &root->entries[i];

		if (!text_equal(entry->key, "hosts"))
			settle(entry, schema_child(schema_root(), entry->key), broken);
	}
}
