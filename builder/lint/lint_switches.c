// SPDX-License-Identifier: GPL-3.0-or-later
// Rules about switches and their uplinks.
#include "commands.h"
#include "lint_rules.h"
#include "teaming.h"
#include "text.h"

#define VSWITCHES "network.vswitches"

static void check_named(struct lint *lint, const struct teaming *teaming,
	const struct spec_node *owner, const char *vswitch)
{
	static const char *const keys[] = {"active", "standby"};
	const struct spec_node *node = spec_node_get(owner, "teaming");

	for (size_t i = 0; i < 2; i++) {
		const struct spec_node *list = node ? spec_node_get(node, keys[i]) : NULL;

		for (size_t j = 0; list && j < spec_node_count(list); j++) {
			const struct spec_node *name = spec_node_at(list, j);

			if (!uplinks_have(&teaming->all, spec_node_text(name)))
				lint_report_node(lint, name, "'%s' is no uplink of '%s'",
					spec_node_text(name), vswitch);
		}
	}
}

// V06, second half: policies name uplinks of their switch.
void lint_teaming_uplinks(struct lint *lint)
{
	for (size_t i = 0; i < lint_count(lint, VSWITCHES); i++) {
		const struct spec_node *vswitch = lint_item(lint, VSWITCHES, i);
		const struct spec_node *groups = spec_node_get(vswitch, "portgroups");
		const char *name = teaming_text(vswitch, "name");
		AUTO_TEAMING teaming = {0};

		teaming_init(&teaming, lint->spec, vswitch, NULL);
		if (!teaming.known || !name)
			continue;
		check_named(lint, &teaming, vswitch, name);
		for (size_t j = 0; groups && j < spec_node_count(groups); j++)
			check_named(lint, &teaming, spec_node_at(groups, j), name);
	}
}

// Is the adapter an uplink of a switch in front of the one at `index`? vSwitch0 has that of the
// management interface even where the spec does not name the switch.
static const char *other_owner(const struct lint *lint, const struct spec_node *vswitches,
	size_t index, const char *uplink)
{
	const char *management = spec_text(lint->spec, "network.management.uplink");
	const char *name = teaming_text(spec_node_at(vswitches, index), "name");

	for (size_t i = 0; i < index; i++) {
		const struct spec_node *other = spec_node_at(vswitches, i);
		const struct spec_node *list = spec_node_get(other, "uplinks");

		for (size_t j = 0; list && j < spec_node_count(list); j++) {
			if (text_equal_nocase(spec_node_text(spec_node_at(list, j)), uplink))
				return teaming_text(other, "name");
		}
	}
	return management && text_equal_nocase(management, uplink) &&
			       commands_mode(lint->spec) == MODE_INSTALL && name &&
			       !text_equal(name, "vSwitch0")
		       ? "vSwitch0"
		       : NULL;
}

// V06, first half
void lint_uplink_twice(struct lint *lint)
{
	const struct spec_node *vswitches = spec_get(lint->spec, VSWITCHES);

	for (size_t i = 0; vswitches && i < spec_node_count(vswitches); i++) {
		const struct spec_node *list = spec_node_get(spec_node_at(vswitches, i), "uplinks");

		for (size_t j = 0; list && j < spec_node_count(list); j++) {
			const struct spec_node *uplink = spec_node_at(list, j);
			const char *owner = other_owner(lint, vswitches, i, spec_node_text(uplink));

			if (owner)
				lint_report_node(lint, uplink, "'%s' is an uplink of '%s' as well",
					spec_node_text(uplink), owner);
		}
	}
}

void lint_management_uplink(struct lint *lint)
{
	const char *uplink = spec_text(lint->spec, "network.management.uplink");

	for (size_t i = 0; uplink && i < lint_count(lint, VSWITCHES); i++) {
		const struct spec_node *vswitch = lint_item(lint, VSWITCHES, i);
		const char *name = teaming_text(vswitch, "name");
		AUTO_TEAMING teaming = {0};

		if (!name || !text_equal(name, "vSwitch0"))
			continue;
		teaming_init(&teaming, lint->spec, vswitch, NULL);
		if (teaming.known && teaming.said && !uplinks_have(&teaming.active, uplink) &&
			!uplinks_have(&teaming.standby, uplink))
			lint_report_node(lint, spec_node_get(vswitch, "teaming"),
				"'%s' is neither active nor standby on vSwitch0", uplink);
	}
}
