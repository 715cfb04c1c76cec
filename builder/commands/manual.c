// SPDX-License-Identifier: GPL-3.0-or-later
// Build-time program: prints the scdoc source of a manual page, or the completion script.
//
//   manual esxmint | COMMAND | spec | completion
#include <stdio.h>

#include "command.h"
#include "schema.h"
#include "text.h"

static void print_spec(void)
{
	AUTO_BUFFER out = BUFFER_INIT;
	const char *prose = manual_prose("spec");

	buffer_puts(&out, "esxmint-spec(5)\n\n# NAME\n\nesxmint-spec - the YAML spec of an ESXi "
			  "installation\n\n");
	buffer_puts(&out, prose);
	buffer_puts(&out, "\n# KEYS\n\n");
	schema_print_manual(&out);
	fputs(out.data, stdout);
}

int main(int argc, char **argv)
{
	AUTO_FREE char *text = NULL;
	const struct command *command;

	if (argc != 2)
		return 2;
	if (text_equal(argv[1], "spec")) {
		print_spec();
		return 0;
	}
	command = command_find(argv[1]);
	if (!command && !text_equal(argv[1], "esxmint") && !text_equal(argv[1], "completion"))
		return 2;
	text = text_equal(argv[1], "completion") ? completion_bash() : manual_page(command);
	fputs(text, stdout);
	return 0;
}
