// SPDX-License-Identifier: GPL-3.0-or-later
// gzip members (zlib): checked as ESXi's loader checks modules, inflated and deflated.
//
// The loader takes exactly one member and nothing behind it, and compares CRC-32 and length
// (facts/loader.md, row gzip; facts/media-5-to-9.md section 2.7).
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buffer.h"
#include "error.h"
#include "reader.h"
#include "sink.h"

// The length field of a member counts modulo 4 GiB; no module of that size exists.
#define GZIP_INFLATED_MAX (UINT64_C(4) << 30)

// A member that holds nothing may have this many bytes, a longer one is refused as broken.
enum { GZIP_EMPTY_MAX = 256 };

enum gzip_state {
	GZIP_GOOD, // one whole member, CRC-32 and length hold
	GZIP_NONE, // not gzip at all
	GZIP_TRUNCATED, // the data end within the member
	GZIP_DAMAGED, // not a deflate stream
	GZIP_BAD_CRC,
	GZIP_BAD_LENGTH,
	GZIP_TOO_LARGE, // more than GZIP_INFLATED_MAX bytes
};

struct gzip_info {
	enum gzip_state state;
	uint64_t compressed; // bytes of the member, header and trailer included
	uint64_t uncompressed; // bytes that it holds
	uint64_t trailing; // bytes behind the member
	bool trailing_member; // those begin like another member
};

// Inflates one member with bounded memory and hands on what comes out; `sink` may be NULL. Whatever
// is wrong with the data is in `ret`, and was not known when the bytes before it were handed on. An
// error is that they cannot be read, or one of the sink.
int gzip_stream(const struct reader *reader, byte_sink *sink, void *context, struct gzip_info *ret,
	struct error *err);

// Reads the whole run with bounded memory. Whatever is wrong with the data is in `ret`; an error
// is that they cannot be read.
int gzip_check_member(const struct reader *reader, struct gzip_info *ret, struct error *err);

// "one member, nothing behind it": NULL, or what is wrong with it in words.
const char *gzip_problem(const struct gzip_info *info);

// Appends one member that depends on nothing but the data: no name, no time, the highest level, its
// header exactly that of VMware's own since 2020 (facts/media-5-to-9.md section 6).
void gzip_deflate(const void *data, size_t size, struct buffer *ret);
