// SPDX-License-Identifier: GPL-3.0-or-later
// The part of a verification that is about media of 4.1.
#pragma once

#include "verify_parts.h"

// The kickstart that isolinux.cfg names, the disk image from its MD5 to the files of its bootbank,
// and whether both have the same oem.tgz. An error is that the medium cannot be read.
int esxi4_verify(const struct verification *verification, struct error *err);

// How bad it is that a module is not exactly one gzip member: a damaged one does not load; that the
// loaders of 4.1 mind bytes behind it, or a file without compression, is not known.
enum severity esxi4_gzip_severity(const struct gzip_info *gzip);
