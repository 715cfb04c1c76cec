// SPDX-License-Identifier: GPL-3.0-or-later
// In which keys two specs differ: lists of things with names are compared by name, not by place.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "schema.h"
#include "spec.h"

enum change_kind {
	CHANGE_VALUE, // of a scalar, or of a mapping that a word may stand for
	CHANGE_WRITTEN, // written on one side only, and there what would be without it
	CHANGE_LIST, // of plain values
	CHANGE_ADDED, // an entry of a list or of a mapping with free keys
	CHANGE_REMOVED,
};

enum { CHANGE_NAMES_MAX = 4 };

struct change {
	enum change_kind kind;
	const struct schema_row *row;
	char *path; // "network.vswitches[vSwitch1].portgroups[iSCSI-01].vlan"
	char *names[CHANGE_NAMES_MAX]; // of the list entries and free keys on the way, from the top
	size_t name_count;
	const struct spec_node *old_node, *new_node; // NULL: not written
	char *old_value, *new_value; // of a scalar, with the default where there is one; else NULL
	bool secret;
};

struct changes {
	struct change *list; // in the order of the table
	size_t count;
};

// `skip`: paths of the table that somebody else speaks about, ended by NULL.
void changes_find(const struct spec *old_spec, const struct spec *new_spec, const char *const *skip,
	struct changes *ret);
void changes_finish(struct changes *changes);

// "10.0.0.1/255.255.255.0, gateway 10.0.0.254", "a, b", "vlan: 20, teaming.active: vmnic1".
// Secrets are not in it, nor what names an entry of a list. Caller frees.
char *change_describe(const struct schema_row *row, const struct spec_node *node);
