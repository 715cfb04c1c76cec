// SPDX-License-Identifier: GPL-3.0-or-later
// Opening inputs, see input.h.
#include "input.h"

#include <string.h>

#include "file.h"

int input_is_package(const char *path, bool *ret, struct error *err)
{
	static const char magic[] = "!<arch>\n";
	AUTO_CLOSE int fd = -1;
	char found[sizeof(magic) - 1];
	uint64_t size;

	if (file_open(path, &fd, &size, err) < 0)
		return -1;
	*ret = false;
	if (size < sizeof(found))
		return 0;
	if (file_read_at(fd, path, 0, found, sizeof(found), err) < 0)
		return -1;
	*ret = memcmp(found, magic, sizeof(found)) == 0;
	return 0;
}

int input_open_package(const char *path, const struct trust *trust, int *ret_fd,
	struct package **ret, struct error *err)
{
	AUTO_TRUST *vmware = trust ? NULL : trust_create();
	AUTO_CLOSE int fd = -1;
	struct reader reader;
	uint64_t size;

	if (file_open(path, &fd, &size, err) < 0)
		return -1;
	reader = reader_fd(path, fd, 0, size);
	if (package_open(&reader, trust ? trust : vmware, ret, err) < 0)
		return -1;
	*ret_fd = fd;
	fd = -1;
	return 0;
}
