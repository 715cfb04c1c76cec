// SPDX-License-Identifier: GPL-3.0-or-later
// The two rules of placement.h, each in its own file: names of files and order of modules.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "vib.h"

// File names without case.
struct name_set {
	char **list; // lower case; sorted by names_sort()
	size_t count;
};

void names_add(struct name_set *set, const char *name);
// Sorts, and drops what is there twice.
void names_sort(struct name_set *set);
bool names_have(const struct name_set *set, const char *name); // of a sorted set
void names_finish(struct name_set *set);

typedef bool name_is_taken(const void *context, const char *name);

// The file name of a payload (facts/media-5-to-9.md section 5.4); `keep_dash`: '-' stays, as on
// 5.0. NULL when no name is free.
char *payload_file_name(const struct vib_payload *payload, bool keep_dash, name_is_taken *is_taken,
	const void *context);
// What keeps media or the loader from having such a file, in words, or NULL.
const char *payload_file_name_fault(const char *name);
// Does the loader demand a signature of VMware of a module of this name (facts/loader.md, row
// Secure Boot)?
bool payload_file_name_is_reserved(const char *name);

// The place of a payload among the modules (section 5.5).
struct module_key {
	int group; // 1 to 5 as there; 0: not known, sorts nowhere
	unsigned boot_order;
	const char *name; // of the payload
	const char *id; // of the VIB
	size_t index; // of the payload in it
};

struct module_key module_key_of(const struct vib *vib, size_t payload);

// A list of modules in the making. `names` of the base are in their order.
struct module_list {
	struct module_entry {
		const char *name;
		struct module_key key;
		bool comes;
	} * entries;
	size_t count;
};

void modules_append(struct module_list *list, const char *name, struct module_key key);
// Puts it before the first module that sorts behind it, but behind all that come from groups before
// its own and before imgdb.tgz and the archives after it.
void modules_insert(struct module_list *list, const char *name, struct module_key key);
void modules_finish(struct module_list *list);

// Is it imgdb.tgz or one of the archives behind it?
bool module_is_tail(const char *name);
