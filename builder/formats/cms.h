// SPDX-License-Identifier: GPL-3.0-or-later
// Detached CMS signatures in PEM (OpenSSL), as sig.pkcs7 of a VIB holds them.
//
// facts/real-artifacts.md section 4: one or two PEM blocks, each a SignedData without content, with
// one signer and its certificate. Certificates are expired in practice: no date and no chain is
// judged here, whom to trust is the caller's matter.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "digest.h"
#include "error.h"

enum {
	CMS_FILE_MAX = 1 << 20, // bytes of a PEM file
	CMS_BLOCK_COUNT_MAX = 16,
	CMS_CERTIFICATE_COUNT_MAX = 256, // of a file of trusted ones
};

struct cms_block {
	unsigned char *der;
	size_t size; // in bytes
};

struct cms_blocks {
	struct cms_block *list; // in the order of the file
	size_t count; // 0: an empty file
};

#define CMS_BLOCKS_INIT                                                                            \
	{                                                                                          \
		NULL, 0                                                                            \
	}
#define AUTO_CMS_BLOCKS CLEANUP(cms_blocks_finish) struct cms_blocks
void cms_blocks_finish(struct cms_blocks *blocks);

// Decodes a file of PKCS7 or CMS blocks. `name` is for messages. ERROR_INPUT: anything but line
// ends outside of blocks, base64 that is not exactly what an encoder writes, or a limit exceeded.
int cms_pem_split(
	const char *name, const void *data, size_t size, struct cms_blocks *ret, struct error *err);

enum cms_state {
	CMS_STATE_GOOD, // the signature fits the content
	CMS_STATE_BAD, // it does not
	CMS_STATE_MALFORMED, // no signature that could be checked
};

struct cms_signer {
	enum cms_state state;
	const char *problem; // in words ("has a damaged certificate"); NULL: good
	// Good only: also the bytes that nothing signs (versions, tags, names of algorithms) are
	// what OpenSSL writes. If not, they may have been altered, or another program wrote them.
	bool exact;
	// Of the signer's certificate. Unset where the block is malformed.
	char *subject; // common name, else organisation, else ""
	char *issuer; // likewise
	char fingerprint[SHA256_HEX_SIZE]; // SHA-256 of the certificate
	char key[SHA256_HEX_SIZE]; // SHA-256 of its public key in DER form
	int64_t not_before; // seconds since 1970 UTC
	int64_t not_after;
	bool has_signing_time; // a signed attribute
	int64_t signing_time;
	struct cms_block certificate;
};

#define AUTO_CMS_SIGNER CLEANUP(cms_signer_finish) struct cms_signer
void cms_signer_finish(struct cms_signer *signer);

// Checks the signature over exactly these bytes; `ret` need not be set before. The certificate has
// to be in the block; where it is signed by itself, that signature has to hold as well. A
// certificate of another issuer is as good as its key: whoever knows it by its key alone compares
// `fingerprint` too, or a change of its names goes unseen.
void cms_verify_detached(
	const struct cms_block *block, const void *content, size_t size, struct cms_signer *ret);

struct cms_certificates; // a set of trusted ones

// Reads one or more PEM certificates. ERROR_INPUT: there is none, or one cannot be read.
int cms_certificates_read(const char *name, const void *data, size_t size,
	struct cms_certificates **ret, struct error *err);
void cms_certificates_destroy(struct cms_certificates *certificates);
static inline void cms_certificates_cleanup(struct cms_certificates **certificates)
{
	cms_certificates_destroy(*certificates);
}
#define AUTO_CMS_CERTIFICATES CLEANUP(cms_certificates_cleanup) struct cms_certificates

// Is the signer's certificate one of the set, or issued (and signed) by a CA of the set? Neither
// dates nor purposes count.
bool cms_chains_to(const struct cms_signer *signer, const struct cms_certificates *trusted);
// Does the signer have the key of one of the set, by whatever certificate?
bool cms_has_key_of(const struct cms_signer *signer, const struct cms_certificates *trusted);
