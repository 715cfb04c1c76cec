// SPDX-License-Identifier: GPL-3.0-or-later
// Rules about what is set up at the first boot: Secure Boot, lockdown, roles, time-outs.
#include "lint_rules.h"
#include "schema.h"
#include "task_data.h"
#include "text.h"

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
