// SPDX-License-Identifier: GPL-3.0-or-later
// Drivers of a 4.1 medium for people and for programs, see esxi4_plan.h.
#include "esxi4.h"
#include "esxi4_plan.h"
#include "json.h"

static size_t file_count(const struct overlay *overlay)
{
	size_t count = 0;

	for (size_t i = 0; i < overlay->count; i++)
		count += overlay->entries[i].kind != OVERLAY_DIRECTORY;
	return count;
}

static void print_driver(
	const struct esxi4_wish *wish, const struct oem4_driver *driver, struct buffer *out)
{
	const struct driver4_package *package = wish->package;

	buffer_printf(out, "driver   %s%s%s from %s\n", package->name,
		package->version[0] ? " " : "", package->version, wish->written);
	buffer_printf(out, "         files: %zu, PCI ids that lead to it newly: %zu\n",
		file_count(&package->files), driver ? driver->id_count : 0);
	for (size_t i = 0; i < package->files.count; i++) {
		const struct overlay_entry *entry = &package->files.entries[i];

		if (entry->kind != OVERLAY_DIRECTORY)
			buffer_printf(out, "         /%s (%zu bytes)\n", entry->path,
				entry->content.size);
	}
}

static void print_bootbank(const struct esxi4_drivers *drivers, struct buffer *out)
{
	buffer_printf(out,
		"bootbank partition %u, %s: %llu of %llu bytes are free, %llu afterwards\n",
		drivers->image->bootbank->number, fat_info(drivers->image->fat)->label,
		(unsigned long long)drivers->free_before,
		(unsigned long long)drivers->image->bootbank->size,
		(unsigned long long)drivers->free_after);
}

void esxi4_drivers_print(const struct esxi4_drivers *drivers, struct buffer *out)
{
	for (size_t i = 0; i < drivers->wishes->count; i++)
		print_driver(&drivers->wishes->list[i],
			i < drivers->oem.driver_count ? &drivers->oem.drivers[i] : NULL, out);
	if (drivers->image->bootbank)
		print_bootbank(drivers, out);
	buffer_printf(out,
		"image    MD5 %s, SHA-256 %s\n"
		"         MD5 %s, SHA-256 %s afterwards\n",
		drivers->before.md5, drivers->before.sha256, drivers->after.md5,
		drivers->after.sha256);
}

static struct json *describe_files(const struct overlay *files)
{
	struct json *list = json_new_array();

	for (size_t i = 0; i < files->count; i++) {
		struct json *row;

		if (files->entries[i].kind == OVERLAY_DIRECTORY)
			continue;
		row = json_new_object();
		json_set_text(row, "path", files->entries[i].path);
		json_set_number(row, "size", files->entries[i].content.size);
		json_append_value(list, row);
	}
	return list;
}

static struct json *describe_driver(const struct esxi4_wish *wish, const struct oem4_driver *driver)
{
	const struct driver4_package *package = wish->package;
	struct json *row = json_new_object();

	json_set_text(row, "id", package->id);
	json_set_text(row, "name", package->name);
	json_set_text(row, "version", package->version);
	json_set_text(row, "source", wish->written);
	json_set_text(row, "sha256", package->sha256);
	json_set_flag(row, "has_signature", package->is_signed);
	json_set_number(row, "pci_ids", driver ? driver->id_count : 0);
	json_set_value(row, "files", describe_files(&package->files));
	return row;
}

static struct json *describe_digests(const struct disk_image_digests *digests)
{
	struct json *object = json_new_object();

	json_set_number(object, "size", digests->size);
	json_set_text(object, "md5", digests->md5);
	json_set_text(object, "sha256", digests->sha256);
	json_set_number(object, "content_size", digests->content_size);
	json_set_text(object, "content_sha256_pieces", digests->content);
	return object;
}

static struct json *describe_bootbank(const struct esxi4_drivers *drivers)
{
	struct json *bootbank = json_new_object();

	json_set_number(bootbank, "partition", drivers->image->bootbank->number);
	json_set_text(bootbank, "label", fat_info(drivers->image->fat)->label);
	json_set_number(bootbank, "size", drivers->image->bootbank->size);
	json_set_number(bootbank, "free_before", drivers->free_before);
	json_set_number(bootbank, "free_after", drivers->free_after);
	json_set_flag(bootbank, "boot_cfg_changed", drivers->names_oem);
	json_set_number(bootbank, "oem_size", drivers->oem.archive.size);
	json_set_number(bootbank, "oem_files_replaced", drivers->oem.replaced_count);
	return bootbank;
}

struct json *esxi4_drivers_describe(const struct esxi4_drivers *drivers)
{
	struct json *object = json_new_object();
	struct json *packages = json_new_array();
	struct json *image = json_new_object();

	for (size_t i = 0; i < drivers->wishes->count; i++)
		json_append_value(packages,
			describe_driver(&drivers->wishes->list[i],
				i < drivers->oem.driver_count ? &drivers->oem.drivers[i] : NULL));
	json_set_value(object, "packages", packages);
	if (drivers->image->bootbank)
		json_set_value(object, "bootbank", describe_bootbank(drivers));
	else
		json_set_text(object, "bootbank", NULL);
	json_set_value(image, "before", describe_digests(&drivers->before));
	json_set_value(image, "after", describe_digests(&drivers->after));
	json_set_value(object, "disk_image", image);
	return object;
}
