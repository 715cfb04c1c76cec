// SPDX-License-Identifier: GPL-3.0-or-later
// out.iso.manifest.json: what is on the ISO and where it came from.
//
// No path of the building machine and no time but the source date stand in it, so that it is as
// reproducible as the ISO.
#pragma once

#include "digest.h"
#include "output.h"
#include "plan.h"

struct manifest_facts {
	const struct plan *plan;
	const struct medium *medium; // the base
	char base_sha256[SHA256_HEX_SIZE];
	const char *spec_sha256;
	int64_t date;
	char iso_sha256[SHA256_HEX_SIZE];
	uint64_t iso_size;
};

// The files of a finished ISO with their digests.
struct manifest;

// Reads every file of the ISO.
int manifest_create(struct manifest **ret, int fd, const char *name, struct progress *progress,
	struct error *err);
// Holds the files of those edits that have a digest against it. ERROR_INPUT: one is not what was
// checked before.
int manifest_check(const struct manifest *manifest, const struct plan *plan, struct error *err);
// Appends the document.
void manifest_print(
	const struct manifest *manifest, const struct manifest_facts *facts, struct buffer *ret);
void manifest_destroy(struct manifest *manifest);
static inline void manifest_cleanup(struct manifest **manifest)
{
	manifest_destroy(*manifest);
}
#define AUTO_MANIFEST CLEANUP(manifest_cleanup) struct manifest
