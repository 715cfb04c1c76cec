// SPDX-License-Identifier: GPL-3.0-or-later
// Where the files of a depot lie while it is open: descriptors, and the names that readers borrow.
//
// All that comes out of zip files goes one behind the other into a single file without a name.
#pragma once

#include <stdbool.h>

#include "digest.h"
#include "reader.h"

struct archive_member;
struct depot_storage;

// One file of a depot.
struct depot_file {
	char *path; // in its zip or folder
	struct reader reader; // named "bundle.zip:path"; belongs to the storage
	char sha256[DIGEST_HEX_SIZE]; // "" where it was not computed yet
};

// What is of interest of a zip or an unpacked bundle.
struct depot_tree {
	const char *name; // for messages
	struct depot_file *files; // .vib, .zip and .xml; sorted by path
	size_t count;
};

struct depot_storage *depot_storage_create(void);
void depot_storage_destroy(struct depot_storage *storage);

// Keeps a copy of a text as long as the storage.
const char *depot_storage_name(struct depot_storage *storage, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

// Opens a file that lies on the disk.
int depot_storage_open(
	struct depot_storage *storage, const char *path, struct reader *ret, struct error *err);

// Is the file at `path` one of those that were opened on the disk?
bool depot_storage_holds(const struct depot_storage *storage, const char *path);

// Sets what may still be stored for the sake of a zip of this size.
void depot_storage_allow(struct depot_storage *storage, const char *name, uint64_t zip_size);

// Unpacks the files of interest of a zip; `ret->name` is that of its reader.
int depot_tree_read_zip(struct depot_storage *storage, const struct reader *zip,
	struct depot_tree *ret, struct error *err);

// Opens the files of interest in the folder `ret->name` and below it (depot_folder.c).
int depot_tree_read_folder(
	struct depot_storage *storage, struct depot_tree *ret, struct error *err);

void depot_tree_finish(struct depot_tree *tree);
#define AUTO_DEPOT_TREE CLEANUP(depot_tree_finish) struct depot_tree

// The file of that path; NULL: there is none.
struct depot_file *depot_tree_find(const struct depot_tree *tree, const char *path);

// For whoever makes a tree otherwise: adds a file, and sorts when all are there.
struct depot_file *depot_tree_add(struct depot_tree *tree, const char *path);
void depot_tree_sort(struct depot_tree *tree);
bool depot_is_of_interest(const char *path); // .vib, .zip, .xml

// The SHA-256 of a file that lies on the disk is computed when it is asked for.
int depot_file_digest(struct depot_file *file, struct error *err);

// Does the name end so, in any case?
bool depot_has_ending(const char *name, const char *ending);
