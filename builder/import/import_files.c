// SPDX-License-Identifier: GPL-3.0-or-later
// Files that scripts write, as keys.
//
// Source: facts/host-tasks.md sections 3, 4 and 10.
#include <string.h>

#include "import_call.h"
#include "memory.h"
#include "text.h"

// Steps through the lines of a text: a copy without blanks around it; NULL at the end.
static char *next_line(const char **text)
{
	size_t length = strcspn(*text, "\n");
	const char *start = *text;
	size_t size = length;

	if (!**text)
		return NULL;
	*text += length + ((*text)[length] == '\n');
	while (size && strchr(" \t\r", start[size - 1]))
		size--;
	while (size && strchr(" \t", *start)) {
		start++;
		size--;
	}
	return memory_strndup(start, size);
}

// Only servers, and what a host has there anyway.
static bool take_ntp(struct import *import, const char *text)
{
	struct draft *list = import_list(import, "time.ntp");
	char *line;
	bool good = true;

	while (good && (line = next_line(&text))) {
		AUTO_FREE char *owned = line;
		const char *server = text_skip_prefix(line, "server ");
		size_t length;

		if (!*line || *line == '#' || text_has_prefix(line, "restrict ") ||
			text_has_prefix(line, "driftfile "))
			continue;
		good = server != NULL;
		if (!good)
			break;
		server += strspn(server, " ");
		length = strcspn(server, " \t");
		good = text_equal(server + length, "") || text_equal(server + length, " iburst");
		owned[(size_t)(server - line) + length] = '\0';
		if (good)
			draft_add(list, server, import->origin);
	}
	return good;
}

static bool take_keys(struct import *import, const char *text)
{
	struct draft *list = import_list(import, "services.ssh.authorized_keys");
	char *line;

	while ((line = next_line(&text))) {
		AUTO_FREE char *owned = line;

		if (*owned && *owned != '#')
			draft_add(list, owned, import->origin);
	}
	return true;
}

static bool take_issue(struct import *import, const char *text)
{
	AUTO_FREE char *copy = memory_strdup(text);
	size_t length = strlen(copy);

	while (length && copy[length - 1] == '\n')
		copy[--length] = '\0';
	if (!length)
		return false;
	import_set(import, "security.issue", copy);
	return true;
}

bool import_take_file(struct import *import, const struct shell_file *file)
{
	static const struct {
		const char *path;
		bool (*take)(struct import *import, const char *text);
		bool append; // may begin with what was there
	} rows[] = {
		{"/etc/ntp.conf", take_ntp, true},
		{"/etc/ssh/keys-root/authorized_keys", take_keys, true},
		{"/etc/issue", take_issue, false},
	};

	for (size_t i = 0; file->known && i < sizeof(rows) / sizeof(*rows); i++) {
		if (text_equal(rows[i].path, file->path))
			return (rows[i].append || !file->append) &&
			       rows[i].take(import, file->text);
	}
	return false;
}
