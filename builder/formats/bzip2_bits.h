// SPDX-License-Identifier: GPL-3.0-or-later
// Runs of bits, the highest bit of a byte first, as bzip2 packs them.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "buffer.h"

// The `count` (up to 56) bits at `bit` of `data`.
uint64_t bits_get(const uint8_t *data, uint64_t bit, unsigned count);

// Copies bits over zeroes: what `to` holds at these bits must be 0.
void bits_copy(
	uint8_t *to, uint64_t to_bit, const uint8_t *from, uint64_t from_bit, uint64_t count);

// Bits that are appended to a buffer.
struct bit_writer {
	struct buffer bytes; // the last byte is filled up with zeroes
	uint64_t bit_count;
};

#define BIT_WRITER_INIT                                                                            \
	{                                                                                          \
		BUFFER_INIT, 0                                                                     \
	}

void bits_put(struct bit_writer *writer, uint64_t value, unsigned count); // up to 56
void bits_append(struct bit_writer *writer, const uint8_t *from, uint64_t from_bit, uint64_t count);
