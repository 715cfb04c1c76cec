// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of depots: bundles in all their shapes, folders, and what is refused.
#include <check.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "depot.h"
#include "file.h"
#include "suite.h"
#include "text.h"
#include "tiny_depot.h"

#ifndef FIXTURES_DEFAULT
#define FIXTURES_DEFAULT "fixtures"
#endif

#define VENDOR_INDEX(url)                                                                          \
	"<metaList><metadata><productId>embeddedEsx</productId><version>5.*</version><url>" url    \
	"</url></metadata><metadata><version>6.*</version><url>" url                               \
	"</url></metadata></metaList>"
#define INDEX(folder, file)                                                                        \
	"<vendorList><vendor><name>A</name><indexfile>" file "</indexfile><patchUrl/>"             \
	"<relativePath>" folder "</relativePath></vendor></vendorList>"
#define VIB_PATH "vib20/net/ACM_bootbank_net_1.0-1.vib"
#define BULLETIN(id, inner)                                                                        \
	"<bulletin><id>" id "</id>" inner                                                          \
	"<vibList><vibID>ACM_bootbank_net_1.0-1</vibID></vibList></bulletin>"
#define NONE ""

// A bundle with the VIB net 1.0-1. NULL: as usual; NONE: left out.
struct bundle {
	const char *index;
	const char *vendor_index;
	const char *metadata_path;
	const char *description_path; // in the metadata zip
	const char *relative_path; // that the metadata give
	const char *vib_path; // of the member
	const char *sum; // that the metadata give
	const char *size;
	const char *version; // in the metadata
	const char *vmware; // content of vmware.xml
	const char *bulletins[3];
	const char *more; // path of one more VIB, extra 1.0-1
	const char *prefix; // in front of all paths
};

static const char *or_else(const char *text, const char *fallback)
{
	return text ? text : fallback;
}

static void make_metadata(const struct bundle *bundle, const struct buffer *vib, struct buffer *ret)
{
	struct archive_writer *zip = tiny_zip();
	char sum[DIGEST_HEX_SIZE];
	AUTO_FREE char *size = memory_printf("%zu", vib->size);
	AUTO_FREE char *inner = NULL;
	AUTO_FREE char *description = NULL;

	digest_hex(DIGEST_SHA256, vib->data, vib->size, sum);
	inner = memory_printf("<relative-path>%s</relative-path><packed-size>%s</packed-size>"
			      "<checksum checksum-type=\"sha-256\">%s</checksum>",
		or_else(bundle->relative_path, VIB_PATH), or_else(bundle->size, size),
		or_else(bundle->sum, sum));
	description = tiny_descriptor("net", or_else(bundle->version, "1.0-1"), inner);
	tiny_zip_text(zip, "vmware.xml", or_else(bundle->vmware, "<metadataResponse/>"));
	if (*or_else(bundle->description_path, "vibs/net-1.xml"))
		tiny_zip_text(
			zip, or_else(bundle->description_path, "vibs/net-1.xml"), description);
	for (size_t i = 0; i < 3 && bundle->bulletins[i]; i++) {
		AUTO_FREE char *path = memory_printf("bulletins/%zu.xml", i);

		tiny_zip_text(zip, path, bundle->bulletins[i]);
	}
	tiny_zip_finish(zip, ret);
}

static void add(struct archive_writer *zip, const struct bundle *bundle, const char *path,
	const void *data, size_t size)
{
	AUTO_FREE char *whole = memory_printf("%s%s", or_else(bundle->prefix, ""), path);

	if (*path)
		tiny_zip_add(zip, whole, data, size);
}

