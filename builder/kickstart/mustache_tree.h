// SPDX-License-Identifier: GPL-3.0-or-later
// A parsed template: what mustache_parse.c makes and mustache_render.c goes through.
#pragma once

#include <stddef.h>

#include "mustache.h"

enum mustache_kind {
	MUSTACHE_TEXT,
	MUSTACHE_LINE, // a line begins here: the place for the indentation of a partial
	MUSTACHE_VARIABLE,
	MUSTACHE_RAW,
	MUSTACHE_SECTION,
	MUSTACHE_INVERTED,
	MUSTACHE_PARTIAL,
};

struct mustache_node {
	enum mustache_kind kind;
	const char *text; // text, name or, for a partial, its name; into the template
	size_t length;
	const char *indent; // partial that stands alone: the blanks before it
	size_t indent_length;
	size_t offset; // of the tag, for messages
	size_t next; // sections: index of the first node behind the section
};

struct mustache {
	char *name;
	char *text;
	size_t size;
	struct mustache_node *nodes;
	size_t count;
};

// Fails with "<template>:<line>:<column>: …".
int mustache_error(const struct mustache *template, size_t offset, struct error *err,
	const char *format, ...) __attribute__((format(printf, 4, 5)));
