// SPDX-License-Identifier: GPL-3.0-or-later
// Recognising an installer medium, see probe.h.
#include "probe.h"

#include <stdlib.h>
#include <string.h>

#include "esxi4.h"
#include "evidence.h"
#include "medium_check.h"
#include "memory.h"
#include "text.h"

static const char *const bootcfg_paths[] = {
	[BOOTCFG_BIOS] = "/BOOT.CFG",
	[BOOTCFG_UEFI] = "/EFI/BOOT/BOOT.CFG",
};

static bool has_file(const struct iso *iso, const char *path)
{
	const struct iso_file *file = iso_find(iso, path);

	return file && !file->is_dir;
}

// facts/media-4.md section 0: imagedd.bz2 in 4.1, image.tgz and install.tgz in 4.0.
static bool is_generation_4(const struct iso *iso)
{
	return has_file(iso, "/ISOLINUX.CFG") &&
	       (has_file(iso, "/IMAGEDD.BZ2") ||
		       (has_file(iso, "/IMAGE.TGZ") && has_file(iso, "/INSTALL.TGZ")));
}

static void find_modules(const struct iso *iso, struct medium_bootcfg *entry)
{
	size_t count = entry->bootcfg ? bootcfg_module_count(entry->bootcfg) : 0;

	entry->modules = memory_alloc_array(count, sizeof(const struct iso_file *));
	for (size_t i = 0; i < count; i++)
		entry->modules[i] = iso_find(iso, bootcfg_module_at(entry->bootcfg, i)->path);
}

static int read_bootcfg(const struct medium *medium, struct medium_bootcfg *entry,
	enum bootcfg_firmware firmware, struct error *err)
{
	const struct iso *iso = medium->iso;
	AUTO_BUFFER content = BUFFER_INIT;
	const struct iso_file *file;

	entry->firmware = firmware;
	entry->path = bootcfg_paths[firmware];
	file = iso_find(iso, entry->path);
	if (!file || file->is_dir)
		return 0;
	if (iso_read_file(iso, file, BOOTCFG_SIZE_MAX, &content, err) < 0 ||
		bootcfg_parse(file->path, content.data, content.size, &entry->bootcfg, err) < 0)
		return -1;
	bootcfg_name_medium(entry->bootcfg, medium->path);
	entry->file = file;
	if (bootcfg_kernel_path(entry->bootcfg))
		entry->kernel = iso_find(iso, bootcfg_kernel_path(entry->bootcfg));
	return 0;
}

static bool names_kernel(const struct medium_bootcfg *entry)
{
	return entry->bootcfg && bootcfg_kernel_path(entry->bootcfg);
}

static int recognise(struct medium *medium, struct error *err)
{
	if (is_generation_4(medium->iso) && !has_file(medium->iso, "/BOOT.CFG")) {
		medium->generation = MEDIUM_GENERATION_4;
		if (esxi4_read(medium, err) < 0)
			return error_wrap(err, "'%s'", medium->path);
		return 0;
	}
	medium->generation = MEDIUM_GENERATION_5;
	if (read_bootcfg(medium, &medium->bios, BOOTCFG_BIOS, err) < 0 ||
		read_bootcfg(medium, &medium->uefi, BOOTCFG_UEFI, err) < 0)
		return error_wrap(err, "'%s'", medium->path);
	if (names_kernel(&medium->bios) || names_kernel(&medium->uefi))
		return 0;
	return error_set(err, ERROR_INPUT,
		"'%s' is no ESXi installer medium: it has neither a '%s' or '%s' that names a "
		"kernel, "
		"as 5.0 and later have, nor '/ISOLINUX.CFG' with '/IMAGEDD.BZ2', as 4.1 has",
		medium->path, bootcfg_paths[BOOTCFG_BIOS], bootcfg_paths[BOOTCFG_UEFI]);
}

int medium_probe_iso(struct iso *iso, const char *name, bool quick, struct medium **ret,
	struct diagnostics *diagnostics, struct error *err)
{
	AUTO_MEDIUM *medium = memory_alloc(sizeof(*medium));

	medium->iso = iso;
	medium->path = memory_strdup(name);
	medium->source = source_create(name, memory_strdup(""), 0);
	if (recognise(medium, err) < 0)
		return -1;
	if (evidence_collect(medium, quick, diagnostics, err) < 0)
		return error_wrap(err, "'%s'", name);
	if (!quick) {
		find_modules(medium->iso, &medium->bios);
		find_modules(medium->iso, &medium->uefi);
		medium_check(medium, diagnostics);
	}
	*ret = STEAL(medium);
	return 0;
}

static int open_and_probe(const char *path, bool quick, struct medium **ret,
	struct diagnostics *diagnostics, struct error *err)
{
	AUTO_ISO *iso = NULL;

	if (iso_open(path, &iso, err) < 0)
		return -1;
	return medium_probe_iso(STEAL(iso), path, quick, ret, diagnostics, err);
}

int medium_probe(
	const char *path, struct medium **ret, struct diagnostics *diagnostics, struct error *err)
{
	return open_and_probe(path, false, ret, diagnostics, err);
}

int medium_probe_quick(
	const char *path, struct medium **ret, struct diagnostics *diagnostics, struct error *err)
{
	return open_and_probe(path, true, ret, diagnostics, err);
}

int medium_require_supported(const struct medium *medium, struct error *err)
{
	bool four = medium->generation == MEDIUM_GENERATION_4;

	// facts/media-4.md section 1.4
	if (four && !medium->esxi4->image)
		return error_set(err, ERROR_INPUT, "'%s': ESXi 4.0 has no scripted installation",
			medium->path);
	if (release_known(medium->release) &&
		(!release_supported(medium->release) ||
			release_at_least(medium->release, 5, 0) == four)) {
		char text[RELEASE_TEXT_SIZE];

		release_format(medium->release, text);
		return error_set(err, ERROR_INPUT, "'%s': ESXi %s media are not supported",
			medium->path, text);
	}
	return 0;
}

void medium_destroy(struct medium *medium)
{
	if (!medium)
		return;
	bootcfg_destroy(medium->bios.bootcfg);
	bootcfg_destroy(medium->uefi.bootcfg);
	free(medium->bios.modules);
	free(medium->uefi.modules);
	free(medium->build);
	for (size_t i = 0; i < medium->evidence_count; i++) {
		free(medium->evidence[i].source);
		free(medium->evidence[i].text);
	}
	free(medium->evidence);
	esxi4_destroy(medium->esxi4);
	imgdb_destroy(medium->imgdb);
	iso_destroy(medium->iso);
	source_unref(medium->source);
	free(medium->path);
	free(medium);
}
