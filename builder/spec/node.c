// SPDX-License-Identifier: GPL-3.0-or-later
// Nodes of a spec: making, finding and freeing them, and what spec.h shows of them.
#include "node.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "text.h"

struct spec_node *node_create(enum spec_kind kind, struct place place, size_t start)
{
	struct spec_node *node = memory_alloc(sizeof(*node));

	node->references = 1;
	node->kind = kind;
	node->place = place;
	node->start = start;
	node->end = start;
	return node;
}

void node_wipe(void *data, size_t size)
{
	if (data)
		explicit_bzero(data, size);
}

// Depth is bounded where nodes are made (yaml.c), so recursion here is as well.
void node_destroy(struct spec_node *node)
{
	if (!node || --node->references > 0)
		return;
	for (size_t i = 0; i < node->count; i++) {
		free(node->entries[i].key);
		node_destroy(node->entries[i].value);
	}
	free(node->entries);
	node_wipe(node->text, node->length);
	free(node->text);
	free(node->path);
	buffer_finish(&node->form);
	free(node);
}

void node_append(struct spec_node *node, char *key, struct place key_place, bool shadowed,
	struct spec_node *value)
{
	memory_grow(&node->entries, node->count, sizeof(*node->entries));
	node->entries[node->count++] = (struct spec_entry){
		.key = key,
		.key_place = key_place,
		.shadowed = shadowed,
		.value = value,
	};
}

struct spec_entry *node_entry(const struct spec_node *node, const char *key)
{
	if (!node || node->kind != SPEC_MAPPING)
		return NULL;
	for (size_t i = 0; i < node->count; i++) {
		if (!node->entries[i].shadowed && text_equal(node->entries[i].key, key))
			return &node->entries[i];
	}
	return NULL;
}

// The entry whose key begins the path and is followed by its end, '.' or '['; the longest wins,
// since free keys such as FeatureState.X have dots of their own.
static struct spec_entry *entry_of_path(const struct spec_node *node, const char **path)
{
	const char *start = *path;
	struct spec_entry *found = NULL;

	for (size_t i = 0; i < node->count; i++) {
		struct spec_entry *entry = &node->entries[i];
		const char *key = entry->key;
		const char *end = start;

		if (*key != *start || entry->shadowed)
			continue;
		while (*key && *key == *end) {
			key++;
			end++;
		}
		if (!*key && (*end == '\0' || *end == '.' || *end == '[') &&
			(!found || end > *path)) {
			found = entry;
			*path = end;
		}
	}
	return found;
}

// Reads "[12]" and steps behind it.
static struct spec_entry *entry_of_index(const struct spec_node *node, const char **path)
{
	const char *at = *path + 1;
	size_t index = 0;

	for (; text_is_digit(*at) && index <= node->count; at++)
		index = index * 10 + (size_t)(*at - '0');
	if (*at != ']' || index >= node->count)
		return NULL;
	*path = at + 1;
	return &node->entries[index];
}

struct spec_node *node_find(struct spec_node *root, const char *path, struct place *ret_nearest)
{
	struct spec_node *node = root;

	if (ret_nearest)
		*ret_nearest = root ? root->place : (struct place){NULL, 0, 0};
	while (node && *path) {
		struct spec_entry *entry = NULL;

		if (*path == '[' && node->kind == SPEC_SEQUENCE) {
			entry = entry_of_index(node, &path);
		} else if (node->kind == SPEC_MAPPING) {
			if (*path == '.')
				path++;
			entry = entry_of_path(node, &path);
		}
		node = entry ? entry->value : NULL;
		if (entry && ret_nearest)
			*ret_nearest = entry->key && *path ? entry->key_place : node->place;
	}
	return node;
}

char *node_join_path(const char *path, const char *key)
{
	size_t length = strlen(path);
	size_t key_size = strlen(key) + 1;
	char *joined = memory_alloc(length + 1 + key_size);

	memcpy(joined, path, length);
	if (length)
		joined[length++] = '.';
	memcpy(joined + length, key, key_size);
	return joined;
}

// Takes over `path`. A settled node keeps its own: it stands at the same place in every tree.
static void set_path(struct spec_node *node, char *path)
{
	free(node->path);
	node->path = path;
	for (size_t i = 0; i < node->count; i++) {
		struct spec_entry *entry = &node->entries[i];

		if (!entry->value->settled)
			set_path(entry->value, entry->key ? node_join_path(path, entry->key)
							  : memory_printf("%s[%zu]", path, i));
	}
}

