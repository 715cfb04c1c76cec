// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of overlays: what a later file replaces, what it adds, and where findings then point.
#include "spec_expect.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "memory.h"
#include "text.h"

static char folder[] = "/tmp/esxmint-merge-XXXXXX";

static void make_folder(void)
{
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void remove_folder(void)
{
	AUTO_FREE char *base = file_resolve(folder, "base.yaml");
	AUTO_FREE char *site = file_resolve(folder, "site.yaml");

	unlink(base);
	unlink(site);
	rmdir(folder);
}

static struct spec *load_two(const char *base, const char *site, const char *findings)
{
	AUTO_FREE char *base_path = file_resolve(folder, "base.yaml");
	AUTO_FREE char *site_path = file_resolve(folder, "site.yaml");
	const char *const paths[] = {base_path, site_path};
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_BUFFER out = BUFFER_INIT;
	AUTO_ERROR err = ERROR_INIT;
	struct spec *spec = NULL;

	ck_assert_int_eq(file_write(base_path, true, base, strlen(base), &err), 0);
	ck_assert_int_eq(file_write(site_path, true, site, strlen(site), &err), 0);
	ck_assert_msg(spec_load(paths, 2, &spec, &diagnostics, &err) == 0, "%s", err.text);
	for (size_t i = 0; i < diagnostics.count; i++)
		buffer_printf(&out, "%s:", file_name(diagnostics.list[i].place.source->name));
	print_findings(&diagnostics, &out);
	ck_assert_str_eq(buffer_text(&out), findings);
	return spec;
}

static const struct {
	const char *base, *site, *path, *value; // value NULL: not written
} merges[] = {
	// scalars and lists replace
	{"network: {hostname: a}\n", "network: {hostname: b}\n", "network.hostname", "b"},
	{"network: {hostname: a}\n", "network: {vm_network: false}\n", "network.hostname", "a"},
	{"time: {ntp: [a, b]}\n", "time: {ntp: [c]}\n", "time.ntp[0]", "c"},
	{"time: {ntp: [a, b]}\n", "time: {ntp: [c]}\n", "time.ntp[1]", NULL},
	{"", "time: {ntp: [c]}\n", "time.ntp[0]", "c"},
	{"vars: {a: x}\nnetwork: {hostname: \"${a}\"}\n", "vars: {a: y}\n", "network.hostname",
		"y"},
	// a secret as a whole
	{"", "install: {root_password: {file: f}}\n", "install.root_password.file", "f"},
	{"", "install: {root_password: {file: f}}\n", "install.root_password.env", NULL},
	// keys that exclude each other
	{"install: {disk: {first: [local], vmfs: overwrite}}\n", "install: {disk: {name: naa.1}}\n",
		"install.disk.first", NULL},
	{"install: {disk: {first: [local], vmfs: overwrite}}\n", "install: {disk: {name: naa.1}}\n",
		"install.disk.vmfs", "overwrite"},
	{"install: {disk: {name: naa.1}}\n", "install: {disk: {first: [usb]}}\n",
		"install.disk.first[0]", "usb"},
	{"install: {disk: {name: naa.1}}\n", "install: {disk: {vmfs: preserve}}\n",
		"install.disk.name", "naa.1"},
	{"install: {clear: {all: true}}\n", "install: {clear: {disks: [naa.1]}}\n",
		"install.clear.all", NULL},
	// a word in place of a mapping and back
	{"network: {management: {ipv4: {address: 10.0.0.1, netmask: 255.0.0.0}}}\n",
		"network: {management: {ipv4: dhcp}}\n", "network.management.ipv4", "dhcp"},
	{"network: {management: {ipv4: dhcp}}\n",
		"network: {management: {ipv4: {address: 10.0.0.1, netmask: 255.0.0.0}}}\n",
		"network.management.ipv4.address", "10.0.0.1"},
	{"network: {management: {ipv4: {address: 10.0.0.1, netmask: 255.0.0.0}}}\n",
		"network: {management: {ipv4: {address: 10.0.0.2}}}\n",
		"network.management.ipv4.netmask", "255.0.0.0"},
};

START_TEST(the_later_file_wins)
{
	static const char head[] = "esxmint: 1\nbase: {iso: a}\n";
	static const char install[] = "install: {accept_eula: true, root_password: {env: X}}\n";
	bool installs = strstr(merges[_i].base, "install:") != NULL;
	AUTO_FREE char *base =
		memory_printf("%s%s%s", head, installs ? "" : install, merges[_i].base);
	AUTO_FREE char *site = memory_strdup(merges[_i].site);
	AUTO_SPEC *spec = NULL;
	const struct spec_node *node;

	if (installs) {
		// Room for the required keys in the only mapping of that name.
		free(base);
		base = memory_printf("%sinstall: {accept_eula: true, root_password: {env: X}, %s",
			head, merges[_i].base + strlen("install: {"));
	}
	spec = load_two(base, site, "");
	node = spec_get(spec, merges[_i].path);
	if (!merges[_i].value)
		ck_assert_ptr_null(node);
	else
		ck_assert_str_eq(spec_text(spec, merges[_i].path), merges[_i].value);
}
END_TEST

START_TEST(findings_point_into_their_file)
{
	AUTO_SPEC *spec = load_two(HEAD "time: {ntp: [a]}\n",
		"# site\nnetwork:\n  vm_network: no\ntime: {ntp: [b b]}\n",
		"site.yaml:site.yaml:3:15 network.vm_network: 'no' is not true or false\n"
		"4:14 time.ntp[0]: 'b b' is not a host\n");

	ck_assert_uint_eq(spec_file_count(spec), 2);
	ck_assert_str_eq(spec_file_name(spec, 0), "base.yaml");
	ck_assert_str_eq(spec_file_name(spec, 1), "site.yaml");
}
END_TEST

START_TEST(a_replaced_value_is_not_checked)
{
	AUTO_SPEC *spec =
		load_two(HEAD "network: {hostname: \"_\"}\n", "network: {hostname: a}\n", "");

	ck_assert_str_eq(spec_text(spec, "network.hostname"), "a");
}
END_TEST

START_TEST(two_files_and_one_have_one_digest)
{
	AUTO_SPEC *two = load_two(HEAD, "# site\ntime: {ntp: [\"a\"]}\n", "");
	AUTO_SPEC *one = load_clean("time:\r\n  ntp:\r\n  - a # one\r\n" HEAD);
	AUTO_SPEC *other = load_clean(HEAD "time: {ntp: [b]}\n");

	ck_assert_uint_eq(strlen(spec_digest(one)), 64);
	ck_assert_str_eq(spec_digest(one), spec_digest(two));
	ck_assert_str_ne(spec_digest(one), spec_digest(other));
}
END_TEST

START_TEST(a_text_of_digits_is_not_the_number)
{
	AUTO_SPEC *number = load_clean(HEAD "host: {advanced: {/Mem/A: -1, /Mem/B: on}}\n");
	AUTO_SPEC *same = load_clean(HEAD "host: {advanced: {/Mem/B: \"on\", /Mem/A: -1}}\n");
	AUTO_SPEC *text = load_clean(HEAD "host: {advanced: {/Mem/A: \"-1\", /Mem/B: on}}\n");

	ck_assert_str_eq(spec_digest(number), spec_digest(same));
	ck_assert_str_ne(spec_digest(number), spec_digest(text));
}
END_TEST

START_TEST(a_missing_file_is_an_error_of_the_system)
{
	const char *const paths[] = {"/nowhere/spec.yaml"};
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_ERROR err = ERROR_INIT;
	AUTO_SPEC *spec = NULL;

	ck_assert_int_eq(spec_load(paths, 1, &spec, &diagnostics, &err), -1);
	ck_assert_int_eq(err.kind, ERROR_SYSTEM);
	ck_assert_ptr_null(spec);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("merge");
	TCase *cases = tcase_create("merge");

	tcase_add_checked_fixture(cases, make_folder, remove_folder);
	tcase_add_loop_test(cases, the_later_file_wins, 0, COUNT(merges));
	tcase_add_test(cases, findings_point_into_their_file);
	tcase_add_test(cases, a_replaced_value_is_not_checked);
	tcase_add_test(cases, two_files_and_one_have_one_digest);
	tcase_add_test(cases, a_text_of_digits_is_not_the_number);
	tcase_add_test(cases, a_missing_file_is_an_error_of_the_system);
	suite_add_tcase(suite, cases);
	return run_suite(suite);
}
