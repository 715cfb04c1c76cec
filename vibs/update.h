// SPDX-License-Identifier: GPL-3.0-or-later
// The image database after a change: imgdb.tgz, UPGRADE/METADATA.ZIP and UPGRADE/PROFILE.XML.
//
// facts/media-5-to-9.md sections 5 and 6. What does not change is kept byte for byte; the same
// input gives the same bytes. A rule of our own, as nothing but uniqueness is asked of them: the
// profile keeps its name and gets "-" and the first eight digits of the SHA-256 over its sorted VIB
// ids behind it (instead of such an ending of an earlier change; at most 80 characters); its
// serialno is all of that SHA-256, its modifiedtime is the date of the build, its creator stays.
#pragma once

#include <stdint.h>

#include "buffer.h"
#include "depot.h"
#include "error.h"
#include "placement.h"
#include "resolve.h"

struct update_request {
	const struct imgdb *imgdb; // read with its VIBs and its content
	const struct resolution *resolution;
	const struct placement *placement;
	const struct depot *const *depots; // that the packages come from, for their bulletins
	size_t depot_count;
	const struct buffer *metadata_zip; // of the base; NULL: it has none
	int64_t date; // seconds since 1970 UTC
};

struct update {
	char *profile_name; // afterwards
	struct buffer imgdb; // one gzip member
	struct buffer metadata_zip; // empty where the base has none
	struct buffer profile_xml; // the same bytes as in both archives
	char **notes; // what people should know: bulletins that came or went, one line each
	size_t note_count;
};

int update_create(const struct update_request *request, struct update **ret, struct error *err);
void update_destroy(struct update *update);
static inline void update_cleanup(struct update **update)
{
	update_destroy(*update);
}
#define AUTO_UPDATE CLEANUP(update_cleanup) struct update
