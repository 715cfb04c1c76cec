// SPDX-License-Identifier: GPL-3.0-or-later
// The only file beside base/digest.c that includes OpenSSL: signatures and certificates; see cms.h.
//
// CMS_verify() would build a chain and judge dates and key strengths by OpenSSL's security level;
// CMS_NO_SIGNER_CERT_VERIFY takes all of that away and leaves the mathematics. Its memory BIOs
// count in int. Every call may leave entries in a queue of errors that belongs to the thread.
#include "cms.h"

#include <limits.h>
#include <openssl/cms.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "buffer.h"
#include "memory.h"
#include "text.h"

static void start(void)
{
	// Nothing outside the program may change what it computes, so no openssl.cnf is read.
	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
	ERR_clear_error();
}

static void bio_cleanup(BIO **bio)
{
	BIO_free(*bio);
}

static void certificate_cleanup(X509 **certificate)
{
	X509_free(*certificate);
}

static void certificates_cleanup(STACK_OF(X509) * *certificates)
{
	sk_X509_pop_free(*certificates, X509_free);
}

static void message_cleanup(CMS_ContentInfo **message)
{
	CMS_ContentInfo_free(*message);
}

// --- PEM

void cms_blocks_finish(struct cms_blocks *blocks)
{
	for (size_t i = 0; i < blocks->count; i++)
		free(blocks->list[i].der);
	free(blocks->list);
	*blocks = (struct cms_blocks)CMS_BLOCKS_INIT;
}

// What EVP_DecodeBlock() takes is more than what an encoder writes, and a signature shall not have
// two spellings: the text is compared with its own encoding.
static bool decode(const struct buffer *text, struct cms_block *ret)
{
	AUTO_FREE unsigned char *der = memory_alloc(text->size + 1);
	AUTO_FREE char *again = memory_alloc(text->size + 4);
	size_t padding = 0;
	int size;

	if (text->size == 0 || text->size % 4 != 0)
		return false;
	size = EVP_DecodeBlock(der, (const unsigned char *)text->data, (int)text->size);
	while (padding < 2 && text->data[text->size - 1 - padding] == '=')
		padding++;
	if (size < 0 || (size_t)size <= padding)
		return false;
	ret->size = (size_t)size - padding;
	if ((size_t)EVP_EncodeBlock((unsigned char *)again, der, (int)ret->size) != text->size ||
		memcmp(again, text->data, text->size) != 0)
		return false;
	ret->der = STEAL(der);
	return true;
}

// The next line without its end.
static bool next_line(const char **at, const char *end, const char **ret_line, size_t *ret_length)
{
	const char *feed;

	if (*at == end)
		return false;
	feed = memchr(*at, '\n', (size_t)(end - *at));
	*ret_line = *at;
	*ret_length = (size_t)((feed ? feed : end) - *at);
	*at = feed ? feed + 1 : end;
	if (*ret_length && (*ret_line)[*ret_length - 1] == '\r')
		--*ret_length;
	return true;
}

static bool is_line(const char *line, size_t length, const char *text)
{
	return length == strlen(text) && memcmp(line, text, length) == 0;
}

static int add_block(const char *name, unsigned number, const struct buffer *text,
	struct cms_blocks *blocks, struct error *err)
{
	struct cms_block block;

	if (blocks->count >= CMS_BLOCK_COUNT_MAX)
		return error_set(err, ERROR_INPUT, "'%s' has more than %d signatures", name,
			CMS_BLOCK_COUNT_MAX);
	if (!decode(text, &block))
		return error_set(err, ERROR_INPUT,
			"'%s' has bad base64 in the signature that begins in line %u", name,
			number);
	memory_grow(&blocks->list, blocks->count, sizeof(*blocks->list));
	blocks->list[blocks->count++] = block;
	return 0;
}

int cms_pem_split(
	const char *name, const void *data, size_t size, struct cms_blocks *ret, struct error *err)
{
	static const char *const begins[] = {"-----BEGIN PKCS7-----", "-----BEGIN CMS-----"};
	static const char *const ends[] = {"-----END PKCS7-----", "-----END CMS-----"};
	AUTO_CMS_BLOCKS blocks = CMS_BLOCKS_INIT;
	AUTO_BUFFER text = BUFFER_INIT;
	const char *at = data, *end = at + size, *line;
	unsigned number = 0, begun = 0;
	int kind = -1;
	size_t length;

	start();
	if (size > CMS_FILE_MAX)
		return error_set(err, ERROR_INPUT, "'%s' is larger than 1 MiB", name);
	while (size && next_line(&at, end, &line, &length)) {
		number++;
		if (kind >= 0 && is_line(line, length, ends[kind])) {
			if (add_block(name, begun, &text, &blocks, err) < 0)
				return -1;
			buffer_truncate(&text, 0);
			kind = -1;
		} else if (kind >= 0) {
			buffer_append(&text, line, length);
		} else if (length) {
			begun = number;
			kind = is_line(line, length, begins[0])	  ? 0
			       : is_line(line, length, begins[1]) ? 1
								  : -1;
			if (kind < 0)
				return error_set(err, ERROR_INPUT,
					"'%s' has something else than a signature in line %u", name,
					number);
		}
	}
	if (kind >= 0)
		return error_set(err, ERROR_INPUT,
			"'%s' ends within the signature that begins in line %u", name, begun);
	*ret = blocks;
	blocks = (struct cms_blocks)CMS_BLOCKS_INIT;
	return 0;
}

