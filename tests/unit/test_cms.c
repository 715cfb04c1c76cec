// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of detached signatures: what the openssl program signed, and what is done to it then.
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buffer.h"
#include "cms.h"
#include "file.h"
#include "memory.h"
#include "suite.h"
#include "text.h"

// Certificates as VMware's: a self-signed root of exponent 3 that is signed with SHA-512, a signer
// issued by it, another that is long expired, and one of an odd name. $1 is the folder.
static const char make_signatures[] =
	"exec >make.log 2>&1; set -e\n"
	"printf '<vib version=\"5.0\"/>' >content; printf '<vib version=\"5.1\"/>' >other\n"
	"key() { openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:$2 "
	"-pkeyopt rsa_keygen_pubexp:$3 -out $1.key; }\n"
	"key root 4096 3; key leaf 2048 65537; key old 2048 3; key other 1024 65537\n"
	"openssl req -x509 -new -key root.key -sha512 -days 9000 -subj '/O=X/CN=Root' "
	"-addext basicConstraints=critical,CA:TRUE -out root.pem\n"
	"openssl req -x509 -new -key other.key -sha256 -subj '/O=X/CN=Other' -out other.pem\n"
	"faketime '2008-10-16 12:00:00' openssl req -x509 -new -key old.key -sha256 -days 20 "
	"-subj '/C=US/O=Old, Inc.' -out old.pem\n"
	"openssl req -new -key leaf.key -subj \"/CN=Leaf$(printf '\\033')x\" -out leaf.csr\n"
	"openssl x509 -req -in leaf.csr -CA root.pem -CAkey root.key -CAcreateserial "
	"-out leaf.pem\n"
	"openssl x509 -req -in leaf.csr -CA leaf.pem -CAkey leaf.key -CAcreateserial "
	"-out sub.pem\n"
	"sign() { openssl cms -sign -binary -in content -signer $1.pem -inkey $2.key "
	"-outform PEM -md sha256 -nosmimecap -out $3; }\n"
	"sign root root root.sig; sign leaf leaf leaf.sig; sign sub leaf sub.sig\n"
	"faketime '2008-10-20 12:00:00' openssl smime -sign -binary -in content -signer old.pem "
	"-inkey old.key -outform PEM -md sha256 -nosmimecap -out old.sig\n"
	"cat old.sig root.sig >two.sig\n"
	"openssl cms -sign -binary -nodetach -in content -signer root.pem -inkey root.key "
	"-outform PEM -out whole.sig\n"
	"openssl cms -sign -binary -nocerts -in content -signer root.pem -inkey root.key "
	"-outform PEM -out bare.sig\n"
	"openssl cms -sign -binary -in content -signer root.pem -inkey root.key -signer leaf.pem "
	"-inkey leaf.key -outform PEM -out both.sig\n"
	"openssl cms -digest_create -binary -in content -outform PEM -out digest.sig\n"
	"openssl x509 -in root.pem -outform DER | sha256sum | cut -c 1-64 | tr -d '\\n' "
	">root.print\n"
	"openssl pkey -in root.key -pubout -outform DER | sha256sum | cut -c 1-64 | tr -d '\\n' "
	">root.keyprint\n"
	"cat root.pem other.pem >trusted\n"
	"for f in root leaf; do openssl cms -verify -noverify -inform PEM -in $f.sig -binary "
	"-content content -out /dev/null; done\n";

static char folder[] = "/tmp/test_cms.XXXXXX";

static void make(void)
{
	AUTO_ERROR err = ERROR_INIT;

	if (!mkdtemp(folder) || chdir(folder) < 0)
		exit(1);
	if (file_write("make.sh", false, make_signatures, strlen(make_signatures), &err) < 0 ||
		system("sh make.sh") != 0) {
		int status = system("cat make.log >&2");

		exit(status | 1);
	}
}

static void load(const char *name, struct buffer *ret)
{
	AUTO_ERROR err = ERROR_INIT;

	ck_assert_int_eq(file_read(name, 1 << 20, ret, &err), 0);
}

