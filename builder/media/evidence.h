// SPDX-License-Identifier: GPL-3.0-or-later
// What on a medium tells its release and build, and what follows from all of it together.
#pragma once

#include "medium.h"

// Reads evidence into medium->evidence and decides release and build. Quick: stops as soon as they
// are known and reads imgdb.tgz only when nothing smaller tells them. Otherwise imgdb.tgz is read
// as a whole, and what contradicts the deciding evidence is a warning that names both.
int evidence_collect(
	struct medium *medium, bool quick, struct diagnostics *diagnostics, struct error *err);

// The readers of one text each; false where it tells no release. Exposed for tests.

// "8.0.3-0.35.24280767": version of boot.cfg, .DISCINFO and VMware's own VIBs.
bool evidence_parse_version(const char *text, struct release *ret, uint64_t *ret_build);
// What the disk image of 4.1 was called when it was built:
// "VMware-VMvisor-big-260247-x86_64.dd.bz2", "VMware-VMvisor-big-4.1.0-502767-x86_64.dd.bz2".
bool evidence_parse_disk_image(const char *text, struct release *ret, uint64_t *ret_build);
// A text that names the product: "ESXi-7.0U3g-nuc12-syn", "VMware ESXi 5.5.0 Update 3",
// "ESXi-6.7.0-8169922-standard", "ESX 9.0.0.0 GA".
bool evidence_parse_product(const char *text, struct release *ret, uint64_t *ret_build);
