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

// Something taken over that has a condition, see import_need().
struct import_condition {
	unsigned kind; // enum import_need
	char *what;
	unsigned origin;
};

// A variable of a kickstart of our own, "$nic1", and the MAC address it stands for.
struct import_mac {
	char *variable;
	char *mac;
};

struct import {
	const struct ks *ks;
	struct release release;
	bool own; // made by esxmint
	struct draft *root;
	struct diagnostics diagnostics;
	struct import_refusal *refusals; // of the runs before
	size_t refusal_count;
	size_t refused_now; // of them, in this run
	struct buffer left; // lines: commands and options that the spec has no key for
	unsigned origin; // of what is being read
	bool wants_reboot; // a key was set that takes effect with the next start
	struct import_condition *conditions;
	size_t condition_count;
	struct import_mac *macs;
	size_t mac_count;
	bool keep_scripts; // nothing is taken out of scripts any more
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

// Takes something back from the next run on; false where it was so already.
bool import_refuse(struct import *import, unsigned origin, const char *reason);

// Adds a finding about a line of the kickstart.
struct diagnostic *import_report(struct import *import, enum severity severity,
	const struct ks_line *line, unsigned column, const char *format, ...)
	__attribute__((format(printf, 5, 6)));
// The same, and a line in the comment at the top of the spec: this was not taken over.
void import_leave(
	struct import *import, const struct ks_line *line, const char *what, const char *reason);

// true, yes, on, 1 ... and their opposites, as esxcli takes them; false when it is neither.
bool import_read_bool(const char *text, bool *ret);

// A section that a rendered kickstart has by itself, as keys; false: it is another one.
bool import_own_section(struct import *import, const struct ks_section *section);
// Takes back what has a condition that does not hold at the end of a run.
bool import_check_conditions(struct import *import);

// The parts: the commands of the installer; the scripts.
void import_commands(struct import *import);
void import_scripts(struct import *import);
