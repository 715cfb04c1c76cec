// SPDX-License-Identifier: GPL-3.0-or-later
// Runs a fuzz target over files: its corpus as an ordinary test, or one input that a fuzzer found.
//
// Each file is also tried shortened to every tenth of its length and with single bits turned, so
// that the test looks at more than good input. Where a fuzzer is built in, it replaces this file.
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "buffer.h"
#include "file.h"
#include "memory.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	INPUT_MAX = 64 << 20,
	TURNED_BITS = 64,
};

// A copy of exactly this size, so that a sanitizer sees reads beyond it.
static void try(const char *data, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1);

	if (!copy)
		memory_exhausted();
	memcpy(copy, data, size);
	LLVMFuzzerTestOneInput(copy, size);
	free(copy);
}

static int try_file(const char *path)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_BUFFER content = BUFFER_INIT;

	if (file_read(path, INPUT_MAX, &content, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	try(content.data, content.size);
	for (size_t tenth = 0; tenth < 10; tenth++)
		try(content.data, content.size * tenth / 10);
	for (size_t i = 0; i < TURNED_BITS && content.size; i++) {
		size_t at = content.size * i / TURNED_BITS;

		content.data[at] = (char)(content.data[at] ^ (1 << (i % 8)));
		try(content.data, content.size);
		content.data[at] = (char)(content.data[at] ^ (1 << (i % 8)));
	}
	return 0;
}

static int try_path(const char *path)
{
	struct stat status;
	struct dirent **entries = NULL;
	int count;
	int failed = 0;

	if (stat(path, &status) == 0 && !S_ISDIR(status.st_mode))
		return try_file(path);
	count = scandir(path, &entries, NULL, alphasort);
	if (count < 0) {
		perror(path);
		return 1;
	}
	for (int i = 0; i < count; i++) {
		AUTO_FREE char *name = memory_printf("%s/%s", path, entries[i]->d_name);

		if (entries[i]->d_name[0] != '.')
			failed |= try_path(name);
		free(entries[i]);
	}
	free(entries);
	return failed;
}

int main(int argc, char **argv)
{
	int failed = argc < 2;

	for (int i = 1; i < argc; i++)
		failed |= try_path(argv[i]);
	return failed;
}
