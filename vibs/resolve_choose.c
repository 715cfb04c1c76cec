// SPDX-License-Identifier: GPL-3.0-or-later
// Which VIBs are there afterwards: removals, several wishes of one name, and what replaces what.
//
// facts/media-5-to-9.md section 3.2: a VIB replaces an older one of its name, whoever its vendor
// is, and what its `replaces` name. A wish that meets another one is decided only within one input:
// there the depot means the newest; between two inputs nobody said which.
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "resolve_set.h"
#include "text.h"

static bool replaces(const struct vib *vib, const struct vib *other)
{
	if (text_equal(vib->name, other->name))
		return false; // decided by the versions
	for (size_t i = 0; i < vib->replaces.count; i++) {
		const struct vib_constraint *constraint = &vib->replaces.list[i];

		if (text_equal(constraint->name, other->name) &&
			relation_holds(other->version, constraint->relation, constraint->version))
			return true;
	}
	return false;
}

static bool same_input(const struct resolve_wish *a, const struct resolve_wish *b)
{
	return a->place.source == b->place.source && a->place.line == b->place.line &&
	       a->place.column == b->place.column &&
	       text_equal(a->key ? a->key : "", b->key ? b->key : "");
}

static void refuse(struct resolve_member *wished)
{
	wished->present = false;
	wished->refused = true;
}

static void append_why(struct resolve_member *member, char *text)
{
	AUTO_FREE char *old = member->why;

	if (!old) {
		member->why = text;
		return;
	}
	member->why = memory_printf("%s; %s", old, text);
	free(text);
}

static void refuse_unknown_removal(
	const struct resolve_set *set, const struct resolve_removal *removal)
{
	AUTO_FREE const char **names = memory_alloc_array(set->base_count + 1, sizeof(char *));
	struct diagnostic *diagnostic = resolve_blame_removal(
		set, SEVERITY_ERROR, removal, "the base has no VIB '%s'", removal->name);
	const char *nearest;

	for (size_t i = 0; i < set->base_count; i++)
		names[i] = set->list[i].vib->name;
	nearest = text_nearest(removal->name, names, set->base_count);
	if (nearest)
		diagnostic_hint(diagnostic, "is '%s' meant?", nearest);
	else
		diagnostic_hint(diagnostic, "'esxmint inspect' of the base lists those it has");
}

static const struct resolve_wish *wish_of_name(const struct resolve_set *set, const char *name)
{
	for (size_t i = set->base_count; i < set->count; i++) {
		if (text_equal(set->list[i].vib->name, name))
			return set->list[i].wish;
	}
	return NULL;
}

static void remove_one(struct resolve_set *set, const struct resolve_removal *removal)
{
	bool found = false;

	if (wish_of_name(set, removal->name)) {
		diagnostic_hint(resolve_blame_removal(set, SEVERITY_ERROR, removal,
					"'%s' is both removed and put in", removal->name),
			"a VIB that is put in takes the place of the one of its name by itself");
		return;
	}
	for (size_t i = 0; i < set->base_count; i++) {
		struct resolve_member *member = &set->list[i];

		if (!text_equal(member->vib->name, removal->name))
			continue;
		found = true;
		if (resolve_is_vital(member->vib)) {
			diagnostic_hint(resolve_blame_removal(set, SEVERITY_ERROR, removal,
						"'%s' cannot be removed: nothing boots without it",
						removal->name),
				"drivers, tools and agents can be removed");
			continue;
		}
		member->present = false;
		member->removal = removal;
		free(member->why);
		member->why = memory_strdup("asked for by image.remove_vibs");
	}
	if (!found)
		refuse_unknown_removal(set, removal);
}

static void leave_out(struct resolve_set *set, struct resolve_member *loser,
	const struct resolve_member *winner, const char *reason)
{
	AUTO_FREE char *left = resolve_label(loser->vib);
	AUTO_FREE char *taken = resolve_label(winner->vib);

	loser->present = false;
	resolve_blame_wish(
		set, SEVERITY_ADVICE, loser->wish, "%s is left out: %s %s", left, taken, reason);
}