static void make_bundle(const struct bundle *bundle, struct buffer *ret)
{
	struct archive_writer *zip = tiny_zip();
	const char *index = or_else(bundle->index, INDEX("", "vendor-index.xml"));
	const char *vendor = or_else(bundle->vendor_index, VENDOR_INDEX("metadata.zip"));
	AUTO_BUFFER vib = BUFFER_INIT;
	AUTO_BUFFER extra = BUFFER_INIT;
	AUTO_BUFFER metadata = BUFFER_INIT;

	tiny_vib("net", "1.0-1", "", &vib);
	tiny_vib("extra", "1.0-1", "", &extra);
	make_metadata(bundle, &vib, &metadata);
	add(zip, bundle, or_else(bundle->metadata_path, "metadata.zip"), metadata.data,
		metadata.size);
	add(zip, bundle, *index ? "index.xml" : NONE, index, strlen(index));
	add(zip, bundle, *vendor ? "vendor-index.xml" : NONE, vendor, strlen(vendor));
	add(zip, bundle, or_else(bundle->vib_path, VIB_PATH), vib.data, vib.size);
	add(zip, bundle, or_else(bundle->more, NONE), extra.data, extra.size);
	tiny_zip_finish(zip, ret);
}

// Opens bytes by way of a file without a name.
static int open_bytes(const void *data, size_t size, struct depot **ret,
	struct diagnostics *diagnostics, struct error *err)
{
	AUTO_CLOSE int fd = -1;
	AUTO_FREE char *path = NULL;
	AUTO_TRUST *trust = trust_create();

	ck_assert_int_eq(file_temporary(&fd, err), 0);
	ck_assert_int_eq(file_write_at(fd, "x", 0, data, size, err), 0);
	path = memory_printf("/proc/self/fd/%d", fd);
	return depot_open(path, trust, ret, diagnostics, err);
}

static char *list_findings(const struct diagnostics *diagnostics)
{
	AUTO_BUFFER text = BUFFER_INIT;

	for (size_t i = 0; i < diagnostics->count; i++)
		buffer_printf(&text, "%s\n", diagnostics->list[i].message);
	return buffer_steal(&text);
}

// Is the text as expected, where "@" stands for the path of the depot?
static bool is_like(const char *text, const char *expected)
{
	while (*expected && *text) {
		if (*expected == '@') {
			const char *rest = text_skip_prefix(text, "/proc/self/fd/");

			if (!rest)
				return false;
			text = rest + strspn(rest, "0123456789");
			expected++;
		} else if (*expected++ != *text++) {
			return false;
		}
	}
	return !*expected && !*text;
}

