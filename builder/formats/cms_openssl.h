// SPDX-License-Identifier: GPL-3.0-or-later
// The only file beside base/digest.c that includes OpenSSL, for the files of cms.h.
//
// CMS_verify() would build a chain and judge dates and key strengths by OpenSSL's security level;
// CMS_NO_SIGNER_CERT_VERIFY takes all of that away and leaves the mathematics. Its memory BIOs
// count in int. Every call may leave entries in a queue of errors that belongs to the thread.
#pragma once

#include <openssl/cms.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs7.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "cms.h"

static inline void cms_start(void)
{
	// Nothing outside the program may change what it computes, so no openssl.cnf is read.
	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
	ERR_clear_error();
}

static inline void cms_bio_cleanup(BIO **bio)
{
	BIO_free(*bio);
}

static inline void cms_certificate_cleanup(X509 **certificate)
{
	X509_free(*certificate);
}

static inline void cms_stack_cleanup(STACK_OF(X509) * *certificates)
{
	sk_X509_pop_free(*certificates, X509_free);
}

static inline void cms_message_cleanup(CMS_ContentInfo **message)
{
	CMS_ContentInfo_free(*message);
}

// cms_form.c: is the block what OpenSSL writes for one signer, in every byte that nothing signs?
bool cms_form_is_exact(const struct cms_block *block);
