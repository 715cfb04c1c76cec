// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of the change of an image database; the vectors of the hash are those of
// facts/media-5-to-9.md section 5.1.
#include "gzip.h"
#include "suite.h"
#include "update.h"
#include "update_internal.h"
#include "vib_scene.h"

enum { UNPACKED_MAX = 1 << 20 };

static const struct scene_vib lpfc = {
	"VMW", "lpfc", "1.0-1", false, {{.name = "lpfc", .type = "vgz", .file = "lpfc.v00"}}};
static const struct scene_vib nvme = {
	"VMW", "nvme", "1.0-1", false, {{.name = "nvme", .type = "vgz", .file = "nvme.v00"}}};
static const struct scene_vib acme = {"ACM", "acme-net", "3.0-1", false,
	{{.name = "acme-net", .type = "vgz"}, {.name = "acme-fw", .type = "tgz"}}};
static const struct scene_vib lpfc2 = {
	"VMW", "lpfc", "2.0-1", false, {{.name = "lpfc", .type = "vgz"}}};

#define LPFC_ID "VMW_bootbank_lpfc_1.0-1"
#define NVME_ID "VMW_bootbank_nvme_1.0-1"
#define PROFILE(name_, serial)                                                                     \
	"<?xml version=\"1.0\"?>\n<imageprofile>\n  <name>" name_ "</name>\n"                      \
	"  <creator>me &amp; you</creator>\n  <serialno>" serial "</serialno>\n"                   \
	"  <new-thing b=\"2\" a=\"1\"><!-- c --></new-thing>\n  <viblist>\n"                       \
	"    <vib><vib-id>" NVME_ID "</vib-id><boot/><payloads><payload payload-name=\"nvme\">"    \
	"nvme.v00</payload></payloads></vib>\n"                                                    \
	"    <vib><vib-id>" LPFC_ID "</vib-id><payloads><payload payload-name=\"lpfc\">"           \
	"lpfc.v00</payload></payloads></vib>\n  </viblist>\n"                                      \
	"  <acceptancelevel>certified</acceptancelevel>\n"                                         \
	"  <bulletinlist><bulletin-id>two</bulletin-id><bulletin-id>one</bulletin-id>"             \
	"</bulletinlist>\n</imageprofile>\n"
#define BULLETIN(id, ids)                                                                          \
	"<bulletin><id>" id "</id><componentNameSpec name=\"n\" uiString=\"N\"/><vibList>" ids     \
	"</vibList></bulletin>"
#define VIB_ID(id) "<vibID>" id "</vibID>"
#define ACME BULLETIN("acme-net_3.0-1", VIB_ID("ACM_bootbank_acme-net_3.0-1"))
#define ONE BULLETIN("one", VIB_ID(LPFC_ID))
#define TWO BULLETIN("two", VIB_ID(LPFC_ID) VIB_ID(NVME_ID))

// What the tests change: a database, a depot with two components, and the zip.
struct bench {
	struct scene scene;
	struct package *packages[2];
	struct depot_bulletin bulletins[1];
	struct depot depot;
	struct placement_file files[8];
	struct placement placement;
	struct buffer zip;
};

static char acme_id[] = "ACM_bootbank_acme-net_3.0-1";
static char *acme_ids[] = {acme_id};
static char component_id[] = "acme-net_3.0-1";
static char component_name[] = "acme-net";

static void bench_finish(struct bench *bench)
{
	scene_finish(&bench->scene);
	buffer_finish(&bench->bulletins[0].xml);
	buffer_finish(&bench->zip);
}
#define AUTO_BENCH CLEANUP(bench_finish) struct bench

static void make_zip(struct bench *bench, const struct tiny_member *members)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_ARCHIVE_WRITER *writer = archive_writer_create(ARCHIVE_ZIP, 0);

	for (; members->path; members++)
		ck_assert_int_eq(archive_writer_add_file(writer, members->path, members->text,
					 strlen(members->text), &err),
			0);
	ck_assert_int_eq(archive_writer_finish(writer, &bench->zip, &err), 0);
}

