// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of a spec as a whole: values by type, rules over several keys, look-ups, releases.
#include "spec_expect.h"

#include <unistd.h>

#include "memory.h"

#ifndef FIXTURES_DEFAULT
#define FIXTURES_DEFAULT "/nowhere"
#endif
#define CONTRACT FIXTURES_DEFAULT "/../spec/"

// Ten mistakes of ten kinds.
START_TEST(ten_mistakes_give_ten_findings)
{
	expect("# a spec with ten mistakes of ten kinds\n"
	       "esxmint: 1\n"
	       "base:\n"
	       "\tiso: base.iso\n"
	       "  iso: other.iso\n"
	       "  release: \"8.0.3\"\n"
	       "instal:\n"
	       "  mode: install\n"
	       "install:\n"
	       "  accept_eula: yes\n"
	       "  reboot: ejct\n"
	       "network:\n"
	       "  hostname: ${nmae}.example.com\n"
	       "  management:\n"
	       "    vlan: 012\n"
	       "    ipv4: {address: 10.1.0.256, netmask: 255.255.255.0}\n"
	       "image:\n"
	       "  boot_timeout: 99999\n"
	       "vars: {name: esx01}\n",
		"4:1 tab as indentation\n"
		"5:3 base.iso: duplicate key 'iso', first in line 4\n"
		"7:1 instal: unknown key 'instal'\n"
		"9:1 install.root_password: required key 'root_password' is missing\n"
		"10:16 install.accept_eula: 'yes' is not true or false\n"
		"11:11 install.reboot: 'ejct' is not a value of this key\n"
		"13:13 network.hostname: unknown variable 'nmae'\n"
		"15:11 network.management.vlan: '012' has a leading zero\n"
		"16:21 network.management.ipv4.address: '10.1.0.256' is not an IPv4 address of a "
		"host\n"
		"18:17 image.boot_timeout: '99999' is out of range\n");
}
END_TEST

