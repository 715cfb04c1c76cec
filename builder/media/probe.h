// SPDX-License-Identifier: GPL-3.0-or-later
// Recognising an installer medium: generation, release, boot.cfg files, modules.
#pragma once

#include "medium.h"

// Opens an image and reads all that esxmint knows about installer media. `path` may be of any ISO
// file. Findings: contradicting evidence, missing modules, boot.cfg files that disagree or that the
// loader would stumble over, and notes on unusual parts. ERROR_INPUT: not an ISO 9660 image (as
// iso_open() says), or none of an ESXi installer.
int medium_probe(
	const char *path, struct medium **ret, struct diagnostics *diagnostics, struct error *err);

// The same, but reads only what is needed to know the release: boot.cfg files are parsed and not
// checked, nor are their modules looked for; imgdb.tgz is not read if anything smaller tells the
// release.
int medium_probe_quick(
	const char *path, struct medium **ret, struct diagnostics *diagnostics, struct error *err);

// For images that are open already, also in memory. Takes over `iso`, also on failure.
int medium_probe_iso(struct iso *iso, const char *name, bool quick, struct medium **ret,
	struct diagnostics *diagnostics, struct error *err);

// ERROR_INPUT for media that can be recognised but not built from: 4.0, unknown releases.
int medium_require_supported(const struct medium *medium, struct error *err);

void medium_destroy(struct medium *medium);
static inline void medium_cleanup(struct medium **medium)
{
	medium_destroy(*medium);
}
#define AUTO_MEDIUM CLEANUP(medium_cleanup) struct medium
