// SPDX-License-Identifier: GPL-3.0-or-later
// esxmint schema: the spec as JSON Schema.
#include "schema.h"

#include <string.h>

#include "command.h"
#include "file.h"

COMMAND(schema)
{
	AUTO_JSON *schema = schema_to_json();
	AUTO_FREE char *text = json_print(schema);

	(void)arguments;
	return file_write("-", false, text, strlen(text), err);
}
