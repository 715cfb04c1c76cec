// SPDX-License-Identifier: GPL-3.0-or-later
// Specs with hosts: choosing one, working on each of them, and putting their findings together.
#include "job.h"

#include "all_in_one.h"
#include "memory.h"
#include "text.h"

size_t job_host_count(const struct job *job)
{
	return job->all ? spec_host_count(job->all) : 0;
}

const char *job_host_name(const struct job *job, size_t index)
{
	return spec_host_name(job->all, index);
}

// "esx01, esx02 and 48 more"
static char *list_hosts(const struct spec *spec)
{
	enum { NAMES_MAX = 24 };
	AUTO_BUFFER list = BUFFER_INIT;
	size_t count = spec_host_count(spec);

	for (size_t i = 0; i < count && i < NAMES_MAX; i++)
		buffer_printf(&list, "%s%s", i ? ", " : "", spec_host_name(spec, i));
	if (count > NAMES_MAX)
		buffer_printf(&list, " and %zu more", count - NAMES_MAX);
	return buffer_steal(&list);
}

static int unknown_host(const struct spec *spec, const char *name, struct error *err)
{
	size_t count = spec_host_count(spec);
	AUTO_FREE const char **names = memory_alloc_array(count, sizeof(*names));
	AUTO_FREE char *list = list_hosts(spec);
	const char *nearest;

	for (size_t i = 0; i < count; i++)
		names[i] = spec_host_name(spec, i);
	nearest = text_nearest(name, names, count);
	if (nearest)
		return error_set(
			err, ERROR_USAGE, "no host '%s', did you mean '%s'?", name, nearest);
	return error_set(err, ERROR_USAGE, "no host '%s', the spec has %s", name, list);
}

int job_choose_host(
	const struct job *job, const struct arguments *arguments, size_t *ret, struct error *err)
{
	const char *name = arguments_value(arguments, "host");
	AUTO_FREE char *list = NULL;

	if (name && spec_host_find(job->all, name, ret))
		return 0;
	if (name)
		return unknown_host(job->all, name, err);
	list = list_hosts(job->all);
	return error_set(err, ERROR_USAGE, "the spec has hosts, choose one with --host: %s", list);
}

// How many hosts have a finding, and the first of them. Kept beside the findings, which only grow
// while hosts are gone through.
struct job_finding {
	size_t hits; // 0: found when the spec was read, for none of them in particular
	size_t first;
};

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && text_equal(a, b));
}

static bool same_finding(const struct diagnostic *a, const struct diagnostic *b)
{
	return a->place.line == b->place.line && a->place.column == b->place.column &&
	       a->place.source == b->place.source && a->severity == b->severity &&
	       text_equal(a->message, b->message) && same_text(a->path, b->path) &&
	       same_text(a->rule, b->rule) && same_text(a->hint, b->hint);
}

static bool is_always(const struct diagnostic *finding, const void *context)
{
	(void)finding;
	(void)context;
	return true;
}

// Findings that were not made while a host was worked on belong to none.
static void note_others(struct job *job)
{
	size_t count = job->diagnostics.count;

	if (job->seen_count >= count)
		return;
	job->seen = memory_resize(job->seen, count, sizeof(*job->seen));
	for (; job->seen_count < count; job->seen_count++)
		job->seen[job->seen_count] = (struct job_finding){0, 0};
}

// Moves the findings of one host to those of the job, where they are not yet.
static void collect_findings(struct job *job, struct diagnostics *found, size_t index)
{
	struct diagnostics *all = &job->diagnostics;

	for (size_t i = 0; i < found->count; i++) {
		struct diagnostic *finding = &found->list[i];
		size_t k = 0;

		while (k < all->count && !same_finding(&all->list[k], finding))
			k++;
		if (k == all->count) {
			struct diagnostic *copy = diagnostics_add(all, finding->severity,
				finding->place, finding->path, "%s", finding->message);

			copy->hint = STEAL(finding->hint);
			copy->rule = STEAL(finding->rule);
			note_others(job);
			job->seen[k] = (struct job_finding){1, index};
		} else if (job->seen[k].hits > 0) {
			job->seen[k].hits++;
		}
	}
	diagnostics_remove_if(found, is_always, NULL);
}

