// SPDX-License-Identifier: GPL-3.0-or-later
// Judging the signatures of VIBs, see signature.h.
#include "signature.h"

#include <stdlib.h>

#include "cms.h"
#include "file.h"
#include "memory.h"
#include "text.h"

// The signers of VMware (facts/real-artifacts.md section 4). The certificate that issued those of
// the second blocks is in no block, so each is known by its own key. One key serves three levels;
// in a certificate that is not listed it stands for the highest.
static const struct {
	const char *certificate; // SHA-256
	const char *key; // SHA-256 of the public key in DER form
	enum acceptance level;
} known[] = {
	{"321690A8E06810B184032F073C305A082112BDAD5870EF2E8953E01BE956D710",
		"ef720522a18e299d2c5dc8066e6d0d2294e55c17d9cf8c1fac54a9d891186214",
		ACCEPTANCE_CERTIFIED},
	{"D484739DDD38E1B38117CEC209B7ED125F61933052FE1F8A42FBB95D38017187",
		"344685c96435049c9760d68c997759298d893caf00d761637fd0525a6fa28c68",
		ACCEPTANCE_CERTIFIED},
	{"131CBB0F7F3E9BB2B15455D47D55B1BD6C59E48BDE6BC00BB0E0033CF7B5036E",
		"ef720522a18e299d2c5dc8066e6d0d2294e55c17d9cf8c1fac54a9d891186214",
		ACCEPTANCE_ACCEPTED},
	{"4476E1B3CE65B5A6E8D2DCAD62CE539A07E475C32821D20E74476038432FBCF9",
		"8784395bea451f367dc96553e0f8400654f33a23411de7e1ea2328a1f626c35b",
		ACCEPTANCE_ACCEPTED},
	{"74FA17E755711EEFB1C234FE6368DB9264274DC99568056EF9A79090EF8679C2",
		"ef720522a18e299d2c5dc8066e6d0d2294e55c17d9cf8c1fac54a9d891186214",
		ACCEPTANCE_PARTNER},
	{"8BB46C3CAD8F7F4C7F72743944B2CB55198B5D835989CE04DAE0D91D5243172C",
		"d76f3c9effb64665952f2fd060093652fb0790bb94d880f0d78de5cf8f7f077c",
		ACCEPTANCE_PARTNER},
};

// One file of certificates.
struct trust_file {
	char *path;
	struct cms_certificates *certificates;
};

struct trust {
	struct trust_file *files;
	size_t file_count;
};

struct trust *trust_create(void)
{
	return memory_alloc(sizeof(struct trust));
}

int trust_add_file(struct trust *trust, const char *path, struct error *err)
{
	AUTO_BUFFER content = BUFFER_INIT;
	struct cms_certificates *certificates;

	if (file_is_named_pipe(path))
		return error_set(err, ERROR_INPUT,
			"'%s' is a named pipe, which might never be written to", path);
	if (file_read(path, CMS_FILE_MAX, &content, err) < 0 ||
		cms_certificates_read(path, content.data, content.size, &certificates, err) < 0)
		return -1;
	memory_grow(&trust->files, trust->file_count, sizeof(*trust->files));
	trust->files[trust->file_count++] = (struct trust_file){memory_strdup(path), certificates};
	return 0;
}

void trust_destroy(struct trust *trust)
{
	if (!trust)
		return;
	for (size_t i = 0; i < trust->file_count; i++) {
		free(trust->files[i].path);
		cms_certificates_destroy(trust->files[i].certificates);
	}
	free(trust->files);
	free(trust);
}

static bool find_known(const struct signer *signer, enum acceptance *ret)
{
	size_t count = sizeof(known) / sizeof(known[0]);

	for (size_t i = 0; i < count; i++) {
		if (text_equal(known[i].certificate, signer->fingerprint)) {
			*ret = known[i].level;
			return true;
		}
	}
	for (size_t i = 0; i < count; i++) {
		if (text_equal(known[i].key, signer->key)) {
			*ret = known[i].level;
			return true;
		}
	}
	return false;
}

static void judge(const struct trust *trust, const struct cms_signer *cms, struct signer *signer)
{
	// Whose certificate stands in a block that does not fit says nothing.
	if (!signer->good)
		return;
	if (find_known(signer, &signer->level)) {
		signer->trusted = true;
		signer->trusted_by = memory_strdup("VMware");
		return;
	}
	for (size_t i = 0; i < trust->file_count && !signer->trusted; i++) {
		if (cms_chains_to(cms, trust->files[i].certificates)) {
			signer->trusted = true;
			signer->trusted_by = memory_strdup(trust->files[i].path);
			signer->level = ACCEPTANCE_CERTIFIED;
		}
	}
	for (size_t i = 0; i < trust->file_count && !signer->trusted; i++)
		signer->has_known_key |= cms_has_key_of(cms, trust->files[i].certificates);
}

