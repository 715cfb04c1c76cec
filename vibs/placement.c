// SPDX-License-Identifier: GPL-3.0-or-later
// Placing the payloads of a resolution, see placement.h.
#include "placement.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "placement_rules.h"
#include "text.h"

struct work {
	const struct placement_request *request;
	struct diagnostics *diagnostics;
	struct placement *placement;
	bool keep_dash; // in file names
	struct name_set root; // of the medium
	struct name_set base_modules;
	struct name_set kept; // files of VIBs that stay
	struct name_set gone; // files of VIBs that go
	struct name_set fresh; // files that come; unsorted
};

static void work_finish(struct work *work)
{
	names_finish(&work->root);
	names_finish(&work->base_modules);
	names_finish(&work->kept);
	names_finish(&work->gone);
	names_finish(&work->fresh);
}

static struct diagnostic *refuse(
	struct work *work, const struct resolve_step *step, const char *message)
{
	const struct resolve_wish *wish = step->wish;

	return diagnostics_add(work->diagnostics, SEVERITY_ERROR,
		wish ? wish->place : (struct place){NULL, 0, 0}, wish ? wish->key : NULL, "%s",
		message);
}

// facts/media-5-to-9.md section 3.3: only these are files that nothing but the profile and boot.cfg
// name. The kernel and its companions, loaders, texts and UPGRADE/ are not.
static bool has_proven_place(const struct work *work, const struct vib_payload *payload)
{
	struct release release = work->request->release;

	if (text_equal(payload->type, "installer_vgz"))
		return release.major == 5 && release.minor == 0;
	return text_equal(payload->type, "vgz") || text_equal(payload->type, "tgz") ||
	       text_equal(payload->type, "vzstd");
}

static bool check_types(
	struct work *work, const struct resolve_step *step, const struct vib *vib, const char *what)
{
	bool good = true;

	for (size_t i = 0; i < vib->payload_count; i++) {
		const struct vib_payload *payload = &vib->payloads[i];
		AUTO_FREE char *message = NULL;

		if (has_proven_place(work, payload))
			continue;
		message = memory_printf("VIB '%s' cannot be %s: its payload '%s' is of type '%s'",
			vib->id, what, payload->name, payload->type);
		diagnostic_hint(refuse(work, step, message),
			"files of this type lie on a medium beside what boot.cfg and the profile "
			"name, and how they get there is not known; expected vgz, tgz or vzstd");
		good = false;
	}
	return good;
}

// Files of a VIB that goes: those that boot.cfg loads for it, never an archive of the installer.
static void let_go(struct work *work, const struct image_vib *old)
{
	for (size_t i = 0; i < old->files->payload_count; i++) {
		const char *file = old->files->payloads[i].file;

		if (*file && names_have(&work->base_modules, file) && !module_is_tail(file))
			names_add(&work->gone, file);
	}
}

static void look_at_step(struct work *work, const struct resolve_step *step)
{
	switch (step->kind) {
	case RESOLVE_KEEP:
		for (size_t i = 0; i < step->old->files->payload_count; i++)
			names_add(&work->kept, step->old->files->payloads[i].file);
		return;
	case RESOLVE_REMOVE:
		check_types(work, step, step->old->entry->vib, "removed");
		let_go(work, step->old);
		return;
	case RESOLVE_REPLACE:
		for (size_t i = 0; i < step->replaced_count; i++) {
			check_types(work, step, step->replaced[i]->entry->vib, "replaced");
			let_go(work, step->replaced[i]);
		}
		return;
	case RESOLVE_ADD:
		return;
	}
}

// Media of 5.0 keep '-' in names and those from 5.5 on do not; of 5.1 the medium itself tells.
static bool keeps_dash(const struct placement_request *request)
{
	const struct image *image = request->image;

	if (release_at_least(request->release, 5, 5))
		return false;
	for (size_t i = 0; i < image->vib_count; i++) {
		const struct profile_vib *files = image->vibs[i].files;

		for (size_t p = 0; p < files->payload_count; p++) {
			if (strchr(files->payloads[p].file, '-'))
				return true;
		}
	}
	return request->release.major == 5 && request->release.minor == 0;
}

static void collect(struct work *work)
{
	const struct placement_request *request = work->request;
	const struct resolution *resolution = request->resolution;

	for (size_t i = 0; i < request->taken_count; i++)
		names_add(&work->root, request->taken[i]);
	for (size_t i = 0; i < request->module_count; i++)
		names_add(&work->base_modules, request->modules[i]);
	names_sort(&work->root);
	names_sort(&work->base_modules);
	for (size_t i = 0; i < resolution->step_count; i++)
		look_at_step(work, &resolution->steps[i]);
	names_sort(&work->kept);
	names_sort(&work->gone);
	work->keep_dash = keeps_dash(request);
}

