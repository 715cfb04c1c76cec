// SPDX-License-Identifier: GPL-3.0-or-later
// What an image has instead of what a constraint wants, in words.
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "resolve_set.h"
#include "text.h"

enum { OFFER_COUNT_MAX = 6 }; // that a message names

struct offer {
	const char *name;
	const char *version; // "": none
	const char *vib;
};

struct offers {
	struct offer *list;
	size_t count;
};

static void offers_finish(struct offers *offers)
{
	free(offers->list);
}

// Length of a name without a version at its end: "vmkapi" of "vmkapi_2_3_0_0"; 0: it has none.
static size_t stem_length(const char *name)
{
	size_t length = strlen(name);
	size_t stem = length;

	while (stem > 0 && (text_is_digit(name[stem - 1]) || strchr("_.-", name[stem - 1])))
		stem--;
	return stem < length && strpbrk(name + stem, "_.-") ? stem : 0;
}

static void offer(struct offers *offers, const char *name, const char *version, const char *vib)
{
	for (size_t i = 0; i < offers->count; i++) {
		if (text_equal(offers->list[i].name, name) &&
			text_equal(offers->list[i].version, version))
			return;
	}
	memory_grow(&offers->list, offers->count, sizeof(*offers->list));
	offers->list[offers->count++] = (struct offer){name, version, vib};
}

static bool fits(const char *name, const char *wanted, size_t stem)
{
	if (stem == 0)
		return text_equal(name, wanted);
	return stem_length(name) == stem && strncmp(name, wanted, stem) == 0;
}

// Everything of that name, or with a stem everything that differs in the version at its end only.
static void collect(
	const struct resolve_set *set, const char *wanted, size_t stem, struct offers *ret)
{
	for (size_t i = 0; i < set->count; i++) {
		const struct vib *vib = set->list[i].vib;

		if (!set->list[i].present)
			continue;
		if (fits(vib->name, wanted, stem))
			offer(ret, vib->name, vib->version, vib->name);
		for (size_t p = 0; p < vib->provides.count; p++) {
			const struct vib_constraint *provided = &vib->provides.list[p];

			if (fits(provided->name, wanted, stem))
				offer(ret, provided->name, provided->version, vib->name);
		}
	}
}

static int compare_offers(const void *a, const void *b)
{
	const struct offer *x = a, *y = b;
	int order = strverscmp(x->name, y->name); // the version may be at the end of the name

	return order ? order : version_compare(x->version, y->version);
}

static char *describe(struct offers *offers)
{
	AUTO_BUFFER text = BUFFER_INIT;
	size_t skipped = offers->count > OFFER_COUNT_MAX ? offers->count - OFFER_COUNT_MAX : 0;

	qsort(offers->list, offers->count, sizeof(*offers->list), compare_offers);
	buffer_puts(&text, "it has ");
	// the newest are the telling ones
	for (size_t i = skipped; i < offers->count; i++) {
		const struct offer *one = &offers->list[i];

		buffer_printf(&text, "%s'%s'", i > skipped ? ", " : "", one->name);
		if (*one->version)
			buffer_printf(&text, " %s", one->version);
		if (!text_equal(one->vib, one->name))
			buffer_printf(&text, " (of '%s')", one->vib);
	}
	if (skipped)
		buffer_printf(&text, " and %zu older ones", skipped);
	return buffer_steal(&text);
}

static char *describe_nearest(const struct resolve_set *set, const char *wanted)
{
	AUTO_FREE const char **names = NULL;
	size_t count = 0;
	const char *nearest;

	for (size_t i = 0; i < set->count; i++) {
		const struct vib *vib = set->list[i].vib;

		if (!set->list[i].present)
			continue;
		memory_grow(&names, count, sizeof(char *));
		names[count++] = vib->name;
		for (size_t p = 0; p < vib->provides.count; p++) {
			memory_grow(&names, count, sizeof(char *));
			names[count++] = vib->provides.list[p].name;
		}
	}
	nearest = text_nearest(wanted, names, count);
	return nearest ? memory_printf("the nearest that it has is '%s'", nearest) : NULL;
}

char *resolve_offer(const struct resolve_set *set, const struct vib_constraint *constraint)
{
	CLEANUP(offers_finish) struct offers offers = {NULL, 0};
	size_t stem = stem_length(constraint->name);

	collect(set, constraint->name, 0, &offers);
	if (offers.count == 0 && stem > 0)
		collect(set, constraint->name, stem, &offers);
	return offers.count > 0 ? describe(&offers) : describe_nearest(set, constraint->name);
}
