// SPDX-License-Identifier: GPL-3.0-or-later
// From a checked spec to the text of its kickstart.
#pragma once

#include "buffer.h"
#include "diagnostics.h"
#include "error.h"
#include "release.h"
#include "secret_mark.h"
#include "source_map.h"
#include "spec.h"
#include "templates.h"

struct kickstart_options {
	const struct templates *templates;
	// Asterisks for what is secret, with or without a mark. Nothing secret is read then, so
	// that a reviewer needs none; the text is not good for installing.
	enum secret_form secrets;
	// Filled with where each line comes from, when it is not NULL: counted from what is
	// appended.
	struct source_map *map;
};

// Appends the comment that a kickstart begins with, and an empty line.
void kickstart_put_header(const struct spec *spec, struct release release, struct buffer *ret);

// Appends the kickstart: ASCII, LF, the same bytes for the same spec, release, templates and
// secrets. The release must be a supported one (release_supported()).
//
// What in the spec cannot be written goes to `diagnostics` as errors (a secret that cannot be read,
// a line that would end its section, a task that the release has no template for):
// with any of them *ret must not be used. A template that cannot be rendered is ERROR_INPUT.
// Rules of good sense are lint_spec()'s (lint.h). Whoever runs that first and stops at its
// errors sees nothing twice.
int kickstart_render(const struct spec *spec, struct release release,
	const struct kickstart_options *options, struct buffer *ret,
	struct diagnostics *diagnostics, struct error *err);
