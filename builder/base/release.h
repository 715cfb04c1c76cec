// SPDX-License-Identifier: GPL-3.0-or-later
// ESXi releases: reading, comparing and naming them.
#pragma once

#include <stdbool.h>

// major.minor[.update]; update 0 and "not said" are the same. {0} means unknown.
struct release {
	unsigned major;
	unsigned minor;
	unsigned update;
};

// "8.0", "8.0.3", also "8.0 U3", "8.0U3b"; false for anything else.
bool release_parse(const char *text, struct release *ret);
bool release_known(struct release release);

// Below, equal, above: -1, 0, 1; update counts.
int release_compare(struct release a, struct release b);
bool release_at_least(struct release release, unsigned major, unsigned minor);

enum { RELEASE_TEXT_SIZE = 40 };
// "8.0" for update 0, else "8.0.3"
void release_format(struct release release, char text[RELEASE_TEXT_SIZE]);

// A 9.x above the last one that was known when this was written: treated like that one, with a
// warning where a user sees it.
bool release_is_newer(struct release release);
// Is there an ESXi of that major.minor, or is it newer
// (5.0 5.1 5.5 6.0 6.5 6.7 7.0 8.0 9.0 9.1; 4.0 4.1)?
bool release_exists(struct release release);
// Releases that this program can render kickstarts for: 4.1 to 9.x. Media are another matter.
bool release_supported(struct release release);
