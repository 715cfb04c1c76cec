// SPDX-License-Identifier: GPL-3.0-or-later
// Recording edits of an ISO image: what may be changed is decided here, before anything is written.
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "file.h"
#include "iso_internal.h"
#include "memory.h"
#include "text.h"

enum { COMPARE_SIZE = 65536 };

void iso_edit_finish(struct iso_edit *edit)
{
	if (edit->owns_fd)
		close(edit->content.fd);
	free(edit->path);
	free(edit->name);
	free(edit->alias);
	free(edit->data);
	*edit = (struct iso_edit){0};
}

static int refuse_boot_image(const struct iso *iso, const struct iso_file *file, struct error *err)
{
	for (size_t i = 0; i < iso->boot_count; i++) {
		if (file->size && file->lba == iso->boots[i].lba)
			return error_set(err, ERROR_INPUT,
				"'%s' is a boot image and cannot be changed", file->path);
	}
	if (iso->info.catalog_file && file->lba == iso->info.catalog_lba && file->size)
		return error_set(err, ERROR_INPUT,
			"'%s' is the boot catalogue and cannot be changed", file->path);
	return 0;
}

// The path with the exact names of the directories that exist; the rest must be a valid new name.
static int complete_path(const struct iso *iso, const char *path, char **ret, struct error *err)
{
	AUTO_FREE char *head = memory_strdup(path);
	size_t length = strlen(path);
	long index = -1;

	// what follows would not see an empty component
	if (*path != '/' || strstr(path, "//"))
		return iso_check_path(path, err);
	while (length > 0 && index < 0) {
		while (length > 0 && head[--length] != '/')
			;
		head[length] = '\0';
		if (length)
			index = iso_files_find(iso->files, iso->file_count, head);
	}
	if (iso_check_path(path + length, err) < 0)
		return error_wrap(err, "'%s'", path);
	if (index >= 0 && !iso->files[index].is_dir)
		return error_set(err, ERROR_INPUT, "cannot put '%s' on the image: '%s' is a file",
			path, iso->files[index].path);
	*ret = memory_printf("%s%s", index >= 0 ? iso->files[index].path : "", path + length);
	return 0;
}

// A new file must not be a directory of another new one, nor the other way round.
static int check_other_edits(const struct iso *iso, const char *path, struct error *err)
{
	size_t length = strlen(path);

	for (size_t i = 0; i < iso->edit_count; i++) {
		const char *other = iso->edits[i].path;
		size_t other_length = strlen(other);

		if ((other_length > length && strncasecmp(other, path, length) == 0 &&
			    other[length] == '/') ||
			(length > other_length && strncasecmp(other, path, other_length) == 0 &&
				path[other_length] == '/' && iso->edits[i].kind != ISO_EDIT_REMOVE))
			return error_set(err, ERROR_INPUT,
				"'%s' and '%s' cannot both be on the image", path, other);
	}
	return 0;
}

// May a file of this path be set? Finds the file of the base that it replaces, and its full path.
static int examine_path(const struct iso *iso, const char *path, struct iso_file **ret_old,
	char **ret_full, struct error *err)
{
	long index = iso_files_find(iso->files, iso->file_count, path);
	struct iso_file *old = index < 0 ? NULL : &iso->files[index];

	if (old && old->is_dir)
		return error_set(err, ERROR_INPUT, "'%s' is a directory of the image", old->path);
	if (old && refuse_boot_image(iso, old, err) < 0)
		return -1;
	if (!old && complete_path(iso, path, ret_full, err) < 0)
		return -1;
	if (old)
		*ret_full = memory_strdup(old->path);
	*ret_old = old;
	return 0;
}

int iso_check_edit(const struct iso *iso, const char *path, struct error *err)
{
	AUTO_FREE char *full = NULL;
	struct iso_file *old;

	return examine_path(iso, path, &old, &full, err);
}

// The slot for an edit of this path, emptied.
static int take_slot(struct iso *iso, const char *path, struct iso_edit **ret, struct error *err)
{
	AUTO_FREE char *full = NULL;
	struct iso_edit *edit = NULL;
	struct iso_file *old = NULL;

	if (examine_path(iso, path, &old, &full, err) < 0 ||
		(!old && check_other_edits(iso, full, err) < 0))
		return -1;
	for (size_t i = 0; i < iso->edit_count; i++) {
		if (text_equal_nocase(iso->edits[i].path, full))
			edit = &iso->edits[i];
	}
	if (!edit) {
		memory_grow(&iso->edits, iso->edit_count, sizeof(*iso->edits));
		edit = &iso->edits[iso->edit_count++];
		*edit = (struct iso_edit){0};
	}
	iso_edit_finish(edit);
	*edit = (struct iso_edit){.path = STEAL(full), .old = old};
	*ret = edit;
	return 0;
}

int iso_equals_content(const struct iso *iso, const struct iso_file *file,
	const struct reader *content, bool *ret, struct error *err)
{
	AUTO_FREE char *ours = memory_alloc(COMPARE_SIZE);
	AUTO_FREE char *theirs = memory_alloc(COMPARE_SIZE);

	*ret = false;
	if (file->size != content->size)
		return 0;
	for (uint64_t at = 0; at < content->size; at += COMPARE_SIZE) {
		uint64_t left = content->size - at;
		size_t part = left < COMPARE_SIZE ? (size_t)left : COMPARE_SIZE;

		if (reader_read(content, at, theirs, part, err) < 0 ||
			iso_read_at(iso, (uint64_t)file->lba * ISO_BLOCK_SIZE + at, ours, part,
				err) < 0)
			return -1;
		if (memcmp(ours, theirs, part) != 0)
			return 0;
	}
	*ret = true;
	return 0;
}

