// SPDX-License-Identifier: GPL-3.0-or-later
// Acceptance levels of VIBs and image profiles, from the lowest to the highest.
//
// facts/media-5-to-9.md section 3.6: certified > accepted > partner > community; a profile has the
// level of its lowest VIB. Section 3.2: old descriptors say "signed" for partner and "unsigned" for
// community.
#pragma once

#include <stdbool.h>

enum acceptance {
	ACCEPTANCE_UNKNOWN, // a word that is none of the four; counts as lower than all
	ACCEPTANCE_COMMUNITY,
	ACCEPTANCE_PARTNER,
	ACCEPTANCE_ACCEPTED,
	ACCEPTANCE_CERTIFIED,
};

enum acceptance acceptance_parse(const char *text);
const char *acceptance_name(enum acceptance acceptance); // "community" …, "unknown"
