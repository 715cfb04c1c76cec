// SPDX-License-Identifier: GPL-3.0-or-later
// Forms of services and users: SNMP communities and receivers, login names.
#include "form_service.h"

#include <string.h>

#include "cleanup.h"
#include "form.h"
#include "memory.h"
#include "text.h"

enum {
	COMMUNITY_MAX_LENGTH = 64, // what the host takes
	USER_MAX_LENGTH = 32,
	PORT_MAX = 65535,
};

// The command takes communities with commas between them, and one behind the slash of a receiver.
bool form_is_community(const char *text)
{
	size_t length = strlen(text);

	return length > 0 && length <= COMMUNITY_MAX_LENGTH && text_is_printable(text) &&
	       !strpbrk(text, " ,/") && text[0] != '-';
}

// ADDRESS@PORT/COMMUNITY
bool form_is_trap_target(const char *text)
{
	const char *at = strchr(text, '@');
	const char *slash = at ? strchr(at, '/') : NULL;
	AUTO_FREE char *host = NULL;
	AUTO_FREE char *port = NULL;
	uint64_t number;

	if (!slash)
		return false;
	host = memory_strndup(text, (size_t)(at - text));
	port = memory_strndup(at + 1, (size_t)(slash - at - 1));
	return form_matches(FORM_HOST, host) && text_parse_number(port, PORT_MAX, &number) &&
	       number > 0 && form_is_community(slash + 1);
}

bool form_is_user(const char *text)
{
	for (const char *at = text; *at; at++) {
		if (!text_is_alnum(*at) && *at != '_' && (at == text || !strchr("-.", *at)))
			return false;
	}
	return *text && strlen(text) <= USER_MAX_LENGTH;
}
