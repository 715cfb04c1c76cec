// SPDX-License-Identifier: GPL-3.0-or-later
// The statements of a script: runs of whole lines that can be taken out of it without changing the
// rest, and what each of them is to the spec.
#pragma once

#include "import_call.h"

enum statement_kind {
	STATEMENT_RAW, // stays
	STATEMENT_TAKEN, // keys stand for it
	STATEMENT_MESSAGE, // prints something
	STATEMENT_PAUSE, // sleeps
	STATEMENT_WAIT, // for the host to be ready
	STATEMENT_SAVE, // saves the configuration
	STATEMENT_NEUTRAL, // sets variables, defines functions, redirects the output of all
};

struct statement {
	enum statement_kind kind;
	size_t first, count; // lines of the section
	size_t lead; // lines of comments in front of it
	size_t offset, end; // in the section's body
	unsigned origin;
	bool reboots;
	bool waits; // asks whether the host is ready
	bool leaves; // may end the script
	bool maintenance; // enters or leaves maintenance mode
	bool kept; // in what is left of the script
};

struct statements {
	struct statement *list;
	size_t count;
};

void statements_finish(struct statements *statements);
#define AUTO_STATEMENTS CLEANUP(statements_finish) struct statements

// Splits a section into statements. False where it cannot be split.
bool statements_split(const struct ks *ks, const struct ks_section *section,
	const struct shell_script *script, struct statements *ret);

// Tells of each what it is, and sets the keys of those that are taken. What turns out to be raw
// although keys were set is refused for the next run.
void statements_read(struct import *import, const struct ks_section *section,
	const struct shell_script *script, struct statements *statements);
