// SPDX-License-Identifier: GPL-3.0-or-later
// ar archives, the container of a VIB, in every dialect that VIBs are written in.
//
// facts/real-artifacts.md section 1 and facts/media-5-to-9.md section 3.1: names padded with blanks
// or ended by '/', long ones in GNU's "//" table; nothing but name and size of a header counts
// (VMware writes the mode as "0o0"); a pad byte of any value, or none, behind members of odd size.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "reader.h"

enum {
	AR_MEMBER_COUNT_MAX = 10000,
	AR_NAME_MAX = 255, // bytes of a member's name
	AR_NAME_TABLE_MAX = 1 << 20, // bytes of GNU's table of long names
};

struct ar_member {
	char *name; // printable, without '/'
	uint64_t offset; // of the data, in bytes from the start of the reader
	uint64_t size; // in bytes
};

struct ar;

// Reads the headers only. ERROR_INPUT, with the offset: no ar archive, a header that is none, a
// name that is empty, too long or not printable or has a '/', data beyond the end, too many
// members, BSD's long names ("#1/"). Two members of one name are not refused.
int ar_open(const struct reader *reader, struct ar **ret, struct error *err);
void ar_destroy(struct ar *ar);
static inline void ar_cleanup(struct ar **ar)
{
	ar_destroy(*ar);
}
#define AUTO_AR CLEANUP(ar_cleanup) struct ar

// In the order of the archive, without symbol and name tables.
size_t ar_count(const struct ar *ar);
const struct ar_member *ar_at(const struct ar *ar, size_t index);
// The first member of that name, or NULL.
const struct ar_member *ar_find(const struct ar *ar, const char *name);
