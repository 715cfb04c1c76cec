// SPDX-License-Identifier: GPL-3.0-or-later
// Rules about addresses, names and the servers that are asked by name.
#include <arpa/inet.h>
#include <string.h>

#include "commands.h"
#include "lint_rules.h"

#define IPV4 "network.management.ipv4"

// The IPv4 address at the key in host order; false when there is none.
static bool read_ipv4(const struct lint *lint, const char *path, uint32_t *ret)
{
	const char *text = spec_text(lint->spec, path);
	struct in_addr address;

	if (!text || inet_pton(AF_INET, text, &address) != 1)
		return false;
	*ret = ntohl(address.s_addr);
	return true;
}

static bool is_edge(uint32_t address, uint32_t mask)
{
	// A host route has neither network nor broadcast address.
	return mask != UINT32_MAX && ((address & ~mask) == 0 || (address | mask) == UINT32_MAX);
}

void lint_address(struct lint *lint)
{
	uint32_t address, mask;

	if (!read_ipv4(lint, IPV4 ".address", &address))
		return;
	if (address >> 24 == 0 || address >> 24 == 127 || address >> 28 >= 14)
		lint_report(lint, IPV4 ".address", "no host can have this address");
	else if (read_ipv4(lint, IPV4 ".netmask", &mask) && is_edge(address, mask))
		lint_report(lint, IPV4 ".address",
			"this is the network or the broadcast address of the subnet");
}

void lint_gateway(struct lint *lint)
{
	uint32_t address, mask, gateway;

	if (!read_ipv4(lint, IPV4 ".address", &address) ||
		!read_ipv4(lint, IPV4 ".netmask", &mask) ||
		!read_ipv4(lint, IPV4 ".gateway", &gateway))
		return;
	if ((address & mask) != (gateway & mask))
		lint_report(lint, IPV4 ".gateway", "the gateway is outside the subnet");
	else if (is_edge(gateway, mask))
		lint_report(lint, IPV4 ".gateway",
			"this is the network or the broadcast address of the subnet");
}

void lint_hostname(struct lint *lint)
{
	const char *hostname = spec_text(lint->spec, "network.hostname");

	if (hostname && *hostname && !strchr(hostname, '.'))
		lint_report(
			lint, "network.hostname", "'%s' is not a fully qualified name", hostname);
}

void lint_static(struct lint *lint)
{
	if (commands_use_dhcp(lint->spec) || commands_mode(lint->spec) == MODE_UPGRADE)
		return;
	if (!spec_has(lint->spec, IPV4 ".gateway"))
		lint_report(lint, IPV4, "no gateway: the last address of the subnet is guessed");
	if (lint_count(lint, "network.dns.servers") == 0)
		lint_report(lint, IPV4, "no name server");
	if (!spec_has(lint->spec, "network.hostname"))
		lint_report(lint, IPV4, "no host name: it becomes localhost");
}

void lint_uplink(struct lint *lint)
{
	if (!commands_use_dhcp(lint->spec) && !spec_has(lint->spec, "network.management.uplink"))
		lint_report(lint, "network.management.uplink", "no adapter is named");
}

void lint_ntp_names(struct lint *lint)
{
	unsigned char address[sizeof(struct in6_addr)];

	if (commands_use_dhcp(lint->spec) || lint_count(lint, "network.dns.servers") > 0)
		return;
	for (size_t i = 0; i < lint_count(lint, "time.ntp"); i++) {
		const struct spec_node *item = lint_item(lint, "time.ntp", i);
		const char *text = spec_node_text(item);

		if (inet_pton(AF_INET, text, address) != 1 &&
			inet_pton(AF_INET6, text, address) != 1)
			lint_report_node(lint, item, "'%s' cannot be resolved", text);
	}
}
