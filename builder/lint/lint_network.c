// SPDX-License-Identifier: GPL-3.0-or-later
// Rules about addresses, names and the servers that are asked by name.
#include <arpa/inet.h>
#include <string.h>

#include "commands.h"
#include "lint_rules.h"

#define IPV4 "network.management.ipv4"

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
