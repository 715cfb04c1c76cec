// SPDX-License-Identifier: GPL-3.0-or-later
// Making the plan: which edits, in which order, and which layout.
#include "plan.h"

#include <string.h>

#include "acceptance.h"
#include "esxi4_plan.h"
#include "file.h"
#include "iso.h"
#include "memory.h"
#include "plan_bootcfg.h"
#include "plan_drivers.h"
#include "plan_edit.h"
#include "plan_vibs.h"
#include "text.h"

const char *layout_name(enum layout layout)
{
	return layout == LAYOUT_APPEND ? "append" : "compact";
}

static void plan_kickstart(
	struct plan *plan, const struct medium *medium, const struct buffer *kickstart)
{
	struct edit *edit =
		plan_add_edit(plan, plan_edit_kind(medium, KICKSTART_PATH), KICKSTART_PATH);

	buffer_append(&edit->content, buffer_text(kickstart), kickstart->size);
}

// Is another file of the plan where this one needs a folder?
static const char *file_in_the_way(const struct plan *plan, const char *target)
{
	for (size_t i = 0; i < plan->edit_count; i++) {
		const char *path = plan->edits[i].path;
		const char *behind = path ? text_skip_prefix(target, path) : NULL;

		if (behind && *behind == '/')
			return path;
	}
	return NULL;
}

static bool check_target(const struct plan *plan, const struct medium *medium,
	const struct spec_node *target, size_t index, struct diagnostics *diagnostics)
{
	AUTO_ERROR problem = ERROR_INIT;
	AUTO_FREE char *key = memory_printf("image.files[%zu].target", index);
	const char *path = spec_node_text(target);
	const char *file = file_in_the_way(plan, path);

	if (file)
		error_set(&problem, ERROR_INPUT, "'%s' is a file, not a folder", file);
	else
		iso_check_edit(medium->iso, path, &problem);
	if (problem.kind != ERROR_NONE)
		diagnostics_add(diagnostics, SEVERITY_ERROR, spec_node_place(target), key, "%s",
			problem.text);
	return problem.kind == ERROR_NONE;
}

static void plan_files(struct plan *plan, const struct spec *spec, const struct medium *medium,
	struct diagnostics *diagnostics)
{
	const struct spec_node *files = spec_get(spec, "image.files");

	for (size_t i = 0; files && i < spec_node_count(files); i++) {
		const struct spec_node *file = spec_node_at(files, i);
		const struct spec_node *target = spec_node_get(file, "target");
		const char *source = spec_node_text(spec_node_get(file, "source"));
		struct edit *edit;

		if (!check_target(plan, medium, target, i, diagnostics))
			continue;
		edit = plan_add_edit(plan, plan_edit_kind(medium, spec_node_text(target)),
			spec_node_text(target));
		edit->source =
			place_resolve(spec_node_place(spec_node_get(file, "source")), source);
		edit->written_source = memory_strdup(source);
		edit->key = "image.files";
		edit->place = spec_node_place(file);
	}
}

// The level of a profile is that of its lowest VIB (facts/media-5-to-9.md section 3.6).
static void check_acceptance_level(
	const struct spec *spec, const struct medium *medium, struct diagnostics *diagnostics)
{
	const char *wanted = spec_text(spec, "image.acceptance_level");
	const struct profile *profile = medium->imgdb ? imgdb_profile(medium->imgdb) : NULL;
	const char *level = profile ? profile->acceptance_level : NULL;

	if (!wanted || (level && acceptance_parse(level) >= acceptance_parse(wanted)))
		return;
	if (level)
		diagnostics_add(diagnostics, SEVERITY_ERROR,
			spec_place(spec, "image.acceptance_level"), "image.acceptance_level",
			"asks for %s, but the image profile of the base is %s", wanted, level);
	else
		diagnostics_add(diagnostics, SEVERITY_ERROR,
			spec_place(spec, "image.acceptance_level"), "image.acceptance_level",
			"asks for %s, but the base has no image profile that tells its level",
			wanted);
}

