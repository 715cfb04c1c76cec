// SPDX-License-Identifier: GPL-3.0-or-later
// Calls of ESXi 4.1, most of which later releases know too.
//
// Source: facts/host-tasks.md, column A of its tables.
#include <string.h>

#include "import_call.h"
#include "memory.h"
#include "text.h"

// ---- esxcfg-vswitch: the switch is the last word ----

static enum import_taken add_group(struct import *import, const char *group, const char *vswitch)
{
	draft_item(draft_list(import_vswitch(import, vswitch), "portgroups"), "name", group,
		import->origin);
	return IMPORT_TAKEN;
}

static enum import_taken set_vlan(struct import *import, const char *group, const char *vlan)
{
	struct draft *of = group ? import_portgroup(import, group) : NULL;

	if (!of)
		return IMPORT_UNKNOWN;
	draft_set(of, "vlan", vlan, import->origin);
	return IMPORT_TAKEN;
}

static enum import_taken on_vswitch(const struct import_call *call)
{
	static const struct import_option rows[] = {{"add", 'a', IMPORT_FLAG},
		{"link", 'L', IMPORT_VALUE}, {"add-pg", 'A', IMPORT_VALUE},
		{"vlan", 'v', IMPORT_VALUE}, {"pg", 'p', IMPORT_VALUE}, {"mtu", 'm', IMPORT_VALUE},
		{"set-cdp", 'B', IMPORT_VALUE}, {"del-pg", 'D', IMPORT_VALUE},
		{"list", 'l', IMPORT_FLAG}};
	struct import *import = call->import;
	unsigned origin = import->origin;
	AUTO_VALUES values = {0};
	const char *name;

	if (!IMPORT_READ(call, rows, &values))
		return IMPORT_UNKNOWN;
	if (values.list[8])
		return IMPORT_QUERY;
	if (values.bare_count != 1)
		return IMPORT_UNKNOWN;
	name = values.bare[0];
	if (values.list[0]) {
		values.bare[0][strcspn(name, ":")] = '\0'; // the number of ports
		import_vswitch(import, values.bare[0]);
		return IMPORT_TAKEN;
	}
	if (values.list[1]) {
		draft_add(draft_list(import_vswitch(import, name), "uplinks"), values.list[1],
			origin);
		return IMPORT_TAKEN;
	}
	if (values.list[2])
		return add_group(import, values.list[2], name);
	if (values.list[3])
		return set_vlan(import, values.list[4], values.list[3]);
	if (values.list[5])
		draft_set(import_vswitch(import, name), "mtu", values.list[5], origin);
	else if (values.list[6])
		draft_set(import_vswitch(import, name), "cdp", values.list[6], origin);
	else if (values.list[7] && text_equal(values.list[7], "VM Network"))
		import_set(import, "network.vm_network", "false");
	else
		return IMPORT_UNKNOWN;
	return IMPORT_TAKEN;
}

// ---- vim-cmd hostsvc/net/vswitch_setpolicy and portgroup_set ----

static const struct import_option policy_rows[] = {
	{"nicteaming-policy", 0, IMPORT_VALUE},
	{"nicorderpolicy-active", 0, IMPORT_VALUE},
	{"nicorderpolicy-standby", 0, IMPORT_VALUE},
	{"failurecriteria-check-beacon", 0, IMPORT_VALUE},
	{"nicteaming-notify-switch", 0, IMPORT_VALUE},
	{"securepolicy-promisc", 0, IMPORT_VALUE},
	{"securepolicy-macchange", 0, IMPORT_VALUE},
	{"securepolicy-forgedxmit", 0, IMPORT_VALUE},
};

static bool set_policy(struct import *import, struct draft *of, const struct import_values *values)
{
	static const char *const security[] = {"promiscuous", "mac_changes", "forged_transmits"};
	struct draft *teaming = draft_mapping(of, "teaming");
	int beacon = import_truth(values->list[3]);

	if (values->list[0])
		draft_set(teaming, "load_balancing", values->list[0], import->origin);
	for (size_t i = 1; i <= 2; i++) {
		const char *key = i == 1 ? "active" : "standby";

		if (!values->list[i])
			continue;
		draft_clear(draft_list(teaming, key));
		import_put_list(import, draft_list(teaming, key), values->list[i]);
	}
	if (values->list[3] && beacon < 0)
		return false;
	if (values->list[3])
		draft_set(teaming, "failure_detection", beacon ? "beacon" : "link", import->origin);
	if (values->list[4] &&
		!import_put_bool(import, teaming, "notify_switches", values->list[4]))
		return false;
	for (size_t i = 0; i < sizeof(security) / sizeof(*security); i++) {
		if (values->list[5 + i] && !import_put_bool(import, draft_mapping(of, "security"),
						   security[i], values->list[5 + i]))
			return false;
	}
	return true;
}

