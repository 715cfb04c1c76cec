// SPDX-License-Identifier: GPL-3.0-or-later
// The VIBs of a medium: does it hold what its profile says, and are these the files that the
// descriptors describe?
//
// facts/media-5-to-9.md sections 3.2, 3.3, 5 and 9.4.
#include <string.h>

#include "image.h"
#include "memory.h"
#include "payload.h"
#include "text.h"
#include "verify_parts.h"

#define IMGDB_PATH "/IMGDB.TGZ"

// One payload of a VIB, where its file should be.
struct subject {
	const struct verification *verification;
	const struct vib *vib;
	const struct vib_payload *payload;
	const struct verify_file *file;
};

static struct diagnostic *report_payload(
	const struct subject *subject, enum severity severity, const char *path, const char *what)
{
	return verify_report(subject->verification, severity, path, "payload '%s' of VIB '%s' %s",
		subject->payload->name, subject->vib->name, what);
}

// The installer changes these itself, so nothing checks them (section 9.4).
static bool is_exempt(const struct vib_payload *payload)
{
	return text_equal(payload->name, "useropts") || text_equal(payload->name, "features") ||
	       text_equal(payload->name, "jumpstrt");
}

// isolinux.bin carries the boot information table of this very medium, which is checked elsewhere.
static bool is_patched(const struct subject *subject)
{
	const struct iso *iso = subject->verification->medium->iso;

	for (size_t i = 0; i < iso_boot_count(iso); i++) {
		if (iso_boot_at(iso, i)->file == subject->file->file &&
			iso_boot_at(iso, i)->platform == ISO_PLATFORM_BIOS)
			return true;
	}
	return false;
}

struct unpacked {
	struct digest *sha256;
	struct digest *sha1;
};

static int digest_unpacked(void *context, const void *data, size_t size, struct error *err)
{
	const struct unpacked *unpacked = context;

	(void)err;
	digest_update(unpacked->sha256, data, size);
	digest_update(unpacked->sha1, data, size);
	return 0;
}

// Does a checksum of the unpacked bytes hold? Only worth asking where that of the stored bytes does
// not.
static int check_unpacked(const struct subject *subject, bool *ret, struct error *err)
{
	const struct vib_payload *payload = subject->payload;
	struct reader reader = medium_reader(subject->verification->medium, subject->file->file);
	AUTO_DIGEST *sha256 = digest_create(DIGEST_SHA256);
	AUTO_DIGEST *sha1 = digest_create(DIGEST_SHA1);
	struct unpacked unpacked = {sha256, sha1};
	struct payload_sinks sinks = {.context = &unpacked};
	struct payload_layers layers;
	char hex256[DIGEST_HEX_SIZE], hex1[DIGEST_HEX_SIZE];

	sinks.list[PAYLOAD_UNPACKED] = digest_unpacked;
	*ret = false;
	if (payload_unpack(&reader, &sinks, GZIP_INFLATED_MAX, &layers, err) < 0)
		return -1;
	digest_finish_hex(sha256, hex256);
	digest_finish_hex(sha1, hex1);
	for (size_t i = 0; layers.is_gzip && i < payload->checksum_count; i++) {
		const struct vib_checksum *checksum = &payload->checksums[i];

		if (!text_equal(checksum->verify_process, "gunzip"))
			continue;
		if (text_equal(checksum->type, "sha-256"))
			*ret = text_equal(checksum->value, hex256);
		else if (text_equal(checksum->type, "sha-1"))
			*ret = text_equal(checksum->value, hex1);
		if (text_equal(checksum->type, "sha-256") || !*ret)
			return 0;
	}
	return 0;
}

// The checksum of the bytes as they lie there, or NULL.
static const char *stored_checksum(const struct vib_payload *payload)
{
	for (size_t i = 0; i < payload->checksum_count; i++) {
		const struct vib_checksum *checksum = &payload->checksums[i];

		if (text_equal(checksum->type, "sha-256") && !*checksum->verify_process)
			return checksum->value;
	}
	return NULL;
}

// The stored bytes determine the unpacked ones: where their digest is right nothing else can be
// wrong but the descriptor itself.
static int check_content(const struct subject *subject, enum severity severity, struct error *err)
{
	const char *expected = stored_checksum(subject->payload);
	const char *path = subject->file->file->path;
	bool same_inside = false;

	if (is_exempt(subject->payload) || is_patched(subject) ||
		(expected && text_equal(expected, subject->file->sha256)))
		return 0;
	if (check_unpacked(subject, &same_inside, err) < 0)
		return -1;
	if (same_inside && expected)
		report_payload(subject, SEVERITY_WARNING, path,
			"was packed anew: its content is right, its bytes are not those of the "
			"descriptor");
	else if (!same_inside && subject->payload->checksum_count > 0)
		report_payload(subject, severity, path,
			"is not what the descriptor describes: its checksum is wrong");
	return 0;
}

// Does every boot.cfg that there is load the file?
static void check_loaded(const struct subject *subject)
{
	const struct medium *medium = subject->verification->medium;
	const struct medium_bootcfg *const both[] = {&medium->bios, &medium->uefi};

	for (size_t i = 0; i < 2; i++) {
		const struct medium_bootcfg *entry = both[i];
		bool found = !entry->bootcfg || entry->kernel == subject->file->file;

		for (size_t k = 0; !found && k < bootcfg_module_count(entry->bootcfg); k++)
			found = entry->modules[k] == subject->file->file;
		if (!found)
			diagnostics_add(subject->verification->diagnostics,
				text_equal(subject->payload->type, "boot") ? SEVERITY_WARNING
									   : SEVERITY_ERROR,
				bootcfg_place(entry->bootcfg,
					bootcfg_line(entry->bootcfg, BOOTCFG_MODULES)),
				NULL, "'%s', payload '%s' of VIB '%s', is not among the modules",
				subject->file->file->path, subject->payload->name,
				subject->vib->name);
	}
}

