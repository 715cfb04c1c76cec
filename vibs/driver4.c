// SPDX-License-Identifier: GPL-3.0-or-later
// Opening drivers for 4.x, see driver4.h.
#include "driver4.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "depot.h"
#include "depot_storage.h"
#include "driver4_descriptor.h"
#include "driver4_kind.h"
#include "file.h"
#include "memory.h"
#include "text.h"

// An input while it is opened.
struct opening {
	struct driver4 *driver;
	struct depot_storage *storage;
	size_t content_size; // bytes of the files of all packages
};

static void opening_finish(struct opening *opening)
{
	depot_storage_destroy(opening->storage);
}

static void package_finish(struct driver4_package *package)
{
	if (!package)
		return;
	for (size_t i = 0; i < package->bulletin_count; i++)
		free(package->bulletins[i]);
	free(package->bulletins);
	free(package->source);
	free(package->id);
	free(package->name);
	free(package->version);
	free(package->type);
	free(package->vendor);
	free(package->summary);
	overlay_finish(&package->files);
	free(package);
}

static void package_cleanup4(struct driver4_package **package)
{
	package_finish(*package);
}
#define AUTO_DRIVER4_PACKAGE CLEANUP(package_cleanup4) struct driver4_package

void driver4_destroy(struct driver4 *driver)
{
	if (!driver)
		return;
	for (size_t i = 0; i < driver->package_count; i++)
		package_finish(driver->packages[i]);
	for (size_t i = 0; i < driver->left_out_count; i++)
		free(driver->left_out[i]);
	free(driver->packages);
	free(driver->left_out);
	free(driver->path);
	free(driver);
}

__attribute__((format(printf, 2, 3))) static void leave_out(
	struct driver4 *driver, const char *format, ...)
{
	va_list args;

	memory_grow(&driver->left_out, driver->left_out_count, sizeof(char *));
	va_start(args, format);
	driver->left_out[driver->left_out_count++] = memory_vprintf(format, args);
	va_end(args);
}

static struct driver4_package *package_begin(struct depot_file *file, struct error *err)
{
	struct driver4_package *package;

	if (depot_file_digest(file, err) < 0)
		return NULL;
	package = memory_alloc(sizeof(*package));
	package->source = memory_strdup(file->reader.name);
	package->size = file->reader.size;
	memcpy(package->sha256, file->sha256, sizeof(package->sha256));
	return package;
}

static int keep(struct opening *opening, struct driver4_package **package, struct error *err)
{
	struct driver4 *driver = opening->driver;

	for (size_t i = 0; i < driver->package_count; i++) {
		const struct driver4_package *old = driver->packages[i];

		if (!text_equal(old->id, (*package)->id))
			continue;
		if (text_equal(old->sha256, (*package)->sha256))
			return 0;
		return error_set(err, ERROR_INPUT, "'%s' and '%s' are two different packages '%s'",
			old->source, (*package)->source, old->id);
	}
	if (driver->package_count >= DRIVER4_PACKAGE_COUNT_MAX)
		return error_set(err, ERROR_INPUT, "'%s' has more than %d packages", driver->path,
			DRIVER4_PACKAGE_COUNT_MAX);
	opening->content_size += (*package)->files.content_size;
	if (opening->content_size > OVERLAY_CONTENT_MAX)
		return error_set(err, ERROR_INPUT,
			"the files of all packages of '%s' have more than %d bytes", driver->path,
			OVERLAY_CONTENT_MAX);
	memory_grow(&driver->packages, driver->package_count, sizeof(*driver->packages));
	driver->packages[driver->package_count++] = STEAL(*package);
	return 0;
}

static int read_vib(
	struct opening *opening, struct depot_file *file, const struct ar *ar, struct error *err)
{
	AUTO_DRIVER4_PACKAGE *package = package_begin(file, err);
	const struct ar_member *data = ar_find(ar, "data.tar.gz");
	const struct ar_member *signature = ar_find(ar, "sig.pkcs7");
	AUTO_FREE char *name = memory_printf("%s:data.tar.gz", file->reader.name);
	struct reader reader = reader_slice(&file->reader, name, data->offset, data->size);

