// SPDX-License-Identifier: GPL-3.0-or-later
// The command part of a kickstart: one table of specs and the lines they make.
#include <check.h>
#include <string.h>

#include "commands.h"
#include "memory.h"
#include "suite.h"

#define HASH                                                                                       \
	"$6$saltsalt$0123456789012345678901234567890123456789012345678901234567890123456789012345" \
	"678901234."
#define HEAD "esxmint: 1\nbase: {release: '8.0'}\n"
#define INSTALL HEAD "install:\n  accept_eula: true\n  root_password: " HASH "\n"

struct command_case {
	const char *spec;
	struct release release;
	const char *expected; // lines without comments and empty ones
};

static const struct command_case cases[] = {
	{INSTALL, {8, 0, 0},
		"vmaccepteula\ninstall --firstdisk\nrootpw --iscrypted " HASH "\n"
		"network --bootproto=dhcp --addvmportgroup=1\nreboot\n"},
	{INSTALL "  disk: {name: naa.1, vmfs: preserve}\n  reboot: wait\n", {5, 0, 0},
		"vmaccepteula\ninstall --disk=naa.1 --preservevmfs\nrootpw --iscrypted " HASH "\n"
		"network --bootproto=dhcp --addvmportgroup=1\n"},
	{INSTALL "  disk: {first: [local], vmfs: overwrite}\n  reboot: noeject\n", {6, 7, 0},
		"vmaccepteula\ninstall --firstdisk=local --overwritevmfs\n"
		"rootpw --iscrypted " HASH "\n"
		"network --bootproto=dhcp --addvmportgroup=1\nreboot --noeject\n"},
	{INSTALL "  disk: {first: [My Disk, local], vmfs: none}\n", {8, 0, 0},
		"vmaccepteula\n"
		"install --firstdisk='My Disk,local' --overwritevmfs --novmfsondisk\n"
		"rootpw --iscrypted " HASH "\n"
		"network --bootproto=dhcp --addvmportgroup=1\nreboot\n"},
	{INSTALL "  unsupported_cpu: true\n  ignore_prereq: warnings\n", {7, 0, 0},
		"vmaccepteula\n"
		"install --firstdisk --ignoreprereqwarnings --forceunsupportedinstall\n"
		"rootpw --iscrypted " HASH "\n"
		"network --bootproto=dhcp --addvmportgroup=1\nreboot\n"},
	// 4.1 chooses the disk by another command, and is told where its media are.
	{INSTALL "  disk: {first: [megaraid_sas, local], vmfs: overwrite}\n"
		 "  clear: {all: true, overwrite_vmfs: true}\n  reboot: noeject\n",
		{4, 1, 0},
		"vmaccepteula\ninstall cdrom\n"
		"autopart --firstdisk=megaraid_sas,local --overwritevmfs\n"
		"clearpart --alldrives --overwritevmfs\n"
		"rootpw --iscrypted " HASH "\n"
		"network --bootproto=dhcp --addvmportgroup=1\nreboot --noeject\n"},
	{INSTALL, {4, 1, 0},
		"vmaccepteula\ninstall cdrom\nautopart --firstdisk\n"
		"rootpw --iscrypted " HASH "\n"
		"network --bootproto=dhcp --addvmportgroup=1\nreboot\n"},
	// An option that the release does not know is not written.
	{INSTALL "  unsupported_cpu: true\n", {6, 7, 0},
		"vmaccepteula\ninstall --firstdisk\nrootpw --iscrypted " HASH "\n"
		"network --bootproto=dhcp --addvmportgroup=1\nreboot\n"},
	{INSTALL "  clear: {all: true, ignore: [naa.1, naa.2]}\n", {8, 0, 0},
		"vmaccepteula\ninstall --firstdisk\n"
		"clearpart --alldrives --ignoredrives=naa.1,naa.2\n"
		"rootpw --iscrypted " HASH "\n"
		"network --bootproto=dhcp --addvmportgroup=1\nreboot\n"},
	{INSTALL "  clear: {first: [local], overwrite_vmfs: true}\n"
		 "  datastores: [{name: a b, disk: naa.3}, {name: c, disk: naa.4}]\n",
		{8, 0, 0},
		"vmaccepteula\ninstall --firstdisk\n"
		"clearpart --firstdisk=local --overwritevmfs\n"
		"part 'a b' --ondisk=naa.3\npart c --ondisk=naa.4\n"
		"rootpw --iscrypted " HASH "\n"
		"network --bootproto=dhcp --addvmportgroup=1\nreboot\n"},
	{INSTALL "  keyboard: Swiss German\n  license: AAAAA-BBBBB-CCCCC-DDDDD-EEEEE\n"
		 "  paranoid: true\n  dry_run: true\n",
		{8, 0, 0},
		"vmaccepteula\ninstall --firstdisk\nrootpw --iscrypted " HASH "\n"
		"keyboard 'Swiss German'\n"
		"network --bootproto=dhcp --addvmportgroup=1\n"
		"serialnum --esx=AAAAA-BBBBB-CCCCC-DDDDD-EEEEE\nparanoid\ndryrun\nreboot\n"},
	{INSTALL "network:\n  hostname: a.example.com\n  vm_network: false\n"
		 "  dns: {servers: [10.0.0.1, 10.0.0.2, 10.0.0.3]}\n"
		 "  management:\n    uplink: '00:50:56:aa:bb:01'\n    vlan: 0\n"
		 "    ipv4: {address: 10.0.0.9, netmask: 255.255.255.0, gateway: 10.0.0.254}\n",
		{8, 0, 0},
		"vmaccepteula\ninstall --firstdisk\nrootpw --iscrypted " HASH "\n"
		"network --bootproto=static --ip=10.0.0.9 --netmask=255.255.255.0 "
		"--gateway=10.0.0.254 --hostname=a.example.com --nameserver=10.0.0.1,10.0.0.2 "
		"--device=00:50:56:aa:bb:01 --addvmportgroup=0\nreboot\n"},
	// Beside DHCP the installer ignores host name and servers.
	{INSTALL "network:\n  hostname: a.example.com\n  dns: {servers: [10.0.0.1]}\n"
		 "  management: {uplink: vmnic1, vlan: 7, ipv4: dhcp}\n",
		{8, 0, 0},
		"vmaccepteula\ninstall --firstdisk\nrootpw --iscrypted " HASH "\n"
		"network --bootproto=dhcp --device=vmnic1 --vlanid=7 --addvmportgroup=1\nreboot\n"},
	{INSTALL "  mode: installorupgrade\n  disk: {first: [esx], vmfs: preserve}\n", {8, 0, 0},
		"vmaccepteula\ninstallorupgrade --firstdisk=esx\nrootpw --iscrypted " HASH "\n"
		"network --bootproto=dhcp --addvmportgroup=1\nreboot\n"},
	{INSTALL "  mode: upgrade\n  keyboard: German\n  ignore_prereq: errors\n", {8, 0, 0},
		"vmaccepteula\n"
		"upgrade --firstdisk --ignoreprereqwarnings --ignoreprereqerrors\nreboot\n"},
	{HEAD "install: {mode: upgrade}\n", {8, 0, 0}, "upgrade --firstdisk\nreboot\n"},
};