static bool is_fresh(const struct work *work, const char *name)
{
	for (size_t i = 0; i < work->fresh.count; i++) {
		if (text_equal(work->fresh.list[i], name))
			return true;
	}
	return false;
}

static bool is_taken(const void *context, const char *name)
{
	const struct work *work = context;

	return names_have(&work->kept, name) || is_fresh(work, name) ||
	       (names_have(&work->root, name) && !names_have(&work->gone, name));
}

// Does the VIB that goes for this one have the same payload in a file of this name?
static bool had_name(
	const struct resolve_step *step, const struct vib_payload *payload, const char *name)
{
	for (size_t i = 0; i < step->replaced_count; i++) {
		const struct profile_vib *files = step->replaced[i]->files;

		for (size_t p = 0; p < files->payload_count; p++) {
			if (text_equal(files->payloads[p].name, payload->name) &&
				text_equal_nocase(files->payloads[p].file, name))
				return true;
		}
	}
	return false;
}

static char *name_fault(
	const struct resolve_step *step, const struct vib_payload *payload, const char *name)
{
	const char *fault;

	if (!name && *payload->vfat_name)
		return memory_printf("the name '%s' that it asks for is taken", payload->vfat_name);
	if (!name)
		return memory_strdup("all 256 file names for it are taken");
	fault = payload_file_name_fault(name);
	if (fault)
		return memory_printf("its file name would be '%s': %s", name, fault);
	if (payload_file_name_is_reserved(name) && !had_name(step, payload, name))
		return memory_printf("its file name would be '%s', and of files that are called so "
				     "the boot loader demands VMware's own signature",
			name);
	return NULL;
}

static void place_payload(
	struct work *work, const struct resolve_step *step, const struct package_payload *payload)
{
	struct placement *placement = work->placement;
	AUTO_FREE char *name = payload_file_name(payload->payload, work->keep_dash, is_taken, work);
	AUTO_FREE char *fault = name_fault(step, payload->payload, name);

	if (fault) {
		AUTO_FREE char *message =
			memory_printf("VIB '%s' cannot be added: payload '%s': %s",
				step->wish->package->vib->id, payload->payload->name, fault);

		refuse(work, step, message);
		return;
	}
	names_add(&work->fresh, name);
	memory_grow(&placement->files, placement->file_count, sizeof(*placement->files));
	placement->files[placement->file_count++] = (struct placement_file){
		.step = step,
		.payload = payload,
		.replaces = names_have(&work->root, name),
		.is_module = true,
		.name = memory_strdup(name),
	};
}

static bool brings(const struct resolve_step *step)
{
	return step->kind == RESOLVE_ADD || step->kind == RESOLVE_REPLACE;
}

// The first wish in the spec that changes anything, for what none of them did alone.
static struct place place_of_change(const struct work *work)
{
	const struct resolution *resolution = work->request->resolution;
	const struct resolve_wish *first = NULL;

	for (size_t i = 0; i < resolution->step_count; i++) {
		const struct resolve_step *step = &resolution->steps[i];

		// wishes lie in one array, in the order of the spec
		if (brings(step) && (!first || step->wish < first))
			first = step->wish;
	}
	return first ? first->place : (struct place){NULL, 0, 0};
}

// More payloads than there is room for modules are not worth 256 questions each.
static bool too_many(struct work *work)
{
	const struct resolution *resolution = work->request->resolution;
	size_t count = 0;

	for (size_t i = 0; i < resolution->step_count; i++) {
		if (brings(&resolution->steps[i]))
			count += resolution->steps[i].wish->package->payload_count;
	}
	if (count <= PLACEMENT_MODULE_COUNT_MAX)
		return false;
	diagnostics_add(work->diagnostics, SEVERITY_ERROR, place_of_change(work), "image.vibs",
		"the VIBs bring %zu payloads, but an image has at most %d modules", count,
		PLACEMENT_MODULE_COUNT_MAX);
	return true;
}

static void place_payloads(struct work *work)
{
	const struct resolution *resolution = work->request->resolution;

	if (too_many(work))
		return;
	for (size_t i = 0; i < resolution->step_count; i++) {
		const struct resolve_step *step = &resolution->steps[i];
		const struct package *package = brings(step) ? step->wish->package : NULL;

		if (!package || !check_types(work, step, package->vib, "added"))
			continue;
		for (size_t p = 0; p < package->payload_count; p++)
			place_payload(work, step, &package->payloads[p]);
	}
}