static const struct {
	const char *title;
	struct bundle bundle;
	const char *warnings; // NULL: none
	const char *error; // NULL: none
} cases[] = {
	{"as usual", {.index = NULL}, NULL, NULL},
	{"VIB2ZIP, flat",
		{.vendor_index = VENDOR_INDEX("ACM-net-metadata.zip"),
			.metadata_path = "ACM-net-metadata.zip",
			.relative_path = "net.vib",
			.vib_path = "net.vib"},
		NULL, NULL},
	{"indexes in a folder", {.index = INDEX("vendor", "list.xml"), .vendor_index = NONE}, NULL,
		"'@' lacks 'vendor/list.xml', which its 'index.xml' names"},
	{"below a folder", {.prefix = "bundle-1.0/"}, NULL, NULL},
	{"paths with a dot in front",
		{.vendor_index = VENDOR_INDEX("./metadata.zip"), .relative_path = "./" VIB_PATH},
		NULL, NULL},
	{"no index.xml", {.index = NONE}, "'@' has no index.xml: 'vendor-index.xml' is followed\n",
		NULL},
	{"no index at all", {.index = NONE, .vendor_index = NONE},
		"'@' has no index: 'metadata.zip' is taken for its metadata\n", NULL},
	{"no metadata", {.metadata_path = NONE}, NULL,
		"'@' lacks 'metadata.zip', which its 'vendor-index.xml' names"},
	{"nothing but VIBs", {.index = NONE, .vendor_index = NONE, .metadata_path = NONE},
		"'@' has no metadata: its VIBs are taken as they lie there\n", NULL},
	{"no package", {.vib_path = NONE}, NULL,
		"'@' lacks '" VIB_PATH "', which '@:metadata.zip:vibs/net-1.xml' names"},
	{"nothing", {.index = NONE, .vendor_index = NONE, .metadata_path = NONE, .vib_path = NONE},
		NULL, "'@' holds no VIBs: no .vib file, no offline bundle"},
	{"a VIB that the metadata do not name", {.more = "vib20/extra.vib"},
		"'vib20/extra.vib' of '@' is left out: its metadata do not name it\n", NULL},
	{"another size", {.size = "7"}, NULL,
		"'@:" VIB_PATH "' has 330 bytes, '@:metadata.zip:vibs/net-1.xml' says 7"},
	{"no size", {.size = "many"}, NULL,
		"'@:metadata.zip:vibs/net-1.xml': the size of the package is 'many'"},
	{"another checksum", {.sum = "00"}, NULL, "'@:" VIB_PATH "' has SHA-256 *"},
	{"another version", {.version = "2.0-1"}, NULL,
		"'@:" VIB_PATH "' is VIB 'ACM_bootbank_net_1.0-1', '@:metadata.zip:vibs/net-1.xml' "
		"says 'ACM_bootbank_net_2.0-1'"},
	{"a path that leads out", {.relative_path = "../../etc/net.vib"}, NULL,
		"'@:metadata.zip:vibs/net-1.xml': the path '../../etc/net.vib' leads out of '@'"},
	{"an index that leads out", {.index = INDEX("/etc", "passwd")}, NULL,
		"'index.xml' of '@': the path '/etc/passwd' leads out of '@'"},
	{"no path", {.relative_path = NONE}, NULL,
		"'@:metadata.zip:vibs/net-1.xml' does not say where the package is"},
	{"4.x",
		{.description_path = NONE,
			.vmware = "<metadataResponse><bulletin><vibList><vib/></vibList></bulletin>"
				  "</metadataResponse>"},
		NULL,
		"'@:metadata.zip' describes its VIBs in vmware.xml only, as bundles of ESX(i) 4.x "
		"do: "
		"5.0 and later cannot take those"},
	{"not XML", {.index = "<vendorList>"}, NULL,
		"'@:index.xml' line 1 is not well-formed XML: *"},
	{"another XML", {.index = "<html/>"}, NULL,
		"'@:index.xml' is no <vendorList> but a <html>"},
	{"no bulletin", {.bulletins = {"<notice/>"}}, NULL,
		"'@:metadata.zip:bulletins/0.xml' is no bulletin but a <notice>"},
	{"two bulletins of one id", {.bulletins = {BULLETIN("a", "<vendor/>"), BULLETIN("a", "")}},
		"'@' has two different bulletins 'a': the first one counts\n", NULL},
};

// A '*' at the end of what is expected stands for the rest.
static bool error_is_like(const char *text, const char *expected)
{
	size_t length = strlen(expected);
	AUTO_FREE char *head = NULL;

	if (length == 0 || expected[length - 1] != '*')
		return is_like(text, expected);
	for (size_t i = 0; i <= strlen(text); i++) {
		AUTO_FREE char *begin = memory_strndup(text, i);

		free(head);
		head = memory_strndup(expected, length - 1);
		if (is_like(begin, head))
			return true;
	}
	return false;
}

START_TEST(bundles_are_read_or_refused)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_BUFFER zip = BUFFER_INIT;
	AUTO_DEPOT *depot = NULL;
	AUTO_FREE char *findings = NULL;
	int result;

	make_bundle(&cases[_i].bundle, &zip);
	result = open_bytes(zip.data, zip.size, &depot, &diagnostics, &err);
	ck_assert_msg(error_is_like(or_else(err.text, "none"), or_else(cases[_i].error, "none")),
		"%s: %s\nexpected %s", cases[_i].title, err.text, cases[_i].error);
	ck_assert_int_eq(result, cases[_i].error ? -1 : 0);
	findings = list_findings(&diagnostics);
	ck_assert_msg(is_like(findings, or_else(cases[_i].warnings, "")), "%s: %s", cases[_i].title,
		findings);
	if (cases[_i].error) {
		ck_assert_int_eq(err.kind, ERROR_INPUT);
		return;
	}
	ck_assert_uint_eq(depot->package_count, 1);
	ck_assert_str_eq(depot->packages[0]->vib->id, "ACM_bootbank_net_1.0-1");
	ck_assert_ptr_nonnull(strstr(depot->packages[0]->name, ".vib"));
}
END_TEST

