// SPDX-License-Identifier: GPL-3.0-or-later
// Kickstarts for test_lint_ks.c: of each rule one that it finds something in, and one that it does
// not.
#pragma once

#include "release.h"

// Boot options that are too long make a long string.
#pragma GCC diagnostic ignored "-Woverlength-strings"

#define KS_HASH                                                                                    \
	"$6$saltsalt$0123456789012345678901234567890123456789012345678901234567890123456789012345" \
	"678901234."
#define KS_EULA "vmaccepteula\n"
#define KS_INSTALL "install --firstdisk=local --overwritevmfs\n"
#define KS_PASSWORD "rootpw --iscrypted " KS_HASH "\n"
#define KS_NETWORK "network --bootproto=dhcp --device=vmnic0 --addvmportgroup=0\n"
#define KS_STATIC "network --bootproto=static --ip=10.0.0.9 --netmask=255.255.255.0 "
#define KS_REBOOT "reboot\n"
// Nothing to find in it, whatever the release.
#define KS_CLEAN KS_EULA KS_INSTALL KS_PASSWORD KS_NETWORK KS_REBOOT
#define KS_PRE "%pre --interpreter=busybox\n"
#define KS_POST "%post --interpreter=busybox\n"
#define KS_BOOT "%firstboot --interpreter=busybox\n"
#define KS_PYTHON "%post --interpreter=python\n"
#define KS_LONG                                                                                    \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
	"aaaa"                                                                                     \
	"aaaaaaaa"
#define KS_4K KS_LONG KS_LONG KS_LONG KS_LONG KS_LONG KS_LONG KS_LONG KS_LONG KS_LONG KS_LONG
#define KS_16 "include /a\ninclude /a\ninclude /a\ninclude /a\n"
#define KS_64                                                                                      \
	KS_16 KS_16 KS_16 KS_16 KS_16 KS_16 KS_16 KS_16 KS_16 KS_16 KS_16 KS_16 KS_16 KS_16 KS_16  \
		KS_16

#define VSWITCH "esxcli network vswitch standard "
#define IP "esxcli network ip interface "
#define BINDING(policy)                                                                            \
	KS_BOOT VSWITCH                                                                            \
		"add -v vSwitch1\n" VSWITCH "uplink add -u vmnic1 -v vSwitch1\n" VSWITCH           \
		"uplink add -u vmnic2 -v vSwitch1\n" VSWITCH                                       \
		"portgroup add -p iSCSI -v vSwitch1\n" policy IP                                   \
		"add -i vmk1 -p iSCSI\nesxcli iscsi networkportal add -A vmhba64 -n vmk1\n"

struct ks_case {
	const char *rule;
	struct release release;
	const char *found; // "line:column severity " of each finding
	const char *wrong;
	const char *right;
};

