// SPDX-License-Identifier: GPL-3.0-or-later
// The table of forms: name, expectation, pattern and check of each.
#include "form.h"

#include <arpa/inet.h>
#include <stddef.h>
#include <string.h>

#include "form_service.h"
#include "form_storage.h"
#include "release.h"
#include "text.h"

enum {
	NAME_MAX_LENGTH = 255, // facts/kickstart.md 2.8: --hostname
	LABEL_MAX_LENGTH = 63, // the same
	HOST_NAME_MAX_LENGTH = 128, // it becomes the name of a file
	VOLUME_ID_LENGTH = 32, // ECMA-119 8.4.7
	TARGET_DEPTH_MAX = 8, // ECMA-119 6.8.2.1
	DISK_MAX_LENGTH = 255,
};

static const char upper_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
static const char hex[] = "0123456789abcdefABCDEF";

static bool all_of(const char *text, const char *set)
{
	return *text && text[strspn(text, set)] == '\0';
}

static bool is_word(char c)
{
	return text_is_alnum(c) || c == '_' || c == '-' || c == '.';
}

static bool all_word(const char *text)
{
	for (const char *at = text; *at; at++) {
		if (!is_word(*at))
			return false;
	}
	return *text != '\0';
}

bool form_parse_ipv4(const char *text, uint32_t *ret)
{
	uint32_t address = 0;

	for (int part = 0; part < 4; part++) {
		unsigned number = 0;
		size_t digits = 0;

		for (; text_is_digit(text[digits]) && digits < 4; digits++)
			number = number * 10 + (unsigned)(text[digits] - '0');
		if (digits == 0 || digits > 3 || number > 255 || (digits > 1 && text[0] == '0'))
			return false;
		text += digits;
		if (*text != (part < 3 ? '.' : '\0'))
			return false;
		text += part < 3;
		address = address << 8 | number;
	}
	*ret = address;
	return true;
}

static bool is_ipv4(const char *text)
{
	uint32_t address;

	return form_parse_ipv4(text, &address);
}

// facts/kickstart.md 2.8, --ip: no loopback, multicast, broadcast, nor first octet 0.
static bool is_address(const char *text)
{
	uint32_t address;

	return form_parse_ipv4(text, &address) && address >> 24 != 0 && address >> 24 != 127 &&
	       address >> 28 < 0xe;
}

static bool is_netmask(const char *text)
{
	uint32_t mask;

	return form_parse_ipv4(text, &mask) && mask != 0 && (~mask & (~mask + 1)) == 0;
}

static bool is_cidr(const char *text)
{
	char address[INET_ADDRSTRLEN];
	const char *slash = strchr(text, '/');
	size_t length = slash ? (size_t)(slash - text) : strlen(text);
	uint64_t bits;

	if (length >= sizeof(address))
		return false;
	memcpy(address, text, length);
	address[length] = '\0';
	return is_ipv4(address) && (!slash || text_parse_number(slash + 1, 32, &bits));
}

// facts/kickstart.md 2.8: labels of letters, digits and '-', which neither begins nor ends one.
static bool is_hostname(const char *text)
{
	size_t length = strlen(text);
	size_t label = 0;

	if (length == 0 || length > NAME_MAX_LENGTH)
		return false;
	for (size_t i = 0; i <= length; i++) {
		char c = text[i];

		if (c == '.' || c == '\0') {
			if (label == 0 || label > LABEL_MAX_LENGTH || text[i - 1] == '-')
				return false;
			label = 0;
		} else if (!text_is_alnum(c) && (c != '-' || label == 0)) {
			return false;
		} else {
			label++;
		}
	}
	return true;
}

// A name, or an address of either family. What looks like an IPv4 address has to be one.
static bool is_host(const char *text)
{
	struct in6_addr address;

	if (all_of(text, "0123456789."))
		return is_ipv4(text);
	return is_hostname(text) || inet_pton(AF_INET6, text, &address) == 1;
}

// The name of an entry below `hosts`, which names a file as well.
static bool is_host_name(const char *text)
{
	return text_is_alnum(*text) && all_word(text) && strlen(text) <= HOST_NAME_MAX_LENGTH;
}

// 32 digits, in groups of 8-4-4-4-12 or as they are.
static bool is_uuid(const char *text)
{
	static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

	if (strlen(text) == 32)
		return all_of(text, hex);
	if (strlen(text) != sizeof(shape) - 1)
		return false;
	for (size_t i = 0; shape[i]; i++) {
		if (shape[i] == 'x' ? !strchr(hex, text[i]) : text[i] != '-')
			return false;
	}
	return true;
}

