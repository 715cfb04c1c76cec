// SPDX-License-Identifier: GPL-3.0-or-later
// From an argument of `diff` to what is compared.
#include "diff_sides.h"

#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "import.h"
#include "job.h"
#include "lint_target.h"
#include "memory.h"
#include "text.h"

static const struct job_options spec_needs = {.need = JOB_KICKSTART, .secrets = SECRET_MARKED};

struct paths {
	char **list;
	size_t count;
};

static void paths_finish(struct paths *paths)
{
	for (size_t i = 0; i < paths->count; i++)
		free(paths->list[i]);
	free(paths->list);
}

static void paths_add(struct paths *paths, char *path)
{
	memory_grow(&paths->list, paths->count, sizeof(*paths->list));
	paths->list[paths->count++] = path;
}

static bool is_there(const struct diff_reader *reader, const char *path)
{
	return reader->revision ? revision_find(reader->revision, path) != REVISION_NOTHING
				: file_exists(path);
}

static void split(const struct diff_reader *reader, const char *argument, struct paths *ret)
{
	const char *start = argument;

	if (is_there(reader, argument)) {
		paths_add(ret, memory_strdup(argument));
		return;
	}
	for (;;) {
		size_t length = strcspn(start, ",");

		paths_add(ret, memory_strndup(start, length));
		if (!start[length])
			return;
		start += length + 1;
	}
}

static int read_text(
	const struct diff_reader *reader, const char *path, struct buffer *ret, struct error *err)
{
	if (reader->revision && !text_equal(path, "-"))
		return revision_read(reader->revision, path, LINT_KICKSTART_MAX, ret, err);
	return file_read(path, LINT_KICKSTART_MAX, ret, err);
}

// As people see it: "HEAD~1:site.yaml" of a revision.
static char *origin_of(const struct diff_reader *reader, const char *path)
{
	const char *name = reader->revision ? revision_name(reader->revision) : "";

	if (!*name)
		return memory_strdup(path);
	return memory_printf("%.*s:%s", (int)strcspn(name, " "), name, path);
}

// "site-a: esx01", or the part that is there.
static char *full_name(const char *front, const char *name)
{
	if (front && name)
		return memory_printf("%s: %s", front, name);
	return memory_strdup(front ? front : name ? name : "");
}

// ---- specs ----

static void add_rendered(struct compare_sides *sides, struct job *job, const char *front,
	const char *files, const char *host)
{
	AUTO_FREE char *name = full_name(front, host);
	struct compare_side *side = compare_sides_add(sides, name);

	side->origin = host ? memory_printf("%s (%s)", files, host) : memory_strdup(files);
	side->release = job->release;
	side->spec = STEAL(job->spec);
	side->text = job->kickstart;
	job->kickstart = (struct buffer)BUFFER_INIT;
}

static int add_hosts(struct diff_reader *reader, struct job *job, const char *front,
	const char *files, struct compare_sides *sides, struct error *err)
{
	size_t first = 0;
	size_t end = job_host_count(job);

	if (arguments_value(reader->arguments, "host")) {
		if (job_choose_host(job, reader->arguments, &first, err) < 0)
			return -1;
		end = first + 1;
		reader->host_used = true;
	}
	for (size_t i = first; i < end; i++) {
		if (job_host(job, i, reader->arguments, &spec_needs, err) < 0)
			return -1;
		if (job->diagnostics.error_count == 0)
			add_rendered(sides, job, front, files, job_host_name(job, i));
	}
	job_name_hosts(job);
	return 0;
}

static int read_specs(
	struct diff_reader *reader, const struct paths *paths, struct job *job, struct error *err)
{
	struct spec_text *texts;
	int result = 0;

	if (!reader->revision) {
		job->paths = (const char *const *)paths->list;
		job->path_count = paths->count;
		return job_read(job, reader->arguments, err);
	}
	texts = memory_alloc_array(paths->count, sizeof(*texts));
	for (size_t i = 0; result == 0 && i < paths->count; i++) {
		texts[i].name = paths->list[i];
		result = read_text(reader, paths->list[i], &texts[i].text, err);
	}
	if (result == 0)
		spec_load_texts(texts, paths->count, &job->spec, &job->diagnostics);
	if (job->spec && spec_host_count(job->spec) > 0)
		job->all = STEAL(job->spec);
	for (size_t i = 0; i < paths->count; i++)
		buffer_finish(&texts[i].text);
	free(texts);
	return result;
}

