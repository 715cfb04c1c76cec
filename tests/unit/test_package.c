// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of whole packages: what is found wrong with them, and what is in them.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "package.h"
#include "suite.h"
#include "text.h"
#include "tiny_vib.h"

#define COMMUNITY "<acceptance-level>community</acceptance-level>"

static const struct tiny_member driver[] = {
	{"etc/", ""}, {"etc/x.map", "map"}, {"usr/lib/x", "driver"}, {NULL, NULL}};
static const struct tiny_member more[] = {{"etc/", ""}, {"etc/y.map", "y"}, {NULL, NULL}};
static const struct tiny_member again[] = {{"etc/x.map", "other"}, {NULL, NULL}};
static const struct tiny_member outside[] = {{"../x", "y"}, {NULL, NULL}};
static const struct tiny_payload usual[] = {{.name = "net-x", .files = driver}, {0}};

static struct package *check(const struct buffer *vib)
{
	AUTO_TRUST *trust = trust_create();
	AUTO_ERROR err = ERROR_INIT;
	struct reader reader = reader_memory("x.vib", vib->data, vib->size);
	struct package *package = NULL;

	ck_assert_msg(package_open(&reader, trust, &package, &err) == 0, "%s", err.text);
	ck_assert(!package->checked);
	ck_assert_msg(package_check(package, &err) == 0, "%s", err.text);
	ck_assert(package->checked);
	return package;
}

START_TEST(a_good_package_has_no_problem)
{
	AUTO_BUFFER vib = BUFFER_INIT;
	AUTO_PACKAGE *package = NULL;

	tiny_vib(usual,
		COMMUNITY "<file-list><file>usr/lib/x</file><file>./etc/x.map</file>"
			  "</file-list>",
		&vib);
	package = check(&vib);
	ck_assert_uint_eq(package->problem_count, 0);
	ck_assert_str_eq(package->vib->id, "ACM_bootbank_net-x_1.0-1");
	ck_assert_int_eq(package->signature.status, SIGNATURE_NONE);
	ck_assert_uint_eq(package->payload_count, 1);
	ck_assert_uint_eq(package->payloads[0].file_count, 2);
	ck_assert_uint_eq(package->payloads[0].unpacked_size, 7 * TINY_TAR_BLOCK);
	for (size_t i = 0; i < 3; i++) {
		const struct package_checksum *checksum = &package->payloads[0].checksums[i];

		ck_assert_int_eq(checksum->result, CHECKSUM_RIGHT);
		ck_assert_str_eq(checksum->actual, checksum->expected->value);
	}
}
END_TEST

static const struct {
	struct tiny_payload payloads[3];
	const char *extra;
	const char *problems[4]; // all of them, by what they begin with
} findings[] = {
	{{{.name = "lsimr3", .member = "payload1", .files = driver}}, COMMUNITY,
		{"member 'payload1' is no payload of the descriptor",
			"payload 'lsimr3': there is no such member"}},
	{{{.name = "a", .files = driver, .attributes = "type=\"tgz\" size=\"9\""}}, COMMUNITY,
		{"payload 'a': its size is 3607, the descriptor says 9"}},
	{{{.name = "a", .member = "", .files = driver}}, COMMUNITY,
		{"payload 'a': there is no such member"}},
	{{{.name = "a", .files = driver, .checksums = ""}}, COMMUNITY,
		{"payload 'a': the descriptor has no checksum of it that can be checked"}},
	{{{.name = "a",
		 .files = driver,
		 .checksums = "<checksum checksum-type=\"sha-256\" verify-process=\"txt-mle\">1"
			      "</checksum>"}},
		COMMUNITY, {"payload 'a': the descriptor has no checksum of it that can be "}},
	{{{.name = "a",
		 .files = driver,
		 .checksums = "<checksum checksum-type=\"sha-1\" verify-process=\"gunzip\">1"
			      "</checksum>"}},
		COMMUNITY, {"payload 'a': its sha-1 after gunzip is "}},
	{{{.name = "a", .raw = "no archive"}}, COMMUNITY, {"payload 'a': it is not a gzip file"}},
	{{{.name = "a", .files = driver, .behind = "xx"}}, COMMUNITY,
		{"payload 'a': it has bytes behind its gzip member"}},
	{{{.name = "a",
		 .files = driver,
		 .attributes = "type=\"tgz\" size=\"3607\" uncompressed-size=\"5\""}},
		COMMUNITY, {"payload 'a': it unpacks to 3584 bytes, the descriptor says 5"}},
	{{{.name = "a", .files = driver}, {.name = "b", .files = again}}, COMMUNITY,
		{"payloads 'a' and 'b' both hold 'etc/x.map'"}},
	{{{.name = "a", .files = driver}, {.name = "b", .files = more}}, COMMUNITY, {NULL}},
	{{{.name = "a", .files = outside}}, COMMUNITY,
		{"payload 'a' has a bad tar header at byte 0: "}},
	{{{.name = "a", .files = driver}},
		COMMUNITY "<file-list><file>etc/x.map</file><file>etc</file><file>opt/z</file>"
			  "</file-list>",
		{"no payload holds 'opt/z' of the file list",
			"payload 'a' holds 'usr/lib/x', which is not in the file list"}},
	{{{.name = "a", .files = driver}}, "<acceptance-level>certified</acceptance-level>",
		{"claims level certified but is not signed"}},
	{{{.name = "a", .files = driver}}, "<acceptance-level>gold</acceptance-level>",
		{"the acceptance level is 'gold', expected certified, accepted, partner or "}},
	{{{.name = "sig.pkcs7", .member = "", .files = driver}}, COMMUNITY,
		{"a payload is called 'sig.pkcs7'"}},
};

