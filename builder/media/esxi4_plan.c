// SPDX-License-Identifier: GPL-3.0-or-later
// Edits of a 4.1 medium, see esxi4_plan.h.
#include "esxi4_plan.h"

#include <string.h>

#include "esxi4.h"
#include "iso.h"
#include "memory.h"
#include "plan_edit.h"
#include "text.h"

// NULL where the spec puts another file there.
static struct edit *add_edit(
	struct plan *plan, enum edit_kind kind, const char *path, struct diagnostics *diagnostics)
{
	for (size_t i = 0; i < plan->edit_count; i++) {
		const struct edit *other = &plan->edits[i];

		if (!other->path || !text_equal_nocase(other->path, path))
			continue;
		diagnostic_hint(
			diagnostics_add(diagnostics, SEVERITY_ERROR, other->place, other->key,
				"'%s' is a file that the build changes itself", path),
			"choose another target");
		return NULL;
	}
	return plan_add_edit(plan, kind, path);
}

// *ret_detail says what changes, NULL: nothing. Caller frees.
static int set_option(struct isolinux *isolinux, size_t label, const char *token, char **ret_detail,
	struct error *err)
{
	AUTO_FREE char *before = NULL;

	*ret_detail = NULL;
	if (isolinux_set_option(isolinux, label, token, &before, err) < 0)
		return -1;
	if (!before)
		*ret_detail = memory_printf("'%s' is added", token);
	else if (!text_equal(before, token))
		*ret_detail = memory_printf("'%s' becomes '%s'", before, token);
	return 0;
}

// Each option goes right behind the kernel's name, so the one that shall stand first comes last:
// that of the kickstart. They are told in the order in which they stand then.
static int set_options(const struct spec *spec, struct isolinux *isolinux, size_t label,
	struct edit *edit, struct error *err)
{
	const struct spec_node *options = spec_get(spec, "image.kernel_options");
	size_t count = options ? spec_node_count(options) : 0;
	AUTO_FREE char **details = memory_alloc_array(count + 1, sizeof(*details));
	int result = 0;

	for (size_t i = count + 1; i > 0 && result == 0; i--) {
		AUTO_FREE char *token =
			i == 1 ? memory_strdup(KICKSTART_OPTION)
			       : memory_printf("%s=%s", spec_node_key(options, i - 2),
					 spec_node_text(spec_node_at(options, i - 2)));

		result = set_option(isolinux, label, token, &details[i - 1], err);
	}
	for (size_t i = 0; i <= count; i++) {
		if (details[i])
			plan_add_detail(edit, details[i]);
	}
	return result;
}

static void set_timeout(const struct spec *spec, struct isolinux *isolinux, struct edit *edit)
{
	AUTO_FREE char *before = NULL;
	uint64_t seconds = spec_number(spec, "image.boot_timeout");
	// isolinux counts tenths, and 0 would be for ever.
	unsigned tenths = seconds ? (unsigned)seconds * 10 : 1;

	isolinux_set_timeout(isolinux, tenths, &before);
	if (!before)
		plan_add_detail(edit, memory_printf("'timeout %u' is added", tenths));
	else
		plan_add_detail(
			edit, memory_printf("'timeout %s' becomes 'timeout %u'", before, tenths));
}

static int plan_config(struct plan *plan, const struct spec *spec, const struct medium *medium,
	struct diagnostics *diagnostics, struct error *err)
{
	const struct esxi4 *esxi4 = medium->esxi4;
	AUTO_FREE char *ks = esxi4_option(esxi4, "ks");
	AUTO_BUFFER text = BUFFER_INIT;
	AUTO_ISOLINUX *isolinux = NULL;
	struct edit *edit;
	bool added;

	if (!esxi4->boot)
		return 0; // an error was given when the medium was read
	edit = add_edit(plan, EDIT_BOOTCFG, esxi4->config->path, diagnostics);
	if (!edit)
		return 0;
	isolinux_print(esxi4->isolinux, &text);
	if (isolinux_parse(esxi4->config->path, buffer_text(&text), text.size, &isolinux, err) < 0)
		return -1;
	edit->place = spec_place(spec, "image.kernel_options");
	if (set_options(spec, isolinux, esxi4->label, edit, err) < 0)
		return -1;
	if (spec_has(spec, "image.boot_timeout"))
		set_timeout(spec, isolinux, edit);
	if (plan->drivers && plan->drivers->wishes->count > 0) {
		if (isolinux_add_item(isolinux, esxi4->label, ESXI4_OEM_NAME, &added, err) < 0)
			return -1;
		if (added)
			plan_add_detail(
				edit, memory_printf("module '%s' is added", ESXI4_OEM_NAME));
	}
	isolinux_print(isolinux, &edit->content);
	if (ks && !text_equal(ks, "cdrom:" KICKSTART_PATH))
		plan_add_note(
			plan, memory_printf("'%s' of the base names a kickstart already, 'ks=%s'; "
					    "it is replaced",
				      esxi4->config->path, ks));
	return 0;
}

