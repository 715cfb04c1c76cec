// SPDX-License-Identifier: GPL-3.0-or-later
// The linter: one case that a rule finds and one that it does not, and the table of rules itself.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "lint.h"
#include "memory.h"
#include "suite.h"
#include "text.h"

#define HASH                                                                                       \
	"$6$saltsalt$0123456789012345678901234567890123456789012345678901234567890123456789012345" \
	"678901234."
#define HEAD "esxmint: 1\nbase: {release: '8.0'}\n"
// Lint-clean: what the cases below add to is all that they find.
#define INSTALL_WITH(password, more)                                                               \
	HEAD "install:\n  accept_eula: true\n  root_password: " password "\n" more
#define DISK "  disk: {first: [local], vmfs: overwrite}\n"
#define INSTALL INSTALL_WITH(HASH, DISK)
#define CLEAN_SECURE "image: {secure_boot: false}\n"
#define STATIC(more)                                                                               \
	"network:\n  hostname: a.example.com\n" more                                               \
	"  management: {uplink: vmnic0, ipv4: {address: 10.0.0.9, netmask: 255.255.255.0, "        \
	"gateway: 10.0.0.1}}\n"
// A host with vmnic0 on vSwitch0 and 10.0.0.9/24; one switch more, and its interfaces.
#define NETWORK(more) INSTALL CLEAN_SECURE STATIC("  dns: {servers: [10.0.0.2]}\n") more
#define SWITCH "  vswitches: [{name: v1, uplinks: [vmnic1, vmnic2], portgroups: [{name: p1}]}]\n"
#define VMK(more)                                                                                  \
	"  vmkernel: [{portgroup: p1, ipv4: {address: 10.1.0.1, netmask: 255.0.0.0}" more "}]\n"
#define TWO_VMK(a, b)                                                                              \
	"  vswitches: [{name: v1, portgroups: [{name: p1}, {name: p2}]}]\n"                        \
	"  vmkernel:\n  - {portgroup: p1" a "}\n  - {portgroup: p2" b "}\n"
#define AT(host) ", ipv4: {address: 10.9.0." host ", netmask: 255.255.255.0}"
#define BOUND(one, two, more)                                                                      \
	"  vswitches: [{name: v1, uplinks: [vmnic1, vmnic2], portgroups: [{name: p1, teaming: "    \
	"{active: [" one "]}}, {name: p2, teaming: {" two "}}]}]\n"                                \
	"  vmkernel:\n  - {portgroup: p1" AT("1") "}\n  - {portgroup: p2" AT(                      \
		"2") "}\n"                                                                         \
		     "storage: {iscsi: {bind: [vmk1, vmk2]" more "}}\n"
#define SCRIPT(section, text) CLEAN_SECURE "scripts: {" section ": [{text: \"" text "\"}]}\n"
#define PYTHON(text) CLEAN_SECURE "scripts: {post: [{interpreter: python, text: \"" text "\"}]}\n"

struct lint_case {
	const char *spec;
	struct release release;
	const char *found; // ids, each with a blank behind, in the order of the rules
};

