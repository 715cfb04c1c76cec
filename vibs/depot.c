// SPDX-License-Identifier: GPL-3.0-or-later
// Opening depots, and asking them, see depot.h.
#include "depot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "depot_opening.h"
#include "memory.h"
#include "text.h"

void depot_warn(struct depot_opening *opening, const char *format, ...)
{
	AUTO_FREE char *text = NULL;
	va_list args;

	va_start(args, format);
	text = memory_vprintf(format, args);
	va_end(args);
	diagnostics_add(opening->diagnostics, SEVERITY_WARNING, (struct place){NULL, 0, 0}, NULL,
		"%s", text);
}

static struct package *find_package(const struct depot *depot, const char *id)
{
	for (size_t i = 0; i < depot->package_count; i++) {
		if (text_equal(depot->packages[i]->vib->id, id))
			return depot->packages[i];
	}
	return NULL;
}

// Two packages of one id have to be one package.
static int meet_same(
	const struct package *old, struct depot_file *file, const char *id, struct error *err)
{
	struct depot_file other = {.reader = old->reader};

	if (depot_file_digest(file, err) < 0 || depot_file_digest(&other, err) < 0)
		return -1;
	if (!text_equal(file->sha256, other.sha256))
		return error_set(err, ERROR_INPUT,
			"'%s' and '%s' are two different packages of VIB '%s'", old->name,
			file->reader.name, id);
	return 0;
}

int depot_add_package(struct depot_opening *opening, struct depot_file *file,
	const struct package **ret, struct error *err)
{
	struct depot *depot = opening->depot;
	AUTO_PACKAGE *package = NULL;
	struct package *old;

	if (package_open(&file->reader, opening->trust, &package, err) < 0)
		return -1;
	memcpy(package->sha256, file->sha256, sizeof(package->sha256));
	old = find_package(depot, package->vib->id);
	if (ret)
		*ret = old ? old : package;
	if (old)
		return meet_same(old, file, package->vib->id, err);
	if (depot->package_count >= DEPOT_PACKAGE_COUNT_MAX)
		return error_set(err, ERROR_INPUT, "'%s' has more than %d VIBs", depot->path,
			DEPOT_PACKAGE_COUNT_MAX);
	memory_grow(&depot->packages, depot->package_count, sizeof(struct package *));
	depot->packages[depot->package_count++] = STEAL(package);
	return 0;
}

int depot_add_file(
	struct depot_opening *opening, const char *path, bool *ret_found, struct error *err)
{
	struct depot_file file = {.path = NULL};
	char magic[8] = "";

	if (depot_storage_open(opening->storage, path, &file.reader, err) < 0 ||
		reader_read(&file.reader, 0, magic,
			file.reader.size < sizeof(magic) ? (size_t)file.reader.size : sizeof(magic),
			err) < 0)
		return -1;
	if (memcmp(magic, "PK\3\4", 4) == 0 || memcmp(magic, "PK\5\6", 4) == 0)
		return depot_add_zip(opening, &file.reader, 1, ret_found, err);
	if (memcmp(magic, "!<arch>\n", sizeof(magic)) != 0)
		return error_set(err, ERROR_INPUT, "'%s' is neither a VIB nor a zip file", path);
	*ret_found = true;
	return depot_add_package(opening, &file, NULL, err);
}

static int compare_packages(const void *a, const void *b)
{
	const struct package *const *x = a, *const *y = b;

	return strcmp((*x)->vib->id, (*y)->vib->id);
}

static int compare_bulletins(const void *a, const void *b)
{
	return strcmp(
		((const struct depot_bulletin *)a)->id, ((const struct depot_bulletin *)b)->id);
}

int depot_open(const char *path, const struct trust *trust, struct depot **ret,
	struct diagnostics *diagnostics, struct error *err)
{
	AUTO_DEPOT *depot = memory_alloc(sizeof(*depot));
	struct depot_opening opening = {depot, NULL, trust, diagnostics};
	struct stat status;
	bool found = false;

