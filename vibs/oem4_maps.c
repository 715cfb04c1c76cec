// SPDX-License-Identifier: GPL-3.0-or-later
// The PCI ids of drivers in simple.map and pci.ids, see oem4.h; facts/media-4.md section 3.5.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "oem4_base.h"
#include "oem4_internal.h"
#include "pci_drivers.h"
#include "text.h"

// A line that a driver wants.
struct want {
	pci_id id;
	char *class;
	char *module;
	size_t driver; // index of it
	bool is_own; // its module is the driver's own
};

struct merge {
	struct oem4 *oem;
	struct oem4_base base;
	struct pci_names names; // that drivers bring
	struct want *wants; // in the order of the drivers
	size_t want_count;
};

static void merge_finish(struct merge *merge)
{
	oem4_base_finish(&merge->base);
	pci_names_finish(&merge->names);
	for (size_t i = 0; i < merge->want_count; i++) {
		free(merge->wants[i].class);
		free(merge->wants[i].module);
	}
	free(merge->wants);
}

static bool has_module(const struct overlay *files, const char *module)
{
	AUTO_FREE char *path = memory_printf("%s%s.o", OEM4_MODULE_FOLDER, module);

	return overlay_find(files, path) != NULL;
}

static void add_want(
	struct merge *merge, size_t driver, pci_id id, const char *class, const char *module)
{
	const struct driver4_package *package = merge->oem->result.drivers[driver].package;

	memory_grow(&merge->wants, merge->want_count, sizeof(*merge->wants));
	merge->wants[merge->want_count++] = (struct want){id, memory_strdup(class),
		memory_strdup(module), driver, has_module(&package->files, module)};
}

static int read_xml(struct merge *merge, size_t driver, const struct overlay_entry *entry,
	bool names_only, struct error *err)
{
	AUTO_PCI_DRIVERS drivers = {NULL, 0};
	AUTO_FREE char *name = memory_printf("%s:%s", entry->origin, entry->path);

	if (pci_drivers_parse(
		    name, buffer_text(&entry->content), entry->content.size, &drivers, err) < 0)
		return -1;
	for (size_t i = 0; i < drivers.count; i++) {
		const struct pci_device *device = &drivers.devices[i];
		pci_id id = (pci_id)device->vendor << 48 | (pci_id)device->device << 32;

		pci_names_add(&merge->names, device->vendor, device->vendor_name, device->device,
			device->name);
		if (device->class && !names_only)
			add_want(merge, driver, id, device->class, device->module);
	}
	return 0;
}

// A complete map that somebody made for another build: not all of it is about this driver.
static int read_map(
	struct merge *merge, size_t driver, const struct overlay_entry *entry, struct error *err)
{
	AUTO_FREE char *name = memory_printf("%s:%s", entry->origin, entry->path);
	AUTO_SIMPLE_MAP map = {NULL, 0};

	if (simple_map_parse(name, buffer_text(&entry->content), entry->content.size, &map, err) <
		0)
		return -1;
	for (size_t i = 0; i < map.count; i++) {
		const struct simple_map_line *line = &map.lines[i];

		if (line->module)
			add_want(merge, driver, line->id, line->class, line->module);
		else if (line->text[strspn(line->text, " \t\r")] && line->text[0] != '#')
			oem4_note(merge->oem, true,
				"line %zu of '%s' is not understood and left out", i + 1, name);
	}
	return 0;
}

static int read_names(struct merge *merge, const struct overlay_entry *entry, struct error *err)
{
	AUTO_FREE char *name = memory_printf("%s:%s", entry->origin, entry->path);
	AUTO_PCI_NAMES names = {NULL, 0};

	if (pci_names_parse(name, buffer_text(&entry->content), entry->content.size, &names, err) <
		0)
		return -1;
	pci_names_merge(&merge->names, &names);
	return 0;
}

static int read_driver(struct merge *merge, size_t driver, struct error *err)
{
	const struct driver4_package *package = merge->oem->result.drivers[driver].package;
	const struct overlay_entry *map = overlay_find(&package->files, OEM4_MAP_PATH);
	const struct overlay_entry *names = overlay_find(&package->files, OEM4_NAMES_PATH);
	size_t before = merge->want_count;

	if (map && read_map(merge, driver, map, err) < 0)
		return -1;
	if (names && read_names(merge, names, err) < 0)
		return -1;
	for (size_t i = 0; i < package->files.count; i++) {
		const struct overlay_entry *entry = &package->files.entries[i];

		if (entry->kind == OVERLAY_FILE && oem4_is_driver_xml(entry->path) &&
			read_xml(merge, driver, entry, map != NULL, err) < 0)
			return -1;
	}
	if (merge->want_count == before)
		oem4_note(merge->oem, false, "'%s' leads no PCI id to a module", package->id);
	return 0;
}

// What another driver of the same run has set, or NULL.
static const struct want *find_earlier(const struct merge *merge, size_t index)
{
	for (size_t i = index; i-- > 0;) {
		if (merge->wants[i].id == merge->wants[index].id &&
			merge->wants[i].driver != merge->wants[index].driver)
			return &merge->wants[i];
	}
	return NULL;
}

