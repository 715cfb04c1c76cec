// SPDX-License-Identifier: GPL-3.0-or-later
// From the text of one file to a tree of nodes.
#pragma once

#include <stdbool.h>

#include "diagnostics.h"
#include "node.h"

// Parses one document. Findings of form (syntax, tabs, duplicate keys, tags, aliases, limits) go
// to `diagnostics`. Returns NULL where there is no mapping at the top. `ret_broken` tells that
// the text was given up at some point: what is missing in the tree may stand behind it.
// The caller keeps `source` as long as the nodes.
struct spec_node *yaml_parse(
	const struct source *source, struct diagnostics *diagnostics, bool *ret_broken);
