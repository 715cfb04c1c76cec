// SPDX-License-Identifier: GPL-3.0-or-later
// Tables of lines of kickstarts, and the keys that they become.
#include "import.h"

#include <stdlib.h>
#include <string.h>

#include "draft.h"
#include "memory.h"
#include "suite.h"
#include "text.h"

#define HEAD "vmaccepteula\nrootpw Example-only-7pw-x\n"
#define BOOT HEAD "install --firstdisk\n%firstboot --interpreter=busybox\n"

static struct spec *import(const char *text, struct release release, struct diagnostics *findings)
{
	struct source *source = source_create("ks.cfg", memory_strdup(text), strlen(text));
	AUTO_KS *ks = ks_parse(source);
	struct spec *spec = NULL;

	source_unref(source);
	import_spec(ks, release, &spec, findings);
	ck_assert_ptr_nonnull(spec);
	return spec;
}

// One line, the key it becomes and its value; NULL: the key is not there.
struct row {
	const char *line, *path, *value;
};

static void check(const char *head, const struct row *row, struct release release)
{
	AUTO_DIAGNOSTICS findings = DIAGNOSTICS_INIT;
	AUTO_FREE char *text = memory_printf("%s%s\n", head, row->line);
	AUTO_SPEC *spec = import(text, release, &findings);
	const struct spec_node *node = spec_get(spec, row->path);
	const char *value = node ? spec_node_text(node) : NULL;

	if (row->value)
		ck_assert_msg(value && text_equal(value, row->value), "%s: %s is '%s', not '%s'",
			row->line, row->path, value ? value : "not there", row->value);
	else
		ck_assert_msg(!node, "%s: %s is there", row->line, row->path);
}

