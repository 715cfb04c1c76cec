// SPDX-License-Identifier: GPL-3.0-or-later
// From the command line to a rendered kickstart.
#include "job.h"

#include "esxi4_wishes.h"
#include "findings.h"
#include "file.h"
#include "lint.h"
#include "memory.h"
#include "probe.h"
#include "render.h"
#include "text.h"

// What is wrong with base.release itself was said already.
static bool has_error(const struct diagnostics *diagnostics, const char *path)
{
	for (size_t i = 0; i < diagnostics->count; i++) {
		const struct diagnostic *finding = &diagnostics->list[i];

		if (finding->severity == SEVERITY_ERROR && finding->path &&
			text_equal(finding->path, path))
			return true;
	}
	return false;
}

static void release_unknown(struct job *job, const char *base)
{
	struct diagnostic *finding;

	if (has_error(&job->diagnostics, "base.release") || has_error(&job->diagnostics, "base"))
		return;
	finding = diagnostics_add(&job->diagnostics, SEVERITY_ERROR, spec_place(job->spec, "base"),
		"base.release", "which ESXi release is meant is not known");
	if (base)
		diagnostic_hint(finding,
			"'%s' is not there to tell; set base.release, or give --release", base);
	else
		diagnostic_hint(finding, "set base.iso or base.release, or give --release");
}

// What the spec says must fit what the medium is; a spec without update means any.
static bool releases_agree(struct release spec, struct release medium)
{
	return spec.major == medium.major && spec.minor == medium.minor &&
	       (!spec.update || !medium.update || spec.update == medium.update);
}

static void check_agreement(struct job *job, const char *written)
{
	char found[RELEASE_TEXT_SIZE];
	struct release said;

	if (!written || !release_parse(written, &said) || !release_known(job->medium->release) ||
		releases_agree(said, job->medium->release))
		return;
	release_format(job->medium->release, found);
	diagnostics_add(&job->diagnostics, SEVERITY_ERROR, spec_place(job->spec, "base.release"),
		"base.release", "says %s, but the base is ESXi %s", written, found);
}

// The medium of the host before is good for this one as well, if it is the same.
static int open_base(struct job *job, enum job_need need, struct error *err)
{
	const char *base = spec_text(job->spec, "base.iso");
	struct place place = spec_place(job->spec, "base.iso");
	AUTO_FREE char *path = base ? place_resolve(place, base) : NULL;
	int result;

	if (path && job->medium && text_equal(path, job->base_path))
		return 0;
	medium_destroy(job->medium);
	job->medium = NULL;
	if (!base && need == JOB_MEDIUM) {
		diagnostics_add(&job->diagnostics, SEVERITY_ERROR, place, "base.iso",
			"missing; this command needs an installer ISO to start from");
		return 0;
	}
	if (!base)
		return 0;
	free(job->base_path);
	job->base_path = STEAL(path);
	if (need == JOB_KICKSTART && !file_exists(job->base_path))
		return 0;
	if (need == JOB_KICKSTART)
		result = medium_probe_quick(job->base_path, &job->medium, &job->diagnostics, err);
	else
		result = medium_probe(job->base_path, &job->medium, &job->diagnostics, err);
	if (result == 0)
		result = medium_require_supported(job->medium, err);
	if (result < 0 && place.source)
		return error_wrap(
			err, "%s:%u:%u: base.iso", place.source->name, place.line, place.column);
	return result;
}

static int find_release(struct job *job, const struct arguments *arguments, struct error *err)
{
	const char *option = arguments_value(arguments, "release");
	const char *written = spec_text(job->spec, "base.release");
	struct release assumed = {0};

	if (option && !release_parse(option, &assumed))
		return error_set(err, ERROR_USAGE,
			"--release is '%s', expected major.minor or major.minor.update", option);
	if (job->medium) {
		check_agreement(job, written);
		job->release = job->medium->release;
	}
	if (!release_known(job->release) && written && !release_parse(written, &job->release))
		return 0; // a finding of the check of the spec
	if (!release_known(job->release))
		job->release = assumed;
	// Without `base` there is a finding already.
	if (!release_known(job->release) && spec_has(job->spec, "base"))
		release_unknown(job, spec_text(job->spec, "base.iso"));
	else if (release_known(job->release) && !release_supported(job->release))
		return error_set(err, ERROR_INPUT,
			"esxmint makes kickstarts for ESXi 4.1 to 9.x, not for %u.%u%s",
			job->release.major, job->release.minor,
			job->release.major == 4 ? ", which has no scripted installation" : "");
	if (release_is_newer(job->release))
		diagnostics_add(&job->diagnostics, SEVERITY_WARNING, spec_place(job->spec, "base"),
			"base",
			"ESXi %u.%u is newer than this version of esxmint; it is treated as the "
			"last one that was known",
			job->release.major, job->release.minor);
	return 0;
}