static int add_spec(struct diff_reader *reader, const struct paths *paths, const char *front,
	const char *files, struct compare_sides *sides, struct error *err)
{
	AUTO_JOB job = JOB_INIT;
	AUTO_FREE char *origin = origin_of(reader, files);

	if (read_specs(reader, paths, &job, err) < 0)
		return -1;
	if (job.all) {
		if (add_hosts(reader, &job, front, origin, sides, err) < 0)
			return -1;
	} else if (job.spec) {
		if (job_work(&job, reader->arguments, &spec_needs, err) < 0)
			return -1;
		if (job.diagnostics.error_count == 0)
			add_rendered(sides, &job, front, origin, NULL);
	}
	return job_report(&job, reader->arguments, err);
}

// ---- kickstarts ----

static int assumed_release(
	const struct arguments *arguments, struct release *ret, struct error *err)
{
	const char *option = arguments_value(arguments, "release");

	*ret = (struct release){0};
	if (option && !release_parse(option, ret))
		return error_set(err, ERROR_USAGE,
			"--release is '%s', expected major.minor or major.minor.update", option);
	return 0;
}

// Does import say that the spec lacks something? That a password is in clear is no such thing.
static bool leaves_out(const struct diagnostic *finding)
{
	return finding->severity != SEVERITY_ADVICE &&
	       !text_has_prefix(finding->message, "the password of root stands");
}

// What import makes of the text of a side says its words. `assumed`: the release where the text
// says none.
static void import_text(struct compare_side *side, struct release assumed)
{
	AUTO_DIAGNOSTICS findings = DIAGNOSTICS_INIT;
	struct source *source = source_create(side->origin,
		memory_strndup(buffer_text(&side->text), side->text.size), side->text.size);
	AUTO_KS *ks = ks_parse(source);

	source_unref(source);
	if (!release_known(side->release))
		side->release = ks_said_release(ks);
	if (!release_known(side->release))
		side->release = assumed;
	import_spec(ks, side->release, &side->spec, &findings);
	side->imported = true;
	for (size_t i = 0; i < findings.count; i++)
		side->partly |= leaves_out(&findings.list[i]);
}

static int add_kickstart(struct diff_reader *reader, const char *path, const char *front,
	struct compare_sides *sides, struct error *err)
{
	AUTO_BUFFER text = BUFFER_INIT;
	struct compare_side *side;
	struct release release;

	if (assumed_release(reader->arguments, &release, err) < 0 ||
		read_text(reader, path, &text, err) < 0)
		return -1;
	side = compare_sides_add(sides, front ? front : "");
	side->origin = origin_of(reader, path);
	side->text = text;
	text = (struct buffer)BUFFER_INIT;
	import_text(side, release);
	return 0;
}

// ---- folders ----

static bool ends_like_text(const char *name)
{
	static const char *const endings[] = {".yaml", ".yml", ".cfg", ".ks"};

	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
		if (lint_path_ends(name, endings[i]))
			return true;
	}
	return false;
}

// The name of a file in a folder, without its ending: what pairs HOST.cfg with the host of a spec.
static char *side_name(const char *folder, const char *path)
{
	size_t length = strlen(folder);
	const char *rest = strncmp(path, folder, length) == 0 ? path + length : path;
	size_t end;

	rest += strspn(rest, "/");
	end = strlen(rest);
	if (ends_like_text(rest))
		end = (size_t)(strrchr(rest, '.') - rest);
	return memory_strndup(rest, end);
}

static int add_file(struct diff_reader *reader, const char *path, bool is_spec, const char *front,
	const char *folder, struct compare_sides *sides, struct error *err)
{
	AUTO_FREE char *own = side_name(folder, path);
	AUTO_FREE char *name = full_name(front, own);
	char *list[] = {NULL};
	struct paths paths = {list, 1};
	AUTO_FREE char *copy = memory_strdup(path);

	if (!is_spec)
		return add_kickstart(reader, path, name, sides, err);
	list[0] = copy;
	return add_spec(reader, &paths, name, path, sides, err);
}

// The files of a folder as a revision has them; the rules are those of lint_folder_read(), but for
// what is in the files.
static int list_revision(const struct diff_reader *reader, const char *folder, unsigned depth,
	struct lint_files *files, struct error *err)
{
	char **names;
	size_t count = revision_list(reader->revision, folder, &names);
	int result = 0;

