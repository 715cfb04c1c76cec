// SPDX-License-Identifier: GPL-3.0-or-later
// Carrying out a plan: the ISO, its digest and its manifest, all of them or none.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "digest.h"
#include "plan.h"

struct apply_options {
	const char *output; // the ISO; .sha256 and .manifest.json stand beside it
	bool force; // replace what is there
	const char *base_path; // for messages, and to refuse writing over the base
	const char *base_sha256; // what the base must have, or NULL
	const char *spec_sha256; // for the manifest
	int64_t date; // seconds since 1970: the only date that is written
};

struct apply_result {
	char sha256[SHA256_HEX_SIZE];
	uint64_t size; // bytes of the ISO
	uint64_t appended; // bytes of it that stand behind the base; 0 for compact
};

// The date to write: SOURCE_DATE_EPOCH, else the creation date of the base, else 1980-01-01.
int apply_date(const struct medium *medium, int64_t *ret, struct error *err);

// `medium` is edited on the way and can only be destroyed afterwards. Names that the primary tree
// could not keep become warnings.
int plan_apply(const struct plan *plan, struct medium *medium, const struct apply_options *options,
	struct apply_result *ret, struct diagnostics *diagnostics, struct error *err);