static const struct expectation values[] = {
	// booleans
	{HEAD "network: {vm_network: true}\nhost: {ceip: false}\n", ""},
	{HEAD "network: {vm_network: True}\n",
		"4:23 network.vm_network: 'True' is not true or false\n"},
	{HEAD "network: {vm_network: \"true\"}\n",
		"4:23 network.vm_network: 'true' is not true or false\n"},
	{HEAD "network: {vm_network: 1}\n", "4:23 network.vm_network: '1' is not true or false\n"},
	// numbers
	{HEAD "image: {boot_timeout: 0}\n", ""},
	{HEAD "image: {boot_timeout: -1}\n",
		"4:23 image.boot_timeout: '-1' is not a whole number\n"},
	{HEAD "image: {boot_timeout: 1.0}\n",
		"4:23 image.boot_timeout: '1.0' is not a whole number\n"},
	{HEAD "image: {boot_timeout: 0x5}\n",
		"4:23 image.boot_timeout: '0x5' is not a whole number\n"},
	{HEAD "image: {boot_timeout: 1_0}\n",
		"4:23 image.boot_timeout: '1_0' is not a whole number\n"},
	{HEAD "image: {boot_timeout: \"5\"}\n", "4:23 image.boot_timeout: '5' in quotes is text\n"},
	{HEAD "image: {boot_timeout: 99999999999999999999}\n",
		"4:23 image.boot_timeout: '99999999999999999999' is out of range\n"},
	{HEAD "image: {boot_timeout: 3601}\n", "4:23 image.boot_timeout: '3601' is out of range\n"},
	{"esxmint: 2\nbase: {iso: a}\ninstall: {accept_eula: true, root_password: {env: X}}\n",
		"1:10 esxmint: '2' is out of range\n"},
	// nothing is a mistake everywhere
	{HEAD "time:\n", "4:6 time: no value\n"},
	{HEAD "network: {hostname: ~}\n", "4:21 network.hostname: '~' is no value\n"},
	{HEAD "network: {hostname: null}\n", "4:21 network.hostname: 'null' is no value\n"},
	{HEAD "network: {hostname: \"\"}\n", "4:21 network.hostname: empty text\n"},
	{HEAD "scripts: {firstboot: [{text: \" \\n\"}]}\n",
		"4:30 scripts.firstboot[0].text: empty text\n"},
	{HEAD "install.disk: {first: []}\n", "4:1 install.disk: unknown key 'install.disk'\n"},
	{HEAD "host: {advanced: {/A/B: \"\"}}\n", ""},
	// kinds
	{HEAD "time: [a]\n", "4:7 time: a list where a mapping is needed\n"},
	{HEAD "time: {ntp: a}\n", "4:13 time.ntp: a single value where a list is needed\n"},
	{HEAD "time: {ntp: {a: b}}\n", "4:13 time.ntp: a mapping where a list is needed\n"},
	{HEAD "time: {ntp: [[a]]}\n", "4:14 time.ntp[0]: a list where a single value is needed\n"},
	{HEAD "network: {management: {ipv4: dchp}}\n",
		"4:30 network.management.ipv4: a single value where a mapping is needed\n"},
	{HEAD "network: {management: {ipv4: {address: 10.0.0.1}}}\n",
		"4:24 network.management.ipv4.netmask: required key 'netmask' is missing\n"},
	// what is not known
	{HEAD "storage: 1\n", "4:10 storage: a single value where a mapping is needed\n"},
	{HEAD "scripts: {pre: [{text: a, timeout: 5}]}\n",
		"4:27 scripts.pre[0].timeout: unknown key 'timeout'\n"},
	// a misspelt key is not missing as well
	{"esxmnt: 1\nbase: {isso: a}\ninstall: {acept_eula: true, root_pasword: {env: X}}\n",
		"1:1 esxmnt: unknown key 'esxmnt'\n2:8 base.isso: unknown key 'isso'\n"
		"3:11 install.acept_eula: unknown key 'acept_eula'\n"
		"3:29 install.root_pasword: unknown key 'root_pasword'\n"},
	{"time: {}\n", "1:1 esxmint: required key 'esxmint' is missing\n"
		       "1:1 base: required key 'base' is missing\n"
		       "1:1 install: required key 'install' is missing\n"},
	{"esxmint: 1\nbase: {}\ninstall: {accept_eula: true, root_password: {env: X}}\n",
		"2:1 base: none of the keys iso, release is there\n"},
	// text
	{HEAD "install.x: 1\n", "4:1 install.x: unknown key 'install.x'\n"},
	{HEAD "image: {kernel_options: {\"a b\": c}}\n",
		"4:26 image.kernel_options.a b: 'a b' is not the name of a kernel option\n"},
	{HEAD "image: {kernel_options: {systemMediaSize: smal}}\n",
		"4:43 image.kernel_options.systemMediaSize: 'smal' is not a value of this key\n"},
};

START_TEST(values_are_read_by_their_type)
{
	expect(values[_i].text, values[_i].findings);
}
END_TEST

#define BASE "esxmint: 1\nbase: {iso: a}\n"
#define PASSWORD "root_password: {env: X}"
#define NETWORK(address, netmask, gateway)                                                         \
	HEAD "network:\n management:\n  ipv4:\n   address: " address "\n   netmask: " netmask      \
	     "\n   gateway: " gateway "\n"
#define IPV4 "network.management.ipv4"

