// SPDX-License-Identifier: GPL-3.0-or-later
// Showing long text on a terminal.
#pragma once

#include <stddef.h>

#include "error.h"

// Writes the text to standard output, where that is a terminal through the pager: the program that
// ESXMINT_PAGER or PAGER names, split at blanks and run without a shell, else `less -FRX`. An empty
// name, `cat`, and a pager that cannot be started mean none.
int pager_write(const char *text, size_t size, struct error *err);
