// SPDX-License-Identifier: GPL-3.0-or-later
// Files as a revision of a git repository has them (libgit2). Nothing in the repository is run, and
// no configuration of the user or the system is read.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"
#include "cleanup.h"
#include "error.h"

struct revision;

// The two ends of a range, in the repository that `path` (a file or folder, which need not be there
// any more) lies in: "OLD..NEW"; "OLD...NEW", which begins where the two branched off; either may
// be left out and is HEAD then. "OLD" alone: *ret_new is NULL, the work tree is meant. No
// repository and no such revision are ERROR_INPUT.
int revision_open_range(const char *path, const char *range, struct revision **ret_old,
	struct revision **ret_new, struct error *err);
// "v1.2 (1a2b3c4d5e)": as it was asked for, and the commit.
const char *revision_name(const struct revision *revision);

enum revision_kind {
	REVISION_NOTHING, // not in the revision, or not in the repository
	REVISION_FILE,
	REVISION_FOLDER,
};

// `path`: one of the file system; links within the revision are followed.
enum revision_kind revision_find(const struct revision *revision, const char *path);
// The content of a file of at most `limit` bytes. What the revision lacks, and what is larger, is
// ERROR_INPUT.
int revision_read(const struct revision *revision, const char *path, size_t limit,
	struct buffer *ret, struct error *err);
// Names in a folder, in order; the caller frees each and the list.
size_t revision_list(const struct revision *revision, const char *path, char ***ret);

void revision_destroy(struct revision *revision);
static inline void revision_cleanup(struct revision **revision)
{
	revision_destroy(*revision);
}
#define AUTO_REVISION CLEANUP(revision_cleanup) struct revision
