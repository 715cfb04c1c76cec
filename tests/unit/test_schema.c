// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of the table: that it holds together, and what is made of it.
#include "spec_expect.h"

#include "memory.h"
#include "schema.h"
#include "text.h"

static void check_every_row_is_whole(size_t index)
{
	const struct schema_row *row = schema_row(index);

	ck_assert_ptr_nonnull(row->path);
	ck_assert_ptr_nonnull(row->doc);
	ck_assert_uint_gt(strlen(row->doc), 0);
	ck_assert_msg(!text_has_suffix(row->doc, "."), "%s", row->path);
	ck_assert_msg(text_is_printable(row->doc), "%s", row->path);
	ck_assert_msg(schema_find(row->path) == row, "%s is not found", row->path);
	if (row->type == SCHEMA_SEQUENCE)
		ck_assert_msg(schema_item(row) != NULL, "%s has no item", row->path);
	if (row->type == SCHEMA_ENUM)
		ck_assert_msg(row->values != NULL, "%s has no values", row->path);
	if (row->type == SCHEMA_NUMBER)
		ck_assert_msg(row->max >= row->min && row->max > 0, "%s has no range", row->path);
	if (row->form != FORM_NONE)
		ck_assert_msg(row->type == SCHEMA_STRING, "%s has a form", row->path);
	if (text_has_suffix(row->path, "*"))
		ck_assert_msg(row->type != SCHEMA_SEQUENCE, "%s", row->path);
}

START_TEST(every_row_is_whole)
{
	for (size_t i = 0; i < schema_count(); i++)
		check_every_row_is_whole(i);
}
END_TEST

// The default is a value that the key takes.
static void check_every_default_is_a_value(size_t index)
{
	const struct schema_row *row = schema_row(index);
	uint64_t number;

	if (!row->fallback)
		return;
	if (row->type == SCHEMA_BOOL)
		ck_assert(text_equal(row->fallback, "true") || text_equal(row->fallback, "false"));
	else if (row->type == SCHEMA_NUMBER)
		ck_assert(
			text_parse_number(row->fallback, row->max, &number) && number >= row->min);
	else if (row->values)
		ck_assert_msg(schema_words_have(row->values, row->fallback), "%s", row->path);
	else
		ck_assert(form_matches(row->form, row->fallback));
}

START_TEST(every_default_is_a_value)
{
	for (size_t i = 0; i < schema_count(); i++)
		check_every_default_is_a_value(i);
}
END_TEST

// Rows stand below their parents, so that the table reads from the outside in.
static void check_every_row_stands_behind_its_parent(size_t index)
{
	const char *path = schema_row(index)->path;
	AUTO_FREE char *parent = memory_strdup(path);
	size_t length = strlen(parent);

	if (text_has_suffix(parent, "[]")) {
		parent[length - 2] = '\0';
	} else {
		char *dot = strrchr(parent, '.');

		parent[dot ? dot - parent : 0] = '\0';
	}
	for (size_t i = 0; *path && i <= index; i++) {
		ck_assert_msg(i < index, "%s has no parent in front of it", path);
		if (text_equal(schema_row(i)->path, parent))
			break;
	}
}

START_TEST(every_row_stands_behind_its_parent)
{
	for (size_t i = 0; i < schema_count(); i++)
		check_every_row_stands_behind_its_parent(i);
}
END_TEST

static const struct {
	const char *path, *row;
} paths[] = {
	{"", ""},
	{"install.disk.first[12]", "install.disk.first[]"},
	{"host.advanced./Net/FollowHardwareMac", "host.advanced.*"},
	{"image.kernel_options.FeatureState.X", "image.kernel_options.*"},
	{"image.kernel_options.systemMediaSize", "image.kernel_options.systemMediaSize"},
	{"network.firewall.sshServer.allowed[0]", "network.firewall.*.allowed[]"},
	{"hosts.esx01.network.hostname", "network.hostname"},
	{"hosts.esx01.match.mac", "hosts.*.match.mac"},
	{"hosts.esx01.hosts", NULL},
	{"instal", NULL},
	{"install.disk[0]", NULL},
	{"esxmint.x", NULL},
};

START_TEST(paths_lead_to_rows)
{
	const struct schema_row *row = schema_find(paths[_i].path);

	if (!paths[_i].row)
		ck_assert_ptr_null(row);
	else
		ck_assert_str_eq(row ? row->path : "none", paths[_i].row);
}
END_TEST

