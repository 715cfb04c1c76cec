// SPDX-License-Identifier: GPL-3.0-or-later
// Rules about the passwords of root and of local users. What they are never appears in a finding.
#include <string.h>

#include "commands.h"
#include "lint_rules.h"
#include "memory.h"
#include "text.h"

static const char path[] = "install.root_password";

void lint_password_missing(struct lint *lint)
{
	// For mode `install` the spec itself requires it.
	if (commands_mode(lint->spec) == MODE_INSTALLORUPGRADE && !spec_has(lint->spec, path))
		lint_report(lint, path, "root has no password");
}

// Goes through the passwords that can be read; why one cannot be read is for others to say.
static void each_password(struct lint *lint,
	void (*check)(struct lint *lint, const char *where, const struct spec_secret *secret))
{
	size_t users = lint_count(lint, "security.users");

	for (size_t i = 0; i <= users; i++) {
		AUTO_FREE char *where =
			i == 0 ? memory_strdup(path)
			       : memory_printf("security.users[%zu].password", i - 1);
		CLEANUP(spec_secret_finish) struct spec_secret secret = {0};
		AUTO_ERROR err = ERROR_INIT;

		if (spec_has(lint->spec, where) &&
			spec_secret_read(lint->spec, where, &secret, &err) == 0)
			check(lint, where, &secret);
	}
}

static void check_plain(struct lint *lint, const char *where, const struct spec_secret *secret)
{
	if (secret->is_plain_in_spec)
		lint_report(lint, where, "the password stands in the spec as it is");
}

void lint_password_plain(struct lint *lint)
{
	each_password(lint, check_plain);
}

// Kinds of characters: capitals, small letters, digits, others. A capital at the start and a digit
// at the end do not count.
static unsigned count_kinds(const char *password, bool whole)
{
	bool kinds[4] = {false};
	size_t length = strlen(password);

	for (size_t i = 0; i < length; i++) {
		char c = password[i];
		bool capital = c >= 'A' && c <= 'Z';

		if (!whole && ((capital && i == 0) || (text_is_digit(c) && i == length - 1)))
			continue;
		kinds[capital ? 0 : c >= 'a' && c <= 'z' ? 1 : text_is_digit(c) ? 2 : 3] = true;
	}
	return (unsigned)kinds[0] + kinds[1] + kinds[2] + kinds[3];
}

static bool has_length(const char *password)
{
	size_t length = strlen(password);

	return length >= 7 && length <= 40;
}

// What the release minds about a password that is typed in (section 2.9), or NULL. What 9.x asks
// for is known from hardening lists alone.
static const char *fault_of(const char *password, struct release release)
{
	if (release_at_least(release, 9, 0)) {
		if (strlen(password) < 15 || count_kinds(password, true) < 4)
			return "the password is shorter than 15 characters, or not of four kinds";
	} else if (!has_length(password)) {
		return "the password is not of 7 to 40 characters";
	} else if (release_at_least(release, 6, 0) && count_kinds(password, false) < 3) {
		return "the password has characters of fewer than three kinds";
	}
	return NULL;
}

// The installer sees only the hash that is made of it; the host holds every later one to this.
static void check_weak(struct lint *lint, const char *where, const struct spec_secret *secret)
{
	const char *fault = secret->is_hash ? NULL : fault_of(secret->value, lint->release);

	if (fault)
		lint_report(lint, where, "%s", fault);
}

void lint_password_weak(struct lint *lint)
{
	each_password(lint, check_weak);
}

void lint_password_on_medium(struct lint *lint)
{
	static const char *const secrets[] = {
		"storage.iscsi.chap.secret", "storage.iscsi.chap.mutual.secret"};

	for (size_t i = 0; i < lint_count(lint, "security.users"); i++) {
		AUTO_FREE char *where = memory_printf("security.users[%zu].password", i);

		if (spec_has(lint->spec, where))
			lint_report(lint, where, "the password stands in the kickstart as it is");
	}
	for (size_t i = 0; i < sizeof(secrets) / sizeof(*secrets); i++) {
		if (spec_has(lint->spec, secrets[i]))
			lint_report(
				lint, secrets[i], "the secret stands in the kickstart as it is");
	}
}

// ---- rootpw of a kickstart ----

