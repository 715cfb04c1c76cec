// SPDX-License-Identifier: GPL-3.0-or-later
// The templates: those compiled in (templates/<task>/<first release>.sh) and a user's own folder.
#pragma once

#include <stddef.h>

#include "diagnostics.h"
#include "error.h"
#include "mustache.h"
#include "release.h"

struct template_file {
	const char *task;
	struct release release; // the first one it is for
	const char *text;
};

// What embed-templates.py makes of templates/; by task, then release.
extern const struct template_file template_files[];
extern const size_t template_file_count;

enum {
	TEMPLATE_SIZE_LIMIT = 1 << 20, // bytes of one file of a user's folder
	TEMPLATE_COUNT_LIMIT = 10000, // files of a user's folder
};

struct templates;
struct template; // belongs to `templates`

// `directory`: a folder in the layout of templates/, or NULL. Of a task that it has, its files and
// the built-in ones are candidates together; for the same release the folder's file is taken. Files
// and folders whose names begin with a dot are passed over, other names that are not of the form
// <task>/<major>.<minor>[.<update>].sh are warnings. A folder that cannot be read is ERROR_SYSTEM,
// a template that is not valid ERROR_INPUT.
int templates_open(const char *directory, struct templates **ret, struct diagnostics *diagnostics,
	struct error *err);
void templates_destroy(struct templates *templates);
static inline void templates_cleanup(struct templates **templates)
{
	templates_destroy(*templates);
}
#define AUTO_TEMPLATES CLEANUP(templates_cleanup) struct templates

// The newest template of the task that is not newer than the release, or NULL.
struct template *templates_find(
	const struct templates *templates, const char *task, struct release release);

// What a template made of its data.
struct rendering {
	struct buffer text;
	struct mustache_marks marks;
	bool sound; // for the caller to say, who has looked at the text; false where it is new
};

// Renders a template strictly: a name that the data do not have is an error at its place. Its
// partials are the templates for the release. Takes over `data`. The result belongs to the template
// and holds until it is rendered again; for the same data and release it is the same one, since the
// hosts of a spec have most in common.
int template_render(struct template *template, struct release release, struct value *data,
	struct rendering **ret, struct error *err);
