// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of a signature that nothing signs, see cms.h.
#include <string.h>

#include "cms_openssl.h"

static void message_cleanup(PKCS7 **message)
{
	PKCS7_free(*message);
}

static bool has_no_parameters(const X509_ALGOR *algorithm)
{
	int type;

	X509_ALGOR_get0(NULL, &type, NULL, algorithm);
	return type == V_ASN1_NULL || type == V_ASN1_UNDEF;
}

// Its own encoding: tags and lengths are right and canonical.
static bool encodes_to(PKCS7 *message, const struct cms_block *block)
{
	unsigned char *der = NULL;
	int size = i2d_PKCS7(message, &der);
	bool same = size > 0 && (size_t)size == block->size &&
		    memcmp(der, block->der, block->size) == 0;

	OPENSSL_free(der);
	return same;
}

// Names compare without case elsewhere.
static bool same_name(const X509_NAME *a, const X509_NAME *b)
{
	const unsigned char *left, *right;
	size_t left_size, right_size;

	return X509_NAME_get0_der(a, &left, &left_size) == 1 &&
	       X509_NAME_get0_der(b, &right, &right_size) == 1 && left_size == right_size &&
	       memcmp(left, right, left_size) == 0;
}

// rsaEncryption and the like, or the name of the pair of digest and key.
static bool fits_digest(int signature, int digest)
{
	int used = digest;

	if (OBJ_find_sigid_algs(signature, &used, NULL) != 1)
		return true;
	return used == digest;
}

static bool is_plain_signer(const PKCS7_SIGNED *body, const PKCS7_SIGNER_INFO *signer)
{
	const X509_ALGOR *digest = sk_X509_ALGOR_value(body->md_algs, 0);
	const X509 *certificate = sk_X509_value(body->cert, 0);

	return ASN1_INTEGER_get(signer->version) == 1 && has_no_parameters(signer->digest_alg) &&
	       has_no_parameters(signer->digest_enc_alg) && has_no_parameters(digest) &&
	       OBJ_cmp(digest->algorithm, signer->digest_alg->algorithm) == 0 &&
	       fits_digest(OBJ_obj2nid(signer->digest_enc_alg->algorithm),
		       OBJ_obj2nid(digest->algorithm)) &&
	       same_name(signer->issuer_and_serial->issuer, X509_get_issuer_name(certificate)) &&
	       sk_X509_ATTRIBUTE_num(signer->unauth_attr) <= 0;
}

bool cms_form_is_exact(const struct cms_block *block)
{
	const unsigned char *at = block->der;
	CLEANUP(message_cleanup) PKCS7 *message = d2i_PKCS7(NULL, &at, (long)block->size);
	const PKCS7_SIGNED *body;

	if (!message || !PKCS7_type_is_signed(message) || !encodes_to(message, block))
		return false;
	body = message->d.sign;
	return body && ASN1_INTEGER_get(body->version) == 1 &&
	       sk_X509_ALGOR_num(body->md_algs) == 1 && sk_X509_num(body->cert) == 1 &&
	       sk_X509_CRL_num(body->crl) <= 0 &&
	       sk_PKCS7_SIGNER_INFO_num(body->signer_info) == 1 &&
	       is_plain_signer(body, sk_PKCS7_SIGNER_INFO_value(body->signer_info, 0));
}