// The password of each rootpw that can be told; what stands for it later, or hides it, is none.
static const struct ks_option *next_password(
	const struct lint *lint, size_t *index, bool hashed, const struct ks_line **ret_line)
{
	const struct ks_line *line;

	while ((line = ks_command(lint->ks, "rootpw", (*index)++))) {
		const struct ks_option *crypted = ks_option(line, "--iscrypted");
		const struct ks_option *password = ks_last_bare(line);

		if (!lint_is_command(line) || !password || !*password->value ||
			strspn(password->value, "*") == strlen(password->value) ||
			(crypted && !crypted->value) != hashed)
			continue;
		*ret_line = line;
		return password;
	}
	return NULL;
}

static bool looks_hashed(const char *text)
{
	static const char *const heads[] = {"$1$", "$2a$", "$2b$", "$2y$", "$5$", "$6$", "$y$"};

	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++) {
		if (text_has_prefix(text, heads[i]))
			return true;
	}
	return false;
}

void lint_ks_hash_not_marked(struct lint *lint)
{
	const struct ks_line *line;
	const struct ks_option *password;

	for (size_t i = 0; (password = next_password(lint, &i, false, &line));) {
		if (looks_hashed(password->value))
			lint_report_value(lint, line, password,
				"a hash without '--iscrypted' is taken for the password itself");
	}
}

#define HASH_CHARACTERS "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// Source: facts/kickstart.md section 2.9, "--iscrypted".
static bool is_hash(const char *text)
{
	const char *rest = text_skip_prefix(text, "$1$");
	size_t salt;

	if (rest)
		return strlen(rest) >= 22 && strlen(rest) <= 31 &&
		       rest[strspn(rest, HASH_CHARACTERS "$")] == '\0';
	rest = text_skip_prefix(text, "$6$");
	if (!rest)
		return strlen(text) == 13 && text[strspn(text, HASH_CHARACTERS)] == '\0';
	salt = strspn(rest, HASH_CHARACTERS);
	if (salt > 16 || rest[salt] != '$')
		return false;
	rest += salt + 1;
	return strlen(rest) == 86 && rest[strspn(rest, HASH_CHARACTERS)] == '\0';
}

void lint_ks_hash_form(struct lint *lint)
{
	const struct ks_line *line;
	const struct ks_option *password;

	for (size_t i = 0; (password = next_password(lint, &i, true, &line));) {
		if (!is_hash(password->value))
			lint_report_value(lint, line, password,
				"the installer does not take a hash of this form");
	}
}

void lint_ks_password_weak(struct lint *lint)
{
	const struct ks_line *line;
	const struct ks_option *password;

	for (size_t i = 0; (password = next_password(lint, &i, false, &line));) {
		const char *fault = fault_of(password->value, lint->release);

		if (looks_hashed(password->value))
			continue;
		if (!fault && !text_is_ascii(password->value))
			fault = "the password has characters beyond ASCII";
		// For 9.x only what 6.7 is known to stop at is certain.
		lint->severity = release_at_least(lint->release, 9, 0) &&
						 has_length(password->value) &&
						 text_is_ascii(password->value)
					 ? SEVERITY_WARNING
					 : SEVERITY_ERROR;
		if (fault)
			lint_report_value(lint, line, password, "%s", fault);
	}
}

void lint_ks_password_plain(struct lint *lint)
{
	const struct ks_line *line;
	const struct ks_option *password;

	lint->severity = SEVERITY_ADVICE;
	for (size_t i = 0; (password = next_password(lint, &i, false, &line));) {
		if (!looks_hashed(password->value))
			lint_report_value(lint, line, password,
				"the password stands in the kickstart as it is");
	}
}

void lint_ks_password_sample(struct lint *lint)
{
	// What manuals and samples print.
	static const char *const known[] = {"changeme", "mypassword", "myp@ssw0rd", "Passw0rd",
		"P@ssw0rd", "password", "secret", "vmware", "VMware1!", "VMware01!", "vmware123",
		"VMware123!"};
	const struct ks_line *line;
	const struct ks_option *password;

	for (size_t i = 0; (password = next_password(lint, &i, false, &line));) {
		for (size_t k = 0; k < sizeof(known) / sizeof(*known); k++) {
			if (text_equal(password->value, known[k]))
				lint_report_value(lint, line, password,
					"the password is one that manuals print");
		}
	}
}
