// SPDX-License-Identifier: GPL-3.0-or-later
// VIB versions ("1.2.3-4vmw.700") and the relations that constraints state about them.
//
// facts/media-5-to-9.md section 3.6: [H] and [I], it matches all orderings that were seen. Version
// and release are split at the first '-', fields at '.'; a field compares by its leading number (-1
// where it has none), then by the rest as text; a missing field is lower than any.
#pragma once

#include <stdbool.h>

enum relation {
	RELATION_ANY, // no relation given: any version will do
	RELATION_LESS, // "<<"
	RELATION_AT_MOST, // "<=", also "<"
	RELATION_EQUAL, // "="
	RELATION_AT_LEAST, // ">=", also ">"
	RELATION_GREATER, // ">>"
};

// Lower than 0, 0 or greater, as strcmp().
int version_compare(const char *a, const char *b);

// False: `text` is no relation.
bool relation_parse(const char *text, enum relation *ret);
const char *relation_name(enum relation relation); // "<<" …, "" for RELATION_ANY

// Does `version` stand in that relation to `wanted`?
bool relation_holds(const char *version, enum relation relation, const char *wanted);
