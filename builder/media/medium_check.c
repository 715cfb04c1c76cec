// SPDX-License-Identifier: GPL-3.0-or-later
// Checks of a medium, see medium_check.h. facts/loader.md, media-5-to-9.md sections 1.3, 1.4, 10.3.
#include "medium_check.h"

#include "esxi4.h"

#include <inttypes.h>
#include <string.h>

#include "memory.h"
#include "text.h"

enum {
	ISOLINUX_CFG_MAX = 1 << 20,
	// In BIOS mode a module of this length booted, one of 64 did not (facts/loader.md, names).
	NAME_PROVEN_MAX = 37,
};

static void check_file(const struct medium_bootcfg *entry, const char *what, const char *path,
	const struct iso_file *file, enum bootcfg_key key, struct diagnostics *diagnostics)
{
	unsigned line = bootcfg_line(entry->bootcfg, key);
	struct place place = bootcfg_place(entry->bootcfg, line);
	const char *name = strrchr(path, '/');

	if (bootcfg_path_is_url(path))
		diagnostics_add(diagnostics, SEVERITY_WARNING, place, NULL,
			"%s '%s' is not on the medium but on a server", what, path);
	else if (!file || file->is_dir)
		diagnostics_add(diagnostics, SEVERITY_ERROR, place, NULL,
			"%s '%s' is not on the medium", what, path);
	else if (file->size == 0)
		diagnostics_add(
			diagnostics, SEVERITY_ERROR, place, NULL, "%s '%s' is empty", what, path);
	if (entry->firmware == BOOTCFG_BIOS && strlen(name ? name + 1 : path) > NAME_PROVEN_MAX)
		diagnostics_add(diagnostics, SEVERITY_WARNING, place, NULL,
			"the name of %s '%s' is longer than the %d characters that are known to "
			"boot in "
			"BIOS mode",
			what, path, NAME_PROVEN_MAX);
}

static void check_bootcfg(const struct medium *medium, const struct medium_bootcfg *entry,
	struct diagnostics *diagnostics)
{
	const char *kernel, *ks;

	if (!entry->bootcfg) {
		diagnostics_add(diagnostics, SEVERITY_WARNING, medium_place(medium), NULL,
			"the medium has no '%s', it cannot boot in %s mode", entry->path,
			entry->firmware == BOOTCFG_BIOS ? "BIOS" : "UEFI");
		return;
	}
	bootcfg_check(entry->bootcfg, entry->firmware, diagnostics);
	kernel = bootcfg_kernel_path(entry->bootcfg);
	if (kernel)
		check_file(entry, "kernel", kernel, entry->kernel, BOOTCFG_KERNEL, diagnostics);
	for (size_t i = 0; i < bootcfg_module_count(entry->bootcfg); i++)
		check_file(entry, "module", bootcfg_module_at(entry->bootcfg, i)->path,
			entry->modules[i], BOOTCFG_MODULES, diagnostics);
	ks = bootcfg_option(entry->bootcfg, "ks");
	if (ks)
		diagnostics_add(diagnostics, SEVERITY_ADVICE,
			bootcfg_place(
				entry->bootcfg, bootcfg_line(entry->bootcfg, BOOTCFG_KERNELOPT)),
			NULL, "'%s' starts a kickstart already: ks=%s", entry->path, ks);
}

static bool lists_module(const struct bootcfg *bootcfg, const struct bootcfg_module *module)
{
	for (size_t i = 0; i < bootcfg_module_count(bootcfg); i++) {
		if (text_equal_nocase(bootcfg_module_at(bootcfg, i)->path, module->path))
			return true;
	}
	return false;
}

// Modules of one file that the other one does not list; returns how many.
static size_t report_extra(const struct medium_bootcfg *a, const struct medium_bootcfg *b,
	struct diagnostics *diagnostics)
{
	const struct bootcfg_module *first = NULL;
	size_t count = 0;

