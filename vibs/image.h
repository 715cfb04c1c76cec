// SPDX-License-Identifier: GPL-3.0-or-later
// What an installer image installs: its profile joined with its database.
#pragma once

#include <stddef.h>

#include "imgdb.h"
#include "profile.h"
#include "vib.h"

// One VIB that the profile lists.
struct image_vib {
	const struct imgdb_vib *entry; // of the database
	const struct profile_vib *files; // the file name of each payload, of the profile
};

struct image {
	const struct imgdb *imgdb; // borrowed
	const struct profile *profile;
	struct image_vib *vibs; // sorted by id
	size_t vib_count;
};

// `imgdb` was read with its VIBs and outlives the image. ERROR_INPUT: the profile lists a VIB that
// the database does not have or lists one twice, or the database has several profiles.
int image_create(const struct imgdb *imgdb, struct image **ret, struct error *err);
void image_destroy(struct image *image);
static inline void image_cleanup(struct image **image)
{
	image_destroy(*image);
}
#define AUTO_IMAGE CLEANUP(image_cleanup) struct image
