// SPDX-License-Identifier: GPL-3.0-or-later
// A spec under construction: values by key, items of lists by what tells them apart, comments, and
// for each value where in the kickstart it comes from; and its YAML.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"
#include "cleanup.h"

enum draft_kind {
	DRAFT_MAPPING,
	DRAFT_LIST,
	DRAFT_VALUE,
};

struct draft {
	enum draft_kind kind;
	char *key; // in a mapping, else NULL
	char *text; // of a value
	bool number; // a value that is a number or a string by what it looks like: it is a number
	bool here; // of a mapping: it says something even while it is empty
	char *comment; // lines above it, each without '#'; NULL: none
	unsigned origin; // what set it last
	struct draft **items;
	size_t count;
};

struct draft *draft_create(void); // an empty mapping
void draft_destroy(struct draft *draft);
static inline void draft_cleanup(struct draft **draft)
{
	draft_destroy(*draft);
}
#define AUTO_DRAFT CLEANUP(draft_cleanup) struct draft

// What is there under a key, or a new one of that kind. What is there in another kind is emptied
// and becomes one of this kind.
struct draft *draft_mapping(struct draft *mapping, const char *key);
struct draft *draft_list(struct draft *mapping, const char *key);
struct draft *draft_find(const struct draft *mapping, const char *key); // NULL: not there
void draft_remove(struct draft *mapping, const char *key);

// The item whose `key` has the value, or a new one at the end that has it.
struct draft *draft_item(struct draft *list, const char *key, const char *value, unsigned origin);
struct draft *draft_find_item(const struct draft *list, const char *key, const char *value);
struct draft *draft_append(struct draft *list); // a new mapping

// Sets a value; the one that was there goes.
struct draft *draft_set(struct draft *mapping, const char *key, const char *value, unsigned origin);
// The text of a value, or NULL.
const char *draft_text(const struct draft *mapping, const char *key);
// Adds to a list of values what is not in it yet.
void draft_add(struct draft *list, const char *value, unsigned origin);
bool draft_has(const struct draft *list, const char *value);
void draft_drop(struct draft *list, const char *value);
void draft_clear(struct draft *list);

// Adds a line to the comment above a value. The line may hold any bytes.
void draft_comment(struct draft *draft, const char *line);

// What stands at a path as findings of a spec name it ("network.vswitches[0].name"), or the deepest
// part of it that is there.
const struct draft *draft_at(const struct draft *root, const char *path);

// Appends the YAML of it, in the order of the table. Values survive reading back as they are, `${`
// too, but for bytes that a spec cannot hold: draft_is_clean() tells.
void draft_write(const struct draft *root, struct buffer *ret);
bool draft_is_clean(const char *text, bool several_lines);
