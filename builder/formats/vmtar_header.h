// SPDX-License-Identifier: GPL-3.0-or-later
// One header block of a tar, for vmtar.c only.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buffer.h"

enum {
	VMTAR_BLOCK = 512,
	VMTAR_EXTRA_MAX = 1 << 16, // bytes of a long name or of pax records
};

struct vmtar_header {
	bool visor;
	char type;
	unsigned mode;
	uint64_t size;
	int64_t mtime;
	uint32_t data_offset; // the last three: 0 unless visor
	uint32_t text_offset;
	uint32_t text_pages;
	struct buffer name; // prefix, '/' and name
	struct buffer link;
};

enum vmtar_verdict {
	VMTAR_IS_HEADER,
	VMTAR_IS_OTHER, // nothing says that it should be one
	VMTAR_IS_BROKEN, // it says so, but `problem` tells what is wrong
};

// `ret` has to be empty and is filled in any case.
enum vmtar_verdict vmtar_parse_header(
	const uint8_t *block, struct vmtar_header *ret, const char **problem);
void vmtar_header_finish(struct vmtar_header *header);

// Applies pax records ("12 path=a/b\n") to the header that follows them. NULL, or the problem.
const char *vmtar_apply_pax(const struct buffer *records, struct vmtar_header *header);

// The path in its plain form, "" for the tree itself. NULL, or the problem; caller frees.
const char *vmtar_clean_path(const struct buffer *raw, char **ret);

bool vmtar_is_clean_text(const struct buffer *text); // neither NUL nor other control bytes
