// SPDX-License-Identifier: GPL-3.0-or-later
// Storage, logs and drivers: rules of their keys, and what of them reaches a kickstart.
#include "driver_files.h"
#include "memory.h"
#include "render.h"
#include "spec_expect.h"

static const struct expectation rules[] = {
	{HEAD "storage: {iscsi: {bind: [vmk0, vmk0]}}\n",
		"4:32 storage.iscsi.bind[1]: interface 'vmk0' a second time\n"},
	{HEAD "storage: {iscsi: {send_targets: [a, a]}}\n",
		"4:37 storage.iscsi.send_targets[1]: target 'a' a second time\n"},
	{HEAD "storage: {nfs: [{name: a, host: b, share: /c}, {name: a, host: d, share: /e}]}\n",
		"4:55 storage.nfs[1].name: datastore 'a' a second time\n"},
	{HEAD "storage: {rename_datastores: {a: b, c: b, d: d}}\n",
		"4:40 storage.rename_datastores.c: 'b' is the new name of 'a' already\n"
		"4:46 storage.rename_datastores.d: 'd' has that name already\n"},
	{HEAD "logging: {remote: ['udp://a:514', 'udp://a:514']}\n",
		"4:35 logging.remote[1]: log host 'udp://a:514' a second time\n"},
	{HEAD "storage: {nfs: [{name: -a, host: b, share: c}]}\n",
		"4:24 storage.nfs[0].name: '-a' is not the name of a datastore\n"
		"4:44 storage.nfs[0].share: 'c' is not an exported path\n"},
	{HEAD "storage: {scratch: /scratch}\n",
		"4:20 storage.scratch: '/scratch' is not a folder on a datastore\n"},
	{HEAD "logging: {directory: /vmfs/volumes/a/b}\n",
		"4:22 logging.directory: '/vmfs/volumes/a/b' is not a datastore path\n"},
	{HEAD "drivers: [{path: a.vib}, {path: a.vib}]\n",
		"4:33 drivers[1].path: driver 'a.vib' a second time\n"},
	{HEAD "drivers: [{path: a.tgz}, {path: .VIB}, {path: b.ZIP}]\n",
		"4:18 drivers[0].path: the name of 'a.tgz' does not tell what it is\n"
		"4:33 drivers[1].path: the name of '.VIB' does not tell what it is\n"},
	{HEAD "drivers: [{path: a.vib}]\nimage: {files: [{source: a, target: /DRIVERS}]}\n",
		"5:37 image.files[0].target: '/DRIVERS' is where the drivers of this spec are\n"},
	{HEAD "drivers: [{url: 'http://a/b'}]\nimage: {files: [{source: a, target: /DRIVERS}]}\n",
		""},
};

START_TEST(rules_find)
{
	expect(rules[_i].text, rules[_i].findings);
}
END_TEST

static const struct {
	const char *text;
	struct release release;
	const char *findings;
} releases[] = {
	{HEAD "storage: {nfs: [{name: a, host: b, share: /c, version: 4.1}]}\n", {5, 5, 0},
		"4:56 storage.nfs[0].version: ESXi 5.5 does not know 'version: 4.1'\n"},
	{HEAD "storage: {nfs: [{name: a, host: b, share: /c, version: 4.1}]}\n", {6, 0, 0}, ""},
	{HEAD "storage: {nfs: [{name: a, host: b, share: /c, version: 3}]}\n", {5, 5, 0}, ""},
};

START_TEST(releases_know_values)
{
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_BUFFER out = BUFFER_INIT;
	AUTO_SPEC *spec = load_clean(releases[_i].text);

	spec_check_release(spec, releases[_i].release, &diagnostics);
	print_findings(&diagnostics, &out);
	ck_assert_str_eq(buffer_text(&out), releases[_i].findings);
}
END_TEST

#define ISCSI HEAD "storage: {iscsi: {"
#define CHAP "chap: {user: u, secret: {plain: \"it's $(x)\"}"

