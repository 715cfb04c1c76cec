// SPDX-License-Identifier: GPL-3.0-or-later
// Secrets in kickstarts, their outline, what of them has an effect, and what words say of specs.
#include "compare.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "mark.h"
#include "memory.h"
#include "outline.h"
#include "suite.h"
#include "words.h"

// A line, and the same as people see it.
static const struct {
	const char *line, *shown;
} lines[] = {
	{"rootpw secret", "rootpw ********"},
	{"  rootpw --iscrypted $6$abc$defghijklmn # why", "  rootpw --iscrypted ********"},
	{"rootpw 'two words'", "rootpw '********'"},
	{"rootpw a;b", "rootpw ********"},
	{"rootpwd secret", "rootpwd secret"},
	{"serialnum --esx=11111-22222-33333-44444-55555", "serialnum --esx=********"},
	{"vim-cmd vimsvc/license --set AAAAA-BBBBB-CCCCC-DDDDD-EEEEE",
		"vim-cmd vimsvc/license --set ********"},
	{"x AAAAA-BBBBB-CCCCC-DDDDD-EEEEE-F", "x AAAAA-BBBBB-CCCCC-DDDDD-EEEEE-F"},
	{"esxcli a --secret=abc --user=b", "esxcli a --secret=******** --user=b"},
	{"esxcli a --password \"a b\" x", "esxcli a --password \"********\" x"},
	{"esxcli a --password --other", "esxcli a --password --other"},
	{"esxcli system account add -i u -p pw -c pw",
		"esxcli system account add -i u -p ******** -c ********"},
	{"cp -p a b", "cp -p a b"},
	{"PASSWORD=abc; x", "PASSWORD=********; x"},
	{"x=\"$PASSWORD\"", "x=\"$PASSWORD\""},
	{"PASSWORD=$(cat /x)", "PASSWORD=$(cat /x)"},
	{"'admin_token': 'abc',", "'admin_token': '********',"},
	{"echo root:abc | chpasswd", "echo root:******** | chpasswd"},
	{"echo abc | passwd --stdin root", "echo ******** | passwd --stdin root"},
	{"wget http://u:pw@host/x", "wget http://u:********@host/x"},
	{"wget http://host:8080/x@y", "wget http://host:8080/x@y"},
	{"echo '$1$salt$hashhashhash'", "echo '********'"},
	{"echo '$HOME/a$b'", "echo '$HOME/a$b'"},
	{"esxcli system settings advanced set -o /Security/PasswordQualityControl -s x",
		"esxcli system settings advanced set -o /Security/PasswordQualityControl -s x"},
	{"# users: security.users", "# users: security.users"},
	{"network --bootproto=dhcp", "network --bootproto=dhcp"},
};

START_TEST(test_secrets)
{
	AUTO_FREE char *shown = mark_hide(lines[_i].line);

	ck_assert_str_eq(shown, lines[_i].shown);
}
END_TEST

static char *marked(const char *text)
{
	AUTO_BUFFER buffer = BUFFER_INIT;

	mark_text(text, strlen(text), &buffer);
	return buffer_steal(&buffer);
}

// Two secrets differ, one stays itself, and what is marked stays marked.
START_TEST(test_marks)
{
	AUTO_FREE char *one = marked("rootpw one");
	AUTO_FREE char *same = marked("rootpw one");
	AUTO_FREE char *two = marked("rootpw two");
	AUTO_FREE char *again = marked(one);

	ck_assert_str_eq(one, same);
	ck_assert_str_ne(one, two);
	ck_assert_str_eq(one, again);
	ck_assert_ptr_null(strstr(one, "one"));
}
END_TEST

START_TEST(test_private_key)
{
	AUTO_FREE char *shown = mark_hide("a\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc=\n"
					  "-----END RSA PRIVATE KEY-----\nb\n"
					  "-----BEGIN CERTIFICATE-----\nMIIC\n");

	ck_assert_str_eq(shown, "a\n-----BEGIN RSA PRIVATE KEY-----\n********\n********\n"
				"-----END RSA PRIVATE KEY-----\nb\n"
				"-----BEGIN CERTIFICATE-----\nMIIC\n");
}
END_TEST

static const char kickstart[] = "# Kickstart for ESXi 8.0.3, made by esxmint 0.1.0 from a.yaml.\n"
				"# Spec: sha256 0\n"
				"\n"
				"# install.mode, install.disk\n"
				"install --firstdisk\n"
				"\n"
				"%firstboot --interpreter=busybox\n"
				"log=x\n"
				"\n"
				"# time servers: time.ntp\n"
				"task_ntp() {\n"
				"	a\n"
				"}\n"
				"\n"
				"finish\n"
				"\n"
				"%firstboot --interpreter=busybox\n"
				"# scripts.firstboot[0]\n"
				"b\n";

