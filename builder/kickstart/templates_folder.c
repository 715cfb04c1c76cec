// SPDX-License-Identifier: GPL-3.0-or-later
// A user's own folder of templates.
#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "file.h"
#include "memory.h"
#include "templates_list.h"
#include "text.h"

// "7.0.sh", "7.0.2.sh"
static bool parse_file_name(const char *name, struct release *ret)
{
	AUTO_FREE char *copy = NULL;
	unsigned *const fields[] = {&ret->major, &ret->minor, &ret->update};
	size_t count = 0;

	if (!text_has_suffix(name, ".sh"))
		return false;
	copy = memory_strndup(name, strlen(name) - strlen(".sh"));
	*ret = (struct release){0};
	for (char *rest = copy; rest; count++) {
		char *part = strsep(&rest, ".");
		uint64_t number;

		if (count == 3 || !text_parse_number(part, 999, &number))
			return false;
		*fields[count] = (unsigned)number;
	}
	return count >= 2;
}

static int add_file(struct templates *templates, const char *path, const char *task,
	struct release release, struct error *err)
{
	AUTO_BUFFER text = BUFFER_INIT;
	struct mustache *parsed;

	if (file_read(path, TEMPLATE_SIZE_LIMIT, &text, err) < 0)
		return -1;
	if (mustache_parse(path, buffer_text(&text), text.size, &parsed, err) < 0)
		return -1;
	templates_add(templates, task, release)->parsed = parsed;
	return 0;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

struct names {
	char **list;
	size_t count;
};

static void names_finish(struct names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->list[i]);
	free(names->list);
}

static void close_directory(DIR **directory)
{
	if (*directory)
		closedir(*directory);
}

// The names in a folder, in the order of their bytes, without those that begin with a dot.
static int read_names(const char *path, struct names *ret, struct error *err)
{
	CLEANUP(close_directory) DIR *directory = opendir(path);
	const struct dirent *item;

	if (!directory)
		return error_set_errno(err, errno, "cannot open '%s'", path);
	while ((errno = 0, item = readdir(directory))) {
		if (item->d_name[0] == '.')
			continue;
		if (ret->count == TEMPLATE_COUNT_LIMIT)
			return error_set(err, ERROR_INPUT, "'%s' has more than %d files", path,
				TEMPLATE_COUNT_LIMIT);
		memory_grow(&ret->list, ret->count, sizeof(*ret->list));
		ret->list[ret->count++] = memory_strdup(item->d_name);
	}
	if (errno)
		return error_set_errno(err, errno, "cannot read '%s'", path);
	if (ret->count)
		qsort(ret->list, ret->count, sizeof(*ret->list), compare_names);
	return 0;
}

static int add_task_folder(struct templates *templates, const char *path, const char *task,
	struct diagnostics *diagnostics, struct error *err)
{
	CLEANUP(names_finish) struct names names = {NULL, 0};

	if (read_names(path, &names, err) < 0)
		return -1;
	for (size_t i = 0; i < names.count; i++) {
		AUTO_FREE char *file = memory_printf("%s/%s", path, names.list[i]);
		struct release release;

		if (!parse_file_name(names.list[i], &release)) {
			diagnostic_hint(
				diagnostics_add(diagnostics, SEVERITY_WARNING, (struct place){0},
					NULL, "'%s' is not used: its name is not a release", file),
				"expected a name such as 7.0.sh: the first release that it is for");
			continue;
		}
		if (!release_exists(release))
			diagnostics_add(diagnostics, SEVERITY_WARNING, (struct place){0}, NULL,
				"'%s' begins with a release that does not exist", file);
		if (add_file(templates, file, task, release, err) < 0)
			return -1;
	}
	return 0;
}

static bool has_task(const struct templates *templates, const char *task)
{
	for (size_t i = 0; i < templates->count; i++) {
		if (text_equal(templates->list[i]->task, task))
			return true;
	}
	return false;
}

static void check_task_name(const struct templates *templates, const char *path, const char *task,
	struct diagnostics *diagnostics)
{
	AUTO_FREE const char **known = memory_alloc_array(templates->count, sizeof(*known));
	const char *nearest;

	if (has_task(templates, task))
		return;
	for (size_t i = 0; i < templates->count; i++)
		known[i] = templates->list[i]->task;
	nearest = text_nearest(task, known, templates->count);
	if (nearest)
		diagnostic_hint(diagnostics_add(diagnostics, SEVERITY_WARNING, (struct place){0},
					NULL, "'%s' is no task: only partials use it", path),
			"did you mean '%s'?", nearest);
}

int templates_add_folder(struct templates *templates, const char *directory,
	struct diagnostics *diagnostics, struct error *err)
{
	CLEANUP(names_finish) struct names names = {NULL, 0};

	if (read_names(directory, &names, err) < 0)
		return -1;
	for (size_t i = 0; i < names.count; i++) {
		AUTO_FREE char *path = memory_printf("%s/%s", directory, names.list[i]);
		struct stat status;

		if (stat(path, &status) < 0)
			return error_set_errno(err, errno, "cannot open '%s'", path);
		if (!S_ISDIR(status.st_mode)) {
			diagnostic_hint(
				diagnostics_add(diagnostics, SEVERITY_WARNING, (struct place){0},
					NULL, "'%s' is not used: it is in no task's folder", path),
				"expected <task>/<first release>.sh");
			continue;
		}
		check_task_name(templates, path, names.list[i], diagnostics);
		if (add_task_folder(templates, path, names.list[i], diagnostics, err) < 0)
			return -1;
	}
	return 0;
}
