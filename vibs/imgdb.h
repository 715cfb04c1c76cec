// SPDX-License-Identifier: GPL-3.0-or-later
// imgdb.tgz: the database of VIBs and image profiles on an installer medium.
//
// facts/media-5-to-9.md section 5: members are told by directory and extension, never by the hash
// in their names; later releases have more directories, which are not complete in the facts, so
// whatever is not known is kept as it is.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "archive.h"
#include "buffer.h"
#include "diagnostics.h"
#include "error.h"
#include "profile.h"
#include "reader.h"
#include "vib.h"

enum {
	IMGDB_MEMBER_MAX = 16 << 20, // bytes of one file in it
	IMGDB_CONTENT_MAX = 256 << 20, // bytes of all files together
};

struct imgdb_member {
	char *path; // as archive_each() gives it
	enum archive_kind kind;
	struct buffer content; // the exact bytes of a file
};

struct imgdb_vib {
	char *stem; // the path of its files without ".xml"
	struct vib *vib; // of its descriptor, never NULL
	const struct imgdb_member *xml; // the normalised copy
	const struct imgdb_member *descriptor; // ".xml.orig", the signed bytes; NULL: there is none
	const struct imgdb_member *signature; // ".xml.sig", may be empty; NULL: there is none
};

struct imgdb_profile {
	char *member;
	struct profile *profile;
};

struct imgdb {
	struct imgdb_profile *profiles; // sorted by member
	size_t profile_count;
	struct imgdb_vib *vibs; // sorted by id; none unless they were asked for
	size_t vib_count;
	struct imgdb_member *members; // in the order of the archive; the same
	size_t member_count;
	const struct imgdb_member **by_path; // all of them, sorted
};

// Reads the archive. Without `vibs` it only looks for the profiles. A VIB or a profile that cannot
// be parsed is a warning and left out, but stays a member; ERROR_INPUT: no tar in gzip, no profile
// at all, limits exceeded.
int imgdb_read(const struct reader *reader, bool vibs, struct imgdb **ret,
	struct diagnostics *diagnostics, struct error *err);
void imgdb_destroy(struct imgdb *imgdb);
static inline void imgdb_cleanup(struct imgdb **imgdb)
{
	imgdb_destroy(*imgdb);
}
#define AUTO_IMGDB CLEANUP(imgdb_cleanup) struct imgdb

// The profile of the medium: installer media have one.
const struct profile *imgdb_profile(const struct imgdb *imgdb);
// By name ("esx-base"), or by id; NULL when there is none.
const struct imgdb_vib *imgdb_find_vib(const struct imgdb *imgdb, const char *name);
const struct imgdb_vib *imgdb_find_vib_id(const struct imgdb *imgdb, const char *id);
// NULL when there is none of that path. Of several the last one counts, as when it is unpacked.
const struct imgdb_member *imgdb_find_member(const struct imgdb *imgdb, const char *path);

// Is the path that of a file right in the directory of this name ("vibs") of a database, or of a
// metadata zip, which has it at its root?
bool imgdb_is_in(const char *path, const char *directory);
