// SPDX-License-Identifier: GPL-3.0-or-later
// THE table of the spec: one row for each key. Checking, `schema`, `explain` and the man page are
// made from it. Source: shared/spec/full.yaml.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buffer.h"
#include "error.h"
#include "form.h"
#include "json.h"
#include "release.h"

enum schema_type {
	SCHEMA_MAPPING,
	SCHEMA_SEQUENCE,
	SCHEMA_STRING,
	SCHEMA_ENUM,
	SCHEMA_BOOL,
	SCHEMA_NUMBER,
	SCHEMA_SCALAR, // a number or a string, as it is written
	SCHEMA_SECRET, // {plain:}, {sha512:}, {env:}, {file:}, or a hash as a scalar
};

enum schema_flags {
	SCHEMA_REQUIRED = 1 << 0,
	SCHEMA_TEXT = 1 << 1, // several lines, blanks and tabs: a script
	SCHEMA_EMPTY = 1 << 2, // "" is a value
	SCHEMA_HASH = 1 << 3, // secret: a password hash will do
	SCHEMA_OVERLAY = 1 << 4, // mapping that also takes every key of the top
	SCHEMA_SENSITIVE = 1 << 5, // never quoted in a finding
	SCHEMA_FILE = 1 << 6, // a file of the building machine, relative to that which names it
};

enum {
	SCHEMA_STRING_MAX = 1024, // bytes of a one-line string where the row says nothing
	SCHEMA_TEXT_MAX = 1024 * 1024, // and of a text of several lines
};

struct schema_row {
	const char *path; // "[]" for items of a list, "*" for keys that are free
	enum schema_type type;
	const char *doc; // one sentence without a full stop
	unsigned flags;
	enum form form; // of a string
	enum form key_form; // of the keys, in a row whose path ends in "*"
	const char *values; // SCHEMA_ENUM: "a|b|c"; SCHEMA_MAPPING: words taken in its place
	uint64_t min, max; // of a number; items of a list; bytes of a string. max 0: no limit said
	const char *unit;
	const char *fallback; // the value when the key is not written
	const char *one_of; // "a|b": exactly one of these keys
	const char *any_of; // "a|b": at least one of these keys
	struct release since, until; // first and last release that know the key; {0}: all
	const char *instead; // what to do before `since`, which then only is the first release of
			     // which a command is known that does it
	const char *young; // SCHEMA_ENUM: a value that only later releases know
	struct release young_since; // the first that does
};

size_t schema_count(void);
const struct schema_row *schema_row(size_t index);

// The row of the top, of a key of a mapping, of the items of a list; NULL if there is none.
const struct schema_row *schema_root(void);
const struct schema_row *schema_child(const struct schema_row *row, const char *key);
const struct schema_row *schema_item(const struct schema_row *row);
// Steps through the keys of a mapping in the order of the table, "*" left out: the first one for
// NULL, NULL behind the last one.
const struct schema_row *schema_next_key(
	const struct schema_row *parent, const struct schema_row *row);
// Row of a path as a user or the table writes it: "install.disk.first[0]".
const struct schema_row *schema_find(const char *path);
// Is `row` a key of `parent` itself (not of a key below)? Then its last part, else NULL.
const char *schema_key_below(const struct schema_row *parent, const struct schema_row *row);

// The key of a mapping nearest to a word, or NULL, and all of them: "a, b, c". Caller frees.
const char *schema_nearest_key(const struct schema_row *row, const char *word);
char *schema_list_keys(const struct schema_row *row);

// Is `word` one of "a|b|c"?  The same list as "a, b, c" (caller frees), and its nearest word
// (caller frees, NULL if none is near).
bool schema_words_have(const char *words, const char *word);
char *schema_words_join(const char *words);
char *schema_words_nearest(const char *words, const char *word);
// Steps through "a|b|c": a copy of the word at `*at`, NULL at the end. Caller frees.
char *schema_words_next(const char **at);

extern const char schema_secret_words[]; // "plain|sha512|env|file"

// "whole number, 0 to 4094": type, range and unit of a row in words. Caller frees.
char *schema_describe_type(const struct schema_row *row);

// What `esxmint explain KEY` prints: the key, and below a mapping or list all that it holds. A key
// that is not there is ERROR_USAGE with the nearest one. An empty key lists the top.
int schema_explain(const char *key, struct buffer *out, struct error *err);

// JSON Schema draft-07 of the spec. It is no stricter than the reader, and cannot know what needs
// more than one key.
struct json *schema_to_json(void);

// The keys as scdoc(5) markup, the body of a section of esxmint-spec(5).
void schema_print_manual(struct buffer *out);
