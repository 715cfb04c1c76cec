// SPDX-License-Identifier: GPL-3.0-or-later
// Secrets in the text of a kickstart: asterisks take their place, and a mark behind them that tells
// one secret from another, which is for comparing alone and is taken out before anything is shown.
#pragma once

#include <stddef.h>

#include "buffer.h"

// Appends the text with its secrets marked: the password of rootpw, the key of serialnum,
// --password=, --secret= and their like, hashes of crypt(3), licence keys, private keys, passwords
// in addresses. What cannot be told to be one stays. What is marked already stays so.
void mark_text(const char *text, size_t size, struct buffer *ret);
// Appends one line without the marks.
void mark_put(const char *line, size_t length, struct buffer *ret);
// One value for people: marked, and without the marks. Caller frees.
char *mark_hide(const char *text);
