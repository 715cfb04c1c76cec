// SPDX-License-Identifier: GPL-3.0-or-later
// Rendering of whole kickstarts: which tasks run, a user's templates, raw sections, refusals.
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "memory.h"
#include "render.h"
#include "suite.h"

#define HASH                                                                                       \
	"$6$saltsalt$0123456789012345678901234567890123456789012345678901234567890123456789012345" \
	"678901234."
#define BASE                                                                                       \
	"esxmint: 1\nbase: {release: '8.0'}\n"                                                     \
	"install: {accept_eula: true, root_password: " HASH "}\n"
#define STATIC                                                                                     \
	"  management: {ipv4: {address: 10.0.0.9, netmask: 255.255.255.0, gateway: 10.0.0.1}}\n"

struct result {
	struct diagnostics diagnostics;
	struct error err;
	char *text; // NULL: kickstart_render() or templates_open() failed
};

static struct result render(const char *text, struct release release, const char *directory)
{
	struct result result = {DIAGNOSTICS_INIT, ERROR_INIT, NULL};
	AUTO_SPEC *spec = NULL;
	AUTO_TEMPLATES *templates = NULL;
	AUTO_BUFFER output = BUFFER_INIT;
	struct kickstart_options options = {0};

	spec_load_text("some/t.yaml", text, strlen(text), &spec, &result.diagnostics);
	ck_assert_msg(result.diagnostics.error_count == 0, "«%s»: %s", text,
		result.diagnostics.count ? result.diagnostics.list[0].message : "");
	if (templates_open(directory, &templates, &result.diagnostics, &result.err) < 0)
		return result;
	options.templates = templates;
	if (kickstart_render(spec, release, &options, &output, &result.diagnostics, &result.err) ==
		0)
		result.text = buffer_steal(&output);
	return result;
}

static void result_finish(struct result *result)
{
	diagnostics_finish(&result->diagnostics);
	error_finish(&result->err);
	free(result->text);
}
#define AUTO_RESULT CLEANUP(result_finish) struct result

