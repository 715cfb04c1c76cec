// SPDX-License-Identifier: GPL-3.0-or-later
// Whose signatures count: VMware's, and those of the certificates that --trust names.
#pragma once

#include "command.h"
#include "signature.h"

// ERROR_SYSTEM: a file cannot be read; ERROR_INPUT: it holds no certificate.
int trust_of_arguments(const struct arguments *arguments, struct trust **ret, struct error *err);
