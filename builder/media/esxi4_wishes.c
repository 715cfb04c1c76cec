// SPDX-License-Identifier: GPL-3.0-or-later
// Reading the drivers that a spec wants on a 4.1 medium, see esxi4_wishes.h.
#include "esxi4_wishes.h"

#include <stdlib.h>

#include "memory.h"
#include "wishes.h"

static int select_package(const void *driver, const char *name, bool *chosen, struct error *err)
{
	return driver4_select(driver, name, chosen, err);
}

static void add_wish(struct esxi4_wishes *wishes, const struct driver4 *driver,
	const struct driver4_package *package, const struct spec_node *path)
{
	memory_grow(&wishes->list, wishes->count, sizeof(*wishes->list));
	wishes->list[wishes->count++] = (struct esxi4_wish){
		.package = package,
		.driver = driver,
		.written = spec_node_text(path),
		.place = spec_node_place(path),
		.key = spec_node_path(path),
	};
}

static int read_entry(struct esxi4_wishes *wishes, const struct spec_node *entry,
	struct diagnostics *diagnostics, struct error *err)
{
	const struct spec_node *path = spec_node_get(entry, "path");
	const struct spec_node *pin = spec_node_get(entry, "sha256");
	AUTO_FREE char *resolved = place_resolve(spec_node_place(path), spec_node_text(path));
	AUTO_DRIVER4 *driver = NULL;
	AUTO_FREE bool *chosen = NULL;
	bool right = true;

	if (pin && wishes_check_pin(pin, resolved, &right, diagnostics, err) < 0)
		return -1;
	if (!right)
		return 0;
	if (driver4_open(resolved, &driver, err) < 0)
		return -1;
	chosen = memory_alloc_array(driver->package_count + 1, sizeof(*chosen));
	wishes_choose(spec_node_get(entry, "only"), driver->package_count, select_package, driver,
		chosen, diagnostics);
	for (size_t i = 0; i < driver->package_count; i++) {
		if (chosen[i])
			add_wish(wishes, driver, driver->packages[i], path);
	}
	memory_grow(&wishes->drivers, wishes->driver_count, sizeof(*wishes->drivers));
	wishes->drivers[wishes->driver_count++] = STEAL(driver);
	return 0;
}

int esxi4_wishes_read(const struct spec *spec, struct esxi4_wishes **ret,
	struct diagnostics *diagnostics, struct error *err)
{
	const struct spec_node *list = spec_get(spec, "image.vibs");
	AUTO_ESXI4_WISHES *wishes = memory_alloc(sizeof(*wishes));

	*ret = NULL;
	if (!list || spec_node_count(list) == 0)
		return 0;
	for (size_t i = 0; i < spec_node_count(list); i++) {
		const struct spec_node *entry = spec_node_at(list, i);
		const struct spec_node *path = spec_node_get(entry, "path");
		struct place place = spec_node_place(path);

		if (read_entry(wishes, entry, diagnostics, err) == 0)
			continue;
		if (err->kind != ERROR_INPUT)
			return error_wrap(err, "%s:%u:%u: %s", place.source->name, place.line,
				place.column, spec_node_path(path));
		// What is wrong with one does not keep the others from being read.
		diagnostics_add(
			diagnostics, SEVERITY_ERROR, place, spec_node_path(path), "%s", err->text);
		error_finish(err);
	}
	*ret = STEAL(wishes);
	return 0;
}

void esxi4_wishes_destroy(struct esxi4_wishes *wishes)
{
	if (!wishes)
		return;
	for (size_t i = 0; i < wishes->driver_count; i++)
		driver4_destroy(wishes->drivers[i]);
	free(wishes->drivers);
	free(wishes->list);
	free(wishes);
}