	for (size_t i = 0; i < bootcfg_module_count(a->bootcfg); i++) {
		const struct bootcfg_module *module = bootcfg_module_at(a->bootcfg, i);

		if (lists_module(b->bootcfg, module))
			continue;
		first = first ? first : module;
		count++;
	}
	if (count > 0)
		diagnostics_add(diagnostics, SEVERITY_WARNING,
			bootcfg_place(a->bootcfg, bootcfg_line(a->bootcfg, BOOTCFG_MODULES)), NULL,
			"%zu %s of '%s' %s not in '%s', the first is '%s'", count,
			count == 1 ? "module" : "modules", a->path, count == 1 ? "is" : "are",
			b->path, first->path);
	return count;
}

static void compare_value(const struct medium_bootcfg *a, const struct medium_bootcfg *b,
	enum bootcfg_key key, struct diagnostics *diagnostics)
{
	const char *x = bootcfg_get(a->bootcfg, key);
	const char *y = bootcfg_get(b->bootcfg, key);

	if (!text_equal(x ? x : "", y ? y : ""))
		diagnostics_add(diagnostics, SEVERITY_WARNING,
			bootcfg_place(a->bootcfg, bootcfg_line(a->bootcfg, key)), NULL,
			"'%s' of '%s' is '%s', but '%s' in '%s'", bootcfg_key_name(key), a->path,
			x ? x : "", y ? y : "", b->path);
}

static bool same_order(const struct bootcfg *a, const struct bootcfg *b)
{
	if (bootcfg_module_count(a) != bootcfg_module_count(b))
		return false;
	for (size_t i = 0; i < bootcfg_module_count(a); i++) {
		const struct bootcfg_module *x = bootcfg_module_at(a, i);
		const struct bootcfg_module *y = bootcfg_module_at(b, i);

		if (!text_equal_nocase(x->path, y->path) || !text_equal(x->options, y->options))
			return false;
	}
	return true;
}

static void compare_bootcfg(const struct medium *medium, struct diagnostics *diagnostics)
{
	const struct medium_bootcfg *bios = &medium->bios;
	const struct medium_bootcfg *uefi = &medium->uefi;
	size_t extra;

	if (!bios->bootcfg || !uefi->bootcfg)
		return;
	compare_value(bios, uefi, BOOTCFG_KERNELOPT, diagnostics);
	compare_value(bios, uefi, BOOTCFG_TIMEOUT, diagnostics);
	if (!text_equal_nocase(
		    bootcfg_kernel_path(bios->bootcfg) ? bootcfg_kernel_path(bios->bootcfg) : "",
		    bootcfg_kernel_path(uefi->bootcfg) ? bootcfg_kernel_path(uefi->bootcfg) : ""))
		compare_value(bios, uefi, BOOTCFG_KERNEL, diagnostics);
	extra = report_extra(bios, uefi, diagnostics);
	extra += report_extra(uefi, bios, diagnostics);
	if (extra == 0 && !same_order(bios->bootcfg, uefi->bootcfg))
		diagnostics_add(diagnostics, SEVERITY_WARNING,
			bootcfg_place(uefi->bootcfg, bootcfg_line(uefi->bootcfg, BOOTCFG_MODULES)),
			NULL, "'%s' and '%s' list the modules in different ways", bios->path,
			uefi->path);
}

static void check_boot_entries(const struct medium *medium, struct diagnostics *diagnostics)
{
	bool bios = false, efi = false;

	for (size_t i = 0; i < iso_boot_count(medium->iso); i++) {
		const struct iso_boot_entry *entry = iso_boot_at(medium->iso, i);
		AUTO_FREE char *where = memory_printf(MEDIUM_BOOT_ENTRY "%zu", i + 1);

		bios = bios || (entry->bootable && entry->platform == ISO_PLATFORM_BIOS);
		efi = efi || (entry->bootable && entry->platform == ISO_PLATFORM_EFI);
		if (!entry->file)
			diagnostics_add(diagnostics, SEVERITY_ADVICE, medium_place(medium), where,
				"the boot image (block %" PRIu32
				") is hidden: no directory lists it",
				entry->lba);
		if (entry->has_info_table && !entry->info_table_right)
			diagnostics_add(diagnostics, SEVERITY_WARNING, medium_place(medium), where,
				"the boot information table is not that of the image");
	}
	if (!bios)
		diagnostics_add(diagnostics, SEVERITY_WARNING, medium_place(medium), NULL,
			"the medium has no El Torito entry for BIOS");
	if (!efi && medium->generation == MEDIUM_GENERATION_5)
		diagnostics_add(diagnostics, SEVERITY_WARNING, medium_place(medium), NULL,
			"the medium has no El Torito entry for UEFI");
}

