// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of the table: network.
#include "keys.h"

#define LOAD_BALANCING "loadbalance_srcid|loadbalance_ip|loadbalance_srcmac|failover_explicit"

// The host's own words for them: facts/host-tasks.md section 6.
#define SERVICES                                                                                   \
	"management|vmotion|ft|vsan|vsan_witness|replication|replication_nfc|provisioning|"        \
	"backup_nfc|nvme_tcp|nvme_rdma"

// clang-format off
#define TEAMING(at)                                                                                \
	MAPPING(at ".teaming", "which uplinks carry the traffic"),                                 \
	ENUM(at ".teaming.load_balancing", LOAD_BALANCING, "how an uplink is chosen"),             \
	SEQUENCE(at ".teaming.active", "uplinks in use"),                                          \
	STRING(at ".teaming.active[]", "name of an uplink", .form = FORM_UPLINK),                  \
	SEQUENCE(at ".teaming.standby", "uplinks that take over"),                                 \
	STRING(at ".teaming.standby[]", "name of an uplink", .form = FORM_UPLINK),                 \
	ENUM(at ".teaming.failure_detection", "link|beacon", "how a failed uplink is noticed"),    \
	BOOL(at ".teaming.notify_switches", "tell the physical switches after a failover"),        \
	BOOL(at ".teaming.failback", "return to an uplink that works again",                       \
		.since = {5, 0, 0}, .instead = "set it with the vSphere Client")

#define SECURITY(at)                                                                               \
	MAPPING(at ".security", "what virtual machines may do"),                                   \
	BOOL(at ".security.promiscuous", "see all traffic"),                                       \
	BOOL(at ".security.mac_changes", "receive under another MAC address"),                     \
	BOOL(at ".security.forged_transmits", "send under another MAC address")

#define SHAPING(at)                                                                                \
	MAPPING(at ".shaping", "limit of the outgoing traffic", .since = {5, 0, 0},                \
		.instead = "set it with the vSphere Client"),                                      \
	NUMBER(at ".shaping.average_kbps", 1, UINT32_MAX, "mean rate", .unit = "kbit/s",           \
		.flags = SCHEMA_REQUIRED),                                                         \
	NUMBER(at ".shaping.peak_kbps", 1, UINT32_MAX, "highest rate", .unit = "kbit/s",           \
		.flags = SCHEMA_REQUIRED),                                                         \
	NUMBER(at ".shaping.burst_kb", 1, UINT32_MAX, "size of a burst", .unit = "KiB",            \
		.flags = SCHEMA_REQUIRED)

