// SPDX-License-Identifier: GPL-3.0-or-later
// Where payloads go: their file names in the root of the medium and their place among the modules.
//
// File names: facts/media-5-to-9.md section 5.4 (proven), names that the profile gives already are
// kept. Order of modules: section 5.5 (proven); modules that stay are never reordered. Limits and
// reserved names: facts/loader.md. Only payloads of types whose place is proven are put there or
// taken away: vgz, tgz, vzstd, and installer_vgz on 5.0.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "diagnostics.h"
#include "release.h"
#include "resolve.h"

enum { PLACEMENT_MODULE_COUNT_MAX = 240 }; // the loader's table is full soon after

struct placement_file {
	const struct resolve_step *step; // that brings it
	const struct package_payload *payload;
	char *name; // on the medium, lower case: "vmkusb_n.v00"
	bool replaces; // the medium has a file of this name that goes for it
	bool is_module;
};

// One module of boot.cfg after the change.
struct placement_module {
	char *name; // file name without '/'; lower case if new, else as the base writes it
	bool comes; // with a VIB; a module of the base that has its name goes for it
};

struct placement {
	struct placement_file *files; // that are written, sorted by name
	size_t file_count;
	char **removed; // names of files that nobody needs any more, lower case, sorted
	size_t removed_count;
	struct placement_module *modules; // all of them in their order, the kernel not among them
	size_t module_count;
};

struct placement_request {
	const struct image *image;
	const struct resolution *resolution;
	struct release release; // of the medium
	const char *const *taken; // names of all files in the root of the medium, any case
	size_t taken_count;
	const char *const *modules; // file names of the base's modules in order, any case, no '/'
	size_t module_count;
};

// What does not fit goes to `diagnostics` as errors, all of it in one run: no free name, a name
// that media or the loader cannot have, a payload type that has no proven place there, too many
// modules. The placement is good only without them.
void placement_create(const struct placement_request *request, struct placement **ret,
	struct diagnostics *diagnostics);
void placement_destroy(struct placement *placement);
static inline void placement_cleanup(struct placement **placement)
{
	placement_destroy(*placement);
}
#define AUTO_PLACEMENT CLEANUP(placement_cleanup) struct placement

// The name of the file in which a payload of the step lies, or NULL.
const char *placement_find(const struct placement *placement, const struct resolve_step *step,
	const struct package_payload *payload);
