// SPDX-License-Identifier: GPL-3.0-or-later
// isolinux.cfg, as isolinux reads it and kept byte by byte, so that edits touch one word.
//
// facts/media-4.md section 1.2 and facts/loader.md, row isolinux: keywords compare without case, a
// label owns the lines up to the next one, an append line of at most 2047 characters. With
// mboot.c32 as its kernel, a label's append line is a list: the kernel with its options, " --- ",
// a module, and so on.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"
#include "error.h"

enum {
	ISOLINUX_SIZE_MAX = 1 << 20, // bytes of a file
	ISOLINUX_APPEND_MAX = 2047, // characters behind the keyword
};

struct isolinux_item {
	char *name; // of a file, as written
	char *options; // what follows it, "" when nothing does
};

struct isolinux_label {
	char *name;
	unsigned line; // from 1
	char *kernel; // "mboot.c32"; "" where it has none
	char *append; // "" where it has none
	unsigned append_line; // from 1; 0: none
	struct isolinux_item *items; // of the append line, split at "---"
	size_t item_count;
};

struct isolinux; // a parsed file

// `name` is for messages. ERROR_INPUT: too large, or a NUL byte.
int isolinux_parse(
	const char *name, const void *data, size_t size, struct isolinux **ret, struct error *err);
void isolinux_destroy(struct isolinux *isolinux);
static inline void isolinux_cleanup(struct isolinux **isolinux)
{
	isolinux_destroy(*isolinux);
}
#define AUTO_ISOLINUX CLEANUP(isolinux_cleanup) struct isolinux

// Appends the file. Without edits these are the bytes that were parsed.
void isolinux_print(const struct isolinux *isolinux, struct buffer *ret);

size_t isolinux_label_count(const struct isolinux *isolinux);
// Good until the next edit.
const struct isolinux_label *isolinux_label_at(const struct isolinux *isolinux, size_t index);
// The first label that starts mboot.c32 with a kernel and modules, as media of 4.x have it;
// *ret_index says which. NULL: none.
const struct isolinux_label *isolinux_find_mboot(
	const struct isolinux *isolinux, size_t *ret_index);

// Puts the word `token` ("ks=cdrom:/KS.CFG") behind the name of the first item of a label: in the
// place of the first word of that name, where there is one, else right behind the name; others of
// that name go. *ret_before gets the word that it replaces (caller frees), or NULL. ERROR_INPUT:
// the line would get too long.
int isolinux_set_option(struct isolinux *isolinux, size_t label, const char *token,
	char **ret_before, struct error *err);

// Puts " --- NAME" at the end of the label's list, if no item has that name (case does not count).
// *ret_added says whether. ERROR_INPUT: the line would get too long.
int isolinux_add_item(struct isolinux *isolinux, size_t label, const char *name, bool *ret_added,
	struct error *err);

// Puts another number behind the last "timeout", or a line with it in front of everything. The unit
// is a tenth of a second, 0 is for ever. *ret_before gets what stood there (caller frees), or NULL.
void isolinux_set_timeout(struct isolinux *isolinux, unsigned tenths, char **ret_before);