// Records the content; what it reads from may be handed over with it afterwards.
static int set_content(struct iso *iso, const char *path, const struct reader *reader,
	int64_t mtime, struct iso_edit **ret, struct error *err)
{
	struct iso_edit *edit = NULL;
	bool same = false;

	if (reader->size > UINT32_MAX)
		return error_set(err, ERROR_INPUT, "'%s' is larger than 4 GiB", reader->name);
	if (take_slot(iso, path, &edit, err) < 0 ||
		(edit->old && iso_equals_content(iso, edit->old, reader, &same, err) < 0))
		return -1;
	edit->kind = same ? ISO_EDIT_NONE : ISO_EDIT_CONTENT;
	edit->name = memory_strdup(reader->name);
	edit->content = *reader;
	edit->content.name = edit->name;
	edit->mtime = mtime;
	*ret = edit;
	return 0;
}

int iso_set_file(struct iso *iso, const char *path, const void *data, size_t size, int64_t mtime,
	struct error *err)
{
	struct reader given = reader_memory(path, data, size);
	struct iso_edit *edit = NULL;

	if (set_content(iso, path, &given, mtime, &edit, err) < 0)
		return -1;
	edit->data = memory_alloc(size + 1);
	if (size)
		memcpy(edit->data, data, size);
	edit->content = reader_memory(edit->name, edit->data, size);
	return 0;
}

int iso_set_file_reader(struct iso *iso, const char *path, const struct reader *reader,
	int64_t mtime, struct error *err)
{
	struct iso_edit *edit = NULL;

	return set_content(iso, path, reader, mtime, &edit, err);
}

int iso_set_file_from(struct iso *iso, const char *path, const char *source, uint64_t size,
	int64_t mtime, struct error *err)
{
	AUTO_CLOSE int fd = -1;
	struct reader reader;
	struct iso_edit *edit = NULL;
	uint64_t source_size;

	if (file_open(source, &fd, &source_size, err) < 0)
		return -1;
	if (source_size < size)
		return error_set(err, ERROR_INPUT, "'%s' has %llu bytes, expected %llu", source,
			(unsigned long long)source_size, (unsigned long long)size);
	reader = reader_fd(source, fd, 0, size);
	if (set_content(iso, path, &reader, mtime, &edit, err) < 0)
		return -1;
	edit->owns_fd = true;
	fd = -1;
	return 0;
}

void iso_set_alias(struct iso *iso, const char *path, const char *alias)
{
	for (size_t i = 0; i < iso->edit_count; i++) {
		struct iso_edit *edit = &iso->edits[i];

		if (!text_equal_nocase(edit->path, path))
			continue;
		free(edit->alias);
		edit->alias = memory_strdup(alias);
	}
}

void iso_leave_content(struct iso *iso, const char *path)
{
	for (size_t i = 0; i < iso->edit_count; i++) {
		struct iso_edit *edit = &iso->edits[i];

		if (text_equal_nocase(edit->path, path))
			edit->left = true;
	}
}

int iso_remove_file(struct iso *iso, const char *path, struct error *err)
{
	struct iso_edit *edit = NULL;

	if (!iso_find(iso, path))
		return error_set(err, ERROR_INPUT, "no file '%s' on the image", path);
	if (take_slot(iso, path, &edit, err) < 0)
		return -1;
	edit->kind = ISO_EDIT_REMOVE;
	return 0;
}

int iso_set_volume_id(struct iso *iso, const char *volume_id, struct error *err)
{
	if (strlen(volume_id) > ISO_VOLUME_ID_MAX)
		return error_set(err, ERROR_INPUT, "the volume id '%s' has more than %d characters",
			volume_id, (int)ISO_VOLUME_ID_MAX);
	if (!text_is_printable(volume_id))
		return error_set(err, ERROR_INPUT, "the volume id is not made of printable ASCII");
	free(iso->new_volume_id);
	iso->new_volume_id = NULL;
	if (!text_equal(volume_id, iso->info.volume_id))
		iso->new_volume_id = memory_strdup(volume_id);
	return 0;
}

static int compare_edits(const void *a, const void *b)
{
	const struct iso_edit *left = a;
	const struct iso_edit *right = b;

	return strcmp(left->path, right->path);
}

void iso_sort_edits(struct iso *iso)
{
	if (iso->edit_count)
		qsort(iso->edits, iso->edit_count, sizeof(*iso->edits), compare_edits);
}

bool iso_changes_file(const struct iso *iso, const char *path)
{
	for (size_t i = 0; i < iso->edit_count; i++) {
		if (text_equal_nocase(iso->edits[i].path, path))
			return iso->edits[i].kind != ISO_EDIT_NONE;
	}
	return false;
}

bool iso_is_edited(const struct iso *iso)
{
	for (size_t i = 0; i < iso->edit_count; i++) {
		if (iso->edits[i].kind != ISO_EDIT_NONE)
			return true;
	}
	return iso->new_volume_id != NULL;
}
