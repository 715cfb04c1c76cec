// SPDX-License-Identifier: GPL-3.0-or-later
// The templates: finding the one for a release, parsing and rendering it.
#include <string.h>

#include "memory.h"
#include "templates_list.h"
#include "text.h"

static void template_destroy(struct template *template)
{
	free(template->task);
	mustache_destroy(template->parsed);
	value_destroy(template->data);
	buffer_finish(&template->rendering.text);
	free(template->rendering.marks.list);
	free(template);
}

struct template *templates_add(
	struct templates *templates, const char *task, struct release release)
{
	struct template *template = memory_alloc(sizeof(*template));

	template->templates = templates;
	template->task = memory_strdup(task);
	template->release = release;
	for (size_t i = 0; i < templates->count; i++) {
		struct template *other = templates->list[i];

		if (text_equal(other->task, task) &&
			release_compare(other->release, release) == 0) {
			template_destroy(other);
			templates->list[i] = template;
			return template;
		}
	}
	memory_grow(&templates->list, templates->count, sizeof(struct template *));
	templates->list[templates->count++] = template;
	return template;
}

int templates_open(const char *directory, struct templates **ret, struct diagnostics *diagnostics,
	struct error *err)
{
	AUTO_TEMPLATES *templates = memory_alloc(sizeof(*templates));

	for (size_t i = 0; i < template_file_count; i++) {
		const struct template_file *file = &template_files[i];

		templates_add(templates, file->task, file->release)->text = file->text;
	}
	if (directory && templates_add_folder(templates, directory, diagnostics, err) < 0)
		return error_wrap(err, "templates");
	*ret = STEAL(templates);
	return 0;
}

void templates_destroy(struct templates *templates)
{
	if (!templates)
		return;
	for (size_t i = 0; i < templates->count; i++)
		template_destroy(templates->list[i]);
	free(templates->list);
	free(templates);
}

struct template *templates_find(
	const struct templates *templates, const char *task, struct release release)
{
	struct template *found = NULL;

	for (size_t i = 0; i < templates->count; i++) {
		struct template *template = templates->list[i];

		if (text_equal(template->task, task) &&
			release_compare(template->release, release) <= 0 &&
			(!found || release_compare(template->release, found->release) > 0))
			found = template;
	}
	return found;
}

static int parse(struct template *template, struct error *err)
{
	AUTO_FREE char *name = NULL;

	if (template->parsed)
		return 0;
	name = memory_printf("templates/%s/%u.%u.sh", template->task, template->release.major,
		template->release.minor);
	return mustache_parse(name, template->text, strlen(template->text), &template->parsed, err);
}

struct partials {
	const struct templates *templates;
	struct release release;
};

static int find_partial(
	void *context, const char *name, const struct mustache **ret, struct error *err)
{
	const struct partials *partials = context;
	struct template *template = templates_find(partials->templates, name, partials->release);

	if (template && parse(template, err) < 0)
		return -1;
	*ret = template ? template->parsed : NULL;
	return 0;
}

int template_render(struct template *template, struct release release, struct value *data,
	struct rendering **ret, struct error *err)
{
	AUTO_VALUE *owned = data;
	struct partials partials = {template->templates, release};
	const struct mustache_options options = {
		.strict = true,
		.partial = find_partial,
		.context = &partials,
		.marks = &template->rendering.marks,
	};
	struct rendering *made = &template->rendering;

	*ret = made;
	if (template->data && release_compare(template->made_for, release) == 0 &&
		value_equal(template->data, data))
		return 0;
	// Until it is whole it is made of nothing.
	value_destroy(STEAL(template->data));
	buffer_truncate(&made->text, 0);
	made->marks.count = 0;
	made->sound = false;
	if (parse(template, err) < 0 ||
		mustache_render(template->parsed, data, &options, &made->text, err) < 0)
		return -1;
	template->data = STEAL(owned);
	template->made_for = release;
	return 0;
}
