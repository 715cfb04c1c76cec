// SPDX-License-Identifier: GPL-3.0-or-later
// What is wrong or unusual with a medium.
#pragma once

#include "medium.h"

// Findings about a boot entry have this and its number from 1 as their path.
#define MEDIUM_BOOT_ENTRY "El Torito entry "

// Errors: a kernel or module that is not there or is empty (BIOS takes an empty file for a missing
// one), and what bootcfg_check() calls one. Warnings: a missing boot.cfg, boot entry or EFI image;
// boot.cfg files that disagree. Advice: "ks=" that is there already, trees beside the primary one,
// a system area, boot images that no directory lists.
void medium_check(const struct medium *medium, struct diagnostics *diagnostics);
