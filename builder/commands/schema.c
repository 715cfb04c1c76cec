// SPDX-License-Identifier: GPL-3.0-or-later
// esxmint schema: the spec, or what commands print, as JSON Schema.
#include "schema.h"

#include <string.h>

#include "command.h"
#include "file.h"
#include "memory.h"
#include "text.h"

COMMAND(schema)
{
	const char *name = arguments_at(arguments, 0);
	AUTO_JSON *schema = NULL;
	AUTO_FREE char *made = NULL;
	const char *text = NULL;

	if (!name || text_equal(name, "spec")) {
		schema = schema_to_json();
		text = made = json_print(schema);
	} else {
		text = schema_text(name);
	}
	if (!text)
		return error_set(
			err, ERROR_USAGE, "no schema '%s', there are spec and findings", name);
	return file_write("-", false, text, strlen(text), err);
}
