// SPDX-License-Identifier: GPL-3.0-or-later
// Planning changes of VIBs, see plan_vibs.h.
#include "plan_vibs.h"

#include <stdlib.h>
#include <string.h>

#include "iso.h"
#include "memory.h"
#include "plan_edit.h"
#include "text.h"
#include "wishes.h"

#define IMGDB_PATH "/IMGDB.TGZ"
#define METADATA_PATH "/UPGRADE/METADATA.ZIP"
#define PROFILE_PATH "/UPGRADE/PROFILE.XML"

enum { METADATA_MAX = 64 << 20 };

// Names for a placement_request; the strings belong to others.
struct names {
	const char **list;
	size_t count;
};

static void add_name(struct names *names, const char *name)
{
	memory_grow(&names->list, names->count, sizeof(*names->list));
	names->list[names->count++] = name;
}

// Everything in the root of the medium, also what the spec puts there.
static void list_root(const struct spec *spec, const struct medium *medium, struct names *names)
{
	const struct spec_node *files = spec_get(spec, "image.files");

	for (size_t i = 1; i < iso_file_count(medium->iso); i++) {
		const struct iso_file *file = iso_file_at(medium->iso, i);

		if (file->parent == 0)
			add_name(names, file->path + 1);
	}
	for (size_t i = 0; files && i < spec_node_count(files); i++) {
		const char *target =
			spec_node_text(spec_node_get(spec_node_at(files, i), "target"));

		if (target[0] == '/' && !strchr(target + 1, '/'))
			add_name(names, target + 1);
	}
	add_name(names, &KICKSTART_PATH[1]);
}

static void list_modules(const struct medium *medium, struct names *names)
{
	const struct medium_bootcfg *entry = medium->bios.bootcfg ? &medium->bios : &medium->uefi;

	for (size_t i = 0; i < bootcfg_module_count(entry->bootcfg); i++) {
		const char *path = bootcfg_module_at(entry->bootcfg, i)->path;
		const char *slash = strrchr(path, '/');

		add_name(names, slash ? slash + 1 : path);
	}
}

// What image.acceptance_level says; else partner, or what the base has where that is lower.
static enum acceptance lowest_level(const struct spec *spec, const struct image *image)
{
	enum acceptance base = acceptance_parse(image->profile->acceptance_level);

	if (spec_has(spec, "image.acceptance_level"))
		return acceptance_parse(spec_text(spec, "image.acceptance_level"));
	return base != ACCEPTANCE_UNKNOWN && base < ACCEPTANCE_PARTNER ? base : ACCEPTANCE_PARTNER;
}

static void decide(const struct spec *spec, const struct plan_inputs *inputs,
	struct plan_vibs *vibs, struct diagnostics *diagnostics)
{
	const struct resolve_request request = {
		.image = vibs->image,
		.wishes = vibs->wishes->list,
		.wish_count = vibs->wishes->count,
		.removals = vibs->wishes->removals,
		.removal_count = vibs->wishes->removal_count,
		.lowest = lowest_level(spec, vibs->image),
		.lowest_place = spec_has(spec, "image.acceptance_level")
					? spec_place(spec, "image.acceptance_level")
					: (struct place){NULL, 0, 0},
		.secure_boot = spec_flag(spec, "image.secure_boot"),
		.release = inputs->release,
	};

	resolve(&request, &vibs->resolution, diagnostics);
}

static void find_places(const struct spec *spec, const struct medium *medium,
	const struct plan_inputs *inputs, struct plan_vibs *vibs, struct diagnostics *diagnostics)
{
	struct names taken = {NULL, 0};
	struct names modules = {NULL, 0};
	struct placement_request request = {
		.image = vibs->image,
		.resolution = vibs->resolution,
		.release = inputs->release,
	};

	list_root(spec, medium, &taken);
	list_modules(medium, &modules);
	request.taken = taken.list;
	request.taken_count = taken.count;
	request.modules = modules.list;
	request.module_count = modules.count;
	placement_create(&request, &vibs->placement, diagnostics);
	free(taken.list);
	free(modules.list);
}

static int change_database(const struct medium *medium, const struct plan_inputs *inputs,
	struct plan_vibs *vibs, struct error *err)
{
	const struct iso_file *file = iso_find(medium->iso, METADATA_PATH);
	AUTO_BUFFER metadata = BUFFER_INIT;
	struct update_request request = {
		.imgdb = medium->imgdb,
		.resolution = vibs->resolution,
		.placement = vibs->placement,
		.depots = (const struct depot *const *)vibs->wishes->depots,
		.depot_count = vibs->wishes->depot_count,
		.date = inputs->date,
	};

	if (file && iso_read_file(medium->iso, file, METADATA_MAX, &metadata, err) < 0)
		return -1;
	if (file)
		request.metadata_zip = &metadata;
	if (update_create(&request, &vibs->update, err) < 0)
		return error_wrap(err, "'%s'", medium->path);
	return 0;
}

int plan_vibs_create(const struct spec *spec, const struct medium *medium,
	const struct plan_inputs *inputs, struct plan_vibs **ret, struct diagnostics *diagnostics,
	struct error *err)
{
	size_t errors = diagnostics->error_count;
	struct plan_vibs *vibs;
	int result;

