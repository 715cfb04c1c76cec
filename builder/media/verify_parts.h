// SPDX-License-Identifier: GPL-3.0-or-later
// What the parts of a verification share.
#pragma once

#include "medium.h"
#include "output.h"
#include "signature.h"
#include "verify_files.h"

struct verification {
	const struct medium *medium;
	const struct verify_files *files; // all that was read
	const struct trust *trust;
	struct diagnostics *diagnostics;
};

// A finding about a file of the medium, or about all of it (`path` NULL).
struct diagnostic *verify_report(const struct verification *verification, enum severity severity,
	const char *path, const char *format, ...) __attribute__((format(printf, 4, 5)));

// Boot entries and their images. An error is that the medium cannot be read.
int verify_boot(const struct verification *verification, struct error *err);

// The kickstart that the kernel options name.
void verify_kickstart(const struct verification *verification);

// gzip of each module, and how many have the same size.
void verify_modules(const struct verification *verification);

// The profile and its VIBs against the database, boot.cfg and the files: what is missing, altered
// or belongs to nobody. An error is that the medium cannot be read.
int verify_vibs(const struct verification *verification, struct error *err);

// Modules and payload files that no VIB of the image accounts for, VIBs that no profile lists.
struct image;
void verify_orphans(const struct verification *verification, const struct image *image);

// The signature of each VIB of the image, and its level.
void verify_signatures(const struct verification *verification, const struct image *image);

// The description of one VIB against its signed descriptor, which it has.
void verify_description(const struct verification *verification, const struct imgdb_vib *entry);

// The copies of the profile in UPGRADE.
int verify_copies(const struct verification *verification, struct error *err);

// The manifest at `path` against the medium. An error is that it is none, or cannot be read.
int verify_manifest(const struct verification *verification, const char *path,
	struct progress *progress, struct error *err);
