// SPDX-License-Identifier: GPL-3.0-or-later
// Calls that set up names, interfaces of the vmkernel, routes and the firewall, from 5.0 on.
//
// Source: facts/host-tasks.md sections 2, 6 and 10.
#include <string.h>

#include "import_call.h"
#include "memory.h"
#include "text.h"

#define MANAGEMENT "Management Network" // where the installer puts vmk0

// ---- names ----

static enum import_taken on_dns_server_add(const struct import_call *call)
{
	static const struct import_option rows[] = {{"server", 's', IMPORT_MANY}};
	AUTO_VALUES values = {0};

	if (!IMPORT_READ(call, rows, &values) || !values.list[0] || values.bare_count)
		return IMPORT_UNKNOWN;
	import_put_list(
		call->import, import_list(call->import, "network.dns.servers"), values.list[0]);
	return IMPORT_TAKEN;
}

static enum import_taken on_dns_server_remove(const struct import_call *call)
{
	static const struct import_option rows[] = {
		{"server", 's', IMPORT_VALUE}, {"all", 'a', IMPORT_FLAG}};
	struct draft *list = import_list(call->import, "network.dns.servers");
	AUTO_VALUES values = {0};

	if (!IMPORT_READ(call, rows, &values) || values.bare_count)
		return IMPORT_UNKNOWN;
	if (values.list[1])
		draft_clear(list);
	else if (values.list[0])
		draft_drop(list, values.list[0]);
	return IMPORT_TAKEN;
}

static enum import_taken on_search_add(const struct import_call *call)
{
	static const struct import_option rows[] = {{"domain", 'd', IMPORT_MANY}};
	AUTO_VALUES values = {0};

	if (!IMPORT_READ(call, rows, &values) || !values.list[0] || values.bare_count)
		return IMPORT_UNKNOWN;
	import_put_list(
		call->import, import_list(call->import, "network.dns.search"), values.list[0]);
	return IMPORT_TAKEN;
}

static enum import_taken on_search_remove(const struct import_call *call)
{
	static const struct import_option rows[] = {{"domain", 'd', IMPORT_VALUE}};
	AUTO_VALUES values = {0};

	if (!IMPORT_READ(call, rows, &values) || !values.list[0] || values.bare_count)
		return IMPORT_UNKNOWN;
	draft_drop(import_list(call->import, "network.dns.search"), values.list[0]);
	return IMPORT_TAKEN;
}

static enum import_taken on_hostname(const struct import_call *call)
{
	static const struct import_option rows[] = {{"fqdn", 'f', IMPORT_VALUE},
		{"host", 'H', IMPORT_VALUE}, {"domain", 'd', IMPORT_VALUE}};
	AUTO_VALUES values = {0};
	AUTO_FREE char *name = NULL;

	if (!IMPORT_READ(call, rows, &values) || values.bare_count)
		return IMPORT_UNKNOWN;
	if (values.list[0] && !values.list[1] && !values.list[2])
		name = STEAL(values.list[0]);
	else if (!values.list[0] && values.list[1])
		name = values.list[2] ? memory_printf("%s.%s", values.list[1], values.list[2])
				      : STEAL(values.list[1]);
	if (!name)
		return IMPORT_UNKNOWN;
	import_set(call->import, "network.hostname", name);
	return IMPORT_TAKEN;
}

static enum import_taken on_ip_set(const struct import_call *call)
{
	static const struct import_option rows[] = {{"ipv6-enabled", 'e', IMPORT_VALUE}};
	AUTO_VALUES values = {0};

	if (!IMPORT_READ(call, rows, &values) || values.bare_count ||
		!import_put_bool(call->import, import_mapping(call->import, "network"), "ipv6",
			values.list[0]))
		return IMPORT_UNKNOWN;
	call->import->wants_reboot = true;
	return IMPORT_TAKEN;
}

// ---- interfaces ----

struct draft *import_vmk(struct import *import, const char *name)
{
	struct draft *list = import_list(import, "network.vmkernel");
	struct draft *item = draft_find_item(list, "name", name);

	if (item || !text_equal(name, "vmk0"))
		return item;
	return import_vmk_add(import, "vmk0", MANAGEMENT);
}

struct draft *import_vmk_add(struct import *import, const char *name, const char *portgroup)
{
	struct draft *list = import_list(import, "network.vmkernel");
	AUTO_FREE char *number = name ? memory_strdup(name) : NULL;
	struct draft *item;