	*ret = NULL;
	if (!inputs->wishes)
		return 0;
	if (!medium->imgdb) {
		diagnostic_hint(
			diagnostics_add(diagnostics, SEVERITY_ERROR,
				spec_place(spec, spec_has(spec, "image.vibs")
							 ? "image.vibs"
							 : "image.remove_vibs"),
				"image", "the base has no database of VIBs that can be changed"),
			"expected '" IMGDB_PATH "' as installer media have it");
		return 0;
	}
	vibs = memory_alloc(sizeof(*vibs));
	vibs->wishes = inputs->wishes;
	*ret = vibs;
	result = image_create(medium->imgdb, &vibs->image, err);
	if (result < 0)
		return error_wrap(err, "'%s'", medium->path);
	decide(spec, inputs, vibs, diagnostics);
	if (diagnostics->error_count > errors || !vibs->resolution->changes)
		return 0;
	find_places(spec, medium, inputs, vibs, diagnostics);
	if (diagnostics->error_count > errors)
		return 0;
	return change_database(medium, inputs, vibs, err);
}

void plan_vibs_destroy(struct plan_vibs *vibs)
{
	if (!vibs)
		return;
	update_destroy(vibs->update);
	placement_destroy(vibs->placement);
	resolution_destroy(vibs->resolution);
	image_destroy(vibs->image);
	free(vibs);
}

// As the base has it, or as ISO 9660 wants a new one.
static char *file_path(const struct medium *medium, const char *name)
{
	char *path = memory_printf("/%s", name);
	const struct iso_file *old = iso_find(medium->iso, path);

	for (char *c = path; !old && *c; c++)
		*c = text_upper(*c);
	if (old)
		memcpy(path, old->path, strlen(path));
	return path;
}

static const struct edit *find_edit(const struct plan *plan, const char *path)
{
	for (size_t i = 0; i < plan->edit_count; i++) {
		const char *other = plan->edits[i].path;

		if (other && text_equal_nocase(other, path))
			return &plan->edits[i];
	}
	return NULL;
}

// An edit of a file that the VIBs need; NULL where the spec puts another file there.
static struct edit *add_edit(struct plan *plan, enum edit_kind kind, const char *path,
	const struct medium *medium, struct diagnostics *diagnostics)
{
	const struct edit *other = find_edit(plan, path);
	AUTO_ERROR problem = ERROR_INIT;

	if (other) {
		diagnostic_hint(
			diagnostics_add(diagnostics, SEVERITY_ERROR, other->place, other->key,
				"'%s' is a file that changes with the VIBs", path),
			"choose another target");
		return NULL;
	}
	if (kind != EDIT_REMOVE && iso_check_edit(medium->iso, path, &problem) < 0) {
		diagnostics_add(diagnostics, SEVERITY_ERROR, (struct place){NULL, 0, 0},
			"image.vibs", "%s", problem.text);
		return NULL;
	}
	return plan_add_edit(plan, kind, path);
}

static void add_payload(struct plan *plan, const struct placement_file *file,
	const struct medium *medium, struct diagnostics *diagnostics)
{
	AUTO_FREE char *path = file_path(medium, file->name);
	struct edit *edit = add_edit(plan, plan_edit_kind(medium, path), path, medium, diagnostics);

	if (!edit)
		return;
	edit->reader = file->payload->reader;
	edit->sha256 = package_payload_sha256(file->payload);
	edit->key = file->step->wish->key;
	edit->place = file->step->wish->place;
	plan_add_detail(
		edit, memory_printf("payload '%s' of VIB '%s'", file->payload->payload->name,
			      resolve_step_vib(file->step)->name));
}

static void replace_content(struct plan *plan, const char *path, const struct buffer *content,
	const struct medium *medium, struct diagnostics *diagnostics)
{
	struct edit *edit;

	if (!iso_find(medium->iso, path)) {
		plan_add_note(plan, memory_printf("the base has no '%s', which upgrades look at; "
						  "none is made",
					    path));
		return;
	}
	edit = add_edit(plan, EDIT_REPLACE, iso_find(medium->iso, path)->path, medium, diagnostics);
	if (edit)
		buffer_append(&edit->content, buffer_text(content), content->size);
}

void plan_vibs_edit(struct plan *plan, const struct medium *medium, struct diagnostics *diagnostics)
{
	const struct plan_vibs *vibs = plan->vibs;

	if (!vibs || !vibs->update)
		return;
	for (size_t i = 0; i < vibs->placement->file_count; i++)
		add_payload(plan, &vibs->placement->files[i], medium, diagnostics);
	for (size_t i = 0; i < vibs->placement->removed_count; i++) {
		AUTO_FREE char *path = file_path(medium, vibs->placement->removed[i]);

		if (iso_find(medium->iso, path))
			add_edit(plan, EDIT_REMOVE, path, medium, diagnostics);
	}
	replace_content(plan, IMGDB_PATH, &vibs->update->imgdb, medium, diagnostics);
	replace_content(plan, METADATA_PATH, &vibs->update->metadata_zip, medium, diagnostics);
	replace_content(plan, PROFILE_PATH, &vibs->update->profile_xml, medium, diagnostics);
}
