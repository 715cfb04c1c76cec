// SPDX-License-Identifier: GPL-3.0-or-later
// What the files of the package module share.
#pragma once

#include "package.h"

// One more line of `problems`; of very many only the first are kept.
void package_add_problem(struct package *package, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

// Does the archive have the payload?
bool package_has_payload(const struct package_payload *payload);
