// SPDX-License-Identifier: GPL-3.0-or-later
// Forms of storage, logs and drivers: datastores and paths on them, iSCSI names, portals.
#include "form_storage.h"

#include <arpa/inet.h>
#include <string.h>

#include "cleanup.h"
#include "form.h"
#include "memory.h"
#include "text.h"

enum {
	VOLUME_MAX_LENGTH = 42, // of a datastore's name
	IQN_MAX_LENGTH = 223, // RFC 7143 4.2.7.1
	PORT_MAX = 65535,
};

static const char volumes[] = "/vmfs/volumes/";

// What the installer refuses is the '/' (facts/kickstart.md 2.7); a leading '-' would be an option
// to `part` and to vim-cmd, brackets enclose the name in a datastore path.
bool form_is_volume(const char *text)
{
	size_t length = strlen(text);

	return length > 0 && length <= VOLUME_MAX_LENGTH && text_is_printable(text) &&
	       !strpbrk(text, "/\"'\\[]") && text[0] != ' ' && text[0] != '-' && text[0] != '.' &&
	       text[length - 1] != ' ';
}

// Components without "." and "..", none of them empty.
static bool is_folder(const char *text)
{
	for (;;) {
		size_t length = strcspn(text, "/");

		if (length == 0 || (length == 1 && text[0] == '.') ||
			(length == 2 && text[0] == '.' && text[1] == '.'))
			return false;
		text += length;
		if (!*text)
			return true;
		text++;
	}
}

bool form_split_datastore_path(const char *text, char **ret_volume, const char **ret_folder)
{
	const char *end = *text == '[' ? strchr(text, ']') : NULL;
	AUTO_FREE char *volume = NULL;
	const char *folder;

	if (!end)
		return false;
	volume = memory_strndup(text + 1, (size_t)(end - text) - 1);
	folder = end + 1 + strspn(end + 1, " ");
	if (!form_is_volume(volume) || !text_is_printable(folder) || *folder == '-' ||
		!is_folder(folder) || folder[strlen(folder) - 1] == ' ')
		return false;
	if (ret_volume)
		*ret_volume = STEAL(volume);
	if (ret_folder)
		*ret_folder = folder;
	return true;
}

bool form_is_datastore_path(const char *text)
{
	return form_split_datastore_path(text, NULL, NULL);
}

bool form_split_volume_path(const char *text, char **ret_volume)
{
	const char *name = text_skip_prefix(text, volumes);
	const char *folder = name ? strchr(name, '/') : NULL;
	AUTO_FREE char *volume = NULL;

	if (!folder || !text_is_printable(text))
		return false;
	volume = memory_strndup(name, (size_t)(folder - name));
	if (!form_is_volume(volume) || !is_folder(folder + 1))
		return false;
	if (ret_volume)
		*ret_volume = STEAL(volume);
	return true;
}

bool form_is_volume_path(const char *text)
{
	return form_split_volume_path(text, NULL);
}

bool form_is_export(const char *text)
{
	return *text == '/' && text_is_printable(text) && text[strlen(text) - 1] != ' ';
}

// VMW_SATP_ALUA, VMW_PSP_RR; those of other makers are of the same make.
bool form_is_plugin(const char *text)
{
	size_t length = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

	return length > 0 && !text[length] && *text >= 'A' && *text <= 'Z';
}

// RFC 7143 4.2.7: iqn.yyyy-mm.naming.authority[:anything], eui. and naa. with hexadecimal digits.
bool form_is_iqn(const char *text)
{
	static const char shape[] = "iqn.dddd-dd.";
	const char *hex = text_skip_prefix(text, "eui.");
	const char *rest = text + sizeof(shape) - 1;

	if (strlen(text) > IQN_MAX_LENGTH || !text_is_printable(text) || strchr(text, ' '))
		return false;
	hex = hex ? hex : text_skip_prefix(text, "naa.");
	if (hex)
		return (strlen(hex) == 16 || (text[0] == 'n' && strlen(hex) == 32)) &&
		       strspn(hex, "0123456789abcdefABCDEF") == strlen(hex);
	for (size_t i = 0; shape[i]; i++) {
		if (shape[i] == 'd' ? !text_is_digit(text[i]) : text[i] != shape[i])
			return false;
	}
	rest += strspn(rest, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-");
	return rest > text + sizeof(shape) - 1 && (!*rest || (*rest == ':' && rest[1]));
}

// An address or name, and perhaps a port: "10.1.20.100:3260", "[fd00::1]:3260".
bool form_is_portal(const char *text)
{
	AUTO_FREE char *host = NULL;
	const char *end = *text == '[' ? strchr(text, ']') : NULL;
	const char *port = strchr(end ? end : text, ':');
	struct in6_addr address;
	uint64_t number;

	if (*text == '[') {
		if (!end || (end[1] && end[1] != ':'))
			return false;
		host = memory_strndup(text + 1, (size_t)(end - text) - 1);
		if (inet_pton(AF_INET6, host, &address) != 1)
			return false;
	} else {
		host = port ? memory_strndup(text, (size_t)(port - text)) : memory_strdup(text);
		if (strchr(host, ':') || !form_matches(FORM_HOST, host))
			return false;
	}
	return !port || (text_parse_number(port + 1, PORT_MAX, &number) && number > 0);
}

bool form_is_log_host(const char *text)
{
	static const char *const protocols[] = {"udp://", "tcp://", "ssl://"};

	for (size_t i = 0; i < sizeof(protocols) / sizeof(protocols[0]); i++) {
		const char *host = text_skip_prefix(text, protocols[i]);

		if (host)
			return form_is_portal(host);
	}
	return false;
}
