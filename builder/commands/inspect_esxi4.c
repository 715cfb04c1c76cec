// SPDX-License-Identifier: GPL-3.0-or-later
// esxmint inspect ISO, what media of 4.x have besides: isolinux.cfg and the disk image.
#include "esxi4.h"
#include "esxi4_image.h"
#include "inspect.h"
#include "memory.h"
#include "overlay.h"
#include "text.h"

// NULL: 4.0, or it cannot be read, which `diagnostics` says.
static struct esxi4_image *open_image(const struct medium *medium, struct diagnostics *diagnostics)
{
	struct esxi4_image *image = NULL;
	AUTO_ERROR problem = ERROR_INIT;

	if (medium->esxi4->image && esxi4_image_open(medium, true, &image, &problem) < 0)
		diagnostics_add(diagnostics, SEVERITY_ERROR, medium_place(medium),
			medium->esxi4->image->path, "%s", problem.text);
	return image;
}

static void print_config(const struct esxi4 *esxi4, struct buffer *out)
{
	inspect_print_line(out, "isolinux %s, label '%s'", esxi4->config->path,
		esxi4->boot ? esxi4->boot->name : "none");
	for (size_t i = 0; esxi4->boot && i < esxi4->boot->item_count; i++) {
		const struct isolinux_item *item = &esxi4->boot->items[i];

		inspect_print_line(out, "         %s%s%s (%llu bytes)", item->name,
			*item->options ? " " : "", item->options,
			esxi4->items[i] ? (unsigned long long)esxi4->items[i]->size : 0ULL);
	}
}

static void print_volume(
	const struct esxi4_image *image, const struct mbr_partition *partition, struct buffer *out)
{
	AUTO_FREE char *name = memory_printf("partition %u", partition->number);
	AUTO_ERROR problem = ERROR_INIT;
	AUTO_FAT *fat = NULL;
	const struct fat_info *info;

	inspect_print_line(out, "%9s%u: type 0x%02x, %llu bytes at %llu%s", "", partition->number,
		partition->type, (unsigned long long)partition->size,
		(unsigned long long)partition->start, partition->active ? ", active" : "");
	if (!esxi4_is_fat(partition))
		return;
	if (esxi4_image_volume(image, partition, name, &fat, &problem) < 0) {
		inspect_print_line(out, "%9s   %s", "", problem.text);
		return;
	}
	info = fat_info(fat);
	inspect_print_line(out, "%9s   FAT%d '%s', %llu bytes free, clusters of %u", "",
		(int)info->kind, info->label,
		(unsigned long long)info->free_count * info->cluster_size, info->cluster_size);
}

static void print_bootbank(const struct esxi4_image *image, struct buffer *out)
{
	struct fat_list files = {0};
	AUTO_ERROR problem = ERROR_INIT;
	const char *kernel = bootcfg_get(image->bootcfg, BOOTCFG_KERNEL);
	const char *build = bootcfg_get(image->bootcfg, BOOTCFG_BUILD);

	inspect_print_line(out, "bootbank partition %u: kernel %s, %zu modules, build %s",
		image->bootbank->number, kernel ? kernel : "none",
		bootcfg_module_count(image->bootcfg), build ? build : "not said");
	for (size_t i = 0; i < bootcfg_module_count(image->bootcfg); i++)
		inspect_print_line(
			out, "         module %s", bootcfg_module_at(image->bootcfg, i)->name);
	if (fat_list(image->fat, "/", &files, &problem) < 0)
		inspect_print_line(out, "         %s", problem.text);
	for (size_t i = 0; i < files.count; i++)
		inspect_print_line(
			out, "         file %s (%u bytes)", files.list[i].name, files.list[i].size);
	fat_list_finish(&files);
}

// What oem.tgz holds; false: it cannot be read, and *ret_problem says why (caller frees).
static bool read_oem(const struct esxi4_image *image, struct overlay *ret, char **ret_problem)
{
	struct reader reader =
		reader_memory(ESXI4_OEM_NAME, buffer_text(&image->oem), image->oem.size);
	AUTO_ERROR problem = ERROR_INIT;

	if (overlay_read(&reader, ESXI4_OEM_NAME, ret, &problem) == 0)
		return true;
	*ret_problem = memory_strdup(problem.text);
	return false;
}

static void print_oem(const struct esxi4_image *image, struct buffer *out)
{
	AUTO_OVERLAY overlay = OVERLAY_INIT;
	AUTO_FREE char *problem = NULL;

	if (!image->has_oem) {
		buffer_puts(out, "oem.tgz  none\n");
		return;
	}
	inspect_print_line(out, "oem.tgz  %zu bytes", image->oem.size);
	if (!read_oem(image, &overlay, &problem))
		inspect_print_line(out, "         %s", problem);
	for (size_t i = 0; i < overlay.count; i++) {
		const struct overlay_entry *entry = &overlay.entries[i];

		if (entry->kind != OVERLAY_DIRECTORY)
			inspect_print_line(
				out, "         /%s (%zu bytes)", entry->path, entry->content.size);
	}
}

void inspect_print_esxi4(
	const struct medium *medium, struct diagnostics *diagnostics, struct buffer *out)
{
	struct esxi4_image *image = open_image(medium, diagnostics);

	print_config(medium->esxi4, out);
	if (image) {
		const struct disk_image_digests *digests = disk_image_digests(image->disk);

		inspect_print_line(out,
			"image    %s: %llu bytes of %llu, %zu bzip2 stream%s, MD5 %s%s",
			medium->esxi4->image->path, (unsigned long long)digests->size,
			(unsigned long long)digests->content_size,
			disk_image_stream_count(image->disk),
			disk_image_stream_count(image->disk) == 1 ? "" : "s", digests->md5,
			text_equal(digests->md5, medium->esxi4->sum.md5) ? ""
									 : ", which " ESXI4_SUM_PATH
									   " does not say");
		for (size_t i = 0; i < image->mbr.count; i++)
			print_volume(image, &image->mbr.partitions[i], out);
		print_bootbank(image, out);
		print_oem(image, out);
	}
	esxi4_image_destroy(image);
}