START_TEST(test_outline)
{
	static const struct {
		unsigned line;
		const char *section, *task;
	} wanted[] = {
		{1, "commands", NULL},
		{5, "commands", "install.mode, install.disk"},
		{8, "%firstboot", NULL},
		{12, "%firstboot", "time servers: time.ntp"},
		{13, "%firstboot", "time servers: time.ntp"},
		{15, "%firstboot", NULL},
		{17, "%firstboot 2", "scripts.firstboot[0]"},
		{19, "%firstboot 2", "scripts.firstboot[0]"},
		{99, "%firstboot 2", "scripts.firstboot[0]"},
	};
	struct outline outline;

	outline_make(kickstart, strlen(kickstart), &outline);
	ck_assert_uint_eq(outline.head_lines, 2);
	ck_assert_uint_eq(outline.head_size, (size_t)(strstr(kickstart, "\n\n") + 1 - kickstart));
	for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++) {
		const struct outline_part *part = outline_at(&outline, wanted[i].line);

		ck_assert_msg(strcmp(part->section, wanted[i].section) == 0, "line %u: %s",
			wanted[i].line, part->section);
		ck_assert_msg(part->task && wanted[i].task ? strcmp(part->task, wanted[i].task) == 0
							   : part->task == wanted[i].task,
			"line %u: %s", wanted[i].line, part->task ? part->task : "none");
	}
	outline_finish(&outline);
}
END_TEST

// Two texts, and whether they do the same.
static const struct {
	const char *one, *other;
	bool same;
} effects[] = {
	{"install --firstdisk\nreboot\n", "reboot\n\n# why\ninstall  --firstdisk # here\n", true},
	{"install --a --b\n", "install --b --a\n", true},
	{"install --a=1\n", "install --a=2\n", false},
	{"part a --ondisk=x\npart b --ondisk=y\n", "part b --ondisk=y\npart a --ondisk=x\n", false},
	{"rootpw 'a'\n", "rootpw a\n", true},
	{"%post\na\n%firstboot\nb\n", "%firstboot\nb\n%post\na\n", true},
	{"%post\na\n%post\nb\n", "%post\nb\n%post\na\n", false},
	{"%post\n# x\na\n\n", "%post\na\n# y\n", true},
	{"%post\na\nb\n", "%post\nb\na\n", false},
	{"%post\n#!/bin/sh\n", "%post\n", false},
	{"%post\ncat <<E\n# x\nE\n", "%post\ncat <<E\n# y\nE\n", false},
	{"%post\ncat <<'E'\n\nE\n# x\n", "%post\ncat <<'E'\n\nE\n", true},
	{"%post --interpreter=python\n# x\n", "%post --interpreter=python\n", false},
	{"install\r\n", "install\n", true},
	{"", "# only a comment\n", true},
};

START_TEST(test_effect)
{
	AUTO_BUFFER one = BUFFER_INIT;
	AUTO_BUFFER other = BUFFER_INIT;

	outline_effect(effects[_i].one, strlen(effects[_i].one), &one);
	outline_effect(effects[_i].other, strlen(effects[_i].other), &other);
	ck_assert_int_eq(strcmp(buffer_text(&one), buffer_text(&other)) == 0, effects[_i].same);
}
END_TEST

static struct spec *load(const char *more)
{
	AUTO_DIAGNOSTICS findings = DIAGNOSTICS_INIT;
	AUTO_FREE char *text = memory_printf("esxmint: 1\nbase: {release: '8.0'}\n%s", more);
	struct spec *spec = NULL;

	spec_load_text("spec.yaml", text, strlen(text), &spec, &findings);
	ck_assert_ptr_nonnull(spec);
	return spec;
}

// All sentences, a line each.
static char *words(const char *old_text, const char *new_text)
{
	struct compare_side old_side = {.spec = load(old_text)};
	struct compare_side new_side = {.spec = load(new_text)};
	struct sentences sentences = {0};
	AUTO_BUFFER text = BUFFER_INIT;

	words_of_specs(&old_side, &new_side, &sentences);
	sentences_sort(&sentences);
	for (size_t i = 0; i < sentences.count; i++)
		buffer_printf(&text, "%s\n", sentences.list[i].text);
	sentences_finish(&sentences);
	spec_destroy(old_side.spec);
	spec_destroy(new_side.spec);
	return buffer_steal(&text);
}

#define INSTALL "install: {accept_eula: true, root_password: {env: A}"

