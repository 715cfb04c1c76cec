// SPDX-License-Identifier: GPL-3.0-or-later
// What is on a medium and belongs to nobody.
#include <string.h>

#include "image.h"
#include "text.h"
#include "verify_parts.h"

// Archives of the installer that are no payloads (facts/media-5-to-9.md section 1.2).
static const char *const archives[] = {
	"imgdb.tgz",
	"imgpayld.tgz",
	"basemisc.tgz",
	"resvibs.tgz",
	"esxiodpt.tgz",
};

static const char *file_name_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static bool is_known(const struct image *image, const char *name)
{
	for (size_t i = 0; i < sizeof(archives) / sizeof(archives[0]); i++) {
		if (text_equal_nocase(archives[i], name))
			return true;
	}
	return profile_owner(image->profile, name) != NULL;
}

static bool is_listed(const struct bootcfg *bootcfg, const char *path, size_t end)
{
	for (size_t i = 0; bootcfg && i < end; i++) {
		if (text_equal_nocase(bootcfg_module_at(bootcfg, i)->path, path))
			return true;
	}
	return false;
}

static void check_modules(const struct verification *verification, const struct image *image,
	const struct medium_bootcfg *entry, const struct medium_bootcfg *other)
{
	size_t count = entry->bootcfg ? bootcfg_module_count(entry->bootcfg) : 0;
	struct place place;

	for (size_t i = 0; i < count; i++) {
		const char *path = bootcfg_module_at(entry->bootcfg, i)->path;

		if (!entry->modules[i] || is_known(image, file_name_of(path)) ||
			(other && is_listed(other->bootcfg, path,
					  bootcfg_module_count(other->bootcfg))) ||
			is_listed(entry->bootcfg, path, i))
			continue;
		place = bootcfg_place(
			entry->bootcfg, bootcfg_line(entry->bootcfg, BOOTCFG_MODULES));
		diagnostic_hint(diagnostics_add(verification->diagnostics, SEVERITY_WARNING, place,
					NULL, "module '%s' belongs to no VIB of the image", path),
			"it is loaded and not installed, and with Secure Boot the kernel stops at "
			"it");
	}
}

// "vmkusb_n.v00": a letter and two hexadecimal digits (section 5.4).
static bool is_payload_name(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && strlen(dot) == 4 && strchr("vtbuei", text_lower(dot[1])) &&
	       strchr("0123456789abcdef", text_lower(dot[2])) &&
	       strchr("0123456789abcdef", text_lower(dot[3]));
}

static void check_files(const struct verification *verification, const struct image *image)
{
	const struct verify_files *files = verification->files;

	for (size_t i = 0; i < files->count; i++) {
		const struct iso_file *file = files->list[i].file;

		if (file->parent == 0 && !files->list[i].is_module && is_payload_name(file->path) &&
			!is_known(image, file->path + 1))
			verify_report(verification, SEVERITY_WARNING, file->path,
				"belongs to no VIB of the image, and no boot.cfg loads it");
	}
}

static bool is_part(const struct imgdb *imgdb, const struct imgdb_member *member)
{
	for (size_t i = 0; i < imgdb->vib_count; i++) {
		const struct imgdb_vib *vib = &imgdb->vibs[i];

		if (vib->xml == member || vib->descriptor == member || vib->signature == member)
			return true;
	}
	return false;
}

// What never stands alone.
static bool is_half(const char *path)
{
	return text_has_suffix(path, ".xml.orig") || text_has_suffix(path, ".xml.sig");
}

// VIBs of the database that nothing lists, and files that belong to none.
static void check_database(const struct verification *verification, const struct image *image)
{
	const struct imgdb *imgdb = image->imgdb;

	for (size_t i = 0; i < imgdb->vib_count; i++) {
		const struct vib *vib = imgdb->vibs[i].vib;

		if (!profile_find(image->profile, vib->id))
			verify_report(verification, SEVERITY_WARNING, "/IMGDB.TGZ",
				"VIB '%s' is in the database, but not in the image profile",
				vib->id);
		if (i > 0 && text_equal(vib->id, imgdb->vibs[i - 1].vib->id))
			verify_report(verification, SEVERITY_ERROR, "/IMGDB.TGZ",
				"VIB '%s' is in the database twice", vib->id);
	}
	for (size_t i = 0; i < imgdb->member_count; i++) {
		const struct imgdb_member *member = &imgdb->members[i];

		if (member->kind == ARCHIVE_FILE && imgdb_is_in(member->path, "vibs") &&
			!is_part(imgdb, member))
			verify_report(verification,
				is_half(member->path) ? SEVERITY_ERROR : SEVERITY_WARNING,
				"/IMGDB.TGZ", "'%s' belongs to no VIB", member->path);
	}
}

void verify_orphans(const struct verification *verification, const struct image *image)
{
	const struct medium *medium = verification->medium;

	check_modules(verification, image, &medium->bios, NULL);
	check_modules(verification, image, &medium->uefi, &medium->bios);
	check_files(verification, image);
	check_database(verification, image);
}
