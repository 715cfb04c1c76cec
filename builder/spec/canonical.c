// SPDX-License-Identifier: GPL-3.0-or-later
// The canonical form of a spec and its digest: content only, no places, no order of keys.
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "stages.h"
#include "text.h"

static const char domain[] = "esxmint spec 1";
static const char secret_domain[] = "esxmint secret 1";

// Every text goes in with its length in front, so that no two trees have one form.
static void put(struct buffer *form, char type, const char *text, size_t length)
{
	char head[32];
	char *at = head + sizeof(head);
	size_t rest = length;

	*--at = ':';
	do
		*--at = (char)('0' + rest % 10);
	while (rest /= 10);
	*--at = type;
	buffer_append(form, at, (size_t)(head + sizeof(head) - at));
	buffer_append(form, text, length);
}

static int compare_entries(const void *left, const void *right)
{
	const struct spec_entry *const *a = left;
	const struct spec_entry *const *b = right;

	return strcmp((*a)->key, (*b)->key);
}

static void put_secret(struct buffer *form, const struct spec_node *node)
{
	AUTO_DIGEST *inner = digest_create(DIGEST_SHA256);
	char hex[SHA256_HEX_SIZE];

	digest_update(inner, secret_domain, sizeof(secret_domain));
	digest_update(inner, node->text, node->length);
	digest_finish_hex(inner, hex);
	put(form, 'x', hex, strlen(hex));
}

static void put_node(struct buffer *form, const struct spec_node *node,
	const struct schema_row *row, bool secret);

// What many trees have in common is put together once. What is below it needs no form of its own.
static void put_below(struct buffer *form, const struct spec_node *parent, struct spec_node *node,
	const struct schema_row *row, bool secret)
{
	if (!node->settled || parent->settled) {
		put_node(form, node, row, secret);
		return;
	}
	if (!node->form.size)
		put_node(&node->form, node, row, secret);
	buffer_append(form, node->form.data, node->form.size);
}

static void put_mapping(
	struct buffer *form, const struct spec_node *node, const struct schema_row *row)
{
	const struct spec_entry **sorted = memory_alloc_array(node->count, sizeof(*sorted));
	bool secret = row && (row->flags & SCHEMA_SENSITIVE);
	size_t count = 0;

	for (size_t i = 0; i < node->count; i++) {
		// Variables are in the values already.
		if (!node->entries[i].shadowed &&
			!(row == schema_root() && text_equal(node->entries[i].key, "vars") &&
				!hosts_present(node)))
			sorted[count++] = &node->entries[i];
	}
	if (count)
		qsort(sorted, count, sizeof(*sorted), compare_entries);
	put(form, 'm', "", 0);
	for (size_t i = 0; i < count; i++) {
		const char *key = sorted[i]->key;
		bool reference = text_equal(key, "env") || text_equal(key, "file");

		put(form, 'k', key, strlen(key));
		put_below(form, node, sorted[i]->value, row ? schema_child(row, key) : NULL,
			secret && !reference);
	}
	put(form, 'e', "", 0);
	free(sorted);
}

// Where a key takes numbers and texts, quotes make a text of what looks like a number.
static char scalar_type(const struct spec_node *node, const struct schema_row *row)
{
	const char *digits = node->text + (*node->text == '-');
	uint64_t number;

	return row && row->type == SCHEMA_SCALAR && spec_node_quoted(node) &&
			       text_parse_number(digits, INT64_MAX, &number)
		       ? 'q'
		       : 's';
}

static void put_node(struct buffer *form, const struct spec_node *node,
	const struct schema_row *row, bool secret)
{
	secret = secret || (row && (row->flags & SCHEMA_SENSITIVE));
	if (node->kind == SPEC_MAPPING) {
		put_mapping(form, node, row);
	} else if (node->kind == SPEC_SEQUENCE) {
		put(form, 'l', "", 0);
		for (size_t i = 0; i < node->count; i++)
			put_below(form, node, node->entries[i].value, row ? schema_item(row) : NULL,
				secret);
		put(form, 'e', "", 0);
	} else if (secret) {
		put_secret(form, node);
	} else {
		put(form, scalar_type(node, row), node->text, node->length);
	}
}

static void put_path(struct buffer *form, const struct spec *spec, const char *path)
{
	const struct spec_node *node = spec_get(spec, path);

	if (node)
		put_node(form, node, schema_find(path), false);
}

// Of trees with the same content: do their paths lead to the same files?
static bool same_files(
	const struct spec_node *a, const struct spec_node *b, const struct schema_row *row)
{
	if (row && row->flags & SCHEMA_FILE && a->kind == SPEC_SCALAR) {
		AUTO_FREE char *left = place_resolve(a->place, a->text);
		AUTO_FREE char *right = place_resolve(b->place, b->text);

		return text_equal(left, right);
	}
	for (size_t i = 0; row && i < a->count; i++) {
		const struct spec_entry *entry = &a->entries[i];
		bool mapping = a->kind == SPEC_MAPPING;
		const struct spec_entry *other =
			mapping ? node_entry(b, entry->key) : &b->entries[i];

		if (!entry->shadowed && other &&
			!same_files(entry->value, other->value,
				mapping ? schema_child(row, entry->key) : schema_item(row)))
			return false;
	}
	return true;
}

bool spec_same(const struct spec *a, const struct spec *b, const char *path)
{
	AUTO_BUFFER left = BUFFER_INIT;
	AUTO_BUFFER right = BUFFER_INIT;

	put_path(&left, a, path);
	put_path(&right, b, path);
	if (left.size != right.size ||
		memcmp(buffer_text(&left), buffer_text(&right), left.size) != 0)
		return false;
	return !left.size || same_files(spec_get(a, path), spec_get(b, path), schema_find(path));
}

void canonical_digest(const struct spec_node *root, char hex[SHA256_HEX_SIZE])
{
	AUTO_BUFFER form = BUFFER_INIT;

	buffer_append(&form, domain, sizeof(domain));
	put_node(&form, root, schema_root(), false);
	digest_hex(DIGEST_SHA256, form.data, form.size, hex);
}
