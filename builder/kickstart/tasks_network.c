// SPDX-License-Identifier: GPL-3.0-or-later
// Data of the tasks that set up names, addresses and switches.
#include <string.h>

#include "commands.h"
#include "memory.h"
#include "task_data.h"
#include "teaming.h"

// Does the command `network` of the installer carry host name and name servers? It does for a fixed
// address, and takes two servers.
static bool installer_sets_dns(const struct spec *spec)
{
	return commands_mode(spec) != MODE_UPGRADE && !commands_use_dhcp(spec);
}

static bool dns_servers_wanted(const struct spec *spec)
{
	size_t count = task_count_of(spec, "network.dns.servers");

	return installer_sets_dns(spec) ? count > 2 : count > 0;
}

static bool dns_wanted(const struct spec *spec)
{
	return dns_servers_wanted(spec) || task_count_of(spec, "network.dns.search") > 0 ||
	       (!installer_sets_dns(spec) && spec_has(spec, "network.hostname"));
}

static struct value *dns_data(const struct task_context *context)
{
	const struct spec *spec = context->spec;
	struct value *data = value_map();
	bool servers = dns_servers_wanted(spec);
	// After an upgrade the address is from DHCP only if the spec says so.
	bool dhcp = commands_use_dhcp(spec) && (commands_mode(spec) != MODE_UPGRADE ||
						       spec_has(spec, "network.management.ipv4"));
	const char *hostname =
		installer_sets_dns(spec) ? NULL : spec_text(spec, "network.hostname");
	bool full = hostname && strchr(hostname, '.');

	value_set_bool(data, "keep", servers && dhcp);
	value_set_bool(data, "has_servers", servers);
	value_set(data, "servers",
		servers ? task_list_of(spec, "network.dns.servers") : value_list());
	value_set(data, "search", task_list_of(spec, "network.dns.search"));
	value_set_string(data, "fqdn", full ? hostname : "");
	value_set_string(data, "host", hostname && !full ? hostname : "");
	return data;
}

const struct task task_dns = {
	.name = "dns",
	.title = "host name and DNS",
	.keys = "network.dns, network.hostname",
	.wanted = dns_wanted,
	.data = dns_data,
};

static bool routes_wanted(const struct spec *spec)
{
	return task_count_of(spec, "network.routes") > 0;
}

static struct value *routes_data(const struct task_context *context)
{
	const struct spec_node *nodes = spec_get(context->spec, "network.routes");
	struct value *list = value_list();

	for (size_t i = 0; i < spec_node_count(nodes); i++) {
		const struct spec_node *node = spec_node_at(nodes, i);
		const char *network = teaming_text(node, "network");
		const char *gateway = teaming_text(node, "gateway");
		AUTO_FREE char *address = NULL;
		struct value *data = task_item(node);

		address = memory_strndup(
			network ? network : "", strcspn(network ? network : "", "/"));
		value_set_string(data, "network", network ? network : "");
		value_set_string(data, "address", address);
		value_set_string(data, "gateway", gateway ? gateway : "");
		value_append(list, data);
	}
	return list;
}

const struct task task_routes = {
	.name = "routes",
	.title = "static routes",
	.keys = "network.routes",
	.wanted = routes_wanted,
	.data = routes_data,
};

static bool ipv6_wanted(const struct spec *spec)
{
	return spec_has(spec, "network.ipv6");
}

static struct value *ipv6_data(const struct task_context *context)
{
	struct value *data = value_map();
	bool on = spec_flag(context->spec, "network.ipv6");

	value_set_bool(data, "on", on);
	value_set_string(data, "enabled", on ? "true" : "false");
	return data;
}

const struct task task_ipv6 = {
	.name = "ipv6",
	.title = "IPv6",
	.keys = "network.ipv6",
	.wanted = ipv6_wanted,
	.data = ipv6_data,
};

static bool firewall_wanted(const struct spec *spec)
{
	return task_count_of(spec, "network.firewall") > 0;
}

static struct value *firewall_data(const struct task_context *context)
{
	const struct spec_node *nodes = spec_get(context->spec, "network.firewall");
	struct value *data = value_map();
	struct value *list = value_list();
	bool any = false;

	for (size_t i = 0; i < spec_node_count(nodes); i++) {
		const struct spec_node *node = spec_node_at(nodes, i);
		const struct spec_node *allowed = spec_node_get(node, "allowed");
		const char *enabled = teaming_text(node, "enabled");
		struct value *item = task_item(node);
		struct value *addresses = value_list();

		for (size_t j = 0; allowed && j < spec_node_count(allowed); j++)
			value_append(
				addresses, value_string(spec_node_text(spec_node_at(allowed, j))));
		any = any || value_count(addresses) > 0;
		value_set_string(item, "ruleset", spec_node_key(nodes, i));
		value_set_string(item, "enabled", enabled ? enabled : "");
		value_set_bool(item, "has_allowed", value_count(addresses) > 0);
		value_set(item, "allowed", addresses);
		value_append(list, item);
	}
	value_set_bool(data, "has_allowed", any);
	value_set(data, "list", list);
	return data;
}

const struct task task_firewall = {
	.name = "firewall",
	.title = "firewall",
	.keys = "network.firewall",
	.wanted = firewall_wanted,
	.data = firewall_data,
};
