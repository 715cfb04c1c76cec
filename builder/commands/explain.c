// SPDX-License-Identifier: GPL-3.0-or-later
// esxmint explain: what a key of the spec means.
#include <string.h>

#include "command.h"
#include "file.h"
#include "json.h"
#include "memory.h"
#include "schema.h"
#include "text.h"

static struct json *describe(const struct schema_row *row)
{
	struct json *key = json_new_object();
	AUTO_FREE char *type = schema_describe_type(row);

	json_set_text(key, "key", row->path);
	json_set_text(key, "doc", row->doc);
	json_set_text(key, "type", type);
	json_set_text(key, "default", row->fallback);
	json_set_flag(key, "required", row->flags & SCHEMA_REQUIRED);
	json_set_flag(key, "supported", true);
	return key;
}

// The key itself, and all below it.
static char *describe_keys(const struct schema_row *row)
{
	AUTO_JSON *document = json_new_document("esxmint.keys/1");
	struct json *keys = json_new_array();
	size_t length = strlen(row->path);

	for (size_t i = 0; i < schema_count(); i++) {
		const struct schema_row *other = schema_row(i);

		if (other == row || (text_has_prefix(other->path, row->path) &&
					    (!length || strchr(".[", other->path[length]))))
			json_append_value(keys, describe(other));
	}
	json_set_value(document, "keys", keys);
	return json_print(document);
}

COMMAND(explain)
{
	const char *key = arguments_at(arguments, 0);
	AUTO_BUFFER text = BUFFER_INIT;
	AUTO_FREE char *document = NULL;
	const char *format;

	if (arguments_format(arguments, "text|json", &format, err) < 0 ||
		schema_explain(key, &text, err) < 0)
		return -1;
	if (text_equal(format, "text"))
		return file_write("-", false, buffer_text(&text), text.size, err);
	document = describe_keys(*key ? schema_find(key) : schema_root());
	return file_write("-", false, document, strlen(document), err);
}