static const struct {
	enum form form;
	const char *good, *bad; // "|" between them
} forms[] = {
	{FORM_ADDRESS, "10.1.0.11|1.2.3.4|223.255.255.254",
		"0.1.2.3|127.0.0.1|224.0.0.1|255.255.255.255|10.1.0|10.1.0.256|010.1.0.1|1.2.3.4.5|"
		"1.2.3.4 |a"},
	{FORM_NETMASK, "255.255.255.0|255.255.255.255|128.0.0.0|255.255.254.0",
		"0.0.0.0|255.0.255.0|255.255.255.1|24|255.255.255"},
	{FORM_CIDR, "10.0.0.0/8|10.1.2.3|0.0.0.0/0|1.2.3.4/32",
		"10.0.0.0/33|10.0.0/8|10.0.0.0/|/8"},
	{FORM_HOSTNAME, "a|esx01.fra.example.com|1a|a-b", "-a|a-|a..b|a_b|.a|a.|a b|"},
	{FORM_HOST, "0.pool.ntp.org|10.0.0.1|2001:db8::1|ntp", "10.0.0.256|a b|:|a_b"},
	{FORM_MAC, "00:50:56:aa:BB:01", "00:50:56:aa:bb|00-50-56-aa-bb-01|00:50:56:aa:bb:0g"},
	{FORM_UPLINK, "vmnic0|vmnic12|00:50:56:aa:bb:01", "vmnic|vmnic01|eth0|vmnic0 |VMNIC0"},
	{FORM_DISK, "naa.600508b1001c4d41|mpx.vmhba0:C0:T0:L0|/vmfs/devices/disks/x|t10.NVMe____x",
		"a b|a,b|'a'|"},
	{FORM_FILTER, "local|DELLBOSS VD|vmw_ahci", "a,b| a|a |\"a\"|"},
	{FORM_FILE_TARGET, "/A|/EXTRA/CA.PEM|/A/B/C/D/E/F/G/H|/12345678.123",
		"A|/a|/A/|//A|/123456789|/A.1234|/A.|/.A|/A/B/C/D/E/F/G/H/I|/A-B|/A.B.C"},
	{FORM_LABEL, "ESXI-80U3-FRA|A|ESXI-8.0U3-24022510-STANDARD", "esxi|A\tB| A|A |"},
	{FORM_LICENSE, "AAAAA-BBBBB-CCCCC-DDDDD-EEEEE", "AAAAA-BBBBB-CCCCC-DDDDD|AAAAABBBBB|"},
	{FORM_SHA256, "0123456789abcdefABCDEF0123456789abcdefabcdef01234567890123456789",
		"0|g123456789abcdefABCDEF0123456789abcdefabcdef01234567890123456789"},
	{FORM_RELEASE, "8.0|8.0.3|6.7", "8|8.0.3.1|8.0 U3|8.00|v8.0|08.0|"},
	{FORM_KERNEL_OPTION, "allowLegacyCPU|FeatureState.X|com1_baud", "a=b|a b|"},
	{FORM_KERNEL_VALUE, "true|115200|a,b=c", "a b|\"a\"|"},
	{FORM_ADVANCED, "/Net/FollowHardwareMac|/A/B/C|/UserVars/X.y",
		"/A|A/B|/A//B|/A/B/|/A/b c|"},
	{FORM_AUTHORIZED_KEY,
		"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample ops@example.com|"
		"from=\"10.0.0.1\" ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAB|"
		"ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY= x",
		"ssh-ed25519|AAAAC3NzaC1lZDI1NTE5AAAAIExample|ssh-ed25519 short|"},
	{FORM_PCI, "0000:65:00.0|0000:00:1f.7", "65:00.0|0000:65:00|0000:65:00.0x|0000:65:00.8"},
	{FORM_COMMUNITY, "public|a.b-c", "a b|a,b|a/b|-a|"},
	{FORM_TRAP_TARGET, "10.1.0.70@161/public|nas.example.com@162/a|fd00::1@161/a",
		"10.1.0.70|10.1.0.70@161|10.1.0.70/a|10.1.0.70@0/a|10.1.0.70@65536/a|10.1.0@1/a|"
		"10.1.0.70@161/|@161/a|10.1.0.70@161/a,b|"},
	{FORM_USER, "ops|o_1.x-y|_a|0a", "-a|.a|a b|a'|abcdefghijklmnopqrstuvwxyzabcdefg|"},
	{FORM_IQN,
		"iqn.1998-01.com.vmware:esx01|iqn.2001-05.com.example|eui.0123456789abcdef|"
		"naa.0123456789ABCDEF0123456789abcdef",
		"iqn.|x|iqn.a b|iqn.98-01.com|iqn.1998-01.|iqn.1998-01.a b|iqn.1998-01.a:|"
		"iqn.1998-01.a;b|eui.0123|"},
	{FORM_URL, "http://a/b|https://a", "a|file:///a|http://|http://a b"},
	{FORM_LOG_HOST, "udp://a:514|ssl://b|tcp://10.0.0.1:1514|udp://[fd00::1]:514",
		"a|udp://|http://a|udp://a,b|udp://a:0|udp://a:65536|udp://a:|udp://a b|"},
	{FORM_PORTAL, "10.1.20.100:3260|10.1.20.100|nas.example.com:860|[fd00::1]:3260|[fd00::1]",
		"10.1.20|:3260|10.1.20.1:|10.1.20.1:x|fd00::1|[fd00::1|[a]|[fd00::1]x|a b|"},
	{FORM_DATASTORE_PATH, "[vmfs01] logs|[a b] host/logs|[a]logs",
		"vmfs01/logs|[] a|[a]|[a] |[a] /b|[a] b/|[a] ..|[a] b/../c|[a/b] c|[a] -b|[a] b |"},
	{FORM_VOLUME_PATH, "/vmfs/volumes/a/b|/vmfs/volumes/a b/.locker/x",
		"/vmfs/volumes/a|/vmfs/volumes/a/|/vmfs/volumes//b|/vmfs/a/b|a|/vmfs/volumes/a/../"
		"b|"},
	{FORM_EXPORT, "/|/export/isos|/a b", "a|/a |"},
	{FORM_PLUGIN, "VMW_SATP_ALUA|VMW_PSP_RR|DELL_PSP_EQL_ROUTED", "a|1A|A B|A-B|_A|"},
	{FORM_VARIABLE, "a|site_1|a-b|_x", "1a|a b|-a|a.b|"},
	{FORM_VMKERNEL, "vmk0|vmk12", "vmk|vmk01|vmnic0"},
	{FORM_VOLUME, "vmfs01|a b|datastore1 (1)", "a/b| a|-a|.a|[a|a]|a'|"},
	{FORM_RULE, "plain-password|n01", "A|a b|"},
};