static void refuse_both(const struct resolve_set *set, const struct resolve_member *a,
	struct resolve_member *b, const char *reason)
{
	AUTO_FREE char *asked = a->wish->key && !same_input(a->wish, b->wish)
					? memory_printf(", asked for by %s,", a->wish->key)
					: memory_strdup("");
	struct diagnostic *diagnostic = resolve_blame_wish(set, SEVERITY_ERROR, b->wish,
		"'%s' of '%s' and '%s' of '%s'%s %s", b->vib->id, b->wish->package->name,
		a->vib->id, a->wish->package->name, asked, reason);

	diagnostic_hint(
		diagnostic, "name only one of them, or say which VIBs of a bundle by `only:`");
	refuse(b);
}

static bool same_bytes(const struct buffer *a, const struct buffer *b)
{
	return a->size == b->size && (a->size == 0 || memcmp(a->data, b->data, a->size) == 0);
}

static void meet_same_name(
	struct resolve_set *set, struct resolve_member *a, struct resolve_member *b)
{
	int order = version_compare(a->vib->version, b->vib->version);

	if (text_equal(a->vib->id, b->vib->id) &&
		same_bytes(&a->wish->package->descriptor, &b->wish->package->descriptor)) {
		b->present = false; // the same package twice
		return;
	}
	if (order == 0 || !same_input(a->wish, b->wish)) {
		refuse_both(set, a, b,
			order == 0 ? "have one name and version, but are not the same"
				   : "have one name, and come from two inputs");
		return;
	}
	if (order < 0)
		leave_out(set, a, b, "is newer");
	else
		leave_out(set, b, a, "is newer");
}

static void meet_replacement(
	struct resolve_set *set, struct resolve_member *winner, struct resolve_member *loser)
{
	if (same_input(winner->wish, loser->wish))
		leave_out(set, loser, winner, "replaces it");
	else
		refuse_both(
			set, winner, loser, "exclude one another: the latter replaces the former");
}

// Quadratic in the wishes, of which a depot has at most DEPOT_PACKAGE_COUNT_MAX.
static void decide_between_wishes(struct resolve_set *set)
{
	for (size_t a = set->base_count; a < set->count; a++) {
		for (size_t b = a + 1; b < set->count; b++) {
			struct resolve_member *one = &set->list[a], *other = &set->list[b];

			if (!one->present || !other->present)
				continue;
			if (text_equal(one->vib->name, other->vib->name))
				meet_same_name(set, one, other);
			else if (replaces(one->vib, other->vib))
				meet_replacement(set, one, other);
			else if (replaces(other->vib, one->vib))
				meet_replacement(set, other, one);
		}
	}
}

// Is any checksum of the same kind another one?
static bool payloads_differ(const struct vib *a, const struct vib *b)
{
	for (size_t i = 0; i < a->payload_count; i++) {
		const struct vib_payload *one = &a->payloads[i];
		const struct vib_payload *other = vib_find_payload(b, one->name);

		if (!other || one->size != other->size)
			return true;
		for (size_t x = 0; x < one->checksum_count; x++) {
			for (size_t y = 0; y < other->checksum_count; y++) {
				const struct vib_checksum *p = &one->checksums[x];
				const struct vib_checksum *q = &other->checksums[y];

				if (text_equal(p->type, q->type) &&
					text_equal(p->verify_process, q->verify_process) &&
					!text_equal(p->value, q->value))
					return true;
			}
		}
	}
	return a->payload_count != b->payload_count;
}

static void keep(struct resolve_set *set, struct resolve_member *old, struct resolve_member *wished)
{
	AUTO_FREE char *label = resolve_label(old->vib);

	wished->present = false;
	if (payloads_differ(old->vib, wished->vib)) {
		diagnostic_hint(
			resolve_blame_wish(set, SEVERITY_ERROR, wished->wish,
				"the base has %s already, but with other payloads than '%s'", label,
				wished->wish->package->name),
			"two packages must not have one name and version; one of them was altered "
			"or built again");
	}
	old->wish = wished->wish;
	free(old->why);
	old->why = memory_strdup("the base has it already");
}