START_TEST(commands)
{
	static const struct row rows[] = {
		{"install --firstdisk=usb,local", "install.disk.first[1]", "local"},
		{"install --firstdisk", "install.disk", NULL},
		{"install --firstdisk --overwritevmfs", "install.disk.first[2]", "usb"},
		{"install --disk=naa.1 --novmfsondisk", "install.disk.vmfs", "none"},
		{"install --drive=naa.1 --preservevmfs", "install.disk.name", "naa.1"},
		{"install --firstdisk=local --ignoressd", "install.disk.ignore_ssd", "true"},
		{"install --disk=naa.1 --ignoreprereqerrors", "install.ignore_prereq", "errors"},
		{"upgrade --disk=naa.1", "install.mode", "upgrade"},
		{"installorupgrade --firstdisk", "install.mode", "installorupgrade"},
		{"clearpart --alldrives --overwritevmfs", "install.clear.overwrite_vmfs", "true"},
		{"clearpart --ignoredrives=naa.1", "install.clear.all", "true"},
		{"clearpart --firstdisk", "install.clear.first[1]", "remote"},
		{"partition a --ondisk=naa.2", "install.datastores[0].name", "a"},
		{"network --bootproto=static --ip=10.1.0.2 --netmask=255.0.0.0",
			"network.management.ipv4.netmask", "255.0.0.0"},
		{"network --bootproto=static --ip=172.16.0.2", "network.management.ipv4.netmask",
			"255.255.0.0"},
		{"network --bootproto=static --ip={{ip}}", "network.management.ipv4", NULL},
		{"network --bootproto=dhcp --vlanid=7", "network.management.vlan", "7"},
		{"network --bootproto=dhcp --vlanid=4095", "network.management.vlan", NULL},
		{"network --bootproto=dhcp --addvmportgroup=0", "network.vm_network", "false"},
		{"rootpw --iscrypted $1$ab$0123456789012345678901", "install.root_password",
			"$1$ab$0123456789012345678901"},
		{"keyboard 'US Default'", "install.keyboard", "US Default"},
		{"reboot", "install.reboot", "eject"},
		{"reboot --noeject", "install.reboot", "noeject"},
		{"paranoid", "install.reboot", "wait"},
		{"serialnum --esx=AAAAA-BBBBB-CCCCC-DDDDD-EEEEE", "install.license",
			"AAAAA-BBBBB-CCCCC-DDDDD-EEEEE"},
		{"dryrun", "install.dry_run", "true"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		check(HEAD, &rows[i], (struct release){6, 7, 0});
}
END_TEST

START_TEST(calls)
{
	static const struct row rows[] = {
		{"esxcli network vswitch standard add -v vSwitch1", "network.vswitches[0].name",
			"vSwitch1"},
		{"esxcli network vswitch standard portgroup set -p 'VM Network' -v 7",
			"network.vswitches[0].portgroups[0].vlan", "7"},
		{"esxcli network vswitch standard portgroup set -p other -v 7", "network.vswitches",
			NULL},
		{"esxcli network vswitch standard policy failover set -v vSwitch0 -l iphash",
			"network.vswitches[0].teaming.load_balancing", "loadbalance_ip"},
		{"vim-cmd hostsvc/vmotion/vnic_set vmk0", "network.vmkernel[0].services[0]",
			"vmotion"},
		{"esxcli network ip set --ipv6-enabled=no", "network.ipv6", "false"},
		{"esxcli network ip set --ipv6-enabled=0", "host.reboot", "never"},
		{"esxcli network ip dns search add -d example.com", "network.dns.search[0]",
			"example.com"},
		{"esxcli system hostname set --host=a --domain=example.com", "network.hostname",
			"a.example.com"},
		{"esxcfg-route -a 10.9.0.0/16 10.1.0.1", "network.routes[0].gateway", "10.1.0.1"},
		{"esxcli network firewall ruleset set -r sshServer -e true",
			"network.firewall.sshServer.enabled", "true"},
		{"localcli system settings kernel set -s a -v TRUE", "host.kernel_settings.a",
			"TRUE"},
		{"esxcli system settings advanced set -o /UserVars/SuppressShellWarning -i 1",
			"services.shell.suppress_warning", "true"},
		{"vim-cmd hostsvc/advopt/update UserVars.DcuiTimeOut long 5",
			"host.advanced./UserVars/DcuiTimeOut", "5"},
		{"vim-cmd hostsvc/start_ssh", "services.ssh", NULL},
		{"vim-cmd hostsvc/enable_ssh; vim-cmd hostsvc/start_ssh", "services.ssh.enabled",
			"true"},
		{"echo 'server a.example.com' >/etc/ntp.conf\nchkconfig ntpd on", "time.ntp[0]",
			"a.example.com"},
		{"echo 'tinker panic 0' >/etc/ntp.conf", "time", NULL},
		{"for n in 1 2; do esxcli network vswitch standard add -v vSwitch$n; done",
			"network.vswitches[1].name", "vSwitch2"},
		{"vim-cmd hostsvc/datastore/rename datastore1 \"$(hostname -s)-local\"",
			"storage.rename_datastores", NULL},
		{"esxcli storage nmp satp rule add -s VMW_SATP_ALUA -V V -P VMW_PSP_RR -O iops=1",
			"storage.multipath[0].options", "iops=1"},
		{"esxcli system syslog config set --loghost=a", "logging.remote[0]", "udp://a:514"},
		{"reboot", "host.reboot", "always"},
		{"reboot\nunknown", "host.reboot", NULL},
		{"esxcli system maintenanceMode set -e true", "host.maintenance_mode", "true"},
		{"[ -e /x ] && vim-cmd hostsvc/enable_ssh", "services", NULL},
		{"ls /x || vim-cmd hostsvc/enable_ssh", "services.ssh.enabled", "true"},
		{"ls /x && vim-cmd hostsvc/enable_ssh", "services", NULL},
		{"esxcli system hostname set --fqdn=a.b || esxcli system hostname set --fqdn=b.b",
			"network.hostname", NULL},
		{"vim-cmd hostsvc/enable_ssh\ncd /a\nunknown", "scripts.firstboot[0].text",
			"cd /a\nunknown\n"},
		{"vim-cmd hostsvc/enable_ssh\nhttp_proxy=x\na=1\nunknown",
			"scripts.firstboot[0].text", "http_proxy=x\nunknown\n"},
		{"vim-cmd hostsvc/enable_ssh\nA=1 B=2\nunknown $B", "scripts.firstboot[0].text",
			"A=1 B=2\nunknown $B\n"},
		{"esxcli system version get >/etc/a", "scripts.firstboot[0].text",
			"esxcli system version get >/etc/a\n"},
		{"{ esxcli system version get; } >/etc/a", "scripts.firstboot[0].text",
			"{ esxcli system version get; } >/etc/a\n"},
		{"alias q='unknown'\nq", "scripts.firstboot[0].text", "alias q='unknown'\nq\n"},
		{"vim-cmd hostsvc/enable_ssh && unknown", "services", NULL},
		{"x() {\nvim-cmd hostsvc/enable_ssh\n}\nx", "services.ssh.enabled", "true"},
		{"esxcli software acceptance set --level=CommunitySupported", "image", NULL},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		check(BOOT, &rows[i], (struct release){6, 7, 0});
}
END_TEST

START_TEST(left)
{
	static const struct row rows[] = {
		{"vim-cmd hostsvc/enable_ssh\n# why\nunknown # x", "scripts.firstboot[0].text",
			"# why\nunknown # x\n"},
		{"A=1\nB=2\nunknown $A", "scripts.firstboot[0].text", "A=1\nunknown $A\n"},
		{"sleep 9\nunknown a\nsleep 5\nunknown b\nsleep 7", "scripts.firstboot[0].text",
			"unknown a\nsleep 5\nunknown b\n"},
		{"while ! vim-cmd hostsvc/runtimeinfo; do sleep 1; done\nexec >/x\necho ${A}",
			"scripts.firstboot", NULL},
		{"/sbin/auto-backup.sh", "scripts.firstboot", NULL},
		{"if true; then\nunknown\n", "scripts.firstboot[0].text",
			"vim-cmd hostsvc/enable_esx_shell\nif true; then\nunknown\n"},
		{"echo '${A} $${A}' | unknown", "scripts.firstboot[0].text",
			"echo '${A} $${A}' | unknown\n"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		check(BOOT "vim-cmd hostsvc/enable_esx_shell\n", &rows[i],
			(struct release){6, 7, 0});
}
END_TEST

// The release decides which keys there are.
START_TEST(releases)
{
	static const struct row row = {
		"esxcli system account add -i a -p Xy-7example -c Xy-7example",
		"security.users[0].name", "a"};
	static const struct row old = {
		"esxcli system account add -i a -p Xy-7example -c Xy-7example", "security", NULL};
	static const struct row autopart = {
		"autopart --firstdisk=usb\ninstall cdrom", "install.disk.first[0]", "usb"};

	check(BOOT, &row, (struct release){6, 5, 0});
	check(BOOT, &old, (struct release){5, 1, 0});
	check(HEAD, &autopart, (struct release){4, 1, 0});
}
END_TEST

START_TEST(drafts)
{
	AUTO_DRAFT *draft = draft_create();
	AUTO_BUFFER text = BUFFER_INIT;
	struct draft *list = draft_list(draft_mapping(draft, "network"), "vswitches");

	draft_set(draft, "esxmint", "1", 0);
	draft_set(draft_item(list, "name", "b", 1), "mtu", "9000", 2);
	draft_item(list, "name", "b", 3);
	draft_comment(draft_find(draft, "network"), "two\nlines \xff");
	ck_assert_uint_eq(draft_at(draft, "network.vswitches[0].mtu")->origin, 2);
	ck_assert_ptr_eq(draft_at(draft, "network.vswitches[0].nothing"), list->items[0]);
	draft_write(draft, &text);
	ck_assert_str_eq(buffer_text(&text), "esxmint: 1\n\n# two?lines ?\nnetwork:\n"
					     "  vswitches:\n    - name: b\n      mtu: 9000\n");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("import");
	TCase *tests = tcase_create("import");

	tcase_add_test(tests, commands);
	tcase_add_test(tests, calls);
	tcase_add_test(tests, left);
	tcase_add_test(tests, releases);
	tcase_add_test(tests, drafts);
	tcase_set_timeout(tests, 60);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