// Of the VIB and payload that the profile gives this file to; group 0: of none.
static struct module_key key_of_base(const struct image *image, const char *file)
{
	for (size_t i = 0; i < image->vib_count; i++) {
		const struct profile_vib *files = image->vibs[i].files;
		const struct vib *vib = image->vibs[i].entry->vib;

		for (size_t p = 0; p < files->payload_count; p++) {
			const struct vib_payload *payload;

			if (!text_equal_nocase(files->payloads[p].file, file))
				continue;
			payload = vib_find_payload(vib, files->payloads[p].name);
			if (payload)
				return module_key_of(vib, (size_t)(payload - vib->payloads));
		}
	}
	return (struct module_key){0};
}

static int compare_new(const void *a, const void *b)
{
	const struct placement_file *x = *(const struct placement_file *const *)a;
	const struct placement_file *y = *(const struct placement_file *const *)b;

	if (x->step != y->step)
		return x->step < y->step ? -1 : 1; // sorted by VIB id
	return (x->payload > y->payload) - (x->payload < y->payload);
}

static void order_modules(struct work *work, struct module_list *list)
{
	const struct placement_request *request = work->request;
	const struct placement *placement = work->placement;
	AUTO_FREE const struct placement_file **files =
		memory_alloc_array(placement->file_count, sizeof(*files));

	for (size_t i = 0; i < request->module_count; i++) {
		const char *name = request->modules[i];

		if (!names_have(&work->gone, name) || names_have(&work->kept, name))
			modules_append(list, name, key_of_base(request->image, name));
	}
	for (size_t i = 0; i < placement->file_count; i++)
		files[i] = &placement->files[i];
	if (placement->file_count > 0)
		qsort(files, placement->file_count, sizeof(*files), compare_new);
	for (size_t i = 0; i < placement->file_count; i++) {
		const struct vib *vib = files[i]->step->wish->package->vib;

		modules_insert(list, files[i]->name,
			module_key_of(vib, (size_t)(files[i]->payload->payload - vib->payloads)));
	}
}

static void finish_modules(struct work *work, const struct module_list *list)
{
	struct placement *placement = work->placement;

	placement->modules = memory_alloc_array(list->count, sizeof(*placement->modules));
	placement->module_count = list->count;
	for (size_t i = 0; i < list->count; i++)
		placement->modules[i] = (struct placement_module){
			.name = memory_strdup(list->entries[i].name),
			.comes = list->entries[i].comes,
		};
	if (list->count > PLACEMENT_MODULE_COUNT_MAX && list->count > work->request->module_count)
		diagnostics_add(work->diagnostics, SEVERITY_ERROR, place_of_change(work),
			"image.vibs", "the image would have %zu modules, the boot loader takes %d",
			list->count, PLACEMENT_MODULE_COUNT_MAX);
}

static void find_removed(struct work *work)
{
	struct placement *placement = work->placement;

	for (size_t i = 0; i < work->gone.count; i++) {
		const char *name = work->gone.list[i];

		if (names_have(&work->kept, name) || is_fresh(work, name) ||
			!names_have(&work->root, name))
			continue;
		memory_grow(
			&placement->removed, placement->removed_count, sizeof(*placement->removed));
		placement->removed[placement->removed_count++] = memory_strdup(name);
	}
}

static int compare_files(const void *a, const void *b)
{
	return strcmp(
		((const struct placement_file *)a)->name, ((const struct placement_file *)b)->name);
}

void placement_create(const struct placement_request *request, struct placement **ret,
	struct diagnostics *diagnostics)
{
	AUTO_PLACEMENT *placement = memory_alloc(sizeof(*placement));
	CLEANUP(work_finish)
	struct work work = {.request = request, .diagnostics = diagnostics, .placement = placement};
	CLEANUP(modules_finish) struct module_list list = {NULL, 0};

	collect(&work);
	place_payloads(&work);
	find_removed(&work);
	order_modules(&work, &list);
	finish_modules(&work, &list);
	if (placement->file_count > 0)
		qsort(placement->files, placement->file_count, sizeof(*placement->files),
			compare_files);
	*ret = STEAL(placement);
}

void placement_destroy(struct placement *placement)
{
	if (!placement)
		return;
	for (size_t i = 0; i < placement->file_count; i++)
		free(placement->files[i].name);
	for (size_t i = 0; i < placement->removed_count; i++)
		free(placement->removed[i]);
	for (size_t i = 0; i < placement->module_count; i++)
		free(placement->modules[i].name);
	free(placement->files);
	free(placement->removed);
	free(placement->modules);
	free(placement);
}

const char *placement_find(const struct placement *placement, const struct resolve_step *step,
	const struct package_payload *payload)
{
	for (size_t i = 0; i < placement->file_count; i++) {
		if (placement->files[i].step == step && placement->files[i].payload == payload)
			return placement->files[i].name;
	}
	return NULL;
}
