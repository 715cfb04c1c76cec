// SPDX-License-Identifier: GPL-3.0-or-later
// Rock Ridge: the names and relocation marks in the system use area of a directory record
// (SUSP 1.12 and RRIP 1.12, both IEEE P1281/P1282 drafts).
#include "iso_internal.h"

#include <string.h>

#include "buffer.h"
#include "memory.h"

enum {
	CONTINUATIONS_MAX = 8,
	CONTINUATION_SIZE_MAX = 4 * ISO_BLOCK_SIZE,
	NM_CONTINUE = 1,
	NM_SPECIAL = 6, // "." or ".."
};

struct continuation {
	uint32_t block;
	uint32_t offset;
	uint32_t size; // 0: there is none
};

static bool is_rrip_extension(const uint8_t *entry, size_t length)
{
	static const char *const ids[] = {"RRIP_1991A", "IEEE_P1282", "IEEE_1282"};
	size_t id_size = length >= 8 ? entry[4] : 0;

	for (size_t i = 0; i < sizeof(ids) / sizeof(*ids); i++) {
		size_t wanted = strlen(ids[i]);

		if (id_size >= wanted && length >= 8 + wanted &&
			memcmp(entry + 8, ids[i], wanted) == 0)
			return true;
	}
	return false;
}

static void take_entry(const uint8_t *entry, size_t length, struct iso_susp *susp,
	struct buffer *name, struct continuation *next)
{
	if (memcmp(entry, "SP", 2) == 0 && length >= 7) {
		susp->has_sp = entry[4] == 0xbe && entry[5] == 0xef;
		susp->skip = entry[6];
	} else if (memcmp(entry, "ER", 2) == 0) {
		susp->has_rr |= is_rrip_extension(entry, length);
	} else if (memcmp(entry, "CL", 2) == 0) {
		susp->is_link = true;
	} else if (memcmp(entry, "RE", 2) == 0) {
		susp->is_relocated = true;
	} else if (memcmp(entry, "NM", 2) == 0 && length > 5) {
		if (!(entry[4] & NM_SPECIAL))
			buffer_append(name, entry + 5, length - 5);
	} else if (memcmp(entry, "CE", 2) == 0 && length >= 28) {
		next->block = iso_le32(entry + 4);
		next->offset = iso_le32(entry + 12);
		next->size = iso_le32(entry + 20);
	}
}

static void take_area(const uint8_t *area, size_t size, struct iso_susp *susp, struct buffer *name,
	struct continuation *next)
{
	next->size = 0;
	for (size_t at = 0; at + 4 <= size;) {
		size_t length = area[at + 2];

		if (length < 4 || length > size - at || memcmp(area + at, "ST", 2) == 0)
			return;
		take_entry(area + at, length, susp, name, next);
		at += length;
	}
}

int iso_read_susp(const struct iso *iso, const uint8_t *area, size_t size, struct iso_susp *ret,
	struct error *err)
{
	AUTO_BUFFER name = BUFFER_INIT;
	struct iso_susp susp = {0};
	struct continuation next;

	take_area(area, size, &susp, &name, &next);
	for (unsigned i = 0; next.size; i++) {
		uint8_t more[CONTINUATION_SIZE_MAX];
		uint32_t length = next.size;

		if (i == CONTINUATIONS_MAX || length > sizeof(more))
			return error_set(err, ERROR_INPUT, "endless Rock Ridge continuation");
		if (iso_read_at(iso, (uint64_t)next.block * ISO_BLOCK_SIZE + next.offset, more,
			    length, err) < 0)
			return error_wrap(err, "Rock Ridge continuation");
		take_area(more, length, &susp, &name, &next);
	}
	if (name.size)
		susp.name = buffer_steal(&name);
	*ret = susp;
	return 0;
}
