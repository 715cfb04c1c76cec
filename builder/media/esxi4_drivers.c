// SPDX-License-Identifier: GPL-3.0-or-later
// Drivers into the disk image of 4.1, see esxi4_plan.h.
#include <stdlib.h>
#include <string.h>

#include "esxi4.h"
#include "esxi4_plan.h"
#include "memory.h"
#include "text.h"
#include "verify_files.h"

static uint64_t free_bytes(const struct fat *fat)
{
	const struct fat_info *info = fat_info(fat);

	return (uint64_t)info->free_count * info->cluster_size;
}

static void report(const struct esxi4_wish *wish, const char *text, struct diagnostics *diagnostics)
{
	diagnostics_add(diagnostics, SEVERITY_ERROR, wish->place, wish->key, "%s", text);
}

// The oem.tgz with all packages. What the packages are wrong with is a matter of the spec.
static int merge(const struct medium *medium, struct esxi4_drivers *drivers,
	struct diagnostics *diagnostics, struct error *err)
{
	const struct esxi4_wishes *wishes = drivers->wishes;
	const struct iso_file *file = iso_find(medium->iso, "/SYS.VGZ");
	struct reader old = reader_memory("oem.tgz of the bootbank",
		buffer_text(&drivers->image->oem), drivers->image->oem.size);
	struct reader sys;
	AUTO_OEM4 *oem = NULL;
	AUTO_ERROR problem = ERROR_INIT;
	size_t errors = diagnostics->error_count;

	if (file && !file->is_dir) {
		sys = medium_reader(medium, file);
		sys.name = file->path;
	}
	if (oem4_create(drivers->image->has_oem ? &old : NULL, file && !file->is_dir ? &sys : NULL,
		    &oem, err) < 0)
		return -1;
	for (size_t i = 0; i < wishes->count; i++) {
		AUTO_ERROR refusal = ERROR_INIT;

		if (oem4_add(oem, wishes->list[i].package, &refusal) == 0)
			continue;
		if (refusal.kind != ERROR_INPUT)
			return error_set(err, refusal.kind, "%s", refusal.text);
		report(&wishes->list[i], refusal.text, diagnostics);
	}
	if (diagnostics->error_count > errors)
		return 0;
	if (oem4_finish(oem, &drivers->oem, &problem) == 0)
		return 0;
	if (problem.kind != ERROR_INPUT)
		return error_set(err, problem.kind, "%s", problem.text);
	diagnostics_add(diagnostics, SEVERITY_ERROR, wishes->list[0].place, "image.vibs", "%s",
		problem.text);
	return 0;
}

// The place of oem.tgz among the modules: in front of license.tgz, as stock images have it, else in
// front of state.tgz, which overlays everything, else at the end; never in front of the kernel, the
// system or CIM (facts/media-4.md section 2.4).
static size_t find_module_place(const struct bootcfg *bootcfg)
{
	static const char *const behind[] = {"k.z", "s.z", "c.z"};
	static const char *const before[] = {"license.tgz", "state.tgz"};
	size_t least = 0;
	size_t at;

	for (size_t i = 0; i < sizeof(behind) / sizeof(behind[0]); i++) {
		if (esxi4_finds_module(bootcfg, behind[i], &at) && at >= least)
			least = at + 1;
	}
	for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++) {
		if (esxi4_finds_module(bootcfg, before[i], &at) && at >= least)
			return at;
	}
	return bootcfg_module_count(bootcfg);
}

static int name_oem(struct esxi4_drivers *drivers, int64_t date, struct error *err)
{
	struct bootcfg *bootcfg = drivers->image->bootcfg;
	AUTO_BUFFER text = BUFFER_INIT;
	struct reader content;
	size_t at;

	if (esxi4_finds_module(bootcfg, ESXI4_OEM_NAME, &at))
		return 0;
	drivers->names_oem = true;
	drivers->module = find_module_place(bootcfg);
	if (bootcfg_insert_module(bootcfg, drivers->module, ESXI4_OEM_NAME, NULL, err) < 0)
		return -1;
	bootcfg_print(bootcfg, &text);
	content = reader_memory("boot.cfg", buffer_text(&text), text.size);
	return fat_write(drivers->image->fat, "/boot.cfg", &content, date, err);
}

struct fat_findings {
	const struct medium *medium;
	unsigned partition;
	struct diagnostics *diagnostics;
};

// Where chains cross, an edit would damage another file; the rest is as it was.
static void report_fat(void *context, bool is_safe, const char *text)
{
	const struct fat_findings *found = context;

	diagnostics_add(found->diagnostics, is_safe ? SEVERITY_WARNING : SEVERITY_ERROR,
		medium_place(found->medium), found->medium->esxi4->image->path, "partition %u: %s",
		found->partition, text);
}

static int check_bootbank(const struct medium *medium, const struct esxi4_image *image,
	struct diagnostics *diagnostics, struct error *err)
{
	struct fat_findings found = {medium, image->bootbank->number, diagnostics};

	return fat_check(image->fat, report_fat, &found, err);
}

