// SPDX-License-Identifier: GPL-3.0-or-later
// esxmint lint: what is wrong with a spec, and what could be better.
#include "lint.h"

#include <string.h>

#include "file.h"
#include "findings.h"
#include "job.h"
#include "memory.h"
#include "text.h"

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

static int unknown_rule(const char *id, struct error *err)
{
	size_t count;
	const struct lint_rule *rules = lint_rules(&count);
	AUTO_FREE const char **names = memory_alloc_array(count, sizeof(*names));
	const char *nearest;

	for (size_t i = 0; i < count; i++)
		names[i] = rules[i].id;
	nearest = text_nearest(id, names, count);
	if (nearest)
		return error_set(err, ERROR_USAGE, "no rule '%s', did you mean '%s'?", id, nearest);
	return error_set(err, ERROR_USAGE, "no rule '%s', see 'esxmint lint --rules'", id);
}

static int check_disabled(const struct arguments *arguments, struct error *err)
{
	const char *rule;

	for (size_t i = 0; (rule = arguments_value_at(arguments, "disable", i)) != NULL; i++) {
		if (!lint_rule_find(rule))
			return unknown_rule(rule, err);
	}
	return 0;
}

static void print_range(const struct lint_rule *rule, struct buffer *out)
{
	char since[RELEASE_TEXT_SIZE];
	char until[RELEASE_TEXT_SIZE];

	release_format(rule->since, since);
	release_format(rule->until, until);
	if (release_known(rule->since))
		buffer_printf(out, ", from %s", since);
	if (release_known(rule->until))
		buffer_printf(out, ", up to %s", until);
}

static int print_rules(const struct arguments *arguments, struct error *err)
{
	AUTO_BUFFER out = BUFFER_INIT;
	size_t count;
	const struct lint_rule *rules = lint_rules(&count);

	for (size_t i = 0; arguments_count(arguments) == 0 && i < count; i++)
		buffer_printf(&out, "%-30s %-8s %s\n", rules[i].id,
			severity_name(rules[i].severity), rules[i].reason);
	for (size_t i = 0; i < arguments_count(arguments); i++) {
		const struct lint_rule *rule = lint_rule_find(arguments_at(arguments, i));

		if (!rule)
			return unknown_rule(arguments_at(arguments, i), err);
		buffer_printf(
			&out, "%s%s (%s", i ? "\n" : "", rule->id, severity_name(rule->severity));
		print_range(rule, &out);
		buffer_printf(
			&out, ")\n  why      %s\n  instead  %s\n", rule->reason, rule->instead);
	}
	return file_write("-", false, buffer_text(&out), out.size, err);
}

// One host where one is named, else all there are.
static int check_spec(struct job *job, const struct arguments *arguments, struct error *err)
{
	// Whoever reviews a spec need not have its secrets.
	static const struct job_options needs = {
		.need = JOB_KICKSTART, .secrets = SECRET_HIDDEN, .lint = true};

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

COMMAND(lint)
{
	AUTO_JOB job = JOB_INIT;
	const char *format;

	if (arguments_format(arguments, "text|json|sarif|github", &format, err) < 0)
		return -1;
	if (arguments_flag(arguments, "rules"))
		return print_rules(arguments, err);
	if (arguments_count(arguments) == 0)
		return error_set(err, ERROR_USAGE, "usage: esxmint lint [OPTION...] SPEC...");
	if (check_disabled(arguments, err) < 0 || check_spec(&job, arguments, err) < 0)
		return -1;
	diagnostics_remove_if(&job.diagnostics, is_disabled, arguments);
	diagnostics_merge(&job.diagnostics);
	if (findings_output(arguments, &job.diagnostics, format, arguments_at(arguments, 0), err) <
		0)
		return -1;
	if (job.diagnostics.error_count ||
		(arguments_flag(arguments, "strict") && job.diagnostics.warning_count))
		return STATUS_NO;
	return STATUS_YES;
}
