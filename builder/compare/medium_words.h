// SPDX-License-Identifier: GPL-3.0-or-later
// What differs between two installer media, in words.
#pragma once

#include "error.h"
#include "medium_content.h"
#include "words.h"

// VIBs, image profile, boot options, boot entries, and the files that none of these accounts for.
// The kickstarts are compared elsewhere.
int medium_words(const struct medium_content *old_content, const struct medium_content *new_content,
	struct sentences *ret, struct error *err);
