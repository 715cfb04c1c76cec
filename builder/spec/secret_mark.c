// SPDX-License-Identifier: GPL-3.0-or-later
// What stands for a secret where texts are compared.
#include "secret_mark.h"

#include <string.h>

#include "digest.h"
#include "memory.h"
#include "text.h"

enum { HEX = SECRET_MARK_SIZE - SECRET_STARS - 2 };

static const char domain[] = "esxmint secret mark 1";

void secret_mark(const char *context, const void *text, size_t size, char ret[SECRET_MARK_SIZE + 1])
{
	AUTO_DIGEST *digest = digest_create(DIGEST_SHA256);
	char hex[SHA256_HEX_SIZE];

	digest_update(digest, domain, sizeof(domain));
	digest_update(digest, context, strlen(context) + 1);
	digest_update(digest, text, size);
	digest_finish_hex(digest, hex);
	memset(ret, '*', SECRET_STARS);
	ret[SECRET_STARS] = '~';
	memcpy(ret + SECRET_STARS + 1, hex, HEX);
	ret[SECRET_MARK_SIZE - 1] = '~';
	ret[SECRET_MARK_SIZE] = '\0';
}

char *secret_stand_in(const struct spec *spec, const char *path, enum secret_form form)
{
	const struct spec_node *node = spec_get(spec, path);
	const char *kind = "";
	char mark[SECRET_MARK_SIZE + 1];

	if (node && spec_node_kind(node) == SPEC_MAPPING && spec_node_count(node)) {
		kind = spec_node_key(node, 0);
		node = spec_node_at(node, 0);
	}
	if (form == SECRET_HIDDEN || !node || spec_node_kind(node) != SPEC_SCALAR)
		return memory_strdup("********");
	secret_mark(text_equal(kind, "env") || text_equal(kind, "file") ? kind : SECRET_TEXT,
		spec_node_text(node), strlen(spec_node_text(node)), mark);
	return memory_strdup(mark);
}

size_t secret_mark_at(const char *text, size_t size)
{
	if (size < SECRET_MARK_SIZE || memcmp(text, "********~", SECRET_STARS + 1) != 0 ||
		text[SECRET_MARK_SIZE - 1] != '~')
		return 0;
	for (size_t i = SECRET_STARS + 1; i < SECRET_MARK_SIZE - 1; i++) {
		if (!text_is_digit(text[i]) && (text[i] < 'a' || text[i] > 'f'))
			return 0;
	}
	return SECRET_MARK_SIZE;
}
