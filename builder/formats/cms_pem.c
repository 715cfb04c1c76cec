// SPDX-License-Identifier: GPL-3.0-or-later
// PEM files of signatures, see cms.h.
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "cms_openssl.h"
#include "memory.h"

void cms_blocks_finish(struct cms_blocks *blocks)
{
	for (size_t i = 0; i < blocks->count; i++)
		free(blocks->list[i].der);
	free(blocks->list);
	*blocks = (struct cms_blocks)CMS_BLOCKS_INIT;
}

// What EVP_DecodeBlock() takes is more than what an encoder writes, and a signature shall not have
// two spellings: the text is compared with its own encoding.
static bool decode(const struct buffer *text, struct cms_block *ret)
{
	AUTO_FREE unsigned char *der = memory_alloc(text->size + 1);
	AUTO_FREE char *again = memory_alloc(text->size + 4);
	size_t padding = 0;
	int size;

	if (text->size == 0 || text->size % 4 != 0)
		return false;
	size = EVP_DecodeBlock(der, (const unsigned char *)text->data, (int)text->size);
	while (padding < 2 && text->data[text->size - 1 - padding] == '=')
		padding++;
	if (size < 0 || (size_t)size <= padding)
		return false;
	ret->size = (size_t)size - padding;
	if ((size_t)EVP_EncodeBlock((unsigned char *)again, der, (int)ret->size) != text->size ||
		memcmp(again, text->data, text->size) != 0)
		return false;
	ret->der = STEAL(der);
	return true;
}

// The next line without its end.
static bool next_line(const char **at, const char *end, const char **ret_line, size_t *ret_length)
{
	const char *feed;

	if (*at == end)
		return false;
	feed = memchr(*at, '\n', (size_t)(end - *at));
	*ret_line = *at;
	*ret_length = (size_t)((feed ? feed : end) - *at);
	*at = feed ? feed + 1 : end;
	if (*ret_length && (*ret_line)[*ret_length - 1] == '\r')
		--*ret_length;
	return true;
}

static bool is_line(const char *line, size_t length, const char *text)
{
	return length == strlen(text) && memcmp(line, text, length) == 0;
}

static int add_block(const char *name, unsigned number, const struct buffer *text,
	struct cms_blocks *blocks, struct error *err)
{
	struct cms_block block;

	if (blocks->count >= CMS_BLOCK_COUNT_MAX)
		return error_set(err, ERROR_INPUT, "'%s' has more than %d signatures", name,
			CMS_BLOCK_COUNT_MAX);
	if (!decode(text, &block))
		return error_set(err, ERROR_INPUT,
			"'%s' has bad base64 in the signature that begins in line %u", name,
			number);
	memory_grow(&blocks->list, blocks->count, sizeof(*blocks->list));
	blocks->list[blocks->count++] = block;
	return 0;
}

int cms_pem_split(
	const char *name, const void *data, size_t size, struct cms_blocks *ret, struct error *err)
{
	static const char *const begins[] = {"-----BEGIN PKCS7-----", "-----BEGIN CMS-----"};
	static const char *const ends[] = {"-----END PKCS7-----", "-----END CMS-----"};
	AUTO_CMS_BLOCKS blocks = CMS_BLOCKS_INIT;
	AUTO_BUFFER text = BUFFER_INIT;
	const char *at = data, *end = at + size, *line;
	unsigned number = 0, begun = 0;
	int kind = -1;
	size_t length;

	cms_start();
	if (size > CMS_FILE_MAX)
		return error_set(err, ERROR_INPUT, "'%s' is larger than 1 MiB", name);
	while (size && next_line(&at, end, &line, &length)) {
		number++;
		if (kind >= 0 && is_line(line, length, ends[kind])) {
			if (add_block(name, begun, &text, &blocks, err) < 0)
				return -1;
			buffer_truncate(&text, 0);
			kind = -1;
		} else if (kind >= 0) {
			buffer_append(&text, line, length);
		} else if (length) {
			begun = number;
			kind = is_line(line, length, begins[0])	  ? 0
			       : is_line(line, length, begins[1]) ? 1
								  : -1;
			if (kind < 0)
				return error_set(err, ERROR_INPUT,
					"'%s' has something else than a signature in line %u", name,
					number);
		}
	}
	if (kind >= 0)
		return error_set(err, ERROR_INPUT,
			"'%s' ends within the signature that begins in line %u", name, begun);
	*ret = blocks;
	blocks = (struct cms_blocks)CMS_BLOCKS_INIT;
	return 0;
}
