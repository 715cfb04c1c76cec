// SPDX-License-Identifier: GPL-3.0-or-later
// What render, lint, plan and build have in common: spec, base, release and kickstart.
#pragma once

#include "command.h"
#include "diagnostics.h"
#include "medium.h"
#include "spec.h"
#include "templates.h"

struct job {
	struct spec *spec;
	struct medium *medium; // NULL: not needed, and not there
	char *base_path; // as the program opens it
	struct release release;
	struct templates *templates;
	struct buffer kickstart;
	struct diagnostics diagnostics;
};

#define JOB_INIT                                                                                   \
	{                                                                                          \
		.kickstart = BUFFER_INIT, .diagnostics = DIAGNOSTICS_INIT                          \
	}
#define AUTO_JOB CLEANUP(job_finish) struct job

enum job_need {
	JOB_KICKSTART, // the base only tells the release, where it is there
	JOB_MEDIUM, // the base is needed, and looked at closely
};

struct job_options {
	enum job_need need;
	bool hide_secrets; // asterisks in the kickstart, no secret is read
	bool lint; // findings of lint rules, too
};

// Goes as far as the spec allows: with errors among the findings the kickstart must not be used.
// -1: something that is no matter of the spec, such as a file that cannot be read.
int job_load(struct job *job, const struct arguments *arguments, const struct job_options *options,
	struct error *err);

// Prints errors and warnings on standard error, since advice is for lint; -1 (ERROR_INPUT) if there
// are errors among them.
int job_report(struct job *job, const struct arguments *arguments, struct error *err);

void job_finish(struct job *job);
