// SPDX-License-Identifier: GPL-3.0-or-later
// Output that appears complete or not at all.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "memory.h"
#include "text.h"

enum {
	UNFINISHED_MAX = 8, // an ISO with its sidecars, and room
	NAME_TRIES = 100,
};

struct output_file {
	char *path; // for messages
	const char *name; // the path, or its last part: the target as seen from `folder`
	int folder; // AT_FDCWD, or a folder of our own that was opened
	char *temporary; // hidden name in `folder`, NULL while the file has none
	int fd;
	int slot; // in `unfinished`, -1 when not listed
	bool force;
	bool committed;
	bool replaced; // the target was there before
};

// Outputs whose hidden names a signal has to remove. Entries are set and cleared by the main
// thread; the handler only reads them.
static const struct output_file *volatile unfinished[UNFINISHED_MAX];

void output_file_remove_unfinished(void)
{
	for (int i = 0; i < UNFINISHED_MAX; i++) {
		const struct output_file *output = unfinished[i];

		if (output)
			unlinkat(output->folder, output->temporary, 0);
	}
}

static void list_unfinished(struct output_file *output)
{
	for (int i = 0; i < UNFINISHED_MAX && output->slot < 0; i++) {
		if (!unfinished[i]) {
			unfinished[i] = output;
			output->slot = i;
		}
	}
}

static void drop_temporary(struct output_file *output)
{
	if (output->slot >= 0)
		unfinished[output->slot] = NULL;
	output->slot = -1;
	free(output->temporary);
	output->temporary = NULL;
}

static char *hidden_name(const struct output_file *output, int attempt)
{
	AUTO_FREE char *directory = file_directory(output->name);

	return memory_printf(
		"%s/.%s.%ld-%d.tmp", directory, file_name(output->name), (long)getpid(), attempt);
}

