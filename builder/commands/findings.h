// SPDX-License-Identifier: GPL-3.0-or-later
// Printing findings: text, JSON (esxmint.findings/1), SARIF 2.1.0 and GitHub's workflow commands.
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "buffer.h"
#include "command.h"
#include "diagnostics.h"

// Text for a terminal: control characters, which may come from a spec or an image, as \xNN.
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

// Sorts and prints the findings as the result of a command, on standard output. `format` as of
// arguments_format(). `subject`: what was checked, for the summary line of text.
int findings_output(const struct arguments *arguments, struct diagnostics *diagnostics,
	const char *format, const char *subject, struct error *err);
