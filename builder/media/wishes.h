// SPDX-License-Identifier: GPL-3.0-or-later
// What a spec wants of the VIBs of its image: image.vibs read and verified, image.remove_vibs.
#pragma once

#include "depot.h"
#include "digest.h"
#include "resolve.h"
#include "spec.h"

// One VIB that is wished for, beside the resolve_wish of the same index.
struct wish_input {
	struct package *package; // that of the wish
	const struct depot *depot; // that it is from
	char *written; // the path of that, as the spec writes it
	char sha256[SHA256_HEX_SIZE]; // of the whole .vib
};

struct wishes {
	struct depot **depots; // in the order of image.vibs
	size_t depot_count;
	struct resolve_wish *list;
	struct wish_input *inputs;
	size_t count;
	struct resolve_removal *removals;
	size_t removal_count;
};

// Opens what image.vibs names, holds files against their pins, and checks each VIB that is wanted
// from end to end. What is wrong with an input goes to `diagnostics`, all of it in one run; with
// errors there the wishes must not be used. NULL in *ret: the spec wants nothing of VIBs. An error
// is a file that cannot be read. `spec` and `trust` outlive the wishes.
int wishes_read(const struct spec *spec, const struct trust *trust, struct wishes **ret,
	struct diagnostics *diagnostics, struct error *err);
void wishes_destroy(struct wishes *wishes);
static inline void wishes_cleanup(struct wishes **wishes)
{
	wishes_destroy(*wishes);
}
#define AUTO_WISHES CLEANUP(wishes_cleanup) struct wishes

// What is known of the file that a wish is from, or NULL for one that is none of these.
const struct wish_input *wishes_input(const struct wishes *wishes, const struct resolve_wish *wish);

// Is the file at `path` the one that `pin`, a SHA-256, is of? False in *ret: it is not, and
// `diagnostics` says so.
int wishes_check_pin(const struct spec_node *pin, const char *path, bool *ret,
	struct diagnostics *diagnostics, struct error *err);

// Marks the packages of a source that `only` names, with depot_select() or the like; all `count` of
// them where it is NULL. A name that the source does not have is told at its place.
typedef int wishes_select(const void *source, const char *name, bool *chosen, struct error *err);
void wishes_choose(const struct spec_node *only, size_t count, wishes_select *select,
	const void *source, bool *chosen, struct diagnostics *diagnostics);
