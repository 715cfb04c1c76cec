// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of reading descriptors.
#include <check.h>
#include <stdlib.h>

#include "buffer.h"
#include "file.h"
#include "memory.h"
#include "suite.h"
#include "vib.h"

#define HEAD                                                                                       \
	"<vib version=\"5.0\"><type>bootbank</type><name>net-x</name>"                             \
	"<version>1.2.3-4OEM.670.0.0.8169922</version><vendor>ACME</vendor>"
#define WITH(inside) HEAD inside "</vib>"
#define PAYLOADS(inside) WITH("<payloads>" inside "</payloads>")
#define DEPENDS(inside) WITH("<relationships><depends>" inside "</depends></relationships>")

static const char whole[] = HEAD
	"<summary> A driver </summary><description>Of cards\n</description>"
	"<release-date>2020-06-03T20:11:49</release-date><urls />"
	"<relationships><depends><constraint name=\"vmkapi_2_5_0_0\"/>"
	"<constraint name=\"esx-version\" relation=\"&gt;=\" version=\"6.7.0\"/></depends>"
	"<conflicts/><replaces><constraint relation=\"&lt;\" version=\"1.2-0\" name=\"net-old\"/>"
	"</replaces><provides><provide name=\"driver-x\" version=\"1.2\"/><provide name=\"bare\"/>"
	"</provides><compatibleWith/></relationships>"
	"<software-tags><tag>driver</tag><tag>module</tag></software-tags><new-thing a=\"b\"/>"
	"<system-requires><maintenance-mode>true</maintenance-mode>"
	"<hwplatform vendor=\"Dell Inc.\" model=\"R630\"/><hwplatform vendor=\"HPE\"/>"
	"<softwarePlatform locale=\"\" productLineID=\"embeddedEsx\" version=\"6.7.*\"/>"
	"</system-requires><file-list><file>/etc/x.xml</file><file>usr/lib/x</file></file-list>"
	"<acceptance-level>signed</acceptance-level>"
	"<live-install-allowed>false</live-install-allowed>"
	"<live-remove-allowed>true</live-remove-allowed><cimom-restart>false</cimom-restart>"
	"<stateless-ready>true</stateless-ready><overlay>false</overlay>"
	"<payloads><payload name=\"net-x\" type=\"vgz\" size=\"12345\" uncompressed-size=\"99999\">"
	"<checksum checksum-type=\"sha-256\">ABCDEF</checksum>"
	"<checksum checksum-type=\"sha-1\" verify-process=\"gunzip\">12</checksum></payload>"
	"<payload name=\"b\" type=\"boot\" size=\"0\" boot-order=\"10\" vfat-name=\"b.b00\"/>"
	"<!-- comment --></payloads><!-- made by hand --></vib>\n";

static struct vib *parse(const char *text)
{
	AUTO_ERROR err = ERROR_INIT;
	struct vib *vib = NULL;

	ck_assert_msg(vib_parse("x.vib", text, strlen(text), &vib, &err) == 0, "%s", err.text);
	return vib;
}

START_TEST(everything_is_read)
{
	AUTO_VIB *vib = parse(whole);

	ck_assert_str_eq(vib->id, "ACME_bootbank_net-x_1.2.3-4OEM.670.0.0.8169922");
	ck_assert_str_eq(vib->summary, "A driver");
	ck_assert_str_eq(vib->description, "Of cards");
	ck_assert_str_eq(vib->release_date, "2020-06-03T20:11:49");
	ck_assert_str_eq(vib->acceptance_level, "signed");
	ck_assert_int_eq(vib->acceptance, ACCEPTANCE_PARTNER);
	ck_assert_uint_eq(vib->tag_count, 2);
	ck_assert_str_eq(vib->tags[1], "module");
	ck_assert_uint_eq(vib->file_count, 2);
	ck_assert_str_eq(vib->files[0], "etc/x.xml");
	ck_assert_uint_eq(vib->platform_count, 1);
	ck_assert_str_eq(vib->platforms[0].product_line, "embeddedEsx");
	ck_assert_str_eq(vib->platforms[0].version, "6.7.*");
	ck_assert_str_eq(vib->platforms[0].locale, "");
	ck_assert_uint_eq(vib->hardware_count, 2);
	ck_assert_str_eq(vib->hardware[0], "Dell Inc. R630");
	ck_assert_str_eq(vib->hardware[1], "HPE");
	ck_assert(vib->maintenance_mode && !vib->live_install && vib->live_remove);
	ck_assert(vib->stateless_ready && !vib->overlay);
}
END_TEST

