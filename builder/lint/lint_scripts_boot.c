// SPDX-License-Identifier: GPL-3.0-or-later
// Rules about scripts of the first boot: waiting, logs, reboots, Secure Boot.
//
// Source: facts/kickstart.md sections 3 and 5 (S01, S03, S04, S07, S08, F22).
#include <string.h>

#include "lint_rules.h"
#include "memory.h"
#include "text.h"

static bool is_any(const struct shell_command *command, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (shell_calls(command, names[i]))
			return true;
	}
	return false;
}

// S03: the first call that needs hostd, before anything that may have waited for it.
void lint_ks_hostd(struct lint *lint)
{
	static const char *const needing[] = {"esxcli", "vim-cmd"};
	static const char *const waits[] = {"sleep", "usleep", "hostd"};

	for (size_t i = 0; i < lint->script_count; i++) {
		struct lint_script *script = &lint->scripts[i];
		const struct shell_calls *calls = lint_calls(script);

		for (size_t k = 0; script->stage == KS_FIRSTBOOT && k < calls->count; k++) {
			const struct shell_call *call = &calls->list[k];

			// Sections run one behind the other.
			if (call->command->loop >= 0 || call->command->in_loop_condition ||
				is_any(call->command, waits, 3))
				return;
			if (!is_any(call->command, needing, 2))
				continue;
			lint_report_script(lint, script, lint_call_offset(call),
				"'%s' before anything waited for hostd",
				needing[shell_calls(call->command, needing[0]) ? 0 : 1]);
			return;
		}
	}
}

static bool counts(const struct shell_command *command)
{
	for (size_t i = 0; i < command->assignment_count; i++) {
		if (strstr(command->assignments[i].text, "$((") ||
			strstr(command->assignments[i].text, "expr"))
			return true;
	}
	return shell_calls(command, "let");
}

enum loop_mark {
	LOOP_WAITS = 1, // for something
	LOOP_ENDS = 2, // in the end, or nobody waits for it
};

// What a command says about a loop that it stands in.
static unsigned mark_of(const struct shell_command *command)
{
	static const char *const asked[] = {"curl", "esxcli", "localcli", "nc", "nslookup", "ping",
		"sleep", "true", "usleep", "vim-cmd", "vmkping", "wget", ":"};
	bool condition = command->in_loop_condition;

	if (command->background || counts(command) || (condition && shell_calls(command, "read")))
		return LOOP_ENDS;
	if (shell_calls(command, "sleep") ||
		(condition && is_any(command, asked, sizeof(asked) / sizeof(*asked))))
		return LOOP_WAITS;
	return 0;
}

static void check_loops(
	struct lint *lint, const struct lint_script *script, const struct shell_script *shell)
{
	AUTO_FREE unsigned *marks = memory_alloc_array(shell->loop_count, sizeof(*marks));

	for (size_t i = 0; i < shell->command_count; i++) {
		const struct shell_command *command = &shell->commands[i];
		unsigned mark = command->loop >= 0 ? mark_of(command) : 0;

		for (int at = command->loop; mark && at >= 0; at = shell->loops[at].parent)
			marks[at] |= mark;
	}
	for (size_t i = 0; i < shell->loop_count; i++) {
		const struct shell_loop_row *row = &shell->loops[i];

		if (row->kind == SHELL_WHILE && !row->has_break && !row->counted &&
			marks[i] == LOOP_WAITS)
			lint_report_script(
				lint, script, row->offset, "the loop waits without a bound");
	}
}

void lint_script_endless(struct lint *lint)
{
	for (size_t i = 0; i < lint->script_count; i++) {
		const struct shell_script *shell = lint_shell(&lint->scripts[i]);

		if (shell && shell->loop_count)
			check_loops(lint, &lint->scripts[i], shell);
	}
}

// Does the script send what it says to a file from its beginning on?
static bool has_log(const struct shell_script *shell)
{
	for (size_t i = 0; i < shell->command_count; i++) {
		const struct shell_command *command = &shell->commands[i];

		for (size_t k = 0; shell_calls(command, "exec") && command->word_count == 1 &&
				   k < command->redirect_count;
			k++) {
			if (!command->redirects[k].input && !command->redirects[k].duplicate)
				return true;
		}
	}
	return false;
}

