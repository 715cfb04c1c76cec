// SPDX-License-Identifier: GPL-3.0-or-later
// Modules as the loader takes them.
#include "esxi4_verify.h"
#include "verify_parts.h"

enum {
	// "Many" modules of one size send the BIOS loader into a loop (facts/loader.md, equal
	// sizes); how many is not known, so this is a warning. The empty .gz files are three.
	EQUAL_SIZES_MAX = 16,
};

static void check_equal_sizes(const struct verification *verification)
{
	const struct verify_files *files = verification->files;

	for (size_t i = 0; i < files->count; i++) {
		uint64_t size = files->list[i].file->size;
		size_t equal = 0;

		for (size_t j = i; files->list[i].is_module && j < files->count; j++)
			equal += files->list[j].is_module && files->list[j].file->size == size;
		if (equal <= EQUAL_SIZES_MAX)
			continue;
		verify_report(verification, SEVERITY_WARNING, files->list[i].file->path,
			"%zu modules have %llu bytes each; many of one size can hang the BIOS "
			"loader",
			equal, (unsigned long long)size);
		return;
	}
}

void verify_modules(const struct verification *verification)
{
	for (size_t i = 0; i < verification->files->count; i++) {
		const struct verify_file *file = &verification->files->list[i];
		const char *problem = file->is_module ? gzip_problem(&file->gzip) : NULL;
		enum severity severity = verification->medium->esxi4
						 ? esxi4_gzip_severity(&file->gzip)
						 : SEVERITY_ERROR;

		if (problem)
			verify_report(verification, severity, file->file->path, "%s", problem);
	}
	check_equal_sizes(verification);
}
