// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of the image database and of image profiles.
#include <check.h>
#include <stdlib.h>

#include "image.h"
#include "imgdb.h"
#include "suite.h"
#include "text.h"
#include "tiny_tar.h"

#define ROOT "var/db/esximg/"
#define PROFILE                                                                                    \
	"<imageprofile><name>ESXi-6.7.0-8169922-standard</name><creator>VMware, Inc.</creator>"    \
	"<new-thing/><viblist>"                                                                    \
	"<vib><vib-id>VMware_bootbank_esx-base_6.7.0-0.0.8169922</vib-id><boot>x</boot><payloads>" \
	"<payload payload-name=\"b\">b.b00</payload><payload payload-name=\"s\"> s.v00\n"          \
	"</payload></payloads></vib>"                                                              \
	"<vib><vib-id>VMW_bootbank_ne1000_0.8.3-4vmw.670.0.0.8169922</vib-id><payloads>"           \
	"<payload payload-name=\"ne1000\">ne1000.v00</payload></payloads></vib>"                   \
	"</viblist><acceptancelevel>partner</acceptancelevel>"                                     \
	"<bulletinlist><bulletin-id>b</bulletin-id><bulletin-id>a</bulletin-id></bulletinlist>"    \
	"</imageprofile>"
#define VIB(vendor, name, version)                                                                 \
	"<vib version=\"5.0\"><type>bootbank</type><name>" name "</name><version>" version         \
	"</version><vendor>" vendor                                                                \
	"</vendor><acceptance-level>certified</acceptance-level></vib>"

static const struct tiny_member usual[] = {
	{"var/", ""},
	{ROOT "vibs/esx-base-1.xml", VIB("VMware", "esx-base", "6.7.0-0.0.8169922")},
	{ROOT "vibs/esx-base-1.xml.orig",
		VIB("VMware", "esx-base", "6.7.0-0.0.8169922") "<!-- signed -->"},
	{ROOT "vibs/esx-base-1.xml.sig", ""},
	{ROOT "vibs/ne1000--2.xml", VIB("VMW", "ne1000", "0.8.3-4vmw.670.0.0.8169922")},
	{ROOT "profiles/ESXi-6.7.0-8169922-standard452839153", PROFILE},
	{ROOT "bulletins/x.xml", "not looked at"},
	{ROOT "reservedVibs/vibs.xml", "not looked at"},
	{"var/db/other", ""},
	{NULL, NULL},
};

static int read_members(const struct tiny_member *members, bool gzip, bool vibs, struct imgdb **ret,
	struct diagnostics *diagnostics, struct error *err)
{
	AUTO_BUFFER tar = BUFFER_INIT;
	AUTO_BUFFER packed = BUFFER_INIT;
	struct reader reader;

	tiny_tar(members, &tar);
	tiny_gzip(&tar, &packed);
	reader = gzip ? reader_memory("imgdb.tgz", packed.data, packed.size)
		      : reader_memory("imgdb.tgz", tar.data, tar.size);
	return imgdb_read(&reader, vibs, ret, diagnostics, err);
}

START_TEST(the_database_is_read)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_IMGDB *imgdb = NULL;
	const struct profile *profile;
	const struct imgdb_vib *base;

	ck_assert_msg(
		read_members(usual, _i, true, &imgdb, &diagnostics, &err) == 0, "%s", err.text);
	ck_assert_uint_eq(diagnostics.count, 0);
	ck_assert_uint_eq(imgdb->vib_count, 2);
	ck_assert_str_eq(imgdb->vibs[0].vib->id, "VMW_bootbank_ne1000_0.8.3-4vmw.670.0.0.8169922");
	ck_assert_str_eq(imgdb->vibs[0].stem, ROOT "vibs/ne1000--2");
	ck_assert_ptr_eq(imgdb_find_vib_id(imgdb, imgdb->vibs[0].vib->id), &imgdb->vibs[0]);
	ck_assert_ptr_null(imgdb_find_vib_id(imgdb, "VMW"));
	ck_assert_ptr_null(imgdb->vibs[0].descriptor);
	ck_assert_ptr_null(imgdb->vibs[0].signature);
	base = imgdb_find_vib(imgdb, "esx-base");
	ck_assert_str_eq(base->vib->version, "6.7.0-0.0.8169922");
	ck_assert_str_eq(base->vib->acceptance_level, "certified");
	ck_assert(text_has_suffix(buffer_text(&base->descriptor->content), "<!-- signed -->"));
	ck_assert_uint_eq(base->signature->content.size, 0);
	ck_assert_ptr_null(imgdb_find_vib(imgdb, "esx"));
	ck_assert_ptr_null(imgdb_find_member(imgdb, ROOT "vibs"));
	ck_assert_str_eq(buffer_text(&imgdb_find_member(imgdb, ROOT "bulletins/x.xml")->content),
		"not looked at");
	profile = imgdb_profile(imgdb);
	ck_assert_str_eq(profile->name, "ESXi-6.7.0-8169922-standard");
	ck_assert_str_eq(profile->creator, "VMware, Inc.");
	ck_assert_str_eq(profile->acceptance_level, "partner");
	ck_assert_uint_eq(profile->vib_count, 2);
	ck_assert_uint_eq(profile->bulletin_count, 2);
	ck_assert_str_eq(profile->bulletins[0], "a");
	ck_assert_str_eq(
		profile_owner(profile, "S.V00")->id, "VMware_bootbank_esx-base_6.7.0-0.0.8169922");
	ck_assert_ptr_null(profile_owner(profile, "x.v00"));
	ck_assert_uint_eq(
		profile_find(profile, "VMware_bootbank_esx-base_6.7.0-0.0.8169922")->payload_count,
		2);
	ck_assert_ptr_null(profile_find(profile, "VMware"));
}
END_TEST

