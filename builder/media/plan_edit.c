// SPDX-License-Identifier: GPL-3.0-or-later
// Building up a plan, see plan_edit.h.
#include "plan_edit.h"

#include "iso.h"
#include "memory.h"

static void add_line(char ***list, size_t *count, char *line)
{
	memory_grow(list, *count, sizeof(**list));
	(*list)[(*count)++] = line;
}

void plan_add_note(struct plan *plan, char *note)
{
	add_line(&plan->notes, &plan->note_count, note);
}

void plan_add_detail(struct edit *edit, char *detail)
{
	add_line(&edit->details, &edit->detail_count, detail);
}

struct edit *plan_add_edit(struct plan *plan, enum edit_kind kind, const char *path)
{
	struct edit *edit;

	memory_grow(&plan->edits, plan->edit_count, sizeof(*plan->edits));
	edit = &plan->edits[plan->edit_count++];
	*edit = (struct edit){.kind = kind, .path = path ? memory_strdup(path) : NULL};
	return edit;
}

enum edit_kind plan_edit_kind(const struct medium *medium, const char *path)
{
	return iso_find(medium->iso, path) ? EDIT_REPLACE : EDIT_ADD;
}
