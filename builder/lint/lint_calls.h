// SPDX-License-Identifier: GPL-3.0-or-later
// The standard switches and interfaces of the vmkernel that the scripts of a kickstart make, as far
// as their calls tell.
#pragma once

#include "lint_rules.h"

// Where it is said.
struct lint_said {
	const struct lint_script *script;
	size_t offset;
};

struct lint_switch {
	const char *name;
	uint64_t mtu; // 0: not said
	bool made; // by a script, or by the installer: all about it is known
	const char *active, *standby; // of its failover policy, NULL: not said
	struct lint_said policy;
};

struct lint_uplink {
	const char *name;
	const char *vswitch;
	struct lint_said said; // script NULL: by the installer
};

struct lint_group {
	const char *name;
	const char *vswitch; // NULL: not said
	const char *vlan; // NULL: not said
	const char *active, *standby; // of its failover policy, NULL: not said
	struct lint_said policy;
};

struct lint_vmk {
	const char *name;
	const char *group; // NULL: not said
	const char *netstack; // NULL: the default one
	uint64_t mtu; // 0: not said
	bool fixed; // has an address:
	uint32_t address, mask;
	bool vmotion;
	bool bound;
	struct lint_said made, mtu_said, address_said;
};

struct lint_bind {
	const char *vmk;
	struct lint_said said;
};

struct lint_target {
	const char *address;
	struct lint_said said;
};

// Names point into the calls of the scripts, and into the kickstart.
struct lint_network {
	struct lint_switch *switches;
	size_t switch_count;
	struct lint_uplink *uplinks;
	size_t uplink_count;
	bool uplinks_unknown; // a call that could not be told in full
	struct lint_group *groups;
	size_t group_count;
	struct lint_vmk *vmks;
	size_t vmk_count;
	struct lint_bind *binds;
	size_t bind_count;
	struct lint_target *targets;
	size_t target_count;
};

// Read once. A kickstart's alone.
const struct lint_network *lint_network(struct lint *lint);
const struct lint_switch *lint_find_switch(const struct lint_network *network, const char *name);
const struct lint_group *lint_find_group(const struct lint_network *network, const char *name);
const struct lint_vmk *lint_find_vmk(const struct lint_network *network, const char *name);
