// SPDX-License-Identifier: GPL-3.0-or-later
// Data of the tasks that set up names, addresses and switches.
#include <string.h>

#include "commands.h"
#include "task_data.h"

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