static struct json *describe_config(const struct esxi4 *esxi4)
{
	struct json *object = json_new_object();
	struct json *items = json_new_array();

	json_set_text(object, "path", esxi4->config->path);
	json_set_text(object, "label", esxi4->boot ? esxi4->boot->name : NULL);
	for (size_t i = 0; esxi4->boot && i < esxi4->boot->item_count; i++) {
		const struct iso_file *file = esxi4->items[i];
		struct json *row = json_new_object();

		json_set_text(row, "name", esxi4->boot->items[i].name);
		json_set_text(row, "options", esxi4->boot->items[i].options);
		json_set_text(row, "file", file ? file->path : NULL);
		json_set_number(row, "size", file ? file->size : 0);
		json_append_value(items, row);
	}
	json_set_value(object, "modules", items);
	return object;
}

static struct json *describe_partition(
	const struct esxi4_image *image, const struct mbr_partition *partition)
{
	AUTO_FREE char *name = memory_printf("partition %u", partition->number);
	struct json *row = json_new_object();
	AUTO_ERROR ignored = ERROR_INIT;
	AUTO_FAT *fat = NULL;

	json_set_number(row, "number", partition->number);
	json_set_number(row, "type", partition->type);
	json_set_flag(row, "active", partition->active);
	json_set_number(row, "start", partition->start);
	json_set_number(row, "size", partition->size);
	if (esxi4_is_fat(partition) &&
		esxi4_image_volume(image, partition, name, &fat, &ignored) == 0) {
		const struct fat_info *info = fat_info(fat);

		json_set_number(row, "fat", (uint64_t)info->kind);
		json_set_text(row, "label", info->label);
		json_set_number(row, "free", (uint64_t)info->free_count * info->cluster_size);
	}
	return row;
}

static struct json *describe_bootbank(const struct esxi4_image *image)
{
	struct json *object = json_new_object();
	struct json *modules = json_new_array();
	struct json *files = json_new_array();
	struct fat_list list = {0};
	AUTO_ERROR ignored = ERROR_INIT;

	json_set_number(object, "partition", image->bootbank->number);
	json_set_text(object, "kernel", bootcfg_get(image->bootcfg, BOOTCFG_KERNEL));
	json_set_text(object, "build", bootcfg_get(image->bootcfg, BOOTCFG_BUILD));
	for (size_t i = 0; i < bootcfg_module_count(image->bootcfg); i++)
		json_append_text(modules, bootcfg_module_at(image->bootcfg, i)->name);
	json_set_value(object, "modules", modules);
	fat_list(image->fat, "/", &list, &ignored);
	for (size_t i = 0; i < list.count; i++) {
		struct json *row = json_new_object();

		json_set_text(row, "name", list.list[i].name);
		json_set_number(row, "size", list.list[i].size);
		json_append_value(files, row);
	}
	fat_list_finish(&list);
	json_set_value(object, "files", files);
	return object;
}

static struct json *describe_oem(const struct esxi4_image *image)
{
	AUTO_OVERLAY overlay = OVERLAY_INIT;
	AUTO_FREE char *problem = NULL;
	struct json *object = json_new_object();
	struct json *files = json_new_array();

	json_set_number(object, "size", image->oem.size);
	if (!read_oem(image, &overlay, &problem))
		json_set_text(object, "problem", problem);
	for (size_t i = 0; i < overlay.count; i++) {
		struct json *row;

		if (overlay.entries[i].kind == OVERLAY_DIRECTORY)
			continue;
		row = json_new_object();
		json_set_text(row, "path", overlay.entries[i].path);
		json_set_number(row, "size", overlay.entries[i].content.size);
		json_append_value(files, row);
	}
	json_set_value(object, "files", files);
	return object;
}

static struct json *describe_image(const struct medium *medium, const struct esxi4_image *image)
{
	const struct disk_image_digests *digests = disk_image_digests(image->disk);
	struct json *object = json_new_object();
	struct json *partitions = json_new_array();

	json_set_text(object, "path", medium->esxi4->image->path);
	json_set_number(object, "size", digests->size);
	json_set_number(object, "streams", disk_image_stream_count(image->disk));
	json_set_text(object, "md5", digests->md5);
	json_set_text(object, "md5_file", medium->esxi4->sum.md5);
	json_set_text(object, "sha256", digests->sha256);
	json_set_number(object, "content_size", digests->content_size);
	json_set_text(object, "content_sha256_pieces", digests->content);
	for (size_t i = 0; i < image->mbr.count; i++)
		json_append_value(partitions, describe_partition(image, &image->mbr.partitions[i]));
	json_set_value(object, "partitions", partitions);
	json_set_value(object, "bootbank", describe_bootbank(image));
	if (image->has_oem)
		json_set_value(object, "oem", describe_oem(image));
	else
		json_set_text(object, "oem", NULL);
	return object;
}

void inspect_describe_esxi4(
	const struct medium *medium, struct diagnostics *diagnostics, struct json *document)
{
	struct esxi4_image *image = open_image(medium, diagnostics);

	json_set_value(document, "isolinux", describe_config(medium->esxi4));
	if (image)
		json_set_value(document, "disk_image", describe_image(medium, image));
	else
		json_set_text(document, "disk_image", NULL);
	esxi4_image_destroy(image);
}
