// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of secrets: their shape, fetching them, the salt, and that no finding shows one.
#include "spec_expect.h"

#include <stdio.h>
#include <unistd.h>

#include "memory.h"
#include "text.h"

#define SALTED "$6$saltsalt$"
#define TEN "0123456789"
#define HASH86 TEN TEN TEN TEN TEN TEN TEN TEN "01234."

static const struct {
	const char *value, *findings;
} shapes[] = {
	{"{env: X}", ""},
	{"{file: x}", ""},
	{"{plain: \"a b\"}", ""},
	{"{plain: 012}", ""},
	{"{sha512: \"" SALTED HASH86 "\"}", ""},
	{"\"" SALTED HASH86 "\"", ""},
	{"\"$6$$" HASH86 "\"", ""},
	{"$1$abcdefgh$" TEN TEN "./", ""},
	// Could be a DES hash, and could be a password.
	{"ab0123456789.", "3:45 install.root_password: this is no password hash\n"},
	{"{plain: $1$a$b}", "3:53 install.root_password.plain: what looks like a hash is taken as "
			    "the password itself\n"},
	{"hunter2", "3:45 install.root_password: this is no password hash\n"},
	{"$5$salt$" HASH86, "3:45 install.root_password: hash that the installer does not take\n"},
	{"$2b$10$" TEN TEN, "3:45 install.root_password: hash that the installer does not take\n"},
	{"$y$j9T$" TEN, "3:45 install.root_password: hash that the installer does not take\n"},
	{"$6$rounds=5000$salt$" HASH86,
		"3:45 install.root_password: hash that the installer does not take\n"},
	{SALTED HASH86 ".", "3:45 install.root_password: hash that the installer does not take\n"},
	{SALTED TEN, "3:45 install.root_password: hash that the installer does not take\n"},
	{"$6$01234567890123456$" HASH86,
		"3:45 install.root_password: hash that the installer does not take\n"},
	{"{sha512: $1$abcdefgh$" TEN TEN "./}",
		"3:54 install.root_password.sha512: the hash under 'sha512' is of another kind\n"},
	{"{sha512: hunter2}", "3:54 install.root_password.sha512: this is no password hash\n"},
	{"{plain: a, env: B}", "3:45 install.root_password: more than one source of the secret\n"},
	{"{}", "3:45 install.root_password: no source of the secret\n"},
	{"{pain: a}", "3:46 install.root_password.pain: unknown key 'pain'\n"},
	{"[a]", "3:45 install.root_password: a mapping is needed here\n"},
	{"{env: }", "3:51 install.root_password.env: no value for 'env'\n"},
	{"{env: [a]}", "3:51 install.root_password.env: no value for 'env'\n"},
	{"{env: A=B}",
		"3:51 install.root_password.env: a variable of the environment has no '=' in "
		"its name\n"},
	{"{plain: \"a\\nb\"}", "3:53 install.root_password.plain: control character in 'plain'\n"},
	{"", "3:45 install.root_password: no value\n"},
};

static char *spec_with(const char *value)
{
	return memory_printf("esxmint: 1\nbase: {iso: a}\n"
			     "install: {accept_eula: true, root_password: %s}\n",
		value);
}

START_TEST(shapes_are_checked)
{
	AUTO_FREE char *text = spec_with(shapes[_i].value);

	expect(text, shapes[_i].findings);
}
END_TEST

static const struct {
	const char *value, *set, *result, *error;
	bool is_hash, in_spec;
} fetches[] = {
	{"{env: SECRET}", "pass word", "pass word", NULL, false, false},
	{"{env: SECRET}", SALTED HASH86, SALTED HASH86, NULL, true, false},
	{"{env: SECRET}", "$a", "$a", NULL, false, false},
	{"{env: SECRET}", "$5$a$b", NULL, "the hash from 'SECRET' is none that the installer takes",
		false, false},
	{"{env: SECRET}", "", NULL, "the secret from 'SECRET' is empty", false, false},
	{"{env: SECRET}", "a\nb", NULL,
		"the secret from 'SECRET' is not one line of printable ASCII", false, false},
	{"{env: SECRET}", NULL, NULL, "the environment has no variable 'SECRET'", false, false},
	{"{plain: hunter2}", NULL, "hunter2", NULL, false, true},
	{"{sha512: " SALTED HASH86 "}", NULL, SALTED HASH86, NULL, true, false},
	{SALTED HASH86, NULL, SALTED HASH86, NULL, true, false},
	{"{file: /dev/null}", NULL, NULL, "the secret from '/dev/null' is empty", false, false},
	{"{file: /nowhere/pw}", NULL, NULL, "cannot open '/nowhere/pw': no such file or directory",
		false, false},
};

START_TEST(secrets_are_fetched)
{
	AUTO_FREE char *text = spec_with(fetches[_i].value);
	AUTO_SPEC *spec = load_clean(text);
	AUTO_ERROR err = ERROR_INIT;
	struct spec_secret secret = {NULL, false, false};
	int result;

	if (fetches[_i].set)
		setenv("SECRET", fetches[_i].set, 1);
	else
		unsetenv("SECRET");
	result = spec_secret_read(spec, "install.root_password", &secret, &err);
	if (fetches[_i].error) {
		ck_assert_int_eq(result, -1);
		ck_assert_str_eq(err.text, fetches[_i].error);
		ck_assert_ptr_null(secret.value);
		return;
	}
	ck_assert_msg(result == 0, "%s", err.text);
	ck_assert_str_eq(secret.value, fetches[_i].result);
	ck_assert_int_eq(secret.is_hash, fetches[_i].is_hash);
	ck_assert_int_eq(secret.is_plain_in_spec, fetches[_i].in_spec);
	spec_secret_finish(&secret);
	ck_assert_ptr_null(secret.value);
}
END_TEST