	if (!package || driver4_read_descriptor(&file->reader, ar, package, err) < 0)
		return -1;
	if (!text_equal(package->type, "deb") && !text_equal(package->type, "cross")) {
		leave_out(opening->driver, "'%s' is of type '%s', for ESX classic", package->source,
			package->type);
		return 0;
	}
	package->is_signed = signature && signature->size > 0;
	if (overlay_read(&reader, package->source, &package->files, err) < 0 ||
		driver4_check_files(package, err) < 0)
		return -1;
	return keep(opening, &package, err);
}

static int add_vib(struct opening *opening, struct depot_file *file, struct error *err)
{
	AUTO_AR *ar = NULL;

	if (ar_open(&file->reader, &ar, err) < 0)
		return -1;
	switch (driver4_form(ar)) {
	case DRIVER4_FORM_4X:
		return read_vib(opening, file, ar, err);
	case DRIVER4_FORM_RPM:
		leave_out(opening->driver, "'%s' is of type 'rpm', for ESX classic",
			file->reader.name);
		return 0;
	case DRIVER4_FORM_LATER:
		return error_set(err, ERROR_INPUT,
			"'%s' is a package of ESXi 5.x or later, which does not load on 4.x: it "
			"has no "
			"member 'data.tar.gz'",
			file->reader.name);
	default:
		return error_set(err, ERROR_INPUT,
			"'%s' is no VIB: it has neither descriptor.xml nor data.tar.gz",
			file->reader.name);
	}
}

static int add_zip(
	struct opening *opening, const struct reader *zip, unsigned nesting, struct error *err);

// All packages of a bundle or a folder. `nesting`: number of zip files around them.
static int add_tree(
	struct opening *opening, struct depot_tree *tree, unsigned nesting, struct error *err)
{
	for (size_t i = 0; i < tree->count; i++) {
		struct depot_file *file = &tree->files[i];

		if (depot_has_ending(file->path, ".vib") && add_vib(opening, file, err) < 0)
			return -1;
		if (!depot_has_ending(file->path, ".zip") ||
			depot_has_ending(file->path, "metadata.zip"))
			continue;
		if (nesting >= DEPOT_NESTING_MAX)
			leave_out(opening->driver, "'%s' lies more than %d zip files deep",
				file->reader.name, DEPOT_NESTING_MAX);
		else if (add_zip(opening, &file->reader, nesting + 1, err) < 0)
			return -1;
	}
	return 0;
}

static int add_zip(
	struct opening *opening, const struct reader *zip, unsigned nesting, struct error *err)
{
	AUTO_DEPOT_TREE tree = {zip->name, NULL, 0};

	if (nesting == 1)
		depot_storage_allow(opening->storage, zip->name, zip->size);
	if (depot_tree_read_zip(opening->storage, zip, &tree, err) < 0)
		return -1;
	return add_tree(opening, &tree, nesting, err);
}

static int add_archive(struct opening *opening, struct depot_file *file, struct error *err)
{
	AUTO_DRIVER4_PACKAGE *package = package_begin(file, err);
	const char *name = file_name(opening->driver->path);

	if (!package)
		return -1;
	package->id = memory_strdup(name);
	package->name = memory_strdup(name);
	package->version = memory_strdup("");
	package->type = memory_strdup("");
	package->vendor = memory_strdup("");
	package->summary = memory_strdup("");
	if (overlay_read(&file->reader, package->source, &package->files, err) < 0 ||
		driver4_check_files(package, err) < 0)
		return -1;
	return keep(opening, &package, err);
}

static int compare_packages(const void *a, const void *b)
{
	const struct driver4_package *const *x = a, *const *y = b;

	return strcmp((*x)->id, (*y)->id);
}

