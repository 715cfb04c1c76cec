// SPDX-License-Identifier: GPL-3.0-or-later
// The only file that includes libisofs, for iso.c and for iso_stream.c, which feeds it with bytes.
//
// Traps (facts/libisofs.md §1; seen with 1.5.4): read_xt() loses data when asked for more than 2048
// bytes; read errors of the base become zeroes unless the abort level is MISHAP; the patching of
// the boot information table is not remembered; hidden boot images are cut to one block; names are
// mangled without a word; ties of sort weights rest on qsort().
#pragma once

#include <stdint.h>
#include <sys/types.h>

#define LIBISOFS_WITHOUT_LIBBURN
#include <libisofs/libisofs.h>

#include "iso_job.h"

// Both are for libisofs to free; what they are made of must outlive them. A fault is remembered in
// `base`, and the first one stays.
IsoDataSource *iso_stream_base(struct iso_base *base);
IsoStream *iso_stream_content(struct iso_base *base, const struct iso_edit *edit);
