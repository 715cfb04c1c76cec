// SPDX-License-Identifier: GPL-3.0-or-later
// Checking a detached signature and describing its signer, see cms.h.
#include "cms.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cms_openssl.h"
#include "memory.h"

// Bytes that a terminal would obey have no place in a name.
static char *printable(const unsigned char *text, size_t size)
{
	char *copy = memory_alloc(size + 1);

	for (size_t i = 0; i < size; i++) {
		bool c1 = i > 0 && text[i - 1] == 0xc2 && text[i] >= 0x80 && text[i] < 0xa0;

		copy[i] = (char)text[i];
		if (text[i] < 0x20 || text[i] == 0x7f)
			copy[i] = '?';
		if (c1) // U+0080 to U+009F, in UTF-8
			copy[i - 1] = copy[i] = '?';
	}
	return copy;
}

static char *name_text(const X509_NAME *name)
{
	int index = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
	unsigned char *utf8 = NULL;
	char *text;
	int size;

	if (index < 0)
		index = X509_NAME_get_index_by_NID(name, NID_organizationName, -1);
	if (index < 0)
		return memory_strdup("");
	size = ASN1_STRING_to_UTF8(
		&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index)));
	text = size < 0 ? memory_strdup("") : printable(utf8, (size_t)size);
	OPENSSL_free(utf8);
	return text;
}

static bool time_of(const ASN1_TIME *time, int64_t *ret)
{
	struct tm broken = {0};

	if (!time || !ASN1_TIME_to_tm(time, &broken))
		return false;
	*ret = timegm(&broken);
	return true;
}

static void describe(X509 *certificate, struct cms_signer *signer)
{
	unsigned char *der = NULL;
	int size = i2d_X509(certificate, &der);

	signer->subject = name_text(X509_get_subject_name(certificate));
	signer->issuer = name_text(X509_get_issuer_name(certificate));
	time_of(X509_get0_notBefore(certificate), &signer->not_before);
	time_of(X509_get0_notAfter(certificate), &signer->not_after);
	if (size > 0) {
		signer->certificate.size = (size_t)size;
		signer->certificate.der = memory_alloc((size_t)size);
		memcpy(signer->certificate.der, der, (size_t)size);
		digest_hex(DIGEST_SHA256, der, (size_t)size, signer->fingerprint);
	}
	OPENSSL_free(der);
	der = NULL;
	size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
	if (size > 0)
		digest_hex(DIGEST_SHA256, der, (size_t)size, signer->key);
	OPENSSL_free(der);
}

void cms_signer_finish(struct cms_signer *signer)
{
	free(signer->subject);
	free(signer->issuer);
	free(signer->certificate.der);
	*signer = (struct cms_signer){0};
}

static CMS_ContentInfo *parse_message(const struct cms_block *block, const char **problem)
{
	CLEANUP(cms_message_cleanup) CMS_ContentInfo *message = NULL;
	const unsigned char *at = block->der;
	ASN1_OCTET_STRING **content;

	*problem = "is no signature in CMS form";
	if (block->size > CMS_FILE_MAX)
		return NULL;
	message = d2i_CMS_ContentInfo(NULL, &at, (long)block->size);
	if (!message || at != block->der + block->size ||
		OBJ_obj2nid(CMS_get0_type(message)) != NID_pkcs7_signed ||
		OBJ_obj2nid(CMS_get0_eContentType(message)) != NID_pkcs7_data)
		return NULL;
	content = CMS_get0_content(message);
	*problem = "holds content of its own";
	if (!content || *content)
		return NULL;
	return STEAL(message);
}

// The signer, who becomes known to the message by the certificate in it.
static CMS_SignerInfo *find_signer(
	CMS_ContentInfo *message, X509 **ret_certificate, const char **problem)
{
	CLEANUP(cms_stack_cleanup) STACK_OF(X509) *certificates = CMS_get1_certs(message);
	STACK_OF(CMS_SignerInfo) *signers = CMS_get0_SignerInfos(message);
	CMS_SignerInfo *signer;

	*problem = "does not have exactly one signer";
	if (sk_CMS_SignerInfo_num(signers) != 1)
		return NULL;
	signer = sk_CMS_SignerInfo_value(signers, 0);
	*problem = "does not have the certificate of its signer";
	for (int i = 0; i < sk_X509_num(certificates); i++) {
		X509 *certificate = sk_X509_value(certificates, i);

		if (CMS_SignerInfo_cert_cmp(signer, certificate) != 0)
			continue;
		CMS_SignerInfo_set1_signer_cert(signer, certificate);
		X509_up_ref(certificate);
		*ret_certificate = certificate;
		return signer;
	}
	return NULL;
}

static void read_signing_time(const CMS_SignerInfo *signer, struct cms_signer *ret)
{
	static const int types[] = {V_ASN1_UTCTIME, V_ASN1_GENERALIZEDTIME};
	enum { ONLY_ONE = -3 }; // one attribute with one value

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		const ASN1_TIME *time = CMS_signed_get0_data_by_OBJ(
			signer, OBJ_nid2obj(NID_pkcs9_signingTime), ONLY_ONE, types[i]);

		if (time && time_of(time, &ret->signing_time))
			ret->has_signing_time = true;
	}
}

static const char *failure(void)
{
	const char *problem = "has a signature that does not hold";
	unsigned long code;

	while ((code = ERR_get_error()) != 0) {
		if (ERR_GET_LIB(code) == ERR_LIB_CMS &&
			ERR_GET_REASON(code) == CMS_R_CONTENT_VERIFY_ERROR)
			problem = "is not the signature of this content";
	}
	return problem;
}

void cms_verify_detached(
	const struct cms_block *block, const void *content, size_t size, struct cms_signer *ret)
{
	CLEANUP(cms_message_cleanup) CMS_ContentInfo *message = NULL;
	CLEANUP(cms_certificate_cleanup) X509 *certificate = NULL;
	CLEANUP(cms_bio_cleanup) BIO *bio = NULL;
	CMS_SignerInfo *signer;

	*ret = (struct cms_signer){.state = CMS_STATE_MALFORMED};
	cms_start();
	message = parse_message(block, &ret->problem);
	if (!message)
		return;
	signer = find_signer(message, &certificate, &ret->problem);
	if (!signer)
		return;
	describe(certificate, ret);
	read_signing_time(signer, ret);
	ret->state = CMS_STATE_BAD;
	ret->problem = "is not the signature of this content";
	if (size > INT_MAX)
		return;
	bio = BIO_new_mem_buf(size ? content : "", (int)size);
	if (!bio)
		memory_exhausted();
	if (CMS_verify(message, NULL, NULL, bio, NULL, CMS_NO_SIGNER_CERT_VERIFY | CMS_BINARY) !=
		1) {
		ret->problem = failure();
		return;
	}
	if (X509_self_signed(certificate, 0) == 1 && X509_self_signed(certificate, 1) != 1) {
		ret->problem = "has a damaged certificate";
		return;
	}
	ret->state = CMS_STATE_GOOD;
	ret->problem = NULL;
	ret->exact = cms_form_is_exact(block);
	ERR_clear_error();
}
