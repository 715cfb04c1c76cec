// SPDX-License-Identifier: GPL-3.0-or-later
// What stands for a secret where texts are compared: asterisks, and a mark that tells one secret
// from another without telling either. Marks are taken out before anything is shown.
#pragma once

#include <stddef.h>

#include "spec.h"

enum secret_form {
	SECRET_SHOWN,
	SECRET_HIDDEN, // asterisks
	SECRET_MARKED, // with a mark
};

enum {
	SECRET_STARS = 8,
	SECRET_MARK_SIZE = SECRET_STARS + 18, // "********~0123456789abcdef~"
};

// What stands for the secret at a path of a spec. Its mark tells where it comes from ({env:},
// {file:}), or of one in the spec itself the text. Caller frees.
char *secret_stand_in(const struct spec *spec, const char *path, enum secret_form form);

// The context of a secret as it stands in a kickstart.
#define SECRET_TEXT "text"

// `context` and `text` make the mark. NUL behind it.
void secret_mark(
	const char *context, const void *text, size_t size, char ret[SECRET_MARK_SIZE + 1]);
// The length of the mark, asterisks included, that a text begins with; 0: with none.
size_t secret_mark_at(const char *text, size_t size);
