// SPDX-License-Identifier: GPL-3.0-or-later
// The table as JSON Schema draft-07, for editors.
//
// A string may hold a variable in place of its value, and a number or boolean may be one, so each
// type also takes a string with "${" in it.
#include "memory.h"
#include "schema.h"
#include "text.h"

static const char variable_pattern[] = "\\$\\{";

static struct json *row_schema(const struct schema_row *row, bool required);

static struct json *typed(const char *type)
{
	struct json *schema = json_new_object();

	json_set_text(schema, "type", type);
	return schema;
}

static struct json *pattern(const char *text)
{
	struct json *schema = typed("string");

	json_set_text(schema, "pattern", text);
	return schema;
}

// Words such as 3 and 4.1 are numbers to a reader that follows YAML's own types.
static struct json *number_words(void)
{
	struct json *schema = json_new_object();
	struct json *types = json_new_array();

	json_append_text(types, "number");
	json_append_text(types, "string");
	json_set_value(schema, "type", types);
	return schema;
}

static struct json *words(const char *list)
{
	struct json *schema;
	struct json *array;

	if (text_is_digit(*list))
		return number_words();
	schema = json_new_object();
	array = json_new_array();
	for (;;) {
		AUTO_FREE char *word = schema_words_next(&list);

		if (!word)
			break;
		json_append_text(array, word);
	}
	json_set_value(schema, "enum", array);
	return schema;
}

// Either of two schemas.
static struct json *either(struct json *a, struct json *b)
{
	struct json *schema = json_new_object();
	struct json *array = json_new_array();

	json_append_value(array, a);
	json_append_value(array, b);
	json_set_value(schema, "anyOf", array);
	return schema;
}

static struct json *string_schema(const struct schema_row *row)
{
	struct json *schema = json_new_object();
	struct json *types = json_new_array();
	const char *form = row->form == FORM_NONE ? NULL : form_pattern(row->form);

	// A reader that follows YAML's own types sees numbers and booleans in unquoted text.
	json_append_text(types, "string");
	json_append_text(types, "number");
	json_append_text(types, "boolean");
	json_set_value(schema, "type", types);
	if (form) {
		AUTO_FREE char *text = memory_printf("(%s)|%s", form, variable_pattern);

		json_set_text(schema, "pattern", text);
	} else if (!(row->flags & SCHEMA_EMPTY)) {
		json_set_number(schema, "minLength", 1);
	}
	return schema;
}

static struct json *number_schema(const struct schema_row *row)
{
	struct json *schema = typed("integer");

	json_set_number(schema, "minimum", row->min);
	json_set_number(schema, "maximum", row->max);
	return either(schema, pattern(variable_pattern));
}

static struct json *secret_schema(const struct schema_row *row)
{
	const char *list = row->flags & SCHEMA_HASH ? schema_secret_words : "plain|env|file";
	struct json *schema = typed("object");
	struct json *properties = json_new_object();

	for (;;) {
		AUTO_FREE char *word = schema_words_next(&list);

		if (!word)
			break;
		json_set_value(properties, word, typed("string"));
	}
	json_set_value(schema, "properties", properties);
	json_set_flag(schema, "additionalProperties", false);
	json_set_number(schema, "minProperties", 1);
	json_set_number(schema, "maxProperties", 1);
	if (!(row->flags & SCHEMA_HASH))
		return schema;
	return either(schema, typed("string"));
}

// {"required": [key]} for each of the words, joined by "oneOf" or "anyOf".
static void set_choice(struct json *schema, const char *keyword, const char *list)
{
	struct json *array = json_new_array();

	for (;;) {
		AUTO_FREE char *word = schema_words_next(&list);
		struct json *choice;
		struct json *keys;

		if (!word)
			break;
		choice = json_new_object();
		keys = json_new_array();
		json_append_text(keys, word);
		json_set_value(choice, "required", keys);
		json_append_value(array, choice);
	}
	json_set_value(schema, keyword, array);
}

