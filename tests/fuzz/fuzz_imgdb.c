// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: a hostile imgdb.tgz goes through gzip, tar and XML; and the gzip check sees it too.
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "gzip.h"
#include "imgdb.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reader reader = reader_memory("imgdb.tgz", data, size);
	AUTO_ERROR err = ERROR_INIT;
	AUTO_ERROR unimportant = ERROR_INIT;
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_IMGDB *imgdb = NULL;
	struct gzip_info info;

	if (gzip_check_member(&reader, &info, &err) < 0 ||
		(info.state == GZIP_GOOD && info.compressed + info.trailing != size))
		abort();
	if (imgdb_read(&reader, true, &imgdb, &diagnostics, &unimportant) == 0 &&
		!imgdb_profile(imgdb))
		abort();
	return 0;
}
