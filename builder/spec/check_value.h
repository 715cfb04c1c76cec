// SPDX-License-Identifier: GPL-3.0-or-later
// One scalar held against its row.
#pragma once

#include "diagnostics.h"
#include "node.h"
#include "schema.h"

// Checks a scalar that is not null; the row is of a scalar type other than SCHEMA_SECRET.
void check_value(
	struct spec_node *node, const struct schema_row *row, struct diagnostics *diagnostics);