static void split(const char *name, struct cms_blocks *ret)
{
	AUTO_BUFFER data = BUFFER_INIT;
	AUTO_ERROR err = ERROR_INIT;

	load(name, &data);
	ck_assert_int_eq(cms_pem_split(name, data.data, data.size, ret, &err), 0);
}

static void verify(const char *name, const char *content_name, struct cms_signer *ret)
{
	AUTO_BUFFER content = BUFFER_INIT;
	AUTO_CMS_BLOCKS blocks = CMS_BLOCKS_INIT;

	load(content_name, &content);
	split(name, &blocks);
	ck_assert_uint_eq(blocks.count, 1);
	cms_verify_detached(&blocks.list[0], content.data, content.size, ret);
}

START_TEST(signatures_are_checked)
{
	static const struct {
		const char *file;
		const char *content;
		enum cms_state state;
		const char *problem;
		const char *subject;
		const char *issuer;
	} signatures[] = {
		{"root.sig", "content", CMS_STATE_GOOD, "", "Root", "Root"},
		{"leaf.sig", "content", CMS_STATE_GOOD, "", "Leaf?x", "Root"},
		{"sub.sig", "content", CMS_STATE_GOOD, "", "Leaf?x", "Leaf?x"},
		{"old.sig", "content", CMS_STATE_GOOD, "", "Old, Inc.", "Old, Inc."},
		{"root.sig", "other", CMS_STATE_BAD, "is not the signature of this content", "Root",
			"Root"},
		{"old.sig", "/dev/null", CMS_STATE_BAD, "is not the signature of this content",
			"Old, Inc.", "Old, Inc."},
		{"whole.sig", "content", CMS_STATE_MALFORMED, "holds content of its own", "", ""},
		{"bare.sig", "content", CMS_STATE_MALFORMED,
			"does not have the certificate of its signer", "", ""},
		{"both.sig", "content", CMS_STATE_MALFORMED, "does not have exactly one signer", "",
			""},
		{"digest.sig", "content", CMS_STATE_MALFORMED, "is no signature in CMS form", "",
			""},
	};
	AUTO_CMS_SIGNER signer = {0};

	verify(signatures[_i].file, signatures[_i].content, &signer);
	ck_assert_int_eq(signer.state, signatures[_i].state);
	ck_assert_str_eq(signer.problem ? signer.problem : "", signatures[_i].problem);
	ck_assert_str_eq(signer.subject ? signer.subject : "", signatures[_i].subject);
	ck_assert_str_eq(signer.issuer ? signer.issuer : "", signatures[_i].issuer);
	ck_assert_int_eq(signer.exact, signer.state == CMS_STATE_GOOD);
}
END_TEST

START_TEST(the_signer_is_described)
{
	AUTO_CMS_SIGNER signer = {0};
	AUTO_CMS_SIGNER old = {0};
	AUTO_BUFFER print = BUFFER_INIT;
	AUTO_BUFFER key = BUFFER_INIT;

	verify("root.sig", "content", &signer);
	load("root.print", &print);
	load("root.keyprint", &key);
	ck_assert_str_eq(signer.fingerprint, buffer_text(&print));
	ck_assert_str_eq(signer.key, buffer_text(&key));
	ck_assert(signer.has_signing_time);
	ck_assert_int_ge(signer.signing_time, signer.not_before);
	verify("old.sig", "content", &old);
	ck_assert_int_eq(old.not_before / 86400, 1224158400 / 86400);
	ck_assert_int_eq(old.not_after - old.not_before, 20 * 86400);
	ck_assert(old.has_signing_time);
	ck_assert_int_eq(old.signing_time / 86400, 1224504000 / 86400);
}
END_TEST

