// SPDX-License-Identifier: GPL-3.0-or-later
// Prints what the shell's reader makes of scripts, for a test that asks other shells as well.
//
// For each file its name, then where it is broken, and its calls, a line each: words between tabs
// (one that is not known with a '?' in front), the file that the output goes to, the text that is
// read. Tabs, line ends and backslashes in them are "\t", "\n" and "\\".
#include <stdio.h>

#include "file.h"
#include "shell.h"

enum { SCRIPT_MAX = 64 << 20 };

static void print_text(const char *before, const char *text)
{
	printf("\t%s", before);
	for (; *text; text++) {
		if (*text == '\t')
			printf("\\t");
		else if (*text == '\n')
			printf("\\n");
		else if (*text == '\\')
			printf("\\\\");
		else
			putchar(*text);
	}
}

static void print_calls(const struct shell_script *script)
{
	struct shell_calls calls;

	shell_run(script, &calls);
	for (size_t i = 0; i < calls.count; i++) {
		const struct shell_call *call = &calls.list[i];

		printf("%s%zu", call->conditional ? "maybe\t" : "call\t", call->command->offset);
		for (size_t word = 0; word < call->word_count; word++)
			print_text(call->words[word].known ? "" : "?", call->words[word].text);
		if (call->output)
			print_text(call->append ? ">>" : ">", call->output);
		if (call->input)
			print_text(call->input_known ? "<<" : "<<?", call->input);
		printf("\n");
	}
	if (calls.cut)
		printf("cut\n");
	shell_calls_finish(&calls);
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		AUTO_ERROR err = ERROR_INIT;
		AUTO_BUFFER text = BUFFER_INIT;
		AUTO_SHELL *script = NULL;

		if (file_read(argv[i], SCRIPT_MAX, &text, &err) < 0) {
			fprintf(stderr, "%s\n", err.text);
			return 1;
		}
		script = shell_scan(text.data, text.size);
		printf("file\t%s\n", argv[i]);
		if (script->broken)
			printf("broken\t%zu\t%s\n", script->broken_at, script->broken);
		print_calls(script);
	}
	return 0;
}