START_TEST(members_are_kept)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_IMGDB *imgdb = NULL;
	size_t i;

	ck_assert_int_eq(read_members(usual, true, true, &imgdb, &diagnostics, &err), 0);
	ck_assert_int_eq(imgdb->members[0].kind, ARCHIVE_DIRECTORY);
	for (i = 1; usual[i].path; i++) {
		ck_assert_int_eq(imgdb->members[i].kind, ARCHIVE_FILE);
		ck_assert_str_eq(imgdb->members[i].path, usual[i].path);
		ck_assert_str_eq(buffer_text(&imgdb->members[i].content), usual[i].text);
		ck_assert_ptr_eq(imgdb_find_member(imgdb, usual[i].path), &imgdb->members[i]);
	}
	ck_assert_uint_eq(imgdb->member_count, i);
}
END_TEST

START_TEST(vibs_are_read_on_demand)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_IMGDB *imgdb = NULL;

	ck_assert_int_eq(read_members(usual, true, false, &imgdb, &diagnostics, &err), 0);
	ck_assert_uint_eq(imgdb->vib_count, 0);
	ck_assert_uint_eq(imgdb->member_count, 0);
	ck_assert_uint_eq(imgdb->profile_count, 1);
}
END_TEST

static const struct {
	struct tiny_member members[4];
	const char *warning; // NULL: none
	const char *error; // NULL: none
} oddities[] = {
	{{{ROOT "vibs/x.xml", "<vib>"}, {ROOT "profiles/p", PROFILE}},
		"'imgdb.tgz': '" ROOT "vibs/x.xml' line 1 is not well-formed XML: "
		"Premature end of data in tag vib line 1",
		NULL},
	{{{ROOT "vibs/x.xml", "<vibs/>"}, {ROOT "profiles/p", PROFILE}},
		"'imgdb.tgz': '" ROOT "vibs/x.xml' is no VIB but a <vibs>", NULL},
	{{{ROOT "vibs/x.xml", "<!DOCTYPE vib [<!ENTITY a 'b'>]><vib>&a;</vib>"},
		 {ROOT "profiles/p", PROFILE}},
		"'imgdb.tgz': '" ROOT "vibs/x.xml' has a document type declaration", NULL},
	{{{"./" ROOT "profiles//p", PROFILE}}, NULL, NULL},
	{{{"profiles/p.xml", PROFILE}}, NULL, NULL},
	{{{ROOT "profiles/p", "<imageprofile><name> </name></imageprofile>"}},
		"'imgdb.tgz': image profile '" ROOT "profiles/p' has no name",
		"'imgdb.tgz' has no image profile"},
	{{{ROOT "profiles/p", "<profile/>"}},
		"'imgdb.tgz': '" ROOT "profiles/p' is no image profile but a <profile>",
		"'imgdb.tgz' has no image profile"},
	{{{"x", "y"}}, NULL, "'imgdb.tgz' has no image profile"},
	{{{"a/../../x", "y"}}, NULL, "'imgdb.tgz' has a member outside of its tree: 'a/../../x'"},
	{{{"/etc/passwd", "y"}}, NULL,
		"'imgdb.tgz' has a member with an absolute name: '/etc/passwd'"},
};

