// SPDX-License-Identifier: GPL-3.0-or-later
// Checking each VIB that is wished for, several at a time.
#pragma once

#include "wishes.h"

// package_check() and the digest of the whole file, for each of the wishes. Problems become errors
// among `diagnostics`; an error is that bytes cannot be read.
int wishes_check(struct wishes *wishes, struct diagnostics *diagnostics, struct error *err);
