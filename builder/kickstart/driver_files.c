// SPDX-License-Identifier: GPL-3.0-or-later
// Drivers that travel on the medium: where they are there, and what kind of file a driver is.
#include "driver_files.h"

#include <stdlib.h>
#include <string.h>

#include "digest.h"
#include "file.h"
#include "memory.h"
#include "text.h"

enum {
	NAME_PART = 4, // characters of the name, and as many of the digest
};

// Base 32: characters that any ISO 9660 tree can have.
static void print_digest(const char *path, char ret[NAME_PART + 1])
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	char hex[SHA256_HEX_SIZE];
	char part[2 * NAME_PART + 1] = "";
	unsigned long bits;
	AUTO_DIGEST *digest = digest_create(DIGEST_SHA256);

	digest_update(digest, path, strlen(path));
	digest_finish_hex(digest, hex);
	memcpy(part, hex, 2 * NAME_PART);
	bits = strtoul(part, NULL, 16);
	for (size_t i = 0; i < NAME_PART; i++, bits >>= 5)
		ret[i] = alphabet[bits & 31];
	ret[NAME_PART] = '\0';
}

char *driver_file_name(const char *path)
{
	const char *name = file_name(path);
	const char *dot = strrchr(name, '.');
	char part[NAME_PART + 1] = "";
	char digest[NAME_PART + 1];
	size_t length = 0;

	for (; *name && name != dot && length < NAME_PART; name++) {
		if (text_is_alnum(*name))
			part[length++] = text_upper(*name);
	}
	print_digest(path, digest);
	return memory_printf("%s%s.%s", part, digest, driver_is_vib(path) ? "VIB" : "ZIP");
}

bool driver_is_vib(const char *path)
{
	size_t length = strcspn(path, "?#");
	AUTO_FREE char *end = memory_strndup(path, length);

	return length >= 4 && text_equal_nocase(end + length - 4, ".vib");
}
