// SPDX-License-Identifier: GPL-3.0-or-later
// Rules of the network that need more than one key: addresses against netmasks, names that are used
// against names that are there.
#include <string.h>

#include "memory.h"
#include "rules.h"
#include "text.h"

#define MANAGEMENT_GROUP "Management Network" // facts/host-tasks.md section 6

enum { CANDIDATE_MAX = 256 }; // port groups that a misspelt name is held against

static struct spec_node *list_below(const struct spec_node *node, const char *key)
{
	const struct spec_entry *entry = node ? node_entry(node, key) : NULL;
	struct spec_node *list = entry ? entry->value : NULL;

	return list && !list->invalid && list->kind == SPEC_SEQUENCE ? list : NULL;
}

static struct spec_node *map_below(const struct spec_node *node, const char *key)
{
	const struct spec_entry *entry = node ? node_entry(node, key) : NULL;
	struct spec_node *map = entry ? entry->value : NULL;

	return map && !map->invalid && map->kind == SPEC_MAPPING ? map : NULL;
}

static struct spec_node *network_list(const struct rules *rules, const char *key)
{
	return list_below(rules_node(rules, "network"), key);
}

static bool is_text(const struct spec_node *node, const char *text)
{
	return node && text_equal(node->text, text);
}

// On a host that is installed anew, what the spec does not make is not there.
static bool is_new_host(const struct rules *rules)
{
	return !rules->broken &&
	       text_equal(rules_text(rules, "install.mode", "install"), "install");
}

static void check_host_part(const struct rules *rules, struct spec_node *node, uint32_t mask)
{
	uint32_t address;

	if (!node || node->invalid || !form_parse_ipv4(node->text, &address))
		return;
	if ((address & ~mask) == 0)
		rules_fail(rules, node, "expected an address inside of the network",
			"'%s' is the address of the network itself", node->text);
	else if ((address | mask) == UINT32_MAX)
		rules_fail(rules, node, "expected an address inside of the network",
			"'%s' is the broadcast address of the network", node->text);
}

// Address and gateway against the netmask: facts/kickstart.md 2.8. A gateway out of reach is of no
// use on any interface.
static void check_ipv4(const struct rules *rules, const struct spec_node *ipv4)
{
	struct spec_node *address_node = ipv4 ? rules_item(ipv4, "address") : NULL;
	struct spec_node *mask_node = ipv4 ? rules_item(ipv4, "netmask") : NULL;
	struct spec_node *gateway_node = ipv4 ? rules_item(ipv4, "gateway") : NULL;
	uint32_t address;
	uint32_t gateway;
	uint32_t mask;

	if (!address_node || !mask_node || !form_parse_ipv4(address_node->text, &address) ||
		!form_parse_ipv4(mask_node->text, &mask))
		return;
	if (gateway_node && form_parse_ipv4(gateway_node->text, &gateway) &&
		((address ^ gateway) & mask) != 0)
		rules_fail(rules, gateway_node, "expected an address in the network of the host",
			"gateway '%s' is not in the network of %s/%s", gateway_node->text,
			address_node->text, mask_node->text);
	if (mask >= 0xfffffffe)
		return; // a network of one or two addresses has none for itself
	check_host_part(rules, address_node, mask);
	check_host_part(rules, gateway_node, mask);
}

// "10.9.0.0/16": what stands behind the bits of the network must be zero.
static void check_bits(const struct rules *rules, struct spec_node *node)
{
	const char *slash = strchr(node->text, '/');
	AUTO_FREE char *address_text = memory_strndup(node->text, strcspn(node->text, "/"));
	uint32_t address;
	uint64_t bits;
	uint32_t rest;

	if (!slash || !text_parse_number(slash + 1, 32, &bits) ||
		!form_parse_ipv4(address_text, &address))
		return;
	rest = bits == 0 ? UINT32_MAX : (uint32_t)((UINT64_C(1) << (32 - bits)) - 1);
	if (!(address & rest))
		return;
	address &= ~rest;
	AUTO_FREE char *hint = memory_printf("expected %u.%u.%u.%u/%u", address >> 24,
		address >> 16 & 255, address >> 8 & 255, address & 255, (unsigned)bits);
	rules_fail(
		rules, node, hint, "'%s' is an address in a network, not the network", node->text);
}

