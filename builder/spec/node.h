// SPDX-License-Identifier: GPL-3.0-or-later
// The tree of a spec inside this folder: what spec.h shows of it only through functions.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"
#include "place.h"
#include "spec.h"

struct spec_entry {
	char *key; // NULL in a sequence
	struct place key_place;
	bool shadowed; // a duplicate: it is checked like any other, and never found
	struct spec_node *value;
};

// Nodes hold no references on their sources: the spec that owns the tree does.
struct spec_node {
	unsigned references; // trees that it is part of
	enum spec_kind kind;
	// Nothing in it has a variable or a finding, and its path is set: the trees of all hosts
	// have it in common, and nobody changes it.
	bool settled;
	struct buffer form; // of a settled one, made when it is asked for: see canonical.c
	struct place place;
	size_t start, end; // range of the text in place.source
	bool quoted; // scalar in '…' or "…"
	bool block; // scalar behind | or >
	bool substituted; // had a variable in it
	bool invalid; // has a finding of its own: nobody should say more about it
	char *text; // scalar; NUL behind `length`
	size_t length;
	struct spec_entry *entries;
	size_t count;
	char *path; // set by node_set_paths()
};

struct spec_node *node_create(enum spec_kind kind, struct place place, size_t start);
// Where no other tree has it. Wipes texts: any of them may be a secret.
void node_destroy(struct spec_node *node);
static inline void node_cleanup(struct spec_node **node)
{
	node_destroy(*node);
}
#define AUTO_NODE CLEANUP(node_cleanup) struct spec_node

// Overwrites memory that held a secret in a way that the compiler keeps.
void node_wipe(void *data, size_t size);

// Takes over `key` and `value`.
void node_append(struct spec_node *node, char *key, struct place key_place, bool shadowed,
	struct spec_node *value);

// Entry with the key that is not shadowed, or NULL.
struct spec_entry *node_entry(const struct spec_node *node, const char *key);

// The node of a path such as "install.disk.first[0]", or NULL. Keys may contain dots and brackets.
// `ret_nearest` (may be NULL) becomes the place of the deepest written part of the path.
struct spec_node *node_find(struct spec_node *root, const char *path, struct place *ret_nearest);

// "install" + "disk" → "install.disk"; "" + "disk" → "disk". Caller frees.
char *node_join_path(const char *path, const char *key);
void node_set_paths(struct spec_node *root);
// The same for a part of a tree; copies `path`.
void node_set_paths_below(struct spec_node *node, const char *path);

// A copy of a whole tree, without paths. The second one has what is settled in common with it.
struct spec_node *node_clone(const struct spec_node *node);
struct spec_node *node_share(struct spec_node *node);
// Makes an entry's value one that may be changed, what is below it excepted.
void node_own(struct spec_entry *entry);

// A plain scalar that YAML reads as "nothing": empty, ~, null.
bool node_is_null(const struct spec_node *node);

// "a mapping", "a list", "a value"
const char *node_kind_name(enum spec_kind kind);
