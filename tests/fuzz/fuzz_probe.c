// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: a hostile installer medium is recognised, in full and quickly, with one result.
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "probe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int probe(const uint8_t *data, size_t size, bool quick, struct medium **ret)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	struct iso *iso = NULL;

	if (iso_open_memory(data, size, &iso, &err) < 0)
		return -1;
	return medium_probe_iso(iso, "fuzz", quick, ret, &diagnostics, &err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_MEDIUM *full = NULL;
	AUTO_MEDIUM *quick = NULL;
	int result = probe(data, size, false, &full);

	if (probe(data, size, true, &quick) == 0 && result == 0 &&
		quick->generation != full->generation)
		abort();
	return 0;
}