static void check_routes(const struct rules *rules)
{
	struct spec_node *list = network_list(rules, "routes");

	if (!list)
		return;
	rules_same(rules, list, "network", "route to");
	for (size_t i = 0; i < list->count; i++) {
		struct spec_node *network = rules_item(list->entries[i].value, "network");

		if (!network)
			continue;
		if (!strchr(network->text, '/'))
			rules_fail(rules, network, "expected address/bits, /32 for one host",
				"'%s' does not say how large the network is", network->text);
		else if (text_has_suffix(network->text, "/0"))
			rules_fail(rules, network, "network.management.ipv4.gateway",
				"the default route is no static route");
		else
			check_bits(rules, network);
	}
}

static void check_firewall(const struct rules *rules)
{
	struct spec_node *map = map_below(rules_node(rules, "network"), "firewall");

	for (size_t i = 0; map && i < map->count; i++) {
		struct spec_node *list = list_below(map->entries[i].value, "allowed");

		for (size_t j = 0; list && j < list->count; j++) {
			if (!list->entries[j].value->invalid &&
				list->entries[j].value->kind == SPEC_SCALAR)
				check_bits(rules, list->entries[j].value);
		}
	}
}

// No uplink can be active and standby.
static void check_teaming(const struct rules *rules, const struct spec_node *owner)
{
	struct spec_node *teaming = map_below(owner, "teaming");
	struct spec_node *active = list_below(teaming, "active");
	struct spec_node *standby = list_below(teaming, "standby");

	for (size_t i = 0; active && standby && i < standby->count; i++) {
		struct spec_node *node = standby->entries[i].value;

		for (size_t j = 0; j < active->count && !node->invalid; j++) {
			const struct spec_node *other = active->entries[j].value;

			if (node->kind == SPEC_SCALAR && other->kind == SPEC_SCALAR &&
				text_equal_nocase(node->text, other->text))
				rules_fail(rules, node, "one of both",
					"uplink '%s' is active as well", node->text);
		}
	}
}

// A list of all port groups, borrowed from their switches.
static void check_vswitches(const struct rules *rules, struct spec_node *groups)
{
	struct spec_node *list = network_list(rules, "vswitches");

	if (!list)
		return;
	rules_same(rules, list, "name", "switch");
	for (size_t i = 0; i < list->count; i++) {
		struct spec_node *vswitch = list->entries[i].value;
		struct spec_node *mine = list_below(vswitch, "portgroups");
		struct spec_node *name = rules_item(vswitch, "name");

		check_teaming(rules, vswitch);
		for (size_t j = 0; mine && j < mine->count; j++) {
			struct spec_node *group = mine->entries[j].value;
			struct spec_node *group_name = rules_item(group, "name");

			check_teaming(rules, group);
			if (is_text(group_name, MANAGEMENT_GROUP) && is_new_host(rules) && name &&
				!is_text(name, "vSwitch0"))
				rules_fail(rules, group_name, "choose another name",
					"the installer makes '%s' on vSwitch0", MANAGEMENT_GROUP);
			node_append(groups, NULL, group->place, false, group);
		}
	}
	// Names of port groups are unique on a host, not on a switch.
	rules_same(rules, groups, "name", "port group");
}

static bool group_is_there(
	const struct rules *rules, const struct spec_node *groups, const char *name)
{
	if (text_equal(name, MANAGEMENT_GROUP) ||
		(text_equal(name, "VM Network") &&
			!text_equal(rules_text(rules, "network.vm_network", "true"), "false")))
		return true;
	for (size_t i = 0; i < groups->count; i++) {
		if (is_text(rules_item(groups->entries[i].value, "name"), name))
			return true;
	}
	return false;
}

