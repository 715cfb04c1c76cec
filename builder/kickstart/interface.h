// SPDX-License-Identifier: GPL-3.0-or-later
// The interfaces of the vmkernel that a spec asks for: their names, services and addresses.
//
// Source: facts/host-tasks.md section 6.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cleanup.h"
#include "release.h"
#include "spec.h"

struct service {
	const char *word; // in the spec
	const char *tag; // of esxcli; NULL: set up in another way
	bool proven; // the spelling of the tag
	struct release since; // first release that is known to have it
	bool certain; // nothing does this before: an error, not a warning
};

// NULL: no such service.
const struct service *service_find(const char *word);

// The items of network.vmkernel with their names: as the spec says, or the lowest number that no
// other one has, counted from 1 (vmk0 is the installer's). Nodes belong to the spec.
struct interfaces {
	const struct spec_node **nodes;
	char **names;
	size_t count;
};

void interfaces_init(struct interfaces *interfaces, const struct spec *spec);
void interfaces_finish(struct interfaces *interfaces);
#define AUTO_INTERFACES CLEANUP(interfaces_finish) struct interfaces

// The one of that name, or NULL.
const struct spec_node *interfaces_find(const struct interfaces *interfaces, const char *name);

// The fixed address, in host order; false: DHCP, or none for the spec to set.
bool interface_address(const struct spec_node *node, uint32_t *ret_address, uint32_t *ret_mask);

// The TCP/IP stack, "" for the default one.
const char *interface_netstack(const struct spec_node *node);

bool interface_has_service(const struct spec_node *node, const char *word);
