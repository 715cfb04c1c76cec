// SPDX-License-Identifier: GPL-3.0-or-later
// Inside the disk image of 4.1, see esxi4_image.h.
#include "esxi4_image.h"

#include <stdlib.h>

#include "esxi4.h"
#include "memory.h"
#include "text.h"
#include "verify_files.h"

#define BOOTCFG_PATH "/boot.cfg"

bool esxi4_is_fat(const struct mbr_partition *partition)
{
	static const uint8_t types[] = {0x01, 0x04, 0x06, 0x0b, 0x0c, 0x0e};

	for (size_t i = 0; i < sizeof(types); i++) {
		if (partition->type == types[i])
			return true;
	}
	return false;
}

int esxi4_image_volume(const struct esxi4_image *image, const struct mbr_partition *partition,
	const char *name, struct fat **ret, struct error *err)
{
	return fat_open(
		disk_image_patch(image->disk), name, partition->start, partition->size, ret, err);
}

bool esxi4_finds_module(const struct bootcfg *bootcfg, const char *name, size_t *ret_index)
{
	for (size_t i = 0; i < bootcfg_module_count(bootcfg); i++) {
		if (text_equal_nocase(bootcfg_module_at(bootcfg, i)->name, name)) {
			*ret_index = i;
			return true;
		}
	}
	return false;
}

static int read_file(const struct fat *fat, const char *path, size_t limit, struct buffer *ret,
	struct error *err)
{
	AUTO_FAT_FILE *file = NULL;
	AUTO_FREE char *data = NULL;
	struct reader reader;

	if (fat_file_open(fat, path, &file, err) < 0)
		return -1;
	reader = fat_file_reader(file, path);
	if (reader.size > limit)
		return error_set(err, ERROR_INPUT, "'%s' has %llu bytes, at most %zu are taken",
			path, (unsigned long long)reader.size, limit);
	data = memory_alloc((size_t)reader.size);
	if (reader_read(&reader, 0, data, (size_t)reader.size, err) < 0)
		return -1;
	buffer_append(ret, data, (size_t)reader.size);
	return 0;
}

static int read_bootcfg(const struct fat *fat, struct bootcfg **ret, struct error *err)
{
	AUTO_BUFFER text = BUFFER_INIT;

	if (read_file(fat, BOOTCFG_PATH, BOOTCFG_SIZE_MAX, &text, err) < 0)
		return -1;
	return bootcfg_parse(BOOTCFG_PATH, buffer_text(&text), text.size, ret, err);
}

// The bank that the host would start: the highest number behind `updated=`
// (facts/media-4.md section 2.4).
static uint64_t sequence_of(const struct bootcfg *bootcfg)
{
	const char *text = bootcfg_get(bootcfg, BOOTCFG_UPDATED);
	uint64_t number = 0;

	if (text)
		text_parse_number(text, UINT32_MAX, &number);
	return number;
}

static bool is_better(const struct esxi4_image *image, const struct bootcfg *bootcfg)
{
	return bootcfg_module_count(bootcfg) > 0 &&
	       (!image->bootcfg || sequence_of(bootcfg) > sequence_of(image->bootcfg));
}

// Looks at one partition. What is wrong with it is only told when no other one is a bootbank.
static void try_partition(
	struct esxi4_image *image, const struct mbr_partition *partition, struct error *problem)
{
	AUTO_FREE char *name =
		memory_printf("partition %u of %s", partition->number, ESXI4_IMAGE_PATH);
	AUTO_FAT *fat = NULL;
	AUTO_BOOTCFG *bootcfg = NULL;
	AUTO_ERROR err = ERROR_INIT;
	struct fat_entry entry = {0};
	bool found = false;

	if (esxi4_image_volume(image, partition, name, &fat, &err) == 0 &&
		fat_find(fat, BOOTCFG_PATH, &found, &entry, &err) == 0 && found &&
		read_bootcfg(fat, &bootcfg, &err) == 0 && is_better(image, bootcfg)) {
		fat_destroy(image->fat);
		bootcfg_destroy(image->bootcfg);
		free(image->bootbank_name);
		image->bootbank = partition;
		image->bootbank_name = STEAL(name);
		image->bootcfg = STEAL(bootcfg);
		image->fat = STEAL(fat);
	}
	free(entry.name);
	if (err.kind != ERROR_NONE && problem->kind == ERROR_NONE)
		error_set(problem, err.kind, "%s", err.text);
}

static int find_bootbank(struct esxi4_image *image, struct error *err)
{
	AUTO_ERROR problem = ERROR_INIT;

	for (size_t i = 0; i < image->mbr.count; i++) {
		if (esxi4_is_fat(&image->mbr.partitions[i]))
			try_partition(image, &image->mbr.partitions[i], &problem);
	}
	if (image->bootbank)
		return 0;
	if (problem.kind != ERROR_NONE)
		return error_set(err, problem.kind, "%s", problem.text);
	return error_set(err, ERROR_INPUT,
		"'%s' has no FAT partition with a boot.cfg that names modules", ESXI4_IMAGE_PATH);
}

static int read_oem(struct esxi4_image *image, struct error *err)
{
	struct fat_entry entry = {0};
	int result = fat_find(image->fat, "/" ESXI4_OEM_NAME, &image->has_oem, &entry, err);

	free(entry.name);
	if (result == 0 && image->has_oem)
		result = read_file(
			image->fat, "/" ESXI4_OEM_NAME, ESXI4_BOOTBANK_FILE_MAX, &image->oem, err);
	return result < 0 ? error_wrap(err, "%s", image->bootbank_name) : 0;
}

int esxi4_image_open_disk(
	const struct medium *medium, bool use_kept, struct esxi4_image **ret, struct error *err)
{
	AUTO_ESXI4_IMAGE *image = memory_alloc(sizeof(*image));

	image->compressed = medium_reader(medium, medium->esxi4->image);
	image->compressed.name = ESXI4_IMAGE_PATH;
	if (disk_image_open(&image->compressed, use_kept, &image->disk, err) < 0)
		return -1;
	*ret = STEAL(image);
	return 0;
}

int esxi4_image_open(
	const struct medium *medium, bool use_kept, struct esxi4_image **ret, struct error *err)
{
	AUTO_ESXI4_IMAGE *image = NULL;
	struct reader content;

	if (esxi4_image_open_disk(medium, use_kept, &image, err) < 0)
		return -1;
	content = patch_reader(disk_image_patch(image->disk), ESXI4_IMAGE_PATH);
	if (mbr_read(&content, &image->mbr, err) < 0 || find_bootbank(image, err) < 0 ||
		read_oem(image, err) < 0)
		return -1;
	*ret = STEAL(image);
	return 0;
}

void esxi4_image_destroy(struct esxi4_image *image)
{
	if (!image)
		return;
	fat_destroy(image->fat);
	bootcfg_destroy(image->bootcfg);
	buffer_finish(&image->oem);
	free(image->bootbank_name);
	disk_image_destroy(image->disk);
	free(image);
}
