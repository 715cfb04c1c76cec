// SPDX-License-Identifier: GPL-3.0-or-later
// A tar in memory for unit tests, plain or in one gzip member of stored blocks.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "buffer.h"

enum { TINY_TAR_BLOCK = 512 };

struct tiny_member {
	const char *path; // a directory ends in '/'
	const char *text;
};

static void tiny_tar_header(uint8_t *header, const char *path, size_t size)
{
	unsigned sum = 0;
	bool dir = path[strlen(path) - 1] == '/';

	memset(header, 0, TINY_TAR_BLOCK);
	memcpy(header, path, strlen(path));
	snprintf((char *)header + 100, 8, "%07o", dir ? 0755u : 0644u);
	snprintf((char *)header + 108, 8, "%07o", 0u);
	snprintf((char *)header + 116, 8, "%07o", 0u);
	snprintf((char *)header + 124, 12, "%011o", (unsigned)size & 0777777777);
	snprintf((char *)header + 136, 12, "%011o", 0u);
	memset(header + 148, ' ', 8);
	header[156] = dir ? '5' : '0';
	memcpy(header + 257, "ustar\00000", 8);
	for (size_t i = 0; i < TINY_TAR_BLOCK; i++)
		sum += header[i];
	snprintf((char *)header + 148, 8, "%06o", sum);
}

// A path of NULL ends the list.
static void tiny_tar(const struct tiny_member *members, struct buffer *ret)
{
	static const uint8_t zeroes[2 * TINY_TAR_BLOCK];

	for (; members->path; members++) {
		uint8_t header[TINY_TAR_BLOCK];
		size_t size = strlen(members->text);

		tiny_tar_header(header, members->path, size);
		buffer_append(ret, header, sizeof(header));
		buffer_append(ret, members->text, size);
		buffer_append(
			ret, zeroes, (TINY_TAR_BLOCK - size % TINY_TAR_BLOCK) % TINY_TAR_BLOCK);
	}
	buffer_append(ret, zeroes, sizeof(zeroes));
}

static inline uint32_t tiny_crc(const char *data, size_t size)
{
	uint32_t crc = UINT32_MAX;

	for (size_t i = 0; i < size; i++) {
		crc ^= (uint8_t)data[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return ~crc;
}

// At most 65535 bytes: one stored block.
static inline void tiny_gzip(const struct buffer *content, struct buffer *ret)
{
	uint32_t crc = tiny_crc(content->data, content->size);
	uint32_t size = (uint32_t)content->size;
	uint8_t block[5] = {
		1, (uint8_t)size, (uint8_t)(size >> 8), (uint8_t)~size, (uint8_t)(~size >> 8)};

	buffer_append(ret, "\x1f\x8b\x08\0\0\0\0\0\x02\xff", 10);
	buffer_append(ret, block, sizeof(block));
	buffer_append(ret, content->data, content->size);
	buffer_append(ret, &crc, sizeof(crc)); // the hosts of these tests are little-endian
	buffer_append(ret, &size, sizeof(size));
}
