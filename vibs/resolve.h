// SPDX-License-Identifier: GPL-3.0-or-later
// Which VIBs an image has after some are added and some are removed, and whether that works.
//
// Pure: nothing is read or written. Rules: facts/media-5-to-9.md sections 3.2, 3.6 and 9; every
// refusal says which VIB, which constraint, what the image offers instead and what would help.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "diagnostics.h"
#include "image.h"
#include "package.h"
#include "release.h"

struct resolve_wish {
	const struct package *package;
	bool allow_downgrade; // take it even if the image has a newer one
	struct place place; // of the input that asks for it, for findings
	const char *key; // its YAML path; borrowed
};

struct resolve_removal {
	const char *name; // of the VIB
	struct place place;
	const char *key;
};

struct resolve_request {
	const struct image *image;
	const struct resolve_wish *wishes;
	size_t wish_count;
	const struct resolve_removal *removals;
	size_t removal_count;
	enum acceptance lowest; // that is allowed
	struct place lowest_place; // of image.acceptance_level, {0} where it is the default
	bool secure_boot; // the hosts boot with it
	struct release release;
};

enum resolve_kind {
	RESOLVE_KEEP, // the image has it already; a wish for the same VIB does nothing
	RESOLVE_ADD,
	RESOLVE_REPLACE, // an older, a newer or a differently named one goes for it
	RESOLVE_REMOVE,
};

struct resolve_step {
	enum resolve_kind kind;
	const struct image_vib *old; // of KEEP and REMOVE
	const struct image_vib **replaced; // that go for it, sorted by id; of REPLACE
	size_t replaced_count;
	const struct resolve_wish *wish; // of ADD, REPLACE, and of KEEP where one asked for it
	char *why; // for people: "newer than 1.0-1 of the base", "asked for by image.remove_vibs"
};

struct resolution {
	struct resolve_step
		*steps; // one for each VIB before or after, sorted by id (the new one's)
	size_t step_count;
	enum acceptance level; // of the profile afterwards
	char *level_why; // what makes it that
	bool changes; // is there anything but KEEP?
};

// What cannot be done goes to `diagnostics` as errors, all of it in one run; the resolution is good
// only without them.
void resolve(const struct resolve_request *request, struct resolution **ret,
	struct diagnostics *diagnostics);
void resolution_destroy(struct resolution *resolution);
static inline void resolution_cleanup(struct resolution **resolution)
{
	resolution_destroy(*resolution);
}
#define AUTO_RESOLUTION CLEANUP(resolution_cleanup) struct resolution

// The VIB that a step leaves in the image, NULL for RESOLVE_REMOVE.
const struct vib *resolve_step_vib(const struct resolve_step *step);
