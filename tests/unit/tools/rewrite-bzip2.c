// SPDX-License-Identifier: GPL-3.0-or-later
// Takes bzip2 streams apart and puts them together for tests/cli/test_bzip2.py.
//
// rewrite-bzip2 decode IN OUT | compress IN OUT LEVEL | change IN OUT CONTENT
//
// `change` makes the stream whose content is that of the file CONTENT, which has the size of what
// IN holds; it prints how many blocks were copied and made. Status 1: what the library refuses.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bzip2.h"
#include "file.h"
#include "memory.h"

enum {
	COPY_SIZE = 1000003, // odd on purpose: reads begin anywhere
	COMPARE_SIZE = 512,
};

struct input {
	int fd;
	struct reader reader;
};

static int open_input(const char *path, struct input *ret, struct error *err)
{
	uint64_t size;

	if (file_open(path, &ret->fd, &size, err) < 0)
		return -1;
	ret->reader = reader_fd(path, ret->fd, 0, size);
	return 0;
}

static int write_out(void *context, const void *data, size_t size, struct error *err)
{
	if (fwrite(data, 1, size, context) == size)
		return 0;
	return error_set(err, ERROR_SYSTEM, "cannot write");
}

static int copy(const struct reader *from, FILE *to, struct error *err)
{
	AUTO_FREE char *data = memory_alloc(COPY_SIZE);

	for (uint64_t at = 0; at < from->size; at += COPY_SIZE) {
		uint64_t left = from->size - at;
		size_t size = left < COPY_SIZE ? (size_t)left : COPY_SIZE;

		if (reader_read(from, at, data, size, err) < 0 ||
			write_out(to, data, size, err) < 0)
			return -1;
	}
	return 0;
}

static int decode(const struct reader *in, FILE *out, struct error *err)
{
	AUTO_BZIP2_INDEX *index = NULL;

	if (bzip2_index_create(in, 0, write_out, out, NULL, &index, err) < 0)
		return -1;
	printf("%zu blocks in %zu streams, %llu bytes\n", index->block_count, index->stream_count,
		(unsigned long long)index->size);
	return 0;
}

static int compress(const struct reader *in, FILE *out, const char *level, struct error *err)
{
	AUTO_BZIP2_OUTPUT *output = NULL;
	struct reader stream;

	if (bzip2_compress(in, (unsigned)atoi(level), 0, &output, err) < 0)
		return -1;
	stream = bzip2_output_reader(output, "output");
	return copy(&stream, out, err);
}

// Which steps of the content differ.
static int compare(const struct reader *old, const struct reader *new, struct byte_range **ret,
	size_t *ret_count, struct error *err)
{
	for (uint64_t at = 0; at < old->size; at += COMPARE_SIZE) {
		uint64_t left = old->size - at;
		size_t size = left < COMPARE_SIZE ? (size_t)left : COMPARE_SIZE;
		char a[COMPARE_SIZE];
		char b[COMPARE_SIZE];

		if (reader_read(old, at, a, size, err) < 0 ||
			reader_read(new, at, b, size, err) < 0)
			return -1;
		if (memcmp(a, b, size) == 0)
			continue;
		memory_grow(ret, *ret_count, sizeof(**ret));
		(*ret)[(*ret_count)++] = (struct byte_range){at, size};
	}
	return 0;
}

static int change(const struct reader *in, FILE *out, const char *path, struct error *err)
{
	AUTO_BZIP2_INDEX *index = NULL;
	AUTO_BZIP2_IMAGE *image = NULL;
	AUTO_BZIP2_OUTPUT *output = NULL;
	AUTO_FREE struct byte_range *ranges = NULL;
	AUTO_CLOSE int fd = -1;
	struct input content;
	struct reader old;
	struct reader stream;
	size_t count = 0;
	size_t copied;
	size_t made;

	if (open_input(path, &content, err) < 0)
		return -1;
	fd = content.fd;
	if (bzip2_index_create(in, 0, NULL, NULL, NULL, &index, err) < 0)
		return -1;
	image = bzip2_image_create(in, index);
	old = bzip2_image_reader(image, "content");
	if (compare(&old, &content.reader, &ranges, &count, err) < 0 ||
		bzip2_rewrite(in, index, &content.reader, ranges, count, 0, &output, err) < 0)
		return -1;
	bzip2_output_counts(output, &copied, &made);
	printf("%zu copied, %zu made\n", copied, made);
	stream = bzip2_output_reader(output, "output");
	return copy(&stream, out, err);
}

static int run(int argc, char **argv, struct error *err)
{
	AUTO_FCLOSE FILE *out = NULL;
	AUTO_CLOSE int fd = -1;
	struct input in;

	if (argc < 4 || open_input(argv[2], &in, err) < 0)
		return error_set(err, ERROR_USAGE, "wrong arguments");
	fd = in.fd;
	out = fopen(argv[3], "w");
	if (!out)
		return error_set(err, ERROR_SYSTEM, "cannot open '%s'", argv[3]);
	if (!strcmp(argv[1], "decode"))
		return decode(&in.reader, out, err);
	if (!strcmp(argv[1], "compress") && argc == 5)
		return compress(&in.reader, out, argv[4], err);
	if (!strcmp(argv[1], "change") && argc == 5)
		return change(&in.reader, out, argv[4], err);
	return error_set(err, ERROR_USAGE, "wrong arguments");
}

int main(int argc, char **argv)
{
	AUTO_ERROR err = ERROR_INIT;

	if (run(argc, argv, &err) == 0)
		return 0;
	printf("%s\n", err.text);
	return err.kind == ERROR_INPUT ? 1 : 2;
}
