// SPDX-License-Identifier: GPL-3.0-or-later
// Checking a finished installer medium.
#include "verify.h"

#include <stdarg.h>
#include <string.h>

#include "esxi4.h"
#include "esxi4_verify.h"
#include "file.h"
#include "iso.h"
#include "memory.h"
#include "probe.h"
#include "text.h"
#include "verify_parts.h"

struct diagnostic *verify_report(const struct verification *verification, enum severity severity,
	const char *path, const char *format, ...)
{
	AUTO_FREE char *message = NULL;
	va_list args;

	va_start(args, format);
	message = memory_vprintf(format, args);
	va_end(args);
	return diagnostics_add(verification->diagnostics, severity,
		medium_place(verification->medium), path, "%s", message);
}

static int verify_read(const struct verification *verification, const char *manifest,
	struct progress *progress, struct error *err)
{
	bool four = verification->medium->generation == MEDIUM_GENERATION_4;

	verify_kickstart(verification);
	if (verify_boot(verification, err) < 0)
		return -1;
	verify_modules(verification);
	if (four && esxi4_verify(verification, err) < 0)
		return -1;
	if (!four && (verify_vibs(verification, err) < 0 || verify_copies(verification, err) < 0))
		return -1;
	return manifest ? verify_manifest(verification, manifest, progress, err) : 0;
}

static int verify(const struct medium *medium, const struct verify_options *options,
	const char *manifest, struct diagnostics *diagnostics, struct error *err)
{
	// File by file; with a manifest once more as a whole.
	uint64_t size = iso_info(medium->iso)->file_size;
	struct progress *progress = progress_create(medium->path, manifest ? 2 * size : size);
	struct verify_files files = {NULL, 0};
	const struct verification verification = {medium, &files, options->trust, diagnostics};
	int result = verify_files_read(medium, progress, &files, err);

	if (result == 0)
		result = verify_read(&verification, manifest, progress, err);
	verify_files_finish(&files);
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
	const char *manifest = options->manifest;
	int result;

	if (!manifest && file_exists(beside))
		manifest = beside;
	result = medium_probe(path, &medium, diagnostics, err);
	if (result == 0 && medium->esxi4 && !medium->esxi4->image) {
		// 4.0. Neither yes nor no: what would have to be checked is elsewhere on these.
		result = medium_require_supported(medium, err);
	} else if (result == 0) {
		result = verify(medium, options, manifest, diagnostics, err);
	} else if (err->kind == ERROR_INPUT) {
		// That it is no medium is the answer, not a failure to find one.
		struct source *source = source_create(path, memory_strdup(""), 0);

		diagnostics_add(diagnostics, SEVERITY_ERROR, (struct place){source, 0, 0}, NULL,
			"%s", without_name(err->text, path));
		source_unref(source);
		error_finish(err);
		result = 0;
	}
	return result;
}
