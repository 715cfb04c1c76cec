// SPDX-License-Identifier: GPL-3.0-or-later
// Rules about interfaces of the vmkernel and the ports that iSCSI is bound to.
#include <string.h>

#include "commands.h"
#include "form.h"
#include "interface.h"
#include "lint_rules.h"
#include "memory.h"
#include "teaming.h"
#include "text.h"

#define VSWITCHES "network.vswitches"
#define VMKERNEL "network.vmkernel"
#define BIND "storage.iscsi.bind"

// The interface that a bound port stands for, if the spec makes it.
static const struct spec_node *bound_interface(
	const struct lint *lint, const struct interfaces *interfaces, size_t index)
{
	return interfaces_find(interfaces, spec_node_text(lint_item(lint, BIND, index)));
}

// V01: the traffic of a bound port goes by one adapter alone.
void lint_bind_uplinks(struct lint *lint)
{
	AUTO_INTERFACES interfaces = {0};

	interfaces_init(&interfaces, lint->spec);
	for (size_t i = 0; i < lint_count(lint, BIND); i++) {
		const struct spec_node *item = lint_item(lint, BIND, i);
		const struct spec_node *interface = bound_interface(lint, &interfaces, i);
		const char *name = interface ? teaming_text(interface, "portgroup") : NULL;
		const struct spec_node *vswitch = NULL;
		const struct spec_node *group =
			name ? teaming_portgroup(lint->spec, name, &vswitch) : NULL;
		AUTO_TEAMING teaming = {0};

		if (!group)
			continue;
		teaming_init(&teaming, lint->spec, vswitch, group);
		if (!teaming.known && !teaming.said)
			continue;
		if (teaming.active.count != 1)
			lint_report_node(lint, item,
				"port group '%s' of '%s' has %zu active uplinks", name,
				spec_node_text(item), teaming.active.count);
		else if (teaming.standby.count > 0)
			lint_report_node(lint, item, "port group '%s' of '%s' has a standby uplink",
				name, spec_node_text(item));
	}
}

// The IPv4 address at the head of "10.1.20.100:3260".
static bool target_address(const char *text, uint32_t *ret)
{
	AUTO_FREE char *address = memory_strndup(text, strcspn(text, ":"));

	return form_parse_ipv4(address, ret);
}

// V02: ports that are bound together are on one switch.
static void check_bound_switches(struct lint *lint, const struct interfaces *interfaces)
{
	const char *first = NULL;

	for (size_t i = 0; i < lint_count(lint, BIND); i++) {
		const struct spec_node *interface = bound_interface(lint, interfaces, i);
		const char *group = interface ? teaming_text(interface, "portgroup") : NULL;
		const struct spec_node *vswitch = NULL;
		const char *name = group && teaming_portgroup(lint->spec, group, &vswitch)
					   ? teaming_text(vswitch, "name")
					   : NULL;

		if (!name)
			continue;
		if (first && !text_equal(first, name))
			lint_report_node(lint, lint_item(lint, BIND, i),
				"'%s' is on switch '%s', another one on '%s'",
				spec_node_text(lint_item(lint, BIND, i)), name, first);
		first = first ? first : name;
	}
}

// V02: ports that are bound together look for the same targets.
static bool check_bound_ports(struct lint *lint, const struct interfaces *interfaces,
	uint32_t *ret_address, uint32_t *ret_mask)
{
	bool known = false;

	for (size_t i = 0; i < lint_count(lint, BIND); i++) {
		const struct spec_node *interface = bound_interface(lint, interfaces, i);
		uint32_t address;
		uint32_t mask;

		if (!interface || !interface_address(interface, &address, &mask))
			continue;
		if (!known) {
			known = true;
			*ret_address = address;
			*ret_mask = mask;
		} else if (((address ^ *ret_address) & (mask & *ret_mask)) != 0) {
			lint_report_node(lint, lint_item(lint, BIND, i),
				"'%s' is in another subnet than '%s'",
				spec_node_text(lint_item(lint, BIND, i)),
				spec_node_text(lint_item(lint, BIND, 0)));
			return false;
		}
	}
	return known;
}