static void check_words(enum form form, const char *list, bool good)
{
	const char *at = list;

	// An empty word at the end of a list is a value as well.
	while (*at) {
		AUTO_FREE char *word = schema_words_next(&at);

		ck_assert_msg(form_matches(form, word) == good, "%s: '%s'", form_name(form), word);
	}
	if (text_has_suffix(list, "|"))
		ck_assert_msg(form_matches(form, "") == good, "%s: ''", form_name(form));
}

START_TEST(forms_tell_good_from_bad)
{
	check_words(forms[_i].form, forms[_i].good, true);
	check_words(forms[_i].form, forms[_i].bad, false);
}
END_TEST

static const struct {
	const char *key, *begin, *error;
} explanations[] = {
	{"network.management.vlan",
		"network.management.vlan\n    VLAN of the management network, 0 for none\n    a "
		"whole "
		"number from 0 to 4094\n    default: 0\n",
		NULL},
	{"install.unsupported_cpu",
		"install.unsupported_cpu\n    go on with a CPU that is no longer supported\n    "
		"true or "
		"false\n    default: false\n    ESXi 7.0 and later\n",
		NULL},
	{"storage.nfs[0].host",
		"storage.nfs[].host\n    server\n    a host: a host name or an IP address\n    "
		"required\n",
		NULL},
	{"install.root_password.env", "install.root_password\n", NULL},
	{"install.disk", "install.disk\n", NULL},
	{"", "(top)\n", NULL},
	{"network.hostnam", NULL,
		"there is no key 'network.hostnam'; did you mean 'network.hostname'?"},
	{"vlan", NULL, "there is no key 'vlan'; did you mean 'network.management.vlan'?"},
	{"qqqqqqqq", NULL, "there is no key 'qqqqqqqq'"},
};

START_TEST(keys_are_explained)
{
	AUTO_BUFFER out = BUFFER_INIT;
	AUTO_ERROR err = ERROR_INIT;
	int result = schema_explain(explanations[_i].key, &out, &err);

	if (explanations[_i].error) {
		ck_assert_int_eq(result, -1);
		ck_assert_str_eq(err.text, explanations[_i].error);
		return;
	}
	ck_assert_int_eq(result, 0);
	ck_assert_msg(text_has_prefix(buffer_text(&out), explanations[_i].begin), "%s",
		buffer_text(&out));
}
END_TEST

START_TEST(the_manual_names_every_key)
{
	AUTO_BUFFER out = BUFFER_INIT;
	size_t lines = 0;

	schema_print_manual(&out);
	for (const char *at = buffer_text(&out); (at = strstr(at, "\n*")); at += 2)
		lines++;
	ck_assert_uint_eq(lines, schema_count() - 1);
}
END_TEST

START_TEST(the_json_schema_is_one_document)
{
	AUTO_JSON *schema = schema_to_json();
	AUTO_FREE char *text = json_print(schema);
	AUTO_ERROR err = ERROR_INIT;
	AUTO_JSON *again = NULL;

	ck_assert_int_eq(json_parse("schema", text, strlen(text), &again, &err), 0);
	ck_assert_str_eq(
		json_get_text(again, "$schema"), "http://json-schema.org/draft-07/schema#");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("schema");
	TCase *cases = tcase_create("schema");

	tcase_add_test(cases, every_row_is_whole);
	tcase_add_test(cases, every_default_is_a_value);
	tcase_add_test(cases, every_row_stands_behind_its_parent);
	tcase_add_loop_test(cases, paths_lead_to_rows, 0, COUNT(paths));
	tcase_add_loop_test(cases, forms_tell_good_from_bad, 0, COUNT(forms));
	tcase_add_loop_test(cases, keys_are_explained, 0, COUNT(explanations));
	tcase_add_test(cases, the_manual_names_every_key);
	tcase_add_test(cases, the_json_schema_is_one_document);
	suite_add_tcase(suite, cases);
	return run_suite(suite);
}
