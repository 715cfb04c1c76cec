// SPDX-License-Identifier: GPL-3.0-or-later
// Script sections of a kickstart: the user's raw ones, and what no text in a section may contain.
#pragma once

#include "buffer.h"
#include "diagnostics.h"
#include "mapper.h"
#include "release.h"
#include "spec.h"

// The place in the spec of a line of a script, counted from 0: below a `|` the line itself,
// elsewhere the text as a whole.
struct place section_line_place(const struct spec_node *text, unsigned line);

// Appends scripts.pre, scripts.post and scripts.firstboot, each text as a section of its own. A
// line that would end its section is an error in `diagnostics`: the last line of defence, since
// lint_spec() says so before.
void sections_render(const struct spec *spec, struct release release, struct buffer *ret,
	struct mapper *mapper, struct diagnostics *diagnostics);

// Appends "%<name> --interpreter=<interpreter>", without a line end. 4.1 wants to be told that such
// a section is unsupported (facts/media-4.md section 8.2).
void section_put_head(
	struct release release, const char *name, const char *interpreter, struct buffer *ret);
