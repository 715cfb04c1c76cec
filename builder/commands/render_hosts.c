// SPDX-License-Identifier: GPL-3.0-or-later
// render --all: one kickstart for each host, all of them or none.
//
// Kickstarts wait in one nameless file until the last host turned out to be sound, so that memory
// does not grow with the number of hosts and nothing is written for half of them.
#include "render_hosts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "memory.h"

struct spool {
	int fd;
	uint64_t *ends; // of the host's text, by host
	size_t count;
};

static void spool_finish(struct spool *spool)
{
	if (spool->fd >= 0)
		close(spool->fd);
	free(spool->ends);
}

static uint64_t spool_start(const struct spool *spool, size_t index)
{
	return index ? spool->ends[index - 1] : 0;
}

// In the folder where the results will be, for the room they need is there.
static int spool_open(struct spool *spool, const char *directory, size_t hosts, struct error *err)
{
	AUTO_FREE char *parent = file_directory(directory);
	const char *place = file_exists(directory) ? directory : parent;

	spool->ends = memory_alloc_array(hosts, sizeof(*spool->ends));
	spool->fd = open(place, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (spool->fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR)) {
		FILE *file = tmpfile();

		spool->fd = file ? dup(fileno(file)) : -1;
		if (file)
			fclose(file);
	}
	if (spool->fd < 0)
		return error_set_errno(err, errno, "cannot create a file in '%s'", place);
	return 0;
}

static int spool_add(
	struct spool *spool, const char *directory, const struct buffer *text, struct error *err)
{
	uint64_t start = spool_start(spool, spool->count);

	if (file_write_at(spool->fd, directory, start, text->data, text->size, err) < 0)
		return -1;
	spool->ends[spool->count++] = start + text->size;
	return 0;
}

static char *target_path(const struct job *job, const char *directory, size_t index)
{
	return memory_printf("%s/%s.cfg", directory, job_host_name(job, index));
}

static int check_targets(
	const struct job *job, const char *directory, bool force, struct error *err)
{
	struct stat status;

	if (stat(directory, &status) < 0)
		return 0; // then nothing is in it
	if (!S_ISDIR(status.st_mode))
		return error_set(err, ERROR_SYSTEM, "'%s' is no folder", directory);
	for (size_t i = 0; !force && i < job_host_count(job); i++) {
		AUTO_FREE char *path = target_path(job, directory, i);

		if (file_exists(path))
			return error_set(
				err, ERROR_SYSTEM, "'%s' exists, use --force to replace it", path);
	}
	return 0;
}

static int replace_file(const char *path, const struct buffer *text, struct error *err)
{
	AUTO_OUTPUT *output = NULL;

	if (output_file_create(&output, path, true, err) < 0 ||
		file_write_at(output_file_fd(output), path, 0, text->data, text->size, err) < 0)
		return -1;
	return output_file_name(output, err);
}

// A name that is not there yet needs no detour, and a detour costs more than all the rest.
static int create_file(const char *path, const struct buffer *text, struct error *err)
{
	AUTO_CLOSE int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

	if (fd < 0)
		return error_set_errno(err, errno, "cannot create '%s'", path);
	if (file_write_at(fd, path, 0, text->data, text->size, err) < 0) {
		unlink(path);
		return -1;
	}
	return 0;
}

// `text` is room to read into.
static int write_one(const struct job *job, const struct spool *spool, const char *directory,
	size_t index, bool force, struct buffer *text, struct error *err)
{
	AUTO_FREE char *path = target_path(job, directory, index);
	uint64_t start = spool_start(spool, index);
	size_t size = (size_t)(spool->ends[index] - start);

	buffer_truncate(text, 0);
	buffer_reserve(text, size);
	if (file_read_at(spool->fd, path, start, text->data, size, err) < 0)
		return -1;
	text->size = size;
	return force ? replace_file(path, text, err) : create_file(path, text, err);
}

static int write_all(const struct job *job, const struct spool *spool, const char *directory,
	bool force, struct error *err)
{
	bool made = mkdir(directory, 0777) == 0;
	AUTO_BUFFER text = BUFFER_INIT;
	size_t done = 0;

	if (!made && errno != EEXIST)
		return error_set_errno(err, errno, "cannot create '%s'", directory);
	while (done < spool->count &&
		write_one(job, spool, directory, done, force, &text, err) == 0)
		done++;
	if (done == spool->count && file_sync_folder(directory, err) == 0)
		return 0;
	// What was replaced stays replaced; what is new goes.
	for (size_t i = 0; !force && i < done; i++) {
		AUTO_FREE char *path = target_path(job, directory, i);

		unlink(path);
	}
	if (made)
		rmdir(directory);
	return -1;
}

int render_hosts(const struct arguments *arguments, struct error *err)
{
	static const struct job_options needs = {.need = JOB_KICKSTART, .lint = true};
	AUTO_JOB job = JOB_INIT;
	CLEANUP(spool_finish) struct spool spool = {-1, NULL, 0};
	const char *directory = arguments_value(arguments, "output");
	bool force = arguments_flag(arguments, "force");

	if (!directory)
		return error_set(err, ERROR_USAGE, "--all needs a folder: --output DIR");
	if (job_read(&job, arguments, err) < 0)
		return -1;
	if (job.spec)
		return error_set(err, ERROR_USAGE, "--all is given, but the spec has no hosts");
	if (check_targets(&job, directory, force, err) < 0 ||
		spool_open(&spool, directory, job_host_count(&job), err) < 0)
		return -1;
	for (size_t i = 0; i < job_host_count(&job); i++) {
		if (job_host(&job, i, arguments, &needs, err) < 0 ||
			spool_add(&spool, directory, &job.kickstart, err) < 0) {
			job_tell_hosts(&job, arguments);
			return -1;
		}
	}
	job_name_hosts(&job);
	if (job_report(&job, arguments, err) < 0)
		return -1;
	return write_all(&job, &spool, directory, force, err);
}
