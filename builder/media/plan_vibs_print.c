// SPDX-License-Identifier: GPL-3.0-or-later
// Changes of VIBs for people and for programs.
#include "plan_vibs.h"
#include "text.h"
#include "wishes.h"

static const char *const kind_names[] = {
	[RESOLVE_KEEP] = "keep",
	[RESOLVE_ADD] = "add",
	[RESOLVE_REPLACE] = "replace",
	[RESOLVE_REMOVE] = "remove",
};

// Of what stays, only that which was asked for is worth a word.
static bool is_shown(const struct resolve_step *step)
{
	return step->kind != RESOLVE_KEEP || step->wish;
}

static const struct vib *shown_vib(const struct resolve_step *step)
{
	return step->kind == RESOLVE_REMOVE ? step->old->entry->vib : resolve_step_vib(step);
}

static bool is_removed(const struct placement *placement, const char *file)
{
	for (size_t i = 0; i < placement->removed_count; i++) {
		if (text_equal_nocase(placement->removed[i], file))
			return true;
	}
	return false;
}

static void print_gone(
	const struct plan_vibs *vibs, const struct image_vib *old, struct buffer *out)
{
	for (size_t i = 0; vibs->placement && i < old->files->payload_count; i++) {
		const struct profile_payload *payload = &old->files->payloads[i];

		if (is_removed(vibs->placement, payload->file))
			buffer_printf(out, "         '%s' goes\n", payload->file);
	}
}

static void print_files(
	const struct plan_vibs *vibs, const struct resolve_step *step, struct buffer *out)
{
	for (size_t i = 0; vibs->placement && i < vibs->placement->file_count; i++) {
		const struct placement_file *file = &vibs->placement->files[i];

		if (file->step == step)
			buffer_printf(out, "         payload '%s' is %s '%s'\n",
				file->payload->payload->name, file->is_module ? "module" : "file",
				file->name);
	}
	if (step->kind == RESOLVE_REMOVE)
		print_gone(vibs, step->old, out);
	for (size_t i = 0; i < step->replaced_count; i++)
		print_gone(vibs, step->replaced[i], out);
}

static const char *signature_words(const struct signature *signature)
{
	switch (signature->status) {
	case SIGNATURE_NONE:
		return "not signed";
	case SIGNATURE_INVALID:
		return "signature invalid";
	case SIGNATURE_UNKNOWN:
		return "signed by somebody unknown";
	case SIGNATURE_TRUSTED:
		return "signature good";
	}
	return "";
}

static void print_step(
	const struct plan_vibs *vibs, const struct resolve_step *step, struct buffer *out)
{
	const struct vib *vib = shown_vib(step);

	buffer_printf(out, "%-8s VIB ", kind_names[step->kind]);
	for (size_t i = 0; i < step->replaced_count; i++)
		buffer_printf(out, "%s%s", i ? ", " : "", step->replaced[i]->entry->vib->id);
	buffer_printf(out, "%s%s", step->replaced_count ? " by " : "", vib->id);
	if (step->wish)
		buffer_printf(out, " from %s", wishes_input(vibs->wishes, step->wish)->written);
	buffer_puts(out, step->kind == RESOLVE_KEEP ? " (already there)\n" : "\n");
	buffer_printf(out, "         %s\n", step->why);
	if (step->kind == RESOLVE_ADD || step->kind == RESOLVE_REPLACE)
		buffer_printf(out, "         %s, %s\n", vib->acceptance_level,
			signature_words(&step->wish->package->signature));
	print_files(vibs, step, out);
}

