// SPDX-License-Identifier: GPL-3.0-or-later
// The maps and modules of a 4.x base, see oem4_base.h; facts/media-4.md sections 1.5 and 3.5.
#include "oem4_base.h"

#include <stdlib.h>
#include <string.h>

#include "gzip.h"
#include "memory.h"
#include "pci_drivers.h"
#include "text.h"
#include "vmtar.h"

enum {
	KEPT_SIZE_MAX = 32 << 20, // bytes of all files of sys.vgz that are kept
	FILE_MODE = 0644,
};

// A file of sys.vgz that is kept.
struct kept {
	size_t index; // in the archive
	char *path;
	unsigned mode;
	struct buffer content;
};

struct scan {
	struct oem4_base *base;
	const char *name;
	struct vmtar *vmtar;
	struct kept *list; // in the order of the archive
	size_t count;
	size_t size;
};

static void scan_finish(struct scan *scan)
{
	for (size_t i = 0; i < scan->count; i++) {
		free(scan->list[i].path);
		buffer_finish(&scan->list[i].content);
	}
	free(scan->list);
	vmtar_destroy(scan->vmtar);
}

bool oem4_is_driver_xml(const char *path)
{
	const char *name = text_skip_prefix(path, OEM4_XML_FOLDER);

	return name && !strchr(name, '/') && text_has_suffix(name, ".xml");
}

static int look_at_entry(void *context, const struct vmtar_entry *entry, struct error *err)
{
	struct scan *scan = context;
	struct oem4_base *base = scan->base;
	const char *module = text_skip_prefix(entry->path, OEM4_MODULE_FOLDER);

	(void)err; // the number of entries is limited by vmtar.h
	if (module && entry->kind != VMTAR_DIRECTORY) {
		memory_grow(&base->modules, base->module_count, sizeof(char *));
		base->modules[base->module_count++] = memory_strdup(module);
	}
	if (entry->kind != VMTAR_FILE || (!text_equal(entry->path, OEM4_MAP_PATH) &&
						 !text_equal(entry->path, OEM4_NAMES_PATH) &&
						 !oem4_is_driver_xml(entry->path)))
		return 0;
	memory_grow(&scan->list, scan->count, sizeof(*scan->list));
	scan->list[scan->count++] = (struct kept){
		.index = entry->index,
		.path = memory_strdup(entry->path),
		.mode = entry->mode & 0777,
	};
	return 0;
}

static int take_data(void *context, size_t index, uint64_t offset, const void *data, size_t size,
	struct error *err)
{
	struct scan *scan = context;
	size_t low = 0, high = scan->count;

	(void)offset; // pieces of a file come in order
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (scan->list[middle].index < index)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == scan->count || scan->list[low].index != index)
		return 0;
	if (size > KEPT_SIZE_MAX - scan->size)
		return error_set(err, ERROR_INPUT, "the PCI maps of '%s' have more than %d bytes",
			scan->name, KEPT_SIZE_MAX);
	scan->size += size;
	buffer_append(&scan->list[low].content, data, size);
	return 0;
}

