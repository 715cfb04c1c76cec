// SPDX-License-Identifier: GPL-3.0-or-later
// JSON through jansson, its only includer. `struct json` is jansson's json_t by another name.
#include "json.h"

#include <jansson.h>
#include <string.h>

#include "buffer.h"
#include "memory.h"

// jansson counts references, and its readers take const values but hand out borrowed ones.
static json_t *raw(const struct json *value)
{
	return (json_t *)(uintptr_t)value;
}

static struct json *checked(json_t *value)
{
	if (!value)
		memory_exhausted();
	return (struct json *)value;
}

struct json *json_new_object(void)
{
	return checked(json_object());
}

struct json *json_new_array(void)
{
	return checked(json_array());
}

struct json *json_new_document(const char *schema)
{
	struct json *document = json_new_object();

	json_set_text(document, "schema", schema);
	return document;
}

// Length of the UTF-8 sequence at `text`, 0 when it is none.
static size_t utf8_length(const unsigned char *text)
{
	size_t length = text[0] < 0x80			    ? 1
			: text[0] >= 0xc2 && text[0] < 0xe0 ? 2
			: text[0] >= 0xe0 && text[0] < 0xf0 ? 3
			: text[0] >= 0xf0 && text[0] < 0xf5 ? 4
							    : 0;

	for (size_t i = 1; i < length; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
	}
	if (length == 3 &&
		((text[0] == 0xe0 && text[1] < 0xa0) || (text[0] == 0xed && text[1] > 0x9f)))
		return 0;
	if (length == 4 &&
		((text[0] == 0xf0 && text[1] < 0x90) || (text[0] == 0xf4 && text[1] > 0x8f)))
		return 0;
	return length;
}

static json_t *string_value(const char *text)
{
	AUTO_BUFFER clean = BUFFER_INIT;
	const unsigned char *at = (const unsigned char *)text;

	if (!text)
		return json_null();
	while (*at) {
		size_t length = utf8_length(at);

		if (length)
			buffer_append(&clean, at, length);
		else
			buffer_puts(&clean, "\xef\xbf\xbd");
		at += length ? length : 1;
	}
	return raw(checked(json_stringn(buffer_text(&clean), clean.size)));
}

void json_set_text(struct json *object, const char *key, const char *text)
{
	json_object_set_new(raw(object), key, string_value(text));
}

void json_set_number(struct json *object, const char *key, uint64_t number)
{
	json_object_set_new(raw(object), key, json_integer((json_int_t)number));
}

void json_set_flag(struct json *object, const char *key, bool value)
{
	json_object_set_new(raw(object), key, json_boolean(value));
}

void json_set_value(struct json *object, const char *key, struct json *value)
{
	json_object_set_new(raw(object), key, raw(value));
}

void json_append_value(struct json *array, struct json *value)
{
	json_array_append_new(raw(array), raw(value));
}

void json_append_text(struct json *array, const char *text)
{
	json_array_append_new(raw(array), string_value(text));
}

struct json *json_new_texts(char *const *texts, size_t count)
{
	struct json *array = json_new_array();

	for (size_t i = 0; i < count; i++)
		json_append_text(array, texts[i]);
	return array;
}

char *json_print(const struct json *value)
{
	AUTO_BUFFER text = BUFFER_INIT;
	AUTO_FREE char *dump = json_dumps(raw(value), JSON_INDENT(2) | JSON_PRESERVE_ORDER);

	if (!dump)
		memory_exhausted();
	buffer_puts(&text, dump);
	buffer_putc(&text, '\n');
	return buffer_steal(&text);
}

int json_parse(
	const char *name, const char *text, size_t size, struct json **ret, struct error *err)
{
	json_error_t problem;
	json_t *value = json_loadb(text, size, JSON_REJECT_DUPLICATES, &problem);

	if (!value)
		return error_set(err, ERROR_INPUT, "'%s' is not JSON: line %d, column %d: %s", name,
			problem.line, problem.column, problem.text);
	*ret = (struct json *)value;
	return 0;
}

const struct json *json_get(const struct json *object, const char *key)
{
	return (const struct json *)json_object_get(raw(object), key);
}

const char *json_get_text(const struct json *object, const char *key)
{
	return json_string_value(raw(json_get(object, key)));
}

uint64_t json_get_number(const struct json *object, const char *key)
{
	json_int_t number = json_integer_value(raw(json_get(object, key)));

	return number > 0 ? (uint64_t)number : 0;
}

size_t json_count(const struct json *array)
{
	return json_array_size(raw(array));
}

const struct json *json_at(const struct json *array, size_t index)
{
	return (const struct json *)json_array_get(raw(array), index);
}

void json_destroy(struct json *value)
{
	json_decref(raw(value));
}