START_TEST(trust_is_the_certificate_or_its_issuer)
{
	static const struct {
		const char *signature;
		const char *trusted;
		bool chains;
	} cases[] = {
		{"root.sig", "trusted", true},
		{"leaf.sig", "trusted", true},
		{"leaf.sig", "leaf.pem", true},
		{"leaf.sig", "other.pem", false},
		{"sub.sig", "leaf.pem", false}, // a certificate that is no CA issues nothing
		{"root.sig", "leaf.pem", false},
		{"old.sig", "old.pem", true},
		{"bare.sig", "trusted", false},
	};
	AUTO_CMS_CERTIFICATES *trusted = NULL;
	AUTO_CMS_SIGNER signer = {0};
	AUTO_BUFFER data = BUFFER_INIT;
	AUTO_ERROR err = ERROR_INIT;

	load(cases[_i].trusted, &data);
	ck_assert_int_eq(
		cms_certificates_read(cases[_i].trusted, data.data, data.size, &trusted, &err), 0);
	verify(cases[_i].signature, "content", &signer);
	ck_assert_int_eq(cms_chains_to(&signer, trusted), cases[_i].chains);
}
END_TEST

START_TEST(files_of_certificates_are_read_strictly)
{
	static const struct {
		const char *command;
		const char *error;
	} files[] = {
		{":", "'t' has no certificate in PEM form"},
		{"cat content", "'t' has no certificate in PEM form"},
		{"cat root.key", "'t' has no certificate in PEM form"},
		{"cat root.pem; head -c 400 other.pem",
			"'t' has a damaged certificate behind 1 good"},
		{"sed 5d root.pem", "'t' has a damaged certificate behind 0 good"},
	};
	AUTO_CMS_CERTIFICATES *trusted = NULL;
	AUTO_BUFFER data = BUFFER_INIT;
	AUTO_ERROR err = ERROR_INIT;
	AUTO_FREE char *command = memory_printf("(%s) >t", files[_i].command);

	ck_assert_int_eq(system(command), 0);
	load("t", &data);
	ck_assert_int_eq(cms_certificates_read("t", data.data, data.size, &trusted, &err), -1);
	ck_assert_str_eq(err.text, files[_i].error);
}
END_TEST

START_TEST(blocks_are_split)
{
	AUTO_CMS_BLOCKS blocks = CMS_BLOCKS_INIT;
	AUTO_CMS_BLOCKS none = CMS_BLOCKS_INIT;
	AUTO_ERROR err = ERROR_INIT;
	AUTO_BUFFER content = BUFFER_INIT;

	ck_assert_int_eq(cms_pem_split("sig", NULL, 0, &none, &err), 0);
	ck_assert_uint_eq(none.count, 0);
	load("content", &content);
	split("two.sig", &blocks);
	ck_assert_uint_eq(blocks.count, 2);
	for (size_t i = 0; i < blocks.count; i++) {
		AUTO_CMS_SIGNER signer = {0};

		cms_verify_detached(&blocks.list[i], content.data, content.size, &signer);
		ck_assert_int_eq(signer.state, CMS_STATE_GOOD);
		ck_assert_str_eq(signer.subject, i ? "Root" : "Old, Inc.");
	}
}
END_TEST

#define BEGIN "-----BEGIN PKCS7-----\n"
#define END "-----END PKCS7-----\n"

START_TEST(pem_is_read_strictly)
{
	static const struct {
		const char *text;
		const char *error; // NULL: fine
	} files[] = {
		{BEGIN "QUJD\n" END, NULL},
		{BEGIN "QU\nJD\nQQ==\n-----END PKCS7-----", NULL},
		{"\r\n-----BEGIN CMS-----\r\nQUI=\r\n-----END CMS-----\r\n", NULL},
		{"x\n" BEGIN "QUJD\n" END, "'sig' has something else than a signature in line 1"},
		{BEGIN "QUJD\n" END " \n", "'sig' has something else than a signature in line 4"},
		{"-----BEGIN PKCS7---- \nQUJD\n" END,
			"'sig' has something else than a signature in line 1"},
		{BEGIN "QUJD\n", "'sig' ends within the signature that begins in line 1"},
		{BEGIN "QUJD\n-----END CMS-----\n",
			"'sig' ends within the signature that begins in line 1"},
		{BEGIN END, "'sig' has bad base64 in the signature that begins in line 1"},
		{BEGIN "QUJ\n" END, "'sig' has bad base64 in the signature that begins in line 1"},
		{BEGIN "QUJ \n" END, "'sig' has bad base64 in the signature that begins in line 1"},
		{BEGIN "QUJ?\n" END, "'sig' has bad base64 in the signature that begins in line 1"},
		{BEGIN "QUJ=\n" END, "'sig' has bad base64 in the signature that begins in line 1"},
		{BEGIN "QUI=QUJD\n" END,
			"'sig' has bad base64 in the signature that begins in line 1"},
		{BEGIN "====\n" END, "'sig' has bad base64 in the signature that begins in line 1"},
		{"\n" BEGIN "QUJD\n" BEGIN END,
			"'sig' has bad base64 in the signature that begins in line 2"},
	};
	AUTO_CMS_BLOCKS blocks = CMS_BLOCKS_INIT;
	AUTO_ERROR err = ERROR_INIT;
	int result = cms_pem_split("sig", files[_i].text, strlen(files[_i].text), &blocks, &err);

	ck_assert_str_eq(result < 0 ? err.text : "", files[_i].error ? files[_i].error : "");
	ck_assert_uint_eq(blocks.count, files[_i].error ? 0 : 1);
}
END_TEST