START_TEST(oddities_are_survived_or_refused)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_IMGDB *imgdb = NULL;
	int result = read_members(oddities[_i].members, true, true, &imgdb, &diagnostics, &err);

	ck_assert_str_eq(diagnostics.count ? diagnostics.list[0].message : "none",
		oddities[_i].warning ? oddities[_i].warning : "none");
	ck_assert_str_eq(
		err.text ? err.text : "none", oddities[_i].error ? oddities[_i].error : "none");
	ck_assert_int_eq(result, oddities[_i].error ? -1 : 0);
	if (oddities[_i].error)
		ck_assert_int_eq(err.kind, ERROR_INPUT);
}
END_TEST

#define LISTED                                                                                     \
	"<imageprofile><name>p</name><viblist><vib><vib-id>A_bootbank_b_1-1</vib-id></vib>"        \
	"</viblist></imageprofile>"
#define LISTED_TWICE                                                                               \
	"<imageprofile><name>p</name><viblist><vib><vib-id>A_bootbank_b_1-1</vib-id></vib>"        \
	"<vib><vib-id>A_bootbank_b_1-1</vib-id></vib></viblist></imageprofile>"

static const struct {
	struct tiny_member members[4];
	const char *error; // NULL: none
} images[] = {
	{{{ROOT "vibs/b.xml", VIB("A", "b", "1-1")}, {ROOT "vibs/c.xml", VIB("A", "c", "1-1")},
		 {ROOT "profiles/p", LISTED}},
		NULL},
	{{{ROOT "profiles/p", LISTED}},
		"image profile 'p' lists VIB 'A_bootbank_b_1-1', which its database does not have"},
	{{{ROOT "vibs/b.xml", VIB("A", "b", "1-1")}, {ROOT "profiles/p", LISTED_TWICE}},
		"image profile 'p' lists VIB 'A_bootbank_b_1-1' twice"},
	{{{ROOT "profiles/p", LISTED}, {ROOT "profiles/q", LISTED}},
		"the image database has 2 profiles, expected one: '" ROOT "profiles/p', '" ROOT
		"profiles/q'"},
};

START_TEST(an_image_is_what_the_profile_lists)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_IMGDB *imgdb = NULL;
	AUTO_IMAGE *image = NULL;
	int result;

	ck_assert_int_eq(
		read_members(images[_i].members, true, true, &imgdb, &diagnostics, &err), 0);
	result = image_create(imgdb, &image, &err);
	ck_assert_str_eq(
		err.text ? err.text : "none", images[_i].error ? images[_i].error : "none");
	ck_assert_int_eq(result, images[_i].error ? -1 : 0);
	if (result < 0)
		return;
	ck_assert_uint_eq(image->vib_count, 1);
	ck_assert_str_eq(image->vibs[0].entry->vib->name, "b");
	ck_assert_str_eq(image->vibs[0].entry->vib->id, image->vibs[0].files->id);
}
END_TEST

START_TEST(damaged_archives_are_refused)
{
	AUTO_BUFFER tar = BUFFER_INIT;
	AUTO_BUFFER packed = BUFFER_INIT;

	tiny_tar(usual, &tar);
	tiny_gzip(&tar, &packed);
	for (size_t size = 0; size < packed.size; size += packed.size / 7) {
		AUTO_ERROR err = ERROR_INIT;
		AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
		AUTO_IMGDB *imgdb = NULL;
		struct reader reader = reader_memory("imgdb.tgz", packed.data, size);

		ck_assert_int_eq(imgdb_read(&reader, true, &imgdb, &diagnostics, &err), -1);
		ck_assert_int_eq(err.kind, ERROR_INPUT);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("imgdb");
	TCase *cases = tcase_create("imgdb");

	tcase_add_loop_test(cases, the_database_is_read, 0, 2);
	tcase_add_test(cases, members_are_kept);
	tcase_add_test(cases, vibs_are_read_on_demand);
	tcase_add_loop_test(
		cases, oddities_are_survived_or_refused, 0, sizeof(oddities) / sizeof(oddities[0]));
	tcase_add_loop_test(
		cases, an_image_is_what_the_profile_lists, 0, sizeof(images) / sizeof(images[0]));
	tcase_add_test(cases, damaged_archives_are_refused);
	suite_add_tcase(suite, cases);
	return run_suite(suite);
}