// Is there a call that can fail for a reason of the host, and that goes to no file?
static bool says_something(const struct shell_calls *calls)
{
	static const char *const names[] = {"esxcli", "localcli", "vim-cmd"};

	for (size_t i = 0; i < calls->count; i++) {
		const struct shell_call *call = &calls->list[i];

		if (!call->output && (is_any(call->command, names, 3) ||
					     text_has_prefix(call->words[0].text, "esxcfg-")))
			return true;
	}
	return false;
}

void lint_ks_log(struct lint *lint)
{
	for (size_t i = 0; i < lint->script_count; i++) {
		struct lint_script *script = &lint->scripts[i];
		const struct shell_script *shell = lint_shell(script);
		const struct ks_line *line;

		if (script->stage != KS_FIRSTBOOT || !shell || shell->command_count == 0 ||
			has_log(shell) || !says_something(lint_calls(script)))
			continue;
		line = &lint->ks->lines[script->section->header];
		lint_report_word(
			lint, line, line->words, "what the script says goes to no file of its own");
	}
}

static bool is_reboot(const struct shell_call *call)
{
	return lint_call_is(call, "reboot") || lint_call_is(call, "poweroff") ||
	       lint_call_is(call, "halt") || lint_esxcli(call, "system shutdown");
}

// S08: what takes effect with the next start of the host.
static const char *needs_reboot(const struct shell_call *call)
{
	static const struct {
		const char *words;
		const char *what;
	} rows[] = {
		{"network ip set", "IPv6 is switched"},
		{"system module parameters set", "parameters of a module are set"},
		{"system settings kernel set", "a kernel setting is changed"},
		{"hardware pci pcipassthru set", "passthrough is set"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		size_t from = lint_esxcli(call, rows[i].words);

		if (from && (i > 0 || shell_option(call, from, "ipv6-enabled", 'e', false)))
			return rows[i].what;
	}
	return NULL;
}

void lint_ks_reboot_needed(struct lint *lint)
{
	struct lint_script *where = NULL;
	const struct shell_call *last = NULL;

	for (size_t i = 0; i < lint->script_count; i++) {
		struct lint_script *script = &lint->scripts[i];
		const struct shell_calls *calls = lint_calls(script);

		for (size_t k = 0; script->stage == KS_FIRSTBOOT && k < calls->count; k++) {
			if (is_reboot(&calls->list[k])) {
				last = NULL;
			} else if (needs_reboot(&calls->list[k])) {
				last = &calls->list[k];
				where = script;
			}
		}
	}
	if (last)
		lint_report_script(lint, where, lint_call_offset(last), "%s, and no reboot follows",
			needs_reboot(last));
}

// F22: the installer itself is not told to end.
void lint_script_reboot(struct lint *lint)
{
	if (lint->ks ? lint_may_have(lint, "reboot")
		     : !lint_text_is(lint, "install.reboot", "wait"))
		return;
	for (size_t i = 0; i < lint->script_count; i++) {
		const struct shell_script *shell = lint_shell(&lint->scripts[i]);

		for (size_t k = 0;
			shell && lint->scripts[i].stage != KS_PRE && k < shell->command_count;
			k++) {
			const struct shell_command *command = &shell->commands[k];

			if (!shell_calls(command, "reboot") || command->conditional ||
				command->function >= 0)
				continue;
			lint_report_script(lint, &lint->scripts[i], command->offset,
				"'reboot' in a script is not the installer's");
			return;
		}
	}
}

void lint_ks_secure_boot(struct lint *lint)
{
	for (size_t i = 0; i < lint->script_count; i++) {
		const struct ks_line *line;

		if (lint->scripts[i].stage != KS_FIRSTBOOT)
			continue;
		line = &lint->ks->lines[lint->scripts[i].section->header];
		lint_report_word(lint, line, line->words,
			"a host with Secure Boot passes over '%%firstboot'");
		return;
	}
}
