// SPDX-License-Identifier: GPL-3.0-or-later
// How a change of each key of the spec is said.
#pragma once

#include <stdbool.h>

struct words_row {
	const char *path; // in the table of keys
	unsigned weight;
	const char *subject;
	// What it is, as the beginning of a sentence; %1 and %2: names of the list entries or free
	// keys on the way. Of a list of plain values: of one of them.
	const char *what;
	// "true=on|false=off|=left as it is": words for values; behind '=' alone: for none.
	const char *values;
	bool ordered; // a list: the order counts, too
};

// NULL: nothing special is known.
const struct words_row *words_find(const char *path);
// For keys without a row of their own: what stands in front of the first dot decides.
const struct words_row *words_find_top(const char *path);