static const char component[] =
	BULLETIN("Net_1.0", "<componentNameSpec name=\"Net\" uiString=\"N\"/>"
			    "<componentVersionSpec version=\"1.0\"/>");

START_TEST(bulletins_and_components_are_found)
{
	static const struct bundle bundle = {
		.bulletins = {BULLETIN("A-plain-one", ""), component},
	};
	AUTO_ERROR err = ERROR_INIT;
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_BUFFER zip = BUFFER_INIT;
	AUTO_DEPOT *depot = NULL;
	const struct depot_bulletin *bulletin;
	static const char *const names[] = {"net", "Net", "Net_1.0", "A-plain-one"};
	bool chosen[1] = {false};

	make_bundle(&bundle, &zip);
	ck_assert_int_eq(open_bytes(zip.data, zip.size, &depot, &diagnostics, &err), 0);
	ck_assert_uint_eq(depot->bulletin_count, 2);
	ck_assert_str_eq(depot->bulletins[0].id, "A-plain-one");
	bulletin = depot_find_bulletin(depot, "ACM_bootbank_net_1.0-1");
	ck_assert_str_eq(bulletin->id, "Net_1.0");
	ck_assert_str_eq(bulletin->component, "Net");
	ck_assert_str_eq(bulletin->component_version, "1.0");
	ck_assert_str_eq(buffer_text(&bulletin->xml), component);
	ck_assert_ptr_null(depot_find_bulletin(depot, "ACM_bootbank_net_2.0-1"));
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		chosen[0] = false;
		ck_assert_int_eq(depot_select(depot, names[i], chosen, &err), 0);
		ck_assert(chosen[0]);
	}
	chosen[0] = false;
	ck_assert_int_eq(depot_select(depot, "nett", chosen, &err), -1);
	ck_assert_msg(
		is_like(err.text, "'@' has no VIB or component 'nett', it has 'net'; is 'net' "
				  "meant?"),
		"%s", err.text);
	ck_assert(!chosen[0]);
}
END_TEST

// `levels` zip files around a bundle, each with a note beside it.
static void wrap(struct buffer *inner, unsigned levels)
{
	for (unsigned i = 0; i < levels; i++) {
		struct archive_writer *zip = tiny_zip();
		AUTO_BUFFER outer = BUFFER_INIT;

		tiny_zip_add(zip, "bundle.zip", inner->data, inner->size);
		tiny_zip_text(zip, "README.txt", "the bundle is in the zip");
		tiny_zip_finish(zip, &outer);
		buffer_truncate(inner, 0);
		buffer_append(inner, outer.data, outer.size);
	}
}

START_TEST(zip_files_within_zip_files_are_looked_into)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_BUFFER zip = BUFFER_INIT;
	AUTO_DEPOT *depot = NULL;
	static const struct bundle usual = {.index = NULL};
	int result;

	make_bundle(&usual, &zip);
	wrap(&zip, (unsigned)_i);
	result = open_bytes(zip.data, zip.size, &depot, &diagnostics, &err);
	if (_i < DEPOT_NESTING_MAX) {
		ck_assert_msg(result == 0, "%s", err.text);
		ck_assert_uint_eq(depot->package_count, 1);
		ck_assert_uint_eq(diagnostics.count, 0);
		return;
	}
	ck_assert_int_eq(result, -1);
	ck_assert_msg(is_like(diagnostics.list[0].message,
			      "'@:bundle.zip:bundle.zip' is not looked into: zip files lie more "
			      "than 2 deep"),
		"%s", diagnostics.list[0].message);
}
END_TEST

START_TEST(damaged_zips_are_refused)
{
	static const struct bundle usual = {.index = NULL};
	AUTO_BUFFER zip = BUFFER_INIT;

	make_bundle(&usual, &zip);
	for (size_t i = 0; i < 40; i++) { // shortened, and with a byte altered
		size_t at = zip.size * i / 40;
		AUTO_ERROR err = ERROR_INIT;
		AUTO_ERROR other = ERROR_INIT;
		AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
		AUTO_DEPOT *depot = NULL;
		AUTO_DEPOT *second = NULL;

		ck_assert_int_eq(open_bytes(zip.data, at, &depot, &diagnostics, &err), -1);
		ck_assert_int_eq(err.kind, ERROR_INPUT);
		zip.data[at] = (char)(zip.data[at] ^ 0x55);
		if (open_bytes(zip.data, zip.size, &second, &diagnostics, &other) == 0)
			ck_assert_str_eq(second->packages[0]->vib->id, "ACM_bootbank_net_1.0-1");
		else
			ck_assert_int_eq(other.kind, ERROR_INPUT);
		zip.data[at] = (char)(zip.data[at] ^ 0x55);
	}
}
END_TEST

