// SPDX-License-Identifier: GPL-3.0-or-later
// Signatures of VIBs: sig.pkcs7 over the bytes of descriptor.xml, and who is trusted.
//
// facts/real-artifacts.md section 4: one or more PEM blocks, each a detached CMS over exactly the
// descriptor; one good block is enough. Signing certificates are expired in practice, so their
// dates are compared with nothing (facts/media-5-to-9.md section 3.5, [I]).
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "acceptance.h"
#include "error.h"

enum signature_status {
	SIGNATURE_NONE, // the signature is empty
	SIGNATURE_INVALID, // malformed, or no block of it fits the descriptor
	SIGNATURE_UNKNOWN, // fits, but nobody here knows the signer
	SIGNATURE_TRUSTED, // fits, and the signer is known
};

struct signer {
	char *subject; // "VMware Certified VIB Signing": the CN, else the O
	char *issuer;
	char *fingerprint; // SHA-256 of the certificate, upper-case hexadecimal
	char *key; // SHA-256 of the public key in DER form, lower-case hexadecimal
	bool has_signing_time;
	int64_t signing_time; // seconds since 1970 UTC
	bool good; // its signature fits the descriptor
	bool exact; // good only: also what nothing signs is as OpenSSL writes it; if not, it may
		    // have been altered, or another program wrote it
	bool trusted; // it is one of those known, or issued by one
	bool has_known_key; // not trusted only: its key is that of one who is
	enum acceptance level; // that its signature stands for; ACCEPTANCE_UNKNOWN: no rule says
	char *trusted_by; // "VMware", or the file that the certificate was read from; NULL
};

struct signature {
	enum signature_status status;
	struct signer *signers; // one for each block that could be read
	size_t signer_count;
	enum acceptance level; // the highest of the trusted signers; a signer of one's own file
			       // (--trust) may sign any level
	char *problem; // why it is invalid, NULL otherwise
};

struct trust; // who is trusted

// The signers of VMware (facts/real-artifacts.md section 4), and none else.
struct trust *trust_create(void);
// All certificates of a PEM file besides. ERROR_SYSTEM: cannot be read; ERROR_INPUT: holds none, or
// is a named pipe.
int trust_add_file(struct trust *trust, const char *path, struct error *err);
void trust_destroy(struct trust *trust);
static inline void trust_cleanup(struct trust **trust)
{
	trust_destroy(*trust);
}
#define AUTO_TRUST CLEANUP(trust_cleanup) struct trust

// Never fails: what is wrong is in `ret`, which the caller finishes.
void signature_check(const struct trust *trust, const void *pem, size_t pem_size,
	const void *descriptor, size_t descriptor_size, struct signature *ret);
void signature_finish(struct signature *signature);
const char *signature_status_name(enum signature_status status); // "none", "invalid" …

// It fits, but nobody here knows the signer, nor the key: whether something is wrong cannot be
// told. A known key in another certificate is none of that, since who alters a signature could make
// one.
bool signature_is_strange(const struct signature *signature);

// What keeps the declared level from being believed, in words, or NULL: a level above community
// needs a trusted signer of at least that level.
char *signature_level_problem(const struct signature *signature, enum acceptance declared);
