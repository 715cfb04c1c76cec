// SPDX-License-Identifier: GPL-3.0-or-later
// Carrying out a plan. Nothing has a name on disk before everything was written and checked.
#include "apply.h"

#include <signal.h>
#include <string.h>

#include "clock.h"
#include "digest_job.h"
#include "esxi4_plan.h"
#include "file.h"
#include "iso.h"
#include "manifest.h"
#include "memory.h"
#include "plan_vibs.h"
#include "text.h"

// 1980-01-01, where zip and FAT begin: for a base without a date of its own.
static const int64_t date_of_last_resort = 315532800;

// The files of one build.
struct outputs {
	struct output_file *iso;
	struct output_file *digest;
	struct output_file *manifest;
};

static void outputs_finish(struct outputs *outputs)
{
	output_file_destroy(outputs->iso);
	output_file_destroy(outputs->digest);
	output_file_destroy(outputs->manifest);
}

int apply_date(const struct medium *medium, int64_t *ret, struct error *err)
{
	const struct iso_info *info = iso_info(medium->iso);
	bool set = false;

	if (clock_source_date(ret, &set, err) < 0)
		return -1;
	if (!set)
		*ret = info->has_creation ? info->creation : date_of_last_resort;
	return 0;
}

// --force must not replace what the build is made from.
static int check_sources(const char *output, const struct plan *plan, struct error *err)
{
	const struct wishes *wishes = plan->vibs ? plan->vibs->wishes : NULL;
	const struct esxi4_wishes *drivers = plan->drivers ? plan->drivers->wishes : NULL;

	for (size_t i = 0; i < plan->edit_count; i++) {
		if (plan->edits[i].source && file_same(output, plan->edits[i].source))
			return error_set(err, ERROR_USAGE, "output '%s' is a file of %s", output,
				plan->edits[i].key);
	}
	for (size_t i = 0; drivers && i < drivers->driver_count; i++) {
		if (file_same(output, drivers->drivers[i]->path))
			return error_set(
				err, ERROR_USAGE, "output '%s' is a file of image.vibs", output);
	}
	for (size_t i = 0; wishes && i < wishes->depot_count; i++) {
		if (depot_holds(wishes->depots[i], output))
			return error_set(
				err, ERROR_USAGE, "output '%s' is a file of image.vibs", output);
	}
	return 0;
}

static int create_outputs(struct outputs *outputs, const struct plan *plan,
	const struct apply_options *options, struct error *err)
{
	AUTO_FREE char *digest = memory_printf("%s.sha256", options->output);
	AUTO_FREE char *manifest = memory_printf("%s.manifest.json", options->output);
	const char *const names[] = {options->output, digest, manifest};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (file_same(names[i], options->base_path))
			return error_set(
				err, ERROR_USAGE, "output '%s' is the base itself", names[i]);
		if (check_sources(names[i], plan, err) < 0)
			return -1;
	}
	if (output_file_create(&outputs->iso, options->output, options->force, err) < 0 ||
		output_file_create(&outputs->digest, digest, options->force, err) < 0 ||
		output_file_create(&outputs->manifest, manifest, options->force, err) < 0)
		return -1;
	return 0;
}

// The ISO comes last: where it is, the others are.
static int name_outputs(struct outputs *outputs, struct error *err)
{
	if (output_file_commit(outputs->digest, err) < 0)
		return -1;
	if (output_file_commit(outputs->manifest, err) < 0) {
		output_file_revoke(outputs->digest);
		return -1;
	}
	if (output_file_commit(outputs->iso, err) < 0) {
		output_file_revoke(outputs->digest);
		output_file_revoke(outputs->manifest);
		return -1;
	}
	return 0;
}

// A signal takes effect before the three files have names, or after.
static int commit_outputs(struct outputs *outputs, struct error *err)
{
	sigset_t signals;
	sigset_t before;
	int result;

	if (output_file_sync(outputs->iso, err) < 0 || output_file_sync(outputs->digest, err) < 0 ||
		output_file_sync(outputs->manifest, err) < 0)
		return -1;
	sigemptyset(&signals);
	sigaddset(&signals, SIGHUP);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &signals, &before);
	result = name_outputs(outputs, err);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return result;
}