static struct signer signer_of(const struct trust *trust, const struct cms_signer *cms)
{
	struct signer signer = {
		.subject = memory_strdup(cms->subject),
		.issuer = memory_strdup(cms->issuer ? cms->issuer : ""),
		.fingerprint = memory_strdup(cms->fingerprint),
		.key = memory_strdup(cms->key),
		.has_signing_time = cms->has_signing_time,
		.signing_time = cms->signing_time,
		.good = cms->state == CMS_STATE_GOOD,
		.exact = cms->state == CMS_STATE_GOOD && cms->exact,
		.level = ACCEPTANCE_UNKNOWN,
	};

	for (char *c = signer.fingerprint; *c; c++)
		*c = text_upper(*c);
	judge(trust, cms, &signer);
	return signer;
}

static void add_signer(struct signature *signature, struct signer signer)
{
	enum signature_status status = SIGNATURE_INVALID;

	memory_grow(&signature->signers, signature->signer_count, sizeof(*signature->signers));
	signature->signers[signature->signer_count++] = signer;
	if (signer.good)
		status = signer.trusted ? SIGNATURE_TRUSTED : SIGNATURE_UNKNOWN;
	if (status > signature->status)
		signature->status = status;
	if (signer.trusted && signer.level > signature->level)
		signature->level = signer.level;
}

void signature_check(const struct trust *trust, const void *pem, size_t pem_size,
	const void *descriptor, size_t descriptor_size, struct signature *ret)
{
	AUTO_CMS_BLOCKS blocks = CMS_BLOCKS_INIT;
	AUTO_ERROR err = ERROR_INIT;
	struct signature signature = {.status = SIGNATURE_NONE};

	if (pem_size > 0) {
		signature.status = SIGNATURE_INVALID;
		if (cms_pem_split("sig.pkcs7", pem, pem_size, &blocks, &err) < 0)
			signature.problem = memory_strdup(err.text);
		else if (blocks.count == 0)
			signature.problem = memory_strdup("'sig.pkcs7' holds no signature");
	}
	for (size_t i = 0; i < blocks.count; i++) {
		AUTO_CMS_SIGNER cms = {.state = CMS_STATE_MALFORMED};

		cms_verify_detached(&blocks.list[i], descriptor, descriptor_size, &cms);
		if (cms.state != CMS_STATE_GOOD && !signature.problem)
			signature.problem = memory_printf("'sig.pkcs7' %s", cms.problem);
		if (cms.subject)
			add_signer(&signature, signer_of(trust, &cms));
	}
	if (signature.status != SIGNATURE_INVALID) {
		free(signature.problem);
		signature.problem = NULL;
	}
	*ret = signature;
}

void signature_finish(struct signature *signature)
{
	for (size_t i = 0; i < signature->signer_count; i++) {
		struct signer *signer = &signature->signers[i];

		free(signer->subject);
		free(signer->issuer);
		free(signer->fingerprint);
		free(signer->key);
		free(signer->trusted_by);
	}
	free(signature->signers);
	free(signature->problem);
	*signature = (struct signature){.status = SIGNATURE_NONE};
}

const char *signature_status_name(enum signature_status status)
{
	static const char *const names[] = {
		[SIGNATURE_NONE] = "none",
		[SIGNATURE_INVALID] = "invalid",
		[SIGNATURE_UNKNOWN] = "unknown",
		[SIGNATURE_TRUSTED] = "trusted",
	};

	return names[status];
}

// The signer that explains most: the first whose signature fits.
static const char *signer_name(const struct signature *signature)
{
	for (size_t i = 0; i < signature->signer_count; i++) {
		if (signature->signers[i].good && *signature->signers[i].subject)
			return signature->signers[i].subject;
	}
	return "nameless";
}

static bool has_known_key(const struct signature *signature)
{
	for (size_t i = 0; i < signature->signer_count; i++) {
		if (signature->signers[i].has_known_key)
			return true;
	}
	return false;
}

bool signature_is_strange(const struct signature *signature)
{
	return signature->status == SIGNATURE_UNKNOWN && !has_known_key(signature);
}

char *signature_level_problem(const struct signature *signature, enum acceptance declared)
{
	const char *level = acceptance_name(declared);

	if (declared <= ACCEPTANCE_COMMUNITY)
		return NULL;
	switch (signature->status) {
	case SIGNATURE_NONE:
		return memory_printf("claims level %s but is not signed", level);
	case SIGNATURE_INVALID:
		return memory_printf("claims level %s but its signature is invalid", level);
	case SIGNATURE_UNKNOWN:
		if (has_known_key(signature))
			return memory_printf("claims level %s but the certificate of its signer "
					     "'%s' is not the one that is known of this key: "
					     "it may have been altered",
				level, signer_name(signature));
		return memory_printf("claims level %s but its signer '%s' is not known; "
				     "--trust FILE takes the certificates of a file as known",
			level, signer_name(signature));
	default:
		break;
	}
	if (signature->level >= declared)
		return NULL;
	return memory_printf("claims level %s but its signer '%s' stands for level %s only", level,
		signer_name(signature), acceptance_name(signature->level));
}