static const struct {
	const char *spec;
	struct release release;
	const char *has; // NULL: no %firstboot at all
	const char *has_not;
} parts[] = {
	{BASE, {8, 0, 0}, NULL, NULL},
	{BASE "network:\n  hostname: a.b\n  dns: {servers: [10.0.0.2, 10.0.0.3]}\n" STATIC,
		{8, 0, 0}, NULL, NULL},
	// What the command `network` cannot say goes to the first boot.
	{BASE "network: {hostname: a.b}\n", {8, 0, 0}, "system hostname set --fqdn=a.b ||",
		"peer-dns"},
	{BASE "network: {hostname: a}\n", {8, 0, 0}, "system hostname set --host=a ||", "--fqdn"},
	{BASE "network: {dns: {servers: [10.0.0.2]}}\n", {8, 0, 0},
		"ipv4 set --interface-name=vmk0 --type=dhcp --peer-dns=false ||", "hostname set"},
	{BASE "network: {dns: {search: [a.b]}}\n", {8, 0, 0}, "dns search add --domain=a.b ||",
		"peer-dns"},
	{BASE "network:\n  dns: {servers: [10.0.0.2, 10.0.0.3, 10.0.0.4]}\n" STATIC, {8, 0, 0},
		"dns server add --server=10.0.0.4 ||", "peer-dns"},
	{BASE "network:\n  hostname: a.b\n  dns: {servers: [10.0.0.2], search: [a.b]}\n" STATIC,
		{8, 0, 0}, "dns search add --domain=a.b ||", "dns server"},
	{"esxmint: 1\nbase: {release: '8.0'}\ninstall: {mode: upgrade}\n"
	 "network: {hostname: a.b, dns: {servers: [10.0.0.2]}}\n",
		{8, 0, 0}, "dns server add --server=10.0.0.2 ||", "peer-dns"},
	// The user's own scripts come behind the wait for hostd.
	{BASE "scripts: {firstboot: [{text: date}]}\n", {8, 0, 0},
		"finish\n\n%firstboot --interpreter=busybox\n# scripts.firstboot[0]\ndate\n",
		"task_ntp"},
	{BASE "time: {ntp: [a.b, c.d]}\n", {7, 0, 0},
		"system ntp set --server=a.b --server=c.d --enabled=true\n", "/etc/ntp.conf"},
	{BASE "time: {ntp: [a.b]}\n", {6, 7, 3}, "printf 'server %s\\n' a.b\n", "system ntp"},
	{BASE "services: {ssh: {enabled: true}}\n", {5, 0, 0}, "hostsvc/start_ssh ||",
		"authorized_keys"},
	{BASE "services: {ssh: {enabled: false}}\n", {5, 0, 0}, "hostsvc/stop_ssh ||", "start_ssh"},
	{BASE "services: {shell: {suppress_warning: false}}\n", {5, 0, 0},
		"SuppressShellWarning \\\n\t\t--int-value=0 ||", "esx_shell"},
	{BASE "services: {shell: {idle_timeout: 0}}\n", {5, 1, 0},
		"ESXiShellInteractiveTimeOut \\\n\t\t--int-value=0 ||", "SuppressShellWarning"},
	{BASE "host: {ceip: true}\n", {6, 5, 0}, "HostClientCEIPOptIn \\\n\t\t--int-value=1\n",
		"=2"},
	{BASE "host: {advanced: {/A/B: -5, /A/C: '5', /A/D: 1.5, /A/E: '', /A/F: true}}\n",
		{8, 0, 0}, "/A/B \\\n\t\t--int-value=-5 ||", "=5 ||x"},
	{BASE "host: {advanced: {/A/B: -5, /A/C: '5', /A/D: 1.5, /A/E: '', /A/F: true}}\n",
		{8, 0, 0}, "/A/C \\\n\t\t--string-value=5 ||", "--int-value=5"},
	{BASE "host: {advanced: {/A/B: -5, /A/C: '5', /A/D: 1.5, /A/E: '', /A/F: true}}\n",
		{8, 0, 0}, "/A/E \\\n\t\t--string-value='' ||", "--int-value=1"},
	// The reboot comes in a section of its own, behind the user's scripts.
	{BASE "host: {modules: {a: b}}\nscripts: {firstboot: [{text: date}]}\n", {8, 0, 0},
		"date\n\n%firstboot --interpreter=busybox\n# Reboots the host if a step asked for "
		"it.\n",
		"still wanted"},
	{BASE "host: {modules: {a: b}, reboot: never}\n", {8, 0, 0}, "a reboot is still wanted",
		"# Reboots"},
	{BASE "host: {advanced: {/A/B: 1}}\n", {8, 0, 0}, "/A/B", "# Reboots"},
	{BASE "host: {advanced: {/A/B: 1}}\n", {8, 0, 0}, "/A/B", "want_reboot"},
	{BASE "host: {reboot: always}\n", {8, 0, 0}, "# Reboots the host.\n", "want_reboot"},
	{BASE "host: {maintenance_mode: true}\n", {5, 0, 3}, "maintenance_mode_enter\n",
		"maintenanceMode"},
	{BASE "host: {maintenance_mode: true}\n", {5, 1, 0}, "maintenanceMode set --enable=true\n",
		"maintenance_mode_enter"},
	{BASE "host: {backup: {directory: '[a b] c/d'}}\n", {8, 0, 0},
		"cp \"$bundle\" '/vmfs/volumes/a b/c/d'/\n", "[a b]"},
	{BASE "host: {passthrough: [{device: '0000:AB:1F.7'}]}\n", {7, 0, 0},
		"hand_over 0000:ab:1f.7 ||", "AB"},
	{BASE "services: {snmp: {communities: [a, b]}}\n", {5, 1, 0},
		"system snmp set --communities=a,b --enable=true ||", "--targets"},
	{BASE "services: {snmp: {targets: [10.0.0.1@161/a, 10.0.0.2@161/b]}}\n", {5, 1, 0},
		"snmp set \\\n\t\t--targets=10.0.0.1@161/a,10.0.0.2@161/b --enable=true ||",
		"--communities"},
	{BASE "security: {users: [{name: a, password: {plain: x'y}}]}\n", {6, 0, 0},
		"put_user a --password='x'\\''y' --password-confirmation='x'\\''y' ||",
		"--description"},
	{BASE "security: {issue: a}\n", {7, 0, 3}, "'%s\\n' a >/etc/issue\n", "advopt"},
	{BASE "security: {issue: a}\n", {8, 0, 0}, "Config.Etc.issue string a ||", ">/etc/issue"},
	{BASE "host: {advanced: {/A/B: &x '5', /A/C: *x}}\n", {8, 0, 0},
		"/A/B \\\n\t\t--string-value=5 ||", "--int-value=5"},
};

