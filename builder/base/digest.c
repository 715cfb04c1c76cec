// SPDX-License-Identifier: GPL-3.0-or-later
// Digests by OpenSSL, password hashes by libcrypt. The only includer of both.
#include "digest.h"

#include <crypt.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "memory.h"

struct digest {
	EVP_MD_CTX *context;
};

struct digest *digest_create(enum digest_kind kind)
{
	static const EVP_MD *(*const methods[])(void) = {
		[DIGEST_SHA256] = EVP_sha256,
		[DIGEST_SHA1] = EVP_sha1,
		[DIGEST_MD5] = EVP_md5,
	};
	struct digest *digest = memory_alloc(sizeof(*digest));

	// Nothing outside the program may change what it computes, so no openssl.cnf is read.
	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
	digest->context = EVP_MD_CTX_new();
	// All of them are always there; what can fail is allocation.
	if (!digest->context || !EVP_DigestInit_ex(digest->context, methods[kind](), NULL))
		memory_exhausted();
	return digest;
}

void digest_update(struct digest *digest, const void *data, size_t size)
{
	EVP_DigestUpdate(digest->context, data, size);
}

void digest_finish_hex(struct digest *digest, char hex[DIGEST_HEX_SIZE])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char bytes[EVP_MAX_MD_SIZE];
	unsigned length = 0;

	EVP_DigestFinal_ex(digest->context, bytes, &length);
	for (size_t i = 0; i < length; i++) {
		hex[2 * i] = digits[bytes[i] >> 4];
		hex[2 * i + 1] = digits[bytes[i] & 15];
	}
	hex[2 * length] = '\0';
}

void digest_destroy(struct digest *digest)
{
	if (!digest)
		return;
	EVP_MD_CTX_free(digest->context);
	free(digest);
}

void digest_hex(enum digest_kind kind, const void *data, size_t size, char hex[DIGEST_HEX_SIZE])
{
	AUTO_DIGEST *digest = digest_create(kind);

	digest_update(digest, data, size);
	digest_finish_hex(digest, hex);
}

static int hash_with(const char *password, const char *setting, char **ret, struct error *err)
{
	struct crypt_data *room = memory_alloc(sizeof(*room));
	// Unlike crypt_r() this one answers NULL, not "*0", where it cannot hash.
	const char *hash = crypt_rn(password, setting, room, sizeof(*room));
	int result = 0;

	if (!hash)
		result = error_set(err, ERROR_SYSTEM, "cannot hash a password");
	else
		*ret = memory_strdup(hash);
	OPENSSL_cleanse(room, sizeof(*room));
	free(room);
	return result;
}

int password_hash(const char *password, const char *salt, char **ret, struct error *err)
{
	AUTO_FREE char *setting = memory_printf("$6$%s$", salt);

	return hash_with(password, setting, ret, err);
}

int password_hash_md5(const char *password, const char *salt, char **ret, struct error *err)
{
	AUTO_FREE char *setting = memory_printf("$1$%.8s$", salt);

	return hash_with(password, setting, ret, err);
}
