// SPDX-License-Identifier: GPL-3.0-or-later
// Quoting: one value as one word, for a POSIX shell and for the command part of a kickstart.
#pragma once

#include "buffer.h"

// One shell word with exactly this value wherever a word may stand, also as the first of a command:
// bare when it consists of [A-Za-z0-9_@%+:,./-] only and is no reserved word, else in single
// quotes. (`=` is not among them: at the head of a command `a=b` would be an assignment.) The one
// place where digits are no word is directly before `<` or `>`: leave a blank there.
void quote_shell(struct buffer *buffer, const char *text);

// One token for the installer, which splits lines like Python's shlex.split(line, comments=True):
// `#`, backslash, quotes and blanks lose their meaning (facts/kickstart.md section 1). The text
// must be printable ASCII: there is no way to write a line end.
void quote_token(struct buffer *buffer, const char *text);
