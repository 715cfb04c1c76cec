// SPDX-License-Identifier: GPL-3.0-or-later
// The image database after a change: imgdb.tgz, UPGRADE/METADATA.ZIP and UPGRADE/PROFILE.XML.
//
// facts/media-5-to-9.md sections 5 and 6. What does not change keeps its bytes and its place; the
// same input gives the same bytes. Rules of our own, where nothing but uniqueness is asked:
// - the profile keeps its creator and its name, with "-" and the first eight digits of the SHA-256
//   over its sorted VIB ids, each with a line end, behind it (instead of such an ending of an
//   earlier change; at most 80 characters). Its serialno is all of that SHA-256, its modifiedtime
//   the date of the build;
// - a new VIB's files carry the number that Python 2 with 64 bits would give them, or the next one
//   that is free, and stand behind those of all other VIBs, sorted by name;
// - the database's copy of a descriptor has its release-date with a zone, and else the same bytes.
//
// Components, on media that list them (7.0 and later): one that came with a VIB is listed if the
// image has all VIBs of it; one of the image goes when the last of its VIBs went, and stays as long
// as it has one. VMware's tools put VIBs that were replaced aside as reserved VIBs (resvibs.tgz,
// KB 407728); that is not done here, and a note says so. imgpayld.tgz holds copies of payloads that
// no change touches, as payloads of those types are never added or removed (placement.h).
#pragma once

#include <stdint.h>

#include "buffer.h"
#include "depot.h"
#include "error.h"
#include "placement.h"
#include "resolve.h"

struct update_request {
	const struct imgdb *imgdb; // read with its VIBs
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

// ERROR_INPUT: the metadata zip cannot be read or has several profiles, a link or a name that is no
// ASCII in one of the archives.
int update_create(const struct update_request *request, struct update **ret, struct error *err);
void update_destroy(struct update *update);
static inline void update_cleanup(struct update **update)
{
	update_destroy(*update);
}
#define AUTO_UPDATE CLEANUP(update_cleanup) struct update