START_TEST(pem_has_limits)
{
	AUTO_CMS_BLOCKS blocks = CMS_BLOCKS_INIT;
	AUTO_ERROR many = ERROR_INIT;
	AUTO_ERROR large = ERROR_INIT;
	AUTO_BUFFER text = BUFFER_INIT;

	for (int i = 0; i <= CMS_BLOCK_COUNT_MAX; i++)
		buffer_puts(&text, BEGIN "QUJD\n" END);
	ck_assert_int_eq(cms_pem_split("sig", text.data, text.size, &blocks, &many), -1);
	ck_assert_str_eq(many.text, "'sig' has more than 16 signatures");
	while (text.size <= CMS_FILE_MAX)
		buffer_putc(&text, '\n');
	ck_assert_int_eq(cms_pem_split("sig", text.data, text.size, &blocks, &large), -1);
	ck_assert_str_eq(large.text, "'sig' is larger than 1 MiB");
}
END_TEST

// A bit of each byte of the block is turned, all eight were tried once: it does not verify, or the
// certificate is another one, or the form is not what it was.
START_TEST(no_turned_bit_leaves_a_signature_as_it_was)
{
	static const struct {
		const char *file;
		unsigned char bit;
	} turns[] = {{"old.sig", 1}, {"leaf.sig", 32}};
	AUTO_CMS_BLOCKS blocks = CMS_BLOCKS_INIT;
	AUTO_CMS_SIGNER before = {0};
	AUTO_BUFFER content = BUFFER_INIT;

	load("content", &content);
	split(turns[_i].file, &blocks);
	cms_verify_detached(&blocks.list[0], content.data, content.size, &before);
	ck_assert(before.exact);
	for (size_t i = 0; i < blocks.list[0].size; i++) {
		AUTO_CMS_SIGNER after = {0};

		blocks.list[0].der[i] ^= turns[_i].bit;
		cms_verify_detached(&blocks.list[0], content.data, content.size, &after);
		blocks.list[0].der[i] ^= turns[_i].bit;
		ck_assert_msg(after.state != CMS_STATE_GOOD || !after.exact ||
				      !text_equal(before.fingerprint, after.fingerprint),
			"byte %zu", i);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("cms");
	TCase *cases = tcase_create("cms");
	int failed;

	make();
	tcase_set_timeout(cases, 60);
	tcase_add_loop_test(cases, signatures_are_checked, 0, 10);
	tcase_add_test(cases, the_signer_is_described);
	tcase_add_loop_test(cases, trust_is_the_certificate_or_its_issuer, 0, 8);
	tcase_add_loop_test(cases, files_of_certificates_are_read_strictly, 0, 5);
	tcase_add_test(cases, blocks_are_split);
	tcase_add_loop_test(cases, pem_is_read_strictly, 0, 16);
	tcase_add_test(cases, pem_has_limits);
	tcase_add_loop_test(cases, no_turned_bit_leaves_a_signature_as_it_was, 0, 2);
	suite_add_tcase(suite, cases);
	failed = run_suite(suite);
	AUTO_FREE char *remove = memory_printf("rm -r %s", folder);

	return chdir("/") == 0 && system(remove) == 0 && failed == 0 ? 0 : 1;
}
