// SPDX-License-Identifier: GPL-3.0-or-later
// The change of an image database as a whole, see update.h.
#include "update.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "text.h"
#include "update_internal.h"

void ids_add(struct id_list *ids, const char *id)
{
	memory_grow(&ids->list, ids->count, sizeof(*ids->list));
	ids->list[ids->count++] = id;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void ids_sort(struct id_list *ids)
{
	if (ids->count > 0)
		qsort(ids->list, ids->count, sizeof(*ids->list), compare);
}

bool ids_have(const struct id_list *ids, const char *id)
{
	return ids->count > 0 &&
	       bsearch(&id, ids->list, ids->count, sizeof(*ids->list), compare) != NULL;
}

void ids_finish(struct id_list *ids)
{
	free(ids->list);
}

bool change_step_brings(const struct resolve_step *step)
{
	return step->kind == RESOLVE_ADD || step->kind == RESOLVE_REPLACE;
}

void change_note(struct change *change, const char *format, ...)
{
	struct update *update = change->update;
	va_list args;

	memory_grow(&update->notes, update->note_count, sizeof(*update->notes));
	va_start(args, format);
	update->notes[update->note_count++] = memory_vprintf(format, args);
	va_end(args);
}

static void change_finish(struct change *change)
{
	ids_finish(&change->gone);
	ids_finish(&change->after);
	ids_finish(&change->gone_components);
	for (size_t i = 0; i < change->owned_count; i++)
		free(change->owned[i]);
	free(change->owned);
	free(change->components);
}

static void take_step(struct change *change, const struct resolve_step *step)
{
	if (step->kind == RESOLVE_REMOVE)
		ids_add(&change->gone, step->old->files->id);
	for (size_t i = 0; i < step->replaced_count; i++)
		ids_add(&change->gone, step->replaced[i]->files->id);
	if (step->kind == RESOLVE_KEEP)
		ids_add(&change->after, step->old->files->id);
	if (change_step_brings(step))
		ids_add(&change->after, step->wish->package->vib->id);
}

int update_create(const struct update_request *request, struct update **ret, struct error *err)
{
	AUTO_UPDATE *update = memory_alloc(sizeof(*update));
	CLEANUP(change_finish) struct change change = {.request = request, .update = update};
	const struct imgdb *imgdb = request->imgdb;
	const struct imgdb_member *profile = imgdb_find_member(imgdb, imgdb->profiles[0].member);

	for (size_t i = 0; i < request->resolution->step_count; i++)
		take_step(&change, &request->resolution->steps[i]);
	ids_sort(&change.gone);
	ids_sort(&change.after);
	change_components(&change);
	if (change_profile(&change, profile, err) < 0 || change_imgdb(&change, err) < 0)
		return -1;
	if (request->metadata_zip && change_metadata(&change, err) < 0)
		return -1;
	*ret = STEAL(update);
	return 0;
}

void update_destroy(struct update *update)
{
	if (!update)
		return;
	free(update->profile_name);
	buffer_finish(&update->imgdb);
	buffer_finish(&update->metadata_zip);
	buffer_finish(&update->profile_xml);
	for (size_t i = 0; i < update->note_count; i++)
		free(update->notes[i]);
	free(update->notes);
	free(update);
}