START_TEST(relationships_are_read)
{
	AUTO_VIB *vib = parse(whole);
	AUTO_FREE char *one = NULL;
	AUTO_FREE char *two = NULL;

	ck_assert_uint_eq(vib->depends.count, 2);
	one = vib_constraint_text(&vib->depends.list[0]);
	two = vib_constraint_text(&vib->depends.list[1]);
	ck_assert_str_eq(one, "vmkapi_2_5_0_0");
	ck_assert_str_eq(two, "esx-version >= 6.7.0");
	ck_assert_uint_eq(vib->conflicts.count, 0);
	ck_assert_uint_eq(vib->replaces.count, 1);
	ck_assert_int_eq(vib->replaces.list[0].relation, RELATION_AT_MOST);
	ck_assert_uint_eq(vib->provides.count, 2);
	ck_assert_int_eq(vib->provides.list[0].relation, RELATION_EQUAL);
}
END_TEST

START_TEST(payloads_are_read)
{
	AUTO_VIB *vib = parse(whole);
	const struct vib_payload *payload;

	ck_assert_uint_eq(vib->payload_count, 2);
	payload = vib_find_payload(vib, "net-x");
	ck_assert_ptr_eq(payload, &vib->payloads[0]);
	ck_assert_uint_eq(payload->size, 12345);
	ck_assert(payload->has_uncompressed_size && !payload->has_boot_order);
	ck_assert_uint_eq(payload->uncompressed_size, 99999);
	ck_assert_uint_eq(payload->checksum_count, 2);
	ck_assert_str_eq(payload->checksums[0].value, "abcdef");
	ck_assert_str_eq(payload->checksums[0].verify_process, "");
	ck_assert_str_eq(payload->checksums[1].verify_process, "gunzip");
	ck_assert(vib_payload_is_module(payload));
	payload = vib_find_payload(vib, "b");
	ck_assert(payload->has_boot_order && payload->boot_order == 10);
	ck_assert_str_eq(payload->vfat_name, "b.b00");
	ck_assert_ptr_null(vib_find_payload(vib, "B"));
}
END_TEST

static bool satisfies(
	const struct vib *vib, const char *name, const char *relation, const char *version)
{
	AUTO_FREE char *own_name = memory_strdup(name);
	AUTO_FREE char *own_version = memory_strdup(version);
	struct vib_constraint constraint = {own_name, RELATION_ANY, own_version};

	if (*relation)
		ck_assert(relation_parse(relation, &constraint.relation));
	return vib_satisfies(vib, &constraint);
}

START_TEST(constraints_are_met_by_name_or_by_what_is_provided)
{
	AUTO_VIB *vib = parse(whole);

	ck_assert(satisfies(vib, "net-x", "", ""));
	ck_assert(satisfies(vib, "net-x", ">=", "1.2"));
	ck_assert(!satisfies(vib, "net-x", ">>", "1.2.4-1"));
	ck_assert(satisfies(vib, "driver-x", "=", "1.2"));
	ck_assert(!satisfies(vib, "driver-x", "<<", "1.2"));
	ck_assert(satisfies(vib, "bare", "", ""));
	ck_assert(!satisfies(vib, "bare", ">=", "0"));
	ck_assert(!satisfies(vib, "esx-version", "", ""));
}
END_TEST

