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
static void put(struct digest *digest, char type, const char *text, size_t length)
{
	char head[32];
	char *at = head + sizeof(head);
	size_t rest = length;

	*--at = ':';
	do
		*--at = (char)('0' + rest % 10);
	while (rest /= 10);
	*--at = type;
	digest_update(digest, at, (size_t)(head + sizeof(head) - at));
	if (length)
		digest_update(digest, text, length);
}

static int compare_entries(const void *left, const void *right)
{
	const struct spec_entry *const *a = left;
	const struct spec_entry *const *b = right;

	return strcmp((*a)->key, (*b)->key);
}

static void put_secret(struct digest *digest, const struct spec_node *node)
{
	AUTO_DIGEST *inner = digest_create(DIGEST_SHA256);
	char hex[SHA256_HEX_SIZE];

	digest_update(inner, secret_domain, sizeof(secret_domain));
	digest_update(inner, node->text, node->length);
	digest_finish_hex(inner, hex);
	put(digest, 'x', hex, strlen(hex));
}

static void put_node(struct digest *digest, const struct spec_node *node,
	const struct schema_row *row, bool secret);

static void put_mapping(
	struct digest *digest, const struct spec_node *node, const struct schema_row *row)
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
	put(digest, 'm', "", 0);
	for (size_t i = 0; i < count; i++) {
		const char *key = sorted[i]->key;
		bool reference = text_equal(key, "env") || text_equal(key, "file");

		put(digest, 'k', key, strlen(key));
		put_node(digest, sorted[i]->value, row ? schema_child(row, key) : NULL,
			secret && !reference);
	}
	put(digest, 'e', "", 0);
	free(sorted);
}

static void put_node(struct digest *digest, const struct spec_node *node,
	const struct schema_row *row, bool secret)
{
	secret = secret || (row && (row->flags & SCHEMA_SENSITIVE));
	if (node->kind == SPEC_MAPPING) {
		put_mapping(digest, node, row);
	} else if (node->kind == SPEC_SEQUENCE) {
		put(digest, 'l', "", 0);
		for (size_t i = 0; i < node->count; i++)
			put_node(digest, node->entries[i].value, row ? schema_item(row) : NULL,
				secret);
		put(digest, 'e', "", 0);
	} else if (secret) {
		put_secret(digest, node);
	} else {
		put(digest, 's', node->text, node->length);
	}
}

bool spec_same(const struct spec *a, const struct spec *b, const char *path)
{
	const struct spec *const specs[] = {a, b};
	char hex[2][SHA256_HEX_SIZE];

	for (size_t i = 0; i < 2; i++) {
		const struct spec_node *node = spec_get(specs[i], path);
		AUTO_DIGEST *digest = digest_create(DIGEST_SHA256);

		if (node)
			put_node(digest, node, schema_find(path), false);
		digest_finish_hex(digest, hex[i]);
	}
	return text_equal(hex[0], hex[1]);
}

void canonical_digest(const struct spec_node *root, char hex[SHA256_HEX_SIZE])
{
	AUTO_DIGEST *digest = digest_create(DIGEST_SHA256);

	digest_update(digest, domain, sizeof(domain));
	put_node(digest, root, schema_root(), false);
	digest_finish_hex(digest, hex);
}
