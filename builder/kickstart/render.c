// SPDX-License-Identifier: GPL-3.0-or-later
// From a checked spec to the text of its kickstart.
#include "render.h"

#include <string.h>

#include "commands.h"
#include "ks.h"
#include "mapper.h"
#include "memory.h"
#include "release4.h"
#include "sections.h"
#include "tasks.h"
#include "text.h"

// Where the first boot reports, and how long it waits for hostd: facts/host-tasks.md section 1.
#define FIRSTBOOT_LOG "/var/log/esxmint-firstboot.log"
#define FIRSTBOOT_TRIES "60"
#define FIRSTBOOT_PAUSE "10" // seconds
#define POST_LOG "/var/log/esxmint-post.log"
// Where steps write why the host must be rebooted; gone with the reboot, as /tmp is.
#define REBOOT_FILE "/tmp/esxmint-reboot"

struct kickstart {
	const struct spec *spec;
	struct release release;
	const struct templates *templates;
	enum secret_form secrets;
	bool reboot; // a step may ask for one
	struct diagnostics *diagnostics;
	struct mapper mapper;
	const struct rendering **tasks; // of the section at hand, in order
	size_t task_count;
};

void kickstart_put_header(const struct spec *spec, struct release release, struct buffer *ret)
{
	char text[RELEASE_TEXT_SIZE];

	release_format(release, text);
	buffer_printf(
		ret, "# Kickstart for ESXi %s, made by esxmint %s from", text, ESXMINT_VERSION);
	for (size_t i = 0; i < spec_file_count(spec); i++) {
		const char *name = spec_file_name(spec, i);

		buffer_puts(ret, i ? ", " : " ");
		// A name may have any bytes; in a comment only harmless ones.
		for (; *name; name++)
			buffer_putc(ret, *name > ' ' && *name < 0x7f ? *name : '?');
	}
	if (spec_host(spec))
		buffer_printf(ret, " for %s", spec_host(spec));
	buffer_printf(ret,
		".\n# Spec: sha256 %s\n"
		"# Do not edit: change the spec. A comment above each part names its keys.\n\n",
		spec_digest(spec));
}

// A task's text must define the function that the frame calls.
static int check_function(const struct task *task, const struct rendering *made, struct error *err)
{
	AUTO_FREE char *line = NULL;

	if (made->sound)
		return 0;
	line = memory_printf("task_%s()", task->name);
	if (!strstr(buffer_text(&made->text), line))
		return error_set(err, ERROR_INPUT, "template of '%s': expected the function '%s'",
			task->name, line);
	return 0;
}

// No line of what a template made of the values may end the section or leave ASCII. `task`: NULL
// where it is that of no single one.
static void check_lines(
	struct kickstart *kickstart, struct rendering *made, const struct task *task)
{
	AUTO_FREE char *path = task && !made->sound ? task_path(task, kickstart->spec) : NULL;
	size_t before = kickstart->diagnostics->count;
	const char *text = buffer_text(&made->text);
	bool odd;

	if (made->sound)
		return;
	odd = !text_is_ascii(text) || strchr(text, '\r');
	for (const char *line = text; line; line = strchr(line, '\n')) {
		AUTO_FREE char *copy = NULL;

		line += *line == '\n' && line != text;
		if (!odd && !ks_section_end(line))
			continue;
		copy = memory_strndup(line, strcspn(line, "\n"));
		if (ks_section_end(copy) || !text_is_ascii(copy) || strchr(copy, '\r'))
			diagnostic_hint(
				diagnostics_add(kickstart->diagnostics, SEVERITY_ERROR,
					path ? spec_place(kickstart->spec, path)
					     : (struct place){0},
					path, "this line cannot be written into a kickstart: '%s'",
					copy),
				"expected ASCII, and no line that begins like a section");
	}
	made->sound = kickstart->diagnostics->count == before;
}

// What is between the tasks is for the frame to say.
static size_t without_line_ends(const struct buffer *text)
{
	size_t length = text->size;

	while (length && text->data[length - 1] == '\n')
		length--;
	return length;
}

