// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of hosts: names, selectors, what lies over what, and variables.
#include "spec_expect.h"

#include "memory.h"
#include "text.h"

#define SITE HEAD "vars: {site: fra}\nnetwork: {hostname: \"${name}.${site}.example.com\"}\n"

static const struct expectation findings[] = {
	{HEAD "hosts: {a: {}, b: {}}\n", ""},
	{HEAD "hosts: {}\n", ""},
	{HEAD "hosts: [a]\n", "4:8 hosts: a list where a mapping is needed\n"},
	{HEAD "hosts: {a: [x], b: , c: x}\n", "4:12 hosts.a: a list where a mapping is needed\n"
					      "4:20 hosts.b: nothing where a mapping is needed\n"
					      "4:25 hosts.c: a single value where a mapping is "
					      "needed\n"},
	{HEAD "hosts: {../a: {}, .: {}, \"a b\": {}, a.b_c-1: {}}\n",
		"4:9 hosts.../a: '../a' is not the name of an entry below 'hosts'\n"
		"4:19 hosts..: '.' is not the name of an entry below 'hosts'\n"
		"4:26 hosts.a b: 'a b' is not the name of an entry below 'hosts'\n"},
	{HEAD "hosts: {a: {}, a: {}}\n", "4:16 hosts.a: duplicate key 'a', first in line 4\n"},
	{HEAD "hosts: {a: {hosts: {b: {}}}}\n", "4:13 hosts.a: unknown key 'hosts'\n"},
	{HEAD "hosts: {a: {match: {}}}\n", "4:13 hosts.a.match: none of the keys mac, serial, "
					   "uuid, asset_tag is there\n"},
	{HEAD "hosts: {a: {match: {mac: x, uuid: 1234, seriel: a}}}\n",
		"4:26 hosts.a.match.mac: 'x' is not a MAC address\n"
		"4:35 hosts.a.match.uuid: '1234' is not a UUID\n"
		"4:41 hosts.a.match.seriel: unknown key 'seriel'\n"},
	{HEAD "hosts: {a: {match: {serial: \"${b}\"}}}\n",
		"4:30 hosts.a.match.serial: unknown variable 'b'\n"},
	// the same machine twice
	{HEAD "hosts:\n  a: {match: {mac: \"00:50:56:AA:bb:01\"}}\n"
	      "  b: {match: {mac: \"00:50:56:aa:bb:01\"}}\n",
		"6:20 hosts.b.match.mac: hosts 'a' and 'b' have the same mac\n"},
	{HEAD "hosts:\n  a: {match: {serial: cz 1}}\n  b: {match: {serial: CZ1}}\n",
		"6:23 hosts.b.match.serial: hosts 'a' and 'b' have the same serial\n"},
	{HEAD "hosts:\n  a: {match: {uuid: 44454C4C-4200-1046-8053-b3c04f345433}}\n"
	      "  b: {match: {uuid: 4c4c4544004246108053b3c04f345433}}\n",
		"6:21 hosts.b.match.uuid: hosts 'a' and 'b' have the same uuid\n"},
	{HEAD "vars: {s: X}\nhosts:\n  a: {match: {asset_tag: \"${s}1\"}}\n"
	      "  b: {vars: {s: \"x\"}, match: {asset_tag: \"${s}1\"}}\n"
	      "  c: {match: {serial: X1}}\n",
		"7:42 hosts.b.match.asset_tag: hosts 'a' and 'b' have the same asset_tag\n"},
	// what tells no machine from another
	{HEAD "hosts: {a: {match: {serial: ' \"\" '}}, b: {match: {asset_tag: '\"'}}}\n",
		"4:29 hosts.a.match.serial: ' \"\" ' tells no machine from another\n"
		"4:62 hosts.b.match.asset_tag: '\"' tells no machine from another\n"},
	// variables that `match` does not ask for are a matter of the host they are of
	{HEAD "hosts:\n  a: {match: {serial: \"${s}\"}, vars: {s: A1, b: \"${b}\"}}\n"
	      "  b: {match: {serial: B1}, vars: {b: \"${c}\", c: \"${b}\"}}\n",
		""},
	{HEAD "hosts:\n  a: {match: {serial: \"${s}\"}, vars: {s: \"${s}\"}}\n",
		"5:43 vars.s: variable 's' contains itself\n"},
	{HEAD "vars: {name: x}\nhosts: {a: {}}\n", "4:8 vars.name: variable 'name' is not used\n"},
	{HEAD "network: {hostname: \"${name}\"}\n",
		"4:22 network.hostname: unknown variable 'name'\n"},
	// what all hosts have in common is checked with each of them only
	{HEAD "network: {hostnam: x}\nhosts: {a: {}}\n", ""},
};

