// SPDX-License-Identifier: GPL-3.0-or-later
// What commands say that no key of the spec stands for, in words.
#pragma once

#include "words.h"

// The texts are those of kickstarts, secrets marked.
void words_of_commands(const char *old_text, const char *new_text, struct sentences *ret);