static void report_unknown(struct kickstart *kickstart, const struct task *task)
{
	AUTO_FREE char *path = task_path(task, kickstart->spec);
	char release[RELEASE_TEXT_SIZE];

	release_format(kickstart->release, release);
	diagnostics_add(kickstart->diagnostics, SEVERITY_ERROR, spec_place(kickstart->spec, path),
		path, "nothing is known that does this on ESXi %s", release);
}

static int add_task(
	struct kickstart *kickstart, const struct task *task, struct value *list, struct error *err)
{
	struct template *template =
		templates_find(kickstart->templates, task->name, kickstart->release);
	AUTO_VALUE *data = value_map();
	struct rendering *made;
	AUTO_FREE char *text = NULL;
	AUTO_FREE char *function = memory_printf("task_%s", task->name);
	AUTO_FREE char *path = task_path(task, kickstart->spec);
	const struct task_context context = {
		kickstart->spec,
		kickstart->release,
		kickstart->secrets,
		kickstart->diagnostics,
	};
	struct value *entry;

	if (!template) {
		report_unknown(kickstart, task);
		return 0;
	}
	value_set(data, task->name, task->data(&context));
	if (template_render(template, kickstart->release, STEAL(data), &made, err) < 0 ||
		check_function(task, made, err) < 0)
		return -1;
	check_lines(kickstart, made, task);
	text = memory_strndup(buffer_text(&made->text), without_line_ends(&made->text));
	if (strstr(text, "want_reboot "))
		kickstart->reboot = true;
	memory_grow(&kickstart->tasks, kickstart->task_count, sizeof(*kickstart->tasks));
	kickstart->tasks[kickstart->task_count++] = made;
	entry = value_map();
	value_set_string(entry, MUSTACHE_ORIGIN, path);
	value_set_string(entry, "title", task->title);
	value_set_string(entry, "keys", task->keys);
	value_set_string(entry, "function", function);
	value_set_string(entry, "text", text);
	value_set_bool(entry, "stop", task->stop);
	value_append(list, entry);
	return 0;
}

// The marks inside a task's text, which stands somewhere in the part of the section from `start` to
// `end` as it is.
static void mark_task(struct kickstart *kickstart, const struct rendering *task, const char *path,
	size_t start, size_t end)
{
	const char *text = kickstart->mapper.text->data;
	const char *at =
		memmem(text + start, end - start, task->text.data, without_line_ends(&task->text));

	for (size_t i = 0; at && i < task->marks.count; i++) {
		const struct mustache_mark *mark = &task->marks.list[i];

		mapper_mark_at(&kickstart->mapper, (size_t)(at - text) + mark->offset,
			mark->path ? mark->path : path);
	}
}

// The frame goes through the tasks, with their texts and then with their steps.
static void mark_section(struct kickstart *kickstart, const struct rendering *frame, size_t start)
{
	const struct mustache_marks *marks = &frame->marks;
	size_t done = 0;

	for (size_t i = 0; kickstart->mapper.map && i < marks->count; i++) {
		const struct mustache_mark *mark = &marks->list[i];
		size_t end = i + 1 < marks->count ? mark[1].offset : frame->text.size;

		mapper_mark_at(&kickstart->mapper, start + mark->offset, mark->path);
		if (mark->path && done < kickstart->task_count)
			mark_task(kickstart, kickstart->tasks[done++], mark->path,
				start + mark->offset, start + end);
	}
}

// A section made from the template of that name. Takes over `data`.
static int put_section(struct kickstart *kickstart, const char *section, const char *name,
	struct value *data, struct buffer *ret, struct error *err)
{
	struct template *template = templates_find(kickstart->templates, name, kickstart->release);
	AUTO_VALUE *owned = data;
	struct rendering *made;