static void bench_start(struct bench *bench, const char *profile)
{
	AUTO_FREE char *one = scene_descriptor(&lpfc);
	AUTO_FREE char *two = scene_descriptor(&nvme);
	const struct tiny_member members[] = {
		{"var/", ""},
		{SCENE_ROOT, ""},
		{SCENE_ROOT "bulletins/", ""},
		{SCENE_ROOT "bulletins/one.xml", ONE},
		{SCENE_ROOT "bulletins/two.xml", TWO},
		{SCENE_ROOT "profiles/", ""},
		{SCENE_ROOT "profiles/p", profile},
		{SCENE_ROOT "vibs/", ""},
		{SCENE_ROOT "vibs/nvme-1.xml", two},
		{SCENE_ROOT "vibs/nvme-1.xml.orig", two},
		{SCENE_ROOT "vibs/nvme-1.xml.sig", "SIG"},
		{SCENE_ROOT "vibs/lpfc--2.xml", one},
		{SCENE_ROOT "vibs/lpfc--2.xml.orig", one},
		{SCENE_ROOT "vibs/lpfc--2.xml.sig", ""},
		{SCENE_ROOT "unheard-of/x", "kept"},
		{NULL, NULL},
	};
	const struct tiny_member zipped[] = {
		{"vendor-index.xml", "<v/>"},
		{"bulletins/one.xml", ONE},
		{"profiles/other-name.xml", profile},
		{"vibs/lpfc-77.xml", one},
		{"vibs/nvme-78.xml", two},
		{"vmware.xml", "<m/>"},
		{NULL, NULL},
	};

	scene_read(&bench->scene, members);
	make_zip(bench, zipped);
	scene_package(&bench->scene, &acme);
	scene_package(&bench->scene, &lpfc2);
	bench->packages[0] = &bench->scene.packages[0];
	bench->packages[1] = &bench->scene.packages[1];
	bench->bulletins[0] = (struct depot_bulletin){.id = component_id,
		.component = component_name,
		.vib_ids = acme_ids,
		.vib_count = 1};
	buffer_puts(&bench->bulletins[0].xml, ACME);
	bench->depot = (struct depot){.packages = bench->packages,
		.package_count = 2,
		.bulletins = bench->bulletins,
		.bulletin_count = 1};
}

static void run(struct bench *bench, const struct scene_step *changes, struct update **ret)
{
	const struct depot *depots[] = {&bench->depot};
	struct update_request request = {
		.imgdb = bench->scene.imgdb,
		.resolution = &bench->scene.resolution,
		.placement = &bench->placement,
		.depots = depots,
		.depot_count = 1,
		.metadata_zip = bench->zip.size ? &bench->zip : NULL,
		.date = 1704153600,
	};
	AUTO_ERROR err = ERROR_INIT;
	static char name[] = "a.v00";
	size_t count = 0;

	scene_resolve(&bench->scene, changes);
	for (size_t i = 0; i < bench->scene.resolution.step_count; i++) {
		const struct resolve_step *step = &bench->scene.steps[i];

		for (size_t p = 0; step->wish && p < step->wish->package->payload_count; p++)
			bench->files[count++] = (struct placement_file){.step = step,
				.payload = &step->wish->package->payloads[p],
				.name = name};
	}
	bench->placement = (struct placement){.files = bench->files, .file_count = count};
	ck_assert_msg(update_create(&request, ret, &err) == 0, "%s", err.text);
}

static int list_member(void *context, const struct archive_member *member, struct error *err)
{
	struct buffer *text = context;
	AUTO_BUFFER content = BUFFER_INIT;
	const char *path = text_skip_prefix(member->path, SCENE_ROOT);

	if (member->kind == ARCHIVE_FILE &&
		archive_read_member(member, UNPACKED_MAX, &content, err) < 0)
		return -1;
	buffer_printf(text, "%s%s\n", path ? path : member->path,
		member->kind == ARCHIVE_DIRECTORY ? "/" : "");
	if (path)
		ck_assert_int_eq(member->mtime, 0);
	return 0;
}

static char *list(const struct buffer *archive, enum archive_format format)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_BUFFER text = BUFFER_INIT;
	struct reader reader = reader_memory("archive", archive->data, archive->size);

	ck_assert_msg(archive_each(&reader, format, list_member, &text, &err) == 0, "%s", err.text);
	return buffer_steal(&text);
}