static enum import_taken on_vswitch_policy(const struct import_call *call)
{
	AUTO_VALUES values = {0};

	if (!IMPORT_READ(call, policy_rows, &values) || values.bare_count != 1 ||
		!set_policy(call->import, import_vswitch(call->import, values.bare[0]), &values))
		return IMPORT_UNKNOWN;
	return IMPORT_TAKEN;
}

static enum import_taken on_portgroup_policy(const struct import_call *call)
{
	AUTO_VALUES values = {0};
	struct draft *group;

	if (!IMPORT_READ(call, policy_rows, &values) || values.bare_count != 2)
		return IMPORT_UNKNOWN;
	group = import_portgroup(call->import, values.bare[1]);
	if (!group || !set_policy(call->import, group, &values))
		return IMPORT_UNKNOWN;
	return IMPORT_TAKEN;
}

// vim-cmd hostsvc/net/dns_set
static enum import_taken on_dns(const struct import_call *call)
{
	static const struct import_option rows[] = {{"ip-addresses", 0, IMPORT_VALUE},
		{"searchdomains", 0, IMPORT_VALUE}, {"hostname", 0, IMPORT_VALUE}};
	static const char *const paths[] = {"network.dns.servers", "network.dns.search"};
	struct import *import = call->import;
	AUTO_VALUES values = {0};

	if (!IMPORT_READ(call, rows, &values) || values.bare_count)
		return IMPORT_UNKNOWN;
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		if (!values.list[i])
			continue;
		draft_clear(import_list(import, paths[i]));
		import_put_list(import, import_list(import, paths[i]), values.list[i]);
	}
	if (values.list[2])
		import_set(import, "network.hostname", values.list[2]);
	return IMPORT_TAKEN;
}

// ---- interfaces and routes ----

// Of our own scripts MTU and netmask may stand in "${3:+-m "$3"}"; import_own.c reads the call of
// the function instead.
static enum import_taken on_vmknic(const struct import_call *call)
{
	static const struct import_option rows[] = {{"add", 'a', IMPORT_FLAG},
		{"ip", 'i', IMPORT_VALUE}, {"netmask", 'n', IMPORT_VALUE},
		{"mtu", 'm', IMPORT_VALUE}, {"portgroup", 'p', IMPORT_VALUE},
		{"list", 'l', IMPORT_FLAG}};
	unsigned origin = call->import->origin;
	AUTO_VALUES values = {0};
	const char *group;
	struct draft *item;

	if (text_equal(call->task, "add_interface"))
		return IMPORT_TAKEN;
	if (!IMPORT_READ(call, rows, &values))
		return IMPORT_UNKNOWN;
	if (values.list[5])
		return IMPORT_QUERY;
	group = values.list[4] ? values.list[4] : values.bare_count == 1 ? values.bare[0] : NULL;
	if (!values.list[0] || !values.list[1] || !group)
		return IMPORT_UNKNOWN;
	item = import_vmk_add(call->import, NULL, group);
	if (values.list[3])
		draft_set(item, "mtu", values.list[3], origin);
	if (text_equal_nocase(values.list[1], "dhcp")) {
		draft_set(item, "ipv4", "dhcp", origin);
		return IMPORT_TAKEN;
	}
	draft_set(draft_mapping(item, "ipv4"), "address", values.list[1], origin);
	if (values.list[2])
		draft_set(draft_mapping(item, "ipv4"), "netmask", values.list[2], origin);
	return IMPORT_TAKEN;
}

// esxcfg-route [-a] NETWORK GATEWAY, or the default gateway alone
static enum import_taken on_route(const struct import_call *call)
{
	static const struct import_option rows[] = {
		{"add", 'a', IMPORT_FLAG}, {"list", 'l', IMPORT_FLAG}};
	AUTO_VALUES values = {0};

