// SPDX-License-Identifier: GPL-3.0-or-later
// esxmint explain: what a key of the spec means.
#include <string.h>

#include "command.h"
#include "file.h"
#include "schema.h"

COMMAND(explain)
{
	AUTO_BUFFER text = BUFFER_INIT;

	if (schema_explain(arguments_at(arguments, 0), &text, err) < 0)
		return -1;
	return file_write("-", false, buffer_text(&text), text.size, err);
}
