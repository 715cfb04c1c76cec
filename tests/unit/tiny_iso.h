// SPDX-License-Identifier: GPL-3.0-or-later
// A tiny ISO 9660 image in memory for unit tests: a primary tree of a few small files, no boot
// catalogue. It is written here byte by byte so that it does not depend on what it tests.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "buffer.h"

enum {
	TINY_BLOCK = 2048,
	TINY_VOLUME = 16,
	TINY_TERMINATOR = 17,
	TINY_PATH_TABLE = 18,
	TINY_ROOT = 19, // then one block for each further directory
	TINY_FILES = 23,
};

struct tiny_file {
	const char *path;
	const char *text;
};

// Index 0 is the root; parents come first.
static const char *const tiny_directories[] = {"", "/EFI", "/EFI/BOOT", "/UPGRADE"};

enum { TINY_DIRECTORY_COUNT = sizeof(tiny_directories) / sizeof(tiny_directories[0]) };

static void tiny_both32(uint8_t *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = at[7 - i] = (uint8_t)(value >> (8 * i));
}

static void tiny_both16(uint8_t *at, uint32_t value)
{
	at[0] = at[3] = (uint8_t)value;
	at[1] = at[2] = (uint8_t)(value >> 8);
}

static size_t tiny_record(
	uint8_t *at, const char *name, size_t name_length, uint32_t lba, uint32_t size, bool dir)
{
	size_t length = (33 + name_length + 1) & ~(size_t)1;

	at[0] = (uint8_t)length;
	tiny_both32(at + 2, lba);
	tiny_both32(at + 10, size);
	at[18] = 124, at[19] = 1, at[20] = 2;
	at[25] = dir ? 2 : 0;
	tiny_both16(at + 28, 1);
	at[32] = (uint8_t)name_length;
	memcpy(at + 33, name, name_length);
	return length;
}

static int tiny_directory_of(const char *path)
{
	size_t length = (size_t)(strrchr(path, '/') - path);

	for (int i = 0; i < TINY_DIRECTORY_COUNT; i++) {
		if (strlen(tiny_directories[i]) == length &&
			!strncmp(tiny_directories[i], path, length))
			return i;
	}
	return 0;
}

// Files must be sorted within each directory; a path of NULL ends the list. Directories of
// tiny_directories sort before files here, which readers do not mind.
static void tiny_iso(const char *volume_id, const struct tiny_file *files, struct buffer *ret)
{
	size_t used[TINY_DIRECTORY_COUNT] = {0};
	uint32_t lba = TINY_FILES;
	uint8_t *image, *volume;

	for (const struct tiny_file *file = files; file->path; file++)
		lba += (uint32_t)(strlen(file->text) + TINY_BLOCK - 1) / TINY_BLOCK;
	buffer_reserve(ret, (size_t)lba * TINY_BLOCK);
	for (uint32_t i = 0; i < lba * TINY_BLOCK; i++)
		buffer_putc(ret, '\0');
	image = (uint8_t *)ret->data;
	volume = image + TINY_VOLUME * TINY_BLOCK;
	memcpy(volume,
		"\x01"
		"CD001\x01",
		7);
	memset(volume + 8, ' ', 64);
	memcpy(volume + 40, volume_id, strlen(volume_id));
	tiny_both32(volume + 80, lba);
	tiny_both16(volume + 120, 1);
	tiny_both16(volume + 124, 1);
	tiny_both16(volume + 128, TINY_BLOCK);
	tiny_both32(volume + 132, 10);
	volume[140] = TINY_PATH_TABLE;
	volume[151] = TINY_PATH_TABLE;
	tiny_record(volume + 156, "", 1, TINY_ROOT, TINY_BLOCK, true);
	memset(volume + 190, ' ', 623);
	memcpy(volume + 813, "2024010200000000", 17);
	volume[881] = 1;
	memcpy(image + TINY_TERMINATOR * TINY_BLOCK,
		"\xff"
		"CD001\x01",
		7);
	memcpy(image + TINY_PATH_TABLE * TINY_BLOCK, "\x01\x00\x13\x00\x00\x00\x01\x00\x00", 10);
	for (int i = 0; i < TINY_DIRECTORY_COUNT; i++) {
		uint8_t *block = image + (TINY_ROOT + i) * TINY_BLOCK;
		int parent = i > 0 ? tiny_directory_of(tiny_directories[i]) : 0;
		uint8_t *above = image + (TINY_ROOT + parent) * TINY_BLOCK;

		used[i] = tiny_record(block, "", 1, (uint32_t)(TINY_ROOT + i), TINY_BLOCK, true);
		used[i] += tiny_record(block + used[i], "\x01", 1, (uint32_t)(TINY_ROOT + parent),
			TINY_BLOCK, true);
		if (i > 0) {
			const char *name = strrchr(tiny_directories[i], '/') + 1;

			used[parent] += tiny_record(above + used[parent], name, strlen(name),
				(uint32_t)(TINY_ROOT + i), TINY_BLOCK, true);
		}
	}
	lba = TINY_FILES;
	for (const struct tiny_file *file = files; file->path; file++) {
		int directory = tiny_directory_of(file->path);
		uint8_t *block = image + (TINY_ROOT + directory) * TINY_BLOCK;
		uint32_t size = (uint32_t)strlen(file->text);
		char name[64] = "";

		strcat(strcpy(name, strrchr(file->path, '/') + 1), ";1");
		used[directory] +=
			tiny_record(block + used[directory], name, strlen(name), lba, size, false);
		memcpy(image + (size_t)lba * TINY_BLOCK, file->text, size);
		lba += (size + TINY_BLOCK - 1) / TINY_BLOCK;
	}
}