	if (!IMPORT_READ(call, rows, &values))
		return IMPORT_UNKNOWN;
	if (values.list[1] || !values.bare_count)
		return IMPORT_QUERY;
	if (values.bare_count == 1)
		return import_add_route(call->import, "default", values.bare[0], NULL);
	if (values.bare_count == 2)
		return import_add_route(call->import, values.bare[0], values.bare[1], NULL);
	return IMPORT_UNKNOWN;
}

// ---- storage ----

static enum import_taken on_swiscsi(const struct import_call *call)
{
	static const struct import_option rows[] = {
		{"enable", 'e', IMPORT_FLAG}, {"query", 'q', IMPORT_FLAG}};
	AUTO_VALUES values = {0};

	if (!IMPORT_READ(call, rows, &values) || values.bare_count)
		return IMPORT_UNKNOWN;
	if (values.list[0])
		import_switch_iscsi(call->import);
	return values.list[0] ? IMPORT_TAKEN : IMPORT_QUERY;
}

static enum import_taken on_swiscsi_nic(const struct import_call *call)
{
	static const struct import_option rows[] = {
		{"nic", 'n', IMPORT_VALUE}, {"adapter", 'd', IMPORT_ANY}};
	AUTO_VALUES values = {0};

	if (!IMPORT_READ(call, rows, &values) || values.bare_count || !values.list[0])
		return IMPORT_UNKNOWN;
	draft_add(draft_list(import_iscsi(call), "bind"), values.list[0], call->import->origin);
	return IMPORT_TAKEN;
}

static enum import_taken add_target(const struct import_call *call, const char *address)
{
	draft_add(draft_list(import_iscsi(call), "send_targets"), address, call->import->origin);
	return IMPORT_TAKEN;
}

// vim-cmd hostsvc/storage/iscsi_add_send_target ADAPTER ADDRESS
static enum import_taken on_send_target(const struct import_call *call)
{
	AUTO_FREE char *address = import_word(call, call->from + 1);

	return address && call->shell->word_count == call->from + 2 ? add_target(call, address)
								    : IMPORT_UNKNOWN;
}

// vmkiscsi-tool -I|-k|-D|-S -a VALUE ADAPTER
static enum import_taken on_iscsi_tool(const struct import_call *call)
{
	const struct shell_call *shell = call->shell;
	const char *what = shell->word_count > call->from ? shell->words[call->from].text : "";
	const char *verb =
		shell->word_count > call->from + 1 ? shell->words[call->from + 1].text : "";
	AUTO_FREE char *value = import_word(call, call->from + 2);
	unsigned origin = call->import->origin;
	struct draft *item;
	size_t space;

	if (text_equal(verb, "-l"))
		return IMPORT_QUERY;
	if (!text_equal(verb, "-a") || !value || shell->word_count != call->from + 4)
		return IMPORT_UNKNOWN;
	if (text_equal(what, "-I"))
		draft_set(import_iscsi(call), "iqn", value, origin);
	else if (text_equal(what, "-k"))
		draft_set(import_iscsi(call), "alias", value, origin);
	else if (text_equal(what, "-D"))
		return add_target(call, value);
	else if (!text_equal(what, "-S"))
		return IMPORT_UNKNOWN;
	if (!text_equal(what, "-S"))
		return IMPORT_TAKEN;
	space = strcspn(value, " ");
	if (!value[space])
		return IMPORT_UNKNOWN;
	value[space] = '\0';
	item = draft_append(draft_list(import_iscsi(call), "static_targets"));
	draft_set(item, "address", value, origin);
	draft_set(item, "iqn", value + space + 1, origin);
	return IMPORT_TAKEN;
}

static enum import_taken on_nas(const struct import_call *call)
{
	static const struct import_option rows[] = {{"add", 'a', IMPORT_FLAG},
		{"host", 'o', IMPORT_VALUE}, {"share", 's', IMPORT_VALUE},
		{"readonly", 'y', IMPORT_FLAG}, {"list", 'l', IMPORT_FLAG}};
	unsigned origin = call->import->origin;
	AUTO_VALUES values = {0};
	struct draft *item;

