// SPDX-License-Identifier: GPL-3.0-or-later
// Questions about the commands and calls of a shell script, and its end.
#include "shell.h"

#include <string.h>

#include "memory.h"
#include "shell_internal.h"
#include "text.h"

void shell_words_destroy(struct shell_word *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(words[i].text);
	free(words);
}

void shell_redirects_destroy(struct shell_redirect *redirects, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(redirects[i].target.text);
		free(redirects[i].text);
	}
	free(redirects);
}

static void destroy_tree(struct shell_tree *tree)
{
	for (size_t i = 0; i < tree->node_count; i++) {
		struct shell_node *node = &tree->nodes[i];

		shell_words_destroy(node->words, node->word_count);
		shell_redirects_destroy(node->redirects, node->redirect_count);
	}
	free(tree->nodes);
	free(tree->spans);
	free(tree->source);
	free(tree);
}

void shell_destroy(struct shell_script *script)
{
	if (!script)
		return;
	for (size_t i = 0; i < script->command_count; i++) {
		struct shell_command *command = &script->commands[i];

		shell_words_destroy(command->words, command->word_count);
		shell_words_destroy(command->assignments, command->assignment_count);
		shell_redirects_destroy(command->redirects, command->redirect_count);
	}
	for (size_t i = 0; i < script->function_count; i++)
		free(script->functions[i].name);
	for (size_t i = 0; i < script->loop_count; i++) {
		shell_words_destroy(script->loops[i].list, script->loops[i].list_count);
		free(script->loops[i].variable);
	}
	free(script->commands);
	free(script->functions);
	free(script->loops);
	free(script->statements);
	destroy_tree(script->tree);
	free(script);
}

static bool is_program(const struct shell_word *word, const char *name, size_t length)
{
	const char *slash = strrchr(word->text, '/');
	const char *base = slash ? slash + 1 : word->text;

	return word->known && strlen(base) == length && memcmp(base, name, length) == 0;
}

bool shell_calls(const struct shell_command *command, const char *name)
{
	return command->word_count && is_program(&command->words[0], name, strlen(name));
}

// How many of the words from `at` on are those of the text, one blank apart; SIZE_MAX: not all.
static size_t starts(const struct shell_word *words, size_t count, size_t at, const char *text)
{
	while (*text) {
		size_t length = strcspn(text, " ");

		if (at >= count || strlen(words[at].text) != length ||
			memcmp(words[at].text, text, length) != 0)
			return SIZE_MAX;
		at++;
		text += length;
		text += *text == ' ';
	}
	return at;
}

bool shell_starts(const struct shell_command *command, const char *words)
{
	return starts(command->words, command->word_count, 1, words) != SIZE_MAX;
}

size_t shell_call_starts(const struct shell_call *call, const char *words)
{
	size_t name = strcspn(words, " ");
	size_t at = 1;

	if (!call->word_count || !is_program(&call->words[0], words, name))
		return 0;
	if (is_program(&call->words[0], "esxcli", 6) ||
		is_program(&call->words[0], "localcli", 8)) {
		while (at < call->word_count && text_has_prefix(call->words[at].text, "--"))
			at++;
	}
	at = starts(call->words, call->word_count, at, words + name + (words[name] == ' '));
	return at == SIZE_MAX ? 0 : at;
}

const char *shell_option(
	const struct shell_call *call, size_t from, const char *name, char letter, bool flag)
{
	size_t length = strlen(name);

	for (size_t i = from; i < call->word_count; i++) {
		const char *text = call->words[i].text;
		bool is_long = strncmp(text, "--", 2) == 0 && strncmp(text + 2, name, length) == 0;
		bool is_short = letter && text[0] == '-' && text[1] == letter;
		const char *rest = is_long ? text + 2 + length : text + 2;

		if (!is_long && !is_short)
			continue;
		if (*rest == '=' && !flag)
			return rest + 1;
		if (*rest)
			continue;
		if (flag)
			return "";
		return i + 1 < call->word_count ? call->words[i + 1].text : NULL;
	}
	return NULL;
}
