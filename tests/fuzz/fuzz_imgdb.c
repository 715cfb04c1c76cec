// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: a hostile imgdb.tgz goes through gzip, tar and XML, and the gzip check sees it too.
// What makes an image is written again by a change of nothing, and has to be the same.
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "gzip.h"
#include "image.h"
#include "imgdb.h"
#include "memory.h"
#include "text.h"
#include "update.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void compare(const struct imgdb *old, const struct update *update)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_IMGDB *imgdb = NULL;
	struct reader reader = reader_memory("new", update->imgdb.data, update->imgdb.size);

	if (imgdb_read(&reader, true, &imgdb, &diagnostics, &err) < 0 ||
		imgdb->member_count != old->member_count || imgdb->vib_count != old->vib_count)
		abort();
	for (size_t i = 0; i < old->member_count; i++) {
		const struct imgdb_member *was = &old->members[i], *is = &imgdb->members[i];
		const struct buffer *wanted = &was->content;

		if (text_equal(was->path, old->profiles[0].member))
			wanted = &update->profile_xml;
		if (!text_equal(was->path, is->path) || was->kind != is->kind ||
			is->content.size != wanted->size ||
			memcmp(buffer_text(&is->content), buffer_text(wanted), wanted->size) != 0)
			abort();
	}
	if (!text_equal(imgdb_profile(imgdb)->name, update->profile_name) ||
		imgdb_profile(imgdb)->vib_count != imgdb_profile(old)->vib_count)
		abort();
}

static void write_again(const struct imgdb *imgdb)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_IMAGE *image = NULL;
	AUTO_UPDATE *update = NULL;
	AUTO_FREE struct resolve_step *steps = NULL;
	struct resolution resolution = {.level = ACCEPTANCE_COMMUNITY};
	struct placement placement = {0};
	struct update_request request = {
		.imgdb = imgdb, .resolution = &resolution, .placement = &placement};

	if (image_create(imgdb, &image, &err) < 0)
		return;
	steps = memory_alloc_array(image->vib_count, sizeof(*steps));
	for (size_t i = 0; i < image->vib_count; i++)
		steps[i] = (struct resolve_step){.kind = RESOLVE_KEEP, .old = &image->vibs[i]};
	resolution.steps = steps;
	resolution.step_count = image->vib_count;
	// Links, and names that are no ASCII, are refused.
	if (update_create(&request, &update, &err) == 0)
		compare(imgdb, update);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reader reader = reader_memory("imgdb.tgz", data, size);
	AUTO_ERROR err = ERROR_INIT;
	AUTO_ERROR unimportant = ERROR_INIT;
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_IMGDB *imgdb = NULL;
	struct gzip_info info;

	if (gzip_check_member(&reader, &info, &err) < 0 ||
		(info.state == GZIP_GOOD && info.compressed + info.trailing != size))
		abort();
	if (imgdb_read(&reader, true, &imgdb, &diagnostics, &unimportant) < 0)
		return 0;
	if (!imgdb_profile(imgdb))
		abort();
	write_again(imgdb);
	return 0;
}