static const struct {
	const char *text;
	bool maintenance;
} modes[] = {
	{WITH(""), false},
	{WITH("<system-requires><maintenanceMode>true</maintenanceMode></system-requires>"), true},
	{WITH("<system-requires><maintenance-mode>false</maintenance-mode></system-requires>"),
		false},
	{WITH("<system-requires><maintenance-mode on-install=\"true\" on-remove=\"false\"/>"
	      "</system-requires>"),
		true},
	{WITH("<system-requires><maintenance-mode on-install=\"false\">true</maintenance-mode>"
	      "</system-requires>"),
		false},
};

START_TEST(maintenance_mode_has_several_spellings)
{
	AUTO_VIB *vib = parse(modes[_i].text);

	ck_assert_int_eq(vib->maintenance_mode, modes[_i].maintenance);
	ck_assert_uint_eq(vib->file_count, 0);
	ck_assert_uint_eq(vib->payload_count, 0);
	ck_assert_int_eq(vib->acceptance, ACCEPTANCE_UNKNOWN);
}
END_TEST

#define IDENTITY(type, name, version, vendor)                                                      \
	"<vib version=\"5.0\"><type>" type "</type><name>" name "</name><version>" version         \
	"</version><vendor>" vendor "</vendor></vib>"

static const struct {
	const char *text;
	const char *error;
} refusals[] = {
	{"", "'x.vib' line 1 is not well-formed XML: Document is empty"},
	{"<vibs/>", "'x.vib' is no VIB but a <vibs>"},
	{"<vib><vibVersion>1.4.5</vibVersion><vibType>cross</vibType></vib>",
		"'x.vib' is of a package for ESXi 4.x, which has another form"},
	{"<vib/>", "'x.vib' does not say its schema version"},
	{"<vib version=\"6.0\"/>", "'x.vib' has schema version '6.0', only 5.0 is known"},
	{"<!DOCTYPE vib><vib version=\"5.0\"/>", "'x.vib' has a document type declaration"},
	{"<vib version=\"5.0\"/>", "'x.vib' has no name"},
	{IDENTITY("bootbank", "a/b", "1-1", "v"), "'x.vib' has an impossible name: 'a/b'"},
	{IDENTITY("bootbank", "a", "", "v"), "'x.vib' has no version"},
	{IDENTITY("bootbank", "a", "1-1-1", "v"), "'x.vib' has an impossible version: '1-1-1'"},
	{IDENTITY("bootbank", "a", "1..1", "v"), "'x.vib' has an impossible version: '1..1'"},
	{IDENTITY("bootbank", "a", "1-", "v"), "'x.vib' has an impossible version: '1-'"},
	{IDENTITY("bootbank", "a", "1 1", "v"), "'x.vib' has an impossible version: '1 1'"},
	{IDENTITY("bootbank", "a", "1-1", "123456789012345678901234567890123456"),
		"'x.vib' has an impossible vendor: '123456789012345678901234567890123456'"},
	{IDENTITY("", "a", "1-1", "v"), "'x.vib' has no type"},
	{IDENTITY("deb", "a", "1-1", "v"), "'x.vib' has an impossible type: 'deb'"},
	{DEPENDS("<constraint/>"), "'x.vib' has a <constraint> without a name"},
	{DEPENDS("<constraint name=\"a\" relation=\"==\" version=\"1\"/>"),
		"'x.vib': the relation of 'a' is '==', expected <<, <=, =, >= or >>"},
	{DEPENDS("<constraint name=\"a\" relation=\"=\"/>"),
		"'x.vib': 'a' has a relation but no version"},
	{DEPENDS("<constraint name=\"a\" version=\"1\"/>"),
		"'x.vib': 'a' has a version but no relation"},
	{PAYLOADS("<payload type=\"vgz\" size=\"1\"/>"),
		"'x.vib' has a payload with an impossible name: ''"},
	{PAYLOADS("<payload name=\"../x\" type=\"vgz\" size=\"1\"/>"),
		"'x.vib' has a payload with an impossible name: '../x'"},
	{PAYLOADS("<payload name=\"x\" size=\"1\"/>"), "'x.vib': payload 'x' has no type"},
	{PAYLOADS("<payload name=\"x\" type=\"vgz\"/>"), "'x.vib': payload 'x' has no size"},
	{PAYLOADS("<payload name=\"x\" type=\"vgz\" size=\"-1\"/>"),
		"'x.vib': the size of payload 'x' is no number: '-1'"},
	{PAYLOADS("<payload name=\"x\" type=\"vgz\" size=\"1\" boot-order=\"first\"/>"),
		"'x.vib': the boot-order of payload 'x' is no number: 'first'"},
	{PAYLOADS("<payload name=\"x\" type=\"vgz\" size=\"99999999999999999999\"/>"),
		"'x.vib': the size of payload 'x' is no number: '99999999999999999999'"},
	{PAYLOADS("<payload name=\"x\" type=\"vgz\" size=\"1\"/>"
		  "<payload name=\"x\" type=\"tgz\" size=\"1\"/>"),
		"'x.vib' has two payloads called 'x'"},
};

