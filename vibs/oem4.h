// SPDX-License-Identifier: GPL-3.0-or-later
// The oem.tgz of a 4.x image with drivers in it, and with the two maps that lead to them.
//
// facts/media-4.md sections 2.5 and 3.5: an overlay replaces whole files, so that simple.map (PCI
// id to module) and pci.ids (names) have to be complete: those of the base with the lines of the
// drivers.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"
#include "driver4.h"
#include "error.h"
#include "reader.h"

struct oem4;

// `oem` is the oem.tgz of the base, NULL where it has none; it is read at once. `sys` is its
// sys.vgz (s.z), NULL where there is none; read by oem4_finish(), and only if drivers need it. Both
// are borrowed. ERROR_INPUT: what overlay_read() says.
int oem4_create(
	const struct reader *oem, const struct reader *sys, struct oem4 **ret, struct error *err);
void oem4_destroy(struct oem4 *oem);
static inline void oem4_cleanup(struct oem4 **oem)
{
	oem4_destroy(*oem);
}
#define AUTO_OEM4 CLEANUP(oem4_cleanup) struct oem4

// Adds the files of a package, which outlives `oem`. ERROR_INPUT: an earlier package has brought
// the same file (unless its bytes are the same), or one of them cannot be there.
int oem4_add(struct oem4 *oem, const struct driver4_package *package, struct error *err);

struct oem4_note {
	bool is_warning; // something may not work; else good to know
	char *text; // one line, lower case, no full stop
};

struct oem4_driver {
	const struct driver4_package *package; // borrowed
	size_t file_count; // without directories
	size_t id_count; // PCI ids that lead to it now and did not before
};

struct oem4_result {
	bool changed; // false: no package was added; `archive` is empty then
	struct buffer archive; // oem.tgz, the same for the same inputs
	struct oem4_note *notes; // in a fixed order
	size_t note_count;
	struct oem4_driver *drivers; // in the order of oem4_add()
	size_t driver_count;
	size_t replaced_count; // files that the base's oem.tgz had
};

// Merges the maps and makes the archive; only once. ERROR_INPUT: a driver's XML cannot be used, a
// map is needed and neither oem.tgz nor sys.vgz of the base has one, sys.vgz is damaged.
int oem4_finish(struct oem4 *oem, struct oem4_result *ret, struct error *err);
void oem4_result_finish(struct oem4_result *result);
#define AUTO_OEM4_RESULT CLEANUP(oem4_result_finish) struct oem4_result