static void read_back(const struct update *update, struct imgdb **ret)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_DIAGNOSTICS found = DIAGNOSTICS_INIT;
	struct reader reader = reader_memory("new", update->imgdb.data, update->imgdb.size);

	ck_assert_msg(imgdb_read(&reader, true, ret, &found, &err) == 0, "%s", err.text);
	ck_assert_uint_eq(found.count, 0);
}

static const struct scene_step add_acme[] = {{"acme-net", {NULL}}, {NULL, {NULL}}};
static const struct scene_step replace_lpfc[] = {{"lpfc", {"lpfc"}}, {NULL, {NULL}}};
static const struct scene_step remove_both[] = {{NULL, {"lpfc"}}, {NULL, {"nvme"}}, {NULL, {NULL}}};

static const struct {
	const struct scene_step *changes;
	const char *members; // of imgdb.tgz behind the profile's directories
	const char *zipped;
	const char *profile; // from <viblist> on
	const char *notes;
} cases[] = {
	{add_acme,
		"bulletins/\nbulletins/one.xml\nbulletins/two.xml\nbulletins/acme-net_3.0-1.xml\n"
		"profiles/\nprofiles/p\nvibs/\n"
		"vibs/nvme-1.xml\nvibs/nvme-1.xml.orig\nvibs/nvme-1.xml.sig\n"
		"vibs/lpfc--2.xml\nvibs/lpfc--2.xml.orig\nvibs/lpfc--2.xml.sig\n"
		"vibs/acme-net-@.xml\nvibs/acme-net-@.xml.orig\nvibs/acme-net-@.xml.sig\n"
		"unheard-of/x\n",
		"vendor-index.xml\nbulletins/one.xml\nbulletins/acme-net_3.0-1.xml\n"
		"profiles/other-name.xml\nvibs/lpfc-77.xml\nvibs/nvme-78.xml\n"
		"vibs/acme-net-@.xml\nvmware.xml\n",
		"<viblist>\n"
		"    <vib><vib-id>ACM_bootbank_acme-net_3.0-1</vib-id><payloads>"
		"<payload payload-name=\"acme-net\">a.v00</payload>"
		"<payload payload-name=\"acme-fw\">a.v00</payload></payloads></vib>\n"
		"    <vib><vib-id>" NVME_ID
		"</vib-id><boot/><payloads><payload payload-name=\"nvme\">"
		"nvme.v00</payload></payloads></vib>\n"
		"    <vib><vib-id>" LPFC_ID "</vib-id><payloads><payload payload-name=\"lpfc\">"
		"lpfc.v00</payload></payloads></vib>\n  </viblist>\n"
		"  <acceptancelevel>partner</acceptancelevel>\n"
		"  <bulletinlist><bulletin-id>acme-net_3.0-1</bulletin-id>"
		"<bulletin-id>two</bulletin-id><bulletin-id>one</bulletin-id></bulletinlist>\n"
		"</imageprofile>",
		"component 'acme-net_3.0-1' is listed\n"},
	{replace_lpfc,
		"bulletins/\nbulletins/two.xml\nprofiles/\nprofiles/p\nvibs/\n"
		"vibs/nvme-1.xml\nvibs/nvme-1.xml.orig\nvibs/nvme-1.xml.sig\n"
		"vibs/lpfc-@.xml\nvibs/lpfc-@.xml.orig\nvibs/lpfc-@.xml.sig\n"
		"unheard-of/x\n",
		"vendor-index.xml\n"
		"profiles/other-name.xml\nvibs/nvme-78.xml\nvibs/lpfc-@.xml\nvmware.xml\n",
		"<viblist>\n"
		"    <vib><vib-id>VMW_bootbank_lpfc_2.0-1</vib-id><payloads>"
		"<payload payload-name=\"lpfc\">a.v00</payload></payloads></vib>\n"
		"    <vib><vib-id>" NVME_ID
		"</vib-id><boot/><payloads><payload payload-name=\"nvme\">"
		"nvme.v00</payload></payloads></vib>\n"
		"  </viblist>\n  <acceptancelevel>partner</acceptancelevel>\n"
		"  <bulletinlist><bulletin-id>two</bulletin-id></bulletinlist>\n"
		"</imageprofile>",
		"component 'one' goes with the last of its VIBs\n"
		"component 'two' stays for its other VIBs and still names '" LPFC_ID "'; VMware's "
		"tools would keep that one among the reserved VIBs, which is not done here\n"
		"VIB 'VMW_bootbank_lpfc_2.0-1' is in no component of what it came in, so none is "
		"listed\n"},
	{remove_both, "bulletins/\nprofiles/\nprofiles/p\nvibs/\nunheard-of/x\n",
		"vendor-index.xml\nprofiles/other-name.xml\nvmware.xml\n",
		"<viblist>\n  </viblist>\n  <acceptancelevel>partner</acceptancelevel>\n"
		"  <bulletinlist/>\n</imageprofile>",
		"component 'one' goes with the last of its VIBs\n"
		"component 'two' goes with the last of its VIBs\n"},
};