// What is no module lies under its own name (section 3.3), not under that of the profile.
static const struct iso_file *find_other(const struct subject *subject, const char *profile_name)
{
	const char *name = subject->payload->name;
	AUTO_FREE char *text =
		memory_printf("/%s-%s-%s", subject->vib->vendor, subject->vib->name, name);
	AUTO_FREE char *root = memory_printf("/%s", name);
	AUTO_FREE char *efi = memory_printf("/EFI/BOOT/%s", name);
	AUTO_FREE char *upgrade = memory_printf("/UPGRADE/%s", name);
	AUTO_FREE char *given = memory_printf("/%s", profile_name);
	const char *const places[] = {root, efi, upgrade, text, given};
	const struct iso_file *file = NULL;

	for (size_t i = 0; !file && i < sizeof(places) / sizeof(places[0]); i++)
		file = iso_find(subject->verification->medium->iso, places[i]);
	return file;
}

// A boot image that only the catalogue leads to.
static bool is_hidden(const struct subject *subject)
{
	const struct iso *iso = subject->verification->medium->iso;
	const char *type = subject->payload->type;

	if (!text_equal(type, "boot_iso_bios") && !text_equal(type, "eltorito_image_efi"))
		return false;
	for (size_t i = 0; i < iso_boot_count(iso); i++) {
		if (!iso_boot_at(iso, i)->file)
			return true;
	}
	return false;
}

static int check_payload(
	struct subject *subject, const struct profile_payload *names, struct error *err)
{
	const struct verification *verification = subject->verification;
	bool is_module = vib_payload_is_module(subject->payload);
	enum severity severity = is_module ? SEVERITY_ERROR : SEVERITY_WARNING;
	AUTO_FREE char *path = memory_printf("/%s", names->file);
	const struct iso_file *file = is_module ? iso_find(verification->medium->iso, path)
						: find_other(subject, names->file);

	subject->file = file && !file->is_dir ? verify_files_find(verification->files, file) : NULL;
	if (!subject->file && is_hidden(subject))
		return 0;
	if (!subject->file) {
		report_payload(subject, severity, is_module ? path : NULL, "is not on the medium");
		return 0;
	}
	if (is_module)
		check_loaded(subject);
	return check_content(subject, severity, err);
}

static const struct profile_payload *find_names(
	const struct profile_vib *files, const char *payload)
{
	for (size_t i = 0; i < files->payload_count; i++) {
		if (text_equal(files->payloads[i].name, payload))
			return &files->payloads[i];
	}
	return NULL;
}

static int check_vib(
	const struct verification *verification, const struct image_vib *entry, struct error *err)
{
	const struct vib *vib = entry->entry->vib;

	for (size_t i = 0; i < vib->payload_count; i++) {
		struct subject subject = {verification, vib, &vib->payloads[i], NULL};
		const struct profile_payload *names =
			find_names(entry->files, subject.payload->name);

		if (names && check_payload(&subject, names, err) < 0)
			return -1;
		if (!names && vib_payload_is_module(subject.payload))
			report_payload(&subject, SEVERITY_ERROR, IMGDB_PATH,
				"has no file name in the image profile");
	}
	for (size_t i = 0; i < entry->files->payload_count; i++) {
		const char *name = entry->files->payloads[i].name;

		if (!vib_find_payload(vib, name))
			verify_report(verification, SEVERITY_ERROR, IMGDB_PATH,
				"the image profile has a payload '%s' of VIB '%s', which has none "
				"of that name",
				name, vib->name);
	}
	return 0;
}

// The level of a profile is at most that of its lowest VIB (section 3.6).
static void check_level(const struct verification *verification, const struct image *image)
{
	enum acceptance level = acceptance_parse(image->profile->acceptance_level);

	if (level == ACCEPTANCE_UNKNOWN)
		verify_report(verification, SEVERITY_ERROR, IMGDB_PATH,
			"the image profile has the acceptance level '%s'",
			image->profile->acceptance_level);
	for (size_t i = 0; i < image->vib_count; i++) {
		const struct vib *vib = image->vibs[i].entry->vib;

		if (vib->acceptance < level)
			verify_report(verification, SEVERITY_ERROR, IMGDB_PATH,
				"the image profile is %s, but VIB '%s' is %s",
				acceptance_name(level), vib->name, vib->acceptance_level);
	}
}

int verify_vibs(const struct verification *verification, struct error *err)
{
	const struct medium *medium = verification->medium;
	AUTO_IMAGE *image = NULL;
	AUTO_ERROR problem = ERROR_INIT;

	if (!medium->imgdb) {
		verify_report(verification, SEVERITY_ERROR, IMGDB_PATH,
			"the medium has no readable database of VIBs to install");
		return 0;
	}
	if (image_create(medium->imgdb, &image, &problem) < 0) {
		verify_report(verification, SEVERITY_ERROR, IMGDB_PATH, "%s", problem.text);
		return 0;
	}
	for (size_t i = 0; i < image->vib_count; i++) {
		if (check_vib(verification, &image->vibs[i], err) < 0)
			return -1;
	}
	check_level(verification, image);
	verify_orphans(verification, image);
	verify_signatures(verification, image);
	return 0;
}