	if (!template)
		return error_set(err, ERROR_INPUT, "no template '%s' for this release", name);
	if (template_render(template, kickstart->release, STEAL(owned), &made, err) < 0)
		return -1;
	if (kickstart->diagnostics->error_count == 0)
		check_lines(kickstart, made, NULL);
	buffer_putc(ret, '\n');
	mapper_mark(&kickstart->mapper, NULL);
	section_put_head(kickstart->release, section, "busybox", ret);
	buffer_putc(ret, '\n');
	buffer_append(ret, made->text.data, made->text.size);
	mark_section(kickstart, made, ret->size - made->text.size);
	return 0;
}

static struct value *frame_data(const char *log)
{
	struct value *data = value_map();

	value_set_string(data, "log", log);
	value_set_string(data, "reboot_file", REBOOT_FILE);
	value_set_string(data, "tries", FIRSTBOOT_TRIES);
	value_set_string(data, "pause", FIRSTBOOT_PAUSE);
	return data;
}

// The steps of one stage in their frame.
static int put_steps(
	struct kickstart *kickstart, enum task_stage stage, struct buffer *ret, struct error *err)
{
	bool post = stage == TASK_POST;
	AUTO_VALUE *data = frame_data(post ? POST_LOG : FIRSTBOOT_LOG);
	struct value *list = value_list();

	value_set(data, "tasks", list);
	value_set_bool(
		data, "never", text_equal(spec_text(kickstart->spec, "host.reboot"), "never"));
	for (size_t i = 0; i < task_count; i++) {
		if (tasks[i]->stage == stage && tasks[i]->wanted(kickstart->spec) &&
			add_task(kickstart, tasks[i], list, err) < 0)
			return -1;
	}
	value_set_bool(data, "wants_reboot", kickstart->reboot);
	if (put_section(kickstart, post ? "post" : "firstboot", post ? "post" : "firstboot",
		    STEAL(data), ret, err) < 0)
		return -1;
	kickstart->task_count = 0;
	return 0;
}

// The last section: behind the user's own scripts, which a reboot would cut off.
static int put_reboot(struct kickstart *kickstart, struct buffer *ret, struct error *err)
{
	const char *choice = spec_text(kickstart->spec, "host.reboot");
	bool always = text_equal(choice, "always");
	AUTO_VALUE *data = frame_data(FIRSTBOOT_LOG);

	if (text_equal(choice, "never") || (!always && !kickstart->reboot))
		return 0;
	value_set_bool(data, "always", always);
	return put_section(kickstart, "firstboot", "reboot", STEAL(data), ret, err);
}

static int put_sections(struct kickstart *kickstart, struct buffer *ret, struct error *err)
{
	const struct spec *spec = kickstart->spec;

	if (tasks_need(spec, TASK_POST) && put_steps(kickstart, TASK_POST, ret, err) < 0)
		return -1;
	if (tasks_need_firstboot(spec) && put_steps(kickstart, TASK_FIRSTBOOT, ret, err) < 0)
		return -1;
	sections_render(spec, kickstart->release, ret, &kickstart->mapper, kickstart->diagnostics);
	return put_reboot(kickstart, ret, err);
}

int kickstart_render(const struct spec *spec, struct release release,
	const struct kickstart_options *options, struct buffer *ret,
	struct diagnostics *diagnostics, struct error *err)
{
	struct kickstart kickstart = {
		.spec = spec,
		.release = release,
		.templates = options->templates,
		.secrets = options->secrets,
		.diagnostics = diagnostics,
	};
	int result;

	if (!release_at_least(release, 5, 0))
		release4_check(spec, release, diagnostics);
	mapper_init(&kickstart.mapper, options->map, spec, ret);
	kickstart_put_header(spec, release, ret);
	commands_render(spec, release, options->secrets, ret, &kickstart.mapper, diagnostics);
	while (ret->size && text_has_suffix(buffer_text(ret), "\n\n"))
		buffer_truncate(ret, ret->size - 1);
	result = put_sections(&kickstart, ret, err);
	free(kickstart.tasks);
	return result;
}
