// SPDX-License-Identifier: GPL-3.0-or-later
// Metadata zips of offline bundles: the VIBs that they describe, bulletins, profiles.
//
// facts/media-5-to-9.md section 4, facts/real-artifacts.md section 7.
#pragma once

#include "depot.h"

// A VIB as the metadata describe it: its descriptor, and where the package is.
struct depot_description {
	struct vib *vib;
	char *member; // of the metadata zip, for messages
	char *path; // relative to the depot
	bool has_size;
	uint64_t size; // bytes of the package
	char *sha256; // of the package, lower case; "" where there is none
};

struct depot_metadata {
	struct depot_description *descriptions; // in the order of the zip files
	size_t description_count;
	struct depot_bulletin *bulletins;
	size_t bulletin_count;
	size_t profile_count;
};

// Adds what the zip says. ERROR_INPUT: damaged, too large, of a 4.x bundle, or a file in vibs/ or
// bulletins/ that cannot be understood.
int depot_metadata_read(
	const struct reader *zip, struct depot_metadata *metadata, struct error *err);
void depot_metadata_finish(struct depot_metadata *metadata);
#define AUTO_DEPOT_METADATA CLEANUP(depot_metadata_finish) struct depot_metadata

void depot_bulletin_finish(struct depot_bulletin *bulletin);

// The files that an index.xml leads to, and the metadata zips that a vendor index leads to: each
// appends paths or names to the list as they are written there.
struct depot_links {
	char **list;
	size_t count;
};
int depot_read_index(const struct reader *xml, struct depot_links *ret, struct error *err);
int depot_read_vendor_index(const struct reader *xml, struct depot_links *ret, struct error *err);
void depot_links_finish(struct depot_links *links);
#define AUTO_DEPOT_LINKS CLEANUP(depot_links_finish) struct depot_links