static const struct lint_case cases[] = {
	{INSTALL, {8, 0, 0}, ""},
	{INSTALL STATIC("  dns: {servers: [10.0.0.2]}\n"), {9, 0, 0}, ""},

	{INSTALL CLEAN_SECURE
		"drivers: [{path: a.vib, stage: post}, {url: 'http://a/b', stage: post}]\n",
		{8, 0, 0}, "driver-in-installer driver-in-installer "},
	{INSTALL_WITH(HASH, "  disk: {first: [local], vmfs: none}\n" CLEAN_SECURE
			    "drivers: [{path: a.vib}, {url: 'http://a/b'}]\n"),
		{8, 0, 0}, "driver-room "},
	{INSTALL CLEAN_SECURE "drivers: [{path: a.vib}, {url: 'http://a/b'}]\n", {8, 0, 0}, ""},
	{INSTALL CLEAN_SECURE
		"storage: {iscsi: {chap: {user: a, secret: {env: X}, level: preferred, "
		"mutual: {user: b, secret: {env: Y}}}}}\n",
		{8, 0, 0}, "iscsi-mutual-level secret-on-medium secret-on-medium "},
	{INSTALL CLEAN_SECURE "storage: {iscsi: {chap: {user: a, secret: {env: X}, "
			      "mutual: {user: b, secret: {env: Y}}}}}\n",
		{8, 0, 0}, "secret-on-medium secret-on-medium "},

	{INSTALL_WITH(HASH, ""), {8, 0, 0}, "vmfs-undecided "},
	{INSTALL_WITH(HASH, "  disk: {name: mpx.vmhba1, vmfs: preserve}\n"), {8, 0, 0},
		"disk-name-unstable "},
	{INSTALL_WITH(HASH, "  disk: {name: /vmfs/devices/disks/vml.1, vmfs: preserve}\n"),
		{8, 0, 0}, "disk-name-unstable "},
	{INSTALL "  clear: {disks: [mpx.1, naa.2], overwrite_vmfs: true}\n", {8, 0, 0},
		"disk-name-unstable "},
	{INSTALL_WITH(HASH, "  disk: {first: [local, usb], vmfs: none}\n"), {6, 7, 0},
		"first-disk-usb "},
	{INSTALL_WITH(HASH, "  disk: {first: [usb], vmfs: none, kind: usb}\n"), {6, 7, 0}, ""},
	{INSTALL_WITH(HASH, "  disk: {first: [usb], vmfs: none, kind: usb}\n"), {4, 1, 2},
		"removable-media-4 "},
	{INSTALL_WITH(HASH, "  disk: {first: [usb], vmfs: none, kind: usb}\n"), {7, 0, 1},
		"removable-media "},
	{INSTALL_WITH(HASH, "  disk: {first: [usb], vmfs: none, kind: usb}\n"), {7, 0, 2},
		"boot-media-lost removable-media "},
	{INSTALL "image: {secure_boot: true}\nhost: {reboot: always}\n", {8, 0, 0},
		"secure-boot-firstboot "},
	{INSTALL "host: {reboot: always}\n", {8, 0, 0}, "firstboot-secure-boot "},
	{INSTALL CLEAN_SECURE "host: {backup: {directory: '[datastore1] a'}}\n", {8, 0, 0},
		"datastore1-missing "},
	{INSTALL CLEAN_SECURE "host: {backup: {directory: '[datastore1] a'}}\n", {6, 7, 0}, ""},
	{INSTALL CLEAN_SECURE "host: {backup: {directory: '[vmfs01] a'}}\n", {8, 0, 0}, ""},
	{INSTALL CLEAN_SECURE
		"host: {advanced: {/Net/FollowHardwareMac: '1', /Power/CpuPolicy: 1}}\n",
		{8, 0, 0}, "advanced-type advanced-type "},
	{INSTALL CLEAN_SECURE "host: {advanced: {/Net/FollowHardwareMac: 1, /A/B: '1'}}\n",
		{8, 0, 0}, ""},
	{INSTALL CLEAN_SECURE "security: {lockdown: normal}\n", {8, 0, 0}, "lockdown-alone "},
	{INSTALL CLEAN_SECURE "security: {lockdown: normal}\n"
			      "scripts: {firstboot: [{text: date}]}\n",
		{8, 0, 0}, "lockdown-alone lockdown-alone "},
	{INSTALL CLEAN_SECURE "security: {lockdown: none}\n", {8, 0, 0}, ""},
	{INSTALL CLEAN_SECURE "host: {passthrough: [{device: '0000:65:00.0'}]}\n", {8, 0, 0}, ""},
	{INSTALL_WITH(HASH, "  disk: {first: [usb], vmfs: none, kind: usb}\n") CLEAN_SECURE
		"host: {passthrough: [{device: '0000:65:00.0'}]}\n",
		{8, 0, 0}, "passthrough-boot-media removable-media "},
	{INSTALL CLEAN_SECURE "host: {reboot: never, modules: {a: b=1}, kernel_settings: {c: d}}\n",
		{8, 0, 0}, "reboot-never reboot-never "},
	{INSTALL CLEAN_SECURE "host: {reboot: never, advanced: {/A/B: 1}}\n", {8, 0, 0}, ""},
	{INSTALL CLEAN_SECURE
		"security: {users: [{name: a, password: {env: T_GOOD}, role: Operator}, "
		"{name: b, password: {env: T_GOOD}, role: Admin}]}\n",
		{8, 0, 0}, "role-unknown secret-on-medium secret-on-medium "},
	{INSTALL CLEAN_SECURE "security: {users: [{name: a, password: {env: T_GOOD}}, "
			      "{name: b, password: {plain: aaaaaaaa}}]}\n",
		{8, 0, 0}, "plain-password secret-on-medium secret-on-medium weak-password "},
	{INSTALL_WITH(HASH, "  disk: {first: [local], vmfs: none, kind: sd}\n"), {8, 0, 0},
		"removable-media "},
	{INSTALL_WITH(HASH, "  disk: {first: [local], vmfs: none, overwrite_vsan: true}\n"),
		{8, 0, 0}, "overwrite-vsan "},
	{INSTALL "  clear: {all: true, overwrite_vmfs: true}\n", {8, 0, 0}, "clear-all-disks "},
	{INSTALL "  clear: {disks: [naa.1]}\n", {8, 0, 0}, "clear-keeps-vmfs "},
	{INSTALL "  clear: {first: [local], overwrite_vmfs: true}\n", {8, 0, 0}, ""},
	{INSTALL "  clear: {first: [remote], overwrite_vmfs: true}\n", {8, 0, 0},
		"clear-first-differs "},
	{INSTALL "  keyboard: US Default\n", {8, 0, 0}, ""},
	{INSTALL "  keyboard: us default\n", {8, 0, 0}, "keyboard-unknown "},
	{INSTALL "  keyboard: zzz\n", {8, 0, 0}, "keyboard-unknown "},
	{INSTALL "  license: AAAAA-BBBBB-CCCCC-DDDDD-EEEEE\n", {8, 0, 3}, ""},
	{INSTALL "  license: AAAAA-BBBBB-CCCCC-DDDDD-EEEEE\n", {9, 0, 0}, "license-not-used "},
	{INSTALL "  reboot: wait\n", {8, 0, 0}, "waits-for-key "},
	{INSTALL "image: {kernel_options: {systemMediaSize: min}}\n", {9, 0, 0}, ""},
	{INSTALL "image: {kernel_options: {systemMediaSize: min}}\n", {9, 1, 0}, "media-size "},
	{INSTALL "image: {kernel_options: {allowLegacyCPU: 'true'}}\n", {8, 0, 1}, ""},
	{INSTALL "image: {kernel_options: {allowLegacyCPU: 'true'}}\n", {8, 0, 2},
		"legacy-cpu-xsave "},
	{HEAD "install: {accept_eula: true, mode: installorupgrade, disk: {first: [esx], "
	      "vmfs: preserve}}\n",
		{8, 0, 0}, "ignored-by-mode root-password-missing "},
	{HEAD "install: {mode: upgrade, keyboard: German}\n", {8, 0, 0}, "ignored-by-mode "},

	{INSTALL_WITH("{plain: 'xY9!xY9!xY9!xY9!'}", DISK), {9, 0, 0}, "plain-password "},
	{INSTALL_WITH("{env: T_GOOD}", DISK), {8, 0, 0}, ""},
	{INSTALL_WITH("{env: T_GOOD}", DISK), {9, 0, 0}, "weak-password "},
	{INSTALL_WITH("{env: T_SHORT}", DISK), {8, 0, 0}, "weak-password "},
	{INSTALL_WITH("{env: T_SHORT}", DISK), {5, 5, 0}, ""},
	{INSTALL_WITH("{env: T_LONG}", DISK), {8, 0, 0}, "weak-password "},
	{INSTALL_WITH("{env: T_EDGES}", DISK), {6, 7, 0}, "weak-password "},
	{INSTALL_WITH("{env: T_HASH}", DISK), {8, 0, 0}, ""},
	{INSTALL_WITH("{env: T_NONE}", DISK), {8, 0, 0}, ""},

	{INSTALL "network: {hostname: esx01}\n" CLEAN_SECURE, {8, 0, 0}, "hostname-not-full "},
	{INSTALL "network: {management: {uplink: vmnic0, ipv4: {address: 10.0.0.9, "
		 "netmask: 255.255.255.0}}}\n",
		{8, 0, 0}, "static-incomplete static-incomplete static-incomplete "},
	{INSTALL "network: {hostname: a.b, dns: {servers: [10.0.0.2]}, management: {ipv4: "
		 "{address: 10.0.0.9, netmask: 255.255.255.0, gateway: 10.0.0.1}}}\n",
		{8, 0, 0}, "uplink-unsaid "},
	{INSTALL STATIC("") "time: {ntp: [10.0.0.3, ntp.example.com]}\n" CLEAN_SECURE, {8, 0, 0},
		"ntp-name-without-dns static-incomplete "},

	{INSTALL "time: {ntp: [pool.ntp.org]}\n", {8, 0, 0}, "firstboot-secure-boot "},
	{INSTALL "time: {ntp: [pool.ntp.org]}\n", {6, 0, 0}, ""},
	{INSTALL CLEAN_SECURE "time: {ntp: [pool.ntp.org]}\n", {8, 0, 0}, ""},
	{INSTALL "image: {secure_boot: true}\n", {8, 0, 0}, ""},
	{INSTALL "image: {secure_boot: true}\ntime: {ntp: [a.b]}\nhost: {ceip: false}\n", {8, 0, 0},
		"secure-boot-firstboot secure-boot-firstboot "},
	{INSTALL "image: {secure_boot: true}\nscripts: {firstboot: [{text: date}]}\n", {7, 0, 0},
		"secure-boot-firstboot "},
	{INSTALL "image: {secure_boot: true}\ntime: {ntp: [a.b]}\n", {6, 0, 0}, ""},
	{INSTALL CLEAN_SECURE "host: {advanced: {/UserVars/ESXiShellInteractiveTimeout: 1}}\n",
		{8, 0, 0}, "advanced-name "},
	{INSTALL CLEAN_SECURE "host: {advanced: {/UserVars/SuppressHyperthreadWarning: 1}}\n",
		{6, 5, 0}, "advanced-release "},
	{INSTALL CLEAN_SECURE "host: {advanced: {/UserVars/SuppressHyperthreadWarning: 1}}\n",
		{6, 7, 3}, ""},
	{INSTALL "services: {shell: {idle_timeout: 5}}\n", {5, 0, 3}, "idle-timeout-release "},
	{INSTALL "services: {shell: {idle_timeout: 5}}\n", {5, 1, 0}, ""},

	{NETWORK("  vswitches: [{name: vSwitch0, uplinks: [vmnic0, vmnic1]}]\n"), {8, 0, 0}, ""},
	{NETWORK("  vswitches: [{name: vSwitch0, uplinks: [vmnic1]}]\n"), {8, 0, 0}, ""},
	{NETWORK("  vswitches: [{name: vSwitch0, uplinks: [vmnic0, vmnic1], "
		 "teaming: {active: [vmnic1]}}]\n"),
		{8, 0, 0}, "management-uplink-unused "},
	{NETWORK("  vswitches: [{name: vSwitch0, uplinks: [vmnic0, vmnic1], "
		 "teaming: {active: [vmnic1], standby: [vmnic0]}}]\n"),
		{8, 0, 0}, ""},
	{NETWORK("  vswitches: [{name: v1, uplinks: [vmnic1], teaming: {active: [vmnic2]}, "
		 "portgroups: [{name: p, teaming: {standby: [vmnic3]}}]}]\n"),
		{8, 0, 0}, "teaming-uplink teaming-uplink "},
	// What the host chose for itself is not known.
	{NETWORK("  vswitches: [{name: vSwitch0, uplinks: ['00:50:56:aa:bb:01'], "
		 "teaming: {active: ['00:50:56:AA:BB:01']}}]\n"),
		{8, 0, 0}, ""},
	{NETWORK("  vswitches: [{name: v1, uplinks: [vmnic1]}, {name: v2, uplinks: [vmnic1]}]\n"),
		{8, 0, 0}, "uplink-twice "},
	{NETWORK("  vswitches: [{name: v1, uplinks: [vmnic0]}]\n"), {8, 0, 0}, "uplink-twice "},
	{NETWORK(SWITCH VMK("")), {8, 0, 0}, "vmkernel-same-subnet "},
	{NETWORK(SWITCH VMK(", netstack: vmotion")), {8, 0, 0}, ""},
	{NETWORK(TWO_VMK(AT("1"), AT("2"))), {8, 0, 0}, "vmkernel-same-subnet "},
	{NETWORK(TWO_VMK(AT("1") ", services: [vmotion]", AT("2") ", services: [vmotion]")),
		{8, 0, 0}, ""},
	{NETWORK(TWO_VMK(AT("1"), "")), {8, 0, 0}, ""},
	{NETWORK(SWITCH "  vmkernel: [{portgroup: p1, mtu: 9000}]\n"), {8, 0, 0}, "vmkernel-mtu "},
	{NETWORK(SWITCH "  vmkernel: [{portgroup: p1, mtu: 1500}]\n"), {8, 0, 0}, ""},
	{NETWORK("  vmkernel: [{portgroup: Management Network, name: vmk0, mtu: 9000}]\n"),
		{8, 0, 0}, "vmkernel-mtu "},
	{NETWORK(SWITCH "  vmkernel: [{portgroup: p1}, {portgroup: p1}]\n"), {8, 0, 0},
		"vmkernel-portgroup-shared "},
	{NETWORK("  vmkernel: [{portgroup: Management Network}]\n"), {8, 0, 0},
		"vmkernel-portgroup-shared "},
	{NETWORK(BOUND("vmnic1", "active: [vmnic2]", "")), {8, 0, 0}, ""},
	{NETWORK(BOUND("vmnic1, vmnic2", "active: [vmnic2]", "")), {8, 0, 0},
		"iscsi-bind-uplinks "},
	{NETWORK(BOUND("vmnic1", "active: [vmnic2], standby: [vmnic1]", "")), {8, 0, 0},
		"iscsi-bind-uplinks "},
	{NETWORK("  vswitches: [{name: v1, uplinks: [vmnic1], portgroups: [{name: p1}]}, {name: "
		 "v2, "
		 "uplinks: [vmnic2], portgroups: [{name: p2}]}]\n"
		 "  vmkernel: [{portgroup: p1}, {portgroup: p2}]\n"
		 "storage: {iscsi: {bind: [vmk1, vmk2]}}\n"),
		{8, 0, 0}, "iscsi-bind-subnet "},
	// Without an order of its own the port group has that of its switch.
	{NETWORK(BOUND("vmnic1", "failback: true", "")), {8, 0, 0}, "iscsi-bind-uplinks "},
	{NETWORK(BOUND("vmnic1", "active: [vmnic2]",
		 ", send_targets: ['10.9.0.9:3260', "
		 "'10.8.0.9', san.example.com]")),
		{8, 0, 0}, "iscsi-bind-subnet "},
	{NETWORK(BOUND("vmnic1", "active: [vmnic2]",
		 ", static_targets: [{address: '10.8.0.9:3260', iqn: iqn.2001-05.com.example:a}]")),
		{8, 0, 0}, "iscsi-bind-subnet "},
	{NETWORK("  vswitches: [{name: v1, portgroups: [{name: p1, vlan: 4095}]}]\n"
		 "  vmkernel: [{portgroup: p1}]\n"),
		{8, 0, 0}, "vmkernel-trunk "},
	{NETWORK(SWITCH "  vmkernel: [{portgroup: p1, services: [vmotion]}]\n"), {5, 0, 0}, ""},
	{NETWORK(SWITCH "  vmkernel: [{portgroup: p1, services: [vmotion, ft, provisioning]}]\n"),
		{5, 0, 0}, "vmkernel-service vmkernel-service "},
	{NETWORK(SWITCH "  vmkernel: [{portgroup: p1, services: [vsan]}]\n"), {5, 1, 0},
		"vmkernel-service "},
	{NETWORK(SWITCH "  vmkernel: [{portgroup: p1, services: [nvme_tcp]}]\n"), {7, 0, 0},
		"vmkernel-service "},
	{NETWORK(SWITCH "  vmkernel: [{portgroup: p1, services: [nvme_tcp, vsan]}]\n"), {7, 0, 3},
		""},
	{NETWORK(SWITCH "  vmkernel: [{portgroup: p1, services: [backup_nfc]}]\n"), {8, 0, 0},
		"vmkernel-service-unproven "},

	{INSTALL SCRIPT("pre", "localcli x"), {8, 0, 0}, ""},
	{INSTALL SCRIPT("pre", "a && esxcli x"), {8, 0, 0}, "script-installer "},
	{INSTALL SCRIPT("post", "# esxcli x\\ndate"), {8, 0, 0}, ""},
	{INSTALL SCRIPT("post", "echo esxcli\\nvim-cmd x"), {8, 0, 0}, "script-installer "},
	{INSTALL SCRIPT("firstboot", "esxcli x"), {8, 0, 0}, ""},
	{INSTALL SCRIPT("pre", "date\\nincluded\\n include"), {8, 0, 0}, "script-ends-section "},
	{INSTALL SCRIPT("post", "date\\n%end"), {8, 0, 0}, "script-end-marker "},
	{INSTALL SCRIPT("post", "date\\nrootpw x"), {8, 0, 0}, "script-kickstart-command "},
	{INSTALL PYTHON("print 'x'"), {6, 7, 0}, "script-python2 "},
	{INSTALL PYTHON("print 'x'"), {6, 5, 0}, ""},
	{INSTALL PYTHON("print('x')"), {6, 7, 0}, ""},
	{INSTALL SCRIPT("firstboot", "while ! vim-cmd x; do sleep 1; done"), {8, 0, 0},
		"endless-wait "},
	{INSTALL SCRIPT("firstboot", "for i in 1 2; do sleep 1; done"), {8, 0, 0}, ""},
	{INSTALL SCRIPT("post", "cp a /etc/b"), {8, 0, 0}, "post-writes-ramdisk "},
	{INSTALL SCRIPT("post", "cp /etc/b a"), {8, 0, 0}, ""},
	{INSTALL SCRIPT("firstboot", "wget http://a/b\\n./b"), {9, 0, 0}, "downloaded-program "},
	{INSTALL SCRIPT("firstboot", "wget http://a/b\\n./c"), {9, 0, 0}, ""},
	{INSTALL "  reboot: wait\n" SCRIPT("firstboot", "reboot"), {6, 7, 0},
		"reboot-in-script waits-for-key "},

	{INSTALL "  reboot: wait\nlint: {disable: [waits-for-key]}\n", {8, 0, 0}, ""},
	{INSTALL "lint: {disable: [waits-for-keys]}\n", {8, 0, 0}, "- "},
};