const struct schema_row keys_network[] = {
	MAPPING("network", "names, addresses and switches"),
	STRING("network.hostname", "fully qualified name of the host", .form = FORM_HOSTNAME),
	MAPPING("network.management", "the management interface"),
	STRING("network.management.uplink",
		"vmnicN or MAC address; default: the adapter booted from, or the first with a link",
		.form = FORM_UPLINK),
	NUMBER("network.management.vlan", 0, 4094, "VLAN of the management network, 0 for none",
		.fallback = "0"),
	MAPPING("network.management.ipv4", "address of the host, or the word dhcp",
		.values = "dhcp", .fallback = "dhcp"),
	STRING("network.management.ipv4.address", "IPv4 address", .form = FORM_ADDRESS,
		.flags = SCHEMA_REQUIRED),
	STRING("network.management.ipv4.netmask", "netmask", .form = FORM_NETMASK,
		.flags = SCHEMA_REQUIRED),
	STRING("network.management.ipv4.gateway", "default gateway", .form = FORM_ADDRESS),
	MAPPING("network.dns", "name resolution"),
	SEQUENCE("network.dns.servers",
		"name servers; the installer takes two, further ones are set at the first boot"),
	STRING("network.dns.servers[]", "IPv4 address", .form = FORM_IPV4),
	SEQUENCE("network.dns.search", "domains tried for short names"),
	STRING("network.dns.search[]", "domain", .form = FORM_HOSTNAME),
	BOOL("network.vm_network", "make the port group \"VM Network\"", .fallback = "true"),
	BOOL("network.ipv6", "IPv6 on the host", .since = {5, 0, 0},
		.instead = "set it with the vSphere Client"),

	SEQUENCE("network.vswitches", "standard virtual switches"),
	MAPPING("network.vswitches[]",
		"one switch; vSwitch0 is the one the installer makes: changed, not created"),
	STRING("network.vswitches[].name", "name of the switch", .flags = SCHEMA_REQUIRED, .max = 31),
	SEQUENCE("network.vswitches[].uplinks", "physical adapters"),
	STRING("network.vswitches[].uplinks[]", "vmnicN", .form = FORM_UPLINK),
	NUMBER("network.vswitches[].mtu", 1280, 9000, "largest packet", .unit = "bytes"),
	ENUM("network.vswitches[].cdp", "down|listen|advertise|both",
		"Cisco discovery protocol"),
	TEAMING("network.vswitches[]"),
	SECURITY("network.vswitches[]"),
	SHAPING("network.vswitches[]"),
	SEQUENCE("network.vswitches[].portgroups", "port groups on the switch"),
	MAPPING("network.vswitches[].portgroups[]", "one port group"),
	STRING("network.vswitches[].portgroups[].name", "name of the port group",
		.flags = SCHEMA_REQUIRED, .max = 80),
	NUMBER("network.vswitches[].portgroups[].vlan", 0, 4095, "VLAN, 0 for none, 4095 for all"),
	TEAMING("network.vswitches[].portgroups[]"),
	SECURITY("network.vswitches[].portgroups[]"),
	SHAPING("network.vswitches[].portgroups[]"),

	SEQUENCE("network.vmkernel", "further interfaces of the host"),
	MAPPING("network.vmkernel[]", "one interface"),
	STRING("network.vmkernel[].portgroup", "port group it is connected to",
		.flags = SCHEMA_REQUIRED, .max = 80),
	STRING("network.vmkernel[].name", "vmkN", .form = FORM_VMKERNEL),
	NUMBER("network.vmkernel[].mtu", 1280, 9000, "largest packet", .unit = "bytes"),
	STRING("network.vmkernel[].netstack", "TCP/IP stack", .since = {6, 0, 0}),
	MAPPING("network.vmkernel[].ipv4",
		"address of the interface, or the word dhcp; vmk0 keeps that of the management",
		.values = "dhcp", .fallback = "dhcp"),
	STRING("network.vmkernel[].ipv4.address", "IPv4 address", .form = FORM_ADDRESS,
		.flags = SCHEMA_REQUIRED),
	STRING("network.vmkernel[].ipv4.netmask", "netmask", .form = FORM_NETMASK,
		.flags = SCHEMA_REQUIRED),
	STRING("network.vmkernel[].ipv4.gateway", "default gateway of its netstack, or its own",
		.form = FORM_ADDRESS, .since = {6, 0, 0}, .instead = "network.routes"),
	SEQUENCE("network.vmkernel[].services", "what the interface is used for"),
	ENUM("network.vmkernel[].services[]", SERVICES,
		"one service; 5.0 knows vmotion only, vsan is there from 5.5 on, nvme_tcp from 7.0 U3"),
	SEQUENCE("network.routes", "static routes"),
	MAPPING("network.routes[]", "one route"),
	STRING("network.routes[].network", "network in the form address/bits", .form = FORM_CIDR,
		.flags = SCHEMA_REQUIRED),
	STRING("network.routes[].gateway", "next hop", .form = FORM_ADDRESS,
		.flags = SCHEMA_REQUIRED),
	MAPPING("network.firewall", "rule sets of the firewall", .since = {5, 0, 0}),
	MAPPING("network.firewall.*", "the rule set of that name", .key_form = FORM_RULESET),
	BOOL("network.firewall.*.enabled", "let the traffic through", .flags = SCHEMA_REQUIRED),
	SEQUENCE("network.firewall.*.allowed", "the only addresses that may; default: all", .min = 1),
	STRING("network.firewall.*.allowed[]", "address or network", .form = FORM_CIDR),
};
// clang-format on

const size_t keys_network_count = sizeof(keys_network) / sizeof(keys_network[0]);
