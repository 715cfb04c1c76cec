// SPDX-License-Identifier: GPL-3.0-or-later
// Message digests (OpenSSL) and password hashes (libcrypt).
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "error.h"

enum {
	SHA256_SIZE = 32,
	SHA256_HEX_SIZE = 65, // with the NUL
};

struct sha256; // a running digest

struct sha256 *sha256_create(void);
void sha256_update(struct sha256 *digest, const void *data, size_t size);
// Ends the digest and writes it as lower-case hexadecimal; the object can only be destroyed then.
void sha256_finish_hex(struct sha256 *digest, char hex[SHA256_HEX_SIZE]);
void sha256_destroy(struct sha256 *digest);
static inline void sha256_cleanup(struct sha256 **digest)
{
	sha256_destroy(*digest);
}
#define AUTO_SHA256 CLEANUP(sha256_cleanup) struct sha256

void sha256_hex(const void *data, size_t size, char hex[SHA256_HEX_SIZE]);

// SHA-512 crypt, "$6$<salt>$<86 characters>"; salt: up to 16 of [A-Za-z0-9./]. Caller frees.
int password_hash(const char *password, const char *salt, char **ret, struct error *err);
// The same by the MD5 method, "$1$", with the first eight characters of the salt: the only hash
// that is known of the installer of 4.1 (facts/media-4.md section 8.2).
int password_hash_md5(const char *password, const char *salt, char **ret, struct error *err);