static void add_properties(const struct schema_row *row, bool needed, struct json *properties,
	struct json *required, struct json **any)
{
	for (size_t i = 0; i < schema_count(); i++) {
		const struct schema_row *child = schema_row(i);
		const char *key = schema_key_below(row, child);

		if (!key || !*key)
			continue;
		if (text_equal(key, "*")) {
			*any = row_schema(child, needed);
			continue;
		}
		json_set_value(properties, key, row_schema(child, needed));
		if (needed && (child->flags & SCHEMA_REQUIRED))
			json_append_text(required, key);
	}
}

// What lies over the whole spec is any part of it: nothing is required, and hosts do not nest.
static void add_top(struct json *properties)
{
	const struct schema_row *root = schema_root();

	for (size_t i = 0; i < schema_count(); i++) {
		const char *key = schema_key_below(root, schema_row(i));

		if (key && *key && !text_equal(key, "hosts"))
			json_set_value(properties, key, row_schema(schema_row(i), false));
	}
}

static void fill_mapping(struct json *schema, const struct schema_row *row, bool needed)
{
	struct json *properties = json_new_object();
	struct json *required = json_new_array();
	struct json *any = NULL;

	json_set_text(schema, "type", "object");
	if (row->flags & SCHEMA_OVERLAY)
		add_top(properties);
	add_properties(row, needed, properties, required, &any);
	json_set_value(schema, "properties", properties);
	if (any)
		json_set_value(schema, "additionalProperties", any);
	else
		json_set_flag(schema, "additionalProperties", false);
	if (json_count(required) > 0)
		json_set_value(schema, "required", required);
	else
		json_destroy(required);
	if (row->one_of && needed)
		set_choice(schema, "oneOf", row->one_of);
	if (row->any_of && needed)
		set_choice(schema, "anyOf", row->any_of);
}

static struct json *mapping_schema(const struct schema_row *row, bool needed)
{
	struct json *schema = json_new_object();

	fill_mapping(schema, row, needed);
	if (row->values)
		return either(schema, words(row->values));
	return schema;
}

static struct json *sequence_schema(const struct schema_row *row)
{
	struct json *schema = typed("array");
	const struct schema_row *item = schema_item(row);

	if (item)
		json_set_value(schema, "items", row_schema(item, true));
	if (row->min)
		json_set_number(schema, "minItems", row->min);
	return schema;
}

static struct json *type_schema(const struct schema_row *row, bool needed)
{
	switch (row->type) {
	case SCHEMA_MAPPING:
		return mapping_schema(row, needed);
	case SCHEMA_SEQUENCE:
		return sequence_schema(row);
	case SCHEMA_ENUM:
		return either(words(row->values), pattern(variable_pattern));
	case SCHEMA_BOOL:
		return either(typed("boolean"), pattern(variable_pattern));
	case SCHEMA_NUMBER:
		return number_schema(row);
	case SCHEMA_SECRET:
		return secret_schema(row);
	default:
		return string_schema(row);
	}
}

static struct json *row_schema(const struct schema_row *row, bool needed)
{
	struct json *schema = type_schema(row, needed);

	json_set_text(schema, "description", row->doc);
	if (row->fallback)
		json_set_text(schema, "x-default", row->fallback);
	return schema;
}

// What is required may come from the hosts, where there are some.
static void require_without_hosts(struct json *schema)
{
	struct json *alone = json_new_object();
	struct json *definitions = json_new_object();
	struct json *hosts = json_new_object();
	struct json *keys = json_new_array();
	struct json *without = json_new_object();
	struct json *reference = json_new_object();

	fill_mapping(alone, schema_root(), true);
	json_set_value(definitions, "alone", alone);
	json_set_value(schema, "definitions", definitions);
	json_append_text(keys, "hosts");
	json_set_value(hosts, "required", keys);
	json_set_value(without, "not", hosts);
	json_set_value(schema, "if", without);
	json_set_text(reference, "$ref", "#/definitions/alone");
	json_set_value(schema, "then", reference);
}

struct json *schema_to_json(void)
{
	struct json *schema = json_new_document("esxmint.schema/1");

	json_set_text(schema, "$schema", "http://json-schema.org/draft-07/schema#");
	json_set_text(schema, "title", "esxmint spec");
	fill_mapping(schema, schema_root(), false);
	require_without_hosts(schema);
	return schema;
}
