// SPDX-License-Identifier: GPL-3.0-or-later
// Making the manifest from the finished ISO.
#include "manifest.h"

#include "clock.h"
#include "digest_job.h"
#include "esxi4_plan.h"
#include "iso.h"
#include "memory.h"
#include "plan_vibs.h"
#include "text.h"

// More would only wait for each other: the digest of the whole image runs beside them.
enum { DIGEST_THREADS = 2 };

struct manifest {
	struct iso *iso;
	struct digest_range *ranges; // of the files in the order of the image's list
};

// A boot image that says itself where it is, somewhere else than in the base.
static bool has_moved(const struct iso *iso, const struct iso *base, const struct iso_file *file)
{
	for (size_t i = 0; i < iso_boot_count(iso); i++) {
		const struct iso_boot_entry *entry = iso_boot_at(iso, i);
		const struct iso_file *old = iso_find(base, file->path);

		if (entry->file == file && entry->has_info_table && old && old->lba != file->lba)
			return true;
	}
	return false;
}

static const char *origin_of(const struct manifest *manifest, const struct manifest_facts *facts,
	const struct iso_file *file)
{
	for (size_t i = 0; i < facts->plan->edit_count; i++) {
		const struct edit *edit = &facts->plan->edits[i];

		// An edit may set what the base has already.
		if (edit->path && text_equal_nocase(edit->path, file->path) &&
			iso_changes_file(facts->medium->iso, file->path))
			return edit->kind == EDIT_ADD ? "added" : "changed";
	}
	return has_moved(manifest->iso, facts->medium->iso, file) ? "changed" : "base";
}

static struct json *describe_base(const struct manifest_facts *facts)
{
	const struct medium *medium = facts->medium;
	const struct iso_info *info = iso_info(medium->iso);
	struct json *base = json_new_object();
	char release[RELEASE_TEXT_SIZE];

	release_format(medium->release, release);
	json_set_text(base, "sha256", facts->base_sha256);
	json_set_number(base, "size", info->file_size);
	json_set_text(base, "release", release);
	json_set_text(base, "build", medium->build);
	json_set_text(base, "volume_id", info->volume_id);
	return base;
}

static struct json *describe_iso(const struct manifest_facts *facts)
{
	struct json *iso = json_new_object();

	json_set_text(iso, "sha256", facts->iso_sha256);
	json_set_number(iso, "size", facts->iso_size);
	json_set_text(iso, "volume_id", facts->plan->volume_id);
	json_set_text(iso, "layout", layout_name(facts->plan->layout));
	return iso;
}

static struct json *describe_files(
	const struct manifest_facts *facts, const struct manifest *manifest)
{
	const struct iso *iso = manifest->iso;
	struct json *files = json_new_array();
	size_t range = 0;

	for (size_t i = 0; i < iso_file_count(iso); i++) {
		const struct iso_file *file = iso_file_at(iso, i);
		struct json *row;

		if (file->is_dir)
			continue;
		row = json_new_object();
		json_set_text(row, "path", file->path);
		json_set_number(row, "size", file->size);
		json_set_text(row, "sha256", manifest->ranges[range++].hex);
		json_set_text(row, "origin", origin_of(manifest, facts, file));
		json_append_value(files, row);
	}
	return files;
}

int manifest_create(struct manifest **ret, int fd, const char *name, struct progress *progress,
	struct error *err)
{
	AUTO_MANIFEST *manifest = memory_alloc(sizeof(*manifest));
	size_t count = 0;

	if (iso_open_fd(fd, name, &manifest->iso, err) < 0)
		return -1;
	manifest->ranges =
		memory_alloc_array(iso_file_count(manifest->iso), sizeof(*manifest->ranges));
	for (size_t i = 0; i < iso_file_count(manifest->iso); i++) {
		const struct iso_file *file = iso_file_at(manifest->iso, i);

		if (!file->is_dir)
			manifest->ranges[count++] = (struct digest_range){
				.offset = (uint64_t)file->lba * ISO_BLOCK_SIZE,
				.size = file->size,
			};
	}
	if (digest_ranges(fd, name, manifest->ranges, count, DIGEST_THREADS, progress, err) < 0)
		return -1;
	*ret = STEAL(manifest);
	return 0;
}

static const char *digest_of(const struct manifest *manifest, const char *path)
{
	const struct digest_range *range = manifest->ranges;

	for (size_t i = 0; i < iso_file_count(manifest->iso); i++) {
		const struct iso_file *file = iso_file_at(manifest->iso, i);

		if (file->is_dir)
			continue;
		if (text_equal_nocase(file->path, path))
			return range->hex;
		range++;
	}
	return NULL;
}

int manifest_check(const struct manifest *manifest, const struct plan *plan, struct error *err)
{
	for (size_t i = 0; i < plan->edit_count; i++) {
		const struct edit *edit = &plan->edits[i];
		const char *written = edit->sha256 ? digest_of(manifest, edit->path) : NULL;

		if (edit->sha256 && (!written || !text_equal(written, edit->sha256)))
			return error_set(err, ERROR_INPUT,
				"'%s' changed after it was checked: its SHA-256 was %s, '%s' was "
				"written with %s",
				edit->reader.name, edit->sha256, edit->path,
				written ? written : "none");
	}
	return 0;
}

void manifest_print(
	const struct manifest *manifest, const struct manifest_facts *facts, struct buffer *ret)
{
	AUTO_JSON *document = json_new_document("esxmint.manifest/1");
	AUTO_FREE char *text = NULL;
	struct json *tool = json_new_object();
	struct json *spec = json_new_object();
	char date[CLOCK_ISO_SIZE];

	json_set_text(tool, "name", "esxmint");
	json_set_text(tool, "version", ESXMINT_VERSION);
	json_set_value(document, "tool", tool);
	clock_format_iso(facts->date, date);
	json_set_text(document, "source_date", date);
	json_set_text(spec, "sha256", facts->spec_sha256);
	json_set_value(document, "spec", spec);
	json_set_value(document, "base", describe_base(facts));
	json_set_value(document, "iso", describe_iso(facts));
	if (facts->plan->vibs)
		json_set_value(document, "vibs", plan_vibs_describe(facts->plan->vibs));
	if (facts->plan->drivers)
		json_set_value(document, "drivers", esxi4_drivers_describe(facts->plan->drivers));
	json_set_value(document, "files", describe_files(facts, manifest));
	text = json_print(document);
	buffer_puts(ret, text);
}

void manifest_destroy(struct manifest *manifest)
{
	if (!manifest)
		return;
	iso_destroy(manifest->iso);
	free(manifest->ranges);
	free(manifest);
}
