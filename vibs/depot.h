// SPDX-License-Identifier: GPL-3.0-or-later
// Where VIBs come from: a .vib, an offline bundle or component zip, a folder of either.
//
// facts/real-artifacts.md section 7 and facts/media-5-to-9.md section 4: index.xml leads to vendor
// indexes, those to metadata zips by `url`, those to the .vib files by `relative-path`. A zip that
// holds nothing but the real bundle is looked into. A folder is followed down, links to folders are
// not; one with an index.xml is an unpacked bundle.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"
#include "diagnostics.h"
#include "error.h"
#include "package.h"

enum {
	DEPOT_NESTING_MAX = 2, // zip files within one another
	DEPOT_FOLDER_DEPTH_MAX = 8, // folders within one another
	DEPOT_METADATA_MAX = 64 << 20, // bytes of a metadata zip
	DEPOT_METADATA_CONTENT_MAX = 256 << 20, // bytes of all that it holds
	DEPOT_PACKAGE_COUNT_MAX = 1000,
	DEPOT_BULLETIN_COUNT_MAX = 10000,
};
// All packages of a zip together, unpacked.
#define DEPOT_CONTENT_MAX (UINT64_C(8) << 30)
// Packages are compressed already: a zip that unpacks to more than this and DEPOT_RATIO_MAX times
// its own size is a bomb.
#define DEPOT_CONTENT_FREE (UINT64_C(64) << 20)
enum { DEPOT_RATIO_MAX = 32 };

// A bulletin; from 7.0 on one with a component name is a component.
struct depot_bulletin {
	char *id;
	char *component; // name of the component, "" for a plain bulletin
	char *component_version;
	char **vib_ids; // sorted
	size_t vib_count;
	struct buffer xml; // the exact bytes of bulletins/<id>.xml
};

struct depot_storage; // keeps the bytes of the packages within reach

struct depot {
	char *path;
	struct depot_storage *storage;
	struct package **packages; // sorted by VIB id
	size_t package_count;
	struct depot_bulletin *bulletins; // sorted by id
	size_t bulletin_count;
	size_t profile_count; // image profiles in the metadata; their VIBs are offered like all
			      // others
};

// Opens whatever lies at `path`. Packages of a zip are unpacked into nameless temporary files
// (file_temporary()). Size and SHA-256 that the metadata give are compared, and so is the
// descriptor with the copy in the metadata (name, vendor, version). ERROR_SYSTEM: cannot be read.
// ERROR_INPUT: nothing that VIBs come in, damaged, limits exceeded, a path that leaves the tree, a
// checksum of the metadata that does not hold, a package that metadata name and the zip lacks, two
// different packages of one VIB id, a bundle of 4.x. Odd but harmless things become warnings.
int depot_open(const char *path, const struct trust *trust, struct depot **ret,
	struct diagnostics *diagnostics, struct error *err);
void depot_destroy(struct depot *depot);
static inline void depot_cleanup(struct depot **depot)
{
	depot_destroy(*depot);
}
#define AUTO_DEPOT CLEANUP(depot_cleanup) struct depot

// Is the file at `path` one that the depot was made from: a .vib, a bundle, or one in its folder?
bool depot_holds(const struct depot *depot, const char *path);

// The bulletin that lists this VIB, components before plain bulletins, or NULL.
const struct depot_bulletin *depot_find_bulletin(const struct depot *depot, const char *vib_id);

// Marks in `chosen`, which has a flag for each package, those of a VIB of this name, else those of
// the component (or bulletin) of this name or id. ERROR_INPUT: there is none; says what there is.
int depot_select(const struct depot *depot, const char *name, bool *chosen, struct error *err);
