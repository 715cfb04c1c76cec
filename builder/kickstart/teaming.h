// SPDX-License-Identifier: GPL-3.0-or-later
// Which uplinks a standard switch has, and which of them it or a port group of it uses.
//
// Source of the rules: facts/host-tasks.md section 5.1. An uplink that is neither active nor
// standby is not used; a port group that names any uplink has an order of its own.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "cleanup.h"
#include "spec.h"

// Names as the spec has them (vmnicN or MAC address), each once; they belong to the spec.
struct uplinks {
	const char **names;
	size_t count;
};

bool uplinks_have(const struct uplinks *uplinks, const char *name);

struct teaming {
	struct uplinks all; // of the switch
	struct uplinks active, standby;
	bool known; // false: the installer or the host chose uplinks that the spec does not name
	bool said; // the spec says which are active or standby, here or by what uplinks there are
};

// Of a switch, or with `portgroup` of a port group on it. `vswitch` is an item of
// network.vswitches, `portgroup` one of its portgroups or NULL.
void teaming_init(struct teaming *teaming, const struct spec *spec, const struct spec_node *vswitch,
	const struct spec_node *portgroup);
void teaming_finish(struct teaming *teaming);
#define AUTO_TEAMING CLEANUP(teaming_finish) struct teaming

// The port group of that name in network.vswitches and, if `ret_vswitch` is not NULL, its switch;
// NULL when the spec has none.
const struct spec_node *teaming_portgroup(
	const struct spec *spec, const char *name, const struct spec_node **ret_vswitch);

// The scalar `key` of a mapping, NULL when it is not written.
const char *teaming_text(const struct spec_node *node, const char *key);