static int set_source(struct iso *iso, const struct edit *edit, int64_t date, struct error *err)
{
	AUTO_CLOSE int fd = -1;
	uint64_t size = 0;

	if (file_open(edit->source, &fd, &size, err) < 0 ||
		iso_set_file_from(iso, edit->path, edit->source, size, date, err) < 0)
		return error_wrap(err, "%s:%u:%u: %s", edit->place.source->name, edit->place.line,
			edit->place.column, edit->key);
	return 0;
}

static int make_edits(struct iso *iso, const struct plan *plan, int64_t date, struct error *err)
{
	for (size_t i = 0; i < plan->edit_count; i++) {
		const struct edit *edit = &plan->edits[i];
		int result;

		if (edit->kind == EDIT_VOLUME_ID)
			result = iso_set_volume_id(iso, plan->volume_id, err);
		else if (edit->kind == EDIT_REMOVE)
			result = iso_remove_file(iso, edit->path, err);
		else if (edit->source)
			result = set_source(iso, edit, date, err);
		else if (edit->reader.read)
			result = iso_set_file_reader(iso, edit->path, &edit->reader, date, err);
		else
			result = iso_set_file(iso, edit->path, buffer_text(&edit->content),
				edit->content.size, date, err);
		if (result < 0)
			return -1;
		if (edit->sha256)
			iso_leave_content(iso, edit->path);
		if (edit->alias)
			iso_set_alias(iso, edit->path, edit->alias);
	}
	return 0;
}

// The digest of the output, started as soon as its first bytes are final.
struct output_digest {
	const struct output_file *output;
	struct progress *progress;
	struct digest_job *job;
	struct error err;
};

static void follow_output(void *context, uint64_t bytes_done, uint64_t bytes_total)
{
	struct output_digest *digest = context;

	if (!digest->job && digest->err.kind == ERROR_NONE &&
		digest_job_start(&digest->job, output_file_fd(digest->output),
			output_file_path(digest->output), bytes_total, true, digest->progress,
			&digest->err) < 0)
		return;
	if (digest->job)
		digest_job_allow(digest->job, bytes_done);
}

static int write_image(struct iso *iso, enum layout layout, const struct output_file *output,
	int64_t date, struct iso_written *written, struct output_digest *digest, struct error *err)
{
	const char *name = output_file_path(output);
	int fd = output_file_fd(output);

	if (layout == LAYOUT_COMPACT)
		return iso_write_compact(iso, fd, name, date, follow_output, digest, written, err);
	if (file_clone(iso_fd(iso), fd, name, iso_info(iso)->file_size, err) < 0 ||
		iso_write_append(iso, fd, name, date, written, err) < 0)
		return -1;
	follow_output(digest, written->size, written->size);
	return 0;
}

static int finish_digest(struct output_digest *digest, char hex[SHA256_HEX_SIZE], struct error *err)
{
	if (digest->err.kind != ERROR_NONE)
		return error_set(err, digest->err.kind, "%s", digest->err.text);
	return digest_job_finish(digest->job, hex, err);
}

static int check_pin(const struct apply_options *options, const char *sha256, struct error *err)
{
	if (!options->base_sha256 || text_equal_nocase(options->base_sha256, sha256))
		return 0;
	return error_set(err, ERROR_INPUT,
		"'%s' is not the file that base.sha256 names: its digest "
		"is %s",
		options->base_path, sha256);
}

static int check_image(const struct medium *medium, const struct output_file *output,
	const struct iso_written *written, struct diagnostics *diagnostics, struct error *err)
{
	struct iso_renames renames = {0};
	int result = iso_check_readback(medium->iso, output_file_fd(output),
		output_file_path(output), written, &renames, err);

	for (size_t i = 0; result == 0 && i < renames.count; i++)
		diagnostics_add(diagnostics, SEVERITY_WARNING, (struct place){0}, NULL,
			"the primary tree of the output cannot keep the name '%s'; it is '%s' "
			"there, its Rock Ridge or Joliet name stays",
			renames.list[i].from,
			renames.list[i].to ? renames.list[i].to : "another one");
	iso_renames_finish(&renames);
	return result;
}

