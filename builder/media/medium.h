// SPDX-License-Identifier: GPL-3.0-or-later
// An installer medium as it was found: its release, its boot.cfg files, its modules.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bootcfg.h"
#include "diagnostics.h"
#include "error.h"
#include "imgdb.h"
#include "iso.h"
#include "release.h"

enum medium_generation {
	MEDIUM_GENERATION_4 = 4, // isolinux and a disk image (facts/media-4.md)
	MEDIUM_GENERATION_5 = 5, // boot.cfg and payload files (facts/media-5-to-9.md), 5.0 to 9.x
};

// One thing on a medium that tells what it is.
struct medium_evidence {
	char *source; // "build= of '/BOOT.CFG'", for messages
	char *text; // what was read there, one line
	struct release release; // {0}: it tells none
	uint64_t build; // 0: it tells none
};

// One of the two boot.cfg files, with where its names lead to.
struct medium_bootcfg {
	enum bootcfg_firmware firmware; // that reads it
	const char *path;
	const struct iso_file *file; // NULL: the medium has none; the rest is empty then
	struct bootcfg *bootcfg;
	const struct iso_file *kernel; // NULL: not on the medium
	// One for each module of bootcfg, NULL: not on the medium. No list after a quick probe.
	const struct iso_file **modules;
};

struct esxi4;

struct medium {
	char *path;
	struct source *source; // the path as a place for findings
	struct iso *iso;
	enum medium_generation generation;
	struct release release; // {0}: nothing on the medium tells it
	char *build; // digits; NULL: nothing tells it
	struct medium_evidence *evidence; // the most reliable first
	size_t evidence_count;
	struct esxi4 *esxi4; // NULL: of generation 5
	struct medium_bootcfg bios;
	struct medium_bootcfg uefi;
	struct imgdb *imgdb; // NULL: not read, or not there
};

// The medium as a whole, for findings.
static inline struct place medium_place(const struct medium *medium)
{
	return (struct place){medium->source, 0, 0};
}