#define USB INSTALL_WITH(HASH, "  disk: {first: [local], vmfs: none, kind: usb}\n")
#define SIZE INSTALL "image: {kernel_options: {systemMediaSize: small}}\n"
#define UPGRADE HEAD "install: {mode: upgrade}\n"

static const struct {
	uint64_t build; // of the base, 0: not known
	struct release release;
	const char *spec;
	const char *found;
} build_cases[] = {
	{0, {7, 0, 1}, USB, "removable-media "},
	{0, {7, 0, 2}, USB, "boot-media-lost removable-media "},
	{17630552, {7, 0, 2}, USB, "boot-media-lost removable-media "},
	{17867351, {7, 0, 2}, USB, "boot-media-lost removable-media "},
	{18426014, {7, 0, 2}, USB, "removable-media "},
	{1, {7, 0, 2}, USB, "boot-media-lost removable-media "},
	{17630552, {7, 0, 2}, INSTALL, ""},
	{17630552, {7, 0, 2}, UPGRADE, "build-withdrawn "},
	{17867351, {7, 0, 2}, UPGRADE, ""},
	{18644231, {7, 0, 3}, INSTALL, "build-withdrawn "},
	{19193900, {7, 0, 3}, INSTALL, ""},
	{0, {7, 0, 1}, SIZE, ""},
	{17168206, {7, 0, 1}, SIZE, "media-size-build "},
	{17325551, {7, 0, 1}, SIZE, ""},
};