	depot->path = memory_strdup(path);
	opening.storage = depot->storage = depot_storage_create();
	if (stat(path, &status) < 0)
		return error_set_errno(err, errno, "cannot open '%s'", path);
	if (S_ISDIR(status.st_mode) ? depot_add_folder(&opening, path, &found, err) < 0
				    : depot_add_file(&opening, path, &found, err) < 0)
		return -1;
	if (!found)
		return error_set(err, ERROR_INPUT,
			"'%s' holds no VIBs: no .vib file, no offline bundle", path);
	if (depot->package_count > 1)
		qsort(depot->packages, depot->package_count, sizeof(struct package *),
			compare_packages);
	if (depot->bulletin_count > 1)
		qsort(depot->bulletins, depot->bulletin_count, sizeof(*depot->bulletins),
			compare_bulletins);
	*ret = STEAL(depot);
	return 0;
}

void depot_destroy(struct depot *depot)
{
	if (!depot)
		return;
	for (size_t i = 0; i < depot->package_count; i++)
		package_destroy(depot->packages[i]);
	for (size_t i = 0; i < depot->bulletin_count; i++)
		depot_bulletin_finish(&depot->bulletins[i]);
	free(depot->packages);
	free(depot->bulletins);
	free(depot->path);
	depot_storage_destroy(depot->storage);
	free(depot);
}

bool depot_holds(const struct depot *depot, const char *path)
{
	return depot_storage_holds(depot->storage, path);
}

static bool lists(const struct depot_bulletin *bulletin, const char *vib_id)
{
	for (size_t i = 0; i < bulletin->vib_count; i++) {
		if (text_equal(bulletin->vib_ids[i], vib_id))
			return true;
	}
	return false;
}

const struct depot_bulletin *depot_find_bulletin(const struct depot *depot, const char *vib_id)
{
	const struct depot_bulletin *found = NULL;

	for (size_t i = 0; i < depot->bulletin_count; i++) {
		const struct depot_bulletin *bulletin = &depot->bulletins[i];

		if (lists(bulletin, vib_id) &&
			(!found || (!*found->component && *bulletin->component)))
			found = bulletin;
	}
	return found;
}

static bool is_meant(
	const struct depot *depot, const struct package *package, const char *name, bool components)
{
	if (!components)
		return text_equal(package->vib->name, name);
	for (size_t i = 0; i < depot->bulletin_count; i++) {
		const struct depot_bulletin *bulletin = &depot->bulletins[i];

		if ((text_equal(bulletin->component, name) || text_equal(bulletin->id, name)) &&
			lists(bulletin, package->vib->id))
			return true;
	}
	return false;
}

static int refuse_name(const struct depot *depot, const char *name, struct error *err)
{
	enum { NAMES_MAX = 8 };
	AUTO_FREE const char **names = memory_alloc_array(depot->package_count + 1, sizeof(char *));
	AUTO_BUFFER text = BUFFER_INIT;
	const char *nearest;
	size_t count = 0;

	for (size_t i = 0; i < depot->package_count; i++) {
		const char *own = depot->packages[i]->vib->name;

		if (count > 0 && text_equal(names[count - 1], own)) // of another version
			continue;
		names[count++] = own;
		if (count <= NAMES_MAX)
			buffer_printf(&text, "%s'%s'", count > 1 ? ", " : "", own);
	}
	if (count > NAMES_MAX)
		buffer_printf(&text, " and %zu more", count - NAMES_MAX);
	nearest = text_nearest(name, names, count);
	return error_set(err, ERROR_INPUT, "'%s' has no VIB or component '%s', it has %s%s%s%s",
		depot->path, name, count > 0 ? buffer_text(&text) : "none", nearest ? "; is '" : "",
		nearest ? nearest : "", nearest ? "' meant?" : "");
}

int depot_select(const struct depot *depot, const char *name, bool *chosen, struct error *err)
{
	bool found = false;

	for (int components = 0; components < 2 && !found; components++) {
		for (size_t i = 0; i < depot->package_count; i++) {
			if (!is_meant(depot, depot->packages[i], name, components))
				continue;
			chosen[i] = true;
			found = true;
		}
	}
	return found ? 0 : refuse_name(depot, name, err);
}
