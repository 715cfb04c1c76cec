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
	const char *keys; // what it comes from: "network.dns, network.hostname"
	bool (*wanted)(const struct spec *spec);
	struct value *(*data)(const struct spec *spec); // what templates know as <name>
};

// In the order in which they run.
extern const struct task tasks[];
extern const size_t task_count;

// The first of the task's keys that is written: where to put a finding. Caller frees.
char *task_path(const struct task *task, const struct spec *spec);

// Is there anything that has to run at the first boot (tasks or scripts.firstboot)?
bool tasks_need_firstboot(const struct spec *spec);
