// SPDX-License-Identifier: GPL-3.0-or-later
// The only module that may know a date, and it knows no clock: SOURCE_DATE_EPOCH, or the medium's.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "error.h"

// SOURCE_DATE_EPOCH in seconds since 1970 UTC. ret_set tells whether the variable is there; a
// value that is no number is ERROR_USAGE.
int clock_source_date(int64_t *ret_seconds, bool *ret_set, struct error *err);

// "2024-01-02T03:04:05Z"
enum { CLOCK_ISO_SIZE = 32 };
void clock_format_iso(int64_t seconds, char text[CLOCK_ISO_SIZE]);

// ISO 9660 volume date "YYYYMMDDhhmmsscc" (16 digits, UTC) to seconds and back; the offset of a
// read date is in quarters of an hour. Returns false where the digits are no date.
enum { CLOCK_VOLUME_SIZE = 17 };
bool clock_parse_volume(const char digits[16], int quarter_hours, int64_t *ret_seconds);
void clock_format_volume(int64_t seconds, char text[CLOCK_VOLUME_SIZE]);