// "-@." stands for the number of a new VIB.
static char *fill_in(const char *text, const char *id)
{
	AUTO_BUFFER filled = BUFFER_INIT;

	for (; *text; text++) {
		if (*text == '@')
			buffer_printf(&filled, "%lld", (long long)python_hash(id));
		else
			buffer_putc(&filled, *text);
	}
	return buffer_steal(&filled);
}

START_TEST(the_database_is_changed)
{
	AUTO_BENCH bench = {.zip = BUFFER_INIT};
	AUTO_UPDATE *update = NULL;
	AUTO_BUFFER notes = BUFFER_INIT;
	AUTO_FREE char *members = NULL, *zipped = NULL, *all = NULL, *in_zip = NULL;
	const char *id = _i == 0 ? acme_id : "VMW_bootbank_lpfc_2.0-1";

	bench_start(&bench, PROFILE("p", "0"));
	run(&bench, cases[_i].changes, &update);
	members = fill_in(cases[_i].members, id);
	zipped = fill_in(cases[_i].zipped, id);
	all = list(&update->imgdb, ARCHIVE_TAR);
	in_zip = list(&update->metadata_zip, ARCHIVE_ZIP);
	ck_assert_str_eq(strstr(all, "bulletins/"), members);
	ck_assert_str_eq(in_zip, zipped);
	ck_assert_str_eq(strstr(buffer_text(&update->profile_xml), "<viblist"), cases[_i].profile);
	for (size_t i = 0; i < update->note_count; i++)
		buffer_printf(&notes, "%s\n", update->notes[i]);
	ck_assert_str_eq(buffer_text(&notes), cases[_i].notes);
}
END_TEST

START_TEST(kept_bytes_are_kept)
{
	AUTO_BENCH bench = {.zip = BUFFER_INIT};
	AUTO_UPDATE *update = NULL;
	AUTO_IMGDB *imgdb = NULL;
	const struct imgdb *old;
	const struct imgdb_vib *added;
	struct gzip_info info;
	AUTO_ERROR err = ERROR_INIT;
	struct reader reader;

	bench_start(&bench, PROFILE("p", "0"));
	run(&bench, add_acme, &update);
	reader = reader_memory("new", update->imgdb.data, update->imgdb.size);
	ck_assert_int_eq(gzip_check_member(&reader, &info, &err), 0);
	ck_assert_ptr_null(gzip_problem(&info));
	ck_assert_mem_eq(update->imgdb.data, "\x1f\x8b\x08\0\0\0\0\0\x02\xff", 10);
	read_back(update, &imgdb);
	old = bench.scene.imgdb;
	for (size_t i = 0; i < old->member_count; i++) {
		const struct imgdb_member *was = &old->members[i];
		const struct imgdb_member *is = imgdb_find_member(imgdb, was->path);
		const struct buffer *wanted = text_equal(was->path, imgdb->profiles[0].member)
						      ? &update->profile_xml
						      : &was->content;

		ck_assert_ptr_nonnull(is);
		ck_assert_str_eq(buffer_text(&is->content), buffer_text(wanted));
	}
	added = imgdb_find_vib(imgdb, "acme-net");
	ck_assert_str_eq(buffer_text(&added->descriptor->content),
		buffer_text(&bench.packages[0]->descriptor));
	ck_assert_str_eq(buffer_text(&added->signature->content), "PEM of acme-net");
	ck_assert_ptr_nonnull(strstr(buffer_text(&added->xml->content),
		"<release-date>2024-01-02T00:00:00+00:00</release-date>"));
	ck_assert_str_eq(
		buffer_text(&imgdb_find_member(imgdb, SCENE_ROOT "bulletins/acme-net_3.0-1.xml")
				     ->content),
		ACME);
}
END_TEST

