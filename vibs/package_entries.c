// SPDX-License-Identifier: GPL-3.0-or-later
// Comparing what is in the payloads, see package_entries.h.
#include "package_entries.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "package_internal.h"
#include "text.h"

void package_entries_add(struct package_entries *entries, const char *path, bool is_dir,
	const struct vib_payload *payload)
{
	memory_grow(&entries->list, entries->count, sizeof(*entries->list));
	entries->list[entries->count++] =
		(struct package_entry){memory_strdup(path), is_dir, payload};
}

void package_entries_finish(struct package_entries *entries)
{
	for (size_t i = 0; i < entries->count; i++)
		free(entries->list[i].path);
	free(entries->list);
}

static int compare_entries(const void *a, const void *b)
{
	const struct package_entry *x = a, *y = b;
	int order = strcmp(x->path, y->path);

	return order ? order : strcmp(x->payload->name, y->payload->name);
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

// Within one payload the listing itself refuses that.
static void find_doubles(struct package *package, const struct package_entries *entries)
{
	for (size_t i = 1; i < entries->count; i++) {
		const struct package_entry *one = &entries->list[i - 1];
		const struct package_entry *two = &entries->list[i];

		if ((!one->is_dir || !two->is_dir) && text_equal(one->path, two->path))
			package_add_problem(package, "payloads '%s' and '%s' both hold '%s'",
				one->payload->name, two->payload->name, two->path);
	}
}

// Both lists in the same form: no "./" in front, no '/' at the end.
static char *normal_path(const char *path)
{
	size_t length;

	while (text_has_prefix(path, "./"))
		path += 2 + strspn(path + 2, "/");
	length = strlen(path);
	while (length > 0 && path[length - 1] == '/')
		length--;
	return memory_strndup(path, length);
}

static void compare_lists(struct package *package, const struct package_entries *entries,
	char *const *files, size_t file_count)
{
	size_t e = 0, f = 0;

	while (e < entries->count || f < file_count) {
		const struct package_entry *entry = e < entries->count ? &entries->list[e] : NULL;
		const char *file = f < file_count ? files[f] : NULL;
		int order = !entry ? 1 : !file ? -1 : strcmp(entry->path, file);

		if (order < 0 && !entry->is_dir)
			package_add_problem(package,
				"payload '%s' holds '%s', which is not in the file list",
				entry->payload->name, entry->path);
		if (order > 0 && !entries->incomplete)
			package_add_problem(
				package, "no payload holds '%s' of the file list", file);
		// Two of the same path count as one.
		while (order <= 0 && ++e < entries->count &&
			text_equal(entries->list[e - 1].path, entries->list[e].path))
			;
		f += order >= 0;
	}
}

static void compare_file_list(struct package *package, const struct package_entries *entries)
{
	const struct vib *vib = package->vib;
	size_t count = vib->file_count;
	char **files;

	// The list may be absent; where the files of a locker belong is not in the facts.
	if (count == 0 || !text_equal(vib->type, "bootbank"))
		return;
	files = memory_alloc_array(count, sizeof(*files));
	for (size_t i = 0; i < count; i++)
		files[i] = normal_path(vib->files[i]);
	qsort(files, count, sizeof(*files), compare_texts);
	compare_lists(package, entries, files, count);
	for (size_t i = 0; i < count; i++)
		free(files[i]);
	free(files);
}

void package_entries_judge(struct package_entries *entries, struct package *package)
{
	if (entries->count > 0)
		qsort(entries->list, entries->count, sizeof(*entries->list), compare_entries);
	find_doubles(package, entries);
	compare_file_list(package, entries);
}