static void plan_volume_id(struct plan *plan, const struct spec *spec, const struct medium *medium)
{
	const char *old = iso_info(medium->iso)->volume_id;
	const char *label = spec_has(spec, "image.label") ? spec_text(spec, "image.label") : old;

	plan->volume_id = memory_strdup(label);
	if (text_equal(label, old))
		return;
	plan_add_detail(plan_add_edit(plan, EDIT_VOLUME_ID, NULL),
		memory_printf("'%s' becomes '%s'", old, label));
}

// A second build upon its own result, or a base that comes prepared.
static int find_unchanged(struct plan *plan, const struct medium *medium, struct error *err)
{
	for (size_t i = 0; i < plan->edit_count; i++) {
		struct edit *edit = &plan->edits[i];
		const struct iso_file *old = edit->path ? iso_find(medium->iso, edit->path) : NULL;
		AUTO_BUFFER content = BUFFER_INIT;

		if (!old || edit->source || edit->reader.read || edit->kind == EDIT_REMOVE ||
			old->size != edit->content.size)
			continue;
		if (iso_read_file(medium->iso, old, edit->content.size, &content, err) < 0)
			return -1;
		edit->unchanged = memcmp(buffer_text(&content), buffer_text(&edit->content),
					  content.size) == 0;
	}
	return 0;
}

// Bytes of the base that nothing names any more once the edits are appended: with what earlier ones
// left, since they add up.
static uint64_t dead_bytes(const struct plan *plan, const struct medium *medium)
{
	uint64_t dead = 0;
	bool appends = false;

	for (size_t i = 0; i < plan->edit_count; i++) {
		const struct iso_file *old =
			plan->edits[i].path ? iso_find(medium->iso, plan->edits[i].path) : NULL;

		if (plan->edits[i].unchanged)
			continue;
		appends = true;
		if (old)
			dead += (old->size + ISO_BLOCK_SIZE - 1) / ISO_BLOCK_SIZE * ISO_BLOCK_SIZE;
	}
	return appends ? dead + iso_unused_bytes(medium->iso) : 0;
}

static bool can_be_compact(const struct medium *medium)
{
	AUTO_ERROR ignored = ERROR_INIT;

	return iso_check_compact(medium->iso, &ignored) == 0;
}

static void choose_layout(struct plan *plan, const struct spec *spec, const struct medium *medium)
{
	const struct iso_info *info = iso_info(medium->iso);
	const char *wanted = spec_text(spec, "image.layout");
	uint64_t dead = dead_bytes(plan, medium);
	uint64_t size = (uint64_t)info->volume_blocks * ISO_BLOCK_SIZE;

	if (wanted && !text_equal(wanted, "auto")) {
		plan->layout = text_equal(wanted, "compact") ? LAYOUT_COMPACT : LAYOUT_APPEND;
		plan->layout_reason = memory_strdup("image.layout says so");
	} else if (info->has_udf) {
		plan->layout = LAYOUT_COMPACT;
		plan->layout_reason = memory_strdup("the base has a UDF tree, which would go on "
						    "showing the old files behind an append");
	} else if (!can_be_compact(medium)) {
		plan->layout = LAYOUT_APPEND;
		plan->layout_reason = memory_printf(
			"the base cannot be written anew; %llu of %llu bytes would be dead",
			(unsigned long long)dead, (unsigned long long)size);
	} else if (dead > size / 100 * PLAN_DEAD_PERCENT_MAX) {
		plan->layout = LAYOUT_COMPACT;
		plan->layout_reason = memory_printf("%llu bytes would be dead, more than %d %%",
			(unsigned long long)dead, PLAN_DEAD_PERCENT_MAX);
	} else {
		plan->layout = LAYOUT_APPEND;
		plan->layout_reason = memory_printf("%llu of %llu bytes would be dead",
			(unsigned long long)dead, (unsigned long long)size);
	}
}

