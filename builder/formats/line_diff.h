// SPDX-License-Identifier: GPL-3.0-or-later
// Which lines differ between two texts, and files as a commit has them (libgit2).
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"
#include "cleanup.h"
#include "error.h"

struct line_diff_line {
	char origin; // ' ', '-' or '+'
	unsigned old_line; // from 1, 0: not in the old text
	unsigned new_line;
	const char *text; // in the text that was given, without its line end
	size_t length;
};

struct line_diff_hunk {
	unsigned old_start, old_count, new_start, new_count;
	struct line_diff_line *lines;
	size_t line_count;
};

struct line_diff {
	struct line_diff_hunk *hunks;
	size_t hunk_count;
	size_t removed, added; // lines
};

// `context`: lines around a change. The texts must outlive the result.
int line_diff(const char *old_text, size_t old_size, const char *new_text, size_t new_size,
	unsigned context, struct line_diff **ret, struct error *err);
void line_diff_destroy(struct line_diff *diff);
static inline void line_diff_cleanup(struct line_diff **diff)
{
	line_diff_destroy(*diff);
}
#define AUTO_LINE_DIFF CLEANUP(line_diff_cleanup) struct line_diff

// Appends the usual unified form, with the two names in front of it.
void line_diff_print(const struct line_diff *diff, const char *old_name, const char *new_name,
	struct buffer *ret);

// ---- a repository ----

struct git_tree;

// The tree of a revision ("HEAD~1", "v1.2", a hash) in the repository that `path` lies in.
int git_tree_open(const char *path, const char *revision, struct git_tree **ret, struct error *err);
// The content of a file; `path` is one of the file system. A file that the revision lacks is
// ERROR_INPUT.
int git_tree_read(
	const struct git_tree *tree, const char *path, struct buffer *ret, struct error *err);
bool git_tree_has(const struct git_tree *tree, const char *path);
void git_tree_destroy(struct git_tree *tree);
static inline void git_tree_cleanup(struct git_tree **tree)
{
	git_tree_destroy(*tree);
}
#define AUTO_GIT_TREE CLEANUP(git_tree_cleanup) struct git_tree