static const struct expectation rules[] = {
	{BASE "install: {accept_eula: false, " PASSWORD "}\n",
		"3:24 install.accept_eula: the license is not accepted\n"},
	{BASE "install: {" PASSWORD "}\n",
		"3:1 install.accept_eula: required key 'accept_eula' is missing\n"},
	{BASE "install: {mode: upgrade}\n", ""},
	{BASE "install: {mode: installorupgrade, accept_eula: true}\n", ""},
	{BASE "install: {mode: upgrad}\n", "3:17 install.mode: 'upgrad' is not a value of this "
					   "key\n"},
	{BASE "install: {mode: upgrade, clear: {all: true}, datastores: []}\n",
		"3:33 install.clear: 'install.clear' does not go with mode 'upgrade'\n"
		"3:58 install.datastores: 'install.datastores' does not go with mode 'upgrade'\n"},
	// disk
	{BASE "install: {accept_eula: true, " PASSWORD ", disk: {vmfs: none}}\n",
		"3:55 install.disk: none of the keys first, name is there\n"},
	{BASE "install: {accept_eula: true, " PASSWORD ", disk: {name: a, first: [b]}}\n",
		"3:71 install.disk.first: 'name' and 'first' exclude each other\n"},
	{BASE "install: {accept_eula: true, " PASSWORD ", disk: {first: []}}\n",
		"3:69 install.disk.first: empty list\n"},
	{BASE "install: {accept_eula: true, " PASSWORD ", disk: {name: a, ignore_ssd: true}}\n",
		"3:83 install.disk.ignore_ssd: 'ignore_ssd' does not go with 'name'\n"},
	{BASE "install: {accept_eula: true, " PASSWORD ", disk: {name: a, ignore_ssd: false}}\n",
		""},
	{BASE "install: {accept_eula: true, mode: installorupgrade, disk: {first: [a], "
	      "ignore_ssd: true}}\n",
		"3:85 install.disk.ignore_ssd: 'ignore_ssd' does not go with mode "
		"'installorupgrade'\n"},
	{BASE "install: {accept_eula: true, " PASSWORD ", clear: {all: false}}\n",
		"3:68 install.clear.all: 'all: false' chooses no disk\n"},
	{BASE "install: {accept_eula: true, " PASSWORD ", clear: {disks: [a], ignore: [b]}}\n",
		"3:83 install.clear.ignore: 'ignore' goes with 'all' only\n"},
	{BASE "install: {accept_eula: true, " PASSWORD ", clear: {overwrite_vmfs: true}}\n",
		"3:55 install.clear: none of the keys disks, first, all is there\n"},
	{BASE "install:\n  accept_eula: true\n  " PASSWORD "\n  disk: {name: naa.1}\n"
	      "  datastores:\n  - {name: a, disk: naa.1}\n  - {name: b, disk: naa.2}\n"
	      "  - {name: b, disk: naa.3}\n  - {name: c, disk: naa.2}\n  - {name: d/e, disk: x}\n",
		"8:21 install.datastores[0].disk: the disk of the datastore is the one that is "
		"installed on\n"
		"10:12 install.datastores[2].name: datastore 'b' a second time\n"
		"11:21 install.datastores[3].disk: disk 'naa.2' a second time\n"
		"12:12 install.datastores[4].name: 'd/e' is not the name of a datastore\n"},
	// base and image
	{"esxmint: 1\nbase: {release: \"8.1\"}\ninstall: {accept_eula: true, " PASSWORD "}\n",
		"2:17 base.release: there is no ESXi 8.1\n"},
	{"esxmint: 1\nbase: {release: \"4.0\"}\ninstall: {accept_eula: true, " PASSWORD "}\n",
		"2:17 base.release: ESXi 4.0 has no scripted installation\n"},
	{"esxmint: 1\nbase: {release: 8.0}\ninstall: {accept_eula: true, " PASSWORD "}\n", ""},
	{HEAD "image: {kernel_options: {ks: \"x\"}}\n",
		"4:30 image.kernel_options.ks: kernel option 'ks' is set by esxmint itself\n"},
	{HEAD "image:\n  files:\n  - {source: a, target: /KS.CFG}\n"
	      "  - {source: a, target: /EFI/BOOT/BOOT.CFG}\n  - {source: a, target: /A}\n"
	      "  - {source: a, target: /A/B}\n  - {source: a, target: /A/B}\n"
	      "  - {source: a, target: /lower}\n  - {source: a}\n",
		"6:25 image.files[0].target: '/KS.CFG' is written by esxmint itself\n"
		"7:25 image.files[1].target: '/EFI/BOOT/BOOT.CFG' is written by esxmint itself\n"
		"8:25 image.files[2].target: '/A' is the folder of another target\n"
		"10:25 image.files[4].target: target '/A/B' a second time\n"
		"11:25 image.files[5].target: '/lower' is not a path on the medium\n"
		"12:5 image.files[6].target: required key 'target' is missing\n"},
	// addresses
	{NETWORK("10.1.0.11", "255.255.255.0", "10.1.0.1"), ""},
	{NETWORK("10.1.0.11", "255.255.255.0", "10.1.1.1"),
		"9:13 " IPV4 ".gateway: gateway '10.1.1.1' is not in the network of "
		"10.1.0.11/255.255.255.0\n"},
	{NETWORK("10.1.0.0", "255.255.255.0", "10.1.0.255"),
		"7:13 " IPV4 ".address: '10.1.0.0' is the address of the network itself\n"
		"9:13 " IPV4 ".gateway: '10.1.0.255' is the broadcast address of the network\n"},
	{NETWORK("10.1.0.11", "255.0.255.0", "10.1.0.1"),
		"8:13 " IPV4 ".netmask: '255.0.255.0' is not a netmask\n"},
	{NETWORK("10.1.0.11", "255.255.255.255", "10.1.0.11"), ""},
	{HEAD "network: {dns: {servers: [10.0.0.1, 10.0.0.2, 10.0.0.3], search: [a.b]}}\n", ""},
	{HEAD "network: {dns: {servers: [ns]}}\n",
		"4:27 network.dns.servers[0]: 'ns' is not an IPv4 address\n"},
};