static void check_layout(const struct plan *plan, const struct spec *spec,
	const struct medium *medium, struct diagnostics *diagnostics)
{
	AUTO_ERROR problem = ERROR_INIT;
	int result = plan->layout == LAYOUT_APPEND ? iso_check_append(medium->iso, &problem)
						   : iso_check_compact(medium->iso, &problem);

	if (result < 0)
		diagnostics_add(diagnostics, SEVERITY_ERROR, spec_place(spec, "image.layout"),
			"image.layout", "%s", problem.text);
}

static void note_kickstart(struct plan *plan)
{
	const struct edit *edit = &plan->edits[0];

	if (edit->unchanged)
		plan_add_note(plan, memory_strdup("the base carries this kickstart already"));
	else if (edit->kind == EDIT_REPLACE)
		plan_add_note(
			plan, memory_printf("the base has a file '%s' already; it is replaced",
				      KICKSTART_PATH));
}

static void note_oddities(struct plan *plan, const struct medium *medium)
{
	const struct iso_info *info = iso_info(medium->iso);

	note_kickstart(plan);
	if (info->has_system_area && plan->layout == LAYOUT_APPEND)
		plan_add_note(plan,
			memory_strdup(
				"the base has a system area (isohybrid); it stays as it is, so "
				"the partitions that it describes end where the base ended"));
	if (info->has_rockridge)
		plan_add_note(plan, memory_strdup("the base has Rock Ridge names; they are kept"));
	if (info->has_joliet)
		plan_add_note(plan, memory_strdup("the base has a Joliet tree; it is kept"));
	if (info->has_udf && plan->layout == LAYOUT_COMPACT)
		plan_add_note(plan, memory_strdup("the UDF tree of the base is dropped"));
	if (info->has_iso1999 && plan->layout == LAYOUT_COMPACT)
		plan_add_note(plan, memory_strdup("the ISO 9660:1999 tree of the base is dropped"));
}

int plan_create(const struct spec *spec, const struct medium *medium,
	const struct plan_inputs *inputs, struct plan **ret, struct diagnostics *diagnostics,
	struct error *err)
{
	AUTO_PLAN *plan = memory_alloc(sizeof(*plan));
	const struct placement *placement;

	if (esxi4_drivers_create(spec, medium, inputs, &plan->drivers, diagnostics, err) < 0 ||
		plan_vibs_create(spec, medium, inputs, &plan->vibs, diagnostics, err) < 0)
		return -1;
	placement = plan->vibs && plan->vibs->update ? plan->vibs->placement : NULL;
	plan_kickstart(plan, medium, inputs->kickstart);
	if (plan_bootcfg(plan, spec, &medium->bios, placement, diagnostics, err) < 0 ||
		plan_bootcfg(plan, spec, &medium->uefi, placement, diagnostics, err) < 0)
		return -1;
	plan_files(plan, spec, medium, diagnostics);
	plan_drivers(plan, spec, medium, diagnostics);
	plan_vibs_edit(plan, medium, diagnostics);
	if (medium->esxi4 && diagnostics->error_count == 0 &&
		esxi4_plan(plan, spec, medium, diagnostics, err) < 0)
		return -1;
	check_acceptance_level(spec, medium, diagnostics);
	if (find_unchanged(plan, medium, err) < 0)
		return -1;
	plan_volume_id(plan, spec, medium);
	choose_layout(plan, spec, medium);
	check_layout(plan, spec, medium, diagnostics);
	note_oddities(plan, medium);
	*ret = STEAL(plan);
	return 0;
}

static void free_lines(char **lines, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(lines[i]);
	free(lines);
}

void plan_destroy(struct plan *plan)
{
	if (!plan)
		return;
	for (size_t i = 0; i < plan->edit_count; i++) {
		struct edit *edit = &plan->edits[i];

		free(edit->path);
		free(edit->source);
		free(edit->written_source);
		buffer_finish(&edit->content);
		free_lines(edit->details, edit->detail_count);
	}
	free(plan->edits);
	esxi4_drivers_destroy(plan->drivers);
	plan_vibs_destroy(plan->vibs);
	free(plan->layout_reason);
	free(plan->volume_id);
	free_lines(plan->notes, plan->note_count);
	free(plan);
}
