// SPDX-License-Identifier: GPL-3.0-or-later
// The order of modules, see placement_rules.h.
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "placement_rules.h"
#include "text.h"

// Groups of facts/media-5-to-9.md section 5.5; the kernel is no module and the tail has no owner.
enum {
	GROUP_UNKNOWN = 0,
	GROUP_BOOT = 2,
	GROUP_EARLY = 3,
	GROUP_PLAIN = 4,
	GROUP_OVERLAY = 5,
};

struct module_key module_key_of(const struct vib *vib, size_t index)
{
	const struct vib_payload *payload = &vib->payloads[index];
	struct module_key key = {
		.group = vib->overlay ? GROUP_OVERLAY : GROUP_PLAIN,
		.boot_order = payload->boot_order,
		.name = payload->name,
		.id = vib->id,
		.index = index,
	};

	if (text_equal(payload->type, "boot"))
		key.group = GROUP_BOOT;
	else if (payload->has_boot_order)
		key.group = GROUP_EARLY;
	return key;
}

static int compare_numbers(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static int compare_keys(const struct module_key *a, const struct module_key *b)
{
	int order = a->group - b->group;

	if (!order && a->group == GROUP_BOOT)
		order = compare_numbers(a->boot_order, b->boot_order);
	if (!order && a->group == GROUP_EARLY) {
		order = compare_numbers(b->boot_order, a->boot_order);
		order = order ? order : strcmp(b->name, a->name);
	}
	order = order ? order : strcmp(a->id, b->id);
	return order ? order : compare_numbers(a->index, b->index);
}

bool module_is_tail(const char *name)
{
	static const char *const tail[] = {
		"imgdb.tgz", "basemisc.tgz", "resvibs.tgz", "esxiodpt.tgz", "imgpayld.tgz"};

	for (size_t i = 0; i < sizeof(tail) / sizeof(tail[0]); i++) {
		if (text_equal_nocase(name, tail[i]))
			return true;
	}
	return false;
}

void modules_append(struct module_list *list, const char *name, struct module_key key)
{
	memory_grow(&list->entries, list->count, sizeof(*list->entries));
	list->entries[list->count++] = (struct module_entry){name, key, false};
}

void modules_insert(struct module_list *list, const char *name, struct module_key key)
{
	// Overlays and others share one region: an OEM may have mixed them.
	int region = key.group < GROUP_PLAIN ? key.group : GROUP_PLAIN;
	size_t end = 0, place = 0;

	while (end < list->count && !module_is_tail(list->entries[end].name))
		end++;
	for (size_t i = 0; i < end; i++) {
		int group = list->entries[i].key.group;

		if (group != GROUP_UNKNOWN && group < region)
			place = i + 1;
	}
	while (place < end && (list->entries[place].key.group == GROUP_UNKNOWN ||
				      compare_keys(&list->entries[place].key, &key) < 0))
		place++;
	memory_grow(&list->entries, list->count, sizeof(*list->entries));
	memmove(&list->entries[place + 1], &list->entries[place],
		(list->count - place) * sizeof(*list->entries));
	list->entries[place] = (struct module_entry){name, key, true};
	list->count++;
}

void modules_finish(struct module_list *list)
{
	free(list->entries);
}