void node_set_paths(struct spec_node *root)
{
	set_path(root, memory_strdup(""));
}

void node_set_paths_below(struct spec_node *node, const char *path)
{
	set_path(node, memory_strdup(path));
}

// A copy, whose entries have the values that `copy_value` makes of the ones there are.
static struct spec_node *copy(
	const struct spec_node *from, struct spec_node *(*copy_value)(struct spec_node *node))
{
	struct spec_node *node = memory_alloc(sizeof(*node));
	size_t room = 1;

	*node = *from;
	node->references = 1;
	node->settled = false;
	node->form = (struct buffer)BUFFER_INIT;
	node->path = NULL;
	if (from->text) {
		node->text = memory_alloc(from->length + 1);
		memcpy(node->text, from->text, from->length + 1);
	}
	while (room < from->count)
		room *= 2; // as memory_grow() expects it
	node->entries = from->count ? memory_alloc_array(room, sizeof(*node->entries)) : NULL;
	node->count = 0;
	for (size_t i = 0; i < from->count; i++) {
		const struct spec_entry *entry = &from->entries[i];

		node->entries[node->count++] = (struct spec_entry){
			.key = entry->key ? memory_strdup(entry->key) : NULL,
			.key_place = entry->key_place,
			.shadowed = entry->shadowed,
			.value = copy_value(entry->value),
		};
	}
	return node;
}

static struct spec_node *clone_value(struct spec_node *node)
{
	return copy(node, clone_value);
}

struct spec_node *node_clone(const struct spec_node *node)
{
	return copy(node, clone_value);
}

struct spec_node *node_share(struct spec_node *node)
{
	if (!node->settled)
		return copy(node, node_share);
	node->references++;
	return node;
}

void node_own(struct spec_entry *entry)
{
	struct spec_node *shared = entry->value;

	if (!shared->settled)
		return;
	entry->value = copy(shared, node_share);
	node_destroy(shared);
}

bool node_is_null(const struct spec_node *node)
{
	static const char *const words[] = {"", "~", "null", "Null", "NULL"};

	if (node->kind != SPEC_SCALAR || node->quoted || node->block || node->substituted)
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (text_equal(node->text, words[i]))
			return true;
	}
	return false;
}

const char *node_kind_name(enum spec_kind kind)
{
	static const char *const names[] = {"a mapping", "a list", "a single value"};

	return names[kind];
}

enum spec_kind spec_node_kind(const struct spec_node *node)
{
	return node->kind;
}

bool spec_node_quoted(const struct spec_node *node)
{
	return node->quoted || node->block;
}

const char *spec_node_text(const struct spec_node *node)
{
	return node->text ? node->text : "";
}

struct place spec_node_place(const struct spec_node *node)
{
	return node->place;
}

size_t spec_node_count(const struct spec_node *node)
{
	size_t count = 0;

	if (node->kind == SPEC_SEQUENCE)
		return node->count;
	for (size_t i = 0; i < node->count; i++)
		count += !node->entries[i].shadowed;
	return count;
}

static const struct spec_entry *visible_entry(const struct spec_node *node, size_t index)
{
	if (node->kind == SPEC_SEQUENCE) // only keys can be duplicates
		return index < node->count ? &node->entries[index] : NULL;
	for (size_t i = 0; i < node->count; i++) {
		if (node->entries[i].shadowed)
			continue;
		if (index-- == 0)
			return &node->entries[i];
	}
	return NULL;
}

const struct spec_node *spec_node_at(const struct spec_node *node, size_t index)
{
	const struct spec_entry *entry = visible_entry(node, index);

	return entry ? entry->value : NULL;
}

const char *spec_node_key(const struct spec_node *node, size_t index)
{
	const struct spec_entry *entry = visible_entry(node, index);

	return entry ? entry->key : NULL;
}

const struct spec_node *spec_node_get(const struct spec_node *node, const char *key)
{
	const struct spec_entry *entry = node_entry(node, key);

	return entry ? entry->value : NULL;
}

const char *spec_node_path(const struct spec_node *node)
{
	return node->path ? node->path : "";
}
