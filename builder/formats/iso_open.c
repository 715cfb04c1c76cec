// SPDX-License-Identifier: GPL-3.0-or-later
// Opening an ISO image, bounded reads from it, and lookups in what was read.
#include "iso.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "file.h"
#include "iso_internal.h"
#include "memory.h"
#include "text.h"

static struct iso *iso_create(const char *name)
{
	struct iso *iso = memory_alloc(sizeof(*iso));

	iso->name = memory_strdup(name);
	iso->fd = -1;
	return iso;
}

void iso_destroy(struct iso *iso)
{
	if (!iso)
		return;
	iso_files_destroy(iso->files, iso->file_count);
	iso_files_destroy(iso->joliet, iso->joliet_count);
	for (size_t i = 0; i < iso->edit_count; i++)
		iso_edit_finish(&iso->edits[i]);
	free(iso->edits);
	free(iso->boots);
	free(iso->new_volume_id);
	free(iso->name);
	if (iso->fd >= 0)
		close(iso->fd);
	free(iso);
}

static int check_extents(
	const struct iso *iso, const struct iso_file *files, size_t count, struct error *err)
{
	for (size_t i = 0; i < count; i++) {
		const struct iso_file *file = &files[i];

		if (file->size && (uint64_t)file->lba * ISO_BLOCK_SIZE + file->size > iso->size)
			return error_set(err, ERROR_INPUT,
				"truncated image: '%s' ends beyond the end of the file",
				file->path);
	}
	return 0;
}

static int read_all(struct iso *iso, struct error *err)
{
	const uint8_t *root = iso->primary + 156;

	if (iso_read_volume(iso, err) < 0)
		return -1;
	if (iso_read_tree(iso, iso_le32(root + 2), iso_le32(root + 10), false, &iso->files,
		    &iso->file_count, err) < 0)
		return -1;
	if (check_extents(iso, iso->files, iso->file_count, err) < 0)
		return -1;
	if (iso->info.has_joliet) {
		if (iso_read_tree(iso, iso->joliet_root_lba, iso->joliet_root_size, true,
			    &iso->joliet, &iso->joliet_count, err) < 0 ||
			check_extents(iso, iso->joliet, iso->joliet_count, err) < 0)
			return error_wrap(err, "Joliet tree");
	}
	if (iso_read_boot(iso, err) < 0)
		return -1;
	iso_detect_style(iso->files, iso->file_count, &iso->style);
	iso_detect_style(iso->joliet, iso->joliet_count, &iso->joliet_style);
	return 0;
}

static int open_finish(struct iso **iso, struct iso **ret, struct error *err)
{
	if (read_all(*iso, err) < 0)
		return error_wrap(err, "'%s'", (*iso)->name);
	*ret = STEAL(*iso);
	return 0;
}

int iso_open(const char *path, struct iso **ret, struct error *err)
{
	AUTO_ISO *iso = iso_create(path);

	if (file_open(path, &iso->fd, &iso->size, err) < 0)
		return -1;
	return open_finish(&iso, ret, err);
}

int iso_open_fd(int fd, const char *name, struct iso **ret, struct error *err)
{
	AUTO_ISO *iso = iso_create(name);
	struct stat status;

	iso->fd = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	if (iso->fd < 0 || fstat(iso->fd, &status) < 0)
		return error_set_errno(err, errno, "cannot open '%s'", name);
	iso->size = (uint64_t)status.st_size;
	return open_finish(&iso, ret, err);
}

int iso_open_memory(const void *data, size_t size, struct iso **ret, struct error *err)
{
	AUTO_ISO *iso = iso_create("memory");

	iso->memory = data;
	iso->size = size;
	return open_finish(&iso, ret, err);
}

int iso_read_at(const struct iso *iso, uint64_t offset, void *data, size_t size, struct error *err)
{
	if (offset > iso->size || size > iso->size - offset)
		return error_set(err, ERROR_INPUT,
			"truncated image: byte %llu is needed, the file has %llu",
			(unsigned long long)(offset + size), (unsigned long long)iso->size);
	if (iso->memory) {
		memcpy(data, iso->memory + offset, size);
		return 0;
	}
	return file_read_at(iso->fd, iso->name, offset, data, size, err);
}

int iso_read_file(const struct iso *iso, const struct iso_file *file, size_t limit,
	struct buffer *ret, struct error *err)
{
	size_t before = ret->size;

	if (file->is_dir)
		return error_set(err, ERROR_INPUT, "'%s' is a directory", file->path);
	if (file->size > limit)
		return error_set(err, ERROR_INPUT,
			"'%s' has %llu bytes, more than the limit of %zu", file->path,
			(unsigned long long)file->size, limit);
	if (!file->size)
		return 0;
	buffer_reserve(ret, file->size);
	if (iso_read_at(iso, (uint64_t)file->lba * ISO_BLOCK_SIZE, ret->data + before, file->size,
		    err) < 0)
		return error_wrap(err, "cannot read '%s'", file->path);
	ret->size = before + file->size;
	ret->data[ret->size] = '\0';
	return 0;
}

const struct iso_info *iso_info(const struct iso *iso)
{
	return &iso->info;
}

int iso_fd(const struct iso *iso)
{
	return iso->fd;
}

size_t iso_file_count(const struct iso *iso)
{
	return iso->file_count;
}

const struct iso_file *iso_file_at(const struct iso *iso, size_t index)
{
	return &iso->files[index];
}

const struct iso_file *iso_find(const struct iso *iso, const char *path)
{
	long index = iso_files_find(iso->files, iso->file_count, path);

	return index < 0 ? NULL : &iso->files[index];
}

size_t iso_boot_count(const struct iso *iso)
{
	return iso->boot_count;
}

const struct iso_boot_entry *iso_boot_at(const struct iso *iso, size_t index)
{
	return &iso->boots[index];
}