START_TEST(the_line_end_of_a_file_is_no_part)
{
	char path[] = "/tmp/esxmint-secret-XXXXXX";
	int fd = mkstemp(path);
	AUTO_FREE char *value = memory_printf("{file: %s}", path);
	AUTO_FREE char *text = spec_with(value);
	AUTO_SPEC *spec = load_clean(text);
	AUTO_ERROR err = ERROR_INIT;
	struct spec_secret secret;

	ck_assert_int_eq(write(fd, "hunter2\r\n", 9), 9);
	close(fd);
	ck_assert_int_eq(spec_secret_read(spec, "install.root_password", &secret, &err), 0);
	ck_assert_str_eq(secret.value, "hunter2");
	spec_secret_finish(&secret);
	unlink(path);
}
END_TEST

static const char *const leaks[] = {
	// a finding on the line of the secret, in its value, and where parsing gives up there
	"esxmint: 1\ninstall: {root_password: {plain: hunter2}, nonsense: 1}\n",
	"esxmint: 1\ninstall: {root_password: hunter2}\n",
	"esxmint: 1\ninstall: {root_password: [hunter2]}\n",
	"esxmint: 1\ninstall: {root_password: {plain: \"hunter2${x}\"}}\n",
	"esxmint: 1\ninstall: {root_password: {plain: hunter2\n",
	"esxmint: 1\ninstall: {root_password: {plain: \"hunter2\n",
	"esxmint: 1\ninstall: {root_password: {plain: hunter2}, root_password: {env: x}}\n",
	"esxmint: 1\nx: &a hunter2\ninstall: {root_password: {plain: *a}}\n",
	"esxmint: 1\ninstall: {license: hunter2}\n",
};

START_TEST(no_finding_shows_a_secret)
{
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_SPEC *spec = NULL;

	spec_load_text("test.yaml", leaks[_i], strlen(leaks[_i]), &spec, &diagnostics);
	ck_assert_uint_gt(diagnostics.count, 0);
	for (size_t i = 0; i < diagnostics.count; i++) {
		const struct diagnostic *finding = &diagnostics.list[i];

		ck_assert_ptr_null(strstr(finding->message, "hunter2"));
		ck_assert(!finding->hint || !strstr(finding->hint, "hunter2"));
		ck_assert_ptr_null(strstr(finding->place.source->text, "hunter2"));
	}
}
END_TEST

#define HOST(name, address)                                                                        \
	HEAD "network: {hostname: " name ", management: {ipv4: {address: " address                 \
	     ", netmask: 255.255.255.0}}}\n"

START_TEST(the_salt_follows_the_host)
{
	AUTO_SPEC *spec = load_clean(HOST("a", "10.0.0.1"));
	AUTO_SPEC *same = load_clean("# again\n" HOST("a", "10.0.0.1") "time: {ntp: [b]}\n");
	AUTO_SPEC *other = load_clean(HOST("a", "10.0.0.2"));
	AUTO_FREE char *salt = spec_secret_salt(spec, "install.root_password");
	AUTO_FREE char *same_salt = spec_secret_salt(same, "install.root_password");
	AUTO_FREE char *other_salt = spec_secret_salt(other, "install.root_password");
	AUTO_FREE char *user_salt = spec_secret_salt(spec, "security.users[0].password");

	ck_assert_uint_eq(strlen(salt), 16);
	ck_assert_str_eq(salt, same_salt);
	ck_assert_str_ne(salt, other_salt);
	ck_assert_str_ne(salt, user_salt);
}
END_TEST

START_TEST(the_digest_depends_on_a_secret_without_holding_it)
{
	AUTO_FREE char *first = spec_with("{plain: a}");
	AUTO_FREE char *second = spec_with("{plain: b}");
	AUTO_FREE char *third = spec_with("{env: a}");
	AUTO_SPEC *a = load_clean(first);
	AUTO_SPEC *b = load_clean(second);
	AUTO_SPEC *c = load_clean(third);

	ck_assert_str_ne(spec_digest(a), spec_digest(b));
	ck_assert_str_ne(spec_digest(a), spec_digest(c));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("secret");
	TCase *cases = tcase_create("secret");

	tcase_add_loop_test(cases, shapes_are_checked, 0, COUNT(shapes));
	tcase_add_loop_test(cases, secrets_are_fetched, 0, COUNT(fetches));
	tcase_add_test(cases, the_line_end_of_a_file_is_no_part);
	tcase_add_loop_test(cases, no_finding_shows_a_secret, 0, COUNT(leaks));
	tcase_add_test(cases, the_salt_follows_the_host);
	tcase_add_test(cases, the_digest_depends_on_a_secret_without_holding_it);
	suite_add_tcase(suite, cases);
	return run_suite(suite);
}
