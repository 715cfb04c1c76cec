// SPDX-License-Identifier: GPL-3.0-or-later
// Checking a finished 4.1 medium, see esxi4_verify.h.
#include "esxi4_verify.h"

#include <stdlib.h>
#include <string.h>

#include "esxi4.h"
#include "esxi4_image.h"
#include "gzip.h"
#include "memory.h"
#include "text.h"

// The installer compares with case (facts/media-4.md section 1.3).
static void check_kickstart(const struct verification *verification)
{
	const struct medium *medium = verification->medium;
	AUTO_FREE char *ks = esxi4_option(medium->esxi4, "ks");
	const char *path = ks ? text_skip_prefix(ks, "cdrom:") : NULL;
	const struct iso_file *file = path ? iso_find(medium->iso, path) : NULL;
	const char *config = medium->esxi4->config->path;

	if (!path)
		return;
	if (!file)
		verify_report(verification, SEVERITY_ERROR, config,
			"'ks=%s' names a file that is not on the medium", ks);
	else if (!text_equal(file->path, path))
		verify_report(verification, SEVERITY_ERROR, config,
			"'ks=%s' names '%s', and the installer compares with case", ks, file->path);
	else if (file->size == 0)
		verify_report(verification, SEVERITY_ERROR, file->path, "the kickstart is empty");
}

static void check_append(const struct verification *verification)
{
	const struct esxi4 *esxi4 = verification->medium->esxi4;
	size_t length = esxi4->boot ? strlen(esxi4->boot->append) : 0;

	if (length > ISOLINUX_APPEND_MAX)
		verify_report(verification, SEVERITY_ERROR, esxi4->config->path,
			"line %u has %zu characters behind 'append', isolinux takes %d",
			esxi4->boot->append_line, length, ISOLINUX_APPEND_MAX);
}

struct fat_context {
	const struct verification *verification;
	unsigned partition;
};

static void report_fat(void *context, bool is_safe, const char *text)
{
	const struct fat_context *fat = context;

	(void)is_safe;
	verify_report(fat->verification, SEVERITY_ERROR, ESXI4_IMAGE_PATH, "partition %u: %s",
		fat->partition, text);
}

// What is wrong with the content is the answer, not a failure to find one.
static int report_error(const struct verification *verification, struct error *err)
{
	if (err->kind != ERROR_INPUT)
		return -1;
	verify_report(verification, SEVERITY_ERROR, ESXI4_IMAGE_PATH, "%s", err->text);
	error_finish(err);
	return 0;
}

// That the partitions beside the bootbank are formatted in the image is likely, not known
// (facts/media-4.md section 2.2).
static int check_volume(const struct verification *verification, const struct esxi4_image *image,
	const struct mbr_partition *partition, struct error *err)
{
	struct fat_context context = {verification, partition->number};
	AUTO_FREE char *name = memory_printf("partition %u", partition->number);
	AUTO_ERROR problem = ERROR_INIT;
	AUTO_FAT *fat = NULL;

	if (esxi4_image_volume(image, partition, name, &fat, &problem) == 0)
		return fat_check(fat, report_fat, &context, err) < 0
			       ? report_error(verification, err)
			       : 0;
	if (problem.kind != ERROR_INPUT)
		return error_set(err, problem.kind, "%s", problem.text);
	verify_report(verification, SEVERITY_WARNING, ESXI4_IMAGE_PATH, "%s", problem.text);
	return 0;
}

static int check_volumes(
	const struct verification *verification, const struct esxi4_image *image, struct error *err)
{
	for (size_t i = 0; i < image->mbr.count; i++) {
		const struct mbr_partition *partition = &image->mbr.partitions[i];

		if (esxi4_is_fat(partition) &&
			check_volume(verification, image, partition, err) < 0)
			return -1;
	}
	return 0;
}

enum severity esxi4_gzip_severity(const struct gzip_info *gzip)
{
	return gzip->state == GZIP_GOOD || gzip->state == GZIP_NONE ? SEVERITY_WARNING
								    : SEVERITY_ERROR;
}

static bool is_archive(const char *name)
{
	static const char *const ends[] = {".z", ".gz", ".tgz", ".vgz"};

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		if (text_has_suffix(name, ends[i]))
			return true;
	}
	return false;
}

// One file of the bootbank: a gzip member that is whole.
static int check_file(const struct verification *verification, const struct esxi4_image *image,
	const struct fat_entry *entry, struct error *err)
{
	AUTO_FREE char *path = memory_printf("/%s", entry->name);
	AUTO_FAT_FILE *file = NULL;
	struct gzip_info gzip;
	struct reader reader;
	const char *problem;

	if (entry->is_folder || !is_archive(entry->name))
		return 0;
	if (fat_file_open(image->fat, path, &file, err) < 0)
		return report_error(verification, err);
	reader = fat_file_reader(file, path);
	if (reader.size == 0) {
		verify_report(verification, SEVERITY_WARNING, ESXI4_IMAGE_PATH,
			"partition %u: '%s' is empty", image->bootbank->number, entry->name);
		return 0;
	}
	if (gzip_check_member(&reader, &gzip, err) < 0)
		return -1;
	problem = gzip_problem(&gzip);
	if (problem)
		verify_report(verification, esxi4_gzip_severity(&gzip), ESXI4_IMAGE_PATH,
			"partition %u: '%s': %s", image->bootbank->number, entry->name, problem);
	return 0;
}

