// SPDX-License-Identifier: GPL-3.0-or-later
// Is a file something for 4.x? By its content, see driver4.h.
#include "driver4_kind.h"

#include <string.h>

#include "archive.h"
#include "depot.h"
#include "depot_storage.h"
#include "driver4_descriptor.h"
#include "gzip.h"
#include "memory.h"
#include "text.h"
#include "vmtar.h"

enum { START_MAX = 64 << 10 }; // bytes in which a package has shown what it is

// Facts/media-5-to-9.md, tools: where drivers of 5.x bring their PCI ids.
static const char *const later_folders[] = {
	"etc/vmware/driver.map.d/",
	"usr/share/hwdata/driver.pciids.d/",
};

int driver4_check_files(const struct driver4_package *package, struct error *err)
{
	for (size_t i = 0; i < package->files.count; i++) {
		const char *path = package->files.entries[i].path;

		for (size_t f = 0; f < sizeof(later_folders) / sizeof(later_folders[0]); f++) {
			if (text_has_prefix(path, later_folders[f]))
				return error_set(err, ERROR_INPUT,
					"'%s' is for ESXi 5.x or later, which does not load on "
					"4.x: "
					"it holds '%s'",
					package->source, path);
		}
	}
	return 0;
}

static bool is_vib(const struct reader *reader)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_AR *ar = NULL;

	if (ar_open(reader, &ar, &err) < 0)
		return false;
	return driver4_form(ar) == DRIVER4_FORM_4X || driver4_form(ar) == DRIVER4_FORM_RPM;
}

// What was found out about a zip.
struct look {
	enum driver4_form form; // of the first VIB; DRIVER4_FORM_OTHER: none yet
	struct buffer start;
	bool has_zip;
};

static int take_start(void *context, const void *data, size_t size, struct error *err)
{
	struct buffer *start = context;
	size_t room = START_MAX - start->size;

	buffer_append(start, data, size < room ? size : room);
	return start->size < START_MAX ? 0 : error_set(err, ERROR_INPUT, "enough");
}

static int look_at_member(void *context, const struct archive_member *member, struct error *err)
{
	AUTO_ERROR ended = ERROR_INIT;
	struct look *look = context;

	if (member->kind != ARCHIVE_FILE)
		return 0;
	look->has_zip |= depot_has_ending(member->path, ".zip") &&
			 !depot_has_ending(member->path, "metadata.zip");
	if (!depot_has_ending(member->path, ".vib"))
		return 0;
	archive_stream_member(member, UINT64_MAX, take_start, &look->start, &ended);
	look->form = driver4_form_of_start(buffer_text(&look->start), look->start.size);
	return error_set(err, ERROR_INPUT, "enough");
}

static bool is_bundle(const struct reader *reader, unsigned nesting);

// A zip that holds nothing but other zips has to be unpacked to be known.
static bool has_bundle(const struct reader *reader, unsigned nesting)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_DEPOT_TREE tree = {reader->name, NULL, 0};
	struct depot_storage *storage = depot_storage_create();
	bool found = false;

	depot_storage_allow(storage, reader->name, reader->size);
	if (depot_tree_read_zip(storage, reader, &tree, &err) == 0) {
		for (size_t i = 0; i < tree.count && !found; i++)
			found = depot_has_ending(tree.files[i].path, ".zip") &&
				is_bundle(&tree.files[i].reader, nesting + 1);
	}
	depot_storage_destroy(storage);
	return found;
}

static bool is_bundle(const struct reader *reader, unsigned nesting)
{
	AUTO_ERROR err = ERROR_INIT;
	struct look look = {DRIVER4_FORM_OTHER, BUFFER_INIT, false};

	archive_each(reader, ARCHIVE_ZIP, look_at_member, &look, &err);
	buffer_finish(&look.start);
	if (look.form == DRIVER4_FORM_OTHER && look.has_zip && nesting < DEPOT_NESTING_MAX)
		return has_bundle(reader, nesting);
	return look.form == DRIVER4_FORM_4X || look.form == DRIVER4_FORM_RPM;
}

struct listing {
	struct vmtar *vmtar;
	bool has_mark; // a path that only archives for 4.x have
};

// Modules of later releases have names without ".o", and their ids lie elsewhere.
static bool is_mark(const char *path)
{
	return text_equal(path, "etc/vmware/simple.map") ||
	       text_has_prefix(path, "etc/vmware/pciid/") ||
	       (text_has_prefix(path, "usr/lib/vmware/vmkmod/") && text_has_suffix(path, ".o"));
}

static int look_at_entry(void *context, const struct vmtar_entry *entry, struct error *err)
{
	(void)err;
	((struct listing *)context)->has_mark |= is_mark(entry->path);
	return 0;
}

static int push(void *context, const void *data, size_t size, struct error *err)
{
	return vmtar_push(((struct listing *)context)->vmtar, data, size, err);
}

// A gzip tar with a driver in it, or with nothing, as VMware's own oem.tgz.
static bool is_archive(const struct reader *reader)
{
	AUTO_ERROR err = ERROR_INIT;
	struct listing listing = {NULL, false};
	AUTO_VMTAR *vmtar = vmtar_create(reader->name, look_at_entry, NULL, &listing);
	struct gzip_info gzip;
	struct vmtar_info tar;

	listing.vmtar = vmtar;
	if (gzip_stream(reader, push, &listing, &gzip, &err) < 0 || gzip_problem(&gzip) ||
		vmtar_finish(vmtar, &tar, &err) < 0)
		return false;
	return tar.form == VMTAR_EMPTY || listing.has_mark;
}

bool driver4_is_one(const struct reader *reader)
{
	AUTO_ERROR err = ERROR_INIT;
	char magic[8] = "";

	if (reader->size < sizeof(magic) || reader_read(reader, 0, magic, sizeof(magic), &err) < 0)
		return false;
	if (memcmp(magic, "!<arch>\n", sizeof(magic)) == 0)
		return is_vib(reader);
	if (memcmp(magic, "PK\3\4", 4) == 0)
		return is_bundle(reader, 1);
	return memcmp(magic, "\x1f\x8b", 2) == 0 && is_archive(reader);
}

bool driver4_is_folder(const char *path)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_DEPOT_TREE tree = {path, NULL, 0};
	struct depot_storage *storage = depot_storage_create();
	bool is_one = false;

	if (depot_tree_read_folder(storage, &tree, &err) == 0) {
		for (size_t i = 0; i < tree.count; i++) {
			const struct depot_file *file = &tree.files[i];

			if (!depot_has_ending(file->path, ".vib") &&
				(!depot_has_ending(file->path, ".zip") ||
					depot_has_ending(file->path, "metadata.zip")))
				continue;
			is_one = driver4_is_one(&file->reader);
			break;
		}
	}
	depot_storage_destroy(storage);
	return is_one;
}