	// The host takes the next free number.
	for (unsigned i = 1; !number || (!name && draft_find_item(list, "name", number)); i++) {
		free(number);
		number = memory_printf("vmk%u", i);
	}
	item = draft_item(list, "name", number, import->origin);
	draft_set(item, "portgroup", portgroup, import->origin);
	return item;
}

static enum import_taken on_interface_add(const struct import_call *call)
{
	static const struct import_option rows[] = {{"interface-name", 'i', IMPORT_VALUE},
		{"portgroup-name", 'p', IMPORT_VALUE}, {"mtu", 'm', IMPORT_VALUE},
		{"netstack", 'N', IMPORT_VALUE}};
	AUTO_VALUES values = {0};
	struct draft *item;

	if (!IMPORT_READ(call, rows, &values) || !values.list[1] || values.bare_count)
		return IMPORT_UNKNOWN;
	item = import_vmk_add(call->import, values.list[0], values.list[1]);
	if (values.list[2])
		draft_set(item, "mtu", values.list[2], call->import->origin);
	if (values.list[3])
		draft_set(item, "netstack", values.list[3], call->import->origin);
	return IMPORT_TAKEN;
}

static enum import_taken on_interface_set(const struct import_call *call)
{
	static const struct import_option rows[] = {{"interface-name", 'i', IMPORT_VALUE},
		{"mtu", 'm', IMPORT_VALUE}, {"enabled", 'e', IMPORT_VALUE}};
	AUTO_VALUES values = {0};
	struct draft *item;

	if (!IMPORT_READ(call, rows, &values) || !values.list[0] || values.bare_count ||
		(values.list[2] && import_truth(values.list[2]) != 1))
		return IMPORT_UNKNOWN;
	item = import_vmk(call->import, values.list[0]);
	if (!item)
		return IMPORT_UNKNOWN;
	if (values.list[1])
		draft_set(item, "mtu", values.list[1], call->import->origin);
	return IMPORT_TAKEN;
}

static enum import_taken set_fixed(
	const struct import_call *call, struct draft *item, const struct import_values *values)
{
	unsigned origin = call->import->origin;
	struct draft *ipv4;

	if (!values->list[2] || !values->list[3])
		return IMPORT_UNKNOWN;
	ipv4 = draft_mapping(item, "ipv4");
	draft_set(ipv4, "address", values->list[2], origin);
	draft_set(ipv4, "netmask", values->list[3], origin);
	if (values->list[4])
		draft_set(ipv4, "gateway", values->list[4], origin);
	return IMPORT_TAKEN;
}

static enum import_taken on_ipv4_set(const struct import_call *call)
{
	static const struct import_option rows[] = {{"interface-name", 'i', IMPORT_VALUE},
		{"type", 't', IMPORT_VALUE}, {"ipv4", 'I', IMPORT_VALUE},
		{"netmask", 'N', IMPORT_VALUE}, {"gateway", 'g', IMPORT_VALUE},
		{"peer-dns", 'P', IMPORT_VALUE}};
	AUTO_VALUES values = {0};
	struct draft *item;

	if (!IMPORT_READ(call, rows, &values) || !values.list[0] || !values.list[1] ||
		values.bare_count)
		return IMPORT_UNKNOWN;
	if (text_equal(values.list[0], "vmk0")) {
		// The name servers of the spec count beside DHCP (templates/dns).
		if (text_equal(values.list[1], "dhcp") && import_truth(values.list[5]) == 0 &&
			!import_get(call->import, "network.management.ipv4.address")) {
			import_need(call->import, IMPORT_NEED_KEY, "network.dns.servers");
			return IMPORT_TAKEN;
		}
		return IMPORT_UNKNOWN; // the address of the host is the installer's to set
	}
	item = import_vmk(call->import, values.list[0]);
	if (!item)
		return IMPORT_UNKNOWN;
	if (text_equal(values.list[1], "static"))
		return set_fixed(call, item, &values);
	if (!text_equal(values.list[1], "dhcp") || values.list[2] || values.list[3] ||
		values.list[4] || import_truth(values.list[5]) == 1)
		return IMPORT_UNKNOWN;
	draft_set(item, "ipv4", "dhcp", call->import->origin);
	return IMPORT_TAKEN;
}

static enum import_taken add_service(
	const struct import_call *call, const char *interface, const char *service)
{
	struct draft *item = interface ? import_vmk(call->import, interface) : NULL;

	if (!item)
		return IMPORT_UNKNOWN;
	draft_add(draft_list(item, "services"), service, call->import->origin);
	return IMPORT_TAKEN;
}

