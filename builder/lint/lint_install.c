// SPDX-License-Identifier: GPL-3.0-or-later
// Rules about the target disk, other disks and the commands of the installer.
#include <string.h>

#include "commands.h"
#include "lint_rules.h"
#include "text.h"

void lint_vmfs(struct lint *lint)
{
	if (commands_mode(lint->spec) != MODE_UPGRADE && !spec_has(lint->spec, "install.disk.vmfs"))
		lint_report(lint, "install.disk.vmfs",
			"nothing says what becomes of a VMFS datastore on the disk");
}

static void check_disk_name(struct lint *lint, const struct spec_node *node)
{
	const char *name = node ? spec_node_text(node) : "";
	const char *bare = text_skip_prefix(name, "/vmfs/devices/disks/");

	if (bare)
		name = bare;
	if (text_has_prefix(name, "mpx.") || text_has_prefix(name, "vml."))
		lint_report_node(lint, node, "the name of the disk can change: '%s'", name);
}

void lint_disk_name(struct lint *lint)
{
	check_disk_name(lint, spec_get(lint->spec, "install.disk.name"));
	for (size_t i = 0; i < lint_count(lint, "install.clear.disks"); i++)
		check_disk_name(lint, lint_item(lint, "install.clear.disks", i));
	for (size_t i = 0; i < lint_count(lint, "install.datastores"); i++)
		check_disk_name(
			lint, spec_node_get(lint_item(lint, "install.datastores", i), "disk"));
}

void lint_first_disk_usb(struct lint *lint)
{
	static const char *const words[] = {"usb", "vmkusb", "umass", "usb-storage"};

	if (lint_text_is(lint, "install.disk.kind", "usb"))
		return;
	for (size_t i = 0; i < lint_count(lint, "install.disk.first"); i++) {
		const struct spec_node *item = lint_item(lint, "install.disk.first", i);

		for (size_t k = 0; k < sizeof(words) / sizeof(*words); k++) {
			if (text_equal(spec_node_text(item), words[k]))
				lint_report_node(
					lint, item, "'%s' is among the disks to take", words[k]);
		}
	}
}

void lint_vsan(struct lint *lint)
{
	if (spec_flag(lint->spec, "install.disk.overwrite_vsan"))
		lint_report(lint, "install.disk.overwrite_vsan",
			"the disk has to be one that vSAN claims");
}

void lint_mode(struct lint *lint)
{
	static const struct {
		const char *key;
		const char *value; // NULL: any
		unsigned modes; // that take it
	} rows[] = {
		{"install.disk.overwrite_vsan", "true", MODE_INSTALL | MODE_INSTALLORUPGRADE},
		{"install.disk.vmfs", "none", MODE_INSTALL},
		{"install.disk.vmfs", "overwrite", MODE_INSTALL | MODE_INSTALLORUPGRADE},
		{"install.disk.vmfs", "preserve", MODE_INSTALL},
		{"install.keyboard", NULL, MODE_INSTALL | MODE_INSTALLORUPGRADE},
		{"install.license", NULL, MODE_INSTALL | MODE_INSTALLORUPGRADE},
		{"install.root_password", NULL, MODE_INSTALL | MODE_INSTALLORUPGRADE},
		{"install.unsupported_cpu", "true", MODE_INSTALL},
		{"network.management", NULL, MODE_INSTALL | MODE_INSTALLORUPGRADE},
		{"network.vm_network", NULL, MODE_INSTALL | MODE_INSTALLORUPGRADE},
	};
	unsigned mode = commands_mode(lint->spec);

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if ((rows[i].modes & mode) || !spec_has(lint->spec, rows[i].key))
			continue;
		if (!rows[i].value || lint_text_is(lint, rows[i].key, rows[i].value))
			lint_report(lint, rows[i].key, "mode '%s' does not take this",
				spec_text(lint->spec, "install.mode"));
	}
}

void lint_clear_all(struct lint *lint)
{
	if (spec_flag(lint->spec, "install.clear.all"))
		lint_report(lint, "install.clear.all", "every disk of the host is wiped");
}

void lint_clear_vmfs(struct lint *lint)
{
	if (spec_has(lint->spec, "install.clear") &&
		!spec_flag(lint->spec, "install.clear.overwrite_vmfs"))
		lint_report(lint, "install.clear", "disks with a VMFS datastore are not cleared");
}

void lint_clear_first(struct lint *lint)
{
	size_t count = lint_count(lint, "install.clear.first");
	bool same = count == lint_count(lint, "install.disk.first");

	if (count == 0)
		return;
	for (size_t i = 0; same && i < count; i++)
		same = text_equal(spec_node_text(lint_item(lint, "install.clear.first", i)),
			spec_node_text(lint_item(lint, "install.disk.first", i)));
	if (!same)
		lint_report(lint, "install.clear.first",
			"the filters differ from those of the disk that is installed on");
}

void lint_keyboard(struct lint *lint)
{
	const char *keyboard = spec_text(lint->spec, "install.keyboard");
	const char *nearest;
	size_t count = 0;

	if (!keyboard || !*keyboard)
		return;
	for (; ks_keyboards[count]; count++) {
		if (text_equal(keyboard, ks_keyboards[count]))
			return;
	}
	nearest = text_nearest(keyboard, ks_keyboards, count);
	if (nearest)
		lint_report(lint, "install.keyboard", "unknown layout '%s', did you mean '%s'?",
			keyboard, nearest);
	else
		lint_report(lint, "install.keyboard", "unknown layout '%s'", keyboard);
}

void lint_license(struct lint *lint)
{
	if (spec_has(lint->spec, "install.license"))
		lint_report(lint, "install.license", "the license key is not used");
}

void lint_wait(struct lint *lint)
{
	if (lint_text_is(lint, "install.reboot", "wait"))
		lint_report(lint, "install.reboot", "the installation does not end by itself");
}

void lint_media_size(struct lint *lint)
{
	static const char path[] = "image.kernel_options.systemMediaSize";

	if (lint_text_is(lint, path, "small") || lint_text_is(lint, path, "min"))
		lint_report(
			lint, path, "'%s' is not documented any more", spec_text(lint->spec, path));
}

void lint_legacy_cpu(struct lint *lint)
{
	static const char path[] = "image.kernel_options.allowLegacyCPU";
	const char *text = spec_text(lint->spec, path);

	if (text && text_equal_nocase(text, "true"))
		lint_report(lint, path, "the option does not help every old CPU");
}
