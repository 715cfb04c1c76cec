// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of judging signatures: who is trusted, and for which level.
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buffer.h"
#include "file.h"
#include "memory.h"
#include "signature.h"
#include "signed_vib.h"
#include "suite.h"

static struct trust *trust_of(const char *pem)
{
	char path[] = "/tmp/esxmint-unit-XXXXXX";
	AUTO_ERROR err = ERROR_INIT;
	struct trust *trust = trust_create();
	int fd = mkstemp(path);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(file_write_at(fd, path, 0, pem, strlen(pem), &err), 0);
	close(fd);
	ck_assert_msg(trust_add_file(trust, path, &err) == 0, "%s", err.text);
	unlink(path);
	return trust;
}

static struct signature check(const struct trust *trust, const char *pem, const char *descriptor)
{
	struct signature signature;

	signature_check(trust, pem, strlen(pem), descriptor, strlen(descriptor), &signature);
	return signature;
}

static const struct {
	const char *pem;
	bool trust_ca;
	enum signature_status status;
	size_t signer_count;
	const char *problem; // what is wrong with the claim of level partner; NULL: nothing
} cases[] = {
	{signed_by_ca, true, SIGNATURE_TRUSTED, 1, NULL},
	{signed_by_ca, false, SIGNATURE_UNKNOWN, 1,
		"claims level partner but its signer 'esxmint sample VIB signing' is not known; "
		"--trust FILE takes the certificates of a file as known"},
	{signed_twice, true, SIGNATURE_TRUSTED, 2, NULL},
	{signed_twice, false, SIGNATURE_UNKNOWN, 2,
		"claims level partner but its signer 'esxmint sample partner signing' is not "
		"known; --trust FILE takes the certificates of a file as known"},
	{signed_by_stranger, true, SIGNATURE_UNKNOWN, 1,
		"claims level partner but its signer 'somebody else' is not known; "
		"--trust FILE takes the certificates of a file as known"},
	{"", true, SIGNATURE_NONE, 0, "claims level partner but is not signed"},
	{"\n", true, SIGNATURE_INVALID, 0, "claims level partner but its signature is invalid"},
	{"hello", true, SIGNATURE_INVALID, 0, "claims level partner but its signature is invalid"},
	{"-----BEGIN PKCS7-----\nAAAA\n-----END PKCS7-----\n", true, SIGNATURE_INVALID, 0,
		"claims level partner but its signature is invalid"},
};

START_TEST(signatures_are_judged)
{
	AUTO_TRUST *trust = cases[_i].trust_ca ? trust_of(signed_ca) : trust_create();
	struct signature signature = check(trust, cases[_i].pem, signed_descriptor);
	AUTO_FREE char *problem = signature_level_problem(&signature, ACCEPTANCE_PARTNER);

	ck_assert_str_eq(
		signature_status_name(signature.status), signature_status_name(cases[_i].status));
	ck_assert_uint_eq(signature.signer_count, cases[_i].signer_count);
	ck_assert_str_eq(
		problem ? problem : "none", cases[_i].problem ? cases[_i].problem : "none");
	ck_assert((signature.problem != NULL) == (signature.status == SIGNATURE_INVALID));
	ck_assert_int_eq(signature.level,
		signature.status == SIGNATURE_TRUSTED ? ACCEPTANCE_CERTIFIED : ACCEPTANCE_UNKNOWN);
	signature_finish(&signature);
}
END_TEST

START_TEST(an_altered_descriptor_is_found)
{
	static const char *const pems[] = {signed_by_ca, signed_twice, signed_by_stranger};
	AUTO_TRUST *trust = trust_of(signed_ca);
	AUTO_FREE char *descriptor = memory_strdup(signed_descriptor);
	struct signature signature;

	descriptor[strlen(descriptor) / 2] ^= 1;
	signature = check(trust, pems[_i], descriptor);
	ck_assert_int_eq(signature.status, SIGNATURE_INVALID);
	ck_assert_str_eq(signature.problem, "'sig.pkcs7' is not the signature of this content");
	ck_assert(!signature.signers[0].good && !signature.signers[0].trusted);
	ck_assert_ptr_null(signature.signers[0].trusted_by);
	signature_finish(&signature);
}
END_TEST

// Of several blocks a good one is enough, wherever it stands.
START_TEST(one_good_block_is_enough)
{
	AUTO_TRUST *trust = trust_of(signed_ca);
	AUTO_BUFFER pem = BUFFER_INIT;
	struct signature signature;
	char *end;

	buffer_puts(&pem, signed_twice);
	// The RSA value is the last thing in a block.
	end = strstr(pem.data, "\n-----END");
	end[-8] = end[-8] == 'A' ? 'B' : 'A';
	signature = check(trust, pem.data, signed_descriptor);
	ck_assert_int_eq(signature.status, SIGNATURE_TRUSTED);
	ck_assert_ptr_null(signature.problem);
	ck_assert_uint_eq(signature.signer_count, 2);
	ck_assert(!signature.signers[0].good && signature.signers[1].good);
	ck_assert_str_eq(signature.signers[1].subject, "esxmint sample partner signing");
	ck_assert_str_eq(signature.signers[1].issuer, "esxmint sample VIB signing");
	ck_assert_uint_eq(strlen(signature.signers[1].fingerprint), 64);
	ck_assert(signature.signers[1].exact);
	ck_assert(signature.signers[1].has_signing_time);
	ck_assert_int_eq(signature.signers[1].signing_time, 1704153600);
	signature_finish(&signature);
}
END_TEST

START_TEST(levels_are_held_against_the_signer)
{
	struct signer signer = {.subject = memory_strdup("X"), .good = true, .trusted = true};
	struct signature signature = {
		.status = SIGNATURE_TRUSTED,
		.signers = &signer,
		.signer_count = 1,
		.level = ACCEPTANCE_PARTNER,
	};
	AUTO_FREE char *problem = signature_level_problem(&signature, ACCEPTANCE_ACCEPTED);

	ck_assert_str_eq(
		problem, "claims level accepted but its signer 'X' stands for level partner only");
	ck_assert_ptr_null(signature_level_problem(&signature, ACCEPTANCE_PARTNER));
	ck_assert_ptr_null(signature_level_problem(&signature, ACCEPTANCE_COMMUNITY));
	ck_assert_ptr_null(signature_level_problem(&signature, ACCEPTANCE_UNKNOWN));
	signature.status = SIGNATURE_NONE;
	ck_assert_ptr_null(signature_level_problem(&signature, ACCEPTANCE_COMMUNITY));
	free(signer.subject);
}
END_TEST

START_TEST(files_without_certificates_are_refused)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_ERROR missing = ERROR_INIT;
	AUTO_TRUST *trust = trust_create();

	ck_assert_int_eq(trust_add_file(trust, "/dev/null", &err), -1);
	ck_assert_str_eq(err.text, "'/dev/null' has no certificate in PEM form");
	ck_assert_int_eq(err.kind, ERROR_INPUT);
	ck_assert_int_eq(trust_add_file(trust, "/nowhere/x.pem", &missing), -1);
	ck_assert_int_eq(missing.kind, ERROR_SYSTEM);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("signature");
	TCase *tests = tcase_create("signature");

	tcase_add_loop_test(tests, signatures_are_judged, 0, sizeof(cases) / sizeof(cases[0]));
	tcase_add_loop_test(tests, an_altered_descriptor_is_found, 0, 3);
	tcase_add_test(tests, one_good_block_is_enough);
	tcase_add_test(tests, levels_are_held_against_the_signer);
	tcase_add_test(tests, files_without_certificates_are_refused);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