static const struct {
	const char *spec;
	struct release release;
	const char *has;
	const char *has_not; // may be NULL
} parts[] = {
	{ISCSI "}}\n", {5, 0, 0}, "iscsi software set --enabled=true || return", "chap"},
	{ISCSI "iqn: 'iqn.1998-01.com.vmware:a'}}\n", {8, 0, 0},
		"set --adapter=\"$hba\" --name=iqn.1998-01.com.vmware:a || status=$?", "alias"},
	{ISCSI "alias: $x y}}\n", {8, 0, 0}, "--alias='$x y' ||", "--name"},
	// A portal has a port, so that the host's list can be searched for it.
	{ISCSI "send_targets: [10.0.0.1, '10.0.0.2:860', '[fd00::1]', '[fd00::2]:860']}}\n",
		{8, 0, 0}, "--address=10.0.0.1:3260 ||", "10.0.0.2:860:"},
	{ISCSI "send_targets: ['[fd00::1]', '[fd00::2]:860']}}\n", {8, 0, 0},
		"--address='[fd00::1]:3260' ||", ":860:3260"},
	{ISCSI "static_targets: [{address: a, iqn: iqn.2001-05.com.example}]}}\n", {8, 0, 0},
		"iscsi_listed a:3260 iqn.2001-05.com.example ||", NULL},
	{ISCSI CHAP "}}}\n", {8, 0, 0},
		"--direction=uni --level=required \\\n\t\t--authname=u --secret='it'\\''s $(x)' ||",
		"--direction=mutual"},
	{ISCSI CHAP ", level: preferred}}}\n", {8, 0, 0}, "--level=preferred \\\n", NULL},
	{ISCSI CHAP ", level: prohibited}}}\n", {8, 0, 0}, "--level=prohibited || status=$?\n",
		"--secret"},
	{ISCSI CHAP ", mutual: {user: v, secret: {plain: s2}}}}}\n", {8, 0, 0},
		"--direction=mutual --level=required \\\n\t\t--authname=v --secret=s2 ||", NULL},
	{HEAD "storage: {nfs: [{name: a b, host: h, share: /s, read_only: true}]}\n", {5, 0, 0},
		"storage nfs list | nfs_listed 'a b' ||\n\t\tesxcli storage nfs add --host=h "
		"--share=/s \\\n\t\t\t--volume-name='a b' --readonly ||",
		"nfs41"},
	{HEAD "storage: {nfs: [{name: a, host: h, share: /s, version: 4.1}]}\n", {6, 0, 0},
		"storage nfs41 add --hosts=h --share=/s \\\n\t\t\t--volume-name=a ||", "nfs add"},
	{HEAD "storage: {rename_datastores: {datastore1: a b}}\n", {8, 0, 0},
		"rename_datastore datastore1 'a b' ||", "want_reboot '"},
	{HEAD "storage: {scratch: /vmfs/volumes/a b/c}\n", {8, 0, 0},
		"[ ! -d /vmfs/volumes/'a b' ]", NULL},
	{HEAD "storage: {scratch: /vmfs/volumes/a/b}\n", {8, 0, 0},
		"%firstboot --interpreter=busybox\n# Reboots the host if a step asked", NULL},
	{HEAD "storage: {multipath: [{vendor: V, satp: VMW_SATP_ALUA}]}\n", {8, 0, 0},
		"rule add --satp=VMW_SATP_ALUA --vendor=V --description="
		"'esxmint: vendor V, model ;' &&",
		"--psp"},
	{HEAD "storage: {multipath: [{vendor: V, model: M N, satp: S, psp: P, options: iops=1}]}\n",
		{8, 0, 0}, "--psp=P \\\n\t\t\t\t--psp-option='iops=1' --description=", NULL},
	{HEAD "logging: {remote: ['udp://a:514', 'ssl://b']}\n", {5, 0, 0},
		"--loghost=udp://a:514,ssl://b ||", "--logdir"},
	{HEAD "logging: {directory: '[a b] c d'}\n", {5, 0, 0},
		"--logdir='/vmfs/volumes/a b/c d' \\\n", "--loghost"},
	{HEAD "logging: {rotate: {count: 8, size_kb: 1024}}\n", {5, 0, 0}, "--default-rotate=8 ||",
		"--logdir"},
	{HEAD "logging: {core_dump: {server: 10.0.0.1}}\n", {5, 5, 0},
		"--interface-name=vmk0 \\\n\t\t--server-ipv4=10.0.0.1 --server-port=6500 ||",
		"task_logging"},
	{HEAD "logging: {core_dump: {server: 10.0.0.1}}\n", {6, 0, 0}, "--server-ip=10.0.0.1 ",
		"--server-ipv4"},
	{HEAD "drivers: [{url: 'http://a/b.VIB?c=d'}]\n", {8, 0, 0},
		"install_driver vib 'http://a/b.VIB?c=d' ||", "%post"},
	{HEAD "drivers: [{url: 'http://a/b.zip'}]\n", {6, 7, 0},
		"software vib install --depot=\"$3\"", "component apply"},
	{HEAD "drivers: [{url: 'http://a/b.zip'}]\n", {7, 0, 0},
		"software component apply --depot=\"$3\"", "software acceptance"},
	{HEAD "drivers: [{url: 'http://a/b.zip', stage: post}]\n", {7, 0, 0},
		"driver_tool localcli bundle http://a/b.zip ||", "%firstboot"},
	{HEAD "drivers: [{path: x/a-b.vib}]\nimage: {acceptance_level: community}\n", {7, 0, 0},
		"acceptance set --level=CommunitySupported ||", "localcli software"},
	{HEAD "drivers: [{path: x/a.vib, stage: post}]\nimage: {acceptance_level: partner}\n",
		{7, 0, 0}, "localcli software acceptance set --level=PartnerSupported ||",
		"find_driver"},
	{HEAD "drivers: [{path: x/a.vib}]\nstorage: {rename_datastores: {datastore1: b c}}\n",
		{7, 0, 0}, "/vmfs/volumes/'b c'; do\n", NULL},
};

