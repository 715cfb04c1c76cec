// SPDX-License-Identifier: GPL-3.0-or-later
// Rules about storage and drivers: what is not proven, and what needs room.
#include "commands.h"
#include "lint_rules.h"
#include "text.h"

void lint_driver_in_installer(struct lint *lint)
{
	for (size_t i = 0; i < lint_count(lint, "drivers"); i++) {
		const struct spec_node *stage =
			spec_node_get(lint_item(lint, "drivers", i), "stage");

		if (stage && text_equal(spec_node_text(stage), "post"))
			lint_report_node(lint, stage,
				"the installer itself takes the driver; the installed system may "
				"not have it");
	}
}

// Without a datastore %post puts the files into /altbootbank: templates/post_drivers.
void lint_driver_room(struct lint *lint)
{
	if (commands_mode(lint->spec) != MODE_INSTALL ||
		!lint_text_is(lint, "install.disk.vmfs", "none") ||
		lint_count(lint, "install.datastores") > 0)
		return;
	for (size_t i = 0; i < lint_count(lint, "drivers"); i++) {
		const struct spec_node *driver = lint_item(lint, "drivers", i);
		const struct spec_node *path = spec_node_get(driver, "path");
		const struct spec_node *stage = spec_node_get(driver, "stage");

		if (path && !(stage && text_equal(spec_node_text(stage), "post")))
			lint_report_node(lint, path, "there is no datastore to keep '%s' on",
				spec_node_text(path));
	}
}

void lint_iscsi_mutual(struct lint *lint)
{
	if (spec_has(lint->spec, "storage.iscsi.chap.mutual") &&
		!lint_text_is(lint, "storage.iscsi.chap.level", "required"))
		lint_report(lint, "storage.iscsi.chap.mutual",
			"the target is to prove itself, but the host need not");
}
