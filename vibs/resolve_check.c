// SPDX-License-Identifier: GPL-3.0-or-later
// What the VIBs want of one another once all are chosen: depends, conflicts, compatibleWith.
//
// What the base does not meet by itself is not this change's fault, and only told.
#include "memory.h"
#include "resolve_set.h"
#include "text.h"

// What the base lacks by itself: the first of it and how much there is.
struct lacking {
	char *first;
	size_t count;
};

static void lacking_finish(struct lacking *lacking)
{
	free(lacking->first);
}

static void lack(struct lacking *lacking, char *text)
{
	if (lacking->count++ == 0)
		lacking->first = text;
	else
		free(text);
}

// Does any VIB that is there afterwards meet the constraint?
static bool is_met(const struct resolve_set *set, const struct vib_constraint *constraint)
{
	for (size_t i = 0; i < set->count; i++) {
		if (set->list[i].present && vib_satisfies(set->list[i].vib, constraint))
			return true;
	}
	return false;
}

// The VIB of the base that met it and is gone, or NULL.
static const struct resolve_member *find_gone(
	const struct resolve_set *set, const struct vib_constraint *constraint)
{
	for (size_t i = 0; i < set->base_count; i++) {
		if (!set->list[i].present && vib_satisfies(set->list[i].vib, constraint))
			return &set->list[i];
	}
	return NULL;
}

// A wish that was refused for another reason and would have met it, or NULL.
static const struct resolve_member *find_refused(
	const struct resolve_set *set, const struct vib_constraint *constraint)
{
	for (size_t i = set->base_count; i < set->count; i++) {
		if (!set->list[i].present && vib_satisfies(set->list[i].vib, constraint))
			return &set->list[i];
	}
	return NULL;
}

static void refuse_for_dependent(const struct resolve_set *set, const struct resolve_member *member,
	const struct resolve_member *gone, const char *wanted)
{
	AUTO_FREE char *label = resolve_label(member->vib);
	struct diagnostic *diagnostic;

	if (gone->removal) {
		diagnostic = resolve_blame_taker(set, SEVERITY_ERROR, gone,
			"'%s' cannot be removed: %s of the base depends on '%s'", gone->vib->name,
			label, wanted);
		if (resolve_is_vital(member->vib))
			diagnostic_hint(diagnostic, "that one has to stay");
		else
			diagnostic_hint(
				diagnostic, "remove '%s' as well, or keep both", member->vib->name);
		return;
	}
	diagnostic = resolve_blame_taker(set, SEVERITY_ERROR, gone,
		"'%s' %s cannot go for %s of the base: %s depends on '%s'", gone->taker->vib->name,
		gone->taker->vib->version, gone->vib->version, label, wanted);
	diagnostic_hint(diagnostic, "put in a '%s' that fits, or '%s' into image.remove_vibs",
		member->vib->name, member->vib->name);
}

static void refuse_unmet(const struct resolve_set *set, const struct resolve_member *member,
	const struct vib_constraint *constraint, const char *wanted)
{
	AUTO_FREE char *label = resolve_label(member->vib);
	AUTO_FREE char *instead = resolve_offer(set, constraint);
	const struct resolve_member *gone = find_gone(set, constraint);
	const struct resolve_member *refused = find_refused(set, constraint);
	struct diagnostic *diagnostic = resolve_blame_wish(set, SEVERITY_ERROR, member->wish,
		"%s depends on '%s', which the image does not have%s%s", label, wanted,
		instead ? ": " : "", instead ? instead : "");

	if (gone && gone->removal)
		diagnostic_hint(diagnostic, "'%s' has it, which image.remove_vibs takes out",
			gone->vib->name);
	else if (gone)
		diagnostic_hint(diagnostic, "'%s' %s of the base has it, which '%s' %s goes for",
			gone->vib->name, gone->vib->version, gone->taker->vib->name,
			gone->taker->vib->version);
	else if (refused)
		diagnostic_hint(diagnostic, "'%s' %s would have it, but is not put in",
			refused->vib->name, refused->vib->version);
	else
		diagnostic_hint(diagnostic,
			"add a VIB that provides '%s' to image.vibs, or take a '%s' that was made "
			"for this release",
			wanted, member->vib->name);
}

// facts/media-5-to-9.md section 8: told once, by the type of the payload.
static bool is_told_by_type(const struct resolve_set *set, const struct vib *vib,
	const struct vib_constraint *constraint)
{
	struct release release = set->request->release;

	if (!release_known(release) || release_at_least(release, 9, 0) ||
		!text_equal(constraint->name, "zstd-compression"))
		return false;
	for (size_t i = 0; i < vib->payload_count; i++) {
		if (text_equal(vib->payloads[i].type, "vzstd"))
			return true;
	}
	return false;
}

