// SPDX-License-Identifier: GPL-3.0-or-later
// The interfaces of the vmkernel that a spec asks for: their names, services and addresses.
#include "interface.h"

#include <stdlib.h>

#include "form.h"
#include "memory.h"
#include "teaming.h"
#include "text.h"

// facts/host-tasks.md section 6. vSAN has a name space of its own, from 5.5 on.
static const struct service services[] = {
	{"backup_nfc", "vSphereBackupNFC", false, {7, 0, 0}, false},
	{"ft", "faultToleranceLogging", true, {5, 1, 0}, true},
	{"management", "Management", true, {5, 1, 0}, true},
	{"nvme_rdma", "NVMeRDMA", false, {7, 0, 0}, false},
	{"nvme_tcp", "NVMeTCP", true, {7, 0, 3}, true},
	{"provisioning", "vSphereProvisioning", false, {6, 0, 0}, false},
	{"replication", "vSphereReplication", true, {5, 1, 0}, true},
	{"replication_nfc", "vSphereReplicationNFC", false, {6, 0, 0}, false},
	{"vmotion", "VMotion", true, {4, 1, 0}, true},
	{"vsan", NULL, true, {5, 5, 0}, true},
	{"vsan_witness", "VSANWitness", false, {6, 5, 0}, false},
};

const struct service *service_find(const char *word)
{
	for (size_t i = 0; i < sizeof(services) / sizeof(*services); i++) {
		if (text_equal(services[i].word, word))
			return &services[i];
	}
	return NULL;
}

// The number of "vmk3", or `none`, too, where it is not below that.
static size_t number_of(const char *name, size_t none)
{
	const char *digits = name ? text_skip_prefix(name, "vmk") : NULL;
	uint64_t number;

	return digits && text_parse_number(digits, none, &number) ? (size_t)number : none;
}

void interfaces_init(struct interfaces *interfaces, const struct spec *spec)
{
	const struct spec_node *list = spec_get(spec, "network.vmkernel");
	size_t count = list ? spec_node_count(list) : 0;
	// One of the numbers 1 to `count` is free for each that has none.
	size_t end = count + 1;
	AUTO_FREE bool *taken = memory_alloc_array(end + 1, sizeof(*taken));
	size_t number = 1;

	*interfaces = (struct interfaces){
		.nodes = memory_alloc_array(count, sizeof(*interfaces->nodes)),
		.names = memory_alloc_array(count, sizeof(*interfaces->names)),
		.count = count,
	};
	for (size_t i = 0; i < count; i++) {
		interfaces->nodes[i] = spec_node_at(list, i);
		taken[number_of(teaming_text(interfaces->nodes[i], "name"), end)] = true;
	}
	for (size_t i = 0; i < count; i++) {
		const char *written = teaming_text(interfaces->nodes[i], "name");

		if (written) {
			interfaces->names[i] = memory_strdup(written);
			continue;
		}
		while (taken[number])
			number++;
		interfaces->names[i] = memory_printf("vmk%zu", number++);
	}
}

void interfaces_finish(struct interfaces *interfaces)
{
	for (size_t i = 0; i < interfaces->count; i++)
		free(interfaces->names[i]);
	free(interfaces->names);
	free(interfaces->nodes);
}

const struct spec_node *interfaces_find(const struct interfaces *interfaces, const char *name)
{
	for (size_t i = 0; i < interfaces->count; i++) {
		if (text_equal(interfaces->names[i], name))
			return interfaces->nodes[i];
	}
	return NULL;
}

bool interface_address(const struct spec_node *node, uint32_t *ret_address, uint32_t *ret_mask)
{
	const struct spec_node *ipv4 = spec_node_get(node, "ipv4");
	const char *address = teaming_text(ipv4, "address");
	const char *mask = teaming_text(ipv4, "netmask");

	return address && mask && form_parse_ipv4(address, ret_address) &&
	       form_parse_ipv4(mask, ret_mask);
}

const char *interface_netstack(const struct spec_node *node)
{
	const char *netstack = teaming_text(node, "netstack");

	return netstack && !text_equal(netstack, "defaultTcpipStack") ? netstack : "";
}

bool interface_has_service(const struct spec_node *node, const char *word)
{
	const struct spec_node *list = spec_node_get(node, "services");

	for (size_t i = 0; list && i < spec_node_count(list); i++) {
		if (text_equal(spec_node_text(spec_node_at(list, i)), word))
			return true;
	}
	return false;
}