	if (!IMPORT_READ(call, rows, &values))
		return IMPORT_UNKNOWN;
	if (values.list[4])
		return IMPORT_QUERY;
	if (!values.list[0] || !values.list[1] || !values.list[2] || values.bare_count != 1)
		return IMPORT_UNKNOWN;
	item = draft_item(import_list(call->import, "storage.nfs"), "name", values.bare[0], origin);
	draft_set(item, "host", values.list[1], origin);
	draft_set(item, "share", values.list[2], origin);
	if (values.list[3])
		draft_set(item, "read_only", "true", origin);
	return IMPORT_TAKEN;
}

// ---- logs, options of hostd that 4.1 has instead of calls ----

static enum import_taken on_log_option(const struct import_call *call)
{
	const char *key = call->shell->words[call->from - 1].text;
	AUTO_FREE char *value = import_word(call, call->from + 1);
	struct draft *list;
	AUTO_FREE char *host = NULL;
	const char *name;

	if (!value || call->shell->word_count != call->from + 2)
		return IMPORT_UNKNOWN;
	if (text_equal(key, "Syslog.Local.DatastorePath")) {
		const char *end = strstr(value, "] /");
		AUTO_FREE char *folder = NULL;

		// "[volume] /folder/messages": the name of the file is not part of the folder.
		if (!end || !text_has_suffix(value, "/messages"))
			return IMPORT_UNKNOWN;
		folder = memory_printf("%.*s] %.*s", (int)(end - value), value,
			(int)(strlen(end + 3) - strlen("/messages")), end + 3);
		return import_put_log_folder(call->import, folder) ? IMPORT_TAKEN : IMPORT_UNKNOWN;
	}
	if (text_equal(key, "Syslog.Remote.Hostname"))
		return import_put_log_host(call->import, value) ? IMPORT_TAKEN : IMPORT_UNKNOWN;
	list = import_list(call->import, "logging.remote");
	name = list->count == 1 ? text_skip_prefix(list->items[0]->text, "udp://") : NULL;
	if (!name)
		return IMPORT_UNKNOWN;
	host = memory_printf("udp://%.*s:%s", (int)strcspn(name, ":"), name, value);
	draft_clear(list);
	draft_add(list, host, call->import->origin);
	return IMPORT_TAKEN;
}

// ---- drivers ----

static enum import_taken on_esxupdate(const struct import_call *call)
{
	static const struct import_option rows[] = {{"bundle", 'b', IMPORT_VALUE}};
	AUTO_VALUES values = {0};

	if (!IMPORT_READ(call, rows, &values) || values.bare_count != 1)
		return IMPORT_UNKNOWN;
	if (text_equal(values.bare[0], "query"))
		return IMPORT_QUERY;
	if (call->import->own)
		return IMPORT_TAKEN; // import_own.c
	if (!text_equal(values.bare[0], "update") || !values.list[0] ||
		!strstr(values.list[0], "://"))
		return IMPORT_UNKNOWN;
	draft_item(
		import_list(call->import, "drivers"), "url", values.list[0], call->import->origin);
	call->import->wants_reboot = true;
	return IMPORT_TAKEN;
}

const struct import_row import_rows_4[] = {
	{"esxcfg-vswitch", on_vswitch},
	{"vim-cmd hostsvc/net/vswitch_setpolicy", on_vswitch_policy},
	{"vim-cmd hostsvc/net/portgroup_set", on_portgroup_policy},
	{"vim-cmd hostsvc/net/dns_set", on_dns},
	{"esxcfg-vmknic", on_vmknic},
	{"esxcfg-route", on_route},
	{"esxcfg-swiscsi", on_swiscsi},
	{"esxcli swiscsi nic add", on_swiscsi_nic},
	{"vim-cmd hostsvc/storage/iscsi_add_send_target", on_send_target},
	{"vmkiscsi-tool", on_iscsi_tool},
	{"esxcfg-nas", on_nas},
	{"vim-cmd hostsvc/advopt/update Syslog.Local.DatastorePath", on_log_option},
	{"vim-cmd hostsvc/advopt/update Syslog.Remote.Hostname", on_log_option},
	{"vim-cmd hostsvc/advopt/update Syslog.Remote.Port", on_log_option},
	{"esxupdate", on_esxupdate},
	{NULL, NULL},
};