static void check_depends(
	const struct resolve_set *set, const struct resolve_member *member, struct lacking *lacking)
{
	for (size_t i = 0; i < member->vib->depends.count; i++) {
		const struct vib_constraint *constraint = &member->vib->depends.list[i];
		AUTO_FREE char *wanted = NULL;
		const struct resolve_member *gone;

		if (is_met(set, constraint))
			continue;
		wanted = vib_constraint_text(constraint);
		gone = find_gone(set, constraint);
		if (!member->old) {
			if (!is_told_by_type(set, member->vib, constraint))
				refuse_unmet(set, member, constraint, wanted);
		} else if (gone) {
			refuse_for_dependent(set, member, gone, wanted);
		} else {
			lack(lacking,
				memory_printf("'%s' depends on '%s'", member->vib->name, wanted));
		}
	}
}

static void refuse_conflict(const struct resolve_set *set, const struct resolve_member *one,
	const struct resolve_member *other, const char *unwanted)
{
	// the wish is to blame; of two the one that says so
	const struct resolve_member *blamed = one->old ? other : one;
	const struct resolve_member *rest = one->old ? one : other;
	AUTO_FREE char *label = resolve_label(one->vib);
	AUTO_FREE char *against = resolve_label(other->vib);
	struct diagnostic *diagnostic = resolve_blame_wish(set, SEVERITY_ERROR, blamed->wish,
		"%s%s conflicts with '%s', which %s%s is", label, one->old ? " of the base" : "",
		unwanted, against, other->old ? " of the base" : "");

	if (rest->old && resolve_is_vital(rest->vib))
		diagnostic_hint(diagnostic, "take a '%s' that was made for this release",
			blamed->vib->name);
	else if (rest->old)
		diagnostic_hint(diagnostic, "'%s' in image.remove_vibs would make room for it",
			rest->vib->name);
	else
		diagnostic_hint(diagnostic, "only one of the two can be put in");
}

static void check_conflicts(
	const struct resolve_set *set, const struct resolve_member *member, struct lacking *lacking)
{
	for (size_t i = 0; i < member->vib->conflicts.count; i++) {
		const struct vib_constraint *constraint = &member->vib->conflicts.list[i];

		for (size_t o = 0; o < set->count; o++) {
			const struct resolve_member *other = &set->list[o];
			AUTO_FREE char *unwanted = NULL;

			if (other == member || !other->present ||
				!vib_satisfies(other->vib, constraint))
				continue;
			unwanted = vib_constraint_text(constraint);
			if (member->old && other->old)
				lack(lacking, memory_printf("'%s' conflicts with '%s'",
						      member->vib->name, other->vib->name));
			else
				refuse_conflict(set, member, other, unwanted);
		}
	}
}

static bool has_name(const struct resolve_set *set, const char *name)
{
	struct vib_constraint any = {.relation = RELATION_ANY};
	AUTO_FREE char *copy = memory_strdup(name);

	any.name = copy;
	return is_met(set, &any);
}

// Several constraints of one name are alternatives. What the element does is not proven (section
// 3.2 only lists it), so it warns.
static void check_compatible(const struct resolve_set *set, const struct resolve_member *member)
{
	const struct vib_constraints *all = &member->vib->compatible_with;

	for (size_t i = 0; i < all->count; i++) {
		const char *name = all->list[i].name;
		bool first = true, met = false;

		for (size_t k = 0; k < all->count; k++) {
			if (!text_equal(all->list[k].name, name))
				continue;
			first &= k >= i;
			met |= is_met(set, &all->list[k]);
		}
		if (first && !met && has_name(set, name)) {
			AUTO_FREE char *label = resolve_label(member->vib);
			AUTO_FREE char *wanted = vib_constraint_text(&all->list[i]);
			AUTO_FREE char *instead = resolve_offer(set, &all->list[i]);

			diagnostic_hint(
				resolve_blame_wish(set, SEVERITY_WARNING, member->wish,
					"%s says that it is compatible with '%s'", label, wanted),
				"of the image: %s", instead ? instead : "nothing like it");
		}
	}
}

void resolve_check_relations(const struct resolve_set *set)
{
	CLEANUP(lacking_finish) struct lacking lacking = {NULL, 0};
	struct diagnostic *diagnostic;

	for (size_t i = 0; i < set->count; i++) {
		const struct resolve_member *member = &set->list[i];

		if (!member->present)
			continue;
		check_depends(set, member, &lacking);
		check_conflicts(set, member, &lacking);
		if (!member->old)
			check_compatible(set, member);
	}
	if (lacking.count == 0)
		return;
	diagnostic = diagnostics_add(set->diagnostics, SEVERITY_WARNING, (struct place){NULL, 0, 0},
		NULL, "the base is not consistent by itself: %s, which it does not meet",
		lacking.first);
	if (lacking.count > 1)
		diagnostic_hint(diagnostic, "and %zu more of the kind", lacking.count - 1);
}
