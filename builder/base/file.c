// SPDX-License-Identifier: GPL-3.0-or-later
// Files: reading whole ones and copying ranges.
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "memory.h"
#include "text.h"

enum {
	READ_STEP = 64 * 1024,
	COPY_STEP = 1024 * 1024,
};

// One call of copy_file_range or write never asks for more than this.
static const uint64_t range_step = 256ULL * 1024 * 1024;

int file_read(const char *path, size_t limit, struct buffer *ret, struct error *err)
{
	bool standard_input = text_equal(path, "-");
	AUTO_CLOSE int opened = -1;
	AUTO_BUFFER content = BUFFER_INIT;
	int fd = STDIN_FILENO;

	if (!standard_input) {
		opened = open(path, O_RDONLY | O_CLOEXEC);
		if (opened < 0)
			return error_set_errno(err, errno, "cannot open '%s'", path);
		fd = opened;
	}
	for (;;) {
		ssize_t got;

		buffer_reserve(&content, READ_STEP);
		got = read(fd, content.data + content.size, READ_STEP);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return error_set_errno(err, errno, "cannot read '%s'", path);
		if (got == 0)
			break;
		content.size += (size_t)got;
		content.data[content.size] = '\0';
		if (content.size > limit)
			return error_set(
				err, ERROR_INPUT, "'%s' is larger than %zu bytes", path, limit);
	}
	buffer_reserve(&content, 0);
	*ret = content;
	content = (struct buffer)BUFFER_INIT;
	return 0;
}

int file_open(const char *path, int *ret_fd, uint64_t *ret_size, struct error *err)
{
	AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat status;

	if (fd < 0)
		return error_set_errno(err, errno, "cannot open '%s'", path);
	if (fstat(fd, &status) < 0)
		return error_set_errno(err, errno, "cannot examine '%s'", path);
	if (!S_ISREG(status.st_mode))
		return error_set(err, ERROR_INPUT, "'%s' is not a regular file", path);
	*ret_size = (uint64_t)status.st_size;
	*ret_fd = fd;
	fd = -1;
	return 0;
}

int file_read_at(
	int fd, const char *name, uint64_t offset, void *data, size_t size, struct error *err)
{
	char *at = data;

	while (size > 0) {
		ssize_t got = pread(fd, at, size, (off_t)offset);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return error_set_errno(err, errno, "cannot read '%s'", name);
		if (got == 0)
			return error_set(err, ERROR_INPUT, "'%s' ends early, at byte %llu", name,
				(unsigned long long)offset);
		at += got;
		offset += (uint64_t)got;
		size -= (size_t)got;
	}
	return 0;
}

int file_write_at(
	int fd, const char *name, uint64_t offset, const void *data, size_t size, struct error *err)
{
	const char *at = data;

	while (size > 0) {
		ssize_t put = pwrite(fd, at, size, (off_t)offset);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return error_set_errno(err, errno, "cannot write '%s'", name);
		at += put;
		offset += (uint64_t)put;
		size -= (size_t)put;
	}
	return 0;
}

static bool is_unsupported(int errnum)
{
	return errnum == EOPNOTSUPP || errnum == ENOTTY || errnum == EXDEV || errnum == EINVAL ||
	       errnum == ENOSYS || errnum == EPERM || errnum == EBADF;
}

static int copy_by_hand(
	int from, int to, const char *to_name, uint64_t offset, uint64_t size, struct error *err)
{
	AUTO_FREE char *step = memory_alloc(COPY_STEP);

	while (offset < size) {
		size_t length = size - offset < COPY_STEP ? (size_t)(size - offset) : COPY_STEP;

		if (file_read_at(from, "source", offset, step, length, err) < 0 ||
			file_write_at(to, to_name, offset, step, length, err) < 0)
			return -1;
		offset += length;
	}
	return 0;
}

int file_clone(int from, int to, const char *to_name, uint64_t size, struct error *err)
{
	uint64_t done = 0;

	if (ioctl(to, FICLONE, from) == 0) {
		if (ftruncate(to, (off_t)size) < 0)
			return error_set_errno(err, errno, "cannot size '%s'", to_name);
		return 0;
	}
	if (!is_unsupported(errno))
		return error_set_errno(err, errno, "cannot write '%s'", to_name);
	while (done < size) {
		off_t in = (off_t)done;
		off_t out = (off_t)done;
		uint64_t length = size - done < range_step ? size - done : range_step;
		ssize_t copied = copy_file_range(from, &in, to, &out, (size_t)length, 0);

		if (copied < 0 && errno == EINTR)
			continue;
		if (copied < 0 && is_unsupported(errno))
			return copy_by_hand(from, to, to_name, done, size, err);
		if (copied < 0)
			return error_set_errno(err, errno, "cannot write '%s'", to_name);
		if (copied == 0)
			return copy_by_hand(from, to, to_name, done, size, err);
		done += (uint64_t)copied;
	}
	return 0;
}

int file_temporary(int *ret_fd, struct error *err)
{
	const char *folder = getenv("TMPDIR");
	AUTO_FREE char *name = NULL;
	AUTO_CLOSE int fd = -1;

	if (!folder || folder[0] != '/')
		folder = "/tmp";
	fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);
	if (fd < 0 && (is_unsupported(errno) || errno == EISDIR)) {
		name = memory_printf("%s/esxmint.XX"
				     "XX"
				     "XX",
			folder);
		fd = mkostemp(name, O_CLOEXEC);
		if (fd >= 0)
			unlink(name);
	}
	if (fd < 0)
		return error_set_errno(
			err, errno, "cannot create a temporary file in '%s'", folder);
	*ret_fd = fd;
	fd = -1;
	return 0;
}

char *file_directory(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return memory_strdup(".");
	if (slash == path)
		return memory_strdup("/");
	return memory_strndup(path, (size_t)(slash - path));
}

const char *file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

char *file_resolve(const char *directory, const char *path)
{
	if (path[0] == '/' || text_equal(directory, "."))
		return memory_strdup(path);
	return memory_printf("%s/%s", directory, path);
}

bool file_exists(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0;
}

bool file_same(const char *a, const char *b)
{
	struct stat one;
	struct stat two;

	return stat(a, &one) == 0 && stat(b, &two) == 0 && one.st_dev == two.st_dev &&
	       one.st_ino == two.st_ino;
}

bool file_is_named_pipe(const char *path)
{
	struct stat status;
	struct statfs system;

	return stat(path, &status) == 0 && S_ISFIFO(status.st_mode) && statfs(path, &system) == 0 &&
	       system.f_type != PIPEFS_MAGIC;
}