static const struct ks_case ks_cases[] = {
	// ---- text ----
	{"byte-order-mark", {0, 0, 0}, "1:1 error ", "\xef\xbb\xbfvmaccepteula\n", KS_EULA},
	{"not-utf8", {0, 0, 0}, "2:3 error ", "vmaccepteula\n# \xe4\n", "# \xc3\xa4\n"},
	{"not-ascii", {0, 0, 0}, "1:3 warning ", "# \xc3\xa4\n# \xc3\xa4\n", "# a \xe4\n"},
	{"line-ends", {0, 0, 0}, "2:7 advice ", "vmaccepteula\nreboot\r\n\r\n", "reboot\n"},
	{"carriage-return", {0, 0, 0}, "1:7 warning ", "reboot\r\r\n", "reboot\r\n"},
	{"quote-unbalanced", {0, 0, 0}, "1:8 error ", "rootpw 'abc\nreboot\n", "rootpw 'abc'\n"},
	{"quote-unbalanced", {0, 0, 0}, "1:8 error ", "rootpw a\\", "rootpw 'a\\'"},
	{"line-continued", {0, 0, 0}, "1:21 warning ", "install --firstdisk \\\n --overwritevmfs\n",
		"install --firstdisk # \\\n"},
	{"hash-in-word", {0, 0, 0}, "1:12 error ", "rootpw Pass#word\n",
		"rootpw 'Pass#word' # x\n"},
	{"backslash-lost", {0, 0, 0}, "1:8 warning ", "rootpw a\\b\n", "rootpw 'a\\b'\n"},

	// ---- words ----
	{"option-with-blank", {0, 0, 0}, "1:9 error ", "install --firstdisk local\n",
		"install --firstdisk=local\n"},
	{"option-with-blank", {0, 0, 0}, "1:9 error 1:28 error ",
		"network --bootproto static --ip= 10.0.0.9\n", "part --onfirstdisk ds\n"},
	{"option-with-blank", {0, 0, 0}, "1:28 error ",
		"network --bootproto=static --ip 10.0.0.9\n",
		"network --bootproto=static --ip={{ ip }}\n"},
	{"option-without-value", {0, 0, 0}, "1:9 warning ", "network --ip --netmask=255.0.0.0\n",
		"network --ip=10.0.0.1\n"},
	{"option-without-value", {0, 0, 0}, "1:9 warning ", "install --firstdisk=\n",
		"install --firstdisk\n"},
	{"flag-with-value", {0, 0, 0}, "1:19 warning ", "install --disk=a1 --overwritevmfs=true\n",
		KS_INSTALL},
	{"unknown-command", {0, 0, 0}, "2:2 warning ", "reboot\n instal --firstdisk\n",
		KS_CLEAN KS_BOOT "instal\n"},
	{"unknown-command", {0, 0, 0}, "1:1 warning ", "::a b\n", KS_CLEAN},
	{"unknown-command", {0, 0, 0}, "1:1 warning ", "$x=1\n", "{% if x %}\n"},
	{"unknown-option", {0, 0, 0}, "1:9 warning ", "install --first-disk=local\n", KS_INSTALL},
	{"stray-word", {0, 0, 0}, "1:8 warning ", "reboot now\n", "reboot --noeject\n"},
	{"stray-word", {0, 0, 0}, "1:8 warning ", "rootpw my password\n", "rootpw 'my password'\n"},
	{"stray-word", {0, 0, 0}, "1:12 warning ", "%include a b\n", "%include a\n"},
	{"duplicate-command", {0, 0, 0}, "3:1 warning ", "reboot\nkeyboard German\nreboot\n",
		"clearpart --drives=a\nclearpart --drives=b\n"},
	{"duplicate-option", {0, 0, 0}, "1:28 warning ",
		"network --bootproto=static --bootproto=dhcp\n", KS_NETWORK},
	{"duplicate-option", {0, 0, 0}, "1:18 error ", "install --disk=a --drive=b\n", KS_INSTALL},
	{"deprecated-command", {0, 0, 0}, "1:1 warning ", "lang en_US\n", KS_CLEAN},
	{"deprecated-command", {8, 0, 0}, "1:1 warning ", "autopart --firstdisk\n", KS_CLEAN},
	{"deprecated-option", {0, 0, 0}, "1:24 warning ", "clearpart --firstdisk  --initlabel\n",
		"clearpart --firstdisk\n"},
	{"command-release", {4, 1, 0}, "1:1 warning ", "installorupgrade --firstdisk\n",
		"install cdrom\nautopart --firstdisk\n"},
	{"option-release", {6, 7, 0}, "1:21 warning ", "install --firstdisk --systemdisk=naa.1\n",
		"install --firstdisk --ignoressd\n"},
	{"option-release", {0, 0, 0}, "1:9 warning ", "install --server=a --firstdisk\n",
		"install --firstdisk --systemdisk=naa.1\n"},

	// ---- the commands that there must be ----
	{"eula-missing", {0, 0, 0}, "1:1 error ", KS_INSTALL KS_PASSWORD, "accepteula\n"},
	{"eula-missing", {0, 0, 0}, "1:1 error ", "", "%include /tmp/a\n"},
	{"eula-missing", {0, 0, 0}, "1:1 error ", KS_INSTALL, "upgrade --firstdisk\n"},
	{"root-password-missing", {0, 0, 0}, "1:1 error ", KS_INSTALL, KS_CLEAN},
	{"root-password-missing", {0, 0, 0}, "1:1 warning ", "installorupgrade --firstdisk\n",
		"upgrade --firstdisk\n"},
	{"root-password-missing", {0, 0, 0}, "1:1 error ", "rootpw --iscrypted\n", KS_CLEAN},
	{"install-command", {0, 0, 0}, "1:1 error ", KS_EULA, KS_INSTALL},
	{"install-command", {0, 0, 0}, "3:1 error ", KS_EULA KS_INSTALL "upgrade --firstdisk\n",
		"%include /tmp/a\n"},
	{"network-missing", {0, 0, 0}, "2:1 warning ", KS_EULA KS_INSTALL, KS_CLEAN},
	{"too-many-commands", {0, 0, 0}, "257:1 error ", KS_64 KS_64 KS_64 KS_64 "reboot\n",
		KS_64 KS_64 KS_64 KS_64},
	{"ignored-by-mode", {0, 0, 0}, "2:1 warning ", "upgrade --firstdisk\nkeyboard German\n",
		KS_CLEAN},
	{"waits-for-key", {0, 0, 0}, "2:1 advice ", KS_EULA KS_INSTALL, KS_CLEAN},
	{"include-path", {0, 0, 0}, "1:10 warning ", "%include net.cfg\n",
		"%include /tmp/a\ninclude ./b\n%include http://a/b\n"},

	// ---- sections ----
	{"interpreter-missing", {0, 0, 0}, "1:1 warning ", "%pre\ndate\n", KS_PRE "date\n"},
	{"interpreter-unknown", {0, 0, 0}, "1:21 error ", "%post --interpreter=bash\ndate\n",
		KS_PYTHON "print(1)\n"},
	{"section-option", {0, 0, 0}, "1:28 warning ",
		"%pre --interpreter=busybox --timeout=3\ndate\n",
		"%post --interpreter=busybox --timeout=3\ndate\n"},
	{"section-option", {6, 0, 0}, "1:34 warning 1:48 warning ",
		"%firstboot --interpreter=busybox --unsupported --level=47\ndate\n",
		KS_BOOT "date\n"},
	{"section-option", {8, 0, 0}, "1:29 warning ",
		"%post --interpreter=busybox --nochroot\ndate\n", "reboot --noeject\n"},
	{"section-value", {0, 0, 0}, "1:39 warning ",
		"%post --interpreter=busybox --timeout=1m\ndate\n",
		"%post --interpreter=busybox --timeout=60 --ignorefailure=TRUE\ndate\n"},
	{"section-value", {0, 0, 0}, "1:45 warning ",
		"%post --interpreter=busybox --ignorefailure=yes\ndate\n", KS_POST "date\n"},
	{"section-empty", {0, 0, 0}, "1:1 warning ", KS_BOOT "\n \n" KS_POST "date\n",
		KS_BOOT "# date\n"},
	{"script-ends-section", {0, 0, 0}, "3:1 error ", KS_POST "date\nincluded=1\ndate\n",
		KS_POST "date\n included=1\n"},
	{"script-ends-section", {0, 0, 0}, "2:1 error ", KS_PYTHON "include = 1\n",
		KS_POST "date\n%include /tmp/a\n"},
	{"script-ends-section", {0, 0, 0}, "3:1 error ", KS_POST "cat >/a <<X\ninclude b\nX\n",
		KS_POST "cat >/a <<X\nb\nX\ninclude /b\n"},
	{"script-ends-section", {0, 0, 0}, "3:1 error ", KS_POST "cat >/a <<-X\n%pre\n\tX\n",
		KS_POST "cat >/a <<X\na\n" KS_PRE "date\n"},
	{"script-ends-section", {0, 0, 0}, "3:1 error ", KS_POST "echo 'a\n%pre\n' >/a\n",
		KS_POST "echo 'a\n" KS_PRE "echo 'b' 'c'\n"},
	{"script-end-marker", {0, 0, 0}, "3:1 warning ", KS_POST "date\n%end\n",
		KS_POST "cat <<X\n%end\nX\n"},
	{"script-kickstart-command", {0, 0, 0}, "3:2 warning ", KS_POST "date\n rootpw a\n",
		KS_POST "echo rootpw a\n# rootpw a\ncat <<X\nrootpw a\nX\ninstall -m 1 a b\n"},
	{"reboot-in-script", {0, 0, 0}, "3:1 warning ", KS_INSTALL KS_BOOT "reboot\n",
		KS_INSTALL KS_REBOOT KS_BOOT "reboot\n"},
	{"reboot-in-script", {0, 0, 0}, "3:1 warning ", KS_INSTALL KS_POST "reboot\n",
		KS_INSTALL KS_BOOT "echo 'reboot'\n"},

	// ---- disks ----
	{"disk-missing", {0, 0, 0}, "1:1 error ", "install --overwritevmfs\n", KS_INSTALL},
	{"disk-missing", {6, 7, 0}, "1:9 error ", "install --firstdisk= --overwritevmfs\n",
		"upgrade --diskBootedFrom\n"},
	{"disk-exclusive", {0, 0, 0}, "1:21 error ", "install --firstdisk --drive=a\n", KS_INSTALL},
	{"disk-exclusive", {0, 0, 0}, "1:18 error ", "install --disk=a --ignoressd\n",
		"install --firstdisk --ignoressd\n"},
	{"disk-exclusive", {6, 7, 0}, "1:30 error ", "installorupgrade --firstdisk --ignoressd\n",
		KS_INSTALL},
	{"vmfs-contradiction", {0, 0, 0}, "1:37 error ",
		"install --firstdisk --preservevmfs  --overwritevmfs\n", KS_INSTALL},
	{"vmfs-undecided", {0, 0, 0}, "1:1 warning ", "install --firstdisk\n",
		"install --firstdisk --preservevmfs\n"},
	{"novmfs-alone", {0, 0, 0}, "1:21 warning ", "install --firstdisk --novmfsondisk\n",
		"install --firstdisk --novmfsondisk --overwritevmfs\n"},
	{"needs-install", {0, 0, 0}, "2:1 error ",
		"installorupgrade --firstdisk\nclearpart --firstdisk\n",
		KS_INSTALL "clearpart --firstdisk\n"},
	{"clear-selector", {0, 0, 0}, "1:1 error ", "clearpart --overwritevmfs\n",
		"clearpart --alldrives --ignoredrives=a\n"},
	{"clear-selector", {0, 0, 0}, "1:24 error ", "clearpart --alldrives  --drives=a\n",
		"clearpart --drives=a\n"},
	{"clear-keeps-vmfs", {0, 0, 0}, "1:1 warning ", "clearpart --firstdisk\n",
		"clearpart --firstdisk --overwritevmfs\n"},
	{"clear-all-disks", {0, 0, 0}, "1:11 warning ", "clearpart --alldrives\n",
		"clearpart --firstdisk\n"},
	{"clear-all-disks", {0, 0, 0}, "2:20 warning ",
		"install --disk=naa.1\nclearpart --drives=naa.1,naa.2,naa.3\npart a "
		"--ondisk=naa.3\n",
		"install --firstdisk\nclearpart --drives=naa.2\n"},
	{"clear-first-differs", {0, 0, 0}, "2:11 warning ",
		"install --firstdisk\nclearpart --firstdisk\n",
		"install --firstdisk=local\nclearpart --firstdisk=local\n"},
	{"first-disk-usb", {0, 0, 0}, "1:21 advice ", "install --firstdisk=local,usb\n",
		"install --firstdisk=usb\n"},
	{"removable-media", {7, 0, 0}, "1:21 warning ", "install --firstdisk=usb,local\n",
		"install --firstdisk=local,usb\n"},
	{"disk-name-unstable", {0, 0, 0}, "1:16 advice ", "install --disk=mpx.vmhba1:C0:T0:L0\n",
		"install --disk=naa.1\n"},
	{"disk-name-unstable", {0, 0, 0}, "1:20 advice ",
		"clearpart --drives=naa.1,/vmfs/devices/disks/vml.2\n",
		"clearpart --drives=t10.a\n"},
	{"datastore-disk", {0, 0, 0}, "2:18 error ",
		"install --disk=/vmfs/devices/disks/naa.1\npart ds --ondisk=naa.1\n",
		"install --disk=naa.1\npart ds --ondisk=naa.2\n"},
	{"datastore-disk", {0, 0, 0}, "2:18 error ",
		"part a --ondisk=naa.1\npart b  --ondisk=naa.1\n",
		"part a --ondisk=naa.1\npart b --ondisk=naa.2\n"},
	{"datastore-disk", {0, 0, 0}, "1:1 warning ", "part a\n", "part a --onfirstdisk\n"},
	{"datastore-name", {0, 0, 0}, "1:6 error ", "part /vmfs/a --ondisk=naa.1\n",
		"part a --ondisk=naa.1\n"},
	{"datastore-name", {0, 0, 0}, "1:1 error ", "part --ondisk=naa.1\n", KS_CLEAN},
	{"repartition-alone", {8, 0, 0}, "1:9 error ", "install --repartitionsystemdisk\n",
		"install --repartitionsystemdisk --systemdisk=a\n"},

	// ---- network ----
	{"dhcp-with-address", {0, 0, 0}, "1:26 error ", "network --bootproto=dhcp --ip=10.0.0.9\n",
		KS_STATIC "\n"},
	{"dhcp-ignores", {0, 0, 0}, "1:26 warning ", "network --bootproto=dhcp --hostname=a.b\n",
		KS_STATIC "--hostname=a.b\n"},
	{"static-address-missing", {0, 0, 0}, "1:1 error ", "network --bootproto=static\n",
		KS_STATIC "\n"},
	{"static-incomplete", {0, 0, 0}, "1:1 warning 1:1 warning ",
		KS_STATIC "--gateway=10.0.0.1 --nodns\n",
		KS_STATIC "--gateway=10.0.0.1 --nameserver=10.0.0.2 --hostname=a.b\n"},
	{"address-invalid", {0, 0, 0}, "1:33 error ", "network --bootproto=static --ip=127.0.0.1\n",
		KS_STATIC "\n"},
	{"address-invalid", {0, 0, 0}, "1:33 error ",
		"network --bootproto=static --ip=10.0.0.255 --netmask=255.255.255.0\n",
		"network --bootproto=static --ip=10.0.0.255 --netmask=255.255.0.0\n"},
	{"address-invalid", {0, 0, 0}, "1:33 error ", "network --bootproto=static --ip=fe80::1\n",
		"network --bootproto=static --ip=2001:db8::1\n"},
	{"address-invalid", {0, 0, 0}, "1:19 error ", "network --gateway=10.0.0\n",
		"network --bootproto=static --ip=2001:db8::5 --netmask=64 --gateway=fe80::1\n"},
	{"gateway-outside", {0, 0, 0}, "1:76 error ", KS_STATIC "--gateway=10.0.1.1\n",
		KS_STATIC "--gateway=10.0.0.1\n"},
	{"netmask-invalid", {0, 0, 0}, "1:19 error ", "network --netmask=255.0.255.0\n",
		KS_STATIC "\n"},
	{"netmask-invalid", {0, 0, 0}, "1:19 warning ", "network --netmask=24\n",
		"network --bootproto=static --ip=2001:db8::5 --netmask=64\n"},
	{"hostname-invalid", {0, 0, 0}, "1:20 error ", "network --hostname=esx_01\n",
		"network --hostname=esx-01.b\n"},
	{"hostname-not-full", {0, 0, 0}, "1:20 advice ", "network --hostname=esx01\n",
		"network --hostname=esx01.b\n"},
	{"vlan-range", {0, 0, 0}, "1:18 error ", "network --vlanid=5000\n",
		"network --vlanid=4094\n"},
	{"vlan-edge", {0, 0, 0}, "1:18 warning ", "network --vlanid=4095\n",
		"network --vlanid=0\n"},
	{"nameserver-blank", {0, 0, 0}, "1:22 error ", "network --nameserver=10.0.0.1, 10.0.0.2\n",
		"network --nameserver=10.0.0.1,10.0.0.2\n"},
	{"nameserver-blank", {0, 0, 0}, "1:22 error ",
		"network --nameserver=\"10.0.0.1 10.0.0.2\"\n",
		"network --nameserver=\"10.0.0.1,10.0.0.2\"\n"},
	{"nameserver-invalid", {0, 0, 0}, "1:22 warning ", "network --nameserver=dns.a.b\n",
		"network --nameserver=10.0.0.1\n"},
	{"nameserver-third", {0, 0, 0}, "1:22 warning ",
		"network --nameserver=1.1.1.1,1.1.1.2,1.1.1.3\n",
		"network --nameserver=1.1.1.1,1.1.1.2\n"},
	{"bootproto", {0, 0, 0}, "1:1 warning ", "network --device=vmnic0\n", KS_NETWORK},
	{"bootproto", {0, 0, 0}, "1:21 warning ", "network --bootproto=DHCP\n", KS_NETWORK},
	{"device-unknown", {0, 0, 0}, "1:18 warning ", "network --device=eth0\n",
		"network --device=00:50:56:aa:bb:01\n"},
	{"uplink-unsaid", {0, 0, 0}, "1:1 advice ", KS_STATIC "\n", KS_STATIC "--device=vmnic0\n"},
	{"vm-network", {0, 0, 0}, "1:1 advice ", "network --bootproto=dhcp\n", KS_NETWORK},
	{"vm-network-value", {0, 0, 0}, "1:26 warning ", "network --addvmportgroup=no\n",
		"network --addvmportgroup=False\n"},

	// ---- passwords, keyboard, licence ----
	{"weak-password", {6, 7, 0}, "1:8 error ", "rootpw aB3.xx\n", "rootpw aB3.xxx\n"},
	{"weak-password", {8, 0, 0}, "1:8 error ", "rootpw Password1\n", "rootpw pAssword1x\n"},
	{"weak-password", {9, 0, 0}, "1:8 warning ", "rootpw aB3.aB3.\n",
		"rootpw aB3.aB3.aB3.aB3.\n"},
	{"plain-password", {0, 0, 0}, "1:8 advice ", "rootpw aB3.aB3.\n",
		"rootpw --iscrypted " KS_HASH "\nrootpw {{ password }}\nrootpw ********\n"},
	{"sample-password", {0, 0, 0}, "1:8 advice ", "rootpw VMware1!\n", "rootpw aB3.aB3.\n"},
	{"password-hash-form", {6, 7, 0}, "1:20 error ", "rootpw --iscrypted $5$salt$abc\n",
		KS_PASSWORD "rootpw --iscrypted $1$saltsalt$0123456789012345678901\n"},
	{"password-hash-form", {8, 0, 0}, "1:20 error ",
		"rootpw --iscrypted $6$rounds=5000$saltsalt$0123\n",
		"rootpw --iscrypted ********\nrootpw --iscrypted abcdefghijklm\n"},
	{"hash-not-marked", {0, 0, 0}, "1:8 error ", "rootpw " KS_HASH "\n", KS_PASSWORD},
	{"license-form", {0, 0, 0}, "1:17 error ", "serialnum --esx=AAAAA-BBBBB\n",
		"serialnum --esx=AAAAA-BBBBB-CCCCC-DDDDD-EEEEE\n"},
	{"license-not-used", {9, 0, 0}, "1:1 warning ",
		"serialnum --esx=AAAAA-BBBBB-CCCCC-DDDDD-EEEEE\n", KS_CLEAN},
	{"keyboard-unknown", {0, 0, 0}, "1:10 warning ", "keyboard us\n",
		"keyboard 'US Default'\n"},
	{"keyboard-unknown", {0, 0, 0}, "1:10 warning ", "keyboard US Default\n",
		"keyboard German\n"},
	{"keyboard-unknown", {0, 0, 0}, "1:1 warning ", "keyboard\n", "keyboard de.map\n"},

	// ---- scripts ----
	{"firstboot-secure-boot", {7, 0, 0}, "1:1 advice ", KS_BOOT "date\n" KS_BOOT "date\n",
		KS_POST "date\n"},
	{"script-installer", {0, 0, 0}, "3:5 warning ", KS_PRE "date\nx=$(esxcli a)\nesxcli b\n",
		KS_PRE "# esxcli a\necho esxcli; localcli a\ncat <<X\nesxcli\nX\n"},
	{"script-installer", {0, 0, 0}, "2:9 warning ", KS_POST "date && vim-cmd a\n",
		KS_BOOT "vim-cmd a\n"},
	{"hostd-not-awaited", {0, 0, 0}, "3:1 advice ", KS_BOOT "date\nvim-cmd a\nesxcli b\n",
		KS_BOOT "n=0\nwhile ! vim-cmd a; do n=$((n+1)); [ $n -ge 60 ] && break; sleep 10; "
			"done\nesxcli b\n"},
	{"hostd-not-awaited", {0, 0, 0}, "2:1 advice ", KS_BOOT "esxcli b\n",
		KS_BOOT "sleep 60\nesxcli b\n"},
	{"endless-wait", {0, 0, 0}, "2:1 warning ",
		KS_BOOT "while ! vim-cmd hostsvc/runtimeinfo; do\n sleep 10\ndone\n",
		KS_BOOT "n=0\nwhile ! vim-cmd a; do n=$((n+1)); [ $n -ge 60 ] && break; sleep 10; "
			"done\n"},
	{"endless-wait", {0, 0, 0}, "2:1 warning ", KS_BOOT "until [ -e /a ]; do sleep 1; done\n",
		KS_BOOT
		"cat /a | while read x; do sleep 1; done\nfor i in 1 2; do sleep 1; done\n"},
	{"endless-wait", {0, 0, 0}, "2:1 warning ", KS_BOOT "while true; do date; done\n",
		KS_BOOT "echo 'while true; do sleep 1; done'\n"},
	{"post-writes-ramdisk", {0, 0, 0}, "2:1 warning ", KS_POST "echo a >>/etc/hosts\n",
		KS_BOOT "echo a >>/etc/hosts\n"},
	{"post-writes-ramdisk", {0, 0, 0}, "2:1 warning ",
		KS_POST "cp a /vmfs/volumes/datastore1/\n",
		KS_POST "cp /etc/a /tmp/b\n[ -d /vmfs/volumes/datastore1 ] && cp a "
			"/vmfs/volumes/datastore1/\n"},
	{"downloaded-program", {9, 0, 0}, "3:1 warning ",
		KS_BOOT "wget -O /tmp/a http://h/a\nchmod +x /tmp/a\n/tmp/a\n",
		KS_BOOT "wget -O /tmp/a http://h/a\nsh /tmp/a\n"},
	{"no-log", {0, 0, 0}, "1:1 advice ", KS_BOOT "esxcli a\n",
		KS_BOOT "exec >/var/log/a.log 2>&1\nesxcli a\n"},
	{"no-log", {0, 0, 0}, "1:1 advice ", KS_BOOT "vim-cmd a\n", KS_BOOT "esxcli a >/a\n"},
	{"reboot-never", {0, 0, 0}, "2:1 warning ",
		KS_BOOT "esxcli system settings kernel set -s a -v b\n",
		KS_BOOT "esxcli system settings kernel set -s a -v b\nreboot\n"},
	{"reboot-never", {0, 0, 0}, "3:1 warning ",
		KS_BOOT "reboot\nesxcli network ip set --ipv6-enabled=false\n",
		KS_BOOT
		"esxcli network ip set --ipv6-enabled=0\nesxcli system shutdown reboot -d 10\n"},
	{"script-python2", {6, 7, 0}, "3:2 warning ", KS_PYTHON "if 1:\n\tprint 'a'\n",
		KS_PYTHON "print('a')\nprint (1)\n# print 'a'\n"},
	{"script-python2", {7, 0, 0}, "4:1 warning ",
		KS_PYTHON "try:\n\tx()\nexcept A, b:\n\tpass\n",
		KS_PYTHON "try:\n\tx()\nexcept (A, B) as b:\n\tpass\n"},
	{"script-python2", {7, 0, 0}, "2:7 warning ", KS_PYTHON "if x: print 'a'\n",
		KS_PYTHON "x = {1: print}; y = 'a: print b' # ; print c\n"},
	{"script-python2", {7, 0, 0}, "2:9 warning ", KS_PYTHON "chmod(a,0777)\n",
		KS_PYTHON "x = 10777 + 0.07 + 1.07 + 0x07 + 00 + 0o7\n"},
	{"script-python2", {7, 0, 0}, "2:6 warning ", KS_PYTHON "if a <> b: pass\n",
		KS_PYTHON "x = '''<>\n<>'''; my_raw_input()\nexec(x)\n"},
	{"script-python2", {7, 0, 0}, "2:5 warning ", KS_PYTHON "x = raw_input()\n",
		KS_PYTHON "x = 'raw_input()'\n"},
	{"script-python2", {7, 0, 0}, "2:1 warning ", KS_PYTHON "import urllib2\n",
		KS_PYTHON "import urllib\nx = \"\"\"\nprint x\n\"\"\"\n"},
	{"advanced-name", {0, 0, 0}, "2:1 warning ",
		KS_BOOT "esxcli system settings advanced set -o "
			"/UserVars/ESXiShellInteractiveTimeout -i 0\n",
		KS_BOOT "esxcli system settings advanced set -o "
			"/UserVars/ESXiShellInteractiveTimeOut -i 0\n"},
	{"advanced-release", {6, 0, 0}, "2:1 advice ",
		KS_BOOT
		"esxcli system settings advanced set -o /UserVars/HostClientCEIPOptIn -i 2\n",
		KS_BOOT "esxcli system settings advanced set -o /Net/FollowHardwareMac -i 1\n"},
	{"advanced-type", {0, 0, 0}, "2:1 warning ",
		KS_BOOT "vim-cmd hostsvc/advopt/update UserVars.SuppressShellWarning string 1\n",
		KS_BOOT "vim-cmd hostsvc/advopt/update UserVars.SuppressShellWarning long 1\n"},
	{"datastore1-missing", {7, 0, 0}, "2:1 advice ",
		KS_BOOT "vim-cmd hostsvc/datastore/rename datastore1 a\n",
		KS_BOOT "vim-cmd hostsvc/datastore/rename a b\n"},

	// ---- time ----
	{"ntp-by-file", {7, 0, 0}, "2:1 warning ", KS_BOOT "echo server a >/etc/ntp.conf\n",
		KS_BOOT "esxcli system ntp set -s a -e 1\n"},
	{"ntp-unrestricted", {6, 7, 0}, "2:1 advice ",
		KS_BOOT "cat >/etc/ntp.conf <<X\nserver a\nX\n",
		KS_BOOT "cat >/etc/ntp.conf <<X\nrestrict default kod nomodify notrap\n"
			"restrict 127.0.0.1\nserver a\nX\n"},
	{"ntp-not-started", {0, 0, 0}, "2:1 warning ", KS_BOOT "esxcli system ntp set -s a\n",
		KS_BOOT "esxcli system ntp set -s a -e true\n"},
	{"ntp-not-started", {0, 0, 0}, "2:1 warning ",
		KS_BOOT "echo server a >/etc/ntp.conf\nchkconfig ntpd on\n",
		KS_BOOT "echo server a >/etc/ntp.conf\nchkconfig ntpd on\n"
			"esxcli network firewall ruleset set -r ntpClient -e true\n"},
	{"ntp-name-without-dns", {0, 0, 0}, "3:1 warning ",
		KS_STATIC "\n" KS_BOOT "esxcli system ntp set -s 10.0.0.1 -s pool.ntp.org -e 1\n",
		KS_STATIC "\n" KS_BOOT "esxcli network ip dns server add -s 10.0.0.1\n"
			  "esxcli system ntp set -s pool.ntp.org -e 1\n"},
	{"ntp-name-without-dns", {0, 0, 0}, "3:1 warning ",
		KS_STATIC "\n" KS_BOOT "printf 'server pool.ntp.org\\n' >/etc/ntp.conf\n",
		KS_NETWORK KS_BOOT "esxcli system ntp set -s pool.ntp.org -e 1\n"},

	// ---- switches and interfaces ----
	{"iscsi-bind-uplinks", {0, 0, 0}, "7:1 error ", BINDING(""),
		BINDING(VSWITCH "portgroup policy failover set -p iSCSI -a vmnic1\n")},
	{"iscsi-bind-uplinks", {0, 0, 0}, "8:1 error ",
		BINDING(VSWITCH "portgroup policy failover set -p iSCSI -a vmnic1 -s vmnic2\n"),
		KS_CLEAN},
	{"iscsi-bind-subnet", {0, 0, 0}, "6:1 warning ",
		KS_BOOT IP "ipv4 set -i vmk1 -t static -I 10.1.0.1 -N 255.255.255.0\n" IP
			   "ipv4 set -i vmk2 -t static -I 10.2.0.1 -N 255.255.255.0\n\n"
			   "esxcli iscsi networkportal add -A a -n vmk1; "
			   "for i in vmk2; do\nesxcli iscsi networkportal add -A a -n $i; done\n",
		KS_BOOT IP "ipv4 set -i vmk1 -t static -I 10.1.0.1 -N 255.255.255.0\n" IP
			   "ipv4 set -i vmk2 -t static -I 10.1.0.2 -N 255.255.255.0\n"
			   "esxcli iscsi networkportal add -A a -n vmk1\n"
			   "esxcli iscsi networkportal add -A a -n vmk2\n"},
	{"vmkernel-same-subnet", {0, 0, 0}, "3:1 warning ",
		KS_STATIC "\n" KS_BOOT IP
			  "ipv4 set -i vmk1 -t static -I 10.0.0.10 -N 255.255.255.0\n",
		KS_STATIC "\n" KS_BOOT IP "add -i vmk1 -p a -N vmotion\n" IP
			  "ipv4 set -i vmk1 -t static -I 10.0.0.10 -N 255.255.255.0\n"},
	{"vmkernel-mtu", {0, 0, 0}, "4:1 warning ",
		KS_BOOT VSWITCH "add -v v1\n" VSWITCH "portgroup add -p a -v v1\n" IP
				"add -i vmk1 -p a -m 9000\n",
		KS_BOOT VSWITCH "add -v v1\n" VSWITCH "set -v v1 -m 9000\n" VSWITCH
				"portgroup add -p a -v v1\n" IP "add -i vmk1 -p a -m 9000\n"},
	{"vmkernel-trunk", {0, 0, 0}, "4:1 warning ",
		KS_BOOT VSWITCH "portgroup add -p a -v v1\n" VSWITCH
				"portgroup set -p a -v 4095\n" IP "add -i vmk1 -p a\n",
		KS_BOOT VSWITCH "portgroup add -p a -v v1\n" VSWITCH
				"portgroup set -p a -v 4095\n" IP "add -i vmk1 -p b\n"},
	{"uplink-twice", {0, 0, 0}, "3:1 warning ",
		KS_NETWORK KS_BOOT VSWITCH "uplink add -u vmnic0 -v vSwitch1\n",
		KS_NETWORK KS_BOOT VSWITCH "uplink remove -u vmnic0 -v vSwitch0\n" VSWITCH
					   "uplink add -u vmnic0 -v vSwitch1\n"},
	{"teaming-uplink", {0, 0, 0}, "3:1 warning ",
		KS_NETWORK KS_BOOT VSWITCH "policy failover set -v vSwitch0 -a vmnic0,vmnic1\n",
		KS_NETWORK KS_BOOT VSWITCH "uplink add -u vmnic1 -v vSwitch0\n" VSWITCH
					   "policy failover set -v vSwitch0 -a vmnic0 -s vmnic1\n"},
};

