// SPDX-License-Identifier: GPL-3.0-or-later
// Short and long names of FAT.
#include <ctype.h>
#include <string.h>

#include "buffer.h"
#include "fat_internal.h"
#include "memory.h"

enum {
	BASE_SIZE = 8,
	EXTENSION_SIZE = 3,
	CASE_OFFSET = 12, // of an entry
	LOWER_BASE = 0x08,
	LOWER_EXTENSION = 0x10,
};

uint8_t fat_name_sum(const uint8_t short_name[FAT_SHORT_SIZE])
{
	unsigned sum = 0;

	for (size_t i = 0; i < FAT_SHORT_SIZE; i++)
		sum = (((sum & 1) << 7) + (sum >> 1) + short_name[i]) & 0xff;
	return (uint8_t)sum;
}

static void put_part(struct buffer *text, const uint8_t *part, size_t size, bool lower)
{
	while (size > 0 && part[size - 1] == ' ')
		size--;
	for (size_t i = 0; i < size; i++) {
		int c = part[i];

		// Code pages differ; what is not ASCII is only shown.
		if (c < ' ' || c > '~')
			buffer_puts(text, "\xef\xbf\xbd");
		else
			buffer_putc(text, (char)(lower ? tolower(c) : c));
	}
}

char *fat_short_text(const uint8_t *raw)
{
	AUTO_BUFFER text = BUFFER_INIT;
	uint8_t base[BASE_SIZE];

	memcpy(base, raw, sizeof(base));
	if (base[0] == FAT_REAL_E5)
		base[0] = 0xe5;
	put_part(&text, base, BASE_SIZE, raw[CASE_OFFSET] & LOWER_BASE);
	if (memcmp(raw + BASE_SIZE, "   ", EXTENSION_SIZE) != 0) {
		buffer_putc(&text, '.');
		put_part(
			&text, raw + BASE_SIZE, EXTENSION_SIZE, raw[CASE_OFFSET] & LOWER_EXTENSION);
	}
	return buffer_steal(&text);
}

static void put_utf8(struct buffer *text, uint32_t c)
{
	if (c < 0x80) {
		buffer_putc(text, (char)c);
	} else if (c < 0x800) {
		buffer_putc(text, (char)(0xc0 | c >> 6));
		buffer_putc(text, (char)(0x80 | (c & 0x3f)));
	} else {
		if (c >= 0x10000) {
			buffer_putc(text, (char)(0xf0 | c >> 18));
			buffer_putc(text, (char)(0x80 | (c >> 12 & 0x3f)));
		} else {
			buffer_putc(text, (char)(0xe0 | c >> 12));
		}
		buffer_putc(text, (char)(0x80 | (c >> 6 & 0x3f)));
		buffer_putc(text, (char)(0x80 | (c & 0x3f)));
	}
}

static bool is_high(uint32_t unit)
{
	return unit >= 0xd800 && unit < 0xdc00;
}

static bool is_low(uint32_t unit)
{
	return unit >= 0xdc00 && unit < 0xe000;
}

char *fat_long_text(const uint16_t *units, size_t count)
{
	AUTO_BUFFER text = BUFFER_INIT;

	for (size_t i = 0; i < count && units[i] != 0; i++) {
		uint32_t c = units[i];

		if (is_high(c) && i + 1 < count && is_low(units[i + 1]))
			c = 0x10000 + ((c - 0xd800) << 10) + (units[++i] - 0xdc00U);
		else if (is_high(c) || is_low(c) || c < ' ')
			c = 0xfffd;
		put_utf8(&text, c);
	}
	return buffer_steal(&text);
}

bool fat_name_equal(const char *a, const char *b, size_t b_length)
{
	for (size_t i = 0; i < b_length; i++) {
		int x = (unsigned char)a[i];
		int y = (unsigned char)b[i];

		if (!x || (x != y && (x > 0x7f || y > 0x7f || tolower(x) != tolower(y))))
			return false;
	}
	return a[b_length] == '\0';
}

static bool is_short_char(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("!#$%&'()-@^_`{}~", c));
}

static bool is_long_char(char c)
{
	return c >= ' ' && c <= '~' && !strchr("\"*/:<>?\\|", c);
}

// Is the part all in one case? *bits gets `lower` where that is the lower one.
static bool one_case(const char *part, size_t size, uint8_t lower, uint8_t *bits)
{
	bool has_lower = false;
	bool has_upper = false;

	for (size_t i = 0; i < size; i++) {
		has_lower |= islower((unsigned char)part[i]) != 0;
		has_upper |= isupper((unsigned char)part[i]) != 0;
	}
	if (has_lower)
		*bits |= lower;
	return !(has_lower && has_upper);
}

// Fills up to `size` bytes with the characters that a short name may have; false: others were left
// out or changed, or there were too many.
static bool put_short(uint8_t *to, size_t size, const char *part, size_t length)
{
	size_t used = 0;
	bool whole = true;

	for (size_t i = 0; i < length; i++) {
		char c = part[i];

		if (c == ' ' || c == '.') {
			whole = false;
			continue;
		}
		if (used == size)
			return false;
		whole &= is_short_char(c);
		to[used++] = (uint8_t)(is_short_char(c) ? toupper((unsigned char)c) : '_');
	}
	return whole;
}

int fat_make_name(const char *name, struct fat_new_name *ret, struct error *err)
{
	size_t length = strlen(name);
	const char *dot = strrchr(name, '.');
	size_t base = dot ? (size_t)(dot - name) : length;
	bool fits;

	*ret = (struct fat_new_name){.unit_count = 0};
	if (length == 0 || length > FAT_NAME_MAX)
		return error_set(err, ERROR_INPUT, "a name has 1 to %d characters", FAT_NAME_MAX);
	for (size_t i = 0; i < length; i++) {
		if (!is_long_char(name[i]))
			return error_set(err, ERROR_INPUT,
				"'%s' has a character that no name may have", name);
	}
	if (name[length - 1] == '.' || name[length - 1] == ' ' || strspn(name, ". ") == length)
		return error_set(err, ERROR_INPUT, "'%s' ends in a dot or a blank", name);
	memset(ret->short_name, ' ', FAT_SHORT_SIZE);
	fits = put_short(ret->short_name, BASE_SIZE, name, base);
	if (dot)
		fits &= put_short(
			ret->short_name + BASE_SIZE, EXTENSION_SIZE, dot + 1, length - base - 1);
	fits &= one_case(name, base, LOWER_BASE, &ret->case_bits);
	fits &= !dot || one_case(dot + 1, length - base - 1, LOWER_EXTENSION, &ret->case_bits);
	if (fits && base > 0)
		return 0;
	ret->case_bits = 0;
	ret->unit_count = length;
	for (size_t i = 0; i < length; i++)
		ret->units[i] = (uint8_t)name[i];
	fat_number_name(ret, 1);
	return 0;
}

void fat_number_name(struct fat_new_name *name, unsigned number)
{
	AUTO_FREE char *tail = memory_printf("~%u", number);
	size_t size = strlen(tail);
	size_t end = 0;

	while (end < BASE_SIZE && name->short_name[end] != ' ' && name->short_name[end] != '~')
		end++;
	if (end > BASE_SIZE - size)
		end = BASE_SIZE - size;
	memset(name->short_name + end, ' ', BASE_SIZE - end);
	memcpy(name->short_name + end, tail, size);
}
