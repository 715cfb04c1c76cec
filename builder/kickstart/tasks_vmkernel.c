// SPDX-License-Identifier: GPL-3.0-or-later
// Data of the task that makes interfaces of the vmkernel.
#include "interface.h"
#include "task_data.h"
#include "teaming.h"
#include "text.h"

static void set_text(struct value *data, const char *key, const char *text)
{
	value_set_string(data, key, text ? text : "");
}

// vmk0 without an address keeps the installer's; any other interface without one asks DHCP.
static void set_address(struct value *data, const struct spec_node *node, const char *name)
{
	const struct spec_node *ipv4 = spec_node_get(node, "ipv4");
	bool fixed = ipv4 && spec_node_kind(ipv4) == SPEC_MAPPING;
	const char *gateway = teaming_text(ipv4, "gateway");
	bool own_stack = *interface_netstack(node) != '\0';

	value_set_bool(data, "static", fixed);
	value_set_bool(data, "dhcp", !fixed && (ipv4 || !text_equal(name, "vmk0")));
	set_text(data, "address", teaming_text(ipv4, "address"));
	set_text(data, "netmask", teaming_text(ipv4, "netmask"));
	set_text(data, "gateway", own_stack ? "" : gateway);
	set_text(data, "stack_gateway", own_stack ? gateway : "");
}

static struct value *tags_data(const struct spec_node *node)
{
	const struct spec_node *list = spec_node_get(node, "services");
	struct value *tags = value_list();

	for (size_t i = 0; list && i < spec_node_count(list); i++) {
		const struct service *service = service_find(spec_node_text(spec_node_at(list, i)));

		if (service && service->tag)
			value_append(tags, value_string(service->tag));
	}
	return tags;
}

static struct value *interface_data(const struct spec_node *node, const char *name)
{
	struct value *data = task_item(node);

	set_text(data, "name", name);
	set_text(data, "portgroup", teaming_text(node, "portgroup"));
	set_text(data, "netstack", interface_netstack(node));
	set_text(data, "mtu", teaming_text(node, "mtu"));
	set_address(data, node, name);
	value_set(data, "tags", tags_data(node));
	value_set_bool(data, "vmotion", interface_has_service(node, "vmotion"));
	value_set_bool(data, "vsan", interface_has_service(node, "vsan"));
	return data;
}

static bool list_has(const struct value *list, const char *text)
{
	for (size_t i = 0; i < value_count(list); i++) {
		if (text_equal(value_text(value_at(list, i)), text))
			return true;
	}
	return false;
}

static bool vmkernel_wanted(const struct spec *spec)
{
	return task_count_of(spec, "network.vmkernel") > 0;
}

static struct value *vmkernel_data(const struct task_context *context)
{
	struct value *data = value_map();
	struct value *list = value_list();
	struct value *netstacks = value_list();
	bool tags = false;
	bool vsan = false;
	bool gateway = false;
	AUTO_INTERFACES interfaces = {0};

	interfaces_init(&interfaces, context->spec);
	for (size_t i = 0; i < interfaces.count; i++) {
		const struct spec_node *node = interfaces.nodes[i];
		const char *netstack = interface_netstack(node);
		struct value *item = interface_data(node, interfaces.names[i]);

		if (*netstack && !list_has(netstacks, netstack))
			value_append(netstacks, value_string(netstack));
		tags = tags || value_count(value_get(item, "tags", 4)) > 0;
		vsan = vsan || interface_has_service(node, "vsan");
		gateway = gateway || value_is_true(value_get(item, "stack_gateway", 13));
		value_append(list, item);
	}
	value_set_bool(data, "has_tags", tags);
	value_set_bool(data, "has_vsan", vsan);
	value_set_bool(data, "has_netstacks", value_count(netstacks) > 0);
	value_set_bool(data, "has_stack_gateway", gateway);
	value_set(data, "netstacks", netstacks);
	value_set(data, "list", list);
	return data;
}

const struct task task_vmkernel = {
	.name = "vmkernel",
	.title = "vmkernel interfaces",
	.keys = "network.vmkernel",
	.wanted = vmkernel_wanted,
	.data = vmkernel_data,
};
