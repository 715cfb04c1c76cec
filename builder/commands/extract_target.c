// SPDX-License-Identifier: GPL-3.0-or-later
// Writing extracted files, see extract_target.h.
#include "extract_target.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

#include "file.h"
#include "memory.h"
#include "text.h"

enum { DIRECTORY_FLAGS = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC };

struct extract_target {
	char *folder; // NULL: standard output
	int fd; // of the folder, -1: it is not there yet
	bool force;
	struct stat source; // of the file that is read
	struct output_file *output; // that is being written
	uint64_t offset;
};

int extract_target_open(const char *folder, bool force, const char *source,
	struct extract_target **ret, struct error *err)
{
	AUTO_EXTRACT_TARGET *target = memory_alloc(sizeof(*target));

	target->fd = -1;
	target->force = force;
	if (stat(source, &target->source) < 0)
		return error_set_errno(err, errno, "cannot open '%s'", source);
	if (!text_equal(folder, "-")) {
		target->folder = memory_strdup(folder);
		target->fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (target->fd < 0 && errno != ENOENT)
			return error_set_errno(err, errno, "cannot open the folder '%s'", folder);
	}
	*ret = STEAL(target);
	return 0;
}

void extract_target_destroy(struct extract_target *target)
{
	if (!target)
		return;
	output_file_destroy(target->output);
	if (target->fd >= 0)
		close(target->fd);
	free(target->folder);
	free(target);
}

bool extract_target_is_stream(const struct extract_target *target)
{
	return !target->folder;
}

static bool is_good_part(const char *part, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if ((unsigned char)part[i] < 0x20 || part[i] == 0x7f)
			return false;
	}
	return length > 0 && length <= NAME_MAX && !(length == 1 && *part == '.') &&
	       !(length == 2 && part[0] == '.' && part[1] == '.');
}

static int check_path(const char *path, struct error *err)
{
	const char *part = path;

	for (;;) {
		size_t length = strcspn(part, "/");

		if (!is_good_part(part, length))
			return error_set(
				err, ERROR_INPUT, "'%s' is no path that can be extracted", path);
		if (!part[length])
			return 0;
		part += length + 1;
	}
}

static int cannot_enter(const struct extract_target *target, const char *path, struct error *err)
{
	if (errno == ELOOP || errno == ENOTDIR)
		return error_set(err, ERROR_SYSTEM,
			"'%s/%s' cannot be written: a symbolic link or a file is in the way",
			target->folder, path);
	return error_set_errno(err, errno, "cannot write '%s/%s'", target->folder, path);
}

// Opens the folder that `length` bytes of the path name, part by part and never through a link.
// With `make` folders are made; without, ret_fd is -1 where one is missing.
static int enter(const struct extract_target *target, const char *path, size_t length, bool make,
	int *ret_fd, struct error *err)
{
	AUTO_CLOSE int fd = dup(target->fd);
	size_t at = 0;

	while (fd >= 0 && at < length) {
		size_t end = at + strcspn(path + at, "/");
		AUTO_FREE char *part = memory_strndup(path + at, end - at);
		int next;

		if (make && mkdirat(fd, part, 0777) < 0 && errno != EEXIST)
			return cannot_enter(target, path, err);
		next = openat(fd, part, DIRECTORY_FLAGS);
		if (next < 0 && (make || errno != ENOENT))
			return cannot_enter(target, path, err);
		close(fd);
		fd = next;
		at = end + 1;
	}
	*ret_fd = fd;
	fd = -1;
	return 0;
}

static size_t folder_length(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? (size_t)(slash - path) : 0;
}

int extract_target_check(const struct extract_target *target, const char *path, struct error *err)
{
	AUTO_CLOSE int fd = -1;
	struct stat status;

	if (check_path(path, err) < 0)
		return -1;
	if (target->fd < 0)
		return 0;
	if (enter(target, path, folder_length(path), false, &fd, err) < 0)
		return -1;
	if (fd < 0 || fstatat(fd, file_name(path), &status, AT_SYMLINK_NOFOLLOW) < 0)
		return 0;
	if (!S_ISREG(status.st_mode))
		return error_set(
			err, ERROR_SYSTEM, "'%s/%s' is not a regular file", target->folder, path);
	if (status.st_dev == target->source.st_dev && status.st_ino == target->source.st_ino)
		return error_set(err, ERROR_USAGE, "'%s/%s' is the file that is extracted from",
			target->folder, path);
	if (!target->force)
		return error_set(err, ERROR_SYSTEM, "'%s/%s' exists, use --force to replace it",
			target->folder, path);
	return 0;
}

static int make_folder(struct extract_target *target, struct error *err)
{
	if (target->fd >= 0)
		return 0;
	if (mkdir(target->folder, 0777) < 0 && errno != EEXIST)
		return error_set_errno(err, errno, "cannot make the folder '%s'", target->folder);
	target->fd = open(target->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (target->fd < 0)
		return error_set_errno(err, errno, "cannot open the folder '%s'", target->folder);
	return 0;
}

int extract_target_directory(struct extract_target *target, const char *path, struct error *err)
{
	AUTO_CLOSE int fd = -1;

	if (!target->folder)
		return 0;
	if (check_path(path, err) < 0 || make_folder(target, err) < 0)
		return -1;
	return enter(target, path, strlen(path), true, &fd, err);
}

int extract_target_begin(struct extract_target *target, const char *path, struct error *err)
{
	AUTO_CLOSE int fd = -1;
	AUTO_FREE char *full = NULL;

	if (!target->folder)
		return 0;
	if (check_path(path, err) < 0 || make_folder(target, err) < 0 ||
		enter(target, path, folder_length(path), true, &fd, err) < 0)
		return -1;
	target->offset = 0;
	full = memory_printf("%s/%s", target->folder, path);
	return output_file_create_in(&target->output, fd, full, target->force, err);
}

int extract_target_write(
	struct extract_target *target, const void *data, size_t size, struct error *err)
{
	uint64_t offset = target->offset;

	if (!target->folder)
		return file_write("-", false, data, size, err);
	target->offset += size;
	return file_write_at(output_file_fd(target->output), output_file_path(target->output),
		offset, data, size, err);
}

int extract_target_end(struct extract_target *target, struct error *err)
{
	int result;

	if (!target->folder)
		return 0;
	result = output_file_name(target->output, err);
	output_file_destroy(target->output);
	target->output = NULL;
	return result;
}

int extract_target_finish(struct extract_target *target, struct error *err)
{
	return target->fd >= 0 ? file_sync_folder(target->folder, err) : 0;
}
