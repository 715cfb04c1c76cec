// SPDX-License-Identifier: GPL-3.0-or-later
// The interfaces of the vmkernel that a spec asks for: their names, services and addresses.
//
// Source: facts/host-tasks.md section 6.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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

// "vmk3": as the spec says, or the lowest number that no other interface of the list has, counted
// from 1 (vmk0 is the installer's). NULL: no such item. Caller frees.
char *interface_name(const struct spec *spec, size_t index);

// The item of network.vmkernel whose interface has the name, or NULL.
const struct spec_node *interface_find(const struct spec *spec, const char *name);

// The fixed address, in host order; false: DHCP, or none for the spec to set.
bool interface_address(const struct spec_node *node, uint32_t *ret_address, uint32_t *ret_mask);

// The TCP/IP stack, "" for the default one.
const char *interface_netstack(const struct spec_node *node);

bool interface_has_service(const struct spec_node *node, const char *word);
