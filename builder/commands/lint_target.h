// SPDX-License-Identifier: GPL-3.0-or-later
// What `lint` is asked to check: specs, kickstarts, folders of them, installer media.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "error.h"

enum {
	LINT_KICKSTART_MAX = 4 * 1024 * 1024, // bytes of a kickstart
	LINT_FILES_MAX = 100000, // of all folders together
	LINT_DEPTH_MAX = 64, // folders within folders
};

enum lint_kind {
	LINT_SPEC,
	LINT_KICKSTART,
	LINT_FOLDER,
	LINT_MEDIUM,
};

// By the name where it ends .yaml or .yml (a spec), .ks or .cfg (a kickstart); else by content: an
// ISO 9660 image, or a text whose first line that is neither empty nor a comment is one of YAML
// ("key:", "---", "%YAML", "{") or not. Standard input is read for it, and can be read again. What
// cannot be opened is taken for a spec, whose reader says why.
int lint_kind_of(const char *path, enum lint_kind *ret, struct error *err);

// Upper and lower case do not count.
bool lint_path_ends(const char *path, const char *suffix);

// The same for a text.
bool lint_text_is_spec(const char *text, size_t size);

struct lint_files {
	struct lint_file {
		char *path;
		bool is_spec;
	} * list;
	size_t count;
};

#define LINT_FILES_INIT                                                                            \
	{                                                                                          \
		NULL, 0                                                                            \
	}
#define AUTO_LINT_FILES CLEANUP(lint_files_finish) struct lint_files
void lint_files_finish(struct lint_files *files);
void lint_files_add(struct lint_files *files, const char *path, bool is_spec);

// Appends what there is to check below a folder, sorted by the bytes of the paths: files *.yaml and
// *.yml with `esxmint`, `base` and `install` among their top keys (others are overlays, or nothing
// of ours), files *.ks, and files *.cfg with a command of the installer at the head of a line.
// Hidden ones are passed over, and folders behind symbolic links. None at all is ERROR_INPUT.
int lint_folder_read(const char *path, struct lint_files *files, struct error *err);
