// SPDX-License-Identifier: GPL-3.0-or-later
// Calls of scripts as keys of the spec: what a call is to the spec, and how its words are read.
#pragma once

#include "import_internal.h"

enum import_taken {
	IMPORT_UNKNOWN, // no key stands for it
	IMPORT_TAKEN, // a key does now, or it changes nothing that the keys do not say
	IMPORT_QUERY, // it changes nothing
	IMPORT_NOISE, // what a rendered kickstart does by itself: waiting, logging, saving
};

struct import_call {
	struct import *import;
	const struct shell_call *shell;
	const char *task; // of a kickstart of our own: the function it stands in, else ""
	size_t from; // index of the first word behind the name of the call
};

typedef enum import_taken import_take(const struct import_call *call);

// One row of a table of calls, ended by a row without words.
struct import_row {
	const char *words; // "esxcli system ntp set"; localcli is the same
	import_take *take;
};

extern const struct import_row import_rows_network[];
extern const struct import_row import_rows_switches[];
extern const struct import_row import_rows_host[];
extern const struct import_row import_rows_services[];
extern const struct import_row import_rows_storage[];
extern const struct import_row import_rows_4[];

enum import_taken import_take_call(
	struct import *import, const struct shell_call *shell, const char *task);

// ---- words and options ----

// A word with what is known of the host put in; NULL where some part is not known. Caller frees.
char *import_word(const struct import_call *call, size_t index);

enum import_option_kind {
	IMPORT_VALUE, // --name=value, --name value, -n value
	IMPORT_FLAG,
	IMPORT_ANY, // a value that need not be known
	IMPORT_MANY, // a value that may come more than once: joined by commas
};

struct import_option {
	const char *name; // without dashes
	char letter; // 0: none that is known
	enum import_option_kind kind;
};

enum { IMPORT_OPTIONS_MAX = 16 };

struct import_values {
	char *list[IMPORT_OPTIONS_MAX]; // by row; NULL: not there; of a flag ""
	char *bare[4]; // words without dashes
	size_t bare_count;
};

void import_values_finish(struct import_values *values);
#define AUTO_VALUES CLEANUP(import_values_finish) struct import_values

// Reads all words of the call by the table of `count` rows. False: there is another option, a value
// that is not known, or too much.
bool import_read_options(const struct import_call *call, const struct import_option *rows,
	size_t count, struct import_values *ret);
#define IMPORT_READ(call, rows, ret)                                                               \
	import_read_options(call, rows, sizeof(rows) / sizeof(*(rows)), ret)

// What a text with true or false in it says; 1, 0, or -1: neither.
int import_truth(const char *text);
// Sets `key` to true or false; false where the text is neither.
bool import_put_bool(
	struct import *import, struct draft *mapping, const char *key, const char *text);
void import_put_list(struct import *import, struct draft *list, const char *words); // "a,b"

// ---- what belongs together ----

// A call that is only taken when, at the end of the script, something else is in the spec.
enum import_need {
	IMPORT_NEED_KEY, // the path is there
	IMPORT_NEED_TRUE, // the path is true
	IMPORT_NEED_FALSE, // the path is false
	IMPORT_NEED_FOLDER, // it is the folder of the scratch location or of the logs
	IMPORT_NEED_NETSTACK, // an interface is on that stack
};
void import_need(struct import *import, enum import_need need, const char *what);

// The port group of that name, on whichever switch; NULL: the spec does not make it.
struct draft *import_portgroup(struct import *import, const char *name);
struct draft *import_vswitch(struct import *import, const char *name);
// The interface, or NULL; vmk0 is always there.
struct draft *import_vmk(struct import *import, const char *name);
struct draft *import_vmk_add(struct import *import, const char *name, const char *portgroup);
enum import_taken import_add_route(
	struct import *import, const char *network, const char *gateway, const char *netstack);
enum import_taken import_set_advanced(
	const struct import_call *call, const char *option, const char *value, bool number);
enum import_taken import_set_scratch(struct import *import, const char *folder);
void import_switch_iscsi(struct import *import);
struct draft *import_iscsi(const struct import_call *call); // its mapping; only where it is on
bool import_put_log_host(struct import *import, const char *hosts);
bool import_put_log_folder(struct import *import, const char *folder);
// A file that the script writes: its text as keys. False: no key stands for it.
bool import_take_file(struct import *import, const struct shell_file *file);
