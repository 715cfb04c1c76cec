// SPDX-License-Identifier: GPL-3.0-or-later
// ESXi releases: the list of those that exist, and reading, comparing and naming them.
#include "release.h"

#include <stddef.h>
#include <stdio.h>

#include "text.h"

enum {
	MAJOR_MAX = 99,
	MINOR_MAX = 99,
	UPDATE_MAX = 99,
};

// facts/host-tasks.md section 16.
static const struct release known[] = {
	{4, 0, 0},
	{4, 1, 0},
	{5, 0, 0},
	{5, 1, 0},
	{5, 5, 0},
	{6, 0, 0},
	{6, 5, 0},
	{6, 7, 0},
	{7, 0, 0},
	{8, 0, 0},
	{9, 0, 0},
	{9, 1, 0},
};

// Reads a number without leading zeros and steps behind it.
static bool read_number(const char **at, unsigned max, unsigned *ret)
{
	const char *c = *at;
	unsigned number = 0;

	if (!text_is_digit(*c) || (*c == '0' && text_is_digit(c[1])))
		return false;
	for (; text_is_digit(*c); c++) {
		number = number * 10 + (unsigned)(*c - '0');
		if (number > max)
			return false;
	}
	*at = c;
	*ret = number;
	return true;
}

bool release_parse(const char *text, struct release *ret)
{
	struct release release = {0, 0, 0};

	if (!read_number(&text, MAJOR_MAX, &release.major) || *text++ != '.')
		return false;
	if (!read_number(&text, MINOR_MAX, &release.minor))
		return false;
	if (*text == '.') {
		text++;
		if (!read_number(&text, UPDATE_MAX, &release.update))
			return false;
	} else if (*text) {
		// " U3", "U3b": the letter names a patch of that update.
		if (*text == ' ')
			text++;
		if (*text++ != 'U' || !read_number(&text, UPDATE_MAX, &release.update))
			return false;
		if (*text >= 'a' && *text <= 'z')
			text++;
	}
	if (*text)
		return false;
	*ret = release;
	return true;
}

bool release_known(struct release release)
{
	return release.major != 0;
}

static int compare_numbers(unsigned a, unsigned b)
{
	return (a > b) - (a < b);
}

int release_compare(struct release a, struct release b)
{
	int order = compare_numbers(a.major, b.major);

	if (!order)
		order = compare_numbers(a.minor, b.minor);
	if (!order)
		order = compare_numbers(a.update, b.update);
	return order;
}

bool release_at_least(struct release release, unsigned major, unsigned minor)
{
	return release_compare(release, (struct release){major, minor, 0}) >= 0;
}

void release_format(struct release release, char text[RELEASE_TEXT_SIZE])
{
	if (release.update)
		snprintf(text, RELEASE_TEXT_SIZE, "%u.%u.%u", release.major, release.minor,
			release.update);
	else
		snprintf(text, RELEASE_TEXT_SIZE, "%u.%u", release.major, release.minor);
}

bool release_is_newer(struct release release)
{
	const struct release last = known[sizeof(known) / sizeof(known[0]) - 1];

	return release.major == last.major && release.minor > last.minor;
}

bool release_exists(struct release release)
{
	// What comes after the last known one is taken to be like it.
	if (release_is_newer(release))
		return true;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (known[i].major == release.major && known[i].minor == release.minor)
			return true;
	}
	return false;
}

bool release_supported(struct release release)
{
	// facts/host-tasks.md section 1: 4.0 has no scripted installation.
	return release_at_least(release, 4, 1) && release_exists(release);
}