START_TEST(test_parts)
{
	AUTO_RESULT result = render(parts[_i].spec, parts[_i].release, NULL);

	ck_assert_ptr_nonnull(result.text);
	ck_assert_uint_eq(result.diagnostics.count, 0);
	if (!parts[_i].has) {
		ck_assert_ptr_null(strstr(result.text, "%firstboot"));
		return;
	}
	ck_assert_ptr_nonnull(strstr(result.text, "\n%firstboot --interpreter=busybox\n"));
	ck_assert_msg(
		strstr(result.text, parts[_i].has), "no «%s» in:\n%s", parts[_i].has, result.text);
	ck_assert_msg(!strstr(result.text, parts[_i].has_not), "«%s» in:\n%s", parts[_i].has_not,
		result.text);
}
END_TEST

START_TEST(test_head)
{
	AUTO_RESULT result = render(BASE, (struct release){8, 0, 3}, NULL);

	ck_assert_int_eq(strncmp(result.text, "# Kickstart for ESXi 8.0.3, made by esxmint ",
				 strlen("# Kickstart for ESXi 8.0.3, made by esxmint ")),
		0);
	ck_assert_ptr_nonnull(strstr(result.text, " from t.yaml.\n# Spec: sha256 "));
}
END_TEST

START_TEST(test_sections)
{
	AUTO_RESULT result =
		render(BASE "scripts:\n  post:\n    - text: |\n        a  \n\n          include x\n"
			    "      timeout: 5\n      ignore_failure: true\n"
			    "  pre: [{text: b}, {interpreter: python, text: c}]\n",
			(struct release){8, 0, 0}, NULL);

	ck_assert_uint_eq(result.diagnostics.count, 0);
	ck_assert_ptr_nonnull(strstr(result.text,
		"\n\n%pre --interpreter=busybox\n# scripts.pre[0]\nb\n"
		"\n%pre --interpreter=python\n# scripts.pre[1]\nc\n"
		"\n%post --interpreter=busybox --timeout=5 --ignorefailure=true\n"
		"# scripts.post[0]\na  \n\n  include x\n"));
	ck_assert_ptr_null(strstr(result.text, "%firstboot"));
}
END_TEST

static const struct {
	const char *spec;
	const char *message;
	unsigned line, column;
} refused[] = {
	{BASE "scripts:\n  pre:\n  - text: |\n      a\n\n      include x\n",
		"a line that begins with 'include' ends the section", 9, 7},
	{BASE "scripts: {pre: [{text: \"a\\n%post\"}]}\n",
		"a line that begins with '%post' ends the section", 4, 24},
	{BASE "scripts:\n  pre:\n  - text: |\n      a\n      %firstbootx\n",
		"a line that begins with '%firstboot' ends the section", 8, 7},
	{BASE "host:\n  ceip: true\n", "nothing is known that does this on ESXi 6.0", 5, 9},
};

