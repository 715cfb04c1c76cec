// SPDX-License-Identifier: GPL-3.0-or-later
// Where drivers for 4.x come from: a .vib of that time, an offline bundle, a folder of both, a
// ready oem.tgz.
//
// facts/media-4.md sections 3.5 and 4. What a file is, is told by its content. A 4.x package is an
// ar archive with data.tar.gz (of type deb or cross; rpm is for ESX classic); a bundle is a zip in
// which every *.vib is looked at, because the folders in it are not known for certain.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "digest.h"
#include "error.h"
#include "overlay.h"
#include "reader.h"

enum {
	DRIVER4_DESCRIPTOR_MAX = 4 << 20, // bytes of a descriptor.xml
	DRIVER4_PACKAGE_COUNT_MAX = 200, // of one bundle
};

enum driver4_kind {
	DRIVER4_VIB,
	DRIVER4_BUNDLE,
	DRIVER4_FOLDER, // of .vib and .zip files
	DRIVER4_ARCHIVE, // a ready oem.tgz
};

struct driver4_package {
	char *source; // for messages: "nic.zip:ixgbe.vib", "oem.tgz"
	char *id; // type_name_version:
		  // "cross_vmware-esx-drivers-net-ixgbe_400.3.9.13-1vmw.2.17.249663"; the file's
		  // name for a ready archive
	char *name; // "vmware-esx-drivers-net-ixgbe"; the file's name for a ready archive
	char *version; // "" for a ready archive
	char *type; // "deb" or "cross"; "" for a ready archive
	char *vendor; // "" where it is not said
	char *summary; // the same
	char **bulletins; // ids that the descriptor names; may be none
	size_t bulletin_count;
	bool is_signed; // has a signature; whether it holds is never checked, no signer of 4.x is
			// known
	uint64_t size; // bytes of the package
	char sha256[SHA256_HEX_SIZE]; // of the package
	struct overlay files;
};

struct driver4 {
	char *path;
	enum driver4_kind kind;
	struct driver4_package **packages; // sorted by id
	size_t package_count;
	char **left_out; // what was not taken, and why, one line each
	size_t left_out_count;
};

// Is it a package of 4.x, a bundle of them, or a gzip tar with something that only drivers for 4.x
// have (or with nothing)? False for all else, whether it is something of 5.x or damaged.
// driver4_open() takes any gzip tar that is not for 5.x.
bool driver4_is_one(const struct reader *reader);

// The same of a folder: is the first VIB or zip in it one?
bool driver4_is_folder(const char *path);

// ERROR_SYSTEM: cannot be read. ERROR_INPUT: none of these, damaged, limits exceeded, something of
// 5.x or later (which does not load on 4.x), nothing for ESXi in it, two different packages of one
// id.
int driver4_open(const char *path, struct driver4 **ret, struct error *err);
// The same of what is open already; nothing of the reader is needed afterwards.
int driver4_read(const struct reader *reader, struct driver4 **ret, struct error *err);
void driver4_destroy(struct driver4 *driver);
static inline void driver4_cleanup(struct driver4 **driver)
{
	driver4_destroy(*driver);
}
#define AUTO_DRIVER4 CLEANUP(driver4_cleanup) struct driver4

// Marks in `chosen`, which has a flag for each package, those of this name, id or bulletin.
// ERROR_INPUT: there is none; says what there is.
int driver4_select(const struct driver4 *driver, const char *name, bool *chosen, struct error *err);