static void set_environment(void)
{
	setenv("T_GOOD", "xY9!xY9!", 1);
	setenv("T_SHORT", "xY9!x", 1);
	setenv("T_LONG", "xY9!xY9!xY9!xY9!xY9!xY9!xY9!xY9!xY9!xY9!x", 1);
	setenv("T_EDGES", "Abcdefgh1", 1);
	setenv("T_HASH", HASH, 1);
	unsetenv("T_NONE");
}

static char *lint(
	const char *text, struct release release, uint64_t build, struct diagnostics *diagnostics)
{
	AUTO_DIAGNOSTICS wrong = DIAGNOSTICS_INIT;
	AUTO_SPEC *spec = NULL;
	AUTO_BUFFER output = BUFFER_INIT;

	spec_load_text("t", text, strlen(text), &spec, &wrong);
	ck_assert_msg(
		wrong.error_count == 0, "«%s»: %s", text, wrong.count ? wrong.list[0].message : "");
	lint_spec(spec, release, build, diagnostics);
	for (size_t i = 0; i < diagnostics->count; i++)
		buffer_printf(&output, "%s ",
			diagnostics->list[i].rule ? diagnostics->list[i].rule : "-");
	return buffer_steal(&output);
}

START_TEST(test_table)
{
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_FREE char *found = NULL;

	set_environment();
	found = lint(cases[_i].spec, cases[_i].release, 0, &diagnostics);
	ck_assert_msg(strcmp(found, cases[_i].found) == 0, "«%s»: expected «%s», found «%s»",
		cases[_i].spec, cases[_i].found, found);
}
END_TEST

