// SPDX-License-Identifier: GPL-3.0-or-later
// What the files of rules share: the tree at hand, how a rule looks into it and how it reports.
#pragma once

#include "stages.h"

struct rules {
	struct spec_node *root;
	bool broken;
	struct diagnostics *diagnostics;
};

// A node without a finding, or NULL.
struct spec_node *rules_node(const struct rules *rules, const char *path);

// The text of a sound scalar, or what stands in for it.
const char *rules_text(const struct rules *rules, const char *path, const char *otherwise);

// The sound scalar under a key of an item of a list, or NULL.
struct spec_node *rules_item(const struct spec_node *item, const char *key);

// An error at the node; `hint` may be NULL.
void rules_fail(const struct rules *rules, struct spec_node *node, const char *hint,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

// No two items of the list may have the same value under `key`.
void rules_same(
	const struct rules *rules, struct spec_node *list, const char *key, const char *what);

// rules_network.c
void rules_check_network(const struct rules *rules);

// rules_storage.c
void rules_check_storage(const struct rules *rules);
