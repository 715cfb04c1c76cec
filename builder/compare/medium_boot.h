// SPDX-License-Identifier: GPL-3.0-or-later
// What differs in how two media boot, in words.
#pragma once

#include <stdbool.h>

#include "medium_content.h"
#include "words.h"

// Boot options, modules that no VIB accounts for, other keys of boot.cfg, boot entries.
void medium_boot_words(const struct medium_content *old_content,
	const struct medium_content *new_content, struct sentences *ret);
// Is the file one whose content that tells (isolinux.cfg of 4.1)?
bool medium_boot_is_config(const struct medium *medium, const struct iso_file *file);
