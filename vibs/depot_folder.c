// SPDX-License-Identifier: GPL-3.0-or-later
// Folders as depots: every .vib and .zip in them and below, or an unpacked bundle.
//
// Entries are taken in the order of their names. Hidden ones are passed over, and links to folders
// are not followed, so that there is no way round in circles.
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "depot_opening.h"
#include "file.h"
#include "memory.h"
#include "text.h"

// The names in a folder.
struct listing {
	struct dirent **entries;
	int count;
};

static void listing_finish(struct listing *listing)
{
	for (int i = 0; i < listing->count; i++)
		free(listing->entries[i]);
	free(listing->entries);
}

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int list_folder(const char *path, struct listing *ret, struct error *err)
{
	ret->count = scandir(path, &ret->entries, is_visible, by_name);
	if (ret->count < 0) {
		ret->count = 0;
		return error_set_errno(err, errno, "cannot read folder '%s'", path);
	}
	return 0;
}

static bool is_folder(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static int refuse_depth(const char *path, struct error *err)
{
	return error_set(err, ERROR_INPUT, "folders lie more than %d deep at '%s'",
		DEPOT_FOLDER_DEPTH_MAX, path);
}

// `inside` is the path below the bundle, "" for the bundle itself.
static int read_tree(struct depot_storage *storage, struct depot_tree *tree, const char *inside,
	unsigned depth, struct error *err)
{
	CLEANUP(listing_finish) struct listing listing = {NULL, 0};
	AUTO_FREE char *folder = memory_printf("%s/%s", tree->name, inside);

	if (depth > DEPOT_FOLDER_DEPTH_MAX)
		return refuse_depth(folder, err);
	if (list_folder(folder, &listing, err) < 0)
		return -1;
	for (int i = 0; i < listing.count; i++) {
		const char *name = listing.entries[i]->d_name;
		AUTO_FREE char *path = memory_printf("%s%s%s", inside, *inside ? "/" : "", name);
		AUTO_FREE char *whole = memory_printf("%s/%s", tree->name, path);

		if (is_folder(whole)) {
			if (read_tree(storage, tree, path, depth + 1, err) < 0)
				return -1;
		} else if (depot_is_of_interest(name)) {
			struct depot_file *file = depot_tree_add(tree, path);

			if (depot_storage_open(storage, whole, &file->reader, err) < 0)
				return -1;
		}
	}
	return 0;
}

int depot_tree_read_folder(struct depot_storage *storage, struct depot_tree *ret, struct error *err)
{
	if (read_tree(storage, ret, "", 1, err) < 0)
		return -1;
	depot_tree_sort(ret);
	return 0;
}

static int add_unpacked(
	struct depot_opening *opening, const char *path, bool *ret_found, struct error *err)
{
	AUTO_DEPOT_TREE tree = {path, NULL, 0};

	if (depot_tree_read_folder(opening->storage, &tree, err) < 0)
		return -1;
	return depot_add_bundle(opening, &tree, 0, ret_found, err);
}

static int add_entry(struct depot_opening *opening, const char *path, unsigned depth,
	bool *ret_found, struct error *err);

static int add_folder(struct depot_opening *opening, const char *path, unsigned depth,
	bool *ret_found, struct error *err)
{
	CLEANUP(listing_finish) struct listing listing = {NULL, 0};
	AUTO_FREE char *index = memory_printf("%s/index.xml", path);

	if (depth > DEPOT_FOLDER_DEPTH_MAX)
		return refuse_depth(path, err);
	if (file_exists(index))
		return add_unpacked(opening, path, ret_found, err);
	if (list_folder(path, &listing, err) < 0)
		return -1;
	for (int i = 0; i < listing.count; i++) {
		AUTO_FREE char *entry = memory_printf("%s/%s", path, listing.entries[i]->d_name);

		if (add_entry(opening, entry, depth, ret_found, err) < 0)
			return -1;
	}
	return 0;
}

static int add_entry(struct depot_opening *opening, const char *path, unsigned depth,
	bool *ret_found, struct error *err)
{
	bool found = false;

	if (is_folder(path))
		return add_folder(opening, path, depth + 1, ret_found, err);
	if (!depot_has_ending(path, ".vib") && !depot_has_ending(path, ".zip"))
		return 0;
	if (depot_add_file(opening, path, &found, err) < 0)
		return -1;
	if (!found)
		depot_warn(opening, "'%s' holds no VIBs and is left out", path);
	*ret_found |= found;
	return 0;
}

int depot_add_folder(
	struct depot_opening *opening, const char *path, bool *ret_found, struct error *err)
{
	return add_folder(opening, path, 1, ret_found, err);
}
