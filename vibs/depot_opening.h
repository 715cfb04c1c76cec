// SPDX-License-Identifier: GPL-3.0-or-later
// What the files that open depots share.
#pragma once

#include "depot_metadata.h"
#include "depot_storage.h"

// A depot while it is opened.
struct depot_opening {
	struct depot *depot;
	struct depot_storage *storage; // of the depot
	const struct trust *trust;
	struct diagnostics *diagnostics;
};

// Opens the package in a file and adds it. The same bytes once more are dropped. `ret` is the
// package of that id in the depot; may be NULL.
int depot_add_package(struct depot_opening *opening, struct depot_file *file,
	const struct package **ret, struct error *err);

// Adds the packages of a bundle (depot_bundle.c). `nesting`: number of zip files around it.
// `*ret_found` becomes true where there is anything that VIBs come in.
int depot_add_bundle(struct depot_opening *opening, struct depot_tree *tree, unsigned nesting,
	bool *ret_found, struct error *err);
int depot_add_zip(struct depot_opening *opening, const struct reader *zip, unsigned nesting,
	bool *ret_found, struct error *err);

// Whatever the file begins with: a VIB or a zip.
int depot_add_file(
	struct depot_opening *opening, const char *path, bool *ret_found, struct error *err);
// All in it and below it (depot_folder.c).
int depot_add_folder(
	struct depot_opening *opening, const char *path, bool *ret_found, struct error *err);

void depot_warn(struct depot_opening *opening, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