START_TEST(bombs_are_refused)
{
	enum { SIZE = 80 << 20 };
	AUTO_ERROR err = ERROR_INIT;
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	struct archive_writer *writer = tiny_zip();
	AUTO_FREE char *zeros = memory_alloc(SIZE);
	AUTO_BUFFER zip = BUFFER_INIT;
	AUTO_DEPOT *depot = NULL;

	tiny_zip_add(writer, "a.vib", zeros, SIZE);
	tiny_zip_finish(writer, &zip);
	ck_assert_int_eq(open_bytes(zip.data, zip.size, &depot, &diagnostics, &err), -1);
	ck_assert_msg(is_like(err.text, "'@' unpacks to more than is allowed: 8589934592 bytes, or "
					"67108864 and 32 times its own size"),
		"%s", err.text);
}
END_TEST

static void write_file(const char *folder, const char *name, const struct buffer *content)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_FREE char *path = memory_printf("%s/%s", folder, name);

	ck_assert_msg(
		file_write(path, true, content->data, content->size, &err) == 0, "%s", err.text);
}

static void make_folder(const char *folder, const char *name)
{
	AUTO_FREE char *path = memory_printf("%s/%s", folder, name);

	ck_assert_int_eq(mkdir(path, 0700), 0);
}

static void open_folder(const char *folder, const char *expected_ids, const char *expected_warning,
	const char *expected_error)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_BUFFER ids = BUFFER_INIT;
	AUTO_TRUST *trust = trust_create();
	AUTO_DEPOT *depot = NULL;
	int result = depot_open(folder, trust, &depot, &diagnostics, &err);

	if (expected_error) {
		ck_assert_int_eq(result, -1);
		ck_assert_msg(strstr(err.text, expected_error) != NULL, "%s", err.text);
		return;
	}
	ck_assert_msg(result == 0, "%s", err.text);
	for (size_t i = 0; i < depot->package_count; i++)
		buffer_printf(&ids, "%s ", depot->packages[i]->vib->id);
	ck_assert_str_eq(buffer_text(&ids), expected_ids);
	ck_assert_uint_eq(diagnostics.count, expected_warning ? 1 : 0);
	if (expected_warning)
		ck_assert_msg(strstr(diagnostics.list[0].message, expected_warning) != NULL, "%s",
			diagnostics.list[0].message);
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
	(void)status;
	(void)kind;
	(void)walk;
	return remove(path);
}