static void describe_bootbank(struct edit *edit, const struct esxi4_drivers *drivers)
{
	const struct esxi4_image *image = drivers->image;

	if (image->has_oem)
		plan_add_detail(edit, memory_printf("partition %u: '%s' is replaced, %zu bytes "
						    "become %zu",
					      image->bootbank->number, ESXI4_OEM_NAME,
					      image->oem.size, drivers->oem.archive.size));
	else
		plan_add_detail(edit, memory_printf("partition %u: '%s' is added, %zu bytes",
					      image->bootbank->number, ESXI4_OEM_NAME,
					      drivers->oem.archive.size));
	if (drivers->names_oem)
		plan_add_detail(
			edit, memory_printf("partition %u: 'boot.cfg' loads it as module %zu",
				      image->bootbank->number, drivers->module + 1));
}

static void plan_image(
	struct plan *plan, const struct medium *medium, struct diagnostics *diagnostics)
{
	const struct esxi4_drivers *drivers = plan->drivers;
	struct edit *edit = add_edit(plan, EDIT_BOOTCFG, medium->esxi4->image->path, diagnostics);
	size_t copied;
	size_t made;

	if (!edit)
		return;
	edit->reader = bzip2_output_reader(drivers->output, ESXI4_IMAGE_PATH);
	if (drivers->wishes->count > 0)
		describe_bootbank(edit, drivers);
	bzip2_output_counts(drivers->output, &copied, &made);
	plan_add_detail(edit, memory_printf("%zu of its %zu bzip2 blocks are compressed anew", made,
				      copied + made));
}

// Only the digits change (facts/media-4.md section 5).
static void plan_sum(
	struct plan *plan, const struct medium *medium, struct diagnostics *diagnostics)
{
	const struct esxi4_sum *sum = &medium->esxi4->sum;
	struct edit *edit;

	if (!sum->md5[0]) {
		plan_add_note(plan, memory_printf("the base has no MD5 in '%s', so none is written",
					    ESXI4_SUM_PATH));
		return;
	}
	edit = add_edit(plan, EDIT_BOOTCFG, sum->file->path, diagnostics);
	if (!edit)
		return;
	buffer_append(&edit->content, sum->text.data, sum->text.size);
	memcpy(edit->content.data + sum->at, plan->drivers->after.md5, ESXI4_MD5_SIZE - 1);
	plan_add_detail(
		edit, memory_printf("'%s' becomes '%s'", sum->md5, plan->drivers->after.md5));
}

static void plan_oem(
	struct plan *plan, const struct medium *medium, struct diagnostics *diagnostics)
{
	const struct buffer *archive = &plan->drivers->oem.archive;
	struct edit *edit =
		add_edit(plan, plan_edit_kind(medium, ESXI4_OEM_PATH), ESXI4_OEM_PATH, diagnostics);

	if (!edit)
		return;
	buffer_append(&edit->content, archive->data, archive->size);
	// Media of 4.x have Rock Ridge names in lower case, which is what isolinux.cfg says.
	edit->alias = ESXI4_OEM_NAME;
	plan_add_detail(edit, memory_printf("the installer has the drivers, too"));
}

static void note_drivers(struct plan *plan, struct diagnostics *diagnostics)
{
	const struct esxi4_drivers *drivers = plan->drivers;

	for (size_t i = 0; i < drivers->oem.note_count; i++) {
		const struct oem4_note *note = &drivers->oem.notes[i];

		if (note->is_warning)
			diagnostics_add(diagnostics, SEVERITY_WARNING,
				drivers->wishes->list[0].place, "image.vibs", "%s", note->text);
		else
			plan_add_note(plan, memory_strdup(note->text));
	}
	for (size_t i = 0; i < drivers->wishes->driver_count; i++) {
		const struct driver4 *driver = drivers->wishes->drivers[i];

		for (size_t k = 0; k < driver->left_out_count; k++)
			plan_add_note(plan, memory_strdup(driver->left_out[k]));
	}
}

int esxi4_plan(struct plan *plan, const struct spec *spec, const struct medium *medium,
	struct diagnostics *diagnostics, struct error *err)
{
	if (plan_config(plan, spec, medium, diagnostics, err) < 0)
		return -1;
	if (!plan->drivers)
		return 0;
	if (strcmp(plan->drivers->before.sha256, plan->drivers->after.sha256) == 0) {
		if (plan->drivers->wishes->count > 0)
			plan_add_note(
				plan, memory_strdup("the disk image has these drivers already"));
	} else {
		plan_image(plan, medium, diagnostics);
		plan_sum(plan, medium, diagnostics);
	}
	if (plan->drivers->wishes->count > 0)
		plan_oem(plan, medium, diagnostics);
	note_drivers(plan, diagnostics);
	return 0;
}