	for (size_t i = 0; i < count; i++) {
		AUTO_FREE char *path = memory_printf("%s/%s", folder, names[i]);
		enum revision_kind kind = revision_find(reader->revision, path);

		if (result < 0 || names[i][0] == '.')
			kind = REVISION_NOTHING;
		if (kind == REVISION_FOLDER && depth > 1)
			result = list_revision(reader, path, depth - 1, files, err);
		else if (kind == REVISION_FILE && ends_like_text(path))
			lint_files_add(files, path,
				lint_path_ends(path, ".yaml") || lint_path_ends(path, ".yml"));
		free(names[i]);
	}
	free(names);
	return result;
}

static bool has_key(const char *text, const char *key)
{
	size_t length = strlen(key);

	for (; *text; text += strcspn(text, "\n"), text += *text == '\n') {
		if (strncmp(text, key, length) == 0 && text[length] == ':')
			return true;
	}
	return false;
}

// A folder of specs has overlays in it as well, which are none by themselves.
static bool is_whole_spec(const struct diff_reader *reader, const char *path)
{
	AUTO_BUFFER text = BUFFER_INIT;
	AUTO_ERROR ignored = ERROR_INIT;

	if (read_text(reader, path, &text, &ignored) < 0)
		return false;
	return has_key(buffer_text(&text), "esxmint") && has_key(buffer_text(&text), "base") &&
	       has_key(buffer_text(&text), "install");
}

static int add_folder(struct diff_reader *reader, const char *folder, const char *front,
	struct compare_sides *sides, struct error *err)
{
	AUTO_LINT_FILES files = LINT_FILES_INIT;

	if (reader->revision ? list_revision(reader, folder, LINT_DEPTH_MAX, &files, err) < 0
			     : lint_folder_read(folder, &files, err) < 0)
		return -1;
	for (size_t i = 0; i < files.count; i++) {
		const struct lint_file *file = &files.list[i];

		if (reader->revision && file->is_spec && !is_whole_spec(reader, file->path))
			continue;
		if (add_file(reader, file->path, file->is_spec, front, folder, sides, err) < 0)
			return -1;
	}
	return 0;
}

// ---- media ----

static int add_medium(struct diff_reader *reader, const char *path, const char *front,
	struct compare_sides *sides, struct error *err)
{
	AUTO_DIAGNOSTICS ignored = DIAGNOSTICS_INIT; // verify's business
	AUTO_MEDIUM_CONTENT *content = NULL;
	struct compare_side *side;

	(void)reader;
	if (medium_content_read(path, &content, &ignored, err) < 0)
		return -1;
	side = compare_sides_add(sides, front ? front : "");
	side->origin = content->kickstart_path
			       ? memory_printf("%s:%s", path, content->kickstart_path)
			       : memory_strdup(path);
	side->release = content->medium->release;
	if (content->kickstart_path) {
		buffer_append(&side->text, content->kickstart.data, content->kickstart.size);
		import_text(side, side->release);
	}
	side->medium = STEAL(content);
	return 0;
}

static int kind_of(
	const struct diff_reader *reader, const char *path, enum lint_kind *ret, struct error *err)
{
	AUTO_BUFFER text = BUFFER_INIT;
	enum revision_kind kind;

	if (!reader->revision)
		return lint_kind_of(path, ret, err);
	kind = revision_find(reader->revision, path);
	*ret = LINT_FOLDER;
	if (kind == REVISION_FOLDER)
		return 0;
	*ret = LINT_KICKSTART;
	if (lint_path_ends(path, ".ks") || lint_path_ends(path, ".cfg"))
		return 0;
	if (read_text(reader, path, &text, err) < 0)
		return -1;
	if (lint_path_ends(path, ".yaml") || lint_path_ends(path, ".yml") ||
		lint_text_is_spec(buffer_text(&text), text.size))
		*ret = LINT_SPEC;
	return 0;
}

int diff_sides_read(struct diff_reader *reader, const char *argument, const char *name,
	struct compare_sides *ret, struct error *err)
{
	CLEANUP(paths_finish) struct paths paths = {0};
	enum lint_kind kind;

	split(reader, argument, &paths);
	if (paths.count > 1)
		return add_spec(reader, &paths, name, argument, ret, err);
	if (kind_of(reader, argument, &kind, err) < 0)
		return -1;
	switch (kind) {
	case LINT_KICKSTART:
		return add_kickstart(reader, argument, name, ret, err);
	case LINT_FOLDER:
		return add_folder(reader, argument, name, ret, err);
	case LINT_MEDIUM:
		return add_medium(reader, argument, name, ret, err);
	case LINT_SPEC:
		break;
	}
	return add_spec(reader, &paths, name, argument, ret, err);
}
