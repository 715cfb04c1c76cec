// SPDX-License-Identifier: GPL-3.0-or-later
// What all payloads of a package hold together, against each other and against the file list.
#pragma once

#include <stdbool.h>

#include "package.h"

enum { PACKAGE_ENTRY_COUNT_MAX = 200000 };

struct package_entry {
	char *path;
	bool is_dir;
	const struct vib_payload *payload;
};

struct package_entries {
	struct package_entry *list;
	size_t count;
	bool incomplete; // some payload could not be listed
};

void package_entries_add(struct package_entries *entries, const char *path, bool is_dir,
	const struct vib_payload *payload);
// Adds what is wrong to the problems of the package; the order of the entries changes.
void package_entries_judge(struct package_entries *entries, struct package *package);
void package_entries_finish(struct package_entries *entries);
