// SPDX-License-Identifier: GPL-3.0-or-later
// The partition table of a disk image: MBR and the chain of extended boot records.
//
// facts/media-4.md section 2: primary partitions are numbered by their slot, logical ones from 5 on
// in the order of the chain, as Linux and ESXi number them.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "reader.h"

enum {
	MBR_SECTOR_SIZE = 512,
	MBR_PARTITION_MAX = 64, // partitions of one disk
};

struct mbr_partition {
	unsigned number;
	uint8_t type; // 0x04 FAT16, 0x05 extended …
	bool active;
	uint64_t start; // in bytes
	uint64_t size; // in bytes
};

struct mbr {
	struct mbr_partition partitions[MBR_PARTITION_MAX]; // by number; extended ones left out
	size_t count;
};

// ERROR_INPUT: no table, one of GPT, a partition that leaves the disk or overlaps another, a chain
// that does not end.
int mbr_read(const struct reader *reader, struct mbr *ret, struct error *err);
