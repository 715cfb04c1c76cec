// SPDX-License-Identifier: GPL-3.0-or-later
// What extract was asked for, shared by the kinds of files that it takes apart.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "error.h"
#include "extract_target.h"
#include "reader.h"

// A file or a folder.
struct extract_wish {
	char *path; // without '/' at the ends; "": everything
	bool found;
};

struct extract_selection {
	struct extract_wish *list;
	size_t count;
	bool nocase;
	size_t file_count; // files that were found
};

// Is the path one of those asked for, or in a folder of those? Marks them as found.
bool extract_selects(const struct extract_selection *selection, const char *path);
// Was all of it found, and is it not too much for standard output?
int extract_check_found(const struct extract_selection *selection,
	const struct extract_target *target, const char *name, struct error *err);
// Writes one whole file.
int extract_copy(const struct reader *reader, const char *path, struct extract_target *target,
	struct error *err);

int extract_vib(const char *name, struct extract_selection *selection,
	struct extract_target *target, struct error *err);
