// SPDX-License-Identifier: GPL-3.0-or-later
// Headers of visor, GNU, ustar, pax and old tar, see vmtar.h.
#include "vmtar_header.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "text.h"
#include "vmtar.h"

// Places in a header (facts/media-5-to-9.md section 3.4; the rest is POSIX ustar).
enum {
	NAME = 0,
	NAME_SIZE = 100,
	MODE = 100,
	SIZE = 124,
	MTIME = 136,
	NUMBER_SIZE = 12,
	SUM = 148,
	SUM_SIZE = 8,
	TYPE = 156,
	LINK = 157,
	MAGIC = 257,
	MAGIC_SIZE = 8,
	PREFIX = 345,
	PREFIX_SIZE = 155,
	VISOR_PREFIX_SIZE = 151,
	VISOR_DATA = 496,
	VISOR_TEXT = 500,
	VISOR_PAGES = 504,
	SIZE_BITS = 40, // a file of more bytes is none
};

static const char magic_visor[] = "visor  ";
static const char magic_gnu[] = "ustar  ";
static const char magic_ustar[] = "ustar";

void vmtar_header_finish(struct vmtar_header *header)
{
	buffer_finish(&header->name);
	buffer_finish(&header->link);
}

static uint32_t le32(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

// Octal with blanks and NULs around it, or GNU's binary form, where the top bit is set.
static bool number(const uint8_t *field, size_t size, int64_t *ret)
{
	bool negative = field[0] == 0xff;
	uint64_t value = negative ? UINT64_MAX : 0;
	size_t i = 0;

	if (field[0] == 0x80 || negative) {
		for (i = 1; i < size; i++) {
			if (i + 8 < size ? field[i] != (negative ? 0xff : 0) : false)
				return false;
			value = value << 8 | field[i];
		}
		*ret = (int64_t)value;
		return negative == (*ret < 0);
	}
	while (i < size && field[i] == ' ')
		i++;
	for (; i < size && field[i] >= '0' && field[i] <= '7'; i++)
		value = value << 3 | (uint64_t)(field[i] - '0');
	for (; i < size; i++) {
		if (field[i] != ' ' && field[i] != '\0')
			return false;
	}
	*ret = (int64_t)value;
	return true;
}

// VMware adds signed bytes, others unsigned ones; both are right.
static bool sum_holds(const uint8_t *block)
{
	int64_t stored = 0, signed_sum = 0, unsigned_sum = 0;

	for (size_t i = 0; i < VMTAR_BLOCK; i++) {
		uint8_t byte = i >= SUM && i < SUM + SUM_SIZE ? ' ' : block[i];

		unsigned_sum += byte;
		signed_sum += (int8_t)byte;
	}
	return number(block + SUM, SUM_SIZE, &stored) &&
	       (stored == signed_sum || stored == unsigned_sum);
}

static void append_field(struct buffer *text, const uint8_t *field, size_t size)
{
	buffer_append(text, field, strnlen((const char *)field, size));
}

enum vmtar_verdict vmtar_parse_header(
	const uint8_t *block, struct vmtar_header *ret, const char **problem)
{
	const uint8_t *magic = block + MAGIC;
	bool gnu = memcmp(magic, magic_gnu, MAGIC_SIZE) == 0;
	bool ustar = memcmp(magic, magic_ustar, sizeof(magic_ustar)) == 0;
	int64_t mode = 0, size = 0;

	ret->visor = memcmp(magic, magic_visor, MAGIC_SIZE) == 0;
	*problem = "its sum is wrong";
	if (!sum_holds(block))
		return ret->visor || gnu || ustar ? VMTAR_IS_BROKEN : VMTAR_IS_OTHER;
	ret->type = (char)block[TYPE];
	*problem = "it has a bad number";
	if (!number(block + MODE, 8, &mode) || !number(block + SIZE, NUMBER_SIZE, &size) ||
		!number(block + MTIME, NUMBER_SIZE, &ret->mtime) || size < 0 || size >> SIZE_BITS)
		return VMTAR_IS_BROKEN;
	ret->mode = (unsigned)mode & 07777;
	ret->size = (uint64_t)size;
	if (ret->visor) {
		ret->data_offset = le32(block + VISOR_DATA);
		ret->text_offset = le32(block + VISOR_TEXT);
		ret->text_pages = le32(block + VISOR_PAGES);
	}
	if (ret->visor || ustar)
		append_field(
			&ret->name, block + PREFIX, ret->visor ? VISOR_PREFIX_SIZE : PREFIX_SIZE);
	if (ret->name.size)
		buffer_putc(&ret->name, '/');
	append_field(&ret->name, block + NAME, NAME_SIZE);
	append_field(&ret->link, block + LINK, NAME_SIZE);
	return VMTAR_IS_HEADER;
}

static const char *apply_record(
	const char *key, const char *value, size_t size, struct vmtar_header *header)
{
	AUTO_FREE char *text = memory_strndup(value, size);
	struct buffer *target = text_has_prefix(key, "path=")	    ? &header->name
				: text_has_prefix(key, "linkpath=") ? &header->link
								    : NULL;

	if (target) {
		buffer_truncate(target, 0);
		buffer_append(target, value, size);
	} else if (text_has_prefix(key, "size=")) {
		if (!text_parse_number(text, UINT64_C(1) << SIZE_BITS, &header->size))
			return "it has a bad number";
	} else if (text_has_prefix(key, "GNU.sparse")) {
		return "it is a sparse file";
	}
	return NULL;
}

const char *vmtar_apply_pax(const struct buffer *records, struct vmtar_header *header)
{
	static const char bad[] = "it has a bad pax record";
	const char *at = buffer_text(records);
	const char *end = at + records->size;

	while (at < end) {
		const char *blank = memchr(at, ' ', (size_t)(end - at));
		AUTO_FREE char *digits = memory_strndup(at, blank ? (size_t)(blank - at) : 0);
		const char *value, *problem;
		uint64_t length;

		if (!blank || !text_parse_number(digits, (uint64_t)(end - at), &length) ||
			length < (uint64_t)(blank - at) + 2 || at[length - 1] != '\n')
			return bad;
		value = memchr(blank, '=', (size_t)(at + length - blank));
		if (!value)
			return bad;
		problem = apply_record(
			blank + 1, value + 1, (size_t)(at + length - 1 - (value + 1)), header);
		if (problem)
			return problem;
		at += length;
	}
	return NULL;
}

bool vmtar_is_clean_text(const struct buffer *text)
{
	for (size_t i = 0; i < text->size; i++) {
		if ((uint8_t)text->data[i] < 0x20 || text->data[i] == 0x7f)
			return false;
	}
	return true;
}

const char *vmtar_clean_path(const struct buffer *raw, char **ret)
{
	AUTO_BUFFER path = BUFFER_INIT;

	if (raw->size == 0)
		return "its path is empty";
	if (raw->size > VMTAR_NAME_MAX)
		return "its path is too long";
	if (!vmtar_is_clean_text(raw))
		return "its path has control bytes";
	if (raw->data[0] == '/')
		return "its path is absolute";
	for (const char *part = raw->data; *part;) {
		size_t length = strcspn(part, "/");

		if (length == 2 && strncmp(part, "..", 2) == 0)
			return "its path leaves the tree";
		if (length > 0 && !(length == 1 && part[0] == '.')) {
			if (path.size)
				buffer_putc(&path, '/');
			buffer_append(&path, part, length);
		}
		part += length;
		part += strspn(part, "/");
	}
	*ret = buffer_steal(&path);
	return NULL;
}