// The word that begins with "ks=" in a line "APPEND ..." of isolinux.cfg, or NULL.
static const char *appended_kickstart(const char *line, size_t length, size_t *ret_length)
{
	static const char append[] = "append";
	const char *end = line + length;
	const char *at = line;

	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	for (size_t i = 0; append[i]; i++, at++) {
		if (at >= end || text_lower(*at) != append[i])
			return NULL;
	}
	if (at < end && *at != ' ' && *at != '\t')
		return NULL;
	while (at < end) {
		const char *word = at;

		while (at < end && *at != ' ' && *at != '\t' && *at != '\r')
			at++;
		if (at - word > 3 && text_lower(word[0]) == 'k' && text_lower(word[1]) == 's' &&
			word[2] == '=') {
			*ret_length = (size_t)(at - word);
			return word;
		}
		at += at < end;
	}
	return NULL;
}

// Does boot.cfg name this very kickstart?
static bool is_named(const struct medium_bootcfg *entry, const char *path, size_t length)
{
	const char *ks = entry->bootcfg ? bootcfg_option(entry->bootcfg, "ks") : NULL;

	return ks && strlen(ks) == length && memcmp(ks, path, length) == 0;
}

// What isolinux appends comes behind kernelopt, in BIOS mode only (facts/loader.md, isolinux).
static void check_isolinux(const struct medium *medium, struct diagnostics *diagnostics)
{
	const struct iso_file *file = iso_find(medium->iso, "/ISOLINUX/ISOLINUX.CFG");
	AUTO_BUFFER content = BUFFER_INIT;
	AUTO_ERROR ignored = ERROR_INIT;
	const char *next;

	if (!file)
		file = iso_find(medium->iso, "/ISOLINUX.CFG");
	if (!file || iso_read_file(medium->iso, file, ISOLINUX_CFG_MAX, &content, &ignored) < 0)
		return;
	for (const char *line = buffer_text(&content); line; line = next) {
		const char *feed = strchr(line, '\n');
		size_t length = feed ? (size_t)(feed - line) : strlen(line);
		size_t size;
		const char *word = appended_kickstart(line, length, &size);

		next = feed ? feed + 1 : NULL;
		if (word && !is_named(&medium->bios, word + strlen("ks="), size - strlen("ks=")))
			diagnostics_add(diagnostics, SEVERITY_WARNING, medium_place(medium), NULL,
				"'%s' appends '%.*s' to the kernel options, in BIOS mode only",
				file->path, (int)size, word);
	}
}

// None of these is on official media, as far as that is known; all of them on rebuilt ones.
static void note_unusual(const struct medium *medium, struct diagnostics *diagnostics)
{
	const struct iso_info *info = iso_info(medium->iso);
	const struct {
		bool there;
		const char *text;
	} notes[] = {
		{info->has_rockridge, "the medium has Rock Ridge names"},
		{info->has_joliet, "the medium has a Joliet tree"},
		{info->has_iso1999, "the medium has an ISO 9660:1999 tree"},
		{info->has_udf, "the medium has a UDF tree"},
		{info->has_system_area, "the medium has a system area (isohybrid)"},
	};

	for (size_t i = 0; i < sizeof(notes) / sizeof(notes[0]); i++) {
		if (notes[i].there)
			diagnostics_add(diagnostics, SEVERITY_ADVICE, medium_place(medium), NULL,
				"%s", notes[i].text);
	}
}

void medium_check(const struct medium *medium, struct diagnostics *diagnostics)
{
	if (medium->generation == MEDIUM_GENERATION_5) {
		check_bootcfg(medium, &medium->bios, diagnostics);
		check_bootcfg(medium, &medium->uefi, diagnostics);
		compare_bootcfg(medium, diagnostics);
		check_boot_entries(medium, diagnostics);
		check_isolinux(medium, diagnostics);
	} else {
		esxi4_check(medium, diagnostics);
		check_boot_entries(medium, diagnostics);
	}
	note_unusual(medium, diagnostics);
}
