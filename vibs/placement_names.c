// SPDX-License-Identifier: GPL-3.0-or-later
// File names of payloads, see placement_rules.h.
#include "placement_rules.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "text.h"

enum {
	STEM_LENGTH = 8,
	EXTENSION_LENGTH = 3,
	COUNTERS = 256,
};

static char *lower(const char *text)
{
	char *copy = memory_strdup(text);

	for (char *c = copy; *c; c++)
		*c = text_lower(*c);
	return copy;
}

void names_add(struct name_set *set, const char *name)
{
	memory_grow(&set->list, set->count, sizeof(*set->list));
	set->list[set->count++] = lower(name);
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void names_sort(struct name_set *set)
{
	size_t kept = 0;

	if (set->count > 0)
		qsort(set->list, set->count, sizeof(*set->list), compare);
	for (size_t i = 0; i < set->count; i++) {
		if (kept > 0 && text_equal(set->list[kept - 1], set->list[i]))
			free(set->list[i]);
		else
			set->list[kept++] = set->list[i];
	}
	set->count = kept;
}

bool names_have(const struct name_set *set, const char *name)
{
	AUTO_FREE char *key = lower(name);
	const char *wanted = key;

	return set->count > 0 &&
	       bsearch(&wanted, set->list, set->count, sizeof(*set->list), compare) != NULL;
}

void names_finish(struct name_set *set)
{
	for (size_t i = 0; i < set->count; i++)
		free(set->list[i]);
	free(set->list);
}

static char *stem_of(const char *payload, bool keep_dash)
{
	char *stem = memory_strndup(payload, strnlen(payload, STEM_LENGTH));

	for (char *c = stem; *c; c++)
		*c = *c == '-' && !keep_dash ? '_' : text_lower(*c);
	return stem;
}

char *payload_file_name(const struct vib_payload *payload, bool keep_dash, name_is_taken *is_taken,
	const void *context)
{
	AUTO_FREE char *stem = stem_of(payload->name, keep_dash);

	if (*payload->vfat_name) {
		AUTO_FREE char *name = lower(payload->vfat_name);

		return is_taken(context, name) ? NULL : STEAL(name);
	}
	for (unsigned counter = 0; counter < COUNTERS; counter++) {
		AUTO_FREE char *name =
			memory_printf("%s.%c%02x", stem, text_lower(payload->type[0]), counter);

		if (!is_taken(context, name))
			return STEAL(name);
	}
	return NULL;
}

const char *payload_file_name_fault(const char *name)
{
	const char *dot = strchr(name, '.');
	size_t stem = dot ? (size_t)(dot - name) : strlen(name);

	for (const char *c = name; *c; c++) {
		if (!text_is_alnum(*c) && !strchr("_-.", *c))
			return "media take letters, digits, '_', '-' and one dot";
	}
	if (stem == 0)
		return "nothing stands before its dot";
	if (stem > STEM_LENGTH || (dot && strlen(dot + 1) > EXTENSION_LENGTH))
		return "it is longer than eight characters, a dot and three more";
	if (dot && (!dot[1] || strchr(dot + 1, '.')))
		return "media take names with one dot and something behind it";
	if (strstr(name, "---"))
		return "'---' separates modules in boot.cfg";
	return NULL;
}

bool payload_file_name_is_reserved(const char *name)
{
	static const char *const reserved[] = {"s", "sb", "esxcore", "esxupdt"};
	size_t length = strcspn(name, ".");

	for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++) {
		if (strlen(reserved[i]) == length && !strncmp(reserved[i], name, length))
			return true;
	}
	return false;
}