START_TEST(test_refused)
{
	AUTO_RESULT result = render(refused[_i].spec, (struct release){6, 0, 0}, NULL);

	ck_assert_uint_eq(result.diagnostics.error_count, 1);
	ck_assert_str_eq(result.diagnostics.list[0].message, refused[_i].message);
	ck_assert_uint_eq(result.diagnostics.list[0].place.line, refused[_i].line);
	ck_assert_uint_eq(result.diagnostics.list[0].place.column, refused[_i].column);
}
END_TEST

// A folder of templates that is gone at the end of the test process.
static char *make_folder(const char *const files[][2], size_t count)
{
	char *folder = memory_strdup("/tmp/esxmint-templates-XXXXXX");

	ck_assert_ptr_nonnull(mkdtemp(folder));
	for (size_t i = 0; i < count; i++) {
		AUTO_FREE char *path = memory_printf("%s/%s", folder, files[i][0]);
		AUTO_FREE char *directory = file_directory(path);
		AUTO_ERROR err = ERROR_INIT;

		mkdir(directory, 0700);
		ck_assert_int_eq(
			file_write(path, false, files[i][1], strlen(files[i][1]), &err), 0);
	}
	return folder;
}

static void remove_folder(const char *folder)
{
	AUTO_FREE char *command = memory_printf("rm -r '%s'", folder);

	ck_assert_int_eq(system(command), 0);
}

#define MINE(text) "{{! mine }}\ntask_ntp() {\n\t" text "\n}\n"

START_TEST(test_folder)
{
	static const char *const files[][2] = {
		{"ntp/6.0.sh", MINE("six")},
		{"ntp/7.0.sh", MINE("seven {{>common}}")},
		{"ntp/8.0.2.sh", MINE("eight{{#ntp.servers}} {{.}}{{/ntp.servers}}")},
		{"common/5.0.sh", "shared"},
	};
	static const struct {
		struct release release;
		const char *has;
	} rows[] = {
		{{5, 5, 0}, "/etc/ntp.conf"},
		{{6, 7, 0}, "\tsix\n"},
		{{8, 0, 1}, "\tseven shared\n"},
		{{8, 0, 2}, "\teight a.b\n"},
	};
	AUTO_FREE char *folder = make_folder(files, sizeof(files) / sizeof(*files));

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		AUTO_RESULT result = render(BASE "time: {ntp: [a.b]}\n", rows[i].release, folder);

		ck_assert_msg(result.text != NULL, "%s", result.err.text);
		ck_assert_ptr_nonnull(strstr(result.text, rows[i].has));
		ck_assert_uint_eq(result.diagnostics.count, 0);
	}
	remove_folder(folder);
}
END_TEST

START_TEST(test_folder_names)
{
	static const char *const files[][2] = {
		{"npt/6.0.sh", "x"},
		{"ntp/7.0.sh~", "x"},
		{"ntp/7.3.sh", MINE("x")},
		{"ntp/.hidden", "x"},
		{"README", "x"},
	};
	static const char *const expected[] = {
		"README' is not used: it is in no task's folder",
		"npt' is no task: only partials use it",
		"ntp/7.0.sh~' is not used: its name is not a release",
		"ntp/7.3.sh' begins with a release that does not exist",
	};
	AUTO_FREE char *folder = make_folder(files, sizeof(files) / sizeof(*files));
	AUTO_RESULT result = render(BASE, (struct release){8, 0, 0}, folder);

	ck_assert_uint_eq(result.diagnostics.count, sizeof(expected) / sizeof(*expected));
	for (size_t i = 0; i < sizeof(expected) / sizeof(*expected); i++)
		ck_assert_ptr_nonnull(strstr(result.diagnostics.list[i].message, expected[i]));
	remove_folder(folder);
}
END_TEST

