// SPDX-License-Identifier: GPL-3.0-or-later
// What the user sees on a terminal: whether to colour, and a progress bar. Formats, never decides.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum color_mode {
	COLOR_AUTO,
	COLOR_ALWAYS,
	COLOR_NEVER,
};

// `auto`: a terminal, NO_COLOR empty, TERM not "dumb".
bool output_use_color(enum color_mode mode, FILE *stream);

// One line on standard error, only on a terminal, redrawn at most ten times a second of progress
// made (every hundredth part), wiped at the end. All calls take NULL.
struct progress;
struct progress *progress_create(const char *label, uint64_t total);
void progress_advance(struct progress *progress, uint64_t amount); // any thread
void progress_destroy(struct progress *progress);