START_TEST(what_is_wrong_is_found)
{
	AUTO_BUFFER vib = BUFFER_INIT;
	AUTO_PACKAGE *package = NULL;
	size_t count = 0;

	tiny_vib(findings[_i].payloads, findings[_i].extra, &vib);
	package = check(&vib);
	for (size_t i = 0; i < package->problem_count; i++) {
		ck_assert_msg(findings[_i].problems[i] != NULL, "%s", package->problems[i]);
		ck_assert_msg(text_has_prefix(package->problems[i], findings[_i].problems[i]), "%s",
			package->problems[i]);
	}
	while (findings[_i].problems[count])
		count++;
	ck_assert_uint_eq(package->problem_count, count);
}
END_TEST

// Whatever byte of a payload is altered, a checksum tells.
START_TEST(an_altered_payload_is_found)
{
	AUTO_BUFFER vib = BUFFER_INIT;
	size_t start;

	tiny_vib(usual, COMMUNITY, &vib);
	start = vib.size - 3607;
	for (size_t at = start; at < vib.size; at += 61) {
		AUTO_PACKAGE *package = NULL;

		vib.data[at] ^= 4;
		package = check(&vib);
		ck_assert_uint_gt(package->problem_count, 0);
		ck_assert_int_eq(package->payloads[0].checksums[1].result, CHECKSUM_WRONG);
		vib.data[at] ^= 4;
	}
}
END_TEST

struct odd_member {
	const char *name;
	const char *content; // NULL: a good descriptor
};

static const struct {
	struct odd_member members[4];
	const char *error; // NULL: it can be opened
	const char *problem;
} archives[] = {
	{{{"sig.pkcs7", ""}, {"x", ""}}, "'x.vib' has no descriptor.xml", NULL},
	{{{"descriptor.xml", "<vib"}, {"sig.pkcs7", ""}},
		"'x.vib:descriptor.xml' line 1 is not well-formed XML: ", NULL},
	{{{"descriptor.xml", NULL}, {"sig.pkcs7", ""}, {"data.tar.gz", ""}},
		"'x.vib' is a package for ESXi 4.x, which later releases cannot take: it has a "
		"member 'data.tar.gz'",
		NULL},
	{{{"descriptor.xml", "<vib><vibVersion>1.4.5</vibVersion></vib>"}, {"sig.pkcs7", ""}},
		"'x.vib:descriptor.xml' is of a package for ESXi 4.x, which has another form",
		NULL},
	{{{"descriptor.xml", NULL}}, NULL, "there is no sig.pkcs7; "},
	{{{"sig.pkcs7", ""}, {"descriptor.xml", NULL}}, NULL,
		"member 1 is 'sig.pkcs7', expected 'descriptor.xml'"},
	{{{"descriptor.xml", NULL}, {"sig.pkcs7", ""}, {"sig.pkcs7", "x"}}, NULL,
		"there are two members called 'sig.pkcs7'"},
	{{{"descriptor.xml", NULL}, {"sig.pkcs7", "x"}}, NULL,
		"the signature is invalid: 'sig.pkcs7' has something else than a signature"},
	{{{"descriptor.xml", NULL}, {"sig.pkcs7", ""}, {"extra", "x"}}, NULL,
		"member 'extra' is no payload of the descriptor"},
};

