// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: every member of an ar archive lies inside of it and has a name that can be used.
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ar.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reader reader = reader_memory("x.vib", data, size);
	AUTO_ERROR err = ERROR_INIT;
	AUTO_AR *ar = NULL;

	if (ar_open(&reader, &ar, &err) < 0)
		return 0;
	for (size_t i = 0; i < ar_count(ar); i++) {
		const struct ar_member *member = ar_at(ar, i);

		if (member->offset > size || member->size > size - member->offset ||
			!*member->name || strchr(member->name, '/') ||
			strlen(member->name) > AR_NAME_MAX)
			abort();
	}
	return 0;
}
