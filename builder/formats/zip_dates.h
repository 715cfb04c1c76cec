// SPDX-License-Identifier: GPL-3.0-or-later
// The date of all members of a finished zip archive, for archive.c only.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "buffer.h"

// Writes the date, as UTC, into both headers of every member. False: the archive is not what it
// should be, because it has grown beyond what a zip without its 64-bit extension can hold.
bool zip_set_dates(struct buffer *zip, int64_t mtime);
