// SPDX-License-Identifier: GPL-3.0-or-later
// Reading a medium once for all checks: digests of files, and gzip members of modules.
#pragma once

#include "gzip.h"
#include "digest.h"
#include "medium.h"
#include "output.h"

struct verify_file {
	const struct iso_file *file;
	bool is_module; // some boot.cfg loads it, or it is the kernel
	struct gzip_info gzip; // of a module
	char sha256[SHA256_HEX_SIZE];
};

struct verify_files {
	struct verify_file *list; // in the order of the medium's list, without directories
	size_t count;
};

// An error is that the medium cannot be read.
int verify_files_read(const struct medium *medium, struct progress *progress,
	struct verify_files *ret, struct error *err);
void verify_files_finish(struct verify_files *files);

// NULL: no file of the medium, or a directory.
const struct verify_file *verify_files_find(
	const struct verify_files *files, const struct iso_file *file);

// The file of the medium as bytes.
struct reader medium_reader(const struct medium *medium, const struct iso_file *file);
