// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: a hostile image is opened, read and given to libisofs, and one edit is written.
#include <stdint.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "cleanup.h"
#include "iso.h"

enum { FILE_LIMIT = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_files(const struct iso *iso)
{
	for (size_t i = 0; i < iso_file_count(iso); i++) {
		AUTO_ERROR err = ERROR_INIT;
		AUTO_BUFFER content = BUFFER_INIT;
		const struct iso_file *file = iso_file_at(iso, i);

		if (!iso_find(iso, file->path) ||
			(!file->is_dir && file->size <= FILE_LIMIT &&
				iso_read_file(iso, file, FILE_LIMIT, &content, &err) < 0))
			abort(); // what was opened lies inside the image
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_ISO *iso = NULL;
	AUTO_ERROR err = ERROR_INIT;
	AUTO_ERROR unimportant = ERROR_INIT;
	AUTO_CLOSE int fd = -1;
	struct iso_written written;
	struct iso_renames renames = {NULL, 0};

	if (iso_open_memory(data, size, &iso, &err) < 0)
		return 0;
	read_files(iso);
	if (iso_unused_bytes(iso) > size)
		abort();
	if (iso_check_import(iso, &err) < 0)
		return 0;
	fd = memfd_create("fuzz", 0);
	if (fd < 0 || iso_set_file(iso, "/KS.CFG", "vmaccepteula\n", 13, 0, &unimportant) < 0)
		return 0;
	if (iso_write_append(iso, fd, "output", 0, &written, &err) == 0 &&
		iso_check_readback(iso, fd, "fuzz", &written, &renames, &unimportant) == 0)
		iso_renames_finish(&renames);
	return 0;
}
