// SPDX-License-Identifier: GPL-3.0-or-later
// esxmint lint: what is wrong with specs, kickstarts and media, and what could be better.
#include "lint.h"

#include <stdlib.h>

#include "file.h"
#include "findings.h"
#include "job.h"
#include "lint_run.h"
#include "lint_target.h"
#include "memory.h"
#include "text.h"

// The arguments by kind; specs that are named together are one, with its overlays.
struct targets {
	const char **specs;
	size_t spec_count;
	struct lint_files files; // kickstarts, and what folders have
	const char **media;
	size_t medium_count;
};

static void targets_finish(struct targets *targets)
{
	free(targets->specs);
	lint_files_finish(&targets->files);
	free(targets->media);
}

static bool is_disabled(const struct diagnostic *finding, const void *context)
{
	const struct arguments *arguments = context;
	const char *rule;

	for (size_t i = 0;
		finding->rule && (rule = arguments_value_at(arguments, "disable", i)) != NULL;
		i++) {
		if (text_equal(rule, finding->rule))
			return true;
	}
	return false;
}

static int check_disabled(const struct arguments *arguments, struct error *err)
{
	const char *rule;

	for (size_t i = 0; (rule = arguments_value_at(arguments, "disable", i)) != NULL; i++) {
		if (!lint_rule_find(rule))
			return lint_unknown_rule(rule, err);
	}
	return 0;
}

// Of a workflow's step GitHub takes commands, and nothing else is asked for.
static int find_format(const struct arguments *arguments, const char **ret, struct error *err)
{
	const char *github = getenv("GITHUB_ACTIONS");

	if (arguments_format(arguments, "text|json|sarif|github", ret, err) < 0)
		return -1;
	if (!arguments_value(arguments, "format") && github && text_equal(github, "true"))
		*ret = "github";
	return 0;
}

static int find_release(struct lint_run *run, struct error *err)
{
	const char *option = arguments_value(run->arguments, "release");

	if (option && !release_parse(option, &run->release))
		return error_set(err, ERROR_USAGE,
			"--release is '%s', expected major.minor or major.minor.update", option);
	if (option && !release_supported(run->release))
		return error_set(err, ERROR_USAGE,
			"--release is '%s', kickstarts of ESXi 4.1 to 9.x are known", option);
	return 0;
}

static int check_input(const struct arguments *arguments, struct error *err)
{
	size_t count = 0;

	for (size_t i = 0; i < arguments_count(arguments); i++)
		count += text_equal(arguments_at(arguments, i), "-");
	if (count > 1)
		return error_set(err, ERROR_USAGE, "standard input is named %zu times", count);
	return 0;
}

int lint_read_kickstart(const char *path, struct ks **ret, struct error *err)
{
	AUTO_BUFFER text = BUFFER_INIT;
	struct source *source;

	if (file_read(path, LINT_KICKSTART_MAX, &text, err) < 0)
		return -1;
	// Of many files only what they have is kept.
	source = source_create(path, memory_strndup(buffer_text(&text), text.size), text.size);
	*ret = ks_parse(source);
	source_unref(source);
	return 0;
}

struct release lint_run_release(const struct lint_run *run, const struct ks *ks)
{
	struct release said = ks_said_release(ks);

	return release_known(said) ? said : run->release;
}

static int check_kickstart(struct lint_run *run, const char *path, struct error *err)
{
	AUTO_KS *ks = NULL;

	if (lint_read_kickstart(path, &ks, err) < 0)
		return -1;
	run->files++;
	run->subjects++;
	lint_check_comments(ks->source, &run->found);
	lint_kickstart(ks, lint_run_release(run, ks), &run->found);
	return 0;
}

// One host where one is named, else all there are.
static int work(struct job *job, const struct arguments *arguments, struct error *err)
{
	// Whoever reviews a spec need not have its secrets.
	static const struct job_options needs = {
		.need = JOB_KICKSTART, .secrets = SECRET_HIDDEN, .lint = true, .lint_own = true};

	if (arguments_flag(arguments, "host"))
		return job_load(job, arguments, &needs, err);
	if (job_read(job, arguments, err) < 0)
		return -1;
	if (job->spec)
		return job_work(job, arguments, &needs, err);
	for (size_t i = 0; i < job_host_count(job); i++) {
		if (job_host(job, i, arguments, &needs, err) < 0)
			return -1;
	}
	job_name_hosts(job);
	return 0;
}

