// SPDX-License-Identifier: GPL-3.0-or-later
// Printing findings: text, JSON (esxmint.findings/1), SARIF 2.1.0 and GitHub's workflow commands.
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "buffer.h"
#include "command.h"
#include "diagnostics.h"

// Text for a terminal: control characters and what turns the direction of text, which may come from
// a spec, a package or an image, as \xNN.
void findings_print_clean(const char *text, struct buffer *out);

// Writes text of many lines to standard output, cleaned in the same way.
int findings_write_lines(const char *text, struct error *err);

// One line a finding, with the source line and a caret below it where `caret`.
void findings_print_text(
	const struct diagnostics *diagnostics, bool color, bool caret, struct buffer *out);

// Takes advice away, for commands whose business it is not.
void findings_drop_advice(struct diagnostics *diagnostics);

// Sorts and prints for humans on standard error, as the commands do that have other results.
void findings_report(const struct arguments *arguments, struct diagnostics *diagnostics);

// What the findings are of.
struct findings_subject {
	const char *name; // for the summary line of text, NULL: of several
	size_t files; // that were checked
};

// Sorts and prints the findings as the result of a command, on standard output. `format` as of
// arguments_format().
int findings_output(const struct arguments *arguments, struct diagnostics *diagnostics,
	const char *format, struct findings_subject subject, struct error *err);

// ---- what the forms share ----

// "install.disk: message; hint". Caller frees.
char *findings_sentence(const struct diagnostic *finding);
// The id of the finding's rule; of what is no matter of a rule "invalid-input".
const char *findings_rule(const struct diagnostic *finding);

// findings_caret.c: the line of the finding and a caret below its column, cut where it is long.
void findings_print_caret(const struct diagnostic *finding, struct buffer *out);
// findings_sarif.c
void findings_print_sarif(const struct diagnostics *diagnostics, struct buffer *out);
