// SPDX-License-Identifier: GPL-3.0-or-later
// Calls that make standard switches and port groups, from 5.0 on.
//
// Source: facts/host-tasks.md section 5.
#include <string.h>

#include "import_call.h"
#include "memory.h"
#include "text.h"

#define VSWITCH "vSwitch0" // the installer's, with the port groups below (section 5)

struct draft *import_vswitch(struct import *import, const char *name)
{
	return draft_item(import_list(import, "network.vswitches"), "name", name, import->origin);
}

static struct draft *add_portgroup(struct import *import, const char *vswitch, const char *name)
{
	return draft_item(draft_list(import_vswitch(import, vswitch), "portgroups"), "name", name,
		import->origin);
}

struct draft *import_portgroup(struct import *import, const char *name)
{
	struct draft *list = import_list(import, "network.vswitches");

	for (size_t i = 0; i < list->count; i++) {
		struct draft *groups = draft_find(list->items[i], "portgroups");
		struct draft *group = groups ? draft_find_item(groups, "name", name) : NULL;

		if (group)
			return group;
	}
	if (text_equal(name, "Management Network") || text_equal(name, "VM Network"))
		return add_portgroup(import, VSWITCH, name);
	return NULL;
}

static enum import_taken on_add(const struct import_call *call)
{
	static const struct import_option rows[] = {
		{"vswitch-name", 'v', IMPORT_VALUE}, {"ports", 'P', IMPORT_ANY}};
	AUTO_VALUES values = {0};

	if (!IMPORT_READ(call, rows, &values) || !values.list[0] || values.bare_count)
		return IMPORT_UNKNOWN;
	import_vswitch(call->import, values.list[0]);
	return IMPORT_TAKEN;
}

static enum import_taken on_set(const struct import_call *call)
{
	static const struct import_option rows[] = {{"vswitch-name", 'v', IMPORT_VALUE},
		{"mtu", 'm', IMPORT_VALUE}, {"cdp-status", 'c', IMPORT_VALUE}};
	AUTO_VALUES values = {0};
	struct draft *vswitch;

	if (!IMPORT_READ(call, rows, &values) || !values.list[0] || values.bare_count)
		return IMPORT_UNKNOWN;
	vswitch = import_vswitch(call->import, values.list[0]);
	if (values.list[1])
		draft_set(vswitch, "mtu", values.list[1], call->import->origin);
	if (values.list[2])
		draft_set(vswitch, "cdp", values.list[2], call->import->origin);
	return IMPORT_TAKEN;
}

static enum import_taken change_uplink(const struct import_call *call, bool add)
{
	static const struct import_option rows[] = {
		{"vswitch-name", 'v', IMPORT_VALUE}, {"uplink-name", 'u', IMPORT_VALUE}};
	AUTO_VALUES values = {0};
	struct draft *vswitch;
	struct draft *uplinks;

	if (!IMPORT_READ(call, rows, &values) || !values.list[0] || !values.list[1] ||
		values.bare_count)
		return IMPORT_UNKNOWN;
	vswitch = draft_find_item(
		import_list(call->import, "network.vswitches"), "name", values.list[0]);
	if (!add) {
		uplinks = vswitch ? draft_find(vswitch, "uplinks") : NULL;
		if (!uplinks || !draft_has(uplinks, values.list[1]))
			return IMPORT_UNKNOWN;
		draft_drop(uplinks, values.list[1]);
		return IMPORT_TAKEN;
	}
	vswitch = import_vswitch(call->import, values.list[0]);
	draft_add(draft_list(vswitch, "uplinks"), values.list[1], call->import->origin);
	return IMPORT_TAKEN;
}

static enum import_taken on_uplink_add(const struct import_call *call)
{
	return change_uplink(call, true);
}

static enum import_taken on_uplink_remove(const struct import_call *call)
{
	return change_uplink(call, false);
}

static enum import_taken on_portgroup_add(const struct import_call *call)
{
	static const struct import_option rows[] = {
		{"portgroup-name", 'p', IMPORT_VALUE}, {"vswitch-name", 'v', IMPORT_VALUE}};
	AUTO_VALUES values = {0};

