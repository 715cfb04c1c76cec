// SPDX-License-Identifier: GPL-3.0-or-later
// Telling files for 4.x from those for later releases.
#pragma once

#include "driver4.h"

// ERROR_INPUT: the files of the package are for 5.x or later, or it has none.
int driver4_check_files(const struct driver4_package *package, struct error *err);
