// SPDX-License-Identifier: GPL-3.0-or-later
// Image profiles: which VIBs a medium installs and under which file names their payloads lie.
#pragma once

#include <stddef.h>

#include "error.h"

struct profile_payload {
	char *name; // of the payload in its VIB
	char *file; // on the medium; "" where the profile gives none
};

struct profile_vib {
	char *id; // vendor_type_name_version
	struct profile_payload *payloads;
	size_t payload_count;
};

// Elements as in facts/media-5-to-9.md section 5.3. Strings are "" where the element is missing.
struct profile {
	char *name;
	char *creator;
	char *acceptance_level; // certified, accepted, partner, community
	struct profile_vib *vibs; // sorted by id
	size_t vib_count;
	char **bulletins; // ids, sorted; none before 7.0
	size_t bulletin_count;
};

// ERROR_INPUT: no XML, or its root is no <imageprofile> with a name. Unknown elements are ignored.
int profile_parse(
	const char *name, const void *data, size_t size, struct profile **ret, struct error *err);
void profile_destroy(struct profile *profile);
static inline void profile_cleanup(struct profile **profile)
{
	profile_destroy(*profile);
}
#define AUTO_PROFILE CLEANUP(profile_cleanup) struct profile

// NULL when the profile does not list it.
const struct profile_vib *profile_find(const struct profile *profile, const char *id);

// The VIB that a payload file ("s.v00", any case) comes from, or NULL.
const struct profile_vib *profile_owner(const struct profile *profile, const char *file);