static enum import_taken on_tag(const struct import_call *call)
{
	static const struct import_option rows[] = {
		{"interface-name", 'i', IMPORT_VALUE}, {"tagname", 't', IMPORT_VALUE}};
	static const char *const tags[][2] = {
		{"faultToleranceLogging", "ft"},
		{"Management", "management"},
		{"NVMeRDMA", "nvme_rdma"},
		{"NVMeTCP", "nvme_tcp"},
		{"VMotion", "vmotion"},
		{"VSAN", "vsan"},
		{"VSANWitness", "vsan_witness"},
		{"vSphereBackupNFC", "backup_nfc"},
		{"vSphereProvisioning", "provisioning"},
		{"vSphereReplication", "replication"},
		{"vSphereReplicationNFC", "replication_nfc"},
	};
	AUTO_VALUES values = {0};

	if (!IMPORT_READ(call, rows, &values) || !values.list[1] || values.bare_count)
		return IMPORT_UNKNOWN;
	for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++) {
		if (text_equal_nocase(tags[i][0], values.list[1]))
			return add_service(call, values.list[0], tags[i][1]);
	}
	return IMPORT_UNKNOWN;
}

static enum import_taken on_vsan(const struct import_call *call)
{
	static const struct import_option rows[] = {{"interface-name", 'i', IMPORT_VALUE}};
	AUTO_VALUES values = {0};

	if (!IMPORT_READ(call, rows, &values) || values.bare_count)
		return IMPORT_UNKNOWN;
	return add_service(call, values.list[0], "vsan");
}

static enum import_taken on_vmotion(const struct import_call *call)
{
	AUTO_FREE char *name = import_word(call, call->from);

	return call->shell->word_count == call->from + 1 ? add_service(call, name, "vmotion")
							 : IMPORT_UNKNOWN;
}

static enum import_taken on_netstack(const struct import_call *call)
{
	static const struct import_option rows[] = {{"netstack", 'N', IMPORT_VALUE}};
	AUTO_VALUES values = {0};

	if (!IMPORT_READ(call, rows, &values) || !values.list[0] || values.bare_count)
		return IMPORT_UNKNOWN;
	import_need(call->import, IMPORT_NEED_NETSTACK, values.list[0]);
	return IMPORT_TAKEN;
}

// ---- routes ----

// The default route of a stack is the gateway of an interface on it.
static enum import_taken set_stack_gateway(
	struct import *import, const char *netstack, const char *gateway)
{
	struct draft *list = import_list(import, "network.vmkernel");

	for (size_t i = 0; i < list->count; i++) {
		const char *stack = draft_text(list->items[i], "netstack");
		struct draft *ipv4 = draft_find(list->items[i], "ipv4");

		if (!stack || !text_equal(stack, netstack) || !ipv4 ||
			ipv4->kind != DRAFT_MAPPING || draft_text(ipv4, "gateway"))
			continue;
		draft_set(ipv4, "gateway", gateway, import->origin);
		return IMPORT_TAKEN;
	}
	return IMPORT_UNKNOWN;
}

enum import_taken import_add_route(
	struct import *import, const char *network, const char *gateway, const char *netstack)
{
	static const char path[] = "network.management.ipv4.gateway";
	struct draft *list;
	struct draft *item;

	if (netstack && !text_equal(netstack, "defaultTcpipStack"))
		return text_equal(network, "default") ? set_stack_gateway(import, netstack, gateway)
						      : IMPORT_UNKNOWN;
	if (text_equal(network, "default") || text_equal(network, "0.0.0.0/0")) {
		const char *now = import_get(import, path);

		if (!import_get(import, "network.management.ipv4.address") ||
			(now && !text_equal(now, gateway)))
			return IMPORT_UNKNOWN;
		if (!now)
			import_set(import, path, gateway);
		return IMPORT_TAKEN;
	}
	list = import_list(import, "network.routes");
	item = draft_find_item(list, "network", network);
	if (item && text_equal(draft_text(item, "gateway"), gateway))
		return IMPORT_TAKEN;
	item = draft_append(list);
	draft_set(item, "network", network, import->origin);
	draft_set(item, "gateway", gateway, import->origin);
	return IMPORT_TAKEN;
}

static enum import_taken on_route_add(const struct import_call *call)
{
	static const struct import_option rows[] = {{"network", 'n', IMPORT_VALUE},
		{"gateway", 'g', IMPORT_VALUE}, {"netstack", 'N', IMPORT_VALUE}};
	AUTO_VALUES values = {0};