	if (!IMPORT_READ(call, rows, &values) || !values.list[0] || !values.list[1] ||
		values.bare_count)
		return IMPORT_UNKNOWN;
	add_portgroup(call->import, values.list[1], values.list[0]);
	return IMPORT_TAKEN;
}

static enum import_taken on_portgroup_set(const struct import_call *call)
{
	static const struct import_option rows[] = {
		{"portgroup-name", 'p', IMPORT_VALUE}, {"vlan-id", 'v', IMPORT_VALUE}};
	AUTO_VALUES values = {0};
	struct draft *group;

	if (!IMPORT_READ(call, rows, &values) || !values.list[0] || !values.list[1] ||
		values.bare_count)
		return IMPORT_UNKNOWN;
	group = import_portgroup(call->import, values.list[0]);
	if (!group)
		return IMPORT_UNKNOWN;
	draft_set(group, "vlan", values.list[1], call->import->origin);
	return IMPORT_TAKEN;
}

static enum import_taken on_portgroup_remove(const struct import_call *call)
{
	static const struct import_option rows[] = {
		{"portgroup-name", 'p', IMPORT_VALUE}, {"vswitch-name", 'v', IMPORT_VALUE}};
	AUTO_VALUES values = {0};

	if (!IMPORT_READ(call, rows, &values) || !values.list[0] || values.bare_count ||
		!text_equal(values.list[0], "VM Network"))
		return IMPORT_UNKNOWN;
	import_set(call->import, "network.vm_network", "false");
	return IMPORT_TAKEN;
}

// The switch or port group that a policy is of, NULL: the spec does not make it. `group`: the
// option that names it names a port group.
static struct draft *owner(const struct import_call *call, const char *name, bool group)
{
	if (!name)
		return NULL;
	return group ? import_portgroup(call->import, name) : import_vswitch(call->import, name);
}

static const char *balancing(const char *word)
{
	static const char *const words[][2] = {
		{"portid", "loadbalance_srcid"},
		{"iphash", "loadbalance_ip"},
		{"mac", "loadbalance_srcmac"},
		{"explicit", "failover_explicit"},
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (text_equal(words[i][0], word))
			return words[i][1];
	}
	return word;
}

static enum import_taken set_failover(const struct import_call *call, bool group)
{
	const struct import_option rows[] = {
		{group ? "portgroup-name" : "vswitch-name", group ? 'p' : 'v', IMPORT_VALUE},
		{"active-uplinks", 'a', IMPORT_VALUE},
		{"standby-uplinks", 's', IMPORT_VALUE},
		{"load-balancing", 'l', IMPORT_VALUE},
		{"failure-detection", 'f', IMPORT_VALUE},
		{"notify-switches", 'n', IMPORT_VALUE},
		{"failback", 'b', IMPORT_VALUE},
		{"use-vswitch", 'u', IMPORT_FLAG},
	};
	struct import *import = call->import;
	AUTO_VALUES values = {0};
	struct draft *teaming;
	struct draft *of;

	if (!IMPORT_READ(call, rows, &values) || values.bare_count)
		return IMPORT_UNKNOWN;
	of = owner(call, values.list[0], group);
	if (!of)
		return IMPORT_UNKNOWN;
	teaming = draft_mapping(of, "teaming");
	if (values.list[7])
		draft_clear(teaming); // all of it is that of the switch, but for what follows
	for (size_t i = 1; i <= 2; i++) {
		const char *key = i == 1 ? "active" : "standby";

		if (!values.list[i])
			continue;
		draft_clear(draft_list(teaming, key));
		import_put_list(import, draft_list(teaming, key), values.list[i]);
	}
	if (values.list[3])
		draft_set(teaming, "load_balancing", balancing(values.list[3]), import->origin);
	if (values.list[4])
		draft_set(teaming, "failure_detection", values.list[4], import->origin);
	if ((values.list[5] &&
		    !import_put_bool(import, teaming, "notify_switches", values.list[5])) ||
		(values.list[6] && !import_put_bool(import, teaming, "failback", values.list[6])))
		return IMPORT_UNKNOWN;
	return IMPORT_TAKEN;
}

