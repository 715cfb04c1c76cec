// SPDX-License-Identifier: GPL-3.0-or-later
// The files of one VIB in a database: their names and the copy of the descriptor.
#include <inttypes.h>
#include <string.h>

#include "memory.h"
#include "text.h"
#include "update_internal.h"

int64_t python_hash(const char *text)
{
	uint64_t hash = (uint64_t)(unsigned char)text[0] << 7;
	size_t length = strlen(text);

	for (size_t i = 0; i < length; i++)
		hash = (UINT64_C(1000003) * hash) ^ (unsigned char)text[i];
	hash ^= length;
	return hash == UINT64_MAX ? -2 : (int64_t)hash;
}

char *vib_file_stem(const struct vib *vib, uint64_t choice)
{
	uint64_t number = (uint64_t)python_hash(vib->id) + choice;

	return memory_printf("%s-%" PRId64, vib->name, (int64_t)number);
}

// Matches as many characters as `pattern` has: '0' a digit, others themselves.
static bool is_like(const char *text, const char *pattern)
{
	for (; *pattern; pattern++, text++) {
		if (*pattern == '0' ? !text_is_digit(*text) : *text != *pattern)
			return false;
	}
	return true;
}

// Bytes of a date that say everything but a zone; 0: it has one, or is no date.
static size_t date_without_zone(const char *date)
{
	static const char pattern[] = "0000-00-00T00:00:00";
	size_t length = sizeof(pattern) - 1;

	if (!is_like(date, pattern))
		return 0;
	if (date[length] == '.' && text_is_digit(date[length + 1])) {
		length++;
		while (text_is_digit(date[length]))
			length++;
	}
	if (!date[length] || (date[length] == 'Z' && !date[length + 1]))
		return length;
	return 0;
}

void normalise_descriptor(
	const struct vib *vib, const struct buffer *descriptor, struct buffer *ret)
{
	size_t length = date_without_zone(vib->release_date);
	AUTO_FREE char *element = memory_printf("<release-date>%s<", vib->release_date);
	const char *text = buffer_text(descriptor);
	const char *found = length > 0 ? strstr(text, element) : NULL;
	size_t kept;

	// Only where it is said once, and so surely not in a comment or a description.
	if (!found || strstr(found + 1, "<release-date>")) {
		buffer_append(ret, descriptor->data, descriptor->size);
		return;
	}
	kept = (size_t)(found - text) + strlen("<release-date>") + length;
	buffer_append(ret, text, kept);
	buffer_puts(ret, "+00:00");
	if (text[kept] == 'Z')
		kept++;
	buffer_append(ret, text + kept, descriptor->size - kept);
}
