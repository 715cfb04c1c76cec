// SPDX-License-Identifier: GPL-3.0-or-later
// Which uplinks a standard switch has, and which of them it or a port group of it uses.
#include "teaming.h"

#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "memory.h"
#include "text.h"

bool uplinks_have(const struct uplinks *uplinks, const char *name)
{
	for (size_t i = 0; i < uplinks->count; i++) {
		if (text_equal_nocase(uplinks->names[i], name)) // MAC addresses: either case
			return true;
	}
	return false;
}

static void add(struct uplinks *uplinks, const char *name)
{
	if (uplinks_have(uplinks, name))
		return;
	memory_grow(&uplinks->names, uplinks->count, sizeof(*uplinks->names));
	uplinks->names[uplinks->count++] = name;
}

static void add_list(struct uplinks *uplinks, const struct spec_node *list)
{
	for (size_t i = 0; list && i < spec_node_count(list); i++)
		add(uplinks, spec_node_text(spec_node_at(list, i)));
}

static void add_others(
	struct uplinks *uplinks, const struct uplinks *all, const struct uplinks *without)
{
	for (size_t i = 0; i < all->count; i++) {
		if (!uplinks_have(without, all->names[i]))
			add(uplinks, all->names[i]);
	}
}

const char *teaming_text(const struct spec_node *node, const char *key)
{
	const struct spec_node *value = node ? spec_node_get(node, key) : NULL;

	return value && spec_node_kind(value) == SPEC_SCALAR ? spec_node_text(value) : NULL;
}

// Are all of the same kind: all of them MAC addresses, or none?
static bool alike(const struct uplinks *uplinks, const char *name)
{
	for (size_t i = 0; i < uplinks->count; i++) {
		if (!strchr(uplinks->names[i], ':') != !strchr(name, ':'))
			return false;
	}
	return true;
}

// The installer puts the adapter of the management interface on vSwitch0. Whether a vmnicN and a
// MAC address are the same adapter is not known before.
static void add_management(struct teaming *teaming, const struct spec *spec)
{
	const char *uplink = spec_text(spec, "network.management.uplink");

	if (uplink && commands_mode(spec) == MODE_INSTALL && alike(&teaming->all, uplink))
		add(&teaming->all, uplink);
	else
		teaming->known = false;
}

void teaming_init(struct teaming *teaming, const struct spec *spec, const struct spec_node *vswitch,
	const struct spec_node *portgroup)
{
	const struct spec_node *uplinks = spec_node_get(vswitch, "uplinks");
	const struct spec_node *own = spec_node_get(portgroup ? portgroup : vswitch, "teaming");
	const struct spec_node *active = own ? spec_node_get(own, "active") : NULL;
	const struct spec_node *standby = own ? spec_node_get(own, "standby") : NULL;
	const char *name = teaming_text(vswitch, "name");

	if (portgroup && !active && !standby) {
		teaming_init(teaming, spec, vswitch, NULL);
		teaming->said = false;
		return;
	}
	*teaming = (struct teaming){.known = commands_mode(spec) == MODE_INSTALL};
	add_list(&teaming->all, uplinks);
	if (name && text_equal(name, "vSwitch0"))
		add_management(teaming, spec);
	add_list(&teaming->standby, standby);
	if (active)
		add_list(&teaming->active, active);
	else
		add_others(&teaming->active, &teaming->all, &teaming->standby);
	teaming->said = active || standby || (uplinks && spec_node_count(uplinks) > 0);
}

void teaming_finish(struct teaming *teaming)
{
	free(teaming->all.names);
	free(teaming->active.names);
	free(teaming->standby.names);
}

const struct spec_node *teaming_portgroup(
	const struct spec *spec, const char *name, const struct spec_node **ret_vswitch)
{
	const struct spec_node *list = spec_get(spec, "network.vswitches");

	for (size_t i = 0; list && i < spec_node_count(list); i++) {
		const struct spec_node *vswitch = spec_node_at(list, i);
		const struct spec_node *groups = spec_node_get(vswitch, "portgroups");

		for (size_t j = 0; groups && j < spec_node_count(groups); j++) {
			const struct spec_node *group = spec_node_at(groups, j);
			const char *text = teaming_text(group, "name");

			if (!text || !text_equal(text, name))
				continue;
			if (ret_vswitch)
				*ret_vswitch = vswitch;
			return group;
		}
	}
	return NULL;
}