static bool is_mac(const char *text)
{
	if (strlen(text) != 17)
		return false;
	for (size_t i = 0; i < 17; i++) {
		if (i % 3 == 2 ? text[i] != ':' : !strchr(hex, text[i]))
			return false;
	}
	return true;
}

static bool is_numbered(const char *text, const char *prefix)
{
	uint64_t number;
	const char *digits = text_skip_prefix(text, prefix);

	return digits && text_parse_number(digits, 9999, &number);
}

static bool is_uplink(const char *text)
{
	return is_numbered(text, "vmnic") || is_mac(text);
}

static bool is_vmkernel(const char *text)
{
	return is_numbered(text, "vmk");
}

// The installer reads the value as one word of a shell-like line, and disk lists by commas.
static bool is_disk(const char *text)
{
	if (!*text || strlen(text) > DISK_MAX_LENGTH)
		return false;
	for (; *text; text++) {
		if (*text <= ' ' || *text > '~' || strchr(",\"'\\#", *text))
			return false;
	}
	return true;
}

static bool is_filter(const char *text)
{
	size_t length = strlen(text);

	return length > 0 && text_is_printable(text) && text[0] != ' ' && text[length - 1] != ' ' &&
	       !strpbrk(text, ",\"'\\");
}

// 8.3 of upper case letters, digits and '_' for each component: readable on a bare ISO 9660 tree.
static bool is_file_target(const char *text)
{
	size_t depth = 0;

	if (*text != '/')
		return false;
	while (*text == '/') {
		size_t name = strspn(++text, upper_digits);

		depth++;
		if (name == 0 || name > 8)
			return false;
		text += name;
		if (*text == '.') {
			size_t extension = strspn(++text, upper_digits);

			if (extension == 0 || extension > 3)
				return false;
			text += extension;
		}
	}
	return *text == '\0' && depth <= TARGET_DEPTH_MAX;
}

// a-characters of ECMA-119 7.4.2.
static bool is_label(const char *text)
{
	size_t length = strlen(text);

	return length <= VOLUME_ID_LENGTH && text[0] != ' ' &&
	       all_of(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_ !\"%&'()*+,-./:;<=>?") &&
	       text[length - 1] != ' ';
}

// facts/kickstart.md 2.10: five groups of five word characters.
static bool is_license(const char *text)
{
	if (strlen(text) != 29)
		return false;
	for (size_t i = 0; i < 29; i++) {
		if (i % 6 == 5 ? text[i] != '-' : !text_is_alnum(text[i]) && text[i] != '_')
			return false;
	}
	return true;
}

static bool is_sha256(const char *text)
{
	return strlen(text) == 64 && all_of(text, hex);
}

static bool is_release(const char *text)
{
	struct release release;

	// release_parse() also reads "8.0 U3", which the contract does not have.
	return all_of(text, "0123456789.") && release_parse(text, &release);
}

static bool is_kernel_option(const char *text)
{
	return all_word(text);
}

static bool is_kernel_value(const char *text)
{
	return *text && text_is_printable(text) && !strpbrk(text, " \"'\\");
}

// "/Group/Name": two components at least, none of them empty.
static bool is_advanced(const char *text)
{
	size_t components = 0;

	if (*text != '/')
		return false;
	for (; *text; text++) {
		if (*text == '/' && !is_word(text[1]))
			return false;
		if (*text != '/' && !is_word(*text))
			return false;
		components += *text == '/';
	}
	return components >= 2;
}

static bool is_authorized_key(const char *text)
{
	static const char *const types[] = {"ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-sha2-"};

	// Options may stand in front of the type, a comment behind the key.
	for (const char *word = text; word; word = strchr(word, ' ')) {
		word += *word == ' ';
		for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
			const char *key = strchr(word, ' ');

			if (!text_has_prefix(word, types[i]) || !key)
				continue;
			if (strspn(key + 1, base64) >= 16)
				return text_is_printable(text);
		}
	}
	return false;
}

static bool is_rule(const char *text)
{
	return all_of(text, "abcdefghijklmnopqrstuvwxyz0123456789-");
}

static bool is_variable(const char *text)
{
	for (const char *at = text; *at; at++) {
		if (!text_is_alnum(*at) && *at != '_' && *at != '-')
			return false;
	}
	return *text && !text_is_digit(*text) && *text != '-';
}

static bool is_url(const char *text)
{
	const char *rest = strstr(text, "://");

	return rest && text_is_printable(text) && !strchr(text, ' ') && rest[3] &&
	       (text_has_prefix(text, "http:") || text_has_prefix(text, "https:") ||
		       text_has_prefix(text, "ftp:"));
}

