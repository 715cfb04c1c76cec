// SPDX-License-Identifier: GPL-3.0-or-later
// The error contract: a fallible function returns 0 or -1 and takes `struct error *` last.
//
// Whoever fails does so by `return error_set(err, …)`, so that nothing can be reported without
// failing and nothing can fail without a report. On the way up an error is wrapped with context,
// never rewritten. `err` is never NULL and is empty when the call begins.
#pragma once

#include "cleanup.h"

// The kind decides the exit status of the program (see DESIGN: 2, 3 and 4).
enum error_kind {
	ERROR_NONE = 0,
	ERROR_USAGE = 2, // the command line is wrong
	ERROR_INPUT = 3, // a spec, an image or another input is not valid
	ERROR_SYSTEM = 4, // I/O, no space, a missing file
};

struct error {
	enum error_kind kind;
	char *text; // one line, lower case, no full stop; owned
};

#define ERROR_INIT                                                                                 \
	{                                                                                          \
		ERROR_NONE, NULL                                                                   \
	}
#define AUTO_ERROR CLEANUP(error_finish) struct error

// Each returns -1. A second error_set() on the same error keeps the first one.
int error_set(struct error *err, enum error_kind kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

// ERROR_SYSTEM with ": <what errno says>" behind it, in lower case.
int error_set_errno(struct error *err, int errnum, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

// Puts "<context>: " in front of the text that is there.
int error_wrap(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

void error_finish(struct error *err);
