// SPDX-License-Identifier: GPL-3.0-or-later
// A medium against its manifest.
#include "digest_job.h"
#include "file.h"
#include "json.h"
#include "text.h"
#include "verify_parts.h"

enum { MANIFEST_SIZE_MAX = 64 << 20 };

static const struct json *manifest_row(const struct json *files, const char *path)
{
	for (size_t i = 0; i < json_count(files); i++) {
		const char *name = json_get_text(json_at(files, i), "path");

		if (name && text_equal(name, path))
			return json_at(files, i);
	}
	return NULL;
}

static void compare_file(const struct verification *verification, const struct verify_file *file,
	const struct json *row)
{
	const char *path = file->file->path;
	const char *expected = row ? json_get_text(row, "sha256") : NULL;

	if (!row)
		verify_report(verification, SEVERITY_ERROR, path, "not in the manifest");
	else if (json_get_number(row, "size") != file->file->size)
		verify_report(verification, SEVERITY_ERROR, path,
			"has %llu bytes, the manifest says %llu",
			(unsigned long long)file->file->size,
			(unsigned long long)json_get_number(row, "size"));
	else if (!expected || !text_equal(expected, file->sha256))
		verify_report(
			verification, SEVERITY_ERROR, path, "is not the file of the manifest");
}

static void compare_files(const struct verification *verification, const struct json *rows)
{
	const struct verify_files *files = verification->files;
	size_t found = 0;

	for (size_t i = 0; i < files->count; i++) {
		const struct json *row = manifest_row(rows, files->list[i].file->path);

		compare_file(verification, &files->list[i], row);
		found += row != NULL;
	}
	for (size_t i = 0; found < json_count(rows) && i < json_count(rows); i++) {
		const char *path = json_get_text(json_at(rows, i), "path");

		if (path && !iso_find(verification->medium->iso, path))
			verify_report(verification, SEVERITY_ERROR, path,
				"is in the manifest but not here");
	}
}

int verify_manifest(const struct verification *verification, const char *path,
	struct progress *progress, struct error *err)
{
	const struct medium *medium = verification->medium;
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
		verify_report(verification, SEVERITY_ERROR, NULL,
			"SHA-256 is %s, the manifest says %s", whole.hex, expected);
	compare_files(verification, json_get(manifest, "files"));
	return 0;
}
