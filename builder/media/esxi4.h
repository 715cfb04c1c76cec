// SPDX-License-Identifier: GPL-3.0-or-later
// What a medium of 4.x is made of: isolinux.cfg with the modules, and the disk image.
//
// facts/media-4.md sections 1, 2 and 5.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "diagnostics.h"
#include "digest.h"
#include "error.h"
#include "isolinux.h"
#include "medium.h"
#include "reader.h"

#define ESXI4_CONFIG_PATH "/ISOLINUX.CFG"
#define ESXI4_IMAGE_PATH "/IMAGEDD.BZ2"
#define ESXI4_SUM_PATH "/IMAGEDD.MD5"
#define ESXI4_OEM_PATH "/OEM.TGZ"
// The name of the same archive in the bootbank, in its boot.cfg and in isolinux.cfg.
#define ESXI4_OEM_NAME "oem.tgz"

enum { ESXI4_MD5_SIZE = 33 }; // with the NUL

// imagedd.md5: "<MD5 of imagedd.bz2>  <name that the image had when it was built>\n".
struct esxi4_sum {
	const struct iso_file *file; // NULL: there is none
	char md5[ESXI4_MD5_SIZE]; // in lower case; "" where the file does not begin with one
	size_t at; // where the MD5 stands in the text
	struct buffer text;
};

struct esxi4 {
	const struct iso_file *config;
	struct isolinux *isolinux;
	const struct isolinux_label *boot; // the one that starts the installer, or NULL
	size_t label; // its index
	// One for each item of it, NULL: not on the medium.
	const struct iso_file **items;
	const struct iso_file *image; // NULL: media of 4.0, which have it inside another file
	struct esxi4_sum sum;
};

// Reads isolinux.cfg and imagedd.md5 into medium->esxi4.
int esxi4_read(struct medium *medium, struct error *err);
void esxi4_destroy(struct esxi4 *esxi4);

// Is the file an item of the label that starts the installer?
bool esxi4_loads(const struct medium *medium, const struct iso_file *file);

// What stands behind "name=" at the first item (case of the name does not count). Caller frees;
// NULL: nothing.
char *esxi4_option(const struct esxi4 *esxi4, const char *name);

// Errors: no label that starts the installer, items that are not there or are empty. Warnings: a
// second isolinux.cfg, no imagedd.md5. Advice: "ks=" that is there already.
void esxi4_check(const struct medium *medium, struct diagnostics *diagnostics);
