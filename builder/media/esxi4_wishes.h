// SPDX-License-Identifier: GPL-3.0-or-later
// What a spec wants of the drivers of a 4.1 medium: image.vibs, read and held against its pins.
#pragma once

#include "diagnostics.h"
#include "driver4.h"
#include "error.h"
#include "spec.h"

// One package that is wished for.
struct esxi4_wish {
	const struct driver4_package *package;
	const struct driver4 *driver; // the file that it is from
	const char *written; // the path of that, as the spec writes it; borrowed
	struct place place; // of that path
	const char *key;
};

struct esxi4_wishes {
	struct driver4 **drivers; // in the order of image.vibs
	size_t driver_count;
	struct esxi4_wish *list; // in the same order, those of one file by their ids
	size_t count;
};

// What is wrong with an input goes to `diagnostics`, all of it in one run; with errors there the
// wishes must not be used. NULL in *ret: the spec wants no drivers. An error is a file that cannot
// be read. `spec` outlives the wishes.
int esxi4_wishes_read(const struct spec *spec, struct esxi4_wishes **ret,
	struct diagnostics *diagnostics, struct error *err);
void esxi4_wishes_destroy(struct esxi4_wishes *wishes);
static inline void esxi4_wishes_cleanup(struct esxi4_wishes **wishes)
{
	esxi4_wishes_destroy(*wishes);
}
#define AUTO_ESXI4_WISHES CLEANUP(esxi4_wishes_cleanup) struct esxi4_wishes
