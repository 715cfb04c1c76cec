// SPDX-License-Identifier: GPL-3.0-or-later
// Release and build in one text of a medium, see evidence.h.
#include "evidence.h"

#include <string.h>

#include "text.h"

enum {
	PART_MAX = 99,
	BUILD_MAX = 999999999,
	BUILD_DIGITS_MIN = 5,
	BUILD_DIGITS_MAX = 9, // eleven digits are the date of a patch, not a build
};

static bool read_digits(const char **at, uint64_t max, uint64_t *ret)
{
	uint64_t number = 0;
	const char *c = *at;

	if (!text_is_digit(*c))
		return false;
	for (; text_is_digit(*c); c++) {
		number = number * 10 + (uint64_t)(*c - '0');
		if (number > max)
			return false;
	}
	*at = c;
	*ret = number;
	return true;
}

// "8.0", "8.0.3", "9.0.0.0"; steps behind it.
static bool read_release(const char **at, struct release *ret)
{
	uint64_t part[3] = {0};
	uint64_t ignored;

	if (!read_digits(at, PART_MAX, &part[0]) || *(*at)++ != '.' ||
		!read_digits(at, PART_MAX, &part[1]))
		return false;
	if (**at == '.') {
		(*at)++;
		if (!read_digits(at, PART_MAX, &part[2]))
			return false;
	}
	while (**at == '.' && text_is_digit((*at)[1])) {
		(*at)++;
		if (!read_digits(at, BUILD_MAX, &ignored))
			return false;
	}
	*ret = (struct release){(unsigned)part[0], (unsigned)part[1], (unsigned)part[2]};
	return true;
}

bool evidence_parse_version(const char *text, struct release *ret, uint64_t *ret_build)
{
	const char *at = text;
	const char *tail;
	struct release release;
	uint64_t build = 0;

	if (!read_release(&at, &release) || (*at && *at != '-'))
		return false;
	tail = strrchr(at, '.');
	tail = tail ? tail : strrchr(at, '-');
	if (tail) {
		const char *digits = tail + 1;

		if (!read_digits(&digits, BUILD_MAX, &build) || *digits)
			build = 0;
	}
	*ret = release;
	*ret_build = build;
	return true;
}

// The first run of digits between dashes that has the length of a build number.
static uint64_t find_build(const char *text)
{
	for (const char *at = strchr(text, '-'); at; at = strchr(at, '-')) {
		uint64_t build;
		size_t length = strspn(++at, "0123456789");
		const char *digits = at;

		if (length < BUILD_DIGITS_MIN || length > BUILD_DIGITS_MAX)
			continue;
		if ((at[length] == '-' || !at[length]) && read_digits(&digits, BUILD_MAX, &build))
			return build;
	}
	return 0;
}

static const char *skip_nocase(const char *text, const char *prefix)
{
	for (; *prefix; text++, prefix++) {
		if (text_lower(*text) != text_lower(*prefix))
			return NULL;
	}
	return text;
}

// " Update 3", "-Update3", "U3", " U3".
static void read_update(const char *at, struct release *release)
{
	const char *behind;
	uint64_t update;

	if (*at == ' ' || *at == '-')
		at++;
	behind = skip_nocase(at, "update");
	behind = behind ? behind : skip_nocase(at, "u");
	if (!behind)
		return;
	if (*behind == ' ')
		behind++;
	if (read_digits(&behind, PART_MAX, &update))
		release->update = (unsigned)update;
}

bool evidence_parse_product(const char *text, struct release *ret, uint64_t *ret_build)
{
	for (; *text; text++) {
		const char *at = skip_nocase(text, "esx");
		const char *behind;
		struct release release;

		if (!at)
			continue;
		if (text_lower(*at) == 'i')
			at++;
		at += *at == ' ' || *at == '-' || *at == '_';
		behind = skip_nocase(at, "version ");
		at = behind ? behind : at;
		if (!read_release(&at, &release))
			continue;
		read_update(at, &release);
		*ret = release;
		*ret_build = find_build(at);
		return true;
	}
	return false;
}

bool evidence_parse_disk_image(const char *text, struct release *ret, uint64_t *ret_build)
{
	static const char start[] = "VMware-VMvisor-big-";
	const char *at = strstr(text, start);
	struct release release = {4, 1, 0};
	uint64_t build;
	const char *digits;

	if (!at)
		return false;
	at += strlen(start);
	digits = at;
	if (read_digits(&digits, BUILD_MAX, &build) && *digits == '.') {
		if (!read_release(&at, &release) || *at++ != '-' ||
			!read_digits(&at, BUILD_MAX, &build))
			return false;
	}
	*ret = release;
	*ret_build = build;
	return build != 0;
}
