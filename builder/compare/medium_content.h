// SPDX-License-Identifier: GPL-3.0-or-later
// What an installer medium holds, as far as two of them are compared.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buffer.h"
#include "diagnostics.h"
#include "error.h"
#include "medium.h"

struct medium_vib {
	char *name, *version, *vendor, *level;
};

struct medium_content {
	struct medium *medium; // open as long as this is there
	struct medium_vib *vibs; // by name
	size_t vib_count;
	char *profile; // name of the image profile, or NULL
	char *profile_level;
	char *kickstart_path; // "/KS.CFG", NULL: none
	struct buffer kickstart; // its text
};

// Opens an image and reads what is to be compared, but not the content of its files. ERROR_INPUT:
// not an installer medium of ESXi.
int medium_content_read(const char *path, struct medium_content **ret,
	struct diagnostics *diagnostics, struct error *err);
void medium_content_destroy(struct medium_content *content);
static inline void medium_content_cleanup(struct medium_content **content)
{
	medium_content_destroy(*content);
}
#define AUTO_MEDIUM_CONTENT CLEANUP(medium_content_cleanup) struct medium_content
