// SPDX-License-Identifier: GPL-3.0-or-later
// Dates from outside: the environment and volume descriptors.
#include "clock.h"

#include <stdlib.h>
#include <time.h>

#include "text.h"

// The end of the year 9999: what an ISO 9660 volume date can say.
static const uint64_t latest = 253402300799ULL;

int clock_source_date(int64_t *ret_seconds, bool *ret_set, struct error *err)
{
	const char *text = getenv("SOURCE_DATE_EPOCH");
	uint64_t seconds = 0;

	*ret_set = false;
	if (!text || !text[0])
		return 0;
	if (!text_parse_number(text, latest, &seconds))
		return error_set(err, ERROR_USAGE,
			"SOURCE_DATE_EPOCH is '%s', expected seconds since 1970", text);
	*ret_seconds = (int64_t)seconds;
	*ret_set = true;
	return 0;
}

static struct tm broken_down(int64_t seconds)
{
	struct tm parts = {0};
	time_t moment = (time_t)seconds;

	gmtime_r(&moment, &parts);
	return parts;
}

void clock_format_iso(int64_t seconds, char text[CLOCK_ISO_SIZE])
{
	struct tm parts = broken_down(seconds);

	strftime(text, CLOCK_ISO_SIZE, "%Y-%m-%dT%H:%M:%SZ", &parts);
}

static int take_digits(const char *digits, int count)
{
	int number = 0;

	for (int i = 0; i < count; i++) {
		if (!text_is_digit(digits[i]))
			return -1;
		number = 10 * number + (digits[i] - '0');
	}
	return number;
}

bool clock_parse_volume(const char digits[16], int quarter_hours, int64_t *ret_seconds)
{
	struct tm parts = {
		.tm_year = take_digits(digits, 4) - 1900,
		.tm_mon = take_digits(digits + 4, 2) - 1,
		.tm_mday = take_digits(digits + 6, 2),
		.tm_hour = take_digits(digits + 8, 2),
		.tm_min = take_digits(digits + 10, 2),
		.tm_sec = take_digits(digits + 12, 2),
	};

	if (parts.tm_year < 70 || parts.tm_mon < 0 || parts.tm_mon > 11 || parts.tm_mday < 1 ||
		parts.tm_mday > 31 || parts.tm_hour < 0 || parts.tm_hour > 23 || parts.tm_min < 0 ||
		parts.tm_min > 59 || parts.tm_sec < 0 || parts.tm_sec > 60)
		return false;
	*ret_seconds = (int64_t)timegm(&parts) - quarter_hours * 15 * 60;
	return *ret_seconds >= 0;
}

void clock_format_volume(int64_t seconds, char text[CLOCK_VOLUME_SIZE])
{
	struct tm parts = broken_down(seconds);

	strftime(text, CLOCK_VOLUME_SIZE, "%Y%m%d%H%M%S00", &parts);
}