static struct spec *load(const char *text)
{
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	struct spec *spec = NULL;

	spec_load_text("t", text, strlen(text), &spec, &diagnostics);
	ck_assert_msg(diagnostics.error_count == 0, "«%s»: %s", text,
		diagnostics.count ? diagnostics.list[0].message : "");
	return spec;
}

// Without comments and empty lines.
static char *strip(const char *text)
{
	AUTO_BUFFER output = BUFFER_INIT;

	while (*text) {
		size_t length = strcspn(text, "\n") + 1;

		if (*text != '#' && *text != '\n')
			buffer_append(&output, text, length);
		text += length;
	}
	return buffer_steal(&output);
}

START_TEST(test_table)
{
	const struct command_case *item = &cases[_i];
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_SPEC *spec = load(item->spec);
	AUTO_BUFFER output = BUFFER_INIT;
	AUTO_FREE char *lines = NULL;
	struct mapper mapper;

	mapper_init(&mapper, NULL, spec, &output);
	commands_render(spec, item->release, false, &output, &mapper, &diagnostics);
	lines = strip(buffer_text(&output));
	ck_assert_str_eq(lines, item->expected);
	ck_assert_uint_eq(diagnostics.count, 0);
}
END_TEST

static char *render(const char *text, bool hide, struct diagnostics *diagnostics)
{
	AUTO_SPEC *spec = load(text);
	AUTO_BUFFER output = BUFFER_INIT;
	struct mapper mapper;

	mapper_init(&mapper, NULL, spec, &output);
	commands_render(spec, (struct release){8, 0, 0}, hide, &output, &mapper, diagnostics);
	return buffer_steal(&output);
}

