// SPDX-License-Identifier: GPL-3.0-or-later
// Checking a finished installer medium: everything that medium_check() knows, and what takes
// reading it all: each module, the VIBs and the manifest.
#pragma once

#include <stdbool.h>

#include "diagnostics.h"
#include "error.h"
#include "output.h"
#include "signature.h"

struct verify_options {
	const char *manifest; // NULL: "<path>.manifest.json" where that exists
	const struct trust *trust; // of signatures
};

// Whatever is wrong with the medium goes to `diagnostics`, also that it is none. An error is that
// it, or a manifest that was named, cannot be read.
int medium_verify(const char *path, const struct verify_options *options,
	struct diagnostics *diagnostics, struct error *err);
