// SPDX-License-Identifier: GPL-3.0-or-later
// esxmint inspect: finds out by its content what kind of file it is.
#include "inspect.h"

#include <string.h>
#include <sys/stat.h>

#include "driver4.h"
#include "file.h"

enum { MAGIC_MAX = 8 };

// The first kind whose magic stands there.
static const struct {
	uint64_t offset;
	const char *magic;
	inspect_kind_fn *inspect;
} kinds[] = {
	{32769, "CD001", inspect_medium},
	{0, "!<arch>\n", inspect_vib},
	{0, "PK\3\4", inspect_depot},
	{0, "PK\5\6", inspect_depot}, // a zip without members
	{0, "\x1f\x8b", inspect_imgdb},
};

static int find_kind(const char *path, inspect_kind_fn **ret, struct error *err)
{
	AUTO_CLOSE int fd = -1;
	struct stat status;
	uint64_t size;

	if (stat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
		*ret = driver4_is_folder(path) ? inspect_driver4 : inspect_depot;
		return 0;
	}
	if (file_open(path, &fd, &size, err) < 0)
		return -1;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		size_t length = strlen(kinds[i].magic);
		char found[MAGIC_MAX];

		if (size < kinds[i].offset + length)
			continue;
		if (file_read_at(fd, path, kinds[i].offset, found, length, err) < 0)
			return -1;
		if (memcmp(found, kinds[i].magic, length) == 0) {
			struct reader reader = reader_fd(path, fd, 0, size);

			*ret = kinds[i].inspect;
			if (*ret != inspect_medium && driver4_is_one(&reader))
				*ret = inspect_driver4;
			return 0;
		}
	}
	return error_set(err, ERROR_INPUT,
		"'%s' is no ISO, no VIB, no offline bundle, no image database and no oem.tgz",
		path);
}

COMMAND(inspect)
{
	inspect_kind_fn *inspect = NULL;
	const char *format;

	if (arguments_format(arguments, "text|json", &format, err) < 0 ||
		find_kind(arguments_at(arguments, 0), &inspect, err) < 0)
		return -1;
	return inspect(arguments, format, err);
}
