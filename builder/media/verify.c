// SPDX-License-Identifier: GPL-3.0-or-later
// Checking a finished installer medium.
#include "verify.h"

#include <string.h>

#include "digest_job.h"
#include "file.h"
#include "gzip.h"
#include "iso.h"
#include "json.h"
#include "medium_check.h"
#include "memory.h"
#include "probe.h"
#include "text.h"

enum {
	MANIFEST_SIZE_MAX = 64 << 20,
	DIGEST_THREADS = 2,
	SECTOR_SIZE = 512,
	// "Many" modules of one size send the BIOS loader into a loop (facts/loader.md, equal
	// sizes); how many is not known, so this is a warning. The empty .gz files are three.
	EQUAL_SIZES_MAX = 16,
};

static void add_error(struct diagnostics *diagnostics, const struct source *source,
	const char *path, const char *message)
{
	diagnostics_add(
		diagnostics, SEVERITY_ERROR, (struct place){source, 0, 0}, path, "%s", message);
}

// A FAT boot sector: 512 bytes a sector and the signature at its end. The firmware reads the image
// as a file system, an erased or foreign one means that nothing boots.
static int check_fat(const struct iso *iso, const struct iso_boot_entry *entry, const char *where,
	const struct source *source, struct diagnostics *diagnostics, struct error *err)
{
	unsigned char sector[SECTOR_SIZE];

	if (iso_read_at(iso, (uint64_t)entry->lba * ISO_BLOCK_SIZE, sector, sizeof(sector), err) <
		0)
		return -1;
	if (sector[11] != 0 || sector[12] != SECTOR_SIZE >> 8 || sector[510] != 0x55 ||
		sector[511] != 0xaa)
		add_error(diagnostics, source, where, "the EFI boot image is no FAT file system");
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
static int check_boot_entries(const struct medium *medium, const struct source *source,
	struct diagnostics *diagnostics, struct error *err)
{
	const struct iso *iso = medium->iso;

	diagnostics_remove_if(diagnostics, is_boot_warning, NULL);
	if (!iso_info(iso)->has_catalog)
		add_error(diagnostics, source, "El Torito", "no boot catalogue, so nothing boots");
	for (size_t i = 0; i < iso_boot_count(iso); i++) {
		const struct iso_boot_entry *entry = iso_boot_at(iso, i);
		AUTO_FREE char *where = memory_printf(MEDIUM_BOOT_ENTRY "%zu", i + 1);

		if (i == 0 && entry->platform != ISO_PLATFORM_BIOS)
			add_error(diagnostics, source, where, "the first entry is not for BIOS");
		if (i == 1 && entry->platform != ISO_PLATFORM_EFI && has_efi_entry(iso))
			diagnostics_add(diagnostics, SEVERITY_WARNING, (struct place){source, 0, 0},
				where, "the second entry is not for UEFI");
		if (!entry->bootable)
			add_error(diagnostics, source, where, "not marked as bootable");
		if (entry->media != 0)
			add_error(diagnostics, source, where, "emulates a disk");
		if (entry->load_size == 0)
			add_error(diagnostics, source, where, "load size is 0");
		if (entry->platform == ISO_PLATFORM_BIOS && !entry->has_info_table)
			add_error(diagnostics, source, where,
				"the boot image has no boot information table, which isolinux "
				"needs");
		else if (entry->platform == ISO_PLATFORM_BIOS && !entry->info_table_right)
			add_error(diagnostics, source, where,
				"the boot information table is not that of the image");
		if (entry->platform == ISO_PLATFORM_EFI &&
			check_fat(iso, entry, where, source, diagnostics, err) < 0)
			return -1;
	}
	return 0;
}

static void check_module(const struct medium *medium, const struct iso_file *file,
	const struct source *source, struct progress *progress, struct diagnostics *diagnostics,
	struct error *err)
{
	struct reader reader = reader_fd(medium->path, iso_fd(medium->iso),
		(uint64_t)file->lba * ISO_BLOCK_SIZE, file->size);
	struct gzip_info info;
	const char *problem;

	if (gzip_check_member(&reader, &info, err) < 0)
		return;
	progress_advance(progress, file->size);
	problem = gzip_problem(&info);
	if (problem)
		add_error(diagnostics, source, file->path, problem);
}

static bool is_checked(const struct iso_file **seen, size_t count, const struct iso_file *file)
{
	for (size_t i = 0; i < count; i++) {
		if (seen[i] == file)
			return true;
	}
	return false;
}

static void check_equal_sizes(const struct iso_file **files, size_t count,
	const struct source *source, struct diagnostics *diagnostics)
{
	for (size_t i = 0; i < count; i++) {
		size_t equal = 0;

		for (size_t j = 0; j < count; j++)
			equal += files[j]->size == files[i]->size;
		if (equal <= EQUAL_SIZES_MAX)
			continue;
		diagnostics_add(diagnostics, SEVERITY_WARNING, (struct place){source, 0, 0},
			files[i]->path,
			"%zu modules have %llu bytes each; many of one size can hang the BIOS "
			"loader",
			equal, (unsigned long long)files[i]->size);
		return;
	}
}

// Each module of either boot.cfg once, in the order of the files.
static int check_modules(const struct medium *medium, const struct source *source,
	struct progress *progress, struct diagnostics *diagnostics, struct error *err)
{
	const struct medium_bootcfg *const both[] = {&medium->bios, &medium->uefi};
	AUTO_FREE const struct iso_file **seen = NULL;
	size_t room = 2;
	size_t count = 0;

	for (size_t i = 0; i < 2; i++) {
		if (both[i]->bootcfg)
			room += bootcfg_module_count(both[i]->bootcfg);
	}
	seen = memory_alloc_array(room, sizeof(*seen));
	for (size_t i = 0; i < 2; i++) {
		const struct medium_bootcfg *cfg = both[i];
		size_t modules = cfg->bootcfg ? bootcfg_module_count(cfg->bootcfg) : 0;

		for (size_t j = 0; j < modules + 1; j++) {
			const struct iso_file *file = j == 0 ? cfg->kernel : cfg->modules[j - 1];

			if (!file || file->size == 0 || is_checked(seen, count, file))
				continue;
			seen[count++] = file;
			check_module(medium, file, source, progress, diagnostics, err);
			if (err->kind != ERROR_NONE)
				return -1;
		}
	}
	check_equal_sizes(seen, count, source, diagnostics);
	return 0;
}

// The installer compares with case (facts/media-5-to-9.md section 1.4).
static void check_kickstart(
	const struct medium *medium, const struct source *source, struct diagnostics *diagnostics)
{
	const struct medium_bootcfg *const both[] = {&medium->bios, &medium->uefi};

	for (size_t i = 0; i < 2; i++) {
		const struct medium_bootcfg *cfg = both[i];
		const char *ks = cfg->bootcfg ? bootcfg_option(cfg->bootcfg, "ks") : NULL;
		const char *path = ks ? text_skip_prefix(ks, "cdrom:") : NULL;
		const struct iso_file *file = path ? iso_find(medium->iso, path) : NULL;

		if (!path)
			continue;
		if (!file)
			diagnostics_add(diagnostics, SEVERITY_ERROR, (struct place){source, 0, 0},
				cfg->path, "'ks=%s' names a file that is not on the medium", ks);
		else if (!text_equal(file->path, path))
			diagnostics_add(diagnostics, SEVERITY_ERROR, (struct place){source, 0, 0},
				cfg->path,
				"'ks=%s' names '%s', and the installer compares with case", ks,
				file->path);
		else if (file->size == 0)
			diagnostics_add(diagnostics, SEVERITY_ERROR, (struct place){source, 0, 0},
				file->path, "the kickstart is empty");
	}
}

static const struct json *manifest_row(const struct json *files, const char *path)
{
	for (size_t i = 0; i < json_count(files); i++) {
		const char *name = json_get_text(json_at(files, i), "path");

		if (name && text_equal(name, path))
			return json_at(files, i);
	}
	return NULL;
}

static void compare_file(const struct iso_file *file, const char *sha256, const struct json *files,
	const struct source *source, struct diagnostics *diagnostics)
{
	const struct json *row = manifest_row(files, file->path);
	const char *expected = row ? json_get_text(row, "sha256") : NULL;

	if (!row)
		add_error(diagnostics, source, file->path, "not in the manifest");
	else if (json_get_number(row, "size") != file->size)
		diagnostics_add(diagnostics, SEVERITY_ERROR, (struct place){source, 0, 0},
			file->path, "has %llu bytes, the manifest says %llu",
			(unsigned long long)file->size,
			(unsigned long long)json_get_number(row, "size"));
	else if (!expected || !text_equal(expected, sha256))
		add_error(diagnostics, source, file->path, "is not the file of the manifest");
}

static int compare_files(const struct medium *medium, const struct json *files,
	const struct source *source, struct progress *progress, struct diagnostics *diagnostics,
	struct error *err)
{
	const struct iso *iso = medium->iso;
	AUTO_FREE struct digest_range *ranges =
		memory_alloc_array(iso_file_count(iso), sizeof(*ranges));
	size_t found = 0;

	for (size_t i = 0; i < iso_file_count(iso); i++) {
		const struct iso_file *file = iso_file_at(iso, i);

		if (!file->is_dir)
			ranges[i] = (struct digest_range){
				.offset = (uint64_t)file->lba * ISO_BLOCK_SIZE,
				.size = file->size,
			};
	}
	if (digest_ranges(iso_fd(iso), medium->path, ranges, iso_file_count(iso), DIGEST_THREADS,
		    progress, err) < 0)
		return -1;
	for (size_t i = 0; i < iso_file_count(iso); i++) {
		const struct iso_file *file = iso_file_at(iso, i);

		if (file->is_dir)
			continue;
		compare_file(file, ranges[i].hex, files, source, diagnostics);
		found += manifest_row(files, file->path) != NULL;
	}
	for (size_t i = 0; found < json_count(files) && i < json_count(files); i++) {
		const char *path = json_get_text(json_at(files, i), "path");

		if (path && !iso_find(iso, path))
			add_error(diagnostics, source, path, "is in the manifest but not here");
	}
	return 0;
}

static int check_manifest(const struct medium *medium, const char *path,
	const struct source *source, struct progress *progress, struct diagnostics *diagnostics,
	struct error *err)
{
	AUTO_BUFFER text = BUFFER_INIT;
	AUTO_JSON *manifest = NULL;
	const char *schema;
	const char *expected;
	struct digest_range whole = {.size = iso_info(medium->iso)->file_size};

	if (file_read(path, MANIFEST_SIZE_MAX, &text, err) < 0 ||
		json_parse(path, buffer_text(&text), text.size, &manifest, err) < 0)
		return -1;
	schema = json_get_text(manifest, "schema");
	expected = json_get_text(json_get(manifest, "iso"), "sha256");
	if (!schema || !text_equal(schema, "esxmint.manifest/1") || !expected)
		return error_set(err, ERROR_INPUT, "'%s' is not a manifest", path);
	if (digest_ranges(iso_fd(medium->iso), medium->path, &whole, 1, 1, progress, err) < 0)
		return -1;
	if (!text_equal(expected, whole.hex))
		diagnostics_add(diagnostics, SEVERITY_ERROR, (struct place){source, 0, 0}, NULL,
			"SHA-256 is %s, the manifest says %s", whole.hex, expected);
	return compare_files(
		medium, json_get(manifest, "files"), source, progress, diagnostics, err);
}

static int verify(const struct medium *medium, const char *manifest, const struct source *source,
	struct diagnostics *diagnostics, struct error *err)
{
	// Modules are most of a medium; with a manifest it is read twice more.
	uint64_t size = iso_info(medium->iso)->file_size;
	struct progress *progress = progress_create(medium->path, manifest ? 3 * size : size);
	int result;

	check_kickstart(medium, source, diagnostics);
	result = check_boot_entries(medium, source, diagnostics, err);
	if (result == 0)
		result = check_modules(medium, source, progress, diagnostics, err);
	if (result == 0 && manifest)
		result = check_manifest(medium, manifest, source, progress, diagnostics, err);
	progress_destroy(progress);
	return result;
}

// What an error says of a file that the finding names already.
static const char *without_name(const char *text, const char *name)
{
	AUTO_FREE char *start = memory_printf("'%s'", name);
	const char *rest = text_skip_prefix(text, start);

	return rest ? rest + strspn(rest, ": ") : text;
}

int medium_verify(const char *path, const struct verify_options *options,
	struct diagnostics *diagnostics, struct error *err)
{
	AUTO_FREE char *beside = memory_printf("%s.manifest.json", path);
	AUTO_MEDIUM *medium = NULL;
	struct source *source = NULL;
	const char *manifest = options->manifest;
	int result;

	if (!manifest && file_exists(beside))
		manifest = beside;
	source = source_create(path, memory_strdup(""), 0);
	result = medium_probe(path, &medium, diagnostics, err);
	if (result == 0 && medium->generation != MEDIUM_GENERATION_5) {
		// Neither yes nor no: what would have to be checked is elsewhere on these.
		result = medium_require_supported(medium, err);
	} else if (result == 0) {
		result = verify(medium, manifest, source, diagnostics, err);
	} else if (err->kind == ERROR_INPUT) {
		// That it is no medium is the answer, not a failure to find one.
		add_error(diagnostics, source, NULL, without_name(err->text, path));
		error_finish(err);
		result = 0;
	}
	source_unref(source);
	return result;
}