void plan_vibs_print(const struct plan_vibs *vibs, struct buffer *out)
{
	const struct resolution *resolution = vibs->resolution;

	for (size_t i = 0; i < resolution->step_count; i++) {
		if (is_shown(&resolution->steps[i]))
			print_step(vibs, &resolution->steps[i], out);
	}
	if (!vibs->update)
		return;
	buffer_printf(out, "level    %s: %s\n", acceptance_name(resolution->level),
		resolution->level_why);
	buffer_printf(out, "profile  %s\n", vibs->update->profile_name);
	if (!text_equal(vibs->image->profile->name, vibs->update->profile_name))
		buffer_printf(out, "         '%s' before\n", vibs->image->profile->name);
	for (size_t i = 0; i < vibs->update->note_count; i++)
		buffer_printf(out, "note     %s\n", vibs->update->notes[i]);
}

static struct json *describe_files(const struct plan_vibs *vibs, const struct resolve_step *step)
{
	struct json *list = json_new_array();

	for (size_t i = 0; vibs->placement && i < vibs->placement->file_count; i++) {
		const struct placement_file *file = &vibs->placement->files[i];
		struct json *row;

		if (file->step != step)
			continue;
		row = json_new_object();
		json_set_text(row, "payload", file->payload->payload->name);
		json_set_text(row, "file", file->name);
		json_set_number(row, "size", file->payload->reader.size);
		json_set_flag(row, "module", file->is_module);
		json_append_value(list, row);
	}
	return list;
}

static void append_gone(
	const struct plan_vibs *vibs, const struct image_vib *old, struct json *list)
{
	for (size_t i = 0; vibs->placement && i < old->files->payload_count; i++) {
		if (is_removed(vibs->placement, old->files->payloads[i].file))
			json_append_text(list, old->files->payloads[i].file);
	}
}

static void describe_old(
	const struct plan_vibs *vibs, const struct resolve_step *step, struct json *row)
{
	struct json *replaces = json_new_array();
	struct json *gone = json_new_array();

	for (size_t i = 0; i < step->replaced_count; i++) {
		json_append_text(replaces, step->replaced[i]->entry->vib->id);
		append_gone(vibs, step->replaced[i], gone);
	}
	if (step->kind == RESOLVE_REMOVE)
		append_gone(vibs, step->old, gone);
	json_set_value(row, "replaces", replaces);
	json_set_value(row, "removed_files", gone);
}

static struct json *describe_step(const struct plan_vibs *vibs, const struct resolve_step *step)
{
	const struct vib *vib = shown_vib(step);
	const struct wish_input *input = step->wish ? wishes_input(vibs->wishes, step->wish) : NULL;
	struct json *row = json_new_object();

	json_set_text(row, "change", kind_names[step->kind]);
	json_set_text(row, "id", vib->id);
	json_set_text(row, "name", vib->name);
	json_set_text(row, "version", vib->version);
	json_set_text(row, "acceptance_level", acceptance_name(vib->acceptance));
	json_set_text(row, "source", input ? input->written : NULL);
	json_set_text(row, "sha256", input ? input->sha256 : NULL);
	json_set_text(row, "signature",
		step->wish ? signature_status_name(step->wish->package->signature.status) : NULL);
	json_set_text(row, "why", step->why);
	describe_old(vibs, step, row);
	json_set_value(row, "files", describe_files(vibs, step));
	return row;
}

struct json *plan_vibs_describe(const struct plan_vibs *vibs)
{
	const struct resolution *resolution = vibs->resolution;
	struct json *object = json_new_object();
	struct json *steps = json_new_array();
	struct json *notes = json_new_array();

	for (size_t i = 0; i < resolution->step_count; i++) {
		if (is_shown(&resolution->steps[i]))
			json_append_value(steps, describe_step(vibs, &resolution->steps[i]));
	}
	for (size_t i = 0; vibs->update && i < vibs->update->note_count; i++)
		json_append_text(notes, vibs->update->notes[i]);
	json_set_value(object, "steps", steps);
	json_set_text(object, "acceptance_level", acceptance_name(resolution->level));
	json_set_text(object, "level_why", resolution->level_why);
	json_set_text(object, "profile",
		vibs->update ? vibs->update->profile_name : vibs->image->profile->name);
	json_set_value(object, "notes", notes);
	return object;
}