// A second change of the result has the first one's ending in the place of its own.
START_TEST(changes_follow_each_other)
{
	AUTO_BENCH bench = {.zip = BUFFER_INIT};
	AUTO_UPDATE *first = NULL, *second = NULL, *again = NULL;
	struct imgdb *between = NULL;

	bench_start(&bench, PROFILE("p", "0"));
	run(&bench, add_acme, &first);
	run(&bench, add_acme, &again);
	ck_assert_uint_eq(first->imgdb.size, again->imgdb.size);
	ck_assert_mem_eq(first->imgdb.data, again->imgdb.data, first->imgdb.size);
	ck_assert_uint_eq(first->metadata_zip.size, again->metadata_zip.size);
	ck_assert_mem_eq(
		first->metadata_zip.data, again->metadata_zip.data, first->metadata_zip.size);
	read_back(first, &between);
	image_destroy(bench.scene.image);
	bench.scene.image = NULL;
	imgdb_destroy(bench.scene.imgdb);
	bench.scene.imgdb = between;
	{
		AUTO_ERROR err = ERROR_INIT;

		ck_assert_int_eq(image_create(between, &bench.scene.image, &err), 0);
	}
	buffer_truncate(&bench.zip, 0);
	run(&bench, (const struct scene_step[]){{NULL, {"acme-net"}}, {NULL, {NULL}}}, &second);
	ck_assert_str_eq(first->profile_name, "p-5da76f09");
	ck_assert_uint_eq(strlen(second->profile_name), strlen(first->profile_name));
	ck_assert_str_ne(second->profile_name, first->profile_name);
	ck_assert_uint_eq(second->metadata_zip.size, 0);
	ck_assert_ptr_null(strstr(buffer_text(&second->profile_xml), "acme"));
}
END_TEST

#define LONG_NAME                                                                                  \
	"ESXi-8.0U3b-24280767-0123456789012345678901234567890123456789012345678901234567890"

static const struct {
	const char *profile, *name;
} identities[] = {
	{PROFILE("ESXi-8.0U3b-24280767", "0"), "ESXi-8.0U3b-24280767-5da76f09"},
	{PROFILE("ESXi-8.0U3b-24280767",
		 "2428076700000000000000000000000000000000000000000000000000000000"),
		"ESXi-8.0U3b-5da76f09"},
	{PROFILE("mine-0a1b2c3d", "0a1b2c3d00"), "mine-0a1b2c3d-5da76f09"},
	{PROFILE(LONG_NAME, "0"),
		"ESXi-8.0U3b-24280767-01234567890123456789012345678901234567890123456789-"
		"5da76f09"},
	{PROFILE("\xc3\xa4 &lt;", "0"), "\xc3\xa4 <-5da76f09"},
};

START_TEST(profiles_get_a_name_and_a_serial)
{
	AUTO_BENCH bench = {.zip = BUFFER_INIT};
	AUTO_UPDATE *update = NULL;
	const char *text;

	bench_start(&bench, identities[_i].profile);
	run(&bench, add_acme, &update);
	ck_assert_str_eq(update->profile_name, identities[_i].name);
	ck_assert_uint_le(strlen(update->profile_name), 80);
	text = buffer_text(&update->profile_xml);
	ck_assert(text_has_prefix(text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
					"<imageprofile>\n  <name>"));
	ck_assert_ptr_nonnull(strstr(text, "</name>\n  <creator>me &amp; you</creator>\n"
					   "  <serialno>5da76f09"));
	ck_assert_ptr_nonnull(
		strstr(text, "</serialno>\n  <new-thing b=\"2\" a=\"1\"><!-- c --></new-thing>\n"
			     "  <modifiedtime>2024-01-02T00:00:00.000000+00:00</modifiedtime>\n"
			     "  <viblist>\n"));
}
END_TEST

static const struct {
	const char *text;
	long long hash;
} hashes[] = {
	{"RKN_bootbank_DRP-Firewall-Rule_v1.0.0-3", 6966606768640626536LL},
	{"", 0},
	{"a", 12416037344LL},
};

START_TEST(hashes_are_those_of_python)
{
	ck_assert_int_eq(python_hash(hashes[_i].text), hashes[_i].hash);
}
END_TEST

