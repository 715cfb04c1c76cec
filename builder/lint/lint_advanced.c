// SPDX-License-Identifier: GPL-3.0-or-later
// Rules about advanced settings, of a spec and of the scripts of a kickstart.
#include <string.h>

#include "lint_rules.h"
#include "memory.h"
#include "task_data.h"
#include "text.h"

// Names that are often misspelt or young, and what kind of value they take: facts/kickstart.md
// sections 5 (S10, S11) and 6.4, facts/host-tasks.md sections 4 and 10.
static const struct {
	const char *name;
	struct release since; // {0}: not known to be young
	bool is_text; // else a number
} settings[] = {
	{"/Mem/ShareForceSalting", {0, 0, 0}, false},
	{"/Net/FollowHardwareMac", {0, 0, 0}, false},
	{"/Power/CpuPolicy", {0, 0, 0}, true},
	{"/Security/PasswordQualityControl", {6, 0, 0}, true},
	{"/UserVars/DcuiTimeOut", {0, 0, 0}, false},
	{"/UserVars/ESXiShellInteractiveTimeOut", {5, 1, 0}, false},
	{"/UserVars/ESXiShellTimeOut", {0, 0, 0}, false},
	{"/UserVars/HostClientCEIPOptIn", {6, 5, 0}, false},
	{"/UserVars/HostClientSessionTimeout", {0, 0, 0}, false},
	{"/UserVars/SuppressCoredumpWarning", {0, 0, 0}, false},
	{"/UserVars/SuppressHyperthreadWarning", {6, 7, 1}, false},
	{"/UserVars/SuppressShellWarning", {0, 0, 0}, false},
};

enum { SETTING_COUNT = sizeof(settings) / sizeof(*settings) };

void lint_advanced_name(struct lint *lint)
{
	const struct spec_node *map = spec_get(lint->spec, "host.advanced");

	for (size_t i = 0; map && i < spec_node_count(map); i++) {
		const char *name = spec_node_key(map, i);

		for (size_t k = 0; k < SETTING_COUNT; k++) {
			if (text_equal_nocase(name, settings[k].name) &&
				!text_equal(name, settings[k].name))
				lint_report_node(lint, spec_node_at(map, i),
					"unknown setting '%s', did you mean '%s'?", name,
					settings[k].name);
		}
	}
}

void lint_advanced_release(struct lint *lint)
{
	const struct spec_node *map = spec_get(lint->spec, "host.advanced");

	for (size_t i = 0; map && i < spec_node_count(map); i++) {
		for (size_t k = 0; k < SETTING_COUNT; k++) {
			char since[RELEASE_TEXT_SIZE];

			if (!text_equal(spec_node_key(map, i), settings[k].name) ||
				!release_known(settings[k].since) ||
				release_compare(lint->release, settings[k].since) >= 0)
				continue;
			release_format(settings[k].since, since);
			lint_report_node(lint, spec_node_at(map, i), "'%s' is listed from %s on",
				settings[k].name, since);
		}
	}
}

void lint_advanced_type(struct lint *lint)
{
	const struct spec_node *map = spec_get(lint->spec, "host.advanced");

	for (size_t i = 0; map && i < spec_node_count(map); i++) {
		const struct spec_node *value = spec_node_at(map, i);

		for (size_t k = 0; k < SETTING_COUNT; k++) {
			if (text_equal(spec_node_key(map, i), settings[k].name) &&
				task_is_number(value) == settings[k].is_text)
				lint_report_node(lint, value, "'%s' takes %s", settings[k].name,
					settings[k].is_text ? "text" : "a number");
		}
	}
}

// ---- calls of a kickstart ----

struct setting_call {
	char *name; // "/UserVars/ESXiShellTimeOut"
	bool number, text; // what kind of value it is given, where that is known
};

static void finish_call(struct setting_call *call)
{
	free(call->name);
}

// hostd spells the names with dots: UserVars.ESXiShellTimeOut.
static char *with_slashes(const char *name)
{
	char *path = memory_printf("%s%s", *name == '/' ? "" : "/", name);

	for (char *at = path; *at; at++)
		*at = *at == '.' ? '/' : *at;
	return path;
}

// Does the call set an advanced setting whose name is known?
static bool read_call(const struct shell_call *call, struct setting_call *ret)
{
	size_t from = lint_esxcli(call, "system settings advanced set");
	const char *name = from ? lint_call_option(call, from, "option", 'o') : NULL;
	const struct shell_word *words = call->words;

	if (name) {
		ret->number = shell_option(call, from, "int-value", 'i', false);
		ret->text = shell_option(call, from, "string-value", 's', false);
	} else if (shell_call_starts(call, "vim-cmd hostsvc/advopt/update") &&
		   call->word_count > 3 && words[2].known) {
		name = words[2].text;
		ret->number = text_equal(words[3].text, "int") || text_equal(words[3].text, "long");
		ret->text = text_equal(words[3].text, "string");
	} else if (lint_call_is(call, "esxcfg-advcfg") && call->word_count > 3 &&
		   words[call->word_count - 1].known && shell_option(call, 1, "set", 's', false)) {
		name = words[call->word_count - 1].text;
	}
	ret->name = name ? with_slashes(name) : NULL;
	return name;
}

typedef void setting_check(struct lint *lint, const struct lint_script *script, size_t offset,
	const struct setting_call *setting);

static void each_setting(struct lint *lint, setting_check *check)
{
	for (size_t i = 0; i < lint->script_count; i++) {
		struct lint_script *script = &lint->scripts[i];
		const struct shell_calls *calls = lint_calls(script);

		for (size_t k = 0; k < calls->count; k++) {
			CLEANUP(finish_call) struct setting_call setting = {0};

			if (read_call(&calls->list[k], &setting))
				check(lint, script, lint_call_offset(&calls->list[k]), &setting);
		}
	}
}

static void check_name(struct lint *lint, const struct lint_script *script, size_t offset,
	const struct setting_call *setting)
{
	for (size_t i = 0; i < SETTING_COUNT; i++) {
		if (text_equal_nocase(setting->name, settings[i].name) &&
			!text_equal(setting->name, settings[i].name))
			lint_report_script(lint, script, offset,
				"unknown setting '%s', did you mean '%s'?", setting->name,
				settings[i].name);
	}
}

void lint_ks_advanced_name(struct lint *lint)
{
	each_setting(lint, check_name);
}

static void check_release(struct lint *lint, const struct lint_script *script, size_t offset,
	const struct setting_call *setting)
{
	for (size_t i = 0; release_known(lint->release) && i < SETTING_COUNT; i++) {
		char since[RELEASE_TEXT_SIZE];

		if (!text_equal(setting->name, settings[i].name) ||
			!release_known(settings[i].since) ||
			release_compare(lint->release, settings[i].since) >= 0)
			continue;
		release_format(settings[i].since, since);
		lint_report_script(
			lint, script, offset, "'%s' is listed from %s on", settings[i].name, since);
	}
}

void lint_ks_advanced_release(struct lint *lint)
{
	each_setting(lint, check_release);
}

static void check_type(struct lint *lint, const struct lint_script *script, size_t offset,
	const struct setting_call *setting)
{
	for (size_t i = 0; i < SETTING_COUNT; i++) {
		if (text_equal(setting->name, settings[i].name) &&
			(settings[i].is_text ? setting->number : setting->text))
			lint_report_script(lint, script, offset, "'%s' takes %s", settings[i].name,
				settings[i].is_text ? "text" : "a number");
	}
}

void lint_ks_advanced_type(struct lint *lint)
{
	each_setting(lint, check_type);
}
