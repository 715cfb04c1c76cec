// SPDX-License-Identifier: GPL-3.0-or-later
// The data that templates are rendered with: strings, booleans, lists and maps in one tree.
//
// It knows nothing of specs. Numbers are strings: what a template prints is what was put in.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "cleanup.h"

struct value;

enum value_kind {
	VALUE_STRING,
	VALUE_BOOL,
	VALUE_LIST,
	VALUE_MAP,
};

struct value *value_string(const char *text); // copies
struct value *value_bool(bool truth);
struct value *value_list(void);
struct value *value_map(void);

// Both take over `item`. A key that is there already gets the new value. Keys are not copied: they
// stay as long as the map, as literals do.
void value_append(struct value *list, struct value *item);
void value_set(struct value *map, const char *key, struct value *item);
void value_set_string(struct value *map, const char *key, const char *text);
void value_set_bool(struct value *map, const char *key, bool truth);

enum value_kind value_kind(const struct value *value);
const char *value_text(const struct value *value); // "true" and "false" for booleans, else ""
size_t value_count(const struct value *list);
const struct value *value_at(const struct value *list, size_t index);
// NULL when the map has no such key, or when it is no map. The key need not end in a NUL.
const struct value *value_get(const struct value *map, const char *key, size_t key_length);

// What a section takes for true: everything but `false`, "" and an empty list.
bool value_is_true(const struct value *value);

// Maps are equal only in the same order.
bool value_equal(const struct value *a, const struct value *b);

// A further owner of the same value, which must not be changed from then on.
struct value *value_ref(struct value *value);
void value_destroy(struct value *value);
static inline void value_cleanup(struct value **value)
{
	value_destroy(*value);
}
#define AUTO_VALUE CLEANUP(value_cleanup) struct value