// As sha256sum(1) writes it: a name with a backslash or a line end is escaped and marked.
static char *digest_line(const char *sha256, const char *name)
{
	AUTO_BUFFER line = BUFFER_INIT;

	buffer_printf(&line, "%s%s  ", strpbrk(name, "\\\n\r") ? "\\" : "", sha256);
	for (; *name; name++) {
		if (*name == '\\')
			buffer_puts(&line, "\\\\");
		else if (*name == '\n')
			buffer_puts(&line, "\\n");
		else if (*name == '\r')
			buffer_puts(&line, "\\r");
		else
			buffer_putc(&line, *name);
	}
	buffer_putc(&line, '\n');
	return buffer_steal(&line);
}

static int write_texts(const struct outputs *outputs, const struct manifest *manifest,
	const struct manifest_facts *facts, struct error *err)
{
	AUTO_BUFFER document = BUFFER_INIT;
	AUTO_FREE char *line =
		digest_line(facts->iso_sha256, file_name(output_file_path(outputs->iso)));

	if (file_write_at(output_file_fd(outputs->digest), output_file_path(outputs->digest), 0,
		    line, strlen(line), err) < 0)
		return -1;
	manifest_print(manifest, facts, &document);
	return file_write_at(output_file_fd(outputs->manifest), output_file_path(outputs->manifest),
		0, document.data, document.size, err);
}

// What one build goes through, in the order in which its parts have to end.
static int build(const struct plan *plan, struct medium *medium,
	const struct apply_options *options, struct outputs *outputs, struct output_digest *digest,
	struct apply_result *ret, struct diagnostics *diagnostics, struct error *err)
{
	AUTO_DIGEST_JOB *base = NULL;
	AUTO_MANIFEST *manifest = NULL;
	struct iso_written written = {0};
	struct manifest_facts facts = {
		.plan = plan,
		.medium = medium,
		.spec_sha256 = options->spec_sha256,
		.date = options->date,
	};

	// Not earlier: beside the check of VIBs it would only delay what all others wait for, and
	// be missing beside the cloning, which leaves a processor idle.
	if (digest_job_start(&base, iso_fd(medium->iso), options->base_path,
		    iso_info(medium->iso)->file_size, false, digest->progress, err) < 0 ||
		make_edits(medium->iso, plan, options->date, err) < 0 ||
		write_image(medium->iso, plan->layout, outputs->iso, options->date, &written,
			digest, err) < 0 ||
		check_image(medium, outputs->iso, &written, diagnostics, err) < 0 ||
		digest_job_finish(base, facts.base_sha256, err) < 0 ||
		check_pin(options, facts.base_sha256, err) < 0 ||
		manifest_create(&manifest, output_file_fd(outputs->iso), options->output,
			digest->progress, err) < 0 ||
		manifest_check(manifest, plan, err) < 0 ||
		finish_digest(digest, facts.iso_sha256, err) < 0)
		return -1;
	facts.iso_size = written.size;
	if (write_texts(outputs, manifest, &facts, err) < 0)
		return -1;
	memcpy(ret->sha256, facts.iso_sha256, sizeof(ret->sha256));
	ret->size = written.size;
	ret->appended = (uint64_t)written.appended_blocks * ISO_BLOCK_SIZE;
	return commit_outputs(outputs, err);
}

int plan_apply(const struct plan *plan, struct medium *medium, const struct apply_options *options,
	struct apply_result *ret, struct diagnostics *diagnostics, struct error *err)
{
	struct outputs outputs = {0};
	struct output_digest digest = {0};
	int result = create_outputs(&outputs, plan, options, err);

	if (result == 0) {
		digest.output = outputs.iso;
		// The base is read once, the output twice: as a whole and file by file.
		digest.progress =
			progress_create(options->output, 3 * iso_info(medium->iso)->file_size);
		result = build(plan, medium, options, &outputs, &digest, ret, diagnostics, err);
	}
	digest_job_destroy(digest.job);
	error_finish(&digest.err);
	progress_destroy(digest.progress);
	outputs_finish(&outputs);
	return result;
}
