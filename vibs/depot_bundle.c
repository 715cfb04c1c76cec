// SPDX-License-Identifier: GPL-3.0-or-later
// Offline bundles: from the index by the metadata to the packages.
//
// facts/real-artifacts.md section 7, facts/media-5-to-9.md section 4. The paths that the index and
// the metadata give count, never fixed names; where a part of that chain is missing, what is left
// of it is used, and told.
#include <stdlib.h>
#include <string.h>

#include "depot_opening.h"
#include "file.h"
#include "memory.h"
#include "text.h"

// A bundle while it is read.
struct bundle {
	struct depot_opening *opening;
	struct depot_tree *tree;
	char *root; // path of its folder in the tree: "" or with a '/' at the end
	struct depot_metadata metadata;
	bool has_metadata;
};

static void bundle_finish(struct bundle *bundle)
{
	free(bundle->root);
	depot_metadata_finish(&bundle->metadata);
}

static bool leads_out(const char *path)
{
	if (*path == '/' || strchr(path, '\\'))
		return true;
	while (*path) {
		size_t length = strcspn(path, "/");

		if (length == 2 && !strncmp(path, "..", 2))
			return true;
		path += length;
		path += strspn(path, "/");
	}
	return false;
}

// Finds the file that a path from within the bundle means: beside the file that says so, or from
// the root on. NULL and no error: there is none.
static int follow(const struct bundle *bundle, const char *from, const char *path,
	struct depot_file **ret, struct error *err)
{
	const char *slash = strrchr(from, '/');
	AUTO_FREE char *folder =
		slash ? memory_strndup(from, (size_t)(slash - from) + 1) : memory_strdup("");
	AUTO_FREE char *beside = NULL;
	AUTO_FREE char *below = NULL;

	if (leads_out(path))
		return error_set(err, ERROR_INPUT, "the path '%s' leads out of '%s'", path,
			bundle->tree->name);
	while (text_has_prefix(path, "./"))
		path += 2;
	beside = memory_printf("%s%s", folder, path);
	below = memory_printf("%s%s", bundle->root, path);
	*ret = depot_tree_find(bundle->tree, below);
	if (!*ret)
		*ret = depot_tree_find(bundle->tree, beside);
	return 0;
}

static int require(const struct bundle *bundle, const char *from, const char *path,
	struct depot_file **ret, struct error *err)
{
	if (follow(bundle, from, path, ret, err) < 0)
		return error_wrap(err, "'%s' of '%s'", from, bundle->tree->name);
	if (!*ret)
		return error_set(err, ERROR_INPUT, "'%s' lacks '%s', which its '%s' names",
			bundle->tree->name, path, from);
	return 0;
}

// The file of that name which lies highest in the tree, or NULL.
static const struct depot_file *find_highest(const struct depot_tree *tree, const char *name)
{
	const struct depot_file *found = NULL;

	for (size_t i = 0; i < tree->count; i++) {
		const struct depot_file *file = &tree->files[i];

		if (text_equal(file_name(file->path), name) &&
			(!found || strlen(file->path) < strlen(found->path)))
			found = file;
	}
	return found;
}

static void set_root(struct bundle *bundle, const char *path)
{
	free(bundle->root);
	bundle->root = memory_strndup(path, (size_t)(file_name(path) - path));
}

static int read_metadata(struct bundle *bundle, const struct reader *zip, struct error *err)
{
	bundle->has_metadata = true;
	return depot_metadata_read(zip, &bundle->metadata, err);
}

static int read_vendor_index(
	struct bundle *bundle, const struct depot_file *index, struct error *err)
{
	AUTO_DEPOT_LINKS links = {NULL, 0};

	if (depot_read_vendor_index(&index->reader, &links, err) < 0)
		return -1;
	for (size_t i = 0; i < links.count; i++) {
		struct depot_file *zip;

		if (require(bundle, index->path, links.list[i], &zip, err) < 0 ||
			read_metadata(bundle, &zip->reader, err) < 0)
			return -1;
	}
	return 0;
}

