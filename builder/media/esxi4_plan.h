// SPDX-License-Identifier: GPL-3.0-or-later
// The part of the plan that is about media of 4.1: isolinux.cfg, and drivers in the disk image.
#pragma once

#include "esxi4_image.h"
#include "esxi4_wishes.h"
#include "oem4.h"
#include "plan.h"

// What becomes of the disk image.
struct esxi4_drivers {
	const struct esxi4_wishes *wishes; // borrowed; may be empty
	struct esxi4_image *image; // with the edits; without wishes the disk image alone
	struct oem4_result oem;
	struct bzip2_output *output; // the new IMAGEDD.BZ2
	struct disk_image_digests before;
	struct disk_image_digests after;
	uint64_t free_before; // bytes of the bootbank
	uint64_t free_after;
	bool names_oem; // boot.cfg of the bootbank names oem.tgz newly
	size_t module; // at this place
};

// Puts the drivers that are wished for into the disk image, in memory: nothing of it is among the
// edits yet. Without drivers, an image of several bzip2 streams becomes one of one. NULL in *ret:
// neither is to be done. What cannot be done goes to `diagnostics`; *ret is good only
// without errors there.
int esxi4_drivers_create(const struct spec *spec, const struct medium *medium,
	const struct plan_inputs *inputs, struct esxi4_drivers **ret,
	struct diagnostics *diagnostics, struct error *err);
void esxi4_drivers_destroy(struct esxi4_drivers *drivers);

// Adds the edits: isolinux.cfg with the kickstart, and what the drivers change.
int esxi4_plan(struct plan *plan, const struct spec *spec, const struct medium *medium,
	struct diagnostics *diagnostics, struct error *err);

// The drivers for people, and as JSON: what goes in, and the disk image before and after.
void esxi4_drivers_print(const struct esxi4_drivers *drivers, struct buffer *out);
struct json *esxi4_drivers_describe(const struct esxi4_drivers *drivers);