// Two specs, and what is said of them.
static const struct {
	const char *old_text, *new_text, *said;
} pairs[] = {
	{INSTALL "}\n", INSTALL "}\n", ""},
	// The default, written or not, is the same where nothing hangs on it.
	{INSTALL "}\n", INSTALL ", reboot: eject, disk: {first: [local, remote, usb]}}\n", ""},
	{INSTALL ", disk: {first: [usb]}}\n", INSTALL ", disk: {name: naa.1}}\n",
		"disk that is erased and installed on: the first of usb -> naa.1\n"},
	{INSTALL "}\n", INSTALL ", clear: {all: true, ignore: [naa.1]}}\n",
		"other disks that are wiped: none -> all but naa.1\n"},
	{INSTALL "}\n", "install: {accept_eula: true, root_password: {env: B}}\n",
		"password of root: from variable A -> from variable B (secret)\n"},
	{"install: {root_password: {plain: aB3-aB3-aB3}}\n",
		"install: {root_password: {plain: aB3-aB3-aB4}}\n",
		"password of root: changed (secret)\n"},
	{"time: {ntp: [a.b, c.d]}\n", "time: {ntp: [c.d, a.b]}\n", ""},
	{"time: {ntp: [a.b, c.d]}\n", "time: {ntp: [a.b, e.f]}\n", "NTP server: c.d -> e.f\n"},
	{"time: {ntp: [a.b]}\n", "time: {ntp: [c.d, e.f]}\n",
		"NTP server 'a.b' is removed\nNTP server 'c.d' is added\nNTP server 'e.f' is "
		"added\n"},
	{"network: {dns: {servers: [10.0.0.1, 10.0.0.2]}}\n",
		"network: {dns: {servers: [10.0.0.2, 10.0.0.1]}}\n",
		"DNS servers: 10.0.0.1, 10.0.0.2 -> 10.0.0.2, 10.0.0.1\n"},
	{"services: {ssh: {enabled: false}}\n", "services: {shell: {enabled: true}}\n",
		"SSH server: closed -> left as it is (closed on a new host)\n"
		"ESXi Shell: left as it is (closed on a new host) -> open, started now and at "
		"every "
		"boot\n"},
	{"network: {firewall: {sshServer: {enabled: true}}}\n",
		"network: {firewall: {sshServer: {enabled: false}, nfsClient: {enabled: true, "
		"allowed: [10.0.0.0/8]}}}\n",
		"firewall rule set 'sshServer': open -> closed\n"
		"firewall rule set 'nfsClient': left as it is -> open, for 10.0.0.0/8 only\n"},
	{"network: {vswitches: [{name: a}, {name: b, mtu: 1500, portgroups: [{name: p}]}]}\n",
		"network: {vswitches: [{name: b, mtu: 9000, portgroups: [{name: p, vlan: 4095}]}, "
		"{name: a}]}\n",
		"MTU of switch 'b': 1500 -> 9000\nVLAN of port group 'p': none -> all\n"},
	{"network: {management: {ipv4: dhcp}}\n",
		"network: {management: {ipv4: {address: 10.0.0.1, netmask: 255.0.0.0}}}\n",
		"address of the host: DHCP -> address: 10.0.0.1, netmask: 255.0.0.0\n"},
	{"host: {advanced: {/A/b: 1}}\n", "host: {advanced: {/A/c: 1}}\n",
		"advanced setting /A/b: 1 -> left as it is\n"
		"advanced setting /A/c: left as it is -> 1\n"},
	{"scripts: {pre: [{text: a}, {text: b}]}\n", "scripts: {pre: [{text: b}]}\n",
		"script 1 in front of the installation is removed\n"},
	{"drivers: [{url: 'http://u:pw@h/a.vib'}]\n", "drivers: []\n",
		"driver 'http://u:********@h/a.vib' installed by the kickstart is removed\n"},
	{"vars: {a: b}\ntime: {ntp: ['${a}.c']}\n", "time: {ntp: [b.c]}\n", ""},
};

START_TEST(test_words)
{
	AUTO_FREE char *said = words(pairs[_i].old_text, pairs[_i].new_text);

	ck_assert_str_eq(said, pairs[_i].said);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("compare");
	TCase *tcase = tcase_create("compare");

	tcase_add_loop_test(tcase, test_secrets, 0, sizeof(lines) / sizeof(*lines));
	tcase_add_test(tcase, test_marks);
	tcase_add_test(tcase, test_private_key);
	tcase_add_test(tcase, test_outline);
	tcase_add_loop_test(tcase, test_effect, 0, sizeof(effects) / sizeof(*effects));
	tcase_add_loop_test(tcase, test_words, 0, sizeof(pairs) / sizeof(*pairs));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
