// SPDX-License-Identifier: GPL-3.0-or-later
// esxmint version.
#include <string.h>

#include "command.h"
#include "file.h"
#include "json.h"
#include "memory.h"
#include "text.h"

COMMAND(version)
{
	AUTO_FREE char *text = NULL;
	const char *format;

	if (arguments_format(arguments, "text|json", &format, err) < 0)
		return -1;
	if (text_equal(format, "json")) {
		AUTO_JSON *document = json_new_document("esxmint.version/1");

		json_set_text(document, "version", ESXMINT_VERSION);
		text = json_print(document);
	} else {
		text = memory_strdup("esxmint " ESXMINT_VERSION "\n");
	}
	return file_write("-", false, text, strlen(text), err);
}
