// SPDX-License-Identifier: GPL-3.0-or-later
// Files that two VIBs bring: only a VIB with `overlay` may hide those of others.
//
// facts/media-5-to-9.md section 3.2, row overlay. Held against the file lists of the descriptors,
// which name neither folders nor what a payload has besides; a package is held against its own list
// when it is checked.
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "resolve_set.h"
#include "text.h"

struct owned_file {
	const char *path;
	const struct resolve_member *owner;
};

struct clash {
	const struct resolve_member *one; // the later one in the set
	const struct resolve_member *other;
	const char *path; // the first of them
	size_t count;
};

struct clashes {
	struct clash *list;
	size_t count;
};

static void clashes_finish(struct clashes *clashes)
{
	free(clashes->list);
}

static int compare_files(const void *a, const void *b)
{
	const struct owned_file *x = a, *y = b;
	int order = strcmp(x->path, y->path);

	return order ? order : (x->owner > y->owner) - (x->owner < y->owner);
}

static struct owned_file *list_files(const struct resolve_set *set, size_t *ret_count)
{
	struct owned_file *files = NULL;
	size_t count = 0;

	for (size_t i = 0; i < set->count; i++) {
		const struct resolve_member *member = &set->list[i];

		if (!member->present || member->vib->overlay)
			continue;
		for (size_t f = 0; f < member->vib->file_count; f++) {
			memory_grow(&files, count, sizeof(*files));
			files[count++] = (struct owned_file){member->vib->files[f], member};
		}
	}
	if (count > 1)
		qsort(files, count, sizeof(*files), compare_files);
	*ret_count = count;
	return files;
}

static void note(struct clashes *clashes, const struct owned_file *a, const struct owned_file *b)
{
	const struct resolve_member *one = a->owner > b->owner ? a->owner : b->owner;
	const struct resolve_member *other = a->owner > b->owner ? b->owner : a->owner;

	if (one == other || one->old) // twice in one list, or both of the base
		return;
	for (size_t i = 0; i < clashes->count; i++) {
		if (clashes->list[i].one == one && clashes->list[i].other == other) {
			clashes->list[i].count++;
			return;
		}
	}
	memory_grow(&clashes->list, clashes->count, sizeof(*clashes->list));
	clashes->list[clashes->count++] = (struct clash){one, other, a->path, 1};
}

static void refuse(const struct resolve_set *set, const struct clash *clash)
{
	AUTO_FREE char *label = resolve_label(clash->one->vib);
	AUTO_FREE char *other = resolve_label(clash->other->vib);
	AUTO_BUFFER more = BUFFER_INIT;
	struct diagnostic *diagnostic;

	if (clash->count > 1)
		buffer_printf(&more, " and %zu more", clash->count - 1);
	diagnostic = resolve_blame_wish(set, SEVERITY_ERROR, clash->one->wish,
		"%s brings the file '%s'%s, which %s%s has as well", label, clash->path,
		buffer_text(&more), other, clash->other->old ? " of the base" : "");
	if (clash->other->old && !resolve_is_vital(clash->other->vib))
		diagnostic_hint(diagnostic, "'%s' in image.remove_vibs would make room for it",
			clash->other->vib->name);
	else
		diagnostic_hint(diagnostic,
			"only a VIB that is marked as an overlay may bring files of others");
}

void resolve_check_files(const struct resolve_set *set)
{
	CLEANUP(clashes_finish) struct clashes clashes = {NULL, 0};
	AUTO_FREE struct owned_file *files = NULL;
	size_t count;

	files = list_files(set, &count);
	// each of a run against the first, which is of the base where any is, and the one before it
	for (size_t i = 1, first = 0; i < count; i++) {
		if (!text_equal(files[i].path, files[first].path)) {
			first = i;
			continue;
		}
		note(&clashes, &files[first], &files[i]);
		if (i - 1 > first)
			note(&clashes, &files[i - 1], &files[i]);
	}
	for (size_t i = 0; i < clashes.count; i++)
		refuse(set, &clashes.list[i]);
}