// The build of the base, 0 where nothing tells it.
static uint64_t find_build(const struct job *job)
{
	uint64_t build = 0;

	if (job->medium && job->medium->build)
		text_parse_number(job->medium->build, UINT32_MAX, &build);
	return build;
}

// What only the text tells.
static void lint_text(struct job *job, const struct source_map *map)
{
	struct source *source = source_create("kickstart",
		memory_strndup(buffer_text(&job->kickstart), job->kickstart.size),
		job->kickstart.size);
	AUTO_KS *ks = ks_parse(source);

	source_unref(source);
	lint_rendered(ks, map, job->spec, job->release, &job->diagnostics);
}

int job_work(struct job *job, const struct arguments *arguments, const struct job_options *options,
	struct error *err)
{
	struct kickstart_options kickstart = {.secrets = options->secrets};
	AUTO_SOURCE_MAP map = SOURCE_MAP_INIT;
	bool sound;
	bool reads; // what was rendered
	size_t errors;

	job->release = (struct release){0};
	buffer_truncate(&job->kickstart, 0);
	if (open_base(job, options->need, err) < 0 || find_release(job, arguments, err) < 0)
		return -1;
	if (!release_known(job->release))
		return 0;
	spec_check_release(job->spec, job->release, &job->diagnostics);
	sound = job->diagnostics.error_count == 0;
	if (options->lint)
		lint_spec(job->spec, job->release, find_build(job), &job->diagnostics);
	errors = job->diagnostics.error_count;
	// A breach of a rule does not keep a sound spec from being rendered, and that finds the
	// rest.
	if (!sound)
		return 0;
	if (!job->templates && templates_open(arguments_value(arguments, "templates"),
				       &job->templates, &job->diagnostics, err) < 0)
		return -1;
	kickstart.templates = job->templates;
	reads = options->lint && (options->lint_own || spec_has(job->spec, "scripts") ||
					 arguments_value(arguments, "templates"));
	kickstart.map = reads ? &map : NULL;
	if (kickstart_render(job->spec, job->release, &kickstart, &job->kickstart,
		    &job->diagnostics, err) < 0)
		return -1;
	if (reads && job->diagnostics.error_count == errors)
		lint_text(job, &map);
	lint_apply_comments(&job->diagnostics);
	return 0;
}

int job_read(struct job *job, const struct arguments *arguments, struct error *err)
{
	if (!job->paths) {
		job->paths = arguments_list(arguments);
		job->path_count = arguments_count(arguments);
	}
	if (spec_load(job->paths, job->path_count, &job->spec, &job->diagnostics, err) < 0)
		return -1;
	if (job->spec && spec_host_count(job->spec) > 0)
		job->all = STEAL(job->spec);
	return 0;
}

int job_load(struct job *job, const struct arguments *arguments, const struct job_options *options,
	struct error *err)
{
	size_t index;

	if (arguments_flag(arguments, "all-in-one"))
		return job_all_in_one(job, arguments, options, err);
	if (job_read(job, arguments, err) < 0)
		return -1;
	if (job->all) {
		if (job_choose_host(job, arguments, &index, err) < 0)
			return -1;
		return job_host(job, index, arguments, options, err);
	}
	if (!job->spec)
		return 0;
	// Hosts that could not be read are told at their place.
	if (arguments_value(arguments, "host") && !spec_has(job->spec, "hosts"))
		return error_set(err, ERROR_USAGE, "--host is given, but the spec has no hosts");
	return job_work(job, arguments, options, err);
}

void job_tell(struct job *job, const struct arguments *arguments)
{
	findings_drop_advice(&job->diagnostics);
	diagnostics_merge(&job->diagnostics);
	findings_report(arguments, &job->diagnostics);
}

int job_report(struct job *job, const struct arguments *arguments, struct error *err)
{
	size_t errors;

	job_tell(job, arguments);
	errors = job->diagnostics.error_count;
	if (errors)
		return error_set(err, ERROR_INPUT, "%zu error%s in the input", errors,
			errors == 1 ? "" : "s");
	return 0;
}

int job_check_output(const struct arguments *arguments, const char *output, struct error *err)
{
	const char *trusted;

	for (size_t i = 0; i < arguments_count(arguments); i++) {
		if (file_same(output, arguments_at(arguments, i)))
			return error_set(err, ERROR_USAGE, "output '%s' is a spec", output);
	}
	for (size_t i = 0; (trusted = arguments_value_at(arguments, "trust", i)); i++) {
		if (file_same(output, trusted))
			return error_set(
				err, ERROR_USAGE, "output '%s' is a file of --trust", output);
	}
	return 0;
}

void job_finish(struct job *job)
{
	wishes_destroy(job->wishes);
	esxi4_wishes_destroy(job->drivers);
	trust_destroy(job->trust);
	templates_destroy(job->templates);
	medium_destroy(job->medium);
	diagnostics_finish(&job->diagnostics);
	spec_destroy(job->spec);
	spec_destroy(job->all);
	buffer_finish(&job->kickstart);
	free(job->base_path);
	free(job->seen);
}
