// SPDX-License-Identifier: GPL-3.0-or-later
// Joining profile and database, see image.h.
#include "image.h"

#include <stdlib.h>

#include "memory.h"
#include "text.h"

int image_create(const struct imgdb *imgdb, struct image **ret, struct error *err)
{
	AUTO_IMAGE *image = memory_alloc(sizeof(*image));
	const struct profile *profile = imgdb_profile(imgdb);

	if (imgdb->profile_count > 1)
		return error_set(err, ERROR_INPUT,
			"the image database has %zu profiles, expected one: '%s', '%s'",
			imgdb->profile_count, imgdb->profiles[0].member, imgdb->profiles[1].member);
	image->imgdb = imgdb;
	image->profile = profile;
	image->vibs = memory_alloc_array(profile->vib_count, sizeof(*image->vibs));
	for (size_t i = 0; i < profile->vib_count; i++) {
		const struct profile_vib *files = &profile->vibs[i];
		const struct imgdb_vib *entry = imgdb_find_vib_id(imgdb, files->id);

		if (!entry)
			return error_set(err, ERROR_INPUT,
				"image profile '%s' lists VIB '%s', which its database does not "
				"have",
				profile->name, files->id);
		if (i > 0 && text_equal(files->id, profile->vibs[i - 1].id))
			return error_set(err, ERROR_INPUT,
				"image profile '%s' lists VIB '%s' twice", profile->name,
				files->id);
		image->vibs[image->vib_count++] = (struct image_vib){entry, files};
	}
	*ret = STEAL(image);
	return 0;
}

void image_destroy(struct image *image)
{
	if (!image)
		return;
	free(image->vibs);
	free(image);
}