void lint_bind_subnet(struct lint *lint)
{
	static const char *const lists[] = {
		"storage.iscsi.send_targets", "storage.iscsi.static_targets"};
	uint32_t address;
	uint32_t mask;
	AUTO_INTERFACES interfaces = {0};

	interfaces_init(&interfaces, lint->spec);
	check_bound_switches(lint, &interfaces);
	if (!check_bound_ports(lint, &interfaces, &address, &mask))
		return;
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		for (size_t j = 0; j < lint_count(lint, lists[i]); j++) {
			const struct spec_node *item = lint_item(lint, lists[i], j);
			const char *text = spec_node_kind(item) == SPEC_SCALAR
						   ? spec_node_text(item)
						   : teaming_text(item, "address");
			uint32_t target;

			if (text && target_address(text, &target) &&
				((target ^ address) & mask) != 0)
				lint_report_node(lint, item,
					"target '%s' is in another subnet than the bound ports",
					text);
		}
	}
}

static bool is_bound(const struct spec_node *bind, const char *name)
{
	for (size_t i = 0; bind && i < spec_node_count(bind); i++) {
		if (text_equal(spec_node_text(spec_node_at(bind, i)), name))
			return true;
	}
	return false;
}

struct addressed {
	const struct spec_node *node;
	const char *name;
	uint32_t address, mask;
	bool bound, vmotion;
};

// Two interfaces that are meant to share a subnet: both bound, or both for vMotion.
static bool belong_together(const struct addressed *a, const struct addressed *b)
{
	return (a->bound && b->bound) || (a->vmotion && b->vmotion);
}

static bool management_address(const struct spec *spec, uint32_t *ret_address, uint32_t *ret_mask)
{
	const char *address = spec_text(spec, "network.management.ipv4.address");
	const char *mask = spec_text(spec, "network.management.ipv4.netmask");

	return address && mask && form_parse_ipv4(address, ret_address) &&
	       form_parse_ipv4(mask, ret_mask);
}

// Those of the default stack with a fixed address.
static size_t list_addressed(
	const struct lint *lint, const struct interfaces *interfaces, struct addressed *ret)
{
	const struct spec_node *bind = spec_get(lint->spec, BIND);
	size_t count = 0;

	for (size_t i = 0; i < interfaces->count; i++) {
		struct addressed item = {
			.node = interfaces->nodes[i],
			.name = interfaces->names[i],
			.bound = is_bound(bind, interfaces->names[i]),
			.vmotion = interface_has_service(interfaces->nodes[i], "vmotion"),
		};

		if (!*interface_netstack(item.node) &&
			interface_address(item.node, &item.address, &item.mask))
			ret[count++] = item;
	}
	return count;
}

// V03: one routing table: of two interfaces in a subnet one carries all the traffic.
void lint_same_subnet(struct lint *lint)
{
	uint32_t host = 0;
	uint32_t host_mask = 0;
	bool fixed = management_address(lint->spec, &host, &host_mask);
	AUTO_INTERFACES interfaces = {0};
	AUTO_FREE struct addressed *list = NULL;
	size_t count;

	interfaces_init(&interfaces, lint->spec);
	list = memory_alloc_array(interfaces.count, sizeof(*list));
	count = list_addressed(lint, &interfaces, list);
	for (size_t i = 0; i < count; i++) {
		const struct addressed *one = &list[i];

		if (fixed && ((one->address ^ host) & (one->mask & host_mask)) == 0)
			lint_report_node(lint, one->node,
				"'%s' is in the subnet of the management network", one->name);
		for (size_t j = 0; j < i; j++) {
			const struct addressed *other = &list[j];

			if (((one->address ^ other->address) & (one->mask & other->mask)) != 0 ||
				belong_together(one, other))
				continue;
			lint_report_node(lint, one->node, "'%s' is in the subnet of '%s'",
				one->name, other->name);
			break;
		}
	}
}

// The switch of an interface, NULL when the spec does not have it; `ret_group` likewise.
static const struct spec_node *switch_of(
	const struct lint *lint, const struct spec_node *item, const struct spec_node **ret_group)
{
	const char *name = teaming_text(item, "portgroup");
	const struct spec_node *vswitch = NULL;

	*ret_group = name ? teaming_portgroup(lint->spec, name, &vswitch) : NULL;
	// What the installer made is on vSwitch0.
	for (size_t i = 0; name && !vswitch && i < lint_count(lint, VSWITCHES); i++) {
		const char *text = teaming_text(lint_item(lint, VSWITCHES, i), "name");

		if (text && text_equal(text, "vSwitch0"))
			vswitch = lint_item(lint, VSWITCHES, i);
	}
	return vswitch;
}

