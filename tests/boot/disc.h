// SPDX-License-Identifier: GPL-3.0-or-later
// Reads an ISO 9660 disc the way ESXi's boot loader does (facts/media-5-to-9.md 1.4).
#ifndef BOOT_DISC_H
#define BOOT_DISC_H

#include <stdbool.h>
#include <stdint.h>

enum {
	DISC_BLOCK = 2048,
	// Blocks of one read request: the buffer of a caller of disc_load is a multiple of this.
	DISC_CHUNK = 64,
};

struct disc_file {
	uint32_t lba; // first block
	uint32_t size; // bytes
	bool directory;
};

struct disc {
	// Reads `count` blocks of 2048 bytes, 1 to DISC_CHUNK; 0 or -1. The platform fills these
	// two.
	int (*read_blocks)(void *context, uint32_t lba, uint32_t count, void *buffer);
	void *context;
	struct disc_file root;
};

// How a name of a path is compared with a name on the disc.
enum disc_case {
	DISC_ANY_CASE, // as the loader does
	DISC_EXACT_CASE, // as the installer does for ks=cdrom:
};

// All functions return NULL or a text that says what is wrong.

// Reads the primary volume descriptor at block 16 and remembers the root directory.
const char *disc_open(struct disc *disc);

// Walks the primary tree to the file named by `path` (with '/' between names; empty names are
// skipped). A directory, a multi-extent or an interleaved file at its end is an error, and so is an
// empty file, which the BIOS loader takes for a missing one (facts/loader.md).
const char *disc_find(const struct disc *disc, const char *path, enum disc_case names,
	struct disc_file *ret_file);

// Reads a whole file of at most `limit` bytes (a multiple of DISC_CHUNK blocks) into `buffer`.
const char *disc_load(
	const struct disc *disc, const struct disc_file *file, uint8_t *buffer, uint32_t limit);

// Reads a whole file and tells the CRC-32 of its bytes.
const char *disc_checksum(const struct disc *disc, const struct disc_file *file, uint32_t *ret_crc);

// Continues a CRC-32 (of gzip and zip), which begins with 0.
uint32_t disc_crc(uint32_t crc, const uint8_t *bytes, uint32_t size);

#endif
