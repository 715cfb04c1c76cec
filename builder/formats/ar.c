// SPDX-License-Identifier: GPL-3.0-or-later
// Reading ar archives, see ar.h.
#include "ar.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "text.h"

enum {
	MAGIC_SIZE = 8,
	HEADER_SIZE = 60,
	NAME_SIZE = 16,
	SIZE_AT = 48,
	SIZE_SIZE = 10,
	END_AT = 58,
};

static const char magic[MAGIC_SIZE + 1] = "!<arch>\n";

struct ar {
	struct ar_member *members;
	size_t count;
	char *table; // GNU's long names, or NULL
	size_t table_size;
};

void ar_destroy(struct ar *ar)
{
	if (!ar)
		return;
	for (size_t i = 0; i < ar->count; i++)
		free(ar->members[i].name);
	free(ar->members);
	free(ar->table);
	free(ar);
}

size_t ar_count(const struct ar *ar)
{
	return ar->count;
}

const struct ar_member *ar_at(const struct ar *ar, size_t index)
{
	return &ar->members[index];
}

const struct ar_member *ar_find(const struct ar *ar, const char *name)
{
	for (size_t i = 0; i < ar->count; i++) {
		if (text_equal(ar->members[i].name, name))
			return &ar->members[i];
	}
	return NULL;
}

// A field of a header without the blanks and NULs behind it.
static char *field(const char *at, size_t size)
{
	while (size > 0 && (at[size - 1] == ' ' || at[size - 1] == '\0'))
		size--;
	return memory_strndup(at, size);
}

static int bad_header(
	const struct reader *reader, uint64_t offset, const char *what, struct error *err)
{
	return error_set(err, ERROR_INPUT, "'%s' has a bad ar header at byte %" PRIu64 ": %s",
		reader->name, offset, what);
}

// A name of GNU's table, where each ends in "/\n".
static int table_name(const struct ar *ar, const char *digits, char **ret, const char **problem)
{
	uint64_t at;
	size_t length = 0;

	*problem = "its name is not in the table of long names";
	if (!text_parse_number(digits, AR_NAME_TABLE_MAX, &at) || at >= ar->table_size)
		return -1;
	while (at + length < ar->table_size && ar->table[at + length] != '\n')
		length++;
	if (length > 0 && ar->table[at + length - 1] == '/')
		length--;
	// a NUL would end the string early
	if (length > AR_NAME_MAX || memchr(ar->table + at, '\0', length)) {
		*problem = "its name is too long or not printable";
		return -1;
	}
	*ret = memory_strndup(ar->table + at, length);
	return 0;
}

// `raw` is the field of the header. NULL in `problem`: a name that can be used.
static char *member_name(const struct ar *ar, const char *raw, const char **problem)
{
	AUTO_FREE char *name = NULL;
	size_t length;

	*problem = NULL;
	if (text_has_prefix(raw, "#1/")) {
		*problem = "the long names of BSD are no part of a VIB";
		return NULL;
	}
	if (raw[0] == '/' && text_is_digit(raw[1])) {
		if (table_name(ar, raw + 1, &name, problem) < 0)
			return NULL;
		*problem = NULL;
	} else {
		name = memory_strdup(raw);
		length = strlen(name);
		if (length > 1 && name[length - 1] == '/')
			name[length - 1] = '\0';
	}
	if (!*name)
		*problem = "its name is empty";
	else if (strchr(name, '/'))
		*problem = "its name has a '/'";
	else if (!text_is_printable(name))
		*problem = "its name is not printable";
	return *problem ? NULL : STEAL(name);
}

static int read_table(struct ar *ar, const struct reader *reader, uint64_t offset, uint64_t size,
	struct error *err)
{
	if (ar->table)
		return bad_header(reader, offset, "a second table of long names", err);
	if (size > AR_NAME_TABLE_MAX)
		return bad_header(reader, offset, "the table of long names is too large", err);
	ar->table = memory_alloc(size + 1);
	ar->table_size = (size_t)size;
	return reader_read(reader, offset + HEADER_SIZE, ar->table, ar->table_size, err);
}

// Takes the member whose header is at `offset` in, and tells how many bytes of data it has.
static int read_member(struct ar *ar, const struct reader *reader, uint64_t offset,
	uint64_t *ret_size, struct error *err)
{
	char header[HEADER_SIZE];
	AUTO_FREE char *raw = NULL;
	AUTO_FREE char *digits = NULL;
	AUTO_FREE char *name = NULL;
	const char *problem;

	if (reader->size - offset < HEADER_SIZE)
		return bad_header(reader, offset, "the file ends within it", err);
	if (reader_read(reader, offset, header, sizeof(header), err) < 0)
		return -1;
	if (memcmp(header + END_AT, "`\n", 2) != 0)
		return bad_header(reader, offset, "it does not end as one", err);
	raw = field(header, NAME_SIZE);
	digits = field(header + SIZE_AT, SIZE_SIZE);
	if (!text_parse_number(digits, UINT64_MAX / 2, ret_size))
		return bad_header(reader, offset, "its size is no number", err);
	if (*ret_size > reader->size - offset - HEADER_SIZE)
		return bad_header(reader, offset, "its data end beyond the file", err);
	if (text_equal(raw, "//"))
		return read_table(ar, reader, offset, *ret_size, err);
	if (text_equal(raw, "/") || text_equal(raw, "/SYM64/")) // symbols of a linker
		return 0;
	name = member_name(ar, raw, &problem);
	if (!name)
		return bad_header(reader, offset, problem, err);
	if (ar->count >= AR_MEMBER_COUNT_MAX)
		return error_set(err, ERROR_INPUT, "'%s' has more than %d members", reader->name,
			AR_MEMBER_COUNT_MAX);
	memory_grow(&ar->members, ar->count, sizeof(*ar->members));
	ar->members[ar->count++] = (struct ar_member){
		.name = STEAL(name), .offset = offset + HEADER_SIZE, .size = *ret_size};
	return 0;
}

int ar_open(const struct reader *reader, struct ar **ret, struct error *err)
{
	AUTO_AR *ar = memory_alloc(sizeof(*ar));
	char head[MAGIC_SIZE];
	uint64_t size;

	if (reader->size < sizeof(head))
		return error_set(err, ERROR_INPUT, "'%s' is no ar archive", reader->name);
	if (reader_read(reader, 0, head, sizeof(head), err) < 0)
		return -1;
	if (memcmp(head, magic, sizeof(head)) != 0)
		return error_set(err, ERROR_INPUT, "'%s' is no ar archive", reader->name);
	// The pad byte may be missing behind the last member, where reader->size is odd then.
	for (uint64_t offset = MAGIC_SIZE; offset < reader->size;
		offset += HEADER_SIZE + size + size % 2) {
		if (read_member(ar, reader, offset, &size, err) < 0)
			return -1;
	}
	*ret = STEAL(ar);
	return 0;
}