START_TEST(hosts_are_checked)
{
	expect(findings[_i].text, findings[_i].findings);
}
END_TEST

static const struct {
	const char *text, *host, *findings, *path, *value;
} specs[] = {
	{SITE "hosts: {a: {}, b: {}}\n", "b", "", "network.hostname", "b.fra.example.com"},
	{SITE "hosts: {a: {}, b: {vars: {site: \"${name}-x\"}}}\n", "b", "", "network.hostname",
		"b.b-x.example.com"},
	{SITE "hosts: {a: {network: {hostname: x.example.com}}, b: {}}\n", "a", "",
		"network.hostname", "x.example.com"},
	{SITE "hosts: {a: {match: {serial: x}, network: {vm_network: true}}, b: {}}\n", "a", "",
		"network.hostname", "a.fra.example.com"},
	{HEAD "time: {ntp: [a, b]}\nhosts: {a: {time: {ntp: [c]}}}\n", "a", "", "time.ntp[0]", "c"},
	{HEAD "hosts: {a: {install: {root_password: {plain: x}}}}\n", "a", "",
		"install.root_password.plain", "x"},
	{HEAD "hosts: {a: {network: {hostnam: x}}}\n", "a",
		"4:23 network.hostnam: unknown key 'hostnam'\n", NULL, NULL},
	{HEAD "network: {hostname: \"${nam}\"}\nhosts: {a: {}}\n", "a",
		"4:22 network.hostname: unknown variable 'nam'\n", NULL, NULL},
	{"esxmint: 1\nhosts: {a: {base: {iso: x}}}\n", "a",
		"1:1 install: required key 'install' is missing\n", NULL, NULL},
	{SITE "hosts: {a: {match: {serial: A1}}, b: {match: {serial: B1}, vars: {c: \"${c}\"}}}\n",
		"a", "", "network.hostname", "a.fra.example.com"},
	{SITE "hosts: {a: {}, b: {match: {serial: B1}, vars: {c: \"${c}\"}}}\n", "b",
		"6:52 vars.c: variable 'c' contains itself\n", NULL, NULL},
	{"hosts: {a: {esxmint: 1, base: {iso: x}, install: {accept_eula: true, root_password: "
	 "{env: X}}}}\n",
		"a", "", "base.iso", "x"},
};

START_TEST(host_lies_over_the_whole)
{
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_BUFFER out = BUFFER_INIT;
	AUTO_SPEC *all = NULL;
	AUTO_SPEC *spec = NULL;
	size_t index = 99;

	spec_load_text("test.yaml", specs[_i].text, strlen(specs[_i].text), &all, &diagnostics);
	ck_assert(spec_host_find(all, specs[_i].host, &index));
	ck_assert_str_eq(spec_host_name(all, index), specs[_i].host);
	spec_for_host(all, index, &spec, &diagnostics);
	print_findings(&diagnostics, &out);
	ck_assert_str_eq(buffer_text(&out), specs[_i].findings);
	ck_assert_str_eq(spec_host(spec), specs[_i].host);
	ck_assert_uint_eq(spec_host_count(spec), 0);
	ck_assert(!spec_has(spec, "hosts") && !spec_has(spec, "match"));
	if (specs[_i].path)
		ck_assert_str_eq(spec_text(spec, specs[_i].path), specs[_i].value);
}
END_TEST

