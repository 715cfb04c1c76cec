// SPDX-License-Identifier: GPL-3.0-or-later
// The tree held against the table: keys, kinds, and what is required.
#include <inttypes.h>
#include <string.h>

#include "check_value.h"
#include "memory.h"
#include "stages.h"
#include "text.h"

struct checker {
	struct diagnostics *diagnostics;
	bool broken;
};

static void check_node(const struct checker *checker, struct spec_node *node,
	const struct schema_row *row, struct place place);

// A settled node stays as it is: the trees of other hosts have it as well.
static void mark(struct spec_node *node)
{
	node->invalid = !node->settled;
}

struct diagnostic *check_fail(
	struct diagnostics *diagnostics, struct spec_node *node, const char *format, ...)
{
	AUTO_FREE char *message = NULL;
	va_list args;

	va_start(args, format);
	message = memory_vprintf(format, args);
	va_end(args);
	mark(node);
	return diagnostics_add(diagnostics, SEVERITY_ERROR, node->place, node->path, "%s", message);
}

static void unknown_key(
	const struct checker *checker, struct spec_entry *entry, const struct schema_row *row)
{
	AUTO_FREE char *keys = schema_list_keys(row);
	const char *nearest = schema_nearest_key(row, entry->key);
	struct diagnostic *diagnostic;

	mark(entry->value);
	diagnostic = diagnostics_add(checker->diagnostics, SEVERITY_ERROR, entry->key_place,
		entry->value->path, "unknown key '%s'", entry->key);
	if (nearest)
		diagnostic_hint(diagnostic, "did you mean '%s'? allowed here: %s", nearest, keys);
	else
		diagnostic_hint(diagnostic, "allowed here: %s", keys);
}

static bool check_free_key(
	const struct checker *checker, struct spec_entry *entry, const struct schema_row *row)
{
	if (!text_has_suffix(row->path, "*") || form_matches(row->key_form, entry->key))
		return true;
	mark(entry->value);
	diagnostic_hint(
		diagnostics_add(checker->diagnostics, SEVERITY_ERROR, entry->key_place,
			entry->value->path, "'%s' is not %s", entry->key, form_name(row->key_form)),
		"expected %s", form_expected(row->key_form));
	return false;
}

static void check_entry(
	const struct checker *checker, struct spec_entry *entry, const struct schema_row *row)
{
	const struct schema_row *child = schema_child(row, entry->key);

	if (!child) {
		unknown_key(checker, entry, row);
	} else if (check_free_key(checker, entry, child)) {
		check_node(checker, entry->value, child, entry->key_place);
	}
}

bool check_misspelt(const struct spec_node *node, const struct schema_row *row, const char *key)
{
	for (size_t i = 0; i < node->count; i++) {
		const char *written = node->entries[i].key;
		const char *nearest =
			schema_child(row, written) ? NULL : schema_nearest_key(row, written);

		if (nearest && text_equal(nearest, key))
			return true;
	}
	return false;
}

static void check_required(const struct checker *checker, struct spec_node *node,
	const struct schema_row *row, struct place place)
{
	for (const struct schema_row *child = schema_next_key(row, NULL); child;
		child = schema_next_key(row, child)) {
		const char *key =
			child->flags & SCHEMA_REQUIRED ? schema_key_below(row, child) : NULL;
		AUTO_FREE char *path = NULL;
		AUTO_FREE char *type = NULL;

		if (!key || node_entry(node, key) || check_misspelt(node, row, key))
			continue;
		path = node_join_path(node->path, key);
		type = schema_describe_type(child);
		diagnostic_hint(diagnostics_add(checker->diagnostics, SEVERITY_ERROR, place, path,
					"required key '%s' is missing", key),
			"expected %s: %s", child->doc, type);
	}
}

