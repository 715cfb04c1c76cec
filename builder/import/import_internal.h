// SPDX-License-Identifier: GPL-3.0-or-later
// What the parts of the import share: the spec that is being made, what is not to be taken over,
// and what is said about it.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "draft.h"
#include "import.h"
#include "shell.h"

// What could not be taken over, and why: an option, a command, a statement of a script.
struct import_refusal {
	unsigned origin;
	char *reason;
};

struct import {
	const struct ks *ks;
	struct release release;
	bool own; // made by esxmint
	struct draft *root;
	struct diagnostics diagnostics;
	struct import_refusal *refusals; // of the runs before
	size_t refusal_count;
	struct buffer left; // lines: commands and options that the spec has no key for
	unsigned origin; // of what is being read
	bool wants_reboot; // a key was set that takes effect with the next start
	bool maintenance; // the script left the host in maintenance mode
};

// Where something comes from: line and part of it. Part 0: the line as a whole.
enum { IMPORT_PARTS = 64 };
unsigned import_origin(const struct ks_line *line, size_t part);
unsigned import_origin_line(unsigned origin);

// Why it is not to be taken over, or NULL.
const char *import_refused(const struct import *import, unsigned origin);

// A mapping or list of the spec by its path: keys with dots between them, no items.
struct draft *import_mapping(struct import *import, const char *path);
struct draft *import_list(struct import *import, const char *path);
// Sets a value at such a path.
struct draft *import_set(struct import *import, const char *path, const char *value);
const char *import_get(const struct import *import, const char *path); // NULL: not set

// Adds a finding about a line of the kickstart.
struct diagnostic *import_report(struct import *import, enum severity severity,
	const struct ks_line *line, unsigned column, const char *format, ...)
	__attribute__((format(printf, 5, 6)));
// The same, and a line in the comment at the top of the spec: this was not taken over.
void import_leave(
	struct import *import, const struct ks_line *line, const char *what, const char *reason);

// true, yes, on, 1 ... and their opposites, as esxcli takes them; false when it is neither.
bool import_read_bool(const char *text, bool *ret);

// The body of a section as a spec can hold it; other bytes are '?', with a finding. Caller frees.
char *import_section_text(struct import *import, const struct ks_section *section);
// Adds a script to the spec, where there is any text in it; `comment` above it may be NULL.
void import_keep(struct import *import, const struct ks_section *section, const char *text,
	const char *comment);

// The parts: the commands of the installer; the scripts.
void import_commands(struct import *import);
void import_scripts(struct import *import);
