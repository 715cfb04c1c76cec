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

// The installer sees only the hash that is made of it; these are the rules for a password
// that is typed in, which the host holds every later one to (section 2.9).
static void check_weak(struct lint *lint, const char *where, const struct spec_secret *secret)
{
	size_t length = strlen(secret->value);

	if (secret->is_hash)
		return;
	if (release_at_least(lint->release, 9, 0)) {
		if (length < 15 || count_kinds(secret->value, true) < 4)
			lint_report(lint, where,
				"the password is shorter than 15 characters, or not of four kinds");
	} else if (length < 7 || length > 40) {
		lint_report(lint, where, "the password is not of 7 to 40 characters");
	} else if (release_at_least(lint->release, 6, 0) && count_kinds(secret->value, false) < 3) {
		lint_report(lint, where, "the password has characters of fewer than three kinds");
	}
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
