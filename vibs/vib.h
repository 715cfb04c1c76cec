// SPDX-License-Identifier: GPL-3.0-or-later
// descriptor.xml: what a VIB is, what it needs, and what its payloads are.
//
// Elements as in facts/media-5-to-9.md section 3.2 and facts/real-artifacts.md section 2. The same
// text, with a few elements more, stands in image databases and in the metadata of depots; elements
// that are not known are ignored here, and whoever keeps a descriptor keeps its bytes.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "acceptance.h"
#include "error.h"
#include "version.h"

enum {
	VIB_DESCRIPTOR_MAX = 16 << 20, // bytes
	VIB_PAYLOAD_COUNT_MAX = 256, // payloads of one VIB; the counters of file names end there
};

struct vib_constraint {
	char *name;
	enum relation relation;
	char *version; // "" with RELATION_ANY
};

struct vib_constraints {
	struct vib_constraint *list; // in the order of the descriptor
	size_t count;
};

struct vib_checksum {
	char *type; // "sha-256", "sha-1", "sha-256-gunzip1" …
	char *verify_process; // "gunzip", "txt-mle" …, "" where there is none
	char *value; // lower-case hexadecimal
};

struct vib_payload {
	char *name; // that of the member in the archive
	char *type; // "vgz", "tgz", "vzstd", "boot" …
	uint64_t size; // bytes of the member
	bool has_boot_order;
	unsigned boot_order;
	char *vfat_name; // "" where there is none
	bool has_uncompressed_size;
	uint64_t uncompressed_size; // bytes of the fully unpacked archive
	struct vib_checksum *checksums;
	size_t checksum_count;
};

struct vib_platform {
	char *product_line; // "embeddedEsx"; "" where there is none
	char *version; // "8.*", "6.5.0"; "" where there is none
	char *locale;
};

struct vib {
	char *id; // vendor_type_name_version
	char *type; // "bootbank", "locker", "meta"
	char *name;
	char *version;
	char *vendor;
	char *summary;
	char *description;
	char *release_date; // as written
	char *acceptance_level; // as written
	enum acceptance acceptance;
	struct vib_constraints depends;
	struct vib_constraints conflicts;
	struct vib_constraints replaces;
	struct vib_constraints provides; // what is stated; each VIB provides its own name besides
	struct vib_constraints compatible_with;
	char **tags; // software tags
	size_t tag_count;
	char **files; // paths without a leading '/'
	size_t file_count;
	struct vib_platform *platforms; // software platforms that it states
	size_t platform_count;
	char **hardware; // vendors (and models) that it states, "Dell Inc." or "Dell Inc. R630"
	size_t hardware_count;
	bool maintenance_mode; // needs it to be installed
	bool live_install;
	bool live_remove;
	bool stateless_ready;
	bool overlay;
	struct vib_payload *payloads; // in the order of the descriptor
	size_t payload_count;
};

// `name` is for messages. ERROR_INPUT: no XML, no <vib>, of a schema other than 5.0 (4.x packages
// are told as such), a name, version, vendor or type that is missing or not of the form that
// section 3.2 gives, two payloads of one name, a number that is none, a relation that is none.
int vib_parse(const char *name, const void *data, size_t size, struct vib **ret, struct error *err);
void vib_destroy(struct vib *vib);
static inline void vib_cleanup(struct vib **vib)
{
	vib_destroy(*vib);
}
#define AUTO_VIB CLEANUP(vib_cleanup) struct vib

// The payload of that name, or NULL.
const struct vib_payload *vib_find_payload(const struct vib *vib, const char *name);

// Does the boot loader load payloads of this type as modules (vgz, tgz, vzstd, boot)?
bool vib_payload_is_module(const struct vib_payload *payload);

// Does the VIB meet the constraint by its name or by something that it provides?
bool vib_satisfies(const struct vib *vib, const struct vib_constraint *constraint);

// "name >= version" for messages, or just the name. Caller frees.
char *vib_constraint_text(const struct vib_constraint *constraint);