#define PLAIN HEAD "install: {accept_eula: true, root_password: {plain: 'Sec#ret 9ab'}}\n"
#define FROM_ENV HEAD "install: {accept_eula: true, root_password: {env: ESXMINT_TEST_NONE}}\n"

START_TEST(test_plain_password)
{
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_FREE char *first = render(PLAIN, false, &diagnostics);
	AUTO_FREE char *second = render(PLAIN, false, &diagnostics);

	ck_assert_str_eq(first, second);
	ck_assert_ptr_nonnull(strstr(first, "\nrootpw --iscrypted $6$"));
	ck_assert_ptr_null(strstr(first, "Sec"));
	ck_assert_uint_eq(diagnostics.count, 0);
}
END_TEST

START_TEST(test_hidden_password)
{
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_FREE char *plain = render(PLAIN, true, &diagnostics);
	AUTO_FREE char *hash = render(INSTALL, true, &diagnostics);
	AUTO_FREE char *unset = render(FROM_ENV, true, &diagnostics);

	ck_assert_str_eq(plain, hash);
	ck_assert_str_eq(plain, unset);
	ck_assert_ptr_nonnull(strstr(plain, "\nrootpw --iscrypted ********\n"));
	ck_assert_uint_eq(diagnostics.count, 0);
}
END_TEST

START_TEST(test_unset_password)
{
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_FREE char *text = render(FROM_ENV, false, &diagnostics);

	ck_assert_ptr_null(strstr(text, "rootpw"));
	ck_assert_uint_eq(diagnostics.error_count, 1);
	ck_assert_str_eq(
		diagnostics.list[0].message, "the environment has no variable 'ESXMINT_TEST_NONE'");
	ck_assert_str_eq(diagnostics.list[0].path, "install.root_password");
	ck_assert_uint_eq(diagnostics.list[0].place.line, 3);
}
END_TEST

START_TEST(test_too_many)
{
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_BUFFER text = BUFFER_INIT;
	AUTO_FREE char *output = NULL;

	buffer_puts(&text, INSTALL "  datastores:\n");
	for (int i = 0; i < 252; i++)
		buffer_printf(&text, "    - {name: d%d, disk: naa.%d}\n", i, i);
	output = render(buffer_text(&text), false, &diagnostics);
	ck_assert_uint_eq(diagnostics.error_count, 1);
	ck_assert_str_eq(
		diagnostics.list[0].message, "these make 257 commands, the installer takes 256");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("commands");
	TCase *tcase = tcase_create("commands");

	tcase_add_loop_test(tcase, test_table, 0, sizeof(cases) / sizeof(*cases));
	tcase_add_test(tcase, test_plain_password);
	tcase_add_test(tcase, test_hidden_password);
	tcase_add_test(tcase, test_unset_password);
	tcase_add_test(tcase, test_too_many);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