static int take_piece(void *context, const void *data, size_t size, struct error *err)
{
	return vmtar_push(((struct scan *)context)->vmtar, data, size, err);
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int compare_kept(const void *a, const void *b)
{
	return strcmp(((const struct kept *)a)->path, ((const struct kept *)b)->path);
}

static int read_sys(const struct reader *sys, struct scan *scan, struct error *err)
{
	struct oem4_base *base = scan->base;
	struct gzip_info gzip;
	struct vmtar_info tar;

	scan->name = sys->name;
	scan->vmtar = vmtar_create(sys->name, look_at_entry, take_data, scan);
	if (gzip_stream(sys, take_piece, scan, &gzip, err) < 0)
		return -1;
	if (gzip.state != GZIP_GOOD)
		return error_set(err, ERROR_INPUT, "'%s' %s", sys->name, gzip_problem(&gzip));
	if (vmtar_finish(scan->vmtar, &tar, err) < 0)
		return -1;
	if (tar.form == VMTAR_NONE)
		return error_set(err, ERROR_INPUT, "'%s' holds no tar archive", sys->name);
	base->has_modules = true;
	if (base->module_count > 1)
		qsort(base->modules, base->module_count, sizeof(char *), compare_texts);
	if (scan->count > 1)
		qsort(scan->list, scan->count, sizeof(*scan->list), compare_kept);
	return 0;
}

static const struct kept *find_kept(const struct scan *scan, const char *path)
{
	for (size_t i = 0; i < scan->count; i++) {
		if (text_equal(scan->list[i].path, path))
			return &scan->list[i];
	}
	return NULL;
}

// A base that has only what the map is made from.
static int make_map(struct oem4_base *base, const struct scan *scan, struct error *err)
{
	for (size_t i = 0; i < scan->count; i++) {
		const struct kept *kept = &scan->list[i];
		AUTO_PCI_DRIVERS drivers = {NULL, 0};
		AUTO_FREE char *name = memory_printf("%s:%s", scan->name, kept->path);

		if (!oem4_is_driver_xml(kept->path))
			continue;
		if (pci_drivers_parse(name, buffer_text(&kept->content), kept->content.size,
			    &drivers, err) < 0)
			return -1;
		for (size_t d = 0; d < drivers.count; d++) {
			const struct pci_device *device = &drivers.devices[d];
			pci_id id = (pci_id)device->vendor << 48 | (pci_id)device->device << 32;

			if (device->class)
				simple_map_set(&base->map, id, device->class, device->module);
		}
	}
	base->map_is_made = base->map.count > 0;
	return 0;
}

static int find_map(struct oem4_base *base, const struct overlay *oem, const struct scan *scan,
	struct error *err)
{
	const struct overlay_entry *entry = overlay_find(oem, OEM4_MAP_PATH);
	const struct kept *kept = find_kept(scan, OEM4_MAP_PATH);
	AUTO_FREE char *name = NULL;

	base->map_mode = FILE_MODE;
	if (entry && entry->kind == OVERLAY_FILE) {
		base->map_source = entry->origin;
		base->map_mode = entry->mode;
		name = memory_printf("%s:%s", entry->origin, OEM4_MAP_PATH);
		return simple_map_parse(
			name, buffer_text(&entry->content), entry->content.size, &base->map, err);
	}
	base->map_source = scan->name;
	if (kept) {
		base->map_mode = kept->mode;
		name = memory_printf("%s:%s", scan->name, OEM4_MAP_PATH);
		return simple_map_parse(
			name, buffer_text(&kept->content), kept->content.size, &base->map, err);
	}
	if (scan->name && make_map(base, scan, err) < 0)
		return -1;
	if (base->map_is_made)
		return 0;
	return error_set(err, ERROR_INPUT,
		"the base has no '%s' to add the PCI ids of drivers to: neither in its oem.tgz nor "
		"in its sys.vgz%s",
		OEM4_MAP_PATH, scan->name ? "" : ", which was not found");
}

static int find_names(struct oem4_base *base, const struct overlay *oem, const struct scan *scan,
	struct error *err)
{
	const struct overlay_entry *entry = overlay_find(oem, OEM4_NAMES_PATH);
	const struct kept *kept = find_kept(scan, OEM4_NAMES_PATH);
	const struct buffer *content = NULL;
	AUTO_FREE char *name = NULL;

	base->names_mode = FILE_MODE;
	if (entry && entry->kind == OVERLAY_FILE) {
		content = &entry->content;
		base->names_mode = entry->mode;
		name = memory_printf("%s:%s", entry->origin, OEM4_NAMES_PATH);
	} else if (kept) {
		content = &kept->content;
		base->names_mode = kept->mode;
		name = memory_printf("%s:%s", scan->name, OEM4_NAMES_PATH);
	}
	if (!content)
		return 0;
	base->has_names = true;
	return pci_names_parse(name, buffer_text(content), content->size, &base->names, err);
}

int oem4_base_read(const struct overlay *oem, const struct reader *sys, struct oem4_base *ret,
	struct error *err)
{
	AUTO_OEM4_BASE base = {.map_source = NULL};
	CLEANUP(scan_finish) struct scan scan = {.base = &base};

	if (sys && read_sys(sys, &scan, err) < 0)
		return -1;
	if (find_map(&base, oem, &scan, err) < 0 || find_names(&base, oem, &scan, err) < 0)
		return -1;
	*ret = base;
	base = (struct oem4_base){.map_source = NULL};
	return 0;
}

void oem4_base_finish(struct oem4_base *base)
{
	simple_map_finish(&base->map);
	pci_names_finish(&base->names);
	for (size_t i = 0; i < base->module_count; i++)
		free(base->modules[i]);
	free(base->modules);
}

bool oem4_base_has_module(const struct oem4_base *base, const char *file)
{
	return base->module_count > 0 && bsearch(&file, base->modules, base->module_count,
						 sizeof(char *), compare_texts) != NULL;
}
