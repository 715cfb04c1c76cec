// SPDX-License-Identifier: GPL-3.0-or-later
// Rules about the password of root. What it is never appears in a finding.
#include <string.h>

#include "commands.h"
#include "lint_rules.h"
#include "text.h"

static const char path[] = "install.root_password";

void lint_password_missing(struct lint *lint)
{
	// For mode `install` the spec itself requires it.
	if (commands_mode(lint->spec) == MODE_INSTALLORUPGRADE && !spec_has(lint->spec, path))
		lint_report(lint, path, "root has no password");
}

// Reads the secret if that can be done; why it cannot be read is for others to say.
static bool read_secret(struct lint *lint, struct spec_secret *ret)
{
	AUTO_ERROR err = ERROR_INIT;

	return spec_has(lint->spec, path) && spec_secret_read(lint->spec, path, ret, &err) == 0;
}

void lint_password_plain(struct lint *lint)
{
	CLEANUP(spec_secret_finish) struct spec_secret secret = {0};

	if (read_secret(lint, &secret) && secret.is_plain_in_spec)
		lint_report(lint, path, "the password stands in the spec as it is");
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

// The installer itself sees only the hash that is made of it; these are the rules for a password
// that is typed in, which the host holds every later one to (section 2.9).
void lint_password_weak(struct lint *lint)
{
	CLEANUP(spec_secret_finish) struct spec_secret secret = {0};
	size_t length;

	if (!read_secret(lint, &secret) || secret.is_hash)
		return;
	length = strlen(secret.value);
	if (release_at_least(lint->release, 9, 0)) {
		if (length < 15 || count_kinds(secret.value, true) < 4)
			lint_report(lint, path,
				"the password is shorter than 15 characters, or not of four kinds");
	} else if (length < 7 || length > 40) {
		lint_report(lint, path, "the password is not of 7 to 40 characters");
	} else if (release_at_least(lint->release, 6, 0) && count_kinds(secret.value, false) < 3) {
		lint_report(lint, path, "the password has characters of fewer than three kinds");
	}
}
