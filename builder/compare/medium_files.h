// SPDX-License-Identifier: GPL-3.0-or-later
// Which files of two images differ, by their bytes.
#pragma once

#include <stddef.h>

#include "error.h"
#include "iso.h"

enum medium_file_change {
	MEDIUM_FILE_ADDED,
	MEDIUM_FILE_REMOVED,
	MEDIUM_FILE_CHANGED,
};

struct medium_file {
	enum medium_file_change change;
	const struct iso_file *old_file, *new_file; // NULL: not there
};

struct medium_files {
	struct medium_file *list; // by path; folders are not in it
	size_t count;
};

// Reads no more than it needs: files of different sizes differ.
int medium_files_compare(const struct iso *old_iso, const struct iso *new_iso,
	struct medium_files *ret, struct error *err);
void medium_files_finish(struct medium_files *files);
