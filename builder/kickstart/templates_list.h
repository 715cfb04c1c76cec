// SPDX-License-Identifier: GPL-3.0-or-later
// The templates inside this folder: what templates.c and templates_folder.c share.
#pragma once

#include "templates.h"

struct template
{
	struct templates *templates; // that it is one of: its partials are there
	char *task;
	struct release release; // the first one it is for
	const char *text; // of a built-in one, which is parsed when it is first needed
	struct mustache *parsed;
	// What it made last, and of what.
	struct value *data; // NULL: of none
	struct release made_for;
	struct rendering rendering;
};

struct templates {
	struct template **list;
	size_t count;
};

// A new one, in the place of another one for the same task and release.
struct template *templates_add(
	struct templates *templates, const char *task, struct release release);

int templates_add_folder(struct templates *templates, const char *directory,
	struct diagnostics *diagnostics, struct error *err);
