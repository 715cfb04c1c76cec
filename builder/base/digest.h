// SPDX-License-Identifier: GPL-3.0-or-later
// Message digests (OpenSSL) and password hashes (libcrypt).
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "error.h"

enum digest_kind {
	DIGEST_SHA256,
	DIGEST_SHA1, // of payloads; not for anything that has to be safe
	DIGEST_MD5, // likewise, of images
};

enum {
	SHA256_HEX_SIZE = 65, // with the NUL
	DIGEST_HEX_SIZE = SHA256_HEX_SIZE, // room for the longest
};

struct digest; // a running one

struct digest *digest_create(enum digest_kind kind);
void digest_update(struct digest *digest, const void *data, size_t size);
// Ends the digest and writes it as lower-case hexadecimal; the object can only be destroyed then.
void digest_finish_hex(struct digest *digest, char hex[DIGEST_HEX_SIZE]);
void digest_destroy(struct digest *digest);
static inline void digest_cleanup(struct digest **digest)
{
	digest_destroy(*digest);
}
#define AUTO_DIGEST CLEANUP(digest_cleanup) struct digest

void digest_hex(enum digest_kind kind, const void *data, size_t size, char hex[DIGEST_HEX_SIZE]);

// SHA-512 crypt, "$6$<salt>$<86 characters>"; salt: up to 16 of [A-Za-z0-9./]. Caller frees.
int password_hash(const char *password, const char *salt, char **ret, struct error *err);
// The same by the MD5 method, "$1$", with the first eight characters of the salt: the only hash
// that is known of the installer of 4.1 (facts/media-4.md section 8.2).
int password_hash_md5(const char *password, const char *salt, char **ret, struct error *err);
