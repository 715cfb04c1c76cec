// SPDX-License-Identifier: GPL-3.0-or-later
// El Torito and the kickstart of a finished medium.
#include <stdlib.h>
#include <string.h>

#include "fat.h"
#include "medium_check.h"
#include "memory.h"
#include "text.h"
#include "verify_parts.h"

enum { SECTOR_SIZE = 512 };

static int read_image(
	const struct reader *reader, uint64_t offset, void *data, size_t size, struct error *err)
{
	return iso_read_at(reader->context, reader->start + offset, data, size, err);
}

// Is there such a file, and something in it? Folders on the way are looked for first.
static int find_in_image(const struct fat *fat, const char *path, bool *ret, struct error *err)
{
	bool found = true;

	for (const char *end = path; found && *end;) {
		struct fat_entry entry = {0};
		AUTO_FREE char *part = NULL;

		end = strchrnul(end + 1, '/');
		part = memory_strndup(path, (size_t)(end - path));
		if (fat_find(fat, part, &found, &entry, err) < 0)
			return -1;
		found = found && (*end ? entry.is_folder : !entry.is_folder && entry.size > 0);
		free(entry.name);
	}
	*ret = found;
	return 0;
}

// What is in the EFI image (facts/loader.md, boot image order): a program that the firmware starts,
// and the driver by which that one reads the rest of the medium.
static void check_image(const struct verification *verification, const struct iso_boot_entry *entry,
	const char *where)
{
	const struct iso *iso = verification->medium->iso;
	uint64_t start = (uint64_t)entry->lba * ISO_BLOCK_SIZE;
	struct reader reader = {
		.read = read_image,
		.name = where,
		.size = entry->file ? entry->file->size : iso_info(iso)->file_size - start,
		.context = iso,
		.start = start,
		.fd = -1,
	};
	AUTO_PATCH *patch = patch_create(&reader);
	AUTO_FAT *fat = NULL;
	AUTO_ERROR problem = ERROR_INIT;
	bool has_loader = false;
	bool has_driver = false;

	// How strict our reader may be with the images of others is not known.
	if (fat_open(patch, where, 0, reader.size, &fat, &problem) < 0 ||
		find_in_image(fat, "/EFI/BOOT/BOOTX64.EFI", &has_loader, &problem) < 0 ||
		find_in_image(fat, "/EFI/DRIVERS/ISO9660x64.EFI", &has_driver, &problem) < 0) {
		verify_report(verification, SEVERITY_WARNING, where,
			"the EFI boot image cannot be read: %s", problem.text);
		return;
	}
	if (!has_loader)
		verify_report(verification, SEVERITY_ERROR, where,
			"the EFI boot image has no '/EFI/BOOT/BOOTX64.EFI', which the firmware "
			"starts");
	if (!has_driver)
		verify_report(verification, SEVERITY_WARNING, where,
			"the EFI boot image has no '/EFI/DRIVERS/ISO9660x64.EFI', by which the "
			"rest of the medium is read");
}

// A FAT boot sector: 512 bytes a sector and the signature at its end. The firmware reads the image
// as a file system, an erased or foreign one means that nothing boots.
static int check_fat(const struct verification *verification, const struct iso_boot_entry *entry,
	const char *where, struct error *err)
{
	const struct iso *iso = verification->medium->iso;
	unsigned char sector[SECTOR_SIZE];

	if (iso_read_at(iso, (uint64_t)entry->lba * ISO_BLOCK_SIZE, sector, sizeof(sector), err) <
		0)
		return -1;
	if (sector[11] != 0 || sector[12] != SECTOR_SIZE >> 8 || sector[510] != 0x55 ||
		sector[511] != 0xaa)
		verify_report(verification, SEVERITY_ERROR, where,
			"the EFI boot image is no FAT file system");
	else
		check_image(verification, entry, where);
	return 0;
}

static bool has_efi_entry(const struct iso *iso)
{
	for (size_t i = 0; i < iso_boot_count(iso); i++) {
		if (iso_boot_at(iso, i)->platform == ISO_PLATFORM_EFI)
			return true;
	}
	return false;
}

// Boot entries are judged here anew, as those of a finished medium.
static bool is_boot_warning(const struct diagnostic *finding, const void *context)
{
	(void)context;
	return finding->severity == SEVERITY_WARNING && finding->path &&
	       text_has_prefix(finding->path, MEDIUM_BOOT_ENTRY);
}

// El Torito as the firmware and the loaders need it: the BIOS entry first, then the EFI one, whose
// image is a FAT file system (facts/loader.md, boot image order).
int verify_boot(const struct verification *verification, struct error *err)
{
	const struct iso *iso = verification->medium->iso;

	diagnostics_remove_if(verification->diagnostics, is_boot_warning, NULL);
	if (!iso_info(iso)->has_catalog)
		verify_report(verification, SEVERITY_ERROR, "El Torito",
			"no boot catalogue, so nothing boots");
	for (size_t i = 0; i < iso_boot_count(iso); i++) {
		const struct iso_boot_entry *entry = iso_boot_at(iso, i);
		AUTO_FREE char *where = memory_printf(MEDIUM_BOOT_ENTRY "%zu", i + 1);

		if (i == 0 && entry->platform != ISO_PLATFORM_BIOS)
			verify_report(verification, SEVERITY_ERROR, where,
				"the first entry is not for BIOS");
		if (i == 1 && entry->platform != ISO_PLATFORM_EFI && has_efi_entry(iso))
			verify_report(verification, SEVERITY_WARNING, where,
				"the second entry is not for UEFI");
		if (!entry->bootable)
			verify_report(
				verification, SEVERITY_ERROR, where, "not marked as bootable");
		if (entry->media != 0)
			verify_report(verification, SEVERITY_ERROR, where, "emulates a disk");
		if (entry->load_size == 0)
			verify_report(verification, SEVERITY_ERROR, where, "load size is 0");
		if (entry->platform == ISO_PLATFORM_BIOS && !entry->has_info_table)
			verify_report(verification, SEVERITY_ERROR, where,
				"the boot image has no boot information table, which isolinux "
				"needs");
		else if (entry->platform == ISO_PLATFORM_BIOS && !entry->info_table_right)
			verify_report(verification, SEVERITY_ERROR, where,
				"the boot information table is not that of the image");
		if (entry->platform == ISO_PLATFORM_EFI &&
			check_fat(verification, entry, where, err) < 0)
			return -1;
	}
	return 0;
}

// The installer compares with case (facts/media-5-to-9.md section 1.4).
void verify_kickstart(const struct verification *verification)
{
	const struct medium *medium = verification->medium;
	const struct medium_bootcfg *const both[] = {&medium->bios, &medium->uefi};

	for (size_t i = 0; i < 2; i++) {
		const struct medium_bootcfg *cfg = both[i];
		const char *ks = cfg->bootcfg ? bootcfg_option(cfg->bootcfg, "ks") : NULL;
		const char *path = ks ? text_skip_prefix(ks, "cdrom:") : NULL;
		const struct iso_file *file = path ? iso_find(medium->iso, path) : NULL;

		if (!path)
			continue;
		if (!file)
			verify_report(verification, SEVERITY_ERROR, cfg->path,
				"'ks=%s' names a file that is not on the medium", ks);
		else if (!text_equal(file->path, path))
			verify_report(verification, SEVERITY_ERROR, cfg->path,
				"'ks=%s' names '%s', and the installer compares with case", ks,
				file->path);
		else if (file->size == 0)
			verify_report(
				verification, SEVERITY_ERROR, file->path, "the kickstart is empty");
	}
}
