// SPDX-License-Identifier: GPL-3.0-or-later
// Builds of ESXi by number: their release and name, and what is wrong with the bad ones.
//
// Source: facts/host-tasks.md section 16 (names and numbers), 15 and facts/kickstart.md section 5,
// P03 and P04 (the bad ones). Some rows rest on one source: good for a warning, not for an error.
#pragma once

#include <stdint.h>

#include "release.h"

enum build_fault {
	BUILD_LOSES_USB = 1 << 0, // a boot device on USB or SD goes away while the host runs
	BUILD_WITHDRAWN = 1 << 1, // the vendor took it back
	BUILD_NO_MEDIA_SIZE = 1 << 3, // older than the kernel option systemMediaSize
	BUILD_DEPOT_WITHDRAWN = 1 << 2, // the vendor took the bundle back: upgrades with it fail
};

struct build {
	uint32_t number;
	struct release release;
	const char *name; // "7.0 U2a"
	unsigned faults; // enum build_fault
};

// NULL: the number is not in the table. 0 is never.
const struct build *build_find(uint64_t number);
