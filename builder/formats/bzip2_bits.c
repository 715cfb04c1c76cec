// SPDX-License-Identifier: GPL-3.0-or-later
// Runs of bits, see bzip2_bits.h.
#include "bzip2_bits.h"

#include <string.h>

uint64_t bits_get(const uint8_t *data, uint64_t bit, unsigned count)
{
	uint64_t value = 0;

	for (unsigned done = 0; done < count;) {
		unsigned shift = (unsigned)((bit + done) % 8);
		unsigned take = 8 - shift < count - done ? 8 - shift : count - done;
		unsigned byte = data[(bit + done) / 8];

		value = value << take | ((byte >> (8 - shift - take)) & ((1U << take) - 1));
		done += take;
	}
	return value;
}

static void put_few(uint8_t *to, uint64_t to_bit, uint64_t value, unsigned count)
{
	to[to_bit / 8] |= (uint8_t)(value << (8 - to_bit % 8 - count));
}

// Whole bytes from a source that does not begin at a byte.
static void copy_shifted(uint8_t *to, const uint8_t *from, unsigned shift, size_t count)
{
	size_t i = 0;

	for (; i + 9 <= count; i += 8) {
		uint64_t word;

		memcpy(&word, from + i, sizeof(word));
		word = __builtin_bswap64(word) << shift | from[i + 8] >> (8 - shift);
		word = __builtin_bswap64(word);
		memcpy(to + i, &word, sizeof(word));
	}
	for (; i < count; i++)
		to[i] = (uint8_t)(from[i] << shift | from[i + 1] >> (8 - shift));
}

void bits_copy(uint8_t *to, uint64_t to_bit, const uint8_t *from, uint64_t from_bit, uint64_t count)
{
	unsigned lead = (unsigned)((8 - to_bit % 8) % 8);
	size_t bytes;

	if (lead > count)
		lead = (unsigned)count;
	if (lead > 0) {
		put_few(to, to_bit, bits_get(from, from_bit, lead), lead);
		to_bit += lead;
		from_bit += lead;
		count -= lead;
	}
	bytes = (size_t)(count / 8);
	if (from_bit % 8 == 0)
		memcpy(to + to_bit / 8, from + from_bit / 8, bytes);
	else
		copy_shifted(to + to_bit / 8, from + from_bit / 8, (unsigned)(from_bit % 8), bytes);
	count %= 8;
	if (count > 0)
		put_few(to, to_bit + bytes * 8,
			bits_get(from, from_bit + bytes * 8, (unsigned)count), (unsigned)count);
}

// Room for more bits, filled with zeroes.
static void grow(struct bit_writer *writer, uint64_t count)
{
	size_t size = (size_t)((writer->bit_count + count + 7) / 8);
	size_t more = size - writer->bytes.size;

	buffer_reserve(&writer->bytes, more);
	memset(writer->bytes.data + writer->bytes.size, 0, more);
	writer->bytes.size = size;
}

void bits_append(struct bit_writer *writer, const uint8_t *from, uint64_t from_bit, uint64_t count)
{
	if (count == 0)
		return;
	grow(writer, count);
	bits_copy((uint8_t *)writer->bytes.data, writer->bit_count, from, from_bit, count);
	writer->bit_count += count;
}

void bits_put(struct bit_writer *writer, uint64_t value, unsigned count)
{
	uint8_t bytes[8];

	value <<= 64 - count;
	for (int i = 0; i < 8; i++)
		bytes[i] = (uint8_t)(value >> (56 - 8 * i));
	bits_append(writer, bytes, 0, count);
}