// For file systems without O_TMPFILE.
static int create_hidden(struct output_file *output, struct error *err)
{
	for (int attempt = 0; attempt < NAME_TRIES; attempt++) {
		output->temporary = hidden_name(output, attempt);
		output->fd = openat(output->folder, output->temporary,
			O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (output->fd >= 0) {
			list_unfinished(output);
			return 0;
		}
		drop_temporary(output);
		if (errno != EEXIST)
			break;
	}
	return error_set_errno(err, errno, "cannot create '%s'", output->path);
}

static int check_target(struct output_file *output, struct error *err)
{
	const char *path = output->path;
	struct stat status;

	if (fstatat(output->folder, output->name, &status, AT_SYMLINK_NOFOLLOW) < 0)
		return 0;
	if (S_ISDIR(status.st_mode))
		return error_set(err, ERROR_SYSTEM, "'%s' is a directory", path);
	if (!S_ISREG(status.st_mode))
		return error_set(err, ERROR_SYSTEM, "'%s' is not a regular file", path);
	if (!output->force)
		return error_set(err, ERROR_SYSTEM, "'%s' exists, use --force to replace it", path);
	output->replaced = true;
	return 0;
}

static struct output_file *new_output(const char *path, bool force)
{
	struct output_file *output = memory_alloc(sizeof(*output));

	output->path = memory_strdup(path);
	output->name = output->path;
	output->folder = AT_FDCWD;
	output->force = force;
	output->slot = -1;
	output->fd = -1;
	return output;
}

static int create(struct output_file *output, struct error *err)
{
	AUTO_FREE char *directory = file_directory(output->name);

	if (check_target(output, err) < 0)
		return -1;
	// A nameless file gets its name by /proc.
	if (access("/proc/self/fd", X_OK) == 0)
		output->fd =
			openat(output->folder, directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);
	else
		errno = EOPNOTSUPP;
	if (output->fd < 0 && errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL)
		return error_set_errno(err, errno, "cannot create '%s'", output->path);
	return output->fd < 0 ? create_hidden(output, err) : 0;
}

int output_file_create(struct output_file **ret, const char *path, bool force, struct error *err)
{
	AUTO_OUTPUT *output = new_output(path, force);

	if (create(output, err) < 0)
		return -1;
	*ret = STEAL(output);
	return 0;
}

int output_file_create_in(
	struct output_file **ret, int folder, const char *path, bool force, struct error *err)
{
	AUTO_OUTPUT *output = new_output(path, force);

	output->name = file_name(output->path);
	output->folder = fcntl(folder, F_DUPFD_CLOEXEC, 0);
	if (output->folder < 0)
		return error_set_errno(err, errno, "cannot create '%s'", path);
	if (create(output, err) < 0)
		return -1;
	*ret = STEAL(output);
	return 0;
}

int output_file_fd(const struct output_file *output)
{
	return output->fd;
}

const char *output_file_path(const struct output_file *output)
{
	return output->path;
}

int output_file_sync(struct output_file *output, struct error *err)
{
	if (fsync(output->fd) < 0)
		return error_set_errno(err, errno, "cannot write '%s'", output->path);
	return 0;
}

static int link_nameless(const struct output_file *output, const char *name)
{
	char self[64];

	snprintf(self, sizeof(self), "/proc/self/fd/%d", output->fd);
	return linkat(AT_FDCWD, self, output->folder, name, AT_SYMLINK_FOLLOW);
}

// linkat() cannot replace a file, so a nameless one gets a hidden name for the moment before.
static int name_for_replacing(struct output_file *output)
{
	for (int attempt = 0; attempt < NAME_TRIES; attempt++) {
		output->temporary = hidden_name(output, attempt);
		list_unfinished(output);
		if (link_nameless(output, output->temporary) == 0)
			return 0;
		drop_temporary(output);
		if (errno != EEXIST)
			break;
	}
	return -1;
}

// Renames without replacing. Not every file system can do that (NFS, 9p), but most of those can
// link, which never replaces. What can do neither is FAT, where a look before has to do.
static int rename_new(int folder, const char *from, const char *to)
{
	if (renameat2(folder, from, folder, to, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -1;
	if (linkat(folder, from, folder, to, 0) == 0)
		return unlinkat(folder, from, 0);
	if (errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS)
		return -1;
	if (fstatat(folder, to, &(struct stat){0}, AT_SYMLINK_NOFOLLOW) == 0) {
		errno = EEXIST;
		return -1;
	}
	return renameat(folder, from, folder, to);
}

static int give_name(struct output_file *output)
{
	if (!output->temporary && !output->force)
		return link_nameless(output, output->name);
	if (!output->temporary && name_for_replacing(output) < 0)
		return -1;
	if (output->force)
		return renameat(output->folder, output->temporary, output->folder, output->name);
	return rename_new(output->folder, output->temporary, output->name);
}

int output_file_name(struct output_file *output, struct error *err)
{
	if (give_name(output) < 0) {
		if (errno == EEXIST)
			return error_set(err, ERROR_SYSTEM,
				"'%s' exists, use --force to replace it", output->path);
		return error_set_errno(err, errno, "cannot create '%s'", output->path);
	}
	drop_temporary(output);
	output->committed = true;
	return 0;
}

int file_sync_folder(const char *path, struct error *err)
{
	AUTO_CLOSE int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 || syncfs(fd) < 0)
		return error_set_errno(err, errno, "cannot write '%s'", path);
	return 0;
}

int output_file_commit(struct output_file *output, struct error *err)
{
	AUTO_FREE char *directory = file_directory(output->name);
	AUTO_CLOSE int directory_fd = -1;

	if (output_file_sync(output, err) < 0 || output_file_name(output, err) < 0)
		return -1;
	directory_fd = openat(output->folder, directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	// Not every file system syncs folders; the content itself is safe by now.
	if (directory_fd >= 0)
		(void)fsync(directory_fd);
	return 0;
}

void output_file_revoke(struct output_file *output)
{
	if (output->committed && !output->replaced)
		unlinkat(output->folder, output->name, 0);
}

void output_file_destroy(struct output_file *output)
{
	if (!output)
		return;
	if (output->temporary)
		unlinkat(output->folder, output->temporary, 0);
	drop_temporary(output);
	if (output->fd >= 0)
		close(output->fd);
	if (output->folder >= 0) // AT_FDCWD is not
		close(output->folder);
	free(output->path);
	free(output);
}

static int write_all(const void *data, size_t size, struct error *err)
{
	const char *at = data;

	while (size > 0) {
		ssize_t put = write(STDOUT_FILENO, at, size);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return error_set_errno(err, errno, "cannot write standard output");
		at += put;
		size -= (size_t)put;
	}
	return 0;
}

int file_write(const char *path, bool force, const void *data, size_t size, struct error *err)
{
	AUTO_OUTPUT *output = NULL;

	if (text_equal(path, "-"))
		return write_all(data, size, err);
	if (output_file_create(&output, path, force, err) < 0 ||
		file_write_at(output->fd, path, 0, data, size, err) < 0)
		return -1;
	return output_file_commit(output, err);
}
