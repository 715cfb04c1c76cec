// SPDX-License-Identifier: GPL-3.0-or-later
// A spec under construction, see draft.h.
#include "draft.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "text.h"

struct draft *draft_create(void)
{
	return memory_alloc(sizeof(struct draft));
}

void draft_clear(struct draft *draft)
{
	for (size_t i = 0; i < draft->count; i++)
		draft_destroy(draft->items[i]);
	free(draft->items);
	draft->items = NULL;
	draft->count = 0;
}

void draft_destroy(struct draft *draft)
{
	if (!draft)
		return;
	draft_clear(draft);
	free(draft->key);
	free(draft->text);
	free(draft->comment);
	free(draft);
}

static struct draft *append(struct draft *parent, const char *key, enum draft_kind kind)
{
	struct draft *item = draft_create();

	item->kind = kind;
	item->key = key ? memory_strdup(key) : NULL;
	memory_grow(&parent->items, parent->count, sizeof(struct draft *));
	parent->items[parent->count++] = item;
	return item;
}

struct draft *draft_find(const struct draft *mapping, const char *key)
{
	for (size_t i = 0; i < mapping->count; i++) {
		if (mapping->items[i]->key && text_equal(mapping->items[i]->key, key))
			return mapping->items[i];
	}
	return NULL;
}

static struct draft *make(struct draft *mapping, const char *key, enum draft_kind kind)
{
	struct draft *item = draft_find(mapping, key);

	if (!item)
		return append(mapping, key, kind);
	if (item->kind != kind) {
		draft_clear(item);
		free(STEAL(item->text));
		item->kind = kind;
	}
	return item;
}

struct draft *draft_mapping(struct draft *mapping, const char *key)
{
	return make(mapping, key, DRAFT_MAPPING);
}

struct draft *draft_list(struct draft *mapping, const char *key)
{
	return make(mapping, key, DRAFT_LIST);
}

static void remove_at(struct draft *draft, size_t index)
{
	draft_destroy(draft->items[index]);
	memmove(&draft->items[index], &draft->items[index + 1],
		(draft->count - index - 1) * sizeof(struct draft *));
	draft->count--;
}

void draft_remove(struct draft *mapping, const char *key)
{
	for (size_t i = 0; i < mapping->count; i++) {
		if (mapping->items[i]->key && text_equal(mapping->items[i]->key, key)) {
			remove_at(mapping, i);
			return;
		}
	}
}

struct draft *draft_find_item(const struct draft *list, const char *key, const char *value)
{
	for (size_t i = 0; i < list->count; i++) {
		const char *text = draft_text(list->items[i], key);

		if (text && text_equal(text, value))
			return list->items[i];
	}
	return NULL;
}

struct draft *draft_append(struct draft *list)
{
	return append(list, NULL, DRAFT_MAPPING);
}

struct draft *draft_item(struct draft *list, const char *key, const char *value, unsigned origin)
{
	struct draft *item = draft_find_item(list, key, value);

	if (!item) {
		item = draft_append(list);
		draft_set(item, key, value, origin);
	}
	return item;
}

struct draft *draft_set(struct draft *mapping, const char *key, const char *value, unsigned origin)
{
	struct draft *item = make(mapping, key, DRAFT_VALUE);

	free(item->text);
	item->text = memory_strdup(value);
	item->number = false;
	item->origin = origin;
	return item;
}

const char *draft_text(const struct draft *mapping, const char *key)
{
	const struct draft *item = draft_find(mapping, key);

	return item && item->kind == DRAFT_VALUE ? item->text : NULL;
}

bool draft_has(const struct draft *list, const char *value)
{
	for (size_t i = 0; i < list->count; i++) {
		if (list->items[i]->text && text_equal(list->items[i]->text, value))
			return true;
	}
	return false;
}

void draft_add(struct draft *list, const char *value, unsigned origin)
{
	struct draft *item;

	if (draft_has(list, value))
		return;
	item = append(list, NULL, DRAFT_VALUE);
	item->text = memory_strdup(value);
	item->origin = origin;
}

void draft_drop(struct draft *list, const char *value)
{
	for (size_t i = list->count; i-- > 0;) {
		if (list->items[i]->text && text_equal(list->items[i]->text, value))
			remove_at(list, i);
	}
}

void draft_comment(struct draft *draft, const char *line)
{
	AUTO_BUFFER text = BUFFER_INIT;

	if (draft->comment)
		buffer_printf(&text, "%s\n", draft->comment);
	for (; *line; line++)
		buffer_putc(&text, *line >= ' ' && *line <= '~' ? *line : '?');
	free(draft->comment);
	draft->comment = buffer_steal(&text);
}

// The entry that the front of the path names. Keys may hold dots of their own: the longest one that
// fits is meant.
static const struct draft *step(const struct draft *mapping, const char **path)
{
	const struct draft *found = NULL;
	size_t longest = 0;

	for (size_t i = 0; i < mapping->count; i++) {
		const char *rest = text_skip_prefix(*path, mapping->items[i]->key);
		size_t length = strlen(mapping->items[i]->key);

		if (rest && (!*rest || *rest == '.' || *rest == '[') && length >= longest) {
			found = mapping->items[i];
			longest = length;
		}
	}
	*path += longest;
	return found;
}

const struct draft *draft_at(const struct draft *root, const char *path)
{
	const struct draft *at = root;

	while (*path) {
		const struct draft *next = NULL;

		path += *path == '.';
		if (at->kind == DRAFT_MAPPING) {
			next = step(at, &path);
		} else if (at->kind == DRAFT_LIST && *path == '[') {
			char *end;
			unsigned long index = strtoul(path + 1, &end, 10);

			if (*end == ']' && index < at->count)
				next = at->items[index];
			path = *end ? end + 1 : end;
		}
		if (!next)
			return at;
		at = next;
	}
	return at;
}