// V04
void lint_interface_mtu(struct lint *lint)
{
	for (size_t i = 0; i < lint_count(lint, VMKERNEL); i++) {
		const struct spec_node *item = lint_item(lint, VMKERNEL, i);
		const struct spec_node *group;
		const struct spec_node *vswitch = switch_of(lint, item, &group);
		const char *mine = teaming_text(item, "mtu");
		const char *its = vswitch ? teaming_text(vswitch, "mtu") : NULL;
		uint64_t mtu;
		uint64_t limit = 1500;

		if (!mine || !text_parse_number(mine, UINT32_MAX, &mtu) ||
			commands_mode(lint->spec) != MODE_INSTALL)
			continue;
		if (its && !text_parse_number(its, UINT32_MAX, &limit))
			continue;
		if (mtu > limit)
			lint_report_node(lint, spec_node_get(item, "mtu"),
				"packets of %s bytes, where the switch takes %zu", mine,
				(size_t)limit);
	}
}

// V05
void lint_interface_trunk(struct lint *lint)
{
	for (size_t i = 0; i < lint_count(lint, VMKERNEL); i++) {
		const struct spec_node *item = lint_item(lint, VMKERNEL, i);
		const struct spec_node *group;
		const char *vlan = NULL;

		switch_of(lint, item, &group);
		vlan = group ? teaming_text(group, "vlan") : NULL;
		if (vlan && text_equal(vlan, "4095"))
			lint_report_node(lint, spec_node_get(item, "portgroup"),
				"port group '%s' carries all VLANs",
				teaming_text(item, "portgroup"));
	}
}

// A standard port group holds one interface: known from use, not from the facts.
void lint_interface_shared(struct lint *lint)
{
	AUTO_INTERFACES interfaces = {0};

	interfaces_init(&interfaces, lint->spec);
	for (size_t i = 0; i < interfaces.count; i++) {
		const struct spec_node *item = interfaces.nodes[i];
		const char *group = teaming_text(item, "portgroup");
		bool shared = group && text_equal(group, "Management Network") &&
			      !text_equal(interfaces.names[i], "vmk0");

		for (size_t j = 0; group && j < i && !shared; j++) {
			const char *other = teaming_text(interfaces.nodes[j], "portgroup");

			shared = other && text_equal(other, group);
		}
		if (shared)
			lint_report_node(lint, spec_node_get(item, "portgroup"),
				"port group '%s' has an interface already", group);
	}
}

// Without tags (5.0) no service but vMotion can be chosen, whatever is known about its name.
static bool is_certain(const struct lint *lint, const struct service *service)
{
	return service->certain || release_compare(lint->release, (struct release){5, 1, 0}) < 0;
}

static void check_services(struct lint *lint, bool certain)
{
	char given[RELEASE_TEXT_SIZE];
	char since[RELEASE_TEXT_SIZE];

	release_format(lint->release, given);
	for (size_t i = 0; i < lint_count(lint, VMKERNEL); i++) {
		const struct spec_node *list =
			spec_node_get(lint_item(lint, VMKERNEL, i), "services");

		for (size_t j = 0; list && j < spec_node_count(list); j++) {
			const struct spec_node *node = spec_node_at(list, j);
			const struct service *service = service_find(spec_node_text(node));

			if (!service || is_certain(lint, service) != certain)
				continue;
			release_format(service->since, since);
			if (release_compare(lint->release, service->since) < 0)
				lint_report_node(lint, node,
					"ESXi %s does not know the service '%s', ESXi %s is the "
					"first that does",
					given, service->word, since);
			else if (!service->proven)
				lint_report_node(lint, node,
					"how the host spells '%s' is not confirmed: '%s' is "
					"written",
					service->word, service->tag);
		}
	}
}

void lint_service_release(struct lint *lint)
{
	check_services(lint, true);
}

void lint_service_unproven(struct lint *lint)
{
	check_services(lint, false);
}