// The spec of a host is the same as one that has been written for it alone.
START_TEST(digest_is_that_of_the_whole)
{
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_SPEC *alone = load_clean(HEAD "network: {hostname: b.fra.example.com}\n");
	AUTO_SPEC *all = load_clean(SITE "hosts: {a: {}, b: {match: {serial: x}}}\n");
	AUTO_SPEC *a = NULL;
	AUTO_SPEC *b = NULL;

	spec_for_host(all, 0, &a, &diagnostics);
	spec_for_host(all, 1, &b, &diagnostics);
	ck_assert_str_eq(spec_digest(alone), spec_digest(b));
	ck_assert_str_ne(spec_digest(a), spec_digest(b));
}
END_TEST

// What hosts have in common is one tree: what is wrong with it for one of them (a disk for itself
// that a datastore of all has) is not wrong for the others, and it stays as long as any of them.
START_TEST(hosts_do_not_notice_each_other)
{
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	struct spec *all =
		load_clean("esxmint: 1\nbase: {iso: base.iso}\ninstall:\n  accept_eula: true\n"
			   "  root_password: {env: X}\n  disk: {name: naa.1}\n"
			   "  datastores: [{name: a, disk: naa.2}]\nhost: {ceip: false}\n"
			   "hosts:\n  a: {}\n  b: {install: {disk: {name: naa.2}}}\n"
			   "  c: {host: {maintenance_mode: true}}\n");
	AUTO_BUFFER out = BUFFER_INIT;
	struct spec *own[6];

	for (size_t i = 0; i < COUNT(own); i++)
		spec_for_host(all, i % 3, &own[i], &diagnostics);
	print_findings(&diagnostics, &out);
	ck_assert_str_eq(buffer_text(&out),
		"7:32 install.datastores[0].disk: the disk of the datastore is the one that is "
		"installed on\n"
		"7:32 install.datastores[0].disk: the disk of the datastore is the one that is "
		"installed on\n");
	spec_destroy(all);
	for (size_t i = 0; i < COUNT(own); i++) {
		const struct spec_node *node = spec_get(own[i], "install.datastores[0].name");

		ck_assert_str_eq(spec_digest(own[i]), spec_digest(own[i % 3]));
		ck_assert_str_eq(spec_node_text(node), "a");
		ck_assert_str_eq(spec_node_path(node), "install.datastores[0].name");
		ck_assert(spec_flag(own[i], "host.maintenance_mode") == (i % 3 == 2));
		ck_assert(!spec_flag(own[i], "host.ceip") && spec_has(own[i], "host.ceip"));
		ck_assert_str_eq(spec_node_path(spec_get(own[i], "host.ceip")), "host.ceip");
		if (i >= 3)
			spec_destroy(own[i]);
	}
	for (size_t i = 0; i < 3; i++)
		spec_destroy(own[i]);
}
END_TEST

START_TEST(selectors_are_normalised)
{
	AUTO_SPEC *spec =
		load_clean(HEAD "hosts:\n  a:\n    match: {mac: \"00:50:56:AA:BB:01\", serial: "
				"\"VMware-42 30 A8\",\n"
				"      uuid: 4C4C4544-0042-4610-8053-B3C04F345433}\n  b: {}\n");

	ck_assert_str_eq(spec_host_selector(spec, 0, SPEC_MAC), "00:50:56:aa:bb:01");
	ck_assert_str_eq(spec_host_selector(spec, 0, SPEC_SERIAL), "vmware-4230a8");
	ck_assert_str_eq(
		spec_host_selector(spec, 0, SPEC_UUID), "44454c4c420010468053b3c04f345433");
	ck_assert_ptr_null(spec_host_selector(spec, 0, SPEC_ASSET_TAG));
	ck_assert_ptr_null(spec_host_selector(spec, 1, SPEC_MAC));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("hosts");
	TCase *tcase = tcase_create("hosts");

	tcase_add_loop_test(tcase, hosts_are_checked, 0, (int)COUNT(findings));
	tcase_add_loop_test(tcase, host_lies_over_the_whole, 0, (int)COUNT(specs));
	tcase_add_test(tcase, digest_is_that_of_the_whole);
	tcase_add_test(tcase, hosts_do_not_notice_each_other);
	tcase_add_test(tcase, selectors_are_normalised);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
