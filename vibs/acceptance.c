// SPDX-License-Identifier: GPL-3.0-or-later
// Acceptance levels, see acceptance.h.
#include "acceptance.h"

#include <stddef.h>

#include "text.h"

static const struct {
	const char *name;
	enum acceptance acceptance;
} words[] = {
	{"community", ACCEPTANCE_COMMUNITY},
	{"partner", ACCEPTANCE_PARTNER},
	{"accepted", ACCEPTANCE_ACCEPTED},
	{"certified", ACCEPTANCE_CERTIFIED},
	// old words
	{"unsigned", ACCEPTANCE_COMMUNITY},
	{"signed", ACCEPTANCE_PARTNER},
};

enum acceptance acceptance_parse(const char *text)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (text_equal(words[i].name, text))
			return words[i].acceptance;
	}
	return ACCEPTANCE_UNKNOWN;
}

const char *acceptance_name(enum acceptance acceptance)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (words[i].acceptance == acceptance)
			return words[i].name;
	}
	return "unknown";
}