START_TEST(members_are_held_against_the_rules)
{
	static const char good[] =
		"<vib version=\"5.0\"><type>meta</type><name>x</name><version>1-1</version>"
		"<vendor>V</vendor>" COMMUNITY "</vib>";
	AUTO_TRUST *trust = trust_create();
	AUTO_ERROR err = ERROR_INIT;
	AUTO_BUFFER vib = BUFFER_INIT;
	AUTO_PACKAGE *package = NULL;
	struct reader reader;

	buffer_puts(&vib, "!<arch>\n");
	for (const struct odd_member *member = archives[_i].members; member->name; member++) {
		const char *content = member->content ? member->content : good;

		tiny_ar_member(&vib, member->name, content, strlen(content));
	}
	reader = reader_memory("x.vib", vib.data, vib.size);
	if (archives[_i].error) {
		ck_assert_int_eq(package_open(&reader, trust, &package, &err), -1);
		ck_assert_int_eq(err.kind, ERROR_INPUT);
		ck_assert_msg(text_has_prefix(err.text, archives[_i].error), "%s", err.text);
		return;
	}
	ck_assert_msg(package_open(&reader, trust, &package, &err) == 0, "%s", err.text);
	ck_assert_uint_gt(package->problem_count, 0);
	ck_assert_msg(text_has_prefix(package->problems[0], archives[_i].problem), "%s",
		package->problems[0]);
}
END_TEST

static int list_file(void *context, const struct package_file *file, struct error *err)
{
	(void)err;
	buffer_printf(context, "%s%zu:%c%o:%s;", file->payload, file->index, file->kind, file->mode,
		file->path);
	return 0;
}

static int list_data(void *context, size_t index, uint64_t offset, const void *data, size_t size,
	struct error *err)
{
	(void)err;
	buffer_printf(
		context, "[%zu@%u:%.*s]", index, (unsigned)offset, (int)size, (const char *)data);
	return 0;
}

static int refuse_file(void *context, const struct package_file *file, struct error *err)
{
	(void)context;
	return error_set(err, ERROR_SYSTEM, "no room for '%s'", file->path);
}

START_TEST(files_are_listed_and_read)
{
	static const struct tiny_payload payloads[] = {{.name = "a", .files = driver},
		{.name = "k", .raw = "no archive"}, {.name = "b", .files = more}, {0}};
	AUTO_ERROR err = ERROR_INIT;
	AUTO_BUFFER vib = BUFFER_INIT;
	AUTO_BUFFER listing = BUFFER_INIT;
	AUTO_PACKAGE *package = NULL;

	tiny_vib(payloads, COMMUNITY, &vib);
	package = check(&vib);
	ck_assert_int_eq(package_each_file(package, list_file, list_data, &listing, &err), 0);
	ck_assert_str_eq(listing.data,
		"a0:d755:etc;a1:-644:etc/x.map;[1@0:map]a2:-644:usr/lib/x;[2@0:driver]"
		"b0:d755:etc;b1:-644:etc/y.map;[1@0:y]");
	ck_assert_int_eq(package_each_file(package, refuse_file, NULL, NULL, &err), -1);
	ck_assert_str_eq(err.text, "no room for 'etc'");
}
END_TEST

START_TEST(truncated_packages_are_survived)
{
	AUTO_BUFFER vib = BUFFER_INIT;

	tiny_vib(usual, COMMUNITY, &vib);
	for (size_t size = 0; size < vib.size; size += 37) {
		AUTO_TRUST *trust = trust_create();
		AUTO_ERROR err = ERROR_INIT;
		AUTO_PACKAGE *package = NULL;
		struct reader reader = reader_memory("x.vib", vib.data, size);

		ck_assert_int_eq(package_open(&reader, trust, &package, &err), -1);
		ck_assert_int_eq(err.kind, ERROR_INPUT);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("package");
	TCase *cases = tcase_create("package");

	tcase_add_test(cases, a_good_package_has_no_problem);
	tcase_add_loop_test(
		cases, what_is_wrong_is_found, 0, sizeof(findings) / sizeof(findings[0]));
	tcase_add_test(cases, an_altered_payload_is_found);
	tcase_add_loop_test(cases, members_are_held_against_the_rules, 0,
		sizeof(archives) / sizeof(archives[0]));
	tcase_add_test(cases, files_are_listed_and_read);
	tcase_add_test(cases, truncated_packages_are_survived);
	suite_add_tcase(suite, cases);
	return run_suite(suite);
}
