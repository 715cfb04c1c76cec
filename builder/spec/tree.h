// SPDX-License-Identifier: GPL-3.0-or-later
// Builds the tree of one file from what the YAML parser meets, and refuses what a spec cannot have.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "diagnostics.h"
#include "node.h"
#include "text_copy.h"

enum {
	TREE_DEPTH_MAX = 32, // the contract needs ten
	TREE_NODES_MAX = 100000, // a thousand large hosts; copies made by aliases count
	TREE_TEXT_MAX = 16 * 1024 * 1024, // of all scalars, copies made by aliases count
	TREE_ANCHORS_MAX = 1000,
};

// A collection that is being read.
struct tree_frame {
	struct spec_node *node;
	char *key; // of the value that comes next; NULL: a key comes next
	struct place key_place;
	bool drop; // the value that comes next belongs to a key that was refused
	bool as_key; // the collection itself stands where a key belongs
};

struct tree_anchor {
	char *name;
	struct spec_node *node;
};

struct tree {
	struct text_copy *copy;
	struct diagnostics *diagnostics;
	struct tree_frame frames[TREE_DEPTH_MAX];
	size_t depth;
	struct spec_node *root;
	struct spec_node *trash; // a list of what was refused: anchors may still point there
	struct tree_anchor *anchors;
	size_t anchor_count;
	size_t nodes;
	size_t text;
	struct spec_node *last; // read last
	size_t last_tab; // end of the run of blanks that was reported last
	bool stopped; // nothing behind this was read
};

// Where something stands in the copy of the text, and what hangs on it.
struct tree_mark {
	size_t start, end;
	const char *anchor; // or NULL
	const char *tag; // or NULL
};

void tree_init(struct tree *tree, struct text_copy *copy, struct diagnostics *diagnostics);
void tree_finish(struct tree *tree);
#define AUTO_TREE CLEANUP(tree_finish) struct tree

enum tree_style {
	TREE_PLAIN,
	TREE_QUOTED,
	TREE_BLOCK,
};

void tree_scalar(struct tree *tree, struct tree_mark mark, const char *text, size_t length,
	enum tree_style style);
void tree_begin(struct tree *tree, struct tree_mark mark, enum spec_kind kind);
void tree_end(struct tree *tree, size_t end);
void tree_alias(struct tree *tree, struct tree_mark mark, const char *name);

// Adds an error at an offset of the copy, with the path of what is being read. `hint` may be NULL.
void tree_report(struct tree *tree, size_t offset, const char *hint, const char *message);
// The same, and gives up reading.
void tree_stop(struct tree *tree, size_t offset, const char *message);

// Reading failed behind what was read last: if that is a scalar, it may be no whole value.
void tree_distrust_last(struct tree *tree);

// Closes what is open and moves the root out; NULL where there is no mapping at the top, which is
// reported unless reading was given up.
struct spec_node *tree_steal(struct tree *tree);