static int read_index(struct bundle *bundle, const struct depot_file *index, struct error *err)
{
	AUTO_DEPOT_LINKS links = {NULL, 0};

	if (depot_read_index(&index->reader, &links, err) < 0)
		return -1;
	for (size_t i = 0; i < links.count; i++) {
		struct depot_file *file;

		if (require(bundle, index->path, links.list[i], &file, err) < 0 ||
			read_vendor_index(bundle, file, err) < 0)
			return -1;
	}
	return 0;
}

static int read_by_name(struct bundle *bundle, struct error *err)
{
	const struct depot_tree *tree = bundle->tree;

	for (size_t i = 0; i < tree->count; i++) {
		const struct depot_file *file = &tree->files[i];

		if (!depot_has_ending(file->path, "metadata.zip"))
			continue;
		if (!bundle->has_metadata)
			set_root(bundle, file->path);
		depot_warn(bundle->opening, "'%s' has no index: '%s' is taken for its metadata",
			tree->name, file->path);
		if (read_metadata(bundle, &file->reader, err) < 0)
			return -1;
	}
	return 0;
}

static int find_metadata(struct bundle *bundle, struct error *err)
{
	const struct depot_file *index = find_highest(bundle->tree, "index.xml");

	if (index) {
		set_root(bundle, index->path);
		return read_index(bundle, index, err);
	}
	index = find_highest(bundle->tree, "vendor-index.xml");
	if (index) {
		set_root(bundle, index->path);
		depot_warn(bundle->opening, "'%s' has no index.xml: '%s' is followed",
			bundle->tree->name, index->path);
		return read_vendor_index(bundle, index, err);
	}
	return read_by_name(bundle, err);
}

static int check_bytes(
	const struct depot_description *description, struct depot_file *file, struct error *err)
{
	if (description->has_size && file->reader.size != description->size)
		return error_set(err, ERROR_INPUT, "'%s' has %llu bytes, '%s' says %llu",
			file->reader.name, (unsigned long long)file->reader.size,
			description->member, (unsigned long long)description->size);
	if (!*description->sha256)
		return 0;
	if (depot_file_digest(file, err) < 0)
		return -1;
	if (!text_equal(file->sha256, description->sha256))
		return error_set(err, ERROR_INPUT, "'%s' has SHA-256 %s, '%s' says %s",
			file->reader.name, file->sha256, description->member, description->sha256);
	return 0;
}

static int add_described(struct bundle *bundle, const struct depot_description *description,
	bool *used, struct error *err)
{
	const struct package *package;
	struct depot_file *file;

	if (follow(bundle, "", description->path, &file, err) < 0)
		return error_wrap(err, "'%s'", description->member);
	if (!file)
		return error_set(err, ERROR_INPUT, "'%s' lacks '%s', which '%s' names",
			bundle->tree->name, description->path, description->member);
	used[file - bundle->tree->files] = true;
	if (check_bytes(description, file, err) < 0 ||
		depot_add_package(bundle->opening, file, &package, err) < 0)
		return -1;
	if (!text_equal(package->vib->id, description->vib->id))
		return error_set(err, ERROR_INPUT, "'%s' is VIB '%s', '%s' says '%s'",
			file->reader.name, package->vib->id, description->member,
			description->vib->id);
	return 0;
}

static void warn_of_unnamed(const struct bundle *bundle, const bool *used)
{
	const struct depot_tree *tree = bundle->tree;
	const char *first = NULL;
	size_t count = 0;

	for (size_t i = 0; i < tree->count; i++) {
		if (used[i] || !depot_has_ending(tree->files[i].path, ".vib"))
			continue;
		first = first ? first : tree->files[i].path;
		count++;
	}
	if (count == 1)
		depot_warn(bundle->opening, "'%s' of '%s' is left out: its metadata do not name it",
			first, tree->name);
	else if (count > 1)
		depot_warn(bundle->opening,
			"'%s' and %zu more of '%s' are left out: its metadata do not name them",
			first, count - 1, tree->name);
}

