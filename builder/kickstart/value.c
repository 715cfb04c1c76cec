// SPDX-License-Identifier: GPL-3.0-or-later
// The data that templates are rendered with: strings, booleans, lists and maps in one tree.
#include "value.h"

#include <string.h>

#include "memory.h"
#include "text.h"

enum { ROOM_STEP = 8 }; // items that there is room for at a time: most maps are about that large

struct value_item {
	const char *key; // maps only
	struct value *value;
};

struct value {
	unsigned references;
	enum value_kind kind;
	bool truth;
	size_t count; // lists and maps
	struct value_item *items;
	const char *text; // strings: behind the value itself, or a literal
};

// What most values are: they need no memory of their own.
static struct value no = {.references = 1, .kind = VALUE_BOOL, .truth = false};
static struct value yes = {.references = 1, .kind = VALUE_BOOL, .truth = true};
static struct value empty = {.references = 1, .kind = VALUE_STRING, .text = ""};

static struct value *value_create(enum value_kind kind, size_t text_size)
{
	struct value *value = memory_alloc(sizeof(*value) + text_size);

	value->references = 1;
	value->kind = kind;
	return value;
}

struct value *value_ref(struct value *value)
{
	value->references++;
	return value;
}

struct value *value_string(const char *text)
{
	size_t size = strlen(text) + 1;
	struct value *value;

	if (size == 1)
		return value_ref(&empty);
	value = value_create(VALUE_STRING, size);
	value->text = memcpy(value + 1, text, size);
	return value;
}

struct value *value_bool(bool truth)
{
	return value_ref(truth ? &yes : &no);
}

struct value *value_list(void)
{
	return value_create(VALUE_LIST, 0);
}

struct value *value_map(void)
{
	return value_create(VALUE_MAP, 0);
}

static void add_item(struct value *value, const char *key, struct value *item)
{
	if (value->count % ROOM_STEP == 0)
		value->items = memory_resize(
			value->items, value->count + ROOM_STEP, sizeof(*value->items));
	value->items[value->count++] = (struct value_item){key, item};
}

void value_append(struct value *list, struct value *item)
{
	add_item(list, NULL, item);
}

void value_set(struct value *map, const char *key, struct value *item)
{
	for (size_t i = 0; i < map->count; i++) {
		if (text_equal(map->items[i].key, key)) {
			value_destroy(map->items[i].value);
			map->items[i].value = item;
			return;
		}
	}
	add_item(map, key, item);
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
	return list->items[index].value;
}

const struct value *value_get(const struct value *map, const char *key, size_t key_length)
{
	if (map->kind != VALUE_MAP)
		return NULL;
	for (size_t i = 0; i < map->count; i++) {
		const char *own = map->items[i].key;

		if (strncmp(own, key, key_length) == 0 && own[key_length] == '\0')
			return map->items[i].value;
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

bool value_equal(const struct value *a, const struct value *b)
{
	if (a == b)
		return true;
	if (a->kind != b->kind || a->kind == VALUE_BOOL || a->count != b->count ||
		(a->kind == VALUE_STRING && !text_equal(a->text, b->text)))
		return false;
	for (size_t i = 0; i < a->count; i++) {
		const struct value_item *left = &a->items[i];
		const struct value_item *right = &b->items[i];

		if (left->key != right->key && !text_equal(left->key, right->key))
			return false;
		if (!value_equal(left->value, right->value))
			return false;
	}
	return true;
}

void value_destroy(struct value *value)
{
	if (!value || --value->references > 0)
		return;
	for (size_t i = 0; i < value->count; i++)
		value_destroy(value->items[i].value);
	free(value->items);
	free(value);
}