START_TEST(rules_over_several_keys_hold)
{
	expect(rules[_i].text, rules[_i].findings);
}
END_TEST

START_TEST(hints_say_what_is_expected)
{
	static const char text[] = HEAD "lint: {disabl: [a]}\nimage: {layout: appnd}\n"
					"network: {management: {vlan: 4095}, vm_network: No}\n";
	static const char *const hints[] = {
		"did you mean 'disable'? allowed here: disable",
		"did you mean 'append'? expected one of auto, append, compact",
		"expected a whole number from 0 to 4094",
		"write false",
	};
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_SPEC *spec = NULL;

	spec_load_text("test.yaml", text, strlen(text), &spec, &diagnostics);
	ck_assert_uint_eq(diagnostics.count, COUNT(hints));
	for (size_t i = 0; i < COUNT(hints); i++)
		ck_assert_str_eq(diagnostics.list[i].hint, hints[i]);
}
END_TEST

START_TEST(looking_up_gives_values_and_defaults)
{
	AUTO_SPEC *spec = load_clean(HEAD "network: {hostname: no, management: {vlan: 7}}\n"
					  "host: {advanced: {/B/A: 012, /A/B.C: yes}}\n"
					  "scripts: {post: [{text: \"a\\nb\\n\", timeout: 9}]}\n"
					  "time: {ntp: [a, b]}\n");
	const struct spec_node *advanced = spec_get(spec, "host.advanced");
	struct place place;

	ck_assert_str_eq(spec_text(spec, "network.hostname"), "no");
	ck_assert_uint_eq(spec_number(spec, "network.management.vlan"), 7);
	ck_assert_str_eq(spec_text(spec, "network.management.ipv4"), "dhcp");
	ck_assert(!spec_has(spec, "network.management.ipv4"));
	ck_assert(spec_flag(spec, "network.vm_network"));
	ck_assert(!spec_flag(spec, "image.secure_boot"));
	ck_assert_str_eq(spec_text(spec, "install.reboot"), "eject");
	ck_assert_str_eq(spec_text(spec, "scripts.post[0].interpreter"), "busybox");
	ck_assert_str_eq(spec_text(spec, "scripts.post[0].text"), "a\nb\n");
	ck_assert_uint_eq(spec_number(spec, "scripts.post[0].timeout"), 9);
	ck_assert_ptr_null(spec_text(spec, "install.keyboard"));
	ck_assert_ptr_null(spec_text(spec, "no.such.key"));
	ck_assert_ptr_null(spec_text(spec, "time.ntp"));
	ck_assert_ptr_null(spec_get(spec, "time.ntp[2]"));
	ck_assert_uint_eq(spec_node_count(advanced), 2);
	ck_assert_str_eq(spec_node_key(advanced, 0), "/B/A");
	ck_assert_str_eq(spec_node_text(spec_node_at(advanced, 0)), "012");
	ck_assert_str_eq(spec_text(spec, "host.advanced./A/B.C"), "yes");
	ck_assert_str_eq(spec_node_path(spec_node_get(advanced, "/A/B.C")), "host.advanced./A/B.C");
	ck_assert_ptr_null(spec_node_at(advanced, 2));
	place = spec_place(spec, "time.ntp[1]");
	ck_assert_uint_eq(place.line, 7);
	ck_assert_uint_eq(place.column, 17);
	place = spec_place(spec, "network.dns.servers");
	ck_assert_uint_eq(place.line, 4);
	ck_assert_uint_eq(place.column, 1);
}
END_TEST

