// SPDX-License-Identifier: GPL-3.0-or-later
// Putting drivers into oem.tgz, see oem4.h.
#include "oem4.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "oem4_base.h"
#include "oem4_internal.h"
#include "text.h"

static const char base_name[] = "the base's oem.tgz";

void oem4_note(struct oem4 *oem, bool is_warning, const char *format, ...)
{
	struct oem4_result *result = &oem->result;
	va_list args;

	memory_grow(&result->notes, result->note_count, sizeof(*result->notes));
	va_start(args, format);
	result->notes[result->note_count++] =
		(struct oem4_note){is_warning, memory_vprintf(format, args)};
	va_end(args);
}

int oem4_create(
	const struct reader *oem, const struct reader *sys, struct oem4 **ret, struct error *err)
{
	AUTO_OEM4 *made = memory_alloc(sizeof(*made));

	made->sys = sys;
	if (oem && overlay_read(oem, base_name, &made->base, err) < 0)
		return -1;
	for (size_t i = 0; i < made->base.count; i++) {
		if (overlay_put_entry(&made->made, &made->base.entries[i], err) < 0)
			return -1;
	}
	*ret = STEAL(made);
	return 0;
}

void oem4_destroy(struct oem4 *oem)
{
	if (!oem)
		return;
	overlay_finish(&oem->base);
	overlay_finish(&oem->made);
	oem4_result_finish(&oem->result);
	free(oem);
}

void oem4_result_finish(struct oem4_result *result)
{
	for (size_t i = 0; i < result->note_count; i++)
		free(result->notes[i].text);
	free(result->notes);
	free(result->drivers);
	buffer_finish(&result->archive);
	*result = (struct oem4_result){.changed = false};
}

static bool is_map(const char *path)
{
	return text_equal(path, OEM4_MAP_PATH) || text_equal(path, OEM4_NAMES_PATH);
}

static bool is_same(const struct overlay_entry *a, const struct overlay_entry *b)
{
	if (a->kind != b->kind || a->mode != b->mode || a->content.size != b->content.size)
		return false;
	if (a->kind == OVERLAY_SYMLINK)
		return text_equal(a->target, b->target);
	return a->content.size == 0 ||
	       memcmp(a->content.data, b->content.data, a->content.size) == 0;
}

static int add_entry(struct oem4 *oem, const struct overlay_entry *entry, struct error *err)
{
	const struct overlay_entry *old = overlay_find(&oem->made, entry->path);

	if (entry->kind == OVERLAY_DIRECTORY || !old || old->kind == OVERLAY_DIRECTORY)
		return overlay_put_entry(&oem->made, entry, err);
	if (is_same(old, entry))
		return 0;
	if (old->origin != base_name)
		return error_set(err, ERROR_INPUT,
			"'%s' and '%s' both bring '%s', and not the same", old->origin,
			entry->origin, entry->path);
	oem4_note(oem, false, "'%s' replaces '%s' of %s", entry->origin, entry->path, base_name);
	oem->result.replaced_count++;
	return overlay_put_entry(&oem->made, entry, err);
}

int oem4_add(struct oem4 *oem, const struct driver4_package *package, struct error *err)
{
	struct oem4_result *result = &oem->result;
	struct oem4_driver driver = {package, 0, 0};

	for (size_t i = 0; i < result->driver_count; i++) {
		if (text_equal(result->drivers[i].package->sha256, package->sha256))
			return error_set(err, ERROR_INPUT, "'%s' and '%s' are the same package",
				result->drivers[i].package->source, package->source);
		if (*package->type && text_equal(result->drivers[i].package->name, package->name))
			return error_set(err, ERROR_INPUT,
				"'%s' and '%s' are both packages of '%s'",
				result->drivers[i].package->source, package->source, package->name);
	}
	for (size_t i = 0; i < package->files.count; i++) {
		const struct overlay_entry *entry = &package->files.entries[i];

		driver.file_count += entry->kind != OVERLAY_DIRECTORY;
		if (is_map(entry->path) && entry->kind != OVERLAY_FILE)
			return error_set(err, ERROR_INPUT, "'%s' of '%s' is no file", entry->path,
				package->source);
		if (!is_map(entry->path) && add_entry(oem, entry, err) < 0)
			return -1;
	}
	memory_grow(&result->drivers, result->driver_count, sizeof(*result->drivers));
	result->drivers[result->driver_count++] = driver;
	return 0;
}

// Facts/media-4.md section 2.5, which is not proven: good to know, no more.
static void note_packages(struct oem4 *oem)
{
	for (size_t i = 0; i < oem->result.driver_count; i++) {
		const struct driver4_package *package = oem->result.drivers[i].package;

		if (*package->type)
			oem4_note(oem, false, "'%s': %s", package->id,
				package->is_signed
					? "its signature is not checked, no signer of 4.x "
					  "packages is known"
					: "it is not signed");
		oem4_note(oem, false,
			"'%s': esxupdate query will not list it, and a later update of it will be "
			"hidden by the copy in oem.tgz: the package database (pkgdb.tgz) is left "
			"as it is",
			package->id);
	}
}

int oem4_finish(struct oem4 *oem, struct oem4_result *ret, struct error *err)
{
	struct oem4_result *result = &oem->result;

	*ret = (struct oem4_result){.changed = false};
	if (oem->finished || result->driver_count == 0)
		return 0;
	if (oem4_merge_maps(oem, err) < 0)
		return -1;
	note_packages(oem);
	if (overlay_write(&oem->made, &result->archive, err) < 0)
		return -1;
	result->changed = true;
	oem->finished = true;
	*ret = *result;
	*result = (struct oem4_result){.changed = false};
	return 0;
}