int job_host(struct job *job, size_t index, const struct arguments *arguments,
	const struct job_options *options, struct error *err)
{
	struct diagnostics before = job->diagnostics;
	int result;

	note_others(job);
	// The host's own findings decide how far its spec is good for.
	job->diagnostics = (struct diagnostics)DIAGNOSTICS_INIT;
	spec_destroy(job->spec);
	job->spec = NULL;
	spec_for_host(job->all, index, &job->spec, &job->diagnostics);
	result = job_work(job, arguments, options, err);
	{
		AUTO_DIAGNOSTICS found = job->diagnostics;

		diagnostics_merge(&found);
		job->diagnostics = before;
		collect_findings(job, &found, index);
	}
	job->hosts_done++;
	return result;
}

void job_name_hosts(struct job *job)
{
	note_others(job);
	for (size_t i = 0; job->hosts_done > 1 && i < job->diagnostics.count; i++) {
		struct diagnostic *finding = &job->diagnostics.list[i];
		const struct job_finding *seen = &job->seen[i];
		char *message;

		if (seen->hits == 0 || seen->hits == job->hosts_done)
			continue;
		if (seen->hits == 1)
			message = memory_printf("%s (host '%s')", finding->message,
				job_host_name(job, seen->first));
		else
			message = memory_printf("%s (host '%s' and %zu more)", finding->message,
				job_host_name(job, seen->first), seen->hits - 1);
		free(finding->message);
		finding->message = message;
	}
}

void job_tell_hosts(struct job *job, const struct arguments *arguments)
{
	job_name_hosts(job);
	job_tell(job, arguments);
}

// What there is once on a medium.
static void check_shared(struct job *job, const struct spec *first)
{
	static const char *const paths[] = {"base", "image", "drivers"};

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		if (!spec_same(first, job->spec, paths[i]))
			diagnostic_hint(diagnostics_add(&job->diagnostics, SEVERITY_ERROR,
						spec_place(job->spec, paths[i]), paths[i],
						"'%s' of host '%s' is not that of host '%s'",
						paths[i], spec_host(job->spec), spec_host(first)),
				"one medium for all hosts has it once; relative paths count from "
				"the folder of the file that names them");
	}
}

int job_all_in_one(struct job *job, const struct arguments *arguments,
	const struct job_options *options, struct error *err)
{
	AUTO_ALL_IN_ONE *all = all_in_one_create();
	AUTO_SPEC *first = NULL;

	if (arguments_flag(arguments, "host"))
		return error_set(err, ERROR_USAGE, "--all-in-one does not go with --host");
	if (job_read(job, arguments, err) < 0)
		return -1;
	if (job->spec)
		return error_set(
			err, ERROR_USAGE, "--all-in-one is given, but the spec has no hosts");
	for (size_t i = 0; i < job_host_count(job); i++) {
		if (job_host(job, i, arguments, options, err) < 0) {
			job_tell_hosts(job, arguments);
			return -1;
		}
		all_in_one_add(all, job->all, i, &job->kickstart, &job->diagnostics);
		if (first)
			check_shared(job, first);
		else
			first = STEAL(job->spec);
	}
	job_name_hosts(job);
	spec_destroy(job->spec);
	job->spec = STEAL(first);
	job->all_in_one = true;
	buffer_truncate(&job->kickstart, 0);
	if (job->diagnostics.error_count > 0)
		return 0;
	return all_in_one_render(all, job->all, job->release, job->templates, &job->kickstart, err);
}

const char *job_digest(const struct job *job)
{
	return spec_digest(job->all_in_one ? job->all : job->spec);
}
