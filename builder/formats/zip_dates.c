// SPDX-License-Identifier: GPL-3.0-or-later
// Dates of zip archives independent of the time zone, see zip_dates.h.
#include "zip_dates.h"

#include <string.h>
#include <time.h>

// Places in a zip (PKWARE's APPNOTE, 4.3).
enum {
	ZIP_END_SIZE = 22,
	ZIP_END_COUNT = 10,
	ZIP_END_DIRECTORY = 16,
	ZIP_ENTRY_SIZE = 46,
	ZIP_ENTRY_DATE = 12,
	ZIP_ENTRY_LENGTHS = 28, // name, extra field, comment
	ZIP_ENTRY_LOCAL = 42,
	ZIP_LOCAL_DATE = 10,
	ZIP_LOCAL_SIZE = 30,
};

// Date and time as MS-DOS has them: from 1980 to 2107, in steps of two seconds.
static void dos_date(int64_t mtime, unsigned char ret[4])
{
	enum { FIRST = 80, LAST = 207 }; // years as struct tm counts
	time_t time = (time_t)mtime;
	struct tm tm = {.tm_year = FIRST, .tm_mday = 1};
	unsigned day, second;

	if (gmtime_r(&time, &tm) && tm.tm_year < FIRST)
		tm = (struct tm){.tm_year = FIRST, .tm_mday = 1};
	if (tm.tm_year > LAST)
		tm = (struct tm){.tm_year = LAST, .tm_mon = 11, .tm_mday = 31};
	day = (unsigned)(tm.tm_year - FIRST) << 9 | (unsigned)(tm.tm_mon + 1) << 5 |
	      (unsigned)tm.tm_mday;
	second = (unsigned)tm.tm_hour << 11 | (unsigned)tm.tm_min << 5 | (unsigned)tm.tm_sec / 2;
	ret[0] = (unsigned char)second;
	ret[1] = (unsigned char)(second >> 8);
	ret[2] = (unsigned char)day;
	ret[3] = (unsigned char)(day >> 8);
}

static size_t number_at(const struct buffer *zip, size_t at, size_t size)
{
	size_t value = 0;

	while (size-- > 0)
		value = value << 8 | (unsigned char)zip->data[at + size];
	return value;
}

bool zip_set_dates(struct buffer *zip, int64_t mtime)
{
	unsigned char date[4];
	size_t end, at, count;

	dos_date(mtime, date);
	if (zip->size < ZIP_END_SIZE)
		return false;
	end = zip->size - ZIP_END_SIZE;
	if (memcmp(zip->data + end, "PK\5\6", 4) != 0)
		return false;
	at = number_at(zip, end + ZIP_END_DIRECTORY, 4);
	count = number_at(zip, end + ZIP_END_COUNT, 2);
	for (size_t i = 0; i < count; i++) {
		size_t local;

		if (at > end || end - at < ZIP_ENTRY_SIZE ||
			memcmp(zip->data + at, "PK\1\2", 4) != 0)
			return false;
		local = number_at(zip, at + ZIP_ENTRY_LOCAL, 4);
		if (local > end || end - local < ZIP_LOCAL_SIZE ||
			memcmp(zip->data + local, "PK\3\4", 4) != 0)
			return false;
		memcpy(zip->data + at + ZIP_ENTRY_DATE, date, sizeof(date));
		memcpy(zip->data + local + ZIP_LOCAL_DATE, date, sizeof(date));
		at += ZIP_ENTRY_SIZE + number_at(zip, at + ZIP_ENTRY_LENGTHS, 2) +
		      number_at(zip, at + ZIP_ENTRY_LENGTHS + 2, 2) +
		      number_at(zip, at + ZIP_ENTRY_LENGTHS + 4, 2);
	}
	return at == end;
}
