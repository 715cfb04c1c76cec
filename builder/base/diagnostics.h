// SPDX-License-Identifier: GPL-3.0-or-later
// Findings that do not stop the run: collected by whoever checks, printed by the command.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "place.h"

enum severity {
	SEVERITY_ADVICE,
	SEVERITY_WARNING,
	SEVERITY_ERROR,
};

struct diagnostic {
	enum severity severity;
	struct place place; // holds a reference on its source
	char *path; // YAML path such as install.disk.first[1], or NULL
	char *rule; // id of a lint rule, or NULL
	char *message; // what is wrong; lower case, no full stop
	char *hint; // what was expected, or what to do; NULL when there is nothing to say
	unsigned order; // in which it was added: ties of equal places
};

struct diagnostics {
	struct diagnostic *list;
	size_t count;
	size_t error_count;
	size_t warning_count;
};

#define DIAGNOSTICS_INIT                                                                           \
	{                                                                                          \
		NULL, 0, 0, 0                                                                      \
	}
#define AUTO_DIAGNOSTICS CLEANUP(diagnostics_finish) struct diagnostics

// Adds a finding; place, path, rule and hint may be empty, zero or NULL. Everything is copied.
struct diagnostic *diagnostics_add(struct diagnostics *diagnostics, enum severity severity,
	struct place place, const char *path, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

// What the finding above was expected to be. Both may be left out; the format must not be NULL.
void diagnostic_hint(struct diagnostic *diagnostic, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void diagnostic_rule(struct diagnostic *diagnostic, const char *rule);

// Takes away the findings for which the function says so.
typedef bool diagnostic_predicate(const struct diagnostic *diagnostic, const void *context);
void diagnostics_remove_if(
	struct diagnostics *diagnostics, diagnostic_predicate *remove, const void *context);

// Appends all findings of `from` to `to`; `from` is empty then.
void diagnostics_move(struct diagnostics *to, struct diagnostics *from);

// Puts findings into the order of file name, line, column and of being added.
void diagnostics_sort(struct diagnostics *diagnostics);

// Sorts, and of findings that say the same of the same place keeps the first.
void diagnostics_merge(struct diagnostics *diagnostics);

const char *severity_name(enum severity severity); // "advice", "warning", "error"

void diagnostics_finish(struct diagnostics *diagnostics);
