// SPDX-License-Identifier: GPL-3.0-or-later
// What render, lint, plan and build have in common: spec, base, release and kickstart.
#pragma once

#include "command.h"
#include "diagnostics.h"
#include "medium.h"
#include "plan.h"
#include "secret_mark.h"
#include "spec.h"
#include "templates.h"

struct job {
	const char *const *paths; // SPEC files; NULL: those that are the arguments
	size_t path_count;
	struct spec *all; // what was read; NULL where it is `spec` itself
	struct spec *spec; // what is worked with: that of one host, where there are hosts
	struct medium *medium; // NULL: not needed, and not there
	char *base_path; // as the program opens it
	struct release release;
	struct templates *templates;
	struct buffer kickstart;
	struct trust *trust; // of signatures; see job_plan()
	struct wishes *wishes;
	struct esxi4_wishes *drivers; // the same for 4.1
	struct diagnostics diagnostics;
	struct job_finding *seen; // how often each of them was made, see job_host()
	size_t seen_count;
	size_t hosts_done;
	bool all_in_one; // the kickstart is for all hosts
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
	enum secret_form secrets; // but for SECRET_SHOWN no secret is read
	bool lint; // findings of lint rules, too; of those that look at the kickstart only ...
	bool lint_own; // ... with this also where none of its text is the user's
};

// Reads the spec, chooses the host that --host names, and goes as far as the spec allows: with
// errors among the findings the kickstart must not be used. -1: something that is no matter of the
// spec, such as a file that cannot be read, or a spec with hosts of which none is chosen.
int job_load(struct job *job, const struct arguments *arguments, const struct job_options *options,
	struct error *err);

// The steps of that, for commands that go through all hosts: reads the spec (`spec` is NULL then if
// it has hosts, or is not good for anything); works on it; how many hosts it has; works on one of
// them. What was made for the host before is replaced,
// findings are collected: each once, however many hosts have it.
int job_read(struct job *job, const struct arguments *arguments, struct error *err);
int job_work(struct job *job, const struct arguments *arguments, const struct job_options *options,
	struct error *err);
size_t job_host_count(const struct job *job);
const char *job_host_name(const struct job *job, size_t index);
int job_host(struct job *job, size_t index, const struct arguments *arguments,
	const struct job_options *options, struct error *err);
// All hosts in one kickstart (--all-in-one). `spec` is that of the first host then: what goes onto
// the medium besides is the same for all, or an error.
int job_all_in_one(struct job *job, const struct arguments *arguments,
	const struct job_options *options, struct error *err);
// The digest of what was rendered: of the host's spec, or of the one with all hosts.
const char *job_digest(const struct job *job);

// The host that --host names. None named, or an unknown one: ERROR_USAGE, with those there are.
int job_choose_host(
	const struct job *job, const struct arguments *arguments, size_t *ret, struct error *err);
// Behind the last one: adds to each finding that only some hosts have which ones these are.
void job_name_hosts(struct job *job);

// Plans what the spec asks for, where there are no errors so far: reads what signers --trust names
// and the VIBs, which the job keeps and must outlive the plan. `ret_date` is that of the build.
int job_plan(struct job *job, const struct arguments *arguments, struct plan **ret,
	int64_t *ret_date, struct error *err);

// Prints errors and warnings on standard error, since advice is for lint.
void job_tell(struct job *job, const struct arguments *arguments);
// The same in the middle of the hosts, where something that is no finding ends the run.
void job_tell_hosts(struct job *job, const struct arguments *arguments);
// Prints them as well; -1 (ERROR_INPUT) if there are errors among them.
int job_report(struct job *job, const struct arguments *arguments, struct error *err);

// An output must not be one of the SPEC files or those of --trust, which --force would replace
// (ERROR_USAGE).
int job_check_output(const struct arguments *arguments, const char *output, struct error *err);

void job_finish(struct job *job);