// "exactly one of" and "at least one of" the keys in `words`.
static void check_choice(const struct checker *checker, struct spec_node *node,
	const struct schema_row *row, bool one, struct place place)
{
	const struct spec_entry *first = NULL;
	const char *words = one ? row->one_of : row->any_of;
	AUTO_FREE char *list = schema_words_join(words);
	bool misspelt = false;

	for (size_t i = 0; i < node->count; i++) {
		const struct spec_entry *entry = &node->entries[i];

		if (entry->shadowed || !schema_words_have(words, entry->key))
			continue;
		if (one && first)
			diagnostic_hint(
				diagnostics_add(checker->diagnostics, SEVERITY_ERROR,
					entry->key_place, entry->value->path,
					"'%s' and '%s' exclude each other", first->key, entry->key),
				"expected exactly one of %s", list);
		else
			first = entry;
	}
	for (const char *at = words; !first && *at;) {
		AUTO_FREE char *word = schema_words_next(&at);

		misspelt = misspelt || check_misspelt(node, row, word);
	}
	if (!first && !checker->broken && !misspelt)
		diagnostic_hint(diagnostics_add(checker->diagnostics, SEVERITY_ERROR, place,
					node->path, "none of the keys %s is there", list),
			"expected %s one of them", one ? "exactly" : "at least");
}

static void check_mapping(const struct checker *checker, struct spec_node *node,
	const struct schema_row *row, struct place place)
{
	if (row->one_of)
		check_choice(checker, node, row, true, place);
	if (row->any_of)
		check_choice(checker, node, row, false, place);
	if (!checker->broken)
		check_required(checker, node, row, place);
	for (size_t i = 0; i < node->count; i++)
		check_entry(checker, &node->entries[i], row);
}

static void check_sequence(
	const struct checker *checker, struct spec_node *node, const struct schema_row *row)
{
	const struct schema_row *item = schema_item(row);

	if (node->count < row->min && !checker->broken)
		diagnostic_hint(check_fail(checker->diagnostics, node, "empty list"),
			"expected at least one item: %s", row->doc);
	for (size_t i = 0; item && i < node->count; i++)
		check_node(checker, node->entries[i].value, item, node->entries[i].value->place);
}

static enum spec_kind expected_kind(const struct schema_row *row)
{
	if (row->type == SCHEMA_MAPPING)
		return SPEC_MAPPING;
	return row->type == SCHEMA_SEQUENCE ? SPEC_SEQUENCE : SPEC_SCALAR;
}

static void wrong_kind(
	const struct checker *checker, struct spec_node *node, const struct schema_row *row)
{
	static const char *const shapes[] = {
		"'key: value' lines below it, or {key: value}",
		"'- item' lines below it, or [item, item]",
		"one value behind the ':'",
	};
	AUTO_FREE char *type = schema_describe_type(row);
	bool known_words = row->type == SCHEMA_MAPPING && row->values && node->kind == SPEC_SCALAR;
	AUTO_FREE char *nearest =
		known_words ? schema_words_nearest(row->values, node->text) : NULL;
	struct diagnostic *diagnostic =
		check_fail(checker->diagnostics, node, "%s where %s is needed",
			node_kind_name(node->kind), node_kind_name(expected_kind(row)));

	if (nearest)
		diagnostic_hint(diagnostic, "did you mean '%s'? expected: %s", nearest, type);
	else
		diagnostic_hint(diagnostic, "expected %s: %s", type, shapes[expected_kind(row)]);
}

// Depth is bounded by the parser. `place` is where the key stands: that of what is missing in it.
static void check_node(const struct checker *checker, struct spec_node *node,
	const struct schema_row *row, struct place place)
{
	if (node->invalid || node->settled)
		return;
	if (node_is_null(node)) {
		AUTO_FREE char *type = schema_describe_type(row);

		diagnostic_hint(check_fail(checker->diagnostics, node,
					node->length ? "'%s' is no value" : "no value", node->text),
			"expected %s", type);
	} else if (row->type == SCHEMA_SECRET) {
		secret_check(node, row, checker->diagnostics);
	} else if (row->type == SCHEMA_MAPPING && row->values && node->kind == SPEC_SCALAR &&
		   schema_words_have(row->values, node->text)) {
		return;
	} else if (node->kind != expected_kind(row)) {
		wrong_kind(checker, node, row);
	} else if (node->kind == SPEC_MAPPING) {
		check_mapping(checker, node, row, place);
	} else if (node->kind == SPEC_SEQUENCE) {
		check_sequence(checker, node, row);
	} else {
		check_value(node, row, checker->diagnostics);
	}
}

void check_below(struct spec_node *node, const struct schema_row *row, struct place place,
	bool broken, struct diagnostics *diagnostics)
{
	struct checker checker = {diagnostics, broken};

	check_node(&checker, node, row, place);
}

void check_tree(struct spec_node *root, bool broken, struct diagnostics *diagnostics)
{
	check_below(root, schema_root(), root->place, broken, diagnostics);
}