START_TEST(test_builds)
{
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_FREE char *found = lint(
		build_cases[_i].spec, build_cases[_i].release, build_cases[_i].build, &diagnostics);

	ck_assert_str_eq(found, build_cases[_i].found);
}
END_TEST

START_TEST(test_finding)
{
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_FREE char *found =
		lint(INSTALL "  keyboard: us default\nlint: {disable: [waits-for-keys]}\n",
			(struct release){8, 0, 0}, 0, &diagnostics);

	ck_assert_str_eq(found, "- keyboard-unknown ");
	ck_assert_str_eq(diagnostics.list[0].message, "unknown rule 'waits-for-keys'");
	ck_assert_str_eq(diagnostics.list[0].hint, "did you mean 'waits-for-key'?");
	ck_assert_str_eq(diagnostics.list[0].path, "lint.disable[0]");
	ck_assert_int_eq(diagnostics.list[1].severity, SEVERITY_WARNING);
	ck_assert_str_eq(diagnostics.list[1].path, "install.keyboard");
	ck_assert_uint_eq(diagnostics.list[1].place.line, 7);
	ck_assert_uint_eq(diagnostics.list[1].place.column, 13);
}
END_TEST

START_TEST(test_rules)
{
	size_t count;
	const struct lint_rule *rules = lint_rules(&count);

	ck_assert_uint_gt(count, 20);
	for (size_t i = 0; i < count; i++) {
		bool covered = false;

		if (i)
			ck_assert_msg(strcmp(rules[i - 1].id, rules[i].id) < 0, "order of '%s'",
				rules[i].id);
		ck_assert_ptr_eq(lint_rule_find(rules[i].id), &rules[i]);
		ck_assert(rules[i].check || rules[i].ks_check || rules[i].boot_check);
		ck_assert(*rules[i].reason && *rules[i].instead && *rules[i].source);
		for (size_t k = 0; k < sizeof(cases) / sizeof(*cases); k++)
			covered = covered || strstr(cases[k].found, rules[i].id);
		for (size_t k = 0; k < sizeof(build_cases) / sizeof(*build_cases); k++)
			covered = covered || strstr(build_cases[k].found, rules[i].id);
		ck_assert_msg(covered || !rules[i].check, "no case for rule '%s'", rules[i].id);
	}
	ck_assert_ptr_null(lint_rule_find("none"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("lint");
	TCase *tcase = tcase_create("lint");

	tcase_add_loop_test(tcase, test_table, 0, sizeof(cases) / sizeof(*cases));
	tcase_add_loop_test(tcase, test_builds, 0, sizeof(build_cases) / sizeof(*build_cases));
	tcase_add_test(tcase, test_finding);
	tcase_add_test(tcase, test_rules);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