static int check_spec(
	struct lint_run *run, const char *const *paths, size_t count, struct error *err)
{
	AUTO_JOB job = JOB_INIT;
	const struct spec *spec;

	job.paths = paths;
	job.path_count = count;
	if (work(&job, run->arguments, err) < 0)
		return -1;
	spec = job.all ? job.all : job.spec;
	for (size_t i = 0; spec && i < spec_file_count(spec); i++)
		lint_check_comments(spec_file_source(spec, i), &run->found);
	run->files += count;
	run->subjects++;
	diagnostics_move(&run->found, &job.diagnostics);
	return 0;
}

static int add_target(struct targets *targets, const char *path, struct error *err)
{
	enum lint_kind kind;

	if (lint_kind_of(path, &kind, err) < 0)
		return -1;
	switch (kind) {
	case LINT_SPEC:
		memory_grow(&targets->specs, targets->spec_count, sizeof(*targets->specs));
		targets->specs[targets->spec_count++] = path;
		break;
	case LINT_KICKSTART:
		lint_files_add(&targets->files, path, false);
		break;
	case LINT_FOLDER:
		return lint_folder_read(path, &targets->files, err);
	case LINT_MEDIUM:
		memory_grow(&targets->media, targets->medium_count, sizeof(*targets->media));
		targets->media[targets->medium_count++] = path;
		break;
	}
	return 0;
}

static int check_all(struct lint_run *run, struct error *err)
{
	CLEANUP(targets_finish) struct targets targets = {.files = LINT_FILES_INIT};

	for (size_t i = 0; i < arguments_count(run->arguments); i++) {
		if (add_target(&targets, arguments_at(run->arguments, i), err) < 0)
			return -1;
	}
	if (arguments_flag(run->arguments, "host") && !targets.spec_count)
		return error_set(err, ERROR_USAGE, "--host is given, but no spec is named");
	if (targets.spec_count && check_spec(run, targets.specs, targets.spec_count, err) < 0)
		return -1;
	for (size_t i = 0; i < targets.files.count; i++) {
		const char *path = targets.files.list[i].path;

		if ((targets.files.list[i].is_spec ? check_spec(run, &path, 1, err)
						   : check_kickstart(run, path, err)) < 0)
			return -1;
	}
	for (size_t i = 0; i < targets.medium_count; i++) {
		if (lint_check_medium(run, targets.media[i], err) < 0)
			return -1;
	}
	return 0;
}

static void run_finish(struct lint_run *run)
{
	diagnostics_finish(&run->found);
}

static struct findings_subject subject_of(const struct lint_run *run)
{
	const char *name = arguments_at(run->arguments, 0);

	return (struct findings_subject){run->subjects == 1 ? name : NULL, run->files};
}

COMMAND(lint)
{
	CLEANUP(run_finish)
	struct lint_run run = {.arguments = arguments, .found = DIAGNOSTICS_INIT};
	const char *format;

	if (find_format(arguments, &format, err) < 0)
		return -1;
	if (arguments_flag(arguments, "rules"))
		return lint_print_rules(arguments, err);
	if (arguments_count(arguments) == 0)
		return error_set(err, ERROR_USAGE, "usage: esxmint lint [OPTION...] FILE|DIR...");
	if (check_disabled(arguments, err) < 0 || check_input(arguments, err) < 0 ||
		find_release(&run, err) < 0)
		return -1;
	if (arguments_flag(arguments, "fix"))
		return lint_fix_all(&run, err);
	if (check_all(&run, err) < 0)
		return -1;
	diagnostics_remove_if(&run.found, is_disabled, arguments);
	lint_apply_comments(&run.found);
	diagnostics_merge(&run.found);
	if (findings_output(arguments, &run.found, format, subject_of(&run), err) < 0)
		return -1;
	if (run.found.error_count ||
		(arguments_flag(arguments, "strict") && run.found.warning_count))
		return STATUS_NO;
	return STATUS_YES;
}