// --- what a certificate says

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

// --- signatures

static CMS_ContentInfo *parse_message(const struct cms_block *block, const char **problem)
{
	CLEANUP(message_cleanup) CMS_ContentInfo *message = NULL;
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
	CLEANUP(certificates_cleanup) STACK_OF(X509) *certificates = CMS_get1_certs(message);
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
	CLEANUP(message_cleanup) CMS_ContentInfo *message = NULL;
	CLEANUP(certificate_cleanup) X509 *certificate = NULL;
	CLEANUP(bio_cleanup) BIO *bio = NULL;
	CMS_SignerInfo *signer;

	*ret = (struct cms_signer){.state = CMS_STATE_MALFORMED};
	start();
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
	ERR_clear_error();
}

// --- trust

struct cms_certificates {
	STACK_OF(X509) * stack;
};

// OpenSSL would ask the terminal.
static int no_password(char *room, int size, int writing, void *context)
{
	(void)room;
	(void)size;
	(void)writing;
	(void)context;
	return -1;
}

int cms_certificates_read(const char *name, const void *data, size_t size,
	struct cms_certificates **ret, struct error *err)
{
	AUTO_CMS_CERTIFICATES *certificates = memory_alloc(sizeof(*certificates));
	CLEANUP(bio_cleanup) BIO *bio = NULL;
	X509 *certificate;

	start();
	if (size > CMS_FILE_MAX)
		return error_set(err, ERROR_INPUT, "'%s' is larger than 1 MiB", name);
	bio = BIO_new_mem_buf(size ? data : "", (int)size);
	certificates->stack = sk_X509_new_null();
	if (!bio || !certificates->stack)
		memory_exhausted();
	while ((certificate = PEM_read_bio_X509(bio, NULL, no_password, NULL)) != NULL) {
		if (!sk_X509_push(certificates->stack, certificate))
			memory_exhausted();
		if (sk_X509_num(certificates->stack) > CMS_CERTIFICATE_COUNT_MAX)
			return error_set(err, ERROR_INPUT, "'%s' has more than %d certificates",
				name, CMS_CERTIFICATE_COUNT_MAX);
	}
	// it stops at the end with this reason, and with another where a block is damaged
	if (ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE)
		return error_set(err, ERROR_INPUT, "'%s' has a damaged certificate behind %d good",
			name, sk_X509_num(certificates->stack));
	ERR_clear_error();
	if (sk_X509_num(certificates->stack) == 0)
		return error_set(err, ERROR_INPUT, "'%s' has no certificate in PEM form", name);
	*ret = STEAL(certificates);
	return 0;
}

size_t cms_certificates_count(const struct cms_certificates *certificates)
{
	return (size_t)sk_X509_num(certificates->stack);
}

void cms_certificates_destroy(struct cms_certificates *certificates)
{
	if (!certificates)
		return;
	sk_X509_pop_free(certificates->stack, X509_free);
	free(certificates);
}

static bool is_issued_by(X509 *certificate, X509 *issuer)
{
	return X509_check_ca(issuer) > 0 && X509_check_issued(issuer, certificate) == X509_V_OK &&
	       X509_verify(certificate, X509_get0_pubkey(issuer)) == 1;
}

bool cms_chains_to(const struct cms_signer *signer, const struct cms_certificates *trusted)
{
	CLEANUP(certificate_cleanup) X509 *certificate = NULL;
	const unsigned char *at = signer->certificate.der;
	bool found = false;

	start();
	if (!at)
		return false;
	certificate = d2i_X509(NULL, &at, (long)signer->certificate.size);
	for (int i = 0; certificate && !found && i < sk_X509_num(trusted->stack); i++) {
		X509 *other = sk_X509_value(trusted->stack, i);

		found = X509_cmp(certificate, other) == 0 || is_issued_by(certificate, other);
	}
	ERR_clear_error();
	return found;
}
