// SPDX-License-Identifier: GPL-3.0-or-later
// From wishes and removals to steps, see resolve.h.
#include "resolve.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "resolve_set.h"
#include "text.h"

char *resolve_label(const struct vib *vib)
{
	return memory_printf("'%s' %s", vib->name, vib->version);
}

static struct diagnostic *blame(const struct resolve_set *set, enum severity severity,
	struct place place, const char *key, const char *format, va_list args)
	__attribute__((format(printf, 5, 0)));

static struct diagnostic *blame(const struct resolve_set *set, enum severity severity,
	struct place place, const char *key, const char *format, va_list args)
{
	AUTO_FREE char *text = memory_vprintf(format, args);

	return diagnostics_add(set->diagnostics, severity, place, key, "%s", text);
}

struct diagnostic *resolve_blame_wish(const struct resolve_set *set, enum severity severity,
	const struct resolve_wish *wish, const char *format, ...)
{
	struct diagnostic *diagnostic;
	va_list args;

	va_start(args, format);
	diagnostic = blame(set, severity, wish->place, wish->key, format, args);
	va_end(args);
	return diagnostic;
}

struct diagnostic *resolve_blame_removal(const struct resolve_set *set, enum severity severity,
	const struct resolve_removal *removal, const char *format, ...)
{
	struct diagnostic *diagnostic;
	va_list args;

	va_start(args, format);
	diagnostic = blame(set, severity, removal->place, removal->key, format, args);
	va_end(args);
	return diagnostic;
}

struct diagnostic *resolve_blame_taker(const struct resolve_set *set, enum severity severity,
	const struct resolve_member *gone, const char *format, ...)
{
	struct place place = gone->removal ? gone->removal->place : gone->taker->wish->place;
	const char *key = gone->removal ? gone->removal->key : gone->taker->wish->key;
	struct diagnostic *diagnostic;
	va_list args;

	va_start(args, format);
	diagnostic = blame(set, severity, place, key, format, args);
	va_end(args);
	return diagnostic;
}

bool resolve_is_vital(const struct vib *vib)
{
	if (text_equal(vib->name, "esx-base"))
		return true;
	for (size_t i = 0; i < vib->payload_count; i++) {
		if (text_has_prefix(vib->payloads[i].type, "boot"))
			return true;
	}
	return false;
}

static void set_fill(struct resolve_set *set, const struct resolve_request *request)
{
	const struct image *image = request->image;

	set->list =
		memory_alloc_array(image->vib_count + request->wish_count + 1, sizeof(*set->list));
	for (size_t i = 0; i < image->vib_count; i++) {
		set->list[set->count++] = (struct resolve_member){
			.vib = image->vibs[i].entry->vib,
			.old = &image->vibs[i],
			.present = true,
		};
	}
	set->base_count = set->count;
	for (size_t i = 0; i < request->wish_count; i++) {
		set->list[set->count++] = (struct resolve_member){
			.vib = request->wishes[i].package->vib,
			.wish = &request->wishes[i],
			.present = true,
		};
	}
}

static void set_finish(struct resolve_set *set)
{
	for (size_t i = 0; i < set->count; i++)
		free(set->list[i].why);
	free(set->list);
}

static int compare_old(const void *a, const void *b)
{
	const struct image_vib *const *x = a, *const *y = b;

	return strcmp((*x)->entry->vib->id, (*y)->entry->vib->id);
}

static void step_fill(struct resolve_step *step, const struct resolve_set *set,
	const struct resolve_member *member)
{
	step->wish = member->wish;
	step->why = memory_strdup(member->why ? member->why : "part of the base");
	if (member->old) {
		step->kind = member->present ? RESOLVE_KEEP : RESOLVE_REMOVE;
		step->old = member->old;
		return;
	}
	step->kind = RESOLVE_ADD;
	for (size_t i = 0; i < set->base_count; i++) {
		if (set->list[i].taker != member)
			continue;
		memory_grow(&step->replaced, step->replaced_count, sizeof(struct image_vib *));
		step->replaced[step->replaced_count++] = set->list[i].old;
		step->kind = RESOLVE_REPLACE;
	}
	if (step->replaced_count > 1)
		qsort(step->replaced, step->replaced_count, sizeof(struct image_vib *),
			compare_old);
}

static const char *step_id(const struct resolve_step *step)
{
	return step->kind == RESOLVE_REMOVE ? step->old->entry->vib->id
					    : resolve_step_vib(step)->id;
}

static int compare_steps(const void *a, const void *b)
{
	return strcmp(step_id(a), step_id(b));
}

static void fill_steps(struct resolution *resolution, const struct resolve_set *set)
{
	resolution->steps = memory_alloc_array(set->count + 1, sizeof(*resolution->steps));
	for (size_t i = 0; i < set->count; i++) {
		const struct resolve_member *member = &set->list[i];
		struct resolve_step *step = &resolution->steps[resolution->step_count];

		if (!member->present && (!member->old || member->taker))
			continue; // another one goes for it, and is told there
		step_fill(step, set, member);
		resolution->changes |= step->kind != RESOLVE_KEEP;
		resolution->step_count++;
	}
	qsort(resolution->steps, resolution->step_count, sizeof(*resolution->steps), compare_steps);
}

// facts/media-5-to-9.md section 3.6: a profile has the level of its lowest VIB. What the profile of
// the base says is never raised: standard profiles of 6.x say less than all their VIBs have.
static void fill_level(struct resolution *resolution, const struct resolve_set *set)
{
	const struct image *image = set->request->image;
	enum acceptance level = acceptance_parse(image->profile->acceptance_level);
	const struct resolve_member *lowest = NULL;

	for (size_t i = 0; i < set->count; i++) {
		const struct resolve_member *member = &set->list[i];
		enum acceptance own = member->vib->acceptance;

		if (!member->present || own == ACCEPTANCE_UNKNOWN)
			continue;
		if (level == ACCEPTANCE_UNKNOWN || own < level) {
			level = own;
			lowest = member;
		}
	}
	resolution->level = level;
	if (!lowest)
		resolution->level_why = memory_strdup("as in the base");
	else
		resolution->level_why = memory_printf("'%s' is %s, the profile of the base was %s",
			lowest->vib->name, acceptance_name(level),
			*image->profile->acceptance_level ? image->profile->acceptance_level
							  : "without a level");
}

void resolve(const struct resolve_request *request, struct resolution **ret,
	struct diagnostics *diagnostics)
{
	AUTO_RESOLUTION *resolution = memory_alloc(sizeof(*resolution));
	CLEANUP(set_finish)
	struct resolve_set set = {.request = request, .diagnostics = diagnostics};

	set_fill(&set, request);
	resolve_choose(&set);
	resolve_check_packages(&set);
	resolve_check_relations(&set);
	resolve_check_files(&set);
	fill_steps(resolution, &set);
	fill_level(resolution, &set);
	*ret = STEAL(resolution);
}

void resolution_destroy(struct resolution *resolution)
{
	if (!resolution)
		return;
	for (size_t i = 0; i < resolution->step_count; i++) {
		free(resolution->steps[i].replaced);
		free(resolution->steps[i].why);
	}
	free(resolution->steps);
	free(resolution->level_why);
	free(resolution);
}

const struct vib *resolve_step_vib(const struct resolve_step *step)
{
	switch (step->kind) {
	case RESOLVE_KEEP:
		return step->old->entry->vib;
	case RESOLVE_ADD:
	case RESOLVE_REPLACE:
		return step->wish->package->vib;
	case RESOLVE_REMOVE:
		break;
	}
	return NULL;
}