struct boot_case {
	const char *rule;
	struct release release;
	const char *found;
	const char *wrong[3]; // boot files, ended by NULL
	const char *right[3];
};

static const struct boot_case boot_cases[] = {
	{"boot-path-case", {0, 0, 0}, "1:21 error ", {"kernelopt=runweasel ks=cdrom:/ks.cfg\n"},
		{"kernelopt=runweasel ks=cdrom:/KS.CFG\n"}},
	{"boot-path-case", {4, 1, 0}, "2:10 error ",
		{"label a\n  append ks=cdrom:/ks.cfg\n  append x\n"}, {"append ks=cdrom:/A\n"}},
	{"boot-usb-path", {0, 0, 0}, "2:13 warning ", {"title=a\nkernelopt = ks=usb:ks.cfg\n"},
		{"kernelopt=ks=usb:/ks.cfg\n"}},
	{"boot-https", {0, 0, 0}, "1:11 warning ", {"KERNELOPT=ks=https://a/b"},
		{"kernelopt=ks=cdrom:/A\n"}},
	{"boot-one-only", {0, 0, 0}, "1:11 warning ",
		{"kernelopt=runweasel\n", "kernelopt=runweasel ks=cdrom:/A\n"},
		{"kernelopt=ks=cdrom:/A\n", "kernelopt=ks=cdrom:/A\n"}},
	{"boot-options-replaced", {0, 0, 0}, "2:11 error ",
		{"kernelopt=runweasel ks=cdrom:/A\nkernelopt=runweasel\n"},
		{"kernelopt=a\nkernelopt=runweasel ks=cdrom:/A\n"}},
	{"boot-options-long", {0, 0, 0}, "1:11 warning ",
		{"kernelopt=" KS_4K KS_4K KS_4K KS_4K KS_4K "\n"}, {"kernelopt=" KS_4K "\n"}},
	{"media-size", {9, 1, 0}, "1:11 warning ", {"kernelopt=systemMediaSize=min\n"},
		{"kernelopt=systemMediaSize=max\n"}},
	{"legacy-cpu-xsave", {8, 0, 2}, "1:11 advice ", {"kernelopt=allowLegacyCPU=TRUE\n"},
		{"kernelopt=runweasel\n"}},
};