static int change_image(struct esxi4_drivers *drivers, int64_t date, struct error *err)
{
	struct esxi4_image *image = drivers->image;
	struct reader content = reader_memory(
		ESXI4_OEM_NAME, buffer_text(&drivers->oem.archive), drivers->oem.archive.size);

	drivers->free_before = free_bytes(image->fat);
	// With the same content the volume stays as it is, dates too.
	if (!(image->has_oem && image->oem.size == content.size &&
		    memcmp(image->oem.data, drivers->oem.archive.data, image->oem.size) == 0) &&
		fat_write(image->fat, "/" ESXI4_OEM_NAME, &content, date, err) < 0)
		return -1;
	if (name_oem(drivers, date, err) < 0)
		return error_wrap(err, "%s", image->bootbank_name);
	drivers->free_after = free_bytes(image->fat);
	return disk_image_compress(image->disk, &drivers->output, &drivers->after, err);
}

// What is odd about the image of the base. Who reads imagedd.md5 is not known
// (facts/media-4.md section 5), so that a wrong one is no error.
static void check_image(const struct medium *medium, const struct esxi4_drivers *drivers,
	struct diagnostics *diagnostics)
{
	const struct esxi4_sum *sum = &medium->esxi4->sum;

	if (sum->md5[0] && strcmp(sum->md5, drivers->before.md5) != 0)
		diagnostics_add(diagnostics, SEVERITY_WARNING, medium_place(medium),
			sum->file->path,
			"is not that of '%s' of the base, whose MD5 is %s; the "
			"new one is right",
			medium->esxi4->image->path, drivers->before.md5);
	if (disk_image_stream_count(drivers->image->disk) > 1)
		diagnostics_add(diagnostics, SEVERITY_WARNING, medium_place(medium),
			medium->esxi4->image->path,
			"has %zu bzip2 streams in the base, of which installers read one; it is "
			"written as one",
			disk_image_stream_count(drivers->image->disk));
}

static int add_drivers(const struct medium *medium, struct esxi4_drivers *drivers, int64_t date,
	struct diagnostics *diagnostics, struct error *err)
{
	size_t errors = diagnostics->error_count;

	if (esxi4_image_open(medium, true, &drivers->image, err) < 0)
		return -1;
	drivers->before = *disk_image_digests(drivers->image->disk);
	check_image(medium, drivers, diagnostics);
	if (check_bootbank(medium, drivers->image, diagnostics, err) < 0 ||
		merge(medium, drivers, diagnostics, err) < 0)
		return -1;
	return diagnostics->error_count > errors ? 0 : change_image(drivers, date, err);
}

static bool is_replaced(const struct spec *spec, const struct iso_file *file)
{
	const struct spec_node *files = spec_get(spec, "image.files");

	for (size_t i = 0; files && i < spec_node_count(files); i++) {
		const struct spec_node *target = spec_node_get(spec_node_at(files, i), "target");

		if (text_equal_nocase(spec_node_text(target), file->path))
			return true;
	}
	return false;
}

// Without drivers the image is only touched when the installer would not read all of it
// (facts/media-4.md section 6.1).
static int join_streams(const struct spec *spec, const struct medium *medium,
	struct esxi4_drivers **ret, struct diagnostics *diagnostics, struct error *err)
{
	static const struct esxi4_wishes none;
	const struct iso_file *file = medium->esxi4 ? medium->esxi4->image : NULL;
	struct esxi4_drivers *drivers;
	struct reader compressed;
	bool several;

	if (!file || is_replaced(spec, file))
		return 0;
	compressed = medium_reader(medium, file);
	if (bzip2_has_streams(&compressed, &several, err) < 0)
		return -1;
	if (!several)
		return 0;
	drivers = memory_alloc(sizeof(*drivers));
	drivers->wishes = &none;
	*ret = drivers;
	if (esxi4_image_open_disk(medium, true, &drivers->image, err) < 0)
		return -1;
	drivers->before = *disk_image_digests(drivers->image->disk);
	check_image(medium, drivers, diagnostics);
	return disk_image_compress(drivers->image->disk, &drivers->output, &drivers->after, err);
}

int esxi4_drivers_create(const struct spec *spec, const struct medium *medium,
	const struct plan_inputs *inputs, struct esxi4_drivers **ret,
	struct diagnostics *diagnostics, struct error *err)
{
	const struct esxi4_wishes *wishes = inputs->drivers;
	int result;

	*ret = NULL;
	if (wishes && wishes->count > 0) {
		*ret = memory_alloc(sizeof(**ret));
		(*ret)->wishes = wishes;
		result = add_drivers(medium, *ret, inputs->date, diagnostics, err);
	} else {
		result = join_streams(spec, medium, ret, diagnostics, err);
	}
	return result < 0 ? error_wrap(err, "'%s'", medium->path) : 0;
}

void esxi4_drivers_destroy(struct esxi4_drivers *drivers)
{
	if (!drivers)
		return;
	bzip2_output_destroy(drivers->output);
	oem4_result_finish(&drivers->oem);
	esxi4_image_destroy(drivers->image);
	free(drivers);
}
