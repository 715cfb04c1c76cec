// SPDX-License-Identifier: GPL-3.0-or-later
// Edits or reads a FAT volume for tests/cli/test_fat.py: edit-fat IMAGE OFFSET VERB [ARGUMENT...]
//
// write PATH FILE SECONDS | remove PATH | cat PATH | list PATH | check. What an edit changes is
// written back to the image. Status 1: what the library refuses, its words on standard output.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fat.h"
#include "file.h"
#include "memory.h"

enum { COPY_SIZE = 1 << 20 };

static void print_finding(void *context, bool is_safe, const char *text)
{
	(void)context;
	(void)is_safe;
	printf("finding: %s\n", text);
}

static int print_list(const struct fat *fat, const char *path, struct error *err)
{
	struct fat_list list;

	if (fat_list(fat, path, &list, err) < 0)
		return -1;
	for (size_t i = 0; i < list.count; i++)
		printf("%c %u %lld %s\n", list.list[i].is_folder ? 'd' : '-', list.list[i].size,
			(long long)list.list[i].mtime, list.list[i].name);
	fat_list_finish(&list);
	return 0;
}

static int print_file(const struct fat *fat, const char *path, struct error *err)
{
	AUTO_FAT_FILE *file = NULL;
	AUTO_FREE char *data = NULL;
	struct reader reader;

	if (fat_file_open(fat, path, &file, err) < 0)
		return -1;
	reader = fat_file_reader(file, path);
	data = memory_alloc((size_t)reader.size + 1);
	if (reader_read(&reader, 0, data, (size_t)reader.size, err) < 0)
		return -1;
	fwrite(data, 1, (size_t)reader.size, stdout);
	return 0;
}

static int write_file(struct fat *fat, char **arguments, struct error *err)
{
	AUTO_CLOSE int fd = -1;
	uint64_t size;
	struct reader content;

	if (file_open(arguments[1], &fd, &size, err) < 0)
		return -1;
	content = reader_fd(arguments[1], fd, 0, size);
	return fat_write(fat, arguments[0], &content, atoll(arguments[2]), err);
}

static int act(struct fat *fat, int count, char **arguments, struct error *err)
{
	const char *verb = arguments[0];

	if (!strcmp(verb, "check"))
		return fat_check(fat, print_finding, NULL, err);
	if (!strcmp(verb, "list") && count == 2)
		return print_list(fat, arguments[1], err);
	if (!strcmp(verb, "cat") && count == 2)
		return print_file(fat, arguments[1], err);
	if (!strcmp(verb, "remove") && count == 2)
		return fat_remove(fat, arguments[1], err);
	if (!strcmp(verb, "write") && count == 4)
		return write_file(fat, arguments + 1, err);
	return error_set(err, ERROR_USAGE, "wrong arguments");
}

static int write_back(const struct patch *patch, int fd, const char *name, struct error *err)
{
	AUTO_FREE struct byte_range *ranges = NULL;
	AUTO_FREE char *data = memory_alloc(COPY_SIZE);
	size_t count;

	if (patch_ranges(patch, &ranges, &count, err) < 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		for (uint64_t at = 0; at < ranges[i].size; at += COPY_SIZE) {
			uint64_t left = ranges[i].size - at;
			size_t size = left < COPY_SIZE ? (size_t)left : COPY_SIZE;

			if (patch_read(patch, ranges[i].offset + at, data, size, err) < 0 ||
				file_write_at(fd, name, ranges[i].offset + at, data, size, err) < 0)
				return -1;
		}
	}
	return 0;
}

static int run(int argc, char **argv, struct error *err)
{
	AUTO_FCLOSE FILE *image = NULL;
	AUTO_PATCH *patch = NULL;
	AUTO_FAT *fat = NULL;
	struct reader base;
	uint64_t start;

	if (argc < 4)
		return error_set(err, ERROR_USAGE, "wrong arguments");
	start = strtoull(argv[2], NULL, 10);
	image = fopen(argv[1], "r+");
	if (!image)
		return error_set(err, ERROR_SYSTEM, "cannot open '%s'", argv[1]);
	fseek(image, 0, SEEK_END);
	base = reader_fd(argv[1], fileno(image), 0, (uint64_t)ftell(image));
	patch = patch_create(&base);
	if (fat_open(patch, "volume", start, base.size - start, &fat, err) < 0 ||
		act(fat, argc - 3, argv + 3, err) < 0)
		return -1;
	return write_back(patch, fileno(image), argv[1], err);
}

int main(int argc, char **argv)
{
	AUTO_ERROR err = ERROR_INIT;

	if (run(argc, argv, &err) == 0)
		return 0;
	printf("%s\n", err.text);
	return err.kind == ERROR_INPUT ? 1 : 2;
}
