// SPDX-License-Identifier: GPL-3.0-or-later
// The scripts of a spec or a kickstart, scanned once for all the rules that ask.
#include <string.h>

#include "lint_rules.h"
#include "memory.h"
#include "text.h"

static struct lint_script *add_script(struct lint *lint)
{
	memory_grow(&lint->scripts, lint->script_count, sizeof(*lint->scripts));
	lint->scripts[lint->script_count] = (struct lint_script){0};
	return &lint->scripts[lint->script_count++];
}

static void read_sections(struct lint *lint)
{
	for (size_t i = 0; i < lint->ks->section_count; i++) {
		const struct ks_section *section = &lint->ks->sections[i];
		struct lint_script *script;

		if (section->stage != KS_PRE && section->stage != KS_POST &&
			section->stage != KS_FIRSTBOOT)
			continue;
		script = add_script(lint);
		script->stage = section->stage;
		script->python = section->python;
		script->text = section->body;
		script->size = section->body_size;
		script->section = section;
	}
}

static void read_spec(struct lint *lint)
{
	static const struct {
		const char *path;
		enum ks_stage stage;
	} rows[] = {
		{"scripts.pre", KS_PRE},
		{"scripts.post", KS_POST},
		{"scripts.firstboot", KS_FIRSTBOOT},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		for (size_t k = 0; k < lint_count(lint, rows[i].path); k++) {
			const struct spec_node *item = lint_item(lint, rows[i].path, k);
			const struct spec_node *interpreter = spec_node_get(item, "interpreter");
			const struct spec_node *text = spec_node_get(item, "text");
			struct lint_script *script;

			if (!text)
				continue;
			script = add_script(lint);
			script->stage = rows[i].stage;
			script->python =
				interpreter && text_equal(spec_node_text(interpreter), "python");
			script->text = spec_node_text(text);
			script->size = strlen(script->text);
			script->node = text;
		}
	}
}

void lint_read_scripts(struct lint *lint)
{
	if (lint->ks)
		read_sections(lint);
	else
		read_spec(lint);
}

void lint_drop_scripts(struct lint *lint)
{
	for (size_t i = 0; i < lint->script_count; i++) {
		shell_calls_finish(&lint->scripts[i].calls);
		shell_destroy(lint->scripts[i].shell);
	}
	free(lint->scripts);
	lint->scripts = NULL;
	lint->script_count = 0;
}

const struct shell_script *lint_shell(struct lint_script *script)
{
	if (!script->shell && !script->python)
		script->shell = shell_scan(script->text, script->size);
	return script->shell;
}

const struct shell_calls *lint_calls(struct lint_script *script)
{
	const struct shell_script *shell = lint_shell(script);

	if (shell && !script->ran)
		shell_run(shell, &script->calls);
	script->ran = true;
	return &script->calls;
}

// The last part of its name, NULL: not known.
static const char *program_of(const struct shell_call *call)
{
	const char *slash;

	if (!call->word_count || !call->words[0].known)
		return NULL;
	slash = strrchr(call->words[0].text, '/');
	return slash ? slash + 1 : call->words[0].text;
}

bool lint_call_is(const struct shell_call *call, const char *name)
{
	const char *program = program_of(call);

	return program && text_equal(program, name);
}

size_t lint_esxcli(const struct shell_call *call, const char *words)
{
	const char *program = program_of(call);
	size_t at = 1;

	if (!program || (!text_equal(program, "esxcli") && !text_equal(program, "localcli")))
		return 0;
	// Options of its own.
	while (at < call->word_count && text_has_prefix(call->words[at].text, "--"))
		at++;
	for (; *words; at++) {
		size_t length = strcspn(words, " ");

		if (at >= call->word_count || strncmp(call->words[at].text, words, length) != 0 ||
			call->words[at].text[length])
			return 0;
		words += length;
		words += *words == ' ';
	}
	return at;
}

const char *lint_call_option(
	const struct shell_call *call, size_t from, const char *name, char letter)
{
	const char *value = shell_option(call, from, name, letter, false);

	for (size_t i = from; value && i < call->word_count; i++) {
		const struct shell_word *word = &call->words[i];

		if (value >= word->text && value <= word->text + strlen(word->text))
			return word->known && !text_equal(value, "********") ? value : NULL;
	}
	return NULL;
}

size_t lint_call_offset(const struct shell_call *call)
{
	return call->command->offset;
}

const char *lint_writes_to(const struct shell_call *call, const char *prefix)
{
	static const char *const last[] = {"cp", "mv", "ln"};
	static const char *const any[] = {"mkdir", "touch", "tee", "sed"};
	const struct shell_word *word =
		call->word_count ? &call->words[call->word_count - 1] : NULL;

	if (call->output && text_has_prefix(call->output, prefix))
		return call->output;
	for (size_t i = 0; word && i < sizeof(last) / sizeof(*last); i++) {
		if (lint_call_is(call, last[i]) && text_has_prefix(word->text, prefix))
			return word->text;
	}
	for (size_t i = 0; word && i < sizeof(any) / sizeof(*any); i++) {
		if (!lint_call_is(call, any[i]) || !text_has_prefix(word->text, prefix))
			continue;
		if (!text_equal(any[i], "sed") || text_has_prefix(call->words[1].text, "-i"))
			return word->text;
	}
	return NULL;
}
