// SPDX-License-Identifier: GPL-3.0-or-later
// imgdb.tgz: the database of VIBs and image profiles on an installer medium.
//
// facts/media-5-to-9.md section 5: members are told by directory and extension, never by the hash
// in their names; later releases have more directories, which are not complete in the facts, so
// whatever is not known is only listed.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "diagnostics.h"
#include "error.h"
#include "profile.h"
#include "reader.h"

enum { IMGDB_MEMBER_MAX = 16 << 20 }; // bytes of one XML file in it

struct imgdb_vib {
	char *member; // its path in the archive
	char *id; // vendor_type_name_version
	char *vendor;
	char *type; // bootbank, locker, meta
	char *name;
	char *version;
	char *acceptance_level;
};

struct imgdb_profile {
	char *member;
	struct profile *profile;
};

struct imgdb {
	struct imgdb_profile *profiles; // sorted by member
	size_t profile_count;
	struct imgdb_vib *vibs; // sorted by id
	size_t vib_count;
	char **others; // paths of all other files, in the order of the archive
	size_t other_count;
};

// Reads the archive. Without `vibs` only the profiles are parsed. A VIB or a profile that cannot be
// parsed is a warning and left out; ERROR_INPUT: no tar in gzip, or no profile at all.
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
// By name ("esx-base"); NULL when there is none.
const struct imgdb_vib *imgdb_find_vib(const struct imgdb *imgdb, const char *name);
