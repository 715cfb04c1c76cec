// SPDX-License-Identifier: GPL-3.0-or-later
// Mustache, by its public specification (mustache.github.io/mustache.5.html and its test cases).
//
// There are variables, sections, inverted sections, partials, comments, set delimiters and the
// rules of standalone lines; no lambdas, no inheritance. The one change: `{{x}}` is written as one
// POSIX shell word (quote.h) and not HTML-escaped; `{{{x}}}` and `{{&x}}` are raw as ever.
// Choices where the specification leaves one: a section takes "" for false; a partial that stands
// alone on its line indents every line of it that is not empty.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"
#include "error.h"
#include "value.h"

enum {
	MUSTACHE_NESTING_LIMIT = 32, // sections within sections of one template
	MUSTACHE_PARTIAL_LIMIT = 32, // partials within partials
	MUSTACHE_OUTPUT_LIMIT = 16 << 20, // bytes
	MUSTACHE_STEP_LIMIT = 1000000, // tags and pieces of text gone through in one rendering
};

struct mustache;

// Parses a template once, for any number of renderings. Errors (ERROR_INPUT) name their place as
// name:line:column. The text is copied.
int mustache_parse(
	const char *name, const char *text, size_t size, struct mustache **ret, struct error *err);
void mustache_destroy(struct mustache *template);
static inline void mustache_cleanup(struct mustache **template)
{
	mustache_destroy(*template);
}
#define AUTO_MUSTACHE CLEANUP(mustache_cleanup) struct mustache

// Data may say where they come from: a map with this key is marked in the output, when it is an
// item of a list that a section goes through.
#define MUSTACHE_ORIGIN "@path"

struct mustache_mark {
	size_t offset; // into what was rendered: what begins here comes from there
	const char *path; // in the data; NULL: from no marked item
};

struct mustache_marks {
	struct mustache_mark *list; // by offset; of two for one offset the later one counts
	size_t count;
};

struct mustache_options {
	bool strict; // a name that the data does not have is an error, not the empty string
	bool plain; // {{x}} is written raw too
	// The partial of that name; NULL is handed in. No function: there are no partials.
	int (*partial)(
		void *context, const char *name, const struct mustache **ret, struct error *err);
	void *context;
	struct mustache_marks *marks; // appended to; NULL: nobody wants them
};

// Appends to *ret; on failure what was appended up to there stays.
int mustache_render(const struct mustache *template, const struct value *data,
	const struct mustache_options *options, struct buffer *ret, struct error *err);
