// SPDX-License-Identifier: GPL-3.0-or-later
// Inside the disk image of 4.1: its partitions, and the bootbank with boot.cfg and oem.tgz.
//
// facts/media-4.md section 2.
#pragma once

#include "bootcfg.h"
#include "disk_image.h"
#include "fat.h"
#include "mbr.h"
#include "medium.h"

enum { ESXI4_BOOTBANK_FILE_MAX = 64 << 20 }; // bytes of oem.tgz

struct esxi4_image {
	struct reader compressed; // IMAGEDD.BZ2
	struct disk_image *disk;
	struct mbr mbr;
	const struct mbr_partition *bootbank;
	char *bootbank_name; // "partition 5 of /IMAGEDD.BZ2", for messages
	struct fat *fat; // the bootbank; edits go to the patch of `disk`
	struct bootcfg *bootcfg; // its boot.cfg
	bool has_oem;
	struct buffer oem; // its oem.tgz
};

// Opens the disk image of a medium, which has one and outlives `*ret`. Where it is damaged, has no
// partition with a boot.cfg, or that cannot be read, that is ERROR_INPUT.
int esxi4_image_open(
	const struct medium *medium, bool use_kept, struct esxi4_image **ret, struct error *err);
// Only the disk image: `bootbank` and all that follows it in the structure stay empty.
int esxi4_image_open_disk(
	const struct medium *medium, bool use_kept, struct esxi4_image **ret, struct error *err);
void esxi4_image_destroy(struct esxi4_image *image);
static inline void esxi4_image_cleanup(struct esxi4_image **image)
{
	esxi4_image_destroy(*image);
}
#define AUTO_ESXI4_IMAGE CLEANUP(esxi4_image_cleanup) struct esxi4_image

// Is the type of a partition one of FAT?
bool esxi4_is_fat(const struct mbr_partition *partition);
// Another partition of it. `name` is borrowed.
int esxi4_image_volume(const struct esxi4_image *image, const struct mbr_partition *partition,
	const char *name, struct fat **ret, struct error *err);

// Whether boot.cfg loads a module of that name (case does not count), and where it stands.
bool esxi4_finds_module(const struct bootcfg *bootcfg, const char *name, size_t *ret_index);