static int add_file(struct opening *opening, const struct reader *reader, struct error *err)
{
	struct driver4 *driver = opening->driver;
	struct depot_file file = {.reader = *reader};
	char magic[8] = "";

	if (reader_read(reader, 0, magic,
		    reader->size < sizeof(magic) ? (size_t)reader->size : sizeof(magic), err) < 0)
		return -1;
	if (memcmp(magic, "PK\3\4", 4) == 0 || memcmp(magic, "PK\5\6", 4) == 0) {
		driver->kind = DRIVER4_BUNDLE;
		return add_zip(opening, reader, 1, err);
	}
	if (memcmp(magic, "\x1f\x8b", 2) == 0) {
		driver->kind = DRIVER4_ARCHIVE;
		return add_archive(opening, &file, err);
	}
	driver->kind = DRIVER4_VIB;
	if (memcmp(magic, "!<arch>\n", sizeof(magic)) != 0)
		return error_set(err, ERROR_INPUT,
			"'%s' is no driver for 4.x: neither a VIB nor an offline bundle nor an "
			"oem.tgz",
			driver->path);
	return add_vib(opening, &file, err);
}

static int add_folder(struct opening *opening, struct error *err)
{
	AUTO_DEPOT_TREE tree = {opening->driver->path, NULL, 0};

	opening->driver->kind = DRIVER4_FOLDER;
	if (depot_tree_read_folder(opening->storage, &tree, err) < 0)
		return -1;
	return add_tree(opening, &tree, 0, err);
}

// `reader` NULL: the path is that of a folder.
static int open_driver(
	const char *path, const struct reader *reader, struct driver4 **ret, struct error *err)
{
	AUTO_DRIVER4 *driver = memory_alloc(sizeof(*driver));
	CLEANUP(opening_finish) struct opening opening = {driver, depot_storage_create(), 0};

	driver->path = memory_strdup(path);
	if ((reader ? add_file(&opening, reader, err) : add_folder(&opening, err)) < 0)
		return -1;
	if (driver->package_count == 0 && driver->left_out_count > 0)
		return error_set(err, ERROR_INPUT, "'%s' has nothing for ESXi 4.x: %s%s",
			driver->path, driver->left_out[0],
			driver->left_out_count > 1 ? ", and others" : "");
	if (driver->package_count == 0)
		return error_set(err, ERROR_INPUT, "'%s' holds no VIB", driver->path);
	if (driver->package_count > 1)
		qsort(driver->packages, driver->package_count, sizeof(*driver->packages),
			compare_packages);
	*ret = STEAL(driver);
	return 0;
}

int driver4_read(const struct reader *reader, struct driver4 **ret, struct error *err)
{
	return open_driver(reader->name, reader, ret, err);
}

int driver4_open(const char *path, struct driver4 **ret, struct error *err)
{
	AUTO_CLOSE int fd = -1;
	struct reader reader;
	struct stat status;
	uint64_t size;

	if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
		return open_driver(path, NULL, ret, err);
	if (file_open(path, &fd, &size, err) < 0)
		return -1;
	reader = reader_fd(path, fd, 0, size);
	return driver4_read(&reader, ret, err);
}

static bool is_meant(const struct driver4_package *package, const char *name)
{
	if (text_equal(package->name, name) || text_equal(package->id, name))
		return true;
	for (size_t i = 0; i < package->bulletin_count; i++) {
		if (text_equal(package->bulletins[i], name))
			return true;
	}
	return false;
}

int driver4_select(const struct driver4 *driver, const char *name, bool *chosen, struct error *err)
{
	AUTO_FREE const char **names = memory_alloc_array(driver->package_count, sizeof(char *));
	AUTO_BUFFER list = BUFFER_INIT;
	const char *nearest;
	bool found = false;

	for (size_t i = 0; i < driver->package_count; i++) {
		names[i] = driver->packages[i]->name;
		buffer_printf(&list, "%s'%s'", i ? ", " : "", names[i]);
		if (is_meant(driver->packages[i], name))
			found = chosen[i] = true;
	}
	if (found)
		return 0;
	nearest = text_nearest(name, names, driver->package_count);
	return error_set(err, ERROR_INPUT, "'%s' has no VIB '%s', it has %s%s%s%s", driver->path,
		name, buffer_text(&list), nearest ? "; is '" : "", nearest ? nearest : "",
		nearest ? "' meant?" : "");
}
