// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: a hostile shell script is scanned and run through; what it says of places holds.
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "shell.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void check_words(const struct shell_word *words, size_t count, size_t size)
{
	for (size_t i = 0; i < count; i++) {
		require(words[i].text);
		require(words[i].offset <= size && words[i].length <= size - words[i].offset);
	}
}

static void check_command(
	const struct shell_script *script, const struct shell_command *command, size_t size)
{
	require(command->offset <= command->end && command->end <= size);
	require(command->loop < (int)script->loop_count);
	require(command->function < (int)script->function_count);
	check_words(command->words, command->word_count, size);
	check_words(command->assignments, command->assignment_count, size);
	for (size_t i = 0; i < command->redirect_count; i++) {
		const struct shell_redirect *redirect = &command->redirects[i];

		require(!redirect->here || redirect->text);
		require(redirect->body <= size && redirect->body_size <= size - redirect->body);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_SHELL *script = shell_scan((const char *)data, size);
	struct shell_calls calls;
	struct shell_file *files;
	size_t count;

	require(!script->broken == (script->broken_at == SIZE_MAX));
	require(!script->broken || script->broken_at <= size);
	for (size_t i = 0; i < script->command_count; i++)
		check_command(script, &script->commands[i], size);
	shell_run(script, &calls);
	for (size_t i = 0; i < calls.count; i++) {
		const struct shell_call *call = &calls.list[i];

		require(call->word_count > 0);
		check_words(call->words, call->word_count, size);
		require(call->command >= script->commands &&
			call->command < script->commands + script->command_count);
		shell_option(call, 1, "level", 'l', false);
		shell_call_starts(call, "esxcli system ntp set");
	}
	count = shell_files(&calls, &files);
	shell_files_destroy(files, count);
	shell_calls_finish(&calls);
	return 0;
}
