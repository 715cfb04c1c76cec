// SPDX-License-Identifier: GPL-3.0-or-later
// The data that templates are rendered with: strings, booleans, lists and maps in one tree.
#include "value.h"

#include <string.h>

#include "memory.h"

struct value {
	enum value_kind kind;
	bool truth;
	char *text;
	size_t count; // lists and maps
	struct value **items;
	char **keys; // maps only, beside `items`
};

static struct value *value_create(enum value_kind kind)
{
	struct value *value = memory_alloc(sizeof(*value));

	value->kind = kind;
	return value;
}

struct value *value_string(const char *text)
{
	struct value *value = value_create(VALUE_STRING);

	value->text = memory_strdup(text);
	return value;
}

struct value *value_bool(bool truth)
{
	struct value *value = value_create(VALUE_BOOL);

	value->truth = truth;
	return value;
}

struct value *value_list(void)
{
	return value_create(VALUE_LIST);
}

struct value *value_map(void)
{
	return value_create(VALUE_MAP);
}

void value_append(struct value *list, struct value *item)
{
	memory_grow(&list->items, list->count, sizeof(*list->items));
	list->items[list->count++] = item;
}

void value_set(struct value *map, const char *key, struct value *item)
{
	for (size_t i = 0; i < map->count; i++) {
		if (strcmp(map->keys[i], key) == 0) {
			value_destroy(map->items[i]);
			map->items[i] = item;
			return;
		}
	}
	memory_grow(&map->items, map->count, sizeof(*map->items));
	memory_grow(&map->keys, map->count, sizeof(*map->keys));
	map->keys[map->count] = memory_strdup(key);
	map->items[map->count++] = item;
}

void value_set_string(struct value *map, const char *key, const char *text)
{
	value_set(map, key, value_string(text));
}

void value_set_bool(struct value *map, const char *key, bool truth)
{
	value_set(map, key, value_bool(truth));
}

enum value_kind value_kind(const struct value *value)
{
	return value->kind;
}

const char *value_text(const struct value *value)
{
	if (value->kind == VALUE_BOOL)
		return value->truth ? "true" : "false";
	return value->kind == VALUE_STRING ? value->text : "";
}

size_t value_count(const struct value *list)
{
	return list->count;
}

const struct value *value_at(const struct value *list, size_t index)
{
	return list->items[index];
}

const struct value *value_get(const struct value *map, const char *key, size_t key_length)
{
	if (map->kind != VALUE_MAP)
		return NULL;
	for (size_t i = 0; i < map->count; i++) {
		if (strncmp(map->keys[i], key, key_length) == 0 && map->keys[i][key_length] == '\0')
			return map->items[i];
	}
	return NULL;
}

bool value_is_true(const struct value *value)
{
	switch (value->kind) {
	case VALUE_STRING:
		return value->text[0] != '\0';
	case VALUE_BOOL:
		return value->truth;
	case VALUE_LIST:
		return value->count > 0;
	case VALUE_MAP:
		return true;
	}
	return false;
}

// Kind and length go in front, so that no two values have one form.
static void put_text(struct buffer *ret, char kind, const char *text, size_t length)
{
	buffer_putc(ret, kind);
	buffer_append(ret, &length, sizeof(length));
	buffer_append(ret, text, length);
}

void value_put_form(const struct value *value, struct buffer *ret)
{
	if (value->kind == VALUE_STRING)
		put_text(ret, 's', value->text, strlen(value->text));
	else if (value->kind == VALUE_BOOL)
		buffer_putc(ret, value->truth ? 't' : 'f');
	else
		buffer_putc(ret, value->kind == VALUE_LIST ? 'l' : 'm');
	for (size_t i = 0; i < value->count; i++) {
		if (value->keys)
			put_text(ret, 'k', value->keys[i], strlen(value->keys[i]));
		value_put_form(value->items[i], ret);
	}
	if (value->kind == VALUE_LIST || value->kind == VALUE_MAP)
		buffer_putc(ret, 'e');
}

void value_destroy(struct value *value)
{
	if (!value)
		return;
	for (size_t i = 0; i < value->count; i++) {
		value_destroy(value->items[i]);
		if (value->keys)
			free(value->keys[i]);
	}
	free(value->items);
	free(value->keys);
	free(value->text);
	free(value);
}