static void take(struct resolve_member *old, struct resolve_member *wished, char *why)
{
	old->present = false;
	old->taker = wished;
	append_why(wished, why);
}

static void replace_same_name(
	struct resolve_set *set, struct resolve_member *old, struct resolve_member *wished)
{
	const char *from = old->vib->version, *to = wished->vib->version;
	int order = version_compare(to, from);

	if (order > 0) {
		take(old, wished, memory_printf("newer than %s of the base", from));
	} else if (order == 0) {
		take(old, wished,
			memory_printf("the same version of another vendor or type, instead of '%s'",
				old->vib->id));
	} else if (wished->wish->allow_downgrade) {
		take(old, wished,
			memory_printf(
				"older than %s of the base, as `allow_downgrade` says", from));
	} else {
		diagnostic_hint(resolve_blame_wish(set, SEVERITY_ERROR, wished->wish,
					"'%s' %s is older than the base, which has %s",
					wished->vib->name, to, from),
			"`allow_downgrade: true` of this entry takes it nevertheless");
		refuse(wished);
	}
}

static void replace_by_constraint(
	struct resolve_set *set, struct resolve_member *old, struct resolve_member *wished)
{
	AUTO_FREE char *label = resolve_label(old->vib);

	if (resolve_is_vital(old->vib)) {
		resolve_blame_wish(set, SEVERITY_ERROR, wished->wish,
			"'%s' replaces %s of the base, without which nothing boots",
			wished->vib->name, label);
		refuse(wished);
		return;
	}
	take(old, wished, memory_printf("it replaces %s of the base", label));
}

// First the VIBs of the same name for all wishes, then what constraints say of the rest.
static void meet_base(struct resolve_set *set, bool by_name)
{
	for (size_t w = set->base_count; w < set->count; w++) {
		struct resolve_member *wished = &set->list[w];

		for (size_t b = 0; b < set->base_count && wished->present; b++) {
			struct resolve_member *old = &set->list[b];

			if (!old->present)
				continue;
			if (!by_name) {
				if (replaces(wished->vib, old->vib))
					replace_by_constraint(set, old, wished);
			} else if (text_equal(old->vib->id, wished->vib->id)) {
				keep(set, old, wished);
			} else if (text_equal(old->vib->name, wished->vib->name)) {
				replace_same_name(set, old, wished);
			}
		}
	}
}

static void refuse_replaced_by_base(struct resolve_set *set)
{
	for (size_t w = set->base_count; w < set->count; w++) {
		struct resolve_member *wished = &set->list[w];

		for (size_t b = 0; b < set->base_count && wished->present; b++) {
			const struct resolve_member *old = &set->list[b];
			AUTO_FREE char *label = resolve_label(old->vib);
			struct diagnostic *diagnostic;

			if (!old->present || !replaces(old->vib, wished->vib))
				continue;
			diagnostic = resolve_blame_wish(set, SEVERITY_ERROR, wished->wish,
				"%s of the base replaces '%s' %s", label, wished->vib->name,
				wished->vib->version);
			if (resolve_is_vital(old->vib))
				diagnostic_hint(
					diagnostic, "this package was made for an older release");
			else
				diagnostic_hint(diagnostic,
					"'%s' in image.remove_vibs would make room for it",
					old->vib->name);
			refuse(wished);
		}
	}
}

void resolve_choose(struct resolve_set *set)
{
	for (size_t i = 0; i < set->request->removal_count; i++)
		remove_one(set, &set->request->removals[i]);
	decide_between_wishes(set);
	meet_base(set, true);
	meet_base(set, false);
	refuse_replaced_by_base(set);
	for (size_t w = set->base_count; w < set->count; w++) {
		if (set->list[w].present && !set->list[w].why)
			set->list[w].why = memory_strdup("new, the base has none of that name");
	}
}
