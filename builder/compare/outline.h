// SPDX-License-Identifier: GPL-3.0-or-later
// Which section and which task a line of a kickstart belongs to, and what of it has an effect.
//
// Source of the heads of our own tasks: templates/README.md ("# TITLE: KEYS" in front of each).
#pragma once

#include <stddef.h>

#include "buffer.h"

struct outline_part {
	unsigned first; // line, from 1; the part ends where the next one begins
	char *section; // "commands", "%pre", "%firstboot", "%firstboot 2"
	char *task; // "time servers: time.ntp", "install.disk"; NULL: none is told
};

struct outline {
	struct outline_part *parts; // by line, never empty
	size_t count;
	unsigned head_lines; // of the comment that our own kickstarts begin with
	size_t head_size; // bytes of it
};

// Any text is one.
void outline_make(const char *text, size_t size, struct outline *ret);
const struct outline_part *outline_at(const struct outline *outline, unsigned line);
void outline_finish(struct outline *outline);

// Appends what the machine does by this text, in a form that does not depend on comments, blank
// lines, and the order of options and of commands of different names.
void outline_effect(const char *text, size_t size, struct buffer *ret);