struct fix_case {
	const char *wrong;
	const char *right;
	size_t count;
	bool left; // something is left that nobody can tell the answer of
};

static const struct fix_case fix_cases[] = {
	{KS_CLEAN, KS_CLEAN, 0, false},
	{"", "", 0, false},
	{"reboot", "reboot", 0, false},
	{"\xef\xbb\xbfvmaccepteula\r\nreboot\r\n", "vmaccepteula\nreboot\n", 3, false},
	{"\xef\xbb\xbf%pre\ndate\n", "%pre --interpreter=busybox\ndate\n", 2, false},
	{"install --firstdisk local  --overwritevmfs=true # a\n",
		"install --firstdisk=local  --overwritevmfs # a\n", 2, false},
	{"install --disk  'naa.1' --novmfsondisk=no --ignoressd\n",
		"install --disk='naa.1' --ignoressd\n", 2, false},
	{"network --ip = 10.0.0.1 --gateway =10.0.0.2 --netmask= 255.0.0.0\n",
		"network --ip=10.0.0.1 --gateway=10.0.0.2 --netmask=255.0.0.0\n", 3, false},
	{"rootpw --iscrypted=" KS_HASH "\n", "rootpw --iscrypted " KS_HASH "\n", 1, false},
	{"keyboard us\nkeyboard  de\nkeyboard uk #x\n",
		"keyboard 'US Default'\nkeyboard  German\nkeyboard 'United Kingdom' #x\n", 3,
		false},
	{"keyboard US Default\nkeyboard \"us default\"\nkeyboard swiss german\n",
		"keyboard 'US Default'\nkeyboard 'US Default'\nkeyboard 'Swiss German'\n", 3,
		false},
	{"keyboard qwertz\n", "keyboard qwertz\n", 0, true},
	{"reboot --noeject=perhaps\n", "reboot --noeject=perhaps\n", 0, true},
	{"%firstboot\nnetwork --ip 10.0.0.1\r\n%post --interpreter python\nx\n",
		"%firstboot --interpreter=busybox\nnetwork --ip 10.0.0.1\n"
		"%post --interpreter=python\nx\n",
		3, false},
	{"network --ip {{ address }}\nrootpw 'a\r\n", "network --ip {{ address }}\nrootpw 'a\n", 1,
		false},
};