	if (!IMPORT_READ(call, rows, &values) || !values.list[0] || !values.list[1] ||
		values.bare_count)
		return IMPORT_UNKNOWN;
	return import_add_route(call->import, values.list[0], values.list[1], values.list[2]);
}

// ---- the firewall ----

// Tasks of our own that open what they need themselves; the firewall has a task too.
static bool is_helper(const struct import_call *call)
{
	return text_has_prefix(call->task, "task_") && !text_equal(call->task, "task_firewall");
}

static struct draft *ruleset_of(struct import *import, const char *name)
{
	return draft_mapping(import_mapping(import, "network.firewall"), name);
}

static enum import_taken on_ruleset(const struct import_call *call)
{
	static const struct import_option rows[] = {{"ruleset-id", 'r', IMPORT_VALUE},
		{"enabled", 'e', IMPORT_VALUE}, {"allowed-all", 'a', IMPORT_VALUE}};
	AUTO_VALUES values = {0};
	struct draft *ruleset;

	if (is_helper(call))
		return IMPORT_TAKEN;
	if (!IMPORT_READ(call, rows, &values) || !values.list[0] || values.bare_count)
		return IMPORT_UNKNOWN;
	ruleset = ruleset_of(call->import, values.list[0]);
	if (values.list[1] && !import_put_bool(call->import, ruleset, "enabled", values.list[1]))
		return IMPORT_UNKNOWN;
	if (values.list[2] && import_truth(values.list[2]) == 1) {
		draft_remove(ruleset, "allowed");
	} else if (values.list[2]) {
		// Nobody is let through without an address: no key says that.
		AUTO_FREE char *path = memory_printf("network.firewall.%s.allowed", values.list[0]);

		import_need(call->import, IMPORT_NEED_KEY, path);
	}
	return IMPORT_TAKEN;
}

static enum import_taken on_allowed(const struct import_call *call)
{
	static const struct import_option rows[] = {
		{"ruleset-id", 'r', IMPORT_VALUE}, {"ip-address", 'i', IMPORT_VALUE}};
	AUTO_VALUES values = {0};

	if (!IMPORT_READ(call, rows, &values) || !values.list[0] || !values.list[1] ||
		values.bare_count)
		return IMPORT_UNKNOWN;
	draft_add(draft_list(ruleset_of(call->import, values.list[0]), "allowed"), values.list[1],
		call->import->origin);
	return IMPORT_TAKEN;
}

// A host that is new has it on, and lets nothing through that no rule set does.
static enum import_taken on_firewall(const struct import_call *call)
{
	static const struct import_option rows[] = {
		{"enabled", 'e', IMPORT_VALUE}, {"default-action", 'd', IMPORT_VALUE}};
	AUTO_VALUES values = {0};

	if (!IMPORT_READ(call, rows, &values) || values.bare_count ||
		(values.list[0] && import_truth(values.list[0]) != 1) ||
		(values.list[1] && import_truth(values.list[1]) != 0))
		return IMPORT_UNKNOWN;
	return IMPORT_TAKEN;
}

static enum import_taken on_refresh(const struct import_call *call)
{
	return call->shell->word_count == call->from ? IMPORT_NOISE : IMPORT_UNKNOWN;
}

const struct import_row import_rows_network[] = {
	{"esxcli network ip dns server add", on_dns_server_add},
	{"esxcli network ip dns server remove", on_dns_server_remove},
	{"esxcli network ip dns search add", on_search_add},
	{"esxcli network ip dns search remove", on_search_remove},
	{"esxcli system hostname set", on_hostname},
	{"esxcli network ip set", on_ip_set},
	{"esxcli network ip interface add", on_interface_add},
	{"esxcli network ip interface set", on_interface_set},
	{"esxcli network ip interface ipv4 set", on_ipv4_set},
	{"esxcli network ip interface tag add", on_tag},
	{"esxcli network ip netstack add", on_netstack},
	{"esxcli network ip route ipv4 add", on_route_add},
	{"esxcli vsan network ip add", on_vsan},
	{"esxcli vsan network ipv4 add", on_vsan},
	{"vim-cmd hostsvc/vmotion/vnic_set", on_vmotion},
	{"esxcli network firewall ruleset set", on_ruleset},
	{"esxcli network firewall ruleset allowedip add", on_allowed},
	{"esxcli network firewall set", on_firewall},
	{"esxcli network firewall refresh", on_refresh},
	{"vim-cmd hostsvc/net/refresh", on_refresh},
	{"vim-cmd hostsvc/storage/refresh", on_refresh},
	{NULL, NULL},
};