static const struct {
	const char *date, *wanted; // NULL: as it is
} dates[] = {
	{"2020-06-03T20:11:49.243745", "2020-06-03T20:11:49.243745+00:00"},
	{"2020-06-03T20:11:49", "2020-06-03T20:11:49+00:00"},
	{"2020-06-03T20:11:49Z", "2020-06-03T20:11:49+00:00"},
	{"2020-06-03T20:11:49.243745+00:00", NULL},
	{"2020-06-03T20:11:49+02:00", NULL},
	{"2020-06-03", NULL},
	{"", NULL},
	{"2020-06-03T20:11:49</release-date><release-date>", NULL},
};

START_TEST(dates_get_a_zone)
{
	AUTO_FREE char *date = memory_strdup(dates[_i].date);
	struct vib vib = {.release_date = date};
	AUTO_BUFFER descriptor = BUFFER_INIT;
	AUTO_BUFFER normal = BUFFER_INIT;
	AUTO_FREE char *wanted = memory_printf("<vib>  <release-date>%s</release-date></vib>\n",
		dates[_i].wanted ? dates[_i].wanted : dates[_i].date);

	buffer_printf(&descriptor, "<vib>  <release-date>%s</release-date></vib>\n", date);
	date[strcspn(date, "<")] = '\0';
	normalise_descriptor(&vib, &descriptor, &normal);
	ck_assert_str_eq(buffer_text(&normal), wanted);
}
END_TEST

static const struct {
	struct tiny_member members[3];
	const char *error;
} zips[] = {
	{{{"profiles/a", "<imageprofile/>"}, {"profiles/b", "<imageprofile/>"}},
		"'METADATA.ZIP' has 2 image profiles, expected one"},
	{{{"../x", "y"}}, "'METADATA.ZIP' has a member outside of its tree: '../x'"},
	{{{NULL, NULL}}, "'METADATA.ZIP' is damaged: Unrecognized archive format"},
};

START_TEST(bad_zips_are_refused)
{
	AUTO_BENCH bench = {.zip = BUFFER_INIT};
	AUTO_UPDATE *update = NULL;
	AUTO_ERROR err = ERROR_INIT;
	struct update_request request = {.metadata_zip = &bench.zip};

	bench_start(&bench, PROFILE("p", "0"));
	scene_resolve(&bench.scene, remove_both);
	buffer_truncate(&bench.zip, 0);
	if (_i == 0)
		make_zip(&bench, zips[_i].members);
	else if (_i == 1)
		buffer_append(&bench.zip,
			"PK\3\4\n\0\0\0\0\0\0\0!\0g\x1f\xc4\xfc\1\0\0\0\1\0\0\0\4\0\0\0../xy"
			"PK\1\2\n\0\n\0\0\0\0\0\0\0!"
			"\0g\x1f\xc4\xfc\1\0\0\0\1\0\0\0\4\0\0\0\0\0\0\0\0\0"
			"\0\0\0\0\0\0\0\0../xPK\5\6\0\0\0\0\1\0\1\0002\0\0\0#\0\0\0\0\0",
			35 + 50 + 22);
	else
		buffer_puts(&bench.zip, "no zip at all");
	request.imgdb = bench.scene.imgdb;
	request.resolution = &bench.scene.resolution;
	request.placement = &bench.placement;
	ck_assert_int_eq(update_create(&request, &update, &err), -1);
	ck_assert_str_eq(err.text, zips[_i].error);
	ck_assert_int_eq(err.kind, ERROR_INPUT);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("update");
	TCase *all = tcase_create("update");

	tcase_add_loop_test(all, the_database_is_changed, 0, sizeof(cases) / sizeof(cases[0]));
	tcase_add_test(all, kept_bytes_are_kept);
	tcase_add_test(all, changes_follow_each_other);
	tcase_add_loop_test(all, profiles_get_a_name_and_a_serial, 0,
		sizeof(identities) / sizeof(identities[0]));
	tcase_add_loop_test(all, hashes_are_those_of_python, 0, sizeof(hashes) / sizeof(hashes[0]));
	tcase_add_loop_test(all, dates_get_a_zone, 0, sizeof(dates) / sizeof(dates[0]));
	tcase_add_loop_test(all, bad_zips_are_refused, 0, sizeof(zips) / sizeof(zips[0]));
	suite_add_tcase(suite, all);
	return run_suite(suite);
}
