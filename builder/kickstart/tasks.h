// SPDX-License-Identifier: GPL-3.0-or-later
// The tasks of installation and first boot: which ones a spec asks for, the data of their
// templates, and their order.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "diagnostics.h"
#include "release.h"
#include "secret_mark.h"
#include "spec.h"
#include "value.h"

enum task_stage {
	TASK_FIRSTBOOT, // %firstboot: hostd answers
	TASK_POST, // %post: in the installer, where there is only localcli
};

struct task_context {
	const struct spec *spec;
	struct release release;
	enum secret_form secrets;
	struct diagnostics *diagnostics; // for what in the spec cannot be written
};

struct task {
	const char *name; // folder under templates/; the template defines task_<name>
	const char *title; // for the log
	const char *keys; // what it comes from: "network.dns, network.hostname"
	bool (*wanted)(const struct spec *spec);
	// What templates know as <name>.
	struct value *(*data)(const struct task_context *context);
	enum task_stage stage;
	bool stop; // when it fails, going on is not safe: later steps are not run
};

// In the order in which they run, whatever the stage.
extern const struct task *const tasks[];
extern const size_t task_count;

// The first of the task's keys that is written: where to put a finding. Caller frees.
char *task_path(const struct task *task, const struct spec *spec);

// Does any task of the stage run?
bool tasks_need(const struct spec *spec, enum task_stage stage);
// Is there anything that has to run at the first boot (tasks or scripts.firstboot)?
bool tasks_need_firstboot(const struct spec *spec);
