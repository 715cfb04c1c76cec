// SPDX-License-Identifier: GPL-3.0-or-later
// Rules about what is set up at the first boot: Secure Boot, advanced settings, time-outs.
#include "lint_rules.h"
#include "schema.h"
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

void lint_secure_boot(struct lint *lint)
{
	if (!spec_flag(lint->spec, "image.secure_boot"))
		return;
	for (size_t i = 0; i < task_count; i++) {
		AUTO_FREE char *path = NULL;

		if (tasks[i]->stage != TASK_FIRSTBOOT || !tasks[i]->wanted(lint->spec))
			continue;
		path = task_path(tasks[i], lint->spec);
		lint_report(lint, path,
			"%s: this is set up at the first boot, which Secure Boot skips",
			tasks[i]->title);
	}
	if (lint_count(lint, "scripts.firstboot") > 0)
		lint_report(
			lint, "scripts.firstboot", "Secure Boot skips scripts of the first boot");
	if (lint_text_is(lint, "host.reboot", "always"))
		lint_report(
			lint, "host.reboot", "Secure Boot skips the reboot after the first boot");
}

void lint_secure_boot_unsaid(struct lint *lint)
{
	if (!spec_has(lint->spec, "image.secure_boot") &&
		(tasks_need_firstboot(lint->spec) || lint_text_is(lint, "host.reboot", "always")))
		lint_report(lint, "image.secure_boot",
			"nothing says whether the hosts use Secure Boot");
}

void lint_reboot_never(struct lint *lint)
{
	static const char *const paths[] = {"host.kernel_settings", "host.modules",
		"host.passthrough", "network.ipv6", "storage.scratch"};

	if (!lint_text_is(lint, "host.reboot", "never"))
		return;
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		if (spec_has(lint->spec, paths[i]))
			lint_report(
				lint, paths[i], "this needs a reboot, which host.reboot forbids");
	}
}

void lint_lockdown(struct lint *lint)
{
	static const char path[] = "security.lockdown";

	if (!lint_text_is(lint, path, "normal"))
		return;
	lint_report(
		lint, path, "until vCenter manages the host, nobody can log in but at the console");
	if (lint_count(lint, "scripts.firstboot") > 0)
		lint_report(lint, "scripts.firstboot",
			"these run in lockdown mode, where esxcli and vim-cmd refuse their "
			"service");
}

void lint_role(struct lint *lint)
{
	static const char known[] = "Admin|ReadOnly|NoAccess";

	for (size_t i = 0; i < lint_count(lint, "security.users"); i++) {
		const struct spec_node *role =
			spec_node_get(lint_item(lint, "security.users", i), "role");

		if (role && !schema_words_have(known, spec_node_text(role)))
			lint_report_node(
				lint, role, "a new host has no role '%s'", spec_node_text(role));
	}
}

void lint_passthrough_media(struct lint *lint)
{
	if (lint_count(lint, "host.passthrough") > 0 &&
		(lint_text_is(lint, "install.disk.kind", "usb") ||
			lint_text_is(lint, "install.disk.kind", "sd")))
		lint_report(lint, "host.passthrough",
			"if one of them is a USB controller, it may carry the boot device");
}

void lint_idle_timeout(struct lint *lint)
{
	if (spec_has(lint->spec, "services.shell.idle_timeout"))
		lint_report(lint, "services.shell.idle_timeout", "5.0 may not know this setting");
}

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
