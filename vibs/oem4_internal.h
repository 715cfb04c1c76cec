// SPDX-License-Identifier: GPL-3.0-or-later
// What oem4.c and oem4_maps.c share.
#pragma once

#include "oem4.h"
#include "overlay.h"

struct oem4 {
	struct overlay base; // oem.tgz of the base
	struct overlay made; // the base and the drivers, but for the maps of these
	const struct reader *sys;
	struct oem4_result result; // notes and drivers so far
	bool finished;
};

void oem4_note(struct oem4 *oem, bool is_warning, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

// Puts the two maps into the overlay where a driver has to do with them.
int oem4_merge_maps(struct oem4 *oem, struct error *err);