START_TEST(what_is_no_descriptor_is_refused)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_VIB *vib = NULL;
	const char *text = refusals[_i].text;

	ck_assert_int_eq(vib_parse("x.vib", text, strlen(text), &vib, &err), -1);
	ck_assert_int_eq(err.kind, ERROR_INPUT);
	ck_assert_str_eq(err.text, refusals[_i].error);
	ck_assert_ptr_null(vib);
}
END_TEST

START_TEST(ten_thousand_payloads_are_refused)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_VIB *vib = NULL;
	AUTO_BUFFER text = BUFFER_INIT;

	buffer_puts(&text, HEAD "<payloads>");
	for (unsigned i = 0; i < 10000; i++)
		buffer_printf(&text, "<payload name=\"p%u\" type=\"vgz\" size=\"1\"/>", i);
	buffer_puts(&text, "</payloads></vib>");
	ck_assert_int_eq(vib_parse("x.vib", text.data, text.size, &vib, &err), -1);
	ck_assert_str_eq(err.text, "'x.vib' has more than 256 payloads");
}
END_TEST

// An entry of the database of an installed host: a version without a release, an install date.
START_TEST(an_entry_of_a_host_is_read)
{
	const char *folder = getenv("ESXMINT_FIXTURES");
	AUTO_FREE char *path = memory_printf(
		"%s/vibdb/artemis--2860263652605340392.xml", folder ? folder : FIXTURES_DEFAULT);
	AUTO_ERROR err = ERROR_INIT;
	AUTO_BUFFER text = BUFFER_INIT;
	AUTO_VIB *vib = NULL;

	if (!file_exists(path))
		return;
	ck_assert_int_eq(file_read(path, VIB_DESCRIPTOR_MAX, &text, &err), 0);
	vib = parse(text.data);
	ck_assert_str_eq(vib->id, "puffycid_bootbank_artemis_0.19.0");
	ck_assert_uint_eq(vib->payloads[0].checksum_count, 3);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("vib");
	TCase *cases = tcase_create("vib");

	tcase_add_test(cases, everything_is_read);
	tcase_add_test(cases, relationships_are_read);
	tcase_add_test(cases, payloads_are_read);
	tcase_add_test(cases, constraints_are_met_by_name_or_by_what_is_provided);
	tcase_add_loop_test(
		cases, maintenance_mode_has_several_spellings, 0, sizeof(modes) / sizeof(modes[0]));
	tcase_add_loop_test(
		cases, what_is_no_descriptor_is_refused, 0, sizeof(refusals) / sizeof(refusals[0]));
	tcase_add_test(cases, ten_thousand_payloads_are_refused);
	tcase_add_test(cases, an_entry_of_a_host_is_read);
	suite_add_tcase(suite, cases);
	return run_suite(suite);
}