// Takes the bulletins over. One of an id that is there already is dropped.
static void add_bulletins(struct bundle *bundle)
{
	struct depot *depot = bundle->opening->depot;
	struct depot_metadata *metadata = &bundle->metadata;

	for (size_t i = 0; i < metadata->bulletin_count; i++) {
		struct depot_bulletin *bulletin = &metadata->bulletins[i];
		const struct depot_bulletin *old = NULL;

		for (size_t k = 0; k < depot->bulletin_count && !old; k++) {
			if (text_equal(depot->bulletins[k].id, bulletin->id))
				old = &depot->bulletins[k];
		}
		if (old) {
			if (old->xml.size != bulletin->xml.size ||
				memcmp(old->xml.data, bulletin->xml.data, old->xml.size) != 0)
				depot_warn(bundle->opening,
					"'%s' has two different bulletins '%s': the first one "
					"counts",
					depot->path, old->id);
			continue;
		}
		memory_grow(&depot->bulletins, depot->bulletin_count, sizeof(*depot->bulletins));
		depot->bulletins[depot->bulletin_count++] = *bulletin;
		*bulletin = (struct depot_bulletin){.id = NULL};
	}
	depot->profile_count += metadata->profile_count;
}

static int add_all_described(struct bundle *bundle, struct error *err)
{
	const struct depot_metadata *metadata = &bundle->metadata;
	AUTO_FREE bool *used = memory_alloc_array(bundle->tree->count + 1, sizeof(bool));

	for (size_t i = 0; i < metadata->description_count; i++) {
		if (add_described(bundle, &metadata->descriptions[i], used, err) < 0)
			return -1;
	}
	warn_of_unnamed(bundle, used);
	add_bulletins(bundle);
	return 0;
}

// What is in a zip that is no bundle itself: VIBs, and bundles.
static int add_loose(struct bundle *bundle, unsigned nesting, bool *ret_found, struct error *err)
{
	struct depot_tree *tree = bundle->tree;
	bool told = false;

	for (size_t i = 0; i < tree->count; i++) {
		struct depot_file *file = &tree->files[i];

		if (depot_has_ending(file->path, ".zip")) {
			if (nesting >= DEPOT_NESTING_MAX)
				depot_warn(bundle->opening,
					"'%s' is not looked into: zip files lie more than %d deep",
					file->reader.name, DEPOT_NESTING_MAX);
			else if (depot_add_zip(bundle->opening, &file->reader, nesting + 1,
					 ret_found, err) < 0)
				return -1;
		} else if (depot_has_ending(file->path, ".vib")) {
			*ret_found = true;
			if (!told)
				depot_warn(bundle->opening,
					"'%s' has no metadata: its VIBs are taken as they lie "
					"there",
					tree->name);
			told = true;
			if (depot_add_package(bundle->opening, file, NULL, err) < 0)
				return -1;
		}
	}
	return 0;
}

int depot_add_bundle(struct depot_opening *opening, struct depot_tree *tree, unsigned nesting,
	bool *ret_found, struct error *err)
{
	CLEANUP(bundle_finish)
	struct bundle bundle = {opening, tree, NULL, {NULL, 0, NULL, 0, 0}, false};

	bundle.root = memory_strdup("");
	if (find_metadata(&bundle, err) < 0)
		return -1;
	if (!bundle.has_metadata)
		return add_loose(&bundle, nesting, ret_found, err);
	*ret_found = true;
	return add_all_described(&bundle, err);
}

int depot_add_zip(struct depot_opening *opening, const struct reader *zip, unsigned nesting,
	bool *ret_found, struct error *err)
{
	AUTO_DEPOT_TREE tree = {zip->name, NULL, 0};

	if (nesting == 1)
		depot_storage_allow(opening->storage, zip->name, zip->size);
	if (depot_tree_read_zip(opening->storage, zip, &tree, err) < 0)
		return -1;
	return depot_add_bundle(opening, &tree, nesting, ret_found, err);
}
