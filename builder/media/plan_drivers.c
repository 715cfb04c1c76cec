// SPDX-License-Identifier: GPL-3.0-or-later
// The part of the plan that puts drivers onto the medium.
#include "plan_drivers.h"

#include "driver_files.h"
#include "iso.h"
#include "memory.h"
#include "plan_edit.h"
#include "text.h"

// One line for each file, for whoever looks at the medium.
static void describe(struct buffer *marker, const char *file, const char *path)
{
	if (!marker->size)
		buffer_puts(
			marker, "Drivers that the kickstart of esxmint takes from this medium.\n");
	buffer_printf(marker, "%s %s\n", file, path);
}

static bool is_planned(const struct plan *plan, const char *target, const char *source)
{
	for (size_t i = 0; i < plan->edit_count; i++) {
		const struct edit *edit = &plan->edits[i];

		if (edit->path && edit->source && text_equal(edit->path, target) &&
			text_equal(edit->source, source))
			return true;
	}
	return false;
}

static void plan_driver(struct plan *plan, const struct medium *medium,
	const struct spec_node *path, struct buffer *marker, struct diagnostics *diagnostics)
{
	AUTO_FREE char *file = driver_file_name(spec_node_text(path));
	AUTO_FREE char *target = memory_printf("%s/%s", DRIVER_FOLDER, file);
	AUTO_FREE char *source = place_resolve(spec_node_place(path), spec_node_text(path));
	AUTO_ERROR problem = ERROR_INIT;
	struct edit *edit;

	if (is_planned(plan, target, source))
		return;
	if (iso_check_edit(medium->iso, target, &problem) < 0) {
		diagnostics_add(diagnostics, SEVERITY_ERROR, spec_node_place(path),
			spec_node_path(path), "%s", problem.text);
		return;
	}
	describe(marker, file, spec_node_text(path));
	edit = plan_add_edit(plan, plan_edit_kind(medium, target), target);
	edit->source = STEAL(source);
	edit->written_source = memory_strdup(spec_node_text(path));
	edit->key = "drivers";
	edit->place = spec_node_place(path);
}

void plan_drivers(struct plan *plan, const struct spec *spec, const struct medium *medium,
	struct diagnostics *diagnostics)
{
	const struct spec_node *drivers = spec_get(spec, "drivers");
	AUTO_BUFFER marker = BUFFER_INIT;

	for (size_t i = 0; drivers && i < spec_node_count(drivers); i++) {
		const struct spec_node *path = spec_node_get(spec_node_at(drivers, i), "path");

		if (path)
			plan_driver(plan, medium, path, &marker, diagnostics);
	}
	if (marker.size) {
		struct edit *edit =
			plan_add_edit(plan, plan_edit_kind(medium, DRIVER_MARKER), DRIVER_MARKER);

		buffer_append(&edit->content, marker.data, marker.size);
	}
}