static char *render(const char *text, struct release release, bool hide_secrets)
{
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_BUFFER findings = BUFFER_INIT;
	AUTO_ERROR err = ERROR_INIT;
	AUTO_SPEC *spec = load_clean(text);
	AUTO_TEMPLATES *templates = NULL;
	AUTO_BUFFER out = BUFFER_INIT;
	struct kickstart_options options = {.secrets = hide_secrets ? SECRET_HIDDEN : SECRET_SHOWN};

	setenv("X", "aB3!xyzq", 1);
	ck_assert_int_eq(templates_open(NULL, &templates, &diagnostics, &err), 0);
	options.templates = templates;
	ck_assert_msg(kickstart_render(spec, release, &options, &out, &diagnostics, &err) == 0,
		"%s", err.text);
	print_findings(&diagnostics, &findings);
	ck_assert_str_eq(buffer_text(&findings), "");
	return buffer_steal(&out);
}

START_TEST(kickstarts_have)
{
	AUTO_FREE char *text = render(parts[_i].spec, parts[_i].release, false);

	ck_assert_msg(strstr(text, parts[_i].has) != NULL, "no «%s»", parts[_i].has);
	ck_assert_msg(!parts[_i].has_not || !strstr(text, parts[_i].has_not), "«%s» is there",
		parts[_i].has_not);
}
END_TEST

START_TEST(drivers_have_names)
{
	static const char *const paths[] = {
		"a.vib", "b/a.vib", "drivers/raid-tool.vib", "---.ZIP", "x/10g nic (1).zip"};
	static const char *const begins[] = {"A", "A", "RAID", "", "10GN"};

	for (size_t i = 0; i < COUNT(paths); i++) {
		AUTO_FREE char *name = driver_file_name(paths[i]);
		size_t part = strlen(begins[i]);

		ck_assert_int_eq(strncmp(name, begins[i], part), 0);
		ck_assert_uint_eq(strlen(name), part + 4 + 4);
		ck_assert_uint_eq(strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"), part + 4);
		ck_assert_str_eq(name + part + 4, driver_is_vib(paths[i]) ? ".VIB" : ".ZIP");
	}
}
END_TEST

START_TEST(secrets_are_hidden)
{
	AUTO_FREE char *text = render(ISCSI "chap: {user: u, secret: {env: ESXMINT_UNSET}, "
					    "mutual: {user: v, secret: {env: ESXMINT_UNSET}}}}}\n",
		(struct release){8, 0, 0}, true);

	ck_assert_ptr_nonnull(strstr(text, "--authname=u --secret='********' ||"));
	ck_assert_ptr_nonnull(strstr(text, "--authname=v --secret='********' ||"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("storage");
	TCase *cases = tcase_create("storage");

	tcase_add_loop_test(cases, rules_find, 0, COUNT(rules));
	tcase_add_loop_test(cases, releases_know_values, 0, COUNT(releases));
	tcase_add_loop_test(cases, kickstarts_have, 0, COUNT(parts));
	tcase_add_test(cases, drivers_have_names);
	tcase_add_test(cases, secrets_are_hidden);
	suite_add_tcase(suite, cases);
	return run_suite(suite);
}