START_TEST(a_value_with_a_finding_is_not_handed_out)
{
	static const char text[] = HEAD "image: {layout: x, boot_timeout: 012}\n";
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_SPEC *spec = NULL;

	spec_load_text("test.yaml", text, strlen(text), &spec, &diagnostics);
	ck_assert_str_eq(spec_text(spec, "image.layout"), "auto");
	ck_assert_uint_eq(spec_number(spec, "image.boot_timeout"), 0);
}
END_TEST

static const struct {
	struct release release;
	const char *keys, *findings;
} releases[] = {
	{{6, 7, 3}, "install: {unsupported_cpu: true}\n",
		"1:11 install.unsupported_cpu: ESXi 6.7.3 does not know 'unsupported_cpu'\n"},
	{{6, 7, 0}, "install: {unsupported_cpu: false}\n", ""},
	{{6, 0, 0}, "host: {ceip: false}\n",
		"1:8 host.ceip: no command of ESXi 6.0 is known that sets 'ceip'\n"},
	{{7, 0, 0}, "install: {unsupported_cpu: true}\n", ""},
	{{6, 7, 3}, "image: {kernel_options: {systemMediaSize: min}}\n",
		"1:26 image.kernel_options.systemMediaSize: ESXi 6.7.3 does not know "
		"'systemMediaSize'\n"},
	// 7.0 may be any update of it
	{{7, 0, 0}, "image: {kernel_options: {systemMediaSize: min}}\n", ""},
	{{0, 0, 0}, "install: {unsupported_cpu: true}\n", ""},
};

START_TEST(releases_know_their_keys)
{
	AUTO_DIAGNOSTICS ignored = DIAGNOSTICS_INIT;
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_BUFFER out = BUFFER_INIT;
	AUTO_SPEC *spec = NULL;

	spec_load_text("test.yaml", releases[_i].keys, strlen(releases[_i].keys), &spec, &ignored);
	spec_check_release(spec, releases[_i].release, &diagnostics);
	print_findings(&diagnostics, &out);
	ck_assert_str_eq(buffer_text(&out), releases[_i].findings);
}
END_TEST

// The contract itself, where it is beside the checkout: nothing is wrong in it, and nothing of it
// is unknown.
START_TEST(the_contract_is_read)
{
	static const char *const paths[] = {CONTRACT "minimal.yaml", CONTRACT "full.yaml"};
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_ERROR err = ERROR_INIT;
	AUTO_SPEC *spec = NULL;

	if (access(paths[_i], R_OK) != 0)
		return;
	ck_assert_msg(spec_load(&paths[_i], 1, &spec, &diagnostics, &err) == 0, "%s", err.text);
	ck_assert_ptr_nonnull(spec);
	for (size_t i = 0; i < diagnostics.count; i++)
		ck_assert_msg(strstr(diagnostics.list[i].message, "is not supported yet") != NULL,
			"%u: %s", diagnostics.list[i].place.line, diagnostics.list[i].message);
	ck_assert(_i == 1 || diagnostics.count == 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("spec");
	TCase *cases = tcase_create("spec");

	tcase_add_test(cases, ten_mistakes_give_ten_findings);
	tcase_add_loop_test(cases, values_are_read_by_their_type, 0, COUNT(values));
	tcase_add_loop_test(cases, rules_over_several_keys_hold, 0, COUNT(rules));
	tcase_add_test(cases, hints_say_what_is_expected);
	tcase_add_test(cases, looking_up_gives_values_and_defaults);
	tcase_add_test(cases, a_value_with_a_finding_is_not_handed_out);
	tcase_add_loop_test(cases, releases_know_their_keys, 0, COUNT(releases));
	tcase_add_loop_test(cases, the_contract_is_read, 0, 2);
	suite_add_tcase(suite, cases);
	return run_suite(suite);
}
