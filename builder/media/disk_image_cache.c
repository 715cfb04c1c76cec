// SPDX-License-Identifier: GPL-3.0-or-later
// Keeping what is known of disk images, see disk_image_cache.h.
//
// A file holds: its own SHA-256 over all that follows, as hexadecimal, and a line feed; the MD5 of
// the image; the number of pieces and their digests, a line each; the index.
#include "disk_image_cache.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "disk_image.h"
#include "file.h"
#include "memory.h"
#include "text.h"

enum {
	FILE_SIZE_MAX = 64 << 20,
	LINE_SIZE = SHA256_HEX_SIZE, // digest and line feed
	MD5_LINE_SIZE = 33, // the same of an MD5
	FOLDER_MODE = 0700,
};

void disk_image_facts_finish(struct disk_image_facts *facts)
{
	bzip2_index_destroy(facts->index);
	free(facts->pieces);
	*facts = (struct disk_image_facts){0};
}

// The folder of the user's caches, or NULL. Both variables count as absolute paths only.
static char *cache_root(void)
{
	const char *root = getenv("XDG_CACHE_HOME");
	const char *home = getenv("HOME");

	if (root && root[0] == '/')
		return memory_strdup(root);
	return home && home[0] == '/' ? memory_printf("%s/.cache", home) : NULL;
}

static char *cache_path(const char *sha256, bool make_folders)
{
	AUTO_FREE char *root = cache_root();
	AUTO_FREE char *folder = root ? memory_printf("%s/esxmint", root) : NULL;

	if (!folder)
		return NULL;
	if (make_folders) {
		mkdir(root, FOLDER_MODE);
		mkdir(folder, FOLDER_MODE);
	}
	return memory_printf("%s/%s.imagedd", folder, sha256);
}

// A digest and a line feed, which take `size` bytes at *at; *at moves behind them.
static bool read_digest(const struct buffer *data, size_t *at, size_t size, char *ret)
{
	const char *line = data->data + *at;

	if (size > data->size - *at || line[size - 1] != '\n')
		return false;
	for (size_t i = 0; i + 1 < size; i++) {
		if (!line[i] || !strchr("0123456789abcdef", line[i]))
			return false;
		ret[i] = line[i];
	}
	ret[size - 1] = '\0';
	*at += size;
	return true;
}

// The lines with the digests of pieces; *at moves behind them.
static bool read_pieces(const struct buffer *data, size_t *at, struct disk_image_facts *ret)
{
	const char *feed = memchr(data->data + *at, '\n', data->size - *at);
	AUTO_FREE char *digits =
		feed ? memory_strndup(data->data + *at, (size_t)(feed - data->data) - *at) : NULL;
	uint64_t count;

	if (!digits || !text_parse_number(digits, FILE_SIZE_MAX, &count))
		return false;
	*at = (size_t)(feed - data->data) + 1;
	if (count > (data->size - *at) / LINE_SIZE)
		return false;
	ret->pieces = memory_alloc_array((size_t)count + 1, sizeof(*ret->pieces));
	for (; ret->piece_count < count; ret->piece_count++) {
		if (!read_digest(data, at, LINE_SIZE, ret->pieces[ret->piece_count]))
			return false;
	}
	return true;
}

static bool parse(
	const char *path, const struct buffer *data, uint64_t size, struct disk_image_facts *ret)
{
	AUTO_ERROR ignored = ERROR_INIT;
	char sha256[DIGEST_HEX_SIZE];
	size_t at = LINE_SIZE;

	if (data->size < LINE_SIZE)
		return false;
	digest_hex(DIGEST_SHA256, data->data + LINE_SIZE, data->size - LINE_SIZE, sha256);
	if (memcmp(data->data, sha256, LINE_SIZE - 1) != 0 ||
		!read_digest(data, &at, MD5_LINE_SIZE, ret->md5) || !read_pieces(data, &at, ret) ||
		bzip2_index_parse(
			path, data->data + at, data->size - at, size, &ret->index, &ignored) < 0)
		return false;
	return ret->piece_count ==
	       (ret->index->size + DISK_IMAGE_PIECE_SIZE - 1) / DISK_IMAGE_PIECE_SIZE;
}

bool disk_image_cache_load(
	const char sha256[SHA256_HEX_SIZE], uint64_t size, struct disk_image_facts *ret)
{
	AUTO_ERROR ignored = ERROR_INIT;
	AUTO_BUFFER data = BUFFER_INIT;
	AUTO_FREE char *path = cache_path(sha256, false);

	if (!path || file_read(path, FILE_SIZE_MAX, &data, &ignored) < 0)
		return false;
	if (parse(path, &data, size, ret))
		return true;
	disk_image_facts_finish(ret);
	return false;
}

void disk_image_cache_store(
	const char sha256[SHA256_HEX_SIZE], const struct disk_image_facts *facts)
{
	AUTO_ERROR ignored = ERROR_INIT;
	AUTO_BUFFER content = BUFFER_INIT;
	AUTO_BUFFER file = BUFFER_INIT;
	AUTO_FREE char *path = cache_path(sha256, true);
	char own[DIGEST_HEX_SIZE];

	if (!path)
		return;
	buffer_printf(&content, "%s\n%zu\n", facts->md5, facts->piece_count);
	for (size_t i = 0; i < facts->piece_count; i++)
		buffer_printf(&content, "%s\n", facts->pieces[i]);
	bzip2_index_print(facts->index, &content);
	digest_hex(DIGEST_SHA256, content.data, content.size, own);
	buffer_printf(&file, "%s\n", own);
	buffer_append(&file, content.data, content.size);
	file_write(path, true, file.data, file.size, &ignored);
}
