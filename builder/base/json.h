// SPDX-License-Identifier: GPL-3.0-or-later
// JSON documents (jansson): keys in the order in which they are set, printed deterministically.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

struct json;

// A document begins with its schema: {"schema": "esxmint.<what>/1", …}
struct json *json_new_document(const char *schema);
struct json *json_new_object(void);
struct json *json_new_array(void);
struct json *json_new_texts(char *const *texts, size_t count); // an array of them

// A NULL text is JSON's null. Bytes that are not UTF-8 become U+FFFD.
void json_set_text(struct json *object, const char *key, const char *text);
void json_set_number(struct json *object, const char *key, uint64_t number);
void json_set_flag(struct json *object, const char *key, bool value);
// Takes over `value`.
void json_set_value(struct json *object, const char *key, struct json *value);
void json_append_value(struct json *array, struct json *value);
void json_append_text(struct json *array, const char *text);

// Indented by two blanks, a line end behind. Caller frees.
char *json_print(const struct json *value);

// Reading, for documents of our own (manifests). Look-ups return NULL or 0 where nothing fits.
int json_parse(
	const char *name, const char *text, size_t size, struct json **ret, struct error *err);
const struct json *json_get(const struct json *object, const char *key);
const char *json_get_text(const struct json *object, const char *key);
uint64_t json_get_number(const struct json *object, const char *key);
size_t json_count(const struct json *array);
const struct json *json_at(const struct json *array, size_t index);

void json_destroy(struct json *value);
static inline void json_cleanup(struct json **value)
{
	json_destroy(*value);
}
#define AUTO_JSON CLEANUP(json_cleanup) struct json
