// SPDX-License-Identifier: GPL-3.0-or-later
// Where a stream of bytes goes, piece by piece: what decoders are given.
#pragma once

#include <stddef.h>

#include "error.h"

// The pieces come in order, none is empty; -1 ends the stream with that error.
typedef int byte_sink(void *context, const void *data, size_t size, struct error *err);