// dddd:bb:dd.f
static bool is_pci(const char *text)
{
	static const char shape[] = "xxxx:xx:xx.x";

	if (strlen(text) != sizeof(shape) - 1)
		return false;
	for (size_t i = 0; shape[i]; i++) {
		if (shape[i] == 'x' ? !strchr(hex, text[i]) : text[i] != shape[i])
			return false;
	}
	return text[sizeof(shape) - 2] <= '7'; // functions are numbered 0 to 7
}

#define QUAD "(25[0-5]|2[0-4]\\d|1?\\d?\\d)"
#define IPV4 QUAD "(\\." QUAD "){3}"

static const struct {
	const char *name, *expected, *pattern;
	bool (*matches)(const char *text);
} forms[FORM_COUNT] = {
	[FORM_ADDRESS] = {"an IPv4 address of a host",
		"four numbers from 0 to 255 such as 10.1.0.11; no loopback, multicast or broadcast",
		"^" IPV4 "$", is_address},
	[FORM_ADVANCED] = {"the name of an advanced setting",
		"a path such as /Net/FollowHardwareMac", "^(/[A-Za-z0-9_.-]+){2,}$", is_advanced},
	[FORM_AUTHORIZED_KEY] = {"a public key",
		"one line of an authorized_keys file: type, key, comment", "(ssh-|ecdsa-sha2-).* ",
		is_authorized_key},
	[FORM_CIDR] = {"an IPv4 network", "an address, or network/bits such as 10.0.0.0/8",
		"^" IPV4 "(/([12]?\\d|3[0-2]))?$", is_cidr},
	[FORM_COMMUNITY] = {"the name of a community",
		"at most 64 characters without blanks, ',' and '/'", "^[^ ,/-][^ ,/]{0,63}$",
		form_is_community},
	[FORM_DATASTORE_PATH] = {"a datastore path", "[DATASTORE] FOLDER, without '..'",
		"^\\[[^\\]]+\\].+$", form_is_datastore_path},
	[FORM_DISK] = {"the name of a disk",
		"one word such as naa.600508b1001c4d41, mpx.vmhba0:C0:T0:L0 or a device path",
		"^[^\\s,\"'\\\\#]+$", is_disk},
	[FORM_EXPORT] = {"an exported path", "an absolute path such as /export/isos", "^/.*$",
		form_is_export},
	[FORM_FILE_TARGET] = {"a path on the medium",
		"a path such as /EXTRA/CA.PEM: upper case, digits and '_', 8.3, at most 8 levels",
		"^(/[A-Z0-9_]{1,8}(\\.[A-Z0-9_]{1,3})?){1,8}$", is_file_target},
	[FORM_FILTER] = {"a disk filter",
		"local, remote, esx, localesx, remoteesx, usb, or a vendor, model or driver name",
		"^[^\\s,\"'\\\\]([^,\"'\\\\]*[^\\s,\"'\\\\])?$", is_filter},
	[FORM_HOST] = {"a host", "a host name or an IP address", "^[A-Za-z0-9.:-]+$", is_host},
	[FORM_HOSTNAME] = {"a host name",
		"labels of letters, digits and '-' joined by '.', best fully qualified",
		"^[A-Za-z0-9]([A-Za-z0-9.-]{0,253}[A-Za-z0-9])?$", is_hostname},
	[FORM_HOST_NAME] = {"the name of an entry below 'hosts'",
		"letters, digits, '.', '_' and '-', with a letter or digit in front",
		"^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$", is_host_name},
	[FORM_IPV4] = {"an IPv4 address", "four numbers from 0 to 255 such as 10.1.0.53",
		"^" IPV4 "$", is_ipv4},
	[FORM_IQN] = {"an iSCSI name",
		"iqn.YEAR-MONTH.DOMAIN:NAME such as iqn.1998-01.com.vmware:host, or eui. or naa.",
		"^(iqn\\.\\d{4}-\\d{2}|eui|naa)\\.[^ ]+$", form_is_iqn},
	[FORM_KERNEL_OPTION] = {"the name of a kernel option",
		"letters, digits, '_', '-' and '.', without blanks or '='", "^[A-Za-z0-9_.-]+$",
		is_kernel_option},
	[FORM_KERNEL_VALUE] = {"the value of a kernel option",
		"one word without blanks, quotes or backslashes", "^[^ \"'\\\\]+$",
		is_kernel_value},
	[FORM_LABEL] = {"a volume id",
		"at most 32 upper case letters, digits, '_', '-', '.' and the like",
		"^[A-Z0-9_ !\"%&'()*+,./:;<=>?-]{1,32}$", is_label},
	[FORM_LICENSE] = {"a license key", "five groups of five: AAAAA-BBBBB-CCCCC-DDDDD-EEEEE",
		"^\\w{5}(-\\w{5}){4}$", is_license},
	[FORM_LOG_HOST] = {"a log host",
		"udp, tcp or ssl, host and port such as udp://syslog.example.com:514",
		"^(udp|tcp|ssl)://[^ ,]+$", form_is_log_host},
	[FORM_MAC] = {"a MAC address", "six hexadecimal pairs such as 00:50:56:aa:bb:01",
		"^[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}$", is_mac},
	[FORM_NETMASK] = {"a netmask", "a dotted quad of leading ones such as 255.255.255.0",
		"^" IPV4 "$", is_netmask},
	[FORM_PCI] = {"a PCI address", "domain:bus:device.function such as 0000:65:00.0",
		"^[0-9a-fA-F]{4}:[0-9a-fA-F]{2}:[0-9a-fA-F]{2}\\.[0-7]$", is_pci},
	[FORM_PLUGIN] = {"the name of a plug-in", "upper case, such as VMW_SATP_ALUA",
		"^[A-Z][A-Z0-9_]*$", form_is_plugin},
	[FORM_PORTAL] = {"an iSCSI portal",
		"an address or host name, with or without :PORT, such as 10.1.20.100:3260",
		"^(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9.-]+)(:\\d+)?$", form_is_portal},
	[FORM_RELEASE] = {"a release", "major.minor or major.minor.update such as \"8.0.3\"",
		"^\\d+\\.\\d+(\\.\\d+)?$", is_release},
	[FORM_RULE] = {"the id of a lint rule", "lower case words joined by '-'", "^[a-z0-9-]+$",
		is_rule},
	[FORM_RULESET] = {"the name of a rule set",
		"a name such as sshServer: letters, digits, '_', '-' and '.'", "^[A-Za-z0-9_.-]+$",
		all_word},
	[FORM_SHA256] = {"a SHA-256 digest", "64 hexadecimal digits", "^[0-9a-fA-F]{64}$",
		is_sha256},
	[FORM_TRAP_TARGET] = {"a receiver of traps",
		"ADDRESS@PORT/COMMUNITY such as 10.1.0.70@161/public",
		"^[A-Za-z0-9.:-]+@\\d+/[^ ,/-][^ ,/]{0,63}$", form_is_trap_target},
	[FORM_UPLINK] = {"a network adapter", "vmnicN or a MAC address such as 00:50:56:aa:bb:01",
		"^(vmnic\\d+|[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5})$", is_uplink},
	[FORM_URL] = {"a URL", "http://, https:// or ftp:// and a path", "^(https?|ftp)://[^ ]+$",
		is_url},
	[FORM_USER] = {"a login name",
		"at most 32 letters, digits, '_', '-' and '.', a letter, a digit or '_' in front",
		"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,31}$", form_is_user},
	[FORM_UUID] = {"a UUID",
		"32 hexadecimal digits, as in 4c4c4544-0042-4610-8053-b3c04f345433",
		"^[0-9a-fA-F]{8}(-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}$", is_uuid},
	[FORM_VARIABLE] = {"the name of a variable",
		"letters, digits, '_' and '-', with a letter in front", "^[A-Za-z_][A-Za-z0-9_-]*$",
		is_variable},
	[FORM_VMKERNEL] = {"a vmkernel interface", "vmkN", "^vmk\\d+$", is_vmkernel},
	[FORM_VOLUME] = {"the name of a datastore",
		"at most 42 characters without '/', quotes or brackets, no '-' or '.' in front",
		"^[^/\"'\\\\\\[\\] .-][^/\"'\\\\\\[\\]]{0,41}$", form_is_volume},
	[FORM_VOLUME_PATH] = {"a folder on a datastore",
		"/vmfs/volumes/DATASTORE/FOLDER, without '..'", "^/vmfs/volumes/[^/]+/.+$",
		form_is_volume_path},
};

bool form_matches(enum form form, const char *text)
{
	return !forms[form].matches || forms[form].matches(text);
}

const char *form_name(enum form form)
{
	return forms[form].name;
}

const char *form_expected(enum form form)
{
	return forms[form].expected;
}

const char *form_pattern(enum form form)
{
	return forms[form].pattern;
}