static const struct {
	const char *text;
	const char *error;
	bool finding;
} broken[] = {
	{"{{#x}}", "ntp/8.0.sh:1:1: section 'x' is not closed", false},
	{"task_ntp() {\n\t{{ntp.server}}\n}\n", "ntp/8.0.sh:2:2: unknown name 'ntp.server'", false},
	{"{{>none}}", "ntp/8.0.sh:1:1: unknown partial 'none'", false},
	{"{{>ntp}}", "more than 32 partials within each other", false},
	{"task_npt() {\n}\n", "template of 'ntp': expected the function 'task_ntp()'", false},
	{"task_ntp() {\n:\n}\ninclude\n", "this line cannot be written into a kickstart: 'include'",
		true},
	{"task_ntp() {\n\techo \xc3\xa4\n}\n",
		"this line cannot be written into a kickstart: '\techo \xc3\xa4'", true},
};

START_TEST(test_secret_of_task)
{
	static const char spec[] = BASE "security: {users: [{name: a, password: {env: T_NONE}}]}\n";
	AUTO_RESULT result = {DIAGNOSTICS_INIT, ERROR_INIT, NULL};

	unsetenv("T_NONE");
	result = render(spec, (struct release){8, 0, 0}, NULL);
	ck_assert_uint_eq(result.diagnostics.error_count, 1);
	ck_assert_str_eq(result.diagnostics.list[0].path, "security.users[0].password");
	ck_assert_uint_eq(result.diagnostics.list[0].place.line, 4);
	ck_assert_str_eq(
		result.diagnostics.list[0].message, "the environment has no variable 'T_NONE'");
}
END_TEST

// What a text of the spec makes of a section is told at its key.
START_TEST(test_line_of_value)
{
	AUTO_RESULT result = render(
		BASE "security: {issue: \"a\\n%post x\\n\"}\n", (struct release){8, 0, 0}, NULL);

	ck_assert_uint_eq(result.diagnostics.count, 1);
	ck_assert_str_eq(result.diagnostics.list[0].path, "security.issue");
	ck_assert_uint_eq(result.diagnostics.list[0].place.line, 4);
	ck_assert_ptr_nonnull(strstr(result.diagnostics.list[0].message, "'%post x'"));
}
END_TEST

START_TEST(test_broken_template)
{
	const char *const files[][2] = {{"ntp/8.0.sh", broken[_i].text}};
	AUTO_FREE char *folder = make_folder(files, 1);
	AUTO_RESULT result = render(BASE "time: {ntp: [a.b]}\n", (struct release){8, 0, 0}, folder);

	remove_folder(folder);
	if (broken[_i].finding) {
		ck_assert_uint_eq(result.diagnostics.error_count, 1);
		ck_assert_str_eq(result.diagnostics.list[0].message, broken[_i].error);
		return;
	}
	ck_assert_ptr_null(result.text);
	ck_assert_int_eq(result.err.kind, ERROR_INPUT);
	ck_assert_msg(strstr(result.err.text, broken[_i].error) != NULL, "%s", result.err.text);
}
END_TEST

START_TEST(test_no_folder)
{
	AUTO_RESULT result = render(BASE, (struct release){8, 0, 0}, "/nowhere/at/all");

	ck_assert_int_eq(result.err.kind, ERROR_SYSTEM);
	ck_assert_str_eq(result.err.text,
		"templates: cannot open '/nowhere/at/all': no such file or directory");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("render");
	TCase *tcase = tcase_create("render");

	tcase_add_loop_test(tcase, test_parts, 0, sizeof(parts) / sizeof(*parts));
	tcase_add_test(tcase, test_head);
	tcase_add_test(tcase, test_sections);
	tcase_add_loop_test(tcase, test_refused, 0, sizeof(refused) / sizeof(*refused));
	tcase_add_test(tcase, test_folder);
	tcase_add_test(tcase, test_folder_names);
	tcase_add_test(tcase, test_line_of_value);
	tcase_add_test(tcase, test_secret_of_task);
	tcase_add_loop_test(tcase, test_broken_template, 0, sizeof(broken) / sizeof(*broken));
	tcase_add_test(tcase, test_no_folder);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