static void apply(struct merge *merge, size_t index)
{
	const struct want *want = &merge->wants[index];
	struct oem4_driver *driver = &merge->oem->result.drivers[want->driver];
	const struct simple_map_line *line = simple_map_find(&merge->base.map, want->id);
	const struct want *earlier;
	char id[PCI_ID_SIZE];

	if (line && text_equal(line->module, want->module) && text_equal(line->class, want->class))
		return;
	pci_id_format(want->id, id);
	if (line && !want->is_own) {
		oem4_note(merge->oem, false,
			"PCI id %s stays with module '%s': '%s' names '%s' but does not bring it",
			id, line->module, driver->package->id, want->module);
		return;
	}
	earlier = line ? find_earlier(merge, index) : NULL;
	if (line && earlier && text_equal(line->module, earlier->module))
		oem4_note(merge->oem, true,
			"PCI id %s goes to module '%s' of '%s', away from '%s' of '%s'", id,
			want->module, driver->package->id, line->module,
			merge->oem->result.drivers[earlier->driver].package->id);
	else if (line && !text_equal(line->module, want->module))
		oem4_note(merge->oem, false,
			"PCI id %s goes to module '%s' of '%s', away from '%s' of the base", id,
			want->module, driver->package->id, line->module);
	driver->id_count++;
	simple_map_set(&merge->base.map, want->id, want->class, want->module);
}

// A line for one board only is more exact than that of a driver for all, and stays. Whether 4.1
// looks at it first is not in the facts.
static void note_boards(const struct merge *merge, const struct want *want)
{
	const struct oem4_driver *driver = &merge->oem->result.drivers[want->driver];

	for (size_t i = 0; i < merge->base.map.count && !(want->id & UINT32_MAX); i++) {
		const struct simple_map_line *line = &merge->base.map.lines[i];
		char id[PCI_ID_SIZE];

		if (!line->module || line->id == want->id || line->id >> 32 != want->id >> 32 ||
			text_equal(line->module, want->module))
			continue;
		pci_id_format(line->id, id);
		oem4_note(merge->oem, false,
			"PCI id %s, of one board, stays with module '%s': '%s' brings '%s' for all "
			"boards",
			id, line->module, driver->package->id, want->module);
	}
}

static int compare_wants(const void *a, const void *b)
{
	const struct want *const *x = a, *const *y = b;
	int order = strcmp((*x)->module, (*y)->module);

	return order ? order : ((*x)->driver > (*y)->driver) - ((*x)->driver < (*y)->driver);
}

// A line that leads nowhere is no fault of the map, but will not help.
static void check_modules(struct merge *merge)
{
	AUTO_FREE const struct want **sorted =
		memory_alloc_array(merge->want_count, sizeof(*sorted));

	for (size_t i = 0; i < merge->want_count; i++)
		sorted[i] = &merge->wants[i];
	qsort(sorted, merge->want_count, sizeof(*sorted), compare_wants);
	for (size_t i = 0; i < merge->want_count; i++) {
		const char *module = sorted[i]->module;
		AUTO_FREE char *file = memory_printf("%s.o", module);

		if ((i > 0 && text_equal(sorted[i - 1]->module, module)) ||
			has_module(&merge->oem->made, module) ||
			oem4_base_has_module(&merge->base, file))
			continue;
		oem4_note(merge->oem, true,
			"'%s' leads PCI ids to module '%s', but neither oem.tgz nor the base's "
			"sys.vgz has '%s%s'",
			merge->oem->result.drivers[sorted[i]->driver].package->id, module,
			OEM4_MODULE_FOLDER, file);
	}
}

// A module of the base that will not be used any more.
static void note_hidden(const struct merge *merge)
{
	for (size_t i = 0; i < merge->oem->made.count; i++) {
		const struct overlay_entry *entry = &merge->oem->made.entries[i];
		const char *file = text_skip_prefix(entry->path, OEM4_MODULE_FOLDER);

		if (file && entry->kind != OVERLAY_DIRECTORY &&
			!overlay_find(&merge->oem->base, entry->path) &&
			oem4_base_has_module(&merge->base, file))
			oem4_note(merge->oem, false, "'%s' hides '%s' of the base's sys.vgz",
				entry->origin, entry->path);
	}
}

static int put_maps(struct merge *merge, struct error *err)
{
	AUTO_BUFFER map = BUFFER_INIT;
	AUTO_BUFFER names = BUFFER_INIT;
	struct oem4 *oem = merge->oem;
	const char *origin = merge->base.map_source;

	simple_map_print(&merge->base.map, &map);
	if (overlay_put(&oem->made, OEM4_MAP_PATH, merge->base.map_mode, map.data, map.size, origin,
		    err) < 0)
		return -1;
	if (!merge->base.has_names) {
		oem4_note(oem, true,
			"the base has no '%s': the names of the drivers' devices are left out",
			OEM4_NAMES_PATH);
		return 0;
	}
	pci_names_merge(&merge->base.names, &merge->names);
	pci_names_print(&merge->base.names, &names);
	return overlay_put(&oem->made, OEM4_NAMES_PATH, merge->base.names_mode, names.data,
		names.size, origin, err);
}

int oem4_merge_maps(struct oem4 *oem, struct error *err)
{
	CLEANUP(merge_finish) struct merge merge = {.oem = oem};

	for (size_t i = 0; i < oem->result.driver_count; i++) {
		if (read_driver(&merge, i, err) < 0)
			return -1;
	}
	if (merge.want_count == 0)
		return 0;
	if (oem4_base_read(&oem->base, oem->sys, &merge.base, err) < 0)
		return -1;
	if (merge.base.map_is_made)
		oem4_note(oem, true, "the base has no '%s': it is made from its files '%s*.xml'",
			OEM4_MAP_PATH, OEM4_XML_FOLDER);
	for (size_t i = 0; i < merge.want_count; i++)
		apply(&merge, i);
	for (size_t i = 0; i < merge.want_count; i++) {
		if (merge.wants[i].is_own)
			note_boards(&merge, &merge.wants[i]);
	}
	check_modules(&merge);
	note_hidden(&merge);
	return put_maps(&merge, err);
}
