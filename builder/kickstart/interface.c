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
	{"vmotion", "VMotion", true, {5, 0, 0}, true},
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

static const struct spec_node *interfaces(const struct spec *spec)
{
	return spec_get(spec, "network.vmkernel");
}

static bool is_taken(const struct spec_node *list, const char *name)
{
	for (size_t i = 0; i < spec_node_count(list); i++) {
		const char *text = teaming_text(spec_node_at(list, i), "name");

		if (text && text_equal(text, name))
			return true;
	}
	return false;
}

char *interface_name(const struct spec *spec, size_t index)
{
	const struct spec_node *list = interfaces(spec);
	size_t number = 0;
	char *name = NULL;

	if (!list || index >= spec_node_count(list))
		return NULL;
	for (size_t i = 0; i <= index; i++) {
		const char *written = teaming_text(spec_node_at(list, i), "name");

		if (written && i == index) {
			free(name);
			return memory_strdup(written);
		}
		if (written)
			continue;
		do {
			free(name);
			name = memory_printf("vmk%zu", ++number);
		} while (is_taken(list, name));
	}
	return name;
}

const struct spec_node *interface_find(const struct spec *spec, const char *name)
{
	const struct spec_node *list = interfaces(spec);

	for (size_t i = 0; list && i < spec_node_count(list); i++) {
		AUTO_FREE char *mine = interface_name(spec, i);

		if (mine && text_equal(mine, name))
			return spec_node_at(list, i);
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
