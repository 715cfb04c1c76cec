// SPDX-License-Identifier: GPL-3.0-or-later
// The tasks of the first boot: which ones a spec asks for, and the data of their templates.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "release.h"
#include "spec.h"
#include "value.h"

struct task {
	const char *name; // folder under templates/; the template defines task_<name>
	const char *title; // for the log
	const char *keys; // what it comes from, for the comment
	const char *path; // the key to blame when the release has no template
	bool (*wanted)(const struct spec *spec);
	struct value *(*data)(const struct spec *spec); // what templates know as <name>
};

// In the order in which they run.
extern const struct task tasks[];
extern const size_t task_count;

// Is there anything that has to run at the first boot (tasks or scripts.firstboot)?
bool tasks_need_firstboot(const struct spec *spec);
