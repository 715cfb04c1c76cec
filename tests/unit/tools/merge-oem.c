// SPDX-License-Identifier: GPL-3.0-or-later
// Makes an oem.tgz for tests/cli/test_oem4.py: merge-oem OUT OEM SYS DRIVER[:ONLY]...
//
// OEM and SYS are "-" where the base has none. Prints what was made of each driver, and the notes.
// Status 1: what the library refuses, its words on standard output.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "memory.h"
#include "oem4.h"
#include "text.h"

enum { DRIVER_COUNT_MAX = 16 };

struct base_file {
	int fd;
	struct reader reader;
};

static int open_base(const char *path, struct base_file *ret, struct error *err)
{
	uint64_t size;

	if (file_open(path, &ret->fd, &size, err) < 0)
		return -1;
	ret->reader = reader_fd(path, ret->fd, 0, size);
	return 0;
}

static int add_driver(
	struct oem4 *oem, const char *argument, struct driver4 **ret, struct error *err)
{
	AUTO_FREE char *path = memory_strdup(argument);
	char *only = strchr(path, ':');
	AUTO_FREE bool *chosen = NULL;

	if (only)
		*only++ = '\0';
	if (driver4_open(path, ret, err) < 0)
		return -1;
	chosen = memory_alloc_array((*ret)->package_count, sizeof(*chosen));
	if (only && driver4_select(*ret, only, chosen, err) < 0)
		return -1;
	for (size_t i = 0; i < (*ret)->left_out_count; i++)
		printf("left out: %s\n", (*ret)->left_out[i]);
	for (size_t i = 0; i < (*ret)->package_count; i++) {
		if ((!only || chosen[i]) && oem4_add(oem, (*ret)->packages[i], err) < 0)
			return -1;
	}
	return 0;
}

static int print_result(const char *path, const struct oem4_result *result, struct error *err)
{
	for (size_t i = 0; i < result->driver_count; i++)
		printf("driver: %s files=%zu ids=%zu\n", result->drivers[i].package->id,
			result->drivers[i].file_count, result->drivers[i].id_count);
	for (size_t i = 0; i < result->note_count; i++)
		printf("%s: %s\n", result->notes[i].is_warning ? "warning" : "note",
			result->notes[i].text);
	printf("changed: %d replaced: %zu\n", result->changed, result->replaced_count);
	return file_write(path, true, result->archive.data, result->archive.size, err);
}

static int run(char **arguments, int count, struct driver4 **drivers, struct error *err)
{
	struct base_file oem = {.fd = -1}, sys = {.fd = -1};
	bool has_oem = !text_equal(arguments[2], "-"), has_sys = !text_equal(arguments[3], "-");
	AUTO_OEM4 *made = NULL;
	AUTO_OEM4_RESULT result = {.changed = false};
	int done = -1;

	if ((has_oem && open_base(arguments[2], &oem, err) < 0) ||
		(has_sys && open_base(arguments[3], &sys, err) < 0) ||
		oem4_create(
			has_oem ? &oem.reader : NULL, has_sys ? &sys.reader : NULL, &made, err) < 0)
		goto out;
	for (int i = 4; i < count; i++) {
		if (add_driver(made, arguments[i], &drivers[i - 4], err) < 0)
			goto out;
	}
	if (oem4_finish(made, &result, err) == 0)
		done = print_result(arguments[1], &result, err);
out:
	if (oem.fd >= 0)
		close(oem.fd);
	if (sys.fd >= 0)
		close(sys.fd);
	return done;
}

int main(int argc, char **argv)
{
	struct driver4 *drivers[DRIVER_COUNT_MAX] = {NULL};
	AUTO_ERROR err = ERROR_INIT;
	int result;

	if (argc < 4 || argc > 4 + DRIVER_COUNT_MAX)
		return 2;
	result = run(argv, argc, drivers, &err);
	for (size_t i = 0; i < DRIVER_COUNT_MAX; i++)
		driver4_destroy(drivers[i]);
	if (result < 0)
		printf("%s\n", err.text);
	return result < 0 ? 1 : 0;
}