START_TEST(folders_are_followed)
{
	static const struct bundle usual = {.index = NULL};
	static char words[] = "nonsense";
	const struct buffer nonsense = {.data = words, .size = sizeof(words) - 1};
	char folder[] = "/tmp/test-depot-XXXXXX";
	AUTO_FREE char *sub = NULL;
	AUTO_FREE char *link = NULL;
	AUTO_BUFFER vib = BUFFER_INIT;
	AUTO_BUFFER other = BUFFER_INIT;
	AUTO_BUFFER zip = BUFFER_INIT;
	AUTO_BUFFER empty = BUFFER_INIT;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	sub = memory_printf("%s/sub", folder);
	link = memory_printf("%s/round", sub);
	open_folder(folder, "", NULL, "holds no VIBs");
	make_folder(folder, "sub");
	ck_assert_int_eq(symlink(folder, link), 0);
	tiny_vib("extra", "1.0-1", "", &vib);
	tiny_vib("net", "2.0-1", "", &other);
	make_bundle(&usual, &zip);
	tiny_zip_finish(tiny_zip(), &empty);
	write_file(sub, "b.vib", &vib);
	write_file(sub, "bundle.zip", &zip);
	write_file(sub, "readme.txt", &nonsense);
	write_file(sub, ".hidden.vib", &nonsense);
	write_file(folder, "A.VIB", &other);
	write_file(folder, "the-same.vib", &vib);
	open_folder(folder,
		"ACM_bootbank_extra_1.0-1 ACM_bootbank_net_1.0-1 ACM_bootbank_net_2.0-1 ", NULL,
		NULL);
	write_file(folder, "empty.zip", &empty);
	open_folder(folder,
		"ACM_bootbank_extra_1.0-1 ACM_bootbank_net_1.0-1 ACM_bootbank_net_2.0-1 ",
		"empty.zip' holds no VIBs and is left out", NULL);
	buffer_truncate(&vib, 0); // the same id, other bytes
	tiny_vib("extra", "1.0-1", "<description>built again</description>", &vib);
	write_file(folder, "the-same.vib", &vib);
	open_folder(
		folder, NULL, NULL, "are two different packages of VIB 'ACM_bootbank_extra_1.0-1'");
	write_file(folder, "the-same.vib", &nonsense);
	open_folder(folder, NULL, NULL, "is neither a VIB nor a zip file");
	write_file(sub, "index.xml", &nonsense);
	open_folder(folder, NULL, NULL, "index.xml");
	ck_assert_int_eq(nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS), 0);
}
END_TEST

START_TEST(fixtures_are_read)
{
	static const struct {
		const char *name;
		const char *id;
		const char *sum; // by sha256sum of what unzip gives
	} bundles[] = {
		{"ghettoVCB-2020-12-29-offline-bundle.zip",
			"virtuallyGhetto_bootbank_ghettoVCB_1.0.0-0.0.0", "50a5032cb0411e0d"},
		{"opennebula-fw-vnc-1.zip", "OpenNebulaSystems_bootbank_fw-vnc_1.0.0-1",
			"6ff68f7006b6b3fa"},
		{"opennebula-fw-vnc-2.zip", "OpenNebulaSystems_bootbank_fw-vnc_1.1.0-1",
			"5d3d4b3876ad159b"},
	};
	const char *folder = or_else(getenv("ESXMINT_FIXTURES"), FIXTURES_DEFAULT);

	for (size_t i = 0; i < sizeof(bundles) / sizeof(bundles[0]); i++) {
		AUTO_ERROR err = ERROR_INIT;
		AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
		AUTO_FREE char *path = memory_printf("%s/bundle/%s", folder, bundles[i].name);
		AUTO_FREE char *bytes = NULL;
		AUTO_TRUST *trust = trust_create();
		AUTO_DEPOT *depot = NULL;
		const struct reader *reader;
		char sum[DIGEST_HEX_SIZE];

		if (!file_exists(path))
			return;
		ck_assert_msg(
			depot_open(path, trust, &depot, &diagnostics, &err) == 0, "%s", err.text);
		ck_assert_uint_eq(diagnostics.count, 0);
		ck_assert_uint_eq(depot->package_count, 1);
		ck_assert_uint_eq(depot->bulletin_count, 1);
		ck_assert_str_eq(depot->packages[0]->vib->id, bundles[i].id);
		reader = &depot->packages[0]->reader;
		bytes = memory_alloc((size_t)reader->size);
		ck_assert_int_eq(reader_read(reader, 0, bytes, (size_t)reader->size, &err), 0);
		digest_hex(DIGEST_SHA256, bytes, (size_t)reader->size, sum);
		ck_assert_msg(text_has_prefix(sum, bundles[i].sum), "%s", sum);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("depot");
	TCase *tcase = tcase_create("depot");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(
		tcase, bundles_are_read_or_refused, 0, sizeof(cases) / sizeof(cases[0]));
	tcase_add_test(tcase, bulletins_and_components_are_found);
	tcase_add_loop_test(tcase, zip_files_within_zip_files_are_looked_into, 0, 3);
	tcase_add_test(tcase, damaged_zips_are_refused);
	tcase_add_test(tcase, bombs_are_refused);
	tcase_add_test(tcase, folders_are_followed);
	tcase_add_test(tcase, fixtures_are_read);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
