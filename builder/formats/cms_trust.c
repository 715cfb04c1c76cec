// SPDX-License-Identifier: GPL-3.0-or-later
// Trusted certificates, and whether one of them stands behind a signer, see cms.h.
#include <stdlib.h>

#include "cms_openssl.h"
#include "memory.h"

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
	CLEANUP(cms_bio_cleanup) BIO *bio = NULL;
	X509 *certificate;

	cms_start();
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

static bool is_one_or_issued_by(X509 *certificate, X509 *trusted)
{
	return X509_cmp(certificate, trusted) == 0 || is_issued_by(certificate, trusted);
}

static bool has_key_of(X509 *certificate, X509 *trusted)
{
	return EVP_PKEY_eq(X509_get0_pubkey(certificate), X509_get0_pubkey(trusted)) == 1;
}

static bool fits_any(const struct cms_signer *signer, const struct cms_certificates *trusted,
	bool (*fits)(X509 *certificate, X509 *trusted))
{
	CLEANUP(cms_certificate_cleanup) X509 *certificate = NULL;
	const unsigned char *at = signer->certificate.der;
	bool found = false;

	cms_start();
	if (!at)
		return false;
	certificate = d2i_X509(NULL, &at, (long)signer->certificate.size);
	for (int i = 0; certificate && !found && i < sk_X509_num(trusted->stack); i++)
		found = fits(certificate, sk_X509_value(trusted->stack, i));
	ERR_clear_error();
	return found;
}

bool cms_chains_to(const struct cms_signer *signer, const struct cms_certificates *trusted)
{
	return fits_any(signer, trusted, is_one_or_issued_by);
}

bool cms_has_key_of(const struct cms_signer *signer, const struct cms_certificates *trusted)
{
	return fits_any(signer, trusted, has_key_of);
}
