// SPDX-License-Identifier: GPL-3.0-or-later
// Rules of the network that need more than one key.
#include "spec_expect.h"

#define SWITCH "network:\n  vswitches: [{name: v1, portgroups: [{name: p1}, {name: p2}]}]\n"
#define MANAGEMENT "network:\n  management: {ipv4: {address: 10.0.0.9, netmask: 255.255.255.0}}\n"
#define IP(host) "{address: 10.9.0." host ", netmask: 255.255.255.0"
#define UPGRADE "esxmint: 1\nbase: {iso: base.iso}\ninstall: {mode: upgrade}\n"

static const struct expectation rules[] = {
	// switches and port groups
	{HEAD SWITCH, ""},
	{HEAD "network:\n  vswitches: [{name: v1}, {name: v1}]\n",
		"5:34 network.vswitches[1].name: switch 'v1' a second time\n"},
	{HEAD "network:\n  vswitches:\n  - {name: v1, portgroups: [{name: p}]}\n"
	      "  - {name: v2, portgroups: [{name: p}]}\n",
		"7:36 network.vswitches[1].portgroups[0].name: port group 'p' a second time\n"},
	{HEAD "network:\n  vswitches: [{name: vSwitch0, portgroups: [{name: Management "
	      "Network}]}]\n",
		""},
	{HEAD "network:\n  vswitches: [{name: v1, portgroups: [{name: Management Network}]}]\n",
		"5:46 network.vswitches[0].portgroups[0].name: the installer makes 'Management "
		"Network' on vSwitch0\n"},
	{HEAD "network:\n  vswitches: [{name: v1, teaming: {active: [vmnic1], standby: "
	      "[vmnic1]}}]\n",
		"5:64 network.vswitches[0].teaming.standby[0]: uplink 'vmnic1' is active as "
		"well\n"},
	{HEAD "network:\n  vswitches: [{name: v1, portgroups: [{name: p, teaming: {active: "
	      "['00:50:56:aa:bb:01'], standby: ['00:50:56:AA:BB:01']}}]}]\n",
		"5:100 network.vswitches[0].portgroups[0].teaming.standby[0]: uplink "
		"'00:50:56:AA:BB:01' is active as well\n"},
	// interfaces
	{HEAD SWITCH "  vmkernel: [{portgroup: p1, name: vmk1}, {portgroup: p2, name: vmk1}]\n",
		"6:65 network.vmkernel[1].name: interface 'vmk1' a second time\n"},
	{HEAD SWITCH "  vmkernel: [{portgroup: p3}, {portgroup: other}]\n",
		"6:26 network.vmkernel[0].portgroup: there is no port group 'p3'\n"
		"6:43 network.vmkernel[1].portgroup: there is no port group 'other'\n"},
	{HEAD "network: {vmkernel: [{portgroup: VM Network}]}\n", ""},
	{HEAD "network: {vm_network: false, vmkernel: [{portgroup: VM Network}]}\n",
		"4:53 network.vmkernel[0].portgroup: there is no port group 'VM Network'\n"},
	{UPGRADE "network: {vmkernel: [{portgroup: old}]}\n", ""},
	{HEAD "network: {vmkernel: [{portgroup: Management Network, name: vmk0, mtu: 1400}]}\n",
		""},
	{HEAD SWITCH "  vmkernel: [{portgroup: p1, name: vmk0, netstack: x, ipv4: dhcp}]\n",
		"6:26 network.vmkernel[0].portgroup: the installer puts vmk0 on 'Management "
		"Network'\n"
		"6:52 network.vmkernel[0].netstack: the installer puts vmk0 on the default TCP/IP "
		"stack\n"
		"6:61 network.vmkernel[0].ipv4: the address of vmk0 is network.management.ipv4\n"},
	{UPGRADE SWITCH "  vmkernel: [{portgroup: p1, name: vmk0, ipv4: dhcp}]\n", ""},
	{HEAD SWITCH "  vmkernel:\n  - {portgroup: p1, ipv4: " IP(
		 "1") "}}\n"
		      "  - {portgroup: p2, ipv4: " IP("1") "}}\n",
		"8:37 network.vmkernel[1].ipv4.address: address '10.9.0.1' a second time\n"},
	{HEAD MANAGEMENT "  vswitches: [{name: v1, portgroups: [{name: p1}]}]\n"
			 "  vmkernel: [{portgroup: p1, ipv4: {address: 10.0.0.9, netmask: "
			 "255.255.255.0}}]\n",
		"7:46 network.vmkernel[0].ipv4.address: address '10.0.0.9' a second time\n"},
	{HEAD SWITCH "  vmkernel: [{portgroup: p1, ipv4: " IP("1") ", gateway: 10.8.0.1}}]\n",
		"6:89 network.vmkernel[0].ipv4.gateway: gateway '10.8.0.1' is not in the network "
		"of 10.9.0.1/255.255.255.0\n"},
	{HEAD SWITCH "  vmkernel: [{portgroup: p1, ipv4: " IP("0") "}}]\n",
		"6:46 network.vmkernel[0].ipv4.address: '10.9.0.0' is the address of the network "
		"itself\n"},
	{HEAD SWITCH "  vmkernel: [{portgroup: p1, ipv4: " IP("255") "}}]\n",
		"6:46 network.vmkernel[0].ipv4.address: '10.9.0.255' is the broadcast address of "
		"the network\n"},
	{HEAD SWITCH "  vmkernel: [{portgroup: p1, services: [vmotoin]}]\n",
		"6:41 network.vmkernel[0].services[0]: 'vmotoin' is not a value of this key\n"},
	// routes and the firewall
	{HEAD "network: {routes: [{network: 10.9.0.0/16, gateway: 10.0.0.1}, {network: "
	      "10.8.0.1/32, gateway: 10.0.0.1}]}\n",
		""},
	{HEAD "network: {routes: [{network: 10.9.0.1/16, gateway: 10.0.0.1}]}\n",
		"4:30 network.routes[0].network: '10.9.0.1/16' is an address in a network, not the "
		"network\n"},
	{HEAD "network: {routes: [{network: 10.9.0.0, gateway: 10.0.0.1}]}\n",
		"4:30 network.routes[0].network: '10.9.0.0' does not say how large the network "
		"is\n"},
	{HEAD "network: {routes: [{network: 0.0.0.0/0, gateway: 10.0.0.1}]}\n",
		"4:30 network.routes[0].network: the default route is no static route\n"},
	{HEAD "network:\n  routes:\n  - {network: 10.9.0.0/16, gateway: 10.0.0.1}\n"
	      "  - {network: 10.9.0.0/16, gateway: 10.0.0.2}\n",
		"7:15 network.routes[1].network: route to '10.9.0.0/16' a second time\n"},
	{HEAD "network: {firewall: {ssh: {enabled: true, allowed: [10.0.0.0/8, 10.0.0.1]}}}\n", ""},
	{HEAD "network: {firewall: {\"a b\": {enabled: true}}}\n",
		"4:22 network.firewall.a b: 'a b' is not the name of a rule set\n"},
	{HEAD "network: {firewall: {ssh: {enabled: true, allowed: [10.0.0.1/8]}}}\n",
		"4:53 network.firewall.ssh.allowed[0]: '10.0.0.1/8' is an address in a network, "
		"not the network\n"},
};

START_TEST(rules_of_the_network_hold)
{
	expect(rules[_i].text, rules[_i].findings);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rules_network");
	TCase *cases = tcase_create("rules");

	tcase_add_loop_test(cases, rules_of_the_network_hold, 0, COUNT(rules));
	suite_add_tcase(suite, cases);
	return run_suite(suite);
}