static void check_group(
	const struct rules *rules, const struct spec_node *groups, struct spec_node *node)
{
	const char *names[CANDIDATE_MAX] = {MANAGEMENT_GROUP};
	size_t count = 1;
	const char *nearest;
	AUTO_FREE char *hint = NULL;

	if (!node || !is_new_host(rules) || group_is_there(rules, groups, node->text))
		return;
	for (size_t i = 0; i < groups->count && count < CANDIDATE_MAX; i++) {
		const struct spec_node *name = rules_item(groups->entries[i].value, "name");

		if (name)
			names[count++] = name->text;
	}
	nearest = text_nearest(node->text, names, count);
	hint = nearest ? memory_printf("did you mean '%s'?", nearest)
		       : memory_strdup("make it under network.vswitches[].portgroups");
	rules_fail(rules, node, hint, "there is no port group '%s'", node->text);
}

// vmk0 is the installer's; its address is that of the host.
static void check_vmk0(const struct rules *rules, const struct spec_node *item)
{
	struct spec_node *group = rules_item(item, "portgroup");
	struct spec_node *netstack = rules_item(item, "netstack");
	const struct spec_entry *ipv4 = node_entry(item, "ipv4");

	if (!is_new_host(rules))
		return;
	if (group && !is_text(group, MANAGEMENT_GROUP))
		rules_fail(rules, group, "expected " MANAGEMENT_GROUP,
			"the installer puts vmk0 on '%s'", MANAGEMENT_GROUP);
	if (netstack && !is_text(netstack, "defaultTcpipStack"))
		rules_fail(rules, netstack, "leave it out",
			"the installer puts vmk0 on the default TCP/IP stack");
	if (ipv4 && !ipv4->value->invalid)
		rules_fail(rules, ipv4->value, "leave it out",
			"the address of vmk0 is network.management.ipv4");
}

static void check_vmkernel(const struct rules *rules, const struct spec_node *groups)
{
	struct spec_node *list = network_list(rules, "vmkernel");
	// Borrows the addresses, that of the host first.
	AUTO_NODE *addresses = node_create(SPEC_SEQUENCE, (struct place){0}, 0);
	struct spec_node *management =
		map_below(map_below(rules_node(rules, "network"), "management"), "ipv4");

	if (management)
		node_append(addresses, NULL, management->place, false, management);
	check_ipv4(rules, management);
	if (list)
		rules_same(rules, list, "name", "interface");
	for (size_t i = 0; list && i < list->count; i++) {
		struct spec_node *item = list->entries[i].value;
		struct spec_node *ipv4 = map_below(item, "ipv4");

		if (item->kind != SPEC_MAPPING)
			continue;
		if (is_text(rules_item(item, "name"), "vmk0")) {
			check_vmk0(rules, item);
		} else {
			check_group(rules, groups, rules_item(item, "portgroup"));
			if (ipv4)
				node_append(addresses, NULL, ipv4->place, false, ipv4);
		}
		check_ipv4(rules, ipv4);
	}
	rules_same(rules, addresses, "address", "address");
	addresses->count = 0; // they belong to the tree
}

// Ports that are bound must be there: those of the spec, and vmk0.
static void check_binding(const struct rules *rules)
{
	struct spec_node *list = network_list(rules, "vmkernel");
	struct spec_node *bind = rules_node(rules, "storage.iscsi.bind");

	if (!is_new_host(rules) || !bind || bind->kind != SPEC_SEQUENCE ||
		(!list && rules_node(rules, "network") &&
			node_find(rules->root, "network.vmkernel", NULL)))
		return;
	for (size_t i = 0; i < bind->count; i++) {
		struct spec_node *node = bind->entries[i].value;
		bool found = is_text(node, "vmk0");

		if (node->invalid || node->kind != SPEC_SCALAR)
			continue;
		for (size_t j = 0; list && j < list->count && !found; j++) {
			const struct spec_entry *name = node_entry(list->entries[j].value, "name");

			// Without a name the number is chosen later.
			found = !name || name->value->invalid || is_text(name->value, node->text);
		}
		if (!found)
			rules_fail(rules, node, "make it under network.vmkernel",
				"there is no interface '%s'", node->text);
	}
}

void rules_check_network(const struct rules *rules)
{
	// Borrows the port groups of all switches.
	AUTO_NODE *groups = node_create(SPEC_SEQUENCE, (struct place){0}, 0);

	check_vswitches(rules, groups);
	check_vmkernel(rules, groups);
	groups->count = 0; // they belong to the tree
	check_routes(rules);
	check_firewall(rules);
	check_binding(rules);
}