static enum import_taken on_vswitch_failover(const struct import_call *call)
{
	return set_failover(call, false);
}

static enum import_taken on_portgroup_failover(const struct import_call *call)
{
	return set_failover(call, true);
}

static enum import_taken set_security(const struct import_call *call, bool group)
{
	const struct import_option rows[] = {
		{group ? "portgroup-name" : "vswitch-name", group ? 'p' : 'v', IMPORT_VALUE},
		{"allow-promiscuous", group ? 'o' : 'p', IMPORT_VALUE},
		{"allow-mac-change", 'm', IMPORT_VALUE},
		{"allow-forged-transmits", 'f', IMPORT_VALUE},
		{"use-vswitch", 'u', IMPORT_FLAG},
	};
	static const char *const keys[] = {NULL, "promiscuous", "mac_changes", "forged_transmits"};
	AUTO_VALUES values = {0};
	struct draft *security;
	struct draft *of;

	if (!IMPORT_READ(call, rows, &values) || values.bare_count)
		return IMPORT_UNKNOWN;
	of = owner(call, values.list[0], group);
	if (!of)
		return IMPORT_UNKNOWN;
	security = draft_mapping(of, "security");
	if (values.list[4])
		draft_clear(security);
	for (size_t i = 1; i < sizeof(keys) / sizeof(*keys); i++) {
		if (values.list[i] &&
			!import_put_bool(call->import, security, keys[i], values.list[i]))
			return IMPORT_UNKNOWN;
	}
	return IMPORT_TAKEN;
}

static enum import_taken on_vswitch_security(const struct import_call *call)
{
	return set_security(call, false);
}

static enum import_taken on_portgroup_security(const struct import_call *call)
{
	return set_security(call, true);
}

static enum import_taken set_shaping(const struct import_call *call, bool group)
{
	const struct import_option rows[] = {
		{group ? "portgroup-name" : "vswitch-name", group ? 'p' : 'v', IMPORT_VALUE},
		{"avg-bandwidth", 'b', IMPORT_VALUE},
		{"peak-bandwidth", 'k', IMPORT_VALUE},
		{"burst-size", 't', IMPORT_VALUE},
		{"enabled", 'e', IMPORT_VALUE},
	};
	static const char *const keys[] = {NULL, "average_kbps", "peak_kbps", "burst_kb"};
	AUTO_VALUES values = {0};
	struct draft *shaping;
	struct draft *of;

	if (!IMPORT_READ(call, rows, &values) || values.bare_count ||
		import_truth(values.list[4]) != 1)
		return IMPORT_UNKNOWN;
	of = owner(call, values.list[0], group);
	if (!of)
		return IMPORT_UNKNOWN;
	shaping = draft_mapping(of, "shaping");
	for (size_t i = 1; i < sizeof(keys) / sizeof(*keys); i++) {
		if (values.list[i])
			draft_set(shaping, keys[i], values.list[i], call->import->origin);
	}
	return IMPORT_TAKEN;
}

static enum import_taken on_vswitch_shaping(const struct import_call *call)
{
	return set_shaping(call, false);
}

static enum import_taken on_portgroup_shaping(const struct import_call *call)
{
	return set_shaping(call, true);
}

#define STANDARD "esxcli network vswitch standard "

const struct import_row import_rows_switches[] = {
	{STANDARD "add", on_add},
	{STANDARD "set", on_set},
	{STANDARD "uplink add", on_uplink_add},
	{STANDARD "uplink remove", on_uplink_remove},
	{STANDARD "portgroup add", on_portgroup_add},
	{STANDARD "portgroup set", on_portgroup_set},
	{STANDARD "portgroup remove", on_portgroup_remove},
	{STANDARD "policy failover set", on_vswitch_failover},
	{STANDARD "policy security set", on_vswitch_security},
	{STANDARD "policy shaping set", on_vswitch_shaping},
	{STANDARD "portgroup policy failover set", on_portgroup_failover},
	{STANDARD "portgroup policy security set", on_portgroup_security},
	{STANDARD "portgroup policy shaping set", on_portgroup_shaping},
	{NULL, NULL},
};