static bool is_listed(const struct fat_list *files, const char *name)
{
	for (size_t i = 0; i < files->count; i++) {
		if (!files->list[i].is_folder && text_equal_nocase(files->list[i].name, name))
			return true;
	}
	return false;
}

static void check_module(const struct verification *verification, const struct esxi4_image *image,
	const struct fat_list *files, const char *name)
{
	if (!is_listed(files, name))
		verify_report(verification, SEVERITY_ERROR, ESXI4_IMAGE_PATH,
			"partition %u: 'boot.cfg' names '%s', which is not there",
			image->bootbank->number, name);
}

static int check_bootbank(
	const struct verification *verification, const struct esxi4_image *image, struct error *err)
{
	const char *kernel = bootcfg_get(image->bootcfg, BOOTCFG_KERNEL);
	struct fat_list files = {0};
	int result = 0;

	if (fat_list(image->fat, "/", &files, err) < 0)
		return report_error(verification, err);
	if (kernel)
		check_module(verification, image, &files, kernel);
	else
		verify_report(verification, SEVERITY_ERROR, ESXI4_IMAGE_PATH,
			"partition %u: 'boot.cfg' names no kernel", image->bootbank->number);
	for (size_t i = 0; i < bootcfg_module_count(image->bootcfg); i++)
		check_module(
			verification, image, &files, bootcfg_module_at(image->bootcfg, i)->name);
	for (size_t i = 0; i < files.count && result == 0; i++)
		result = check_file(verification, image, &files.list[i], err);
	fat_list_finish(&files);
	return result;
}

// Does the installer load the drivers that the host gets, and the other way round?
static int check_oem(
	const struct verification *verification, const struct esxi4_image *image, struct error *err)
{
	const struct medium *medium = verification->medium;
	const struct iso_file *file = iso_find(medium->iso, ESXI4_OEM_PATH);
	AUTO_BUFFER content = BUFFER_INIT;
	size_t at;

	if (image->has_oem && !esxi4_finds_module(image->bootcfg, ESXI4_OEM_NAME, &at))
		verify_report(verification, SEVERITY_WARNING, ESXI4_IMAGE_PATH,
			"partition %u: 'boot.cfg' does not load the '%s' that is there",
			image->bootbank->number, ESXI4_OEM_NAME);
	if (!file || file->is_dir)
		return 0;
	if (!esxi4_loads(medium, file))
		verify_report(verification, SEVERITY_WARNING, file->path, "'%s' does not load it",
			medium->esxi4->config->path);
	if (iso_read_file(medium->iso, file, ESXI4_BOOTBANK_FILE_MAX, &content, err) < 0)
		return report_error(verification, err);
	if (!image->has_oem || content.size != image->oem.size ||
		memcmp(buffer_text(&content), buffer_text(&image->oem), content.size) != 0)
		verify_report(verification, SEVERITY_WARNING, file->path,
			"is not the '%s' of partition %u of '%s': the installer and the host do "
			"not have the same drivers",
			ESXI4_OEM_NAME, image->bootbank->number, ESXI4_IMAGE_PATH);
	return 0;
}

static void check_sum(const struct verification *verification, const struct disk_image *disk)
{
	const struct esxi4_sum *sum = &verification->medium->esxi4->sum;
	const char *md5 = disk_image_digests(disk)->md5;

	if (sum->md5[0] && strcmp(sum->md5, md5) != 0)
		verify_report(verification, SEVERITY_ERROR, sum->file->path,
			"says %s, but the MD5 of '%s' is %s", sum->md5, ESXI4_IMAGE_PATH, md5);
	// facts/media-4.md section 6.1
	if (disk_image_stream_count(disk) != 1)
		verify_report(verification, SEVERITY_ERROR, ESXI4_IMAGE_PATH,
			"has %zu bzip2 streams; the installer reads the first one only and writes "
			"a truncated disk",
			disk_image_stream_count(disk));
}

int esxi4_verify(const struct verification *verification, struct error *err)
{
	AUTO_ESXI4_IMAGE *image = NULL;

	check_kickstart(verification);
	check_append(verification);
	// Everything is read: nothing that an earlier run has kept counts here.
	if (esxi4_image_open(verification->medium, false, &image, err) < 0)
		return report_error(verification, err);
	check_sum(verification, image->disk);
	if (check_volumes(verification, image, err) < 0 ||
		check_bootbank(verification, image, err) < 0)
		return -1;
	return check_oem(verification, image, err);
}
