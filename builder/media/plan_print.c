// SPDX-License-Identifier: GPL-3.0-or-later
// The plan for people and for programs.
#include "esxi4_plan.h"
#include "iso.h"
#include "plan_vibs.h"

static const char *edit_verb(const struct edit *edit)
{
	static const char *const verbs[] = {"add", "replace", "edit", "remove", "name"};

	return edit->unchanged ? "keep" : verbs[edit->kind];
}

static uint64_t edit_size(const struct edit *edit)
{
	return edit->reader.read ? edit->reader.size : edit->content.size;
}

void plan_print(const struct plan *plan, const struct medium *medium, struct buffer *out)
{
	char release[RELEASE_TEXT_SIZE];

	release_format(medium->release, release);
	buffer_printf(out, "base     ESXi %s", release);
	if (medium->build)
		buffer_printf(out, ", build %s", medium->build);
	buffer_printf(out, ", volume %s\n", iso_info(medium->iso)->volume_id);
	buffer_printf(out, "layout   %s: %s\n", layout_name(plan->layout), plan->layout_reason);
	if (plan->vibs)
		plan_vibs_print(plan->vibs, out);
	if (plan->drivers)
		esxi4_drivers_print(plan->drivers, out);
	for (size_t i = 0; i < plan->edit_count; i++) {
		const struct edit *edit = &plan->edits[i];

		buffer_printf(out, "%-8s %s", edit_verb(edit), edit->path ? edit->path : "volume");
		if (edit->written_source)
			buffer_printf(out, " from %s", edit->written_source);
		else if (edit->path && edit->kind != EDIT_REMOVE)
			buffer_printf(out, " (%llu bytes)", (unsigned long long)edit_size(edit));
		buffer_putc(out, '\n');
		for (size_t j = 0; j < edit->detail_count; j++)
			buffer_printf(out, "         %s\n", edit->details[j]);
	}
	for (size_t i = 0; i < plan->note_count; i++)
		buffer_printf(out, "note     %s\n", plan->notes[i]);
}

void plan_describe(const struct plan *plan, const struct medium *medium, struct json *object)
{
	struct json *base = json_new_object();
	struct json *edits = json_new_array();
	char release[RELEASE_TEXT_SIZE];

	release_format(medium->release, release);
	json_set_text(base, "release", release);
	json_set_text(base, "build", medium->build);
	json_set_text(base, "volume_id", iso_info(medium->iso)->volume_id);
	json_set_value(object, "base", base);
	json_set_text(object, "layout", layout_name(plan->layout));
	json_set_text(object, "layout_reason", plan->layout_reason);
	json_set_text(object, "volume_id", plan->volume_id);
	for (size_t i = 0; i < plan->edit_count; i++) {
		const struct edit *edit = &plan->edits[i];
		struct json *row = json_new_object();

		json_set_text(row, "edit", edit_verb(edit));
		json_set_text(row, "path", edit->path);
		json_set_text(row, "source", edit->written_source);
		if (edit->path && !edit->source && edit->kind != EDIT_REMOVE)
			json_set_number(row, "size", edit_size(edit));
		json_set_value(row, "details", json_new_texts(edit->details, edit->detail_count));
		json_append_value(edits, row);
	}
	if (plan->vibs)
		json_set_value(object, "vibs", plan_vibs_describe(plan->vibs));
	else
		json_set_text(object, "vibs", NULL);
	if (plan->drivers)
		json_set_value(object, "drivers", esxi4_drivers_describe(plan->drivers));
	else
		json_set_text(object, "drivers", NULL);
	json_set_value(object, "edits", edits);
	json_set_value(object, "notes", json_new_texts(plan->notes, plan->note_count));
}
