// SPDX-License-Identifier: GPL-3.0-or-later
// Compares a written image with its base and the recorded edits, by reading it again.
#include <stdlib.h>
#include <string.h>

#include "iso_internal.h"
#include "memory.h"
#include "text.h"

struct check {
	const struct iso *base;
	const struct iso *new;
	bool append;
	struct iso_renames *renames;
};

void iso_renames_finish(struct iso_renames *renames)
{
	for (size_t i = 0; i < renames->count; i++) {
		free(renames->list[i].from);
		free(renames->list[i].to);
	}
	free(renames->list);
	*renames = (struct iso_renames){NULL, 0};
}

static const struct iso_edit *find_edit(const struct iso *iso, const struct iso_file *file)
{
	for (size_t i = 0; i < iso->edit_count; i++) {
		if (iso->edits[i].old == file && iso->edits[i].kind != ISO_EDIT_NONE)
			return &iso->edits[i];
	}
	return NULL;
}

static int differs(const struct check *check, const char *path, const char *what, struct error *err)
{
	return error_set(err, ERROR_INPUT,
		"'%s' cannot be written so that it stays as it is: '%s' %s", check->base->name,
		path, what);
}

// A path in the terms of the tree that libisofs takes its names from.
static char *alias_path(const struct iso *iso, const struct iso_file *file)
{
	AUTO_FREE char *head = NULL;

	if (file == &iso->files[0])
		return memory_strdup("");
	head = alias_path(iso, &iso->files[file->parent]);
	return memory_printf(
		"%s/%s", head, file->alias ? file->alias : strrchr(file->path, '/') + 1);
}

// The file of the new image that a Rock Ridge name or, without Rock Ridge, an address belongs to.
static const struct iso_file *find_renamed(const struct check *check, const struct iso_file *old)
{
	AUTO_FREE char *wanted = alias_path(check->base, old);

	for (size_t i = 1; i < check->new->file_count; i++) {
		const struct iso_file *file = &check->new->files[i];
		AUTO_FREE char *alias = NULL;

		if (file->is_dir != old->is_dir)
			continue;
		if (check->append && !old->is_dir && old->size && file->lba == old->lba &&
			!iso_find(check->base, file->path))
			return file;
		alias = alias_path(check->new, file);
		if (check->base->info.has_rockridge && text_equal(alias, wanted))
			return file;
	}
	return NULL;
}

// Loaders open files by names that fit 8.3 (facts/media-5-to-9.md §1.1). A name that was cut to
// that from a longer Rock Ridge or Joliet one is none that anybody wrote into a configuration file.
static bool is_boot_name(const struct iso *base, const struct iso_file *file)
{
	if (base->info.has_joliet && !base->info.has_rockridge &&
		iso_files_find(base->joliet, base->joliet_count, file->path) < 0)
		return false;
	if (file->alias && !text_equal_nocase(file->alias, strrchr(file->path, '/') + 1))
		return false;
	return iso_is_short_name(file->path);
}

static int note_rename(const struct check *check, const struct iso_file *old, struct error *err)
{
	const struct iso_file *new = find_renamed(check, old);

	if (!new && check->base->info.has_rockridge)
		return differs(check, old->path, "is missing in the new image", err);
	if (is_boot_name(check->base, old))
		return differs(check, old->path,
			"gets another name, because the primary names are not made of those of "
			"Rock Ridge or Joliet in a way that is known",
			err);
	memory_grow(&check->renames->list, check->renames->count, sizeof(*check->renames->list));
	check->renames->list[check->renames->count++] = (struct iso_rename){
		.from = memory_strdup(old->path),
		.to = new ? memory_strdup(new->path) : NULL,
	};
	return 0;
}

static int check_kept(const struct check *check, const struct iso_file *old, struct error *err)
{
	long index = iso_files_find(check->new->files, check->new->file_count, old->path);
	const struct iso_file *new = index < 0 ? NULL : &check->new->files[index];

	if (old->relocated)
		return 0;
	if (!new || !text_equal(new->path, old->path) ||
		!text_equal(new->identifier, old->identifier))
		return note_rename(check, old, err);
	if (new->is_dir != old->is_dir)
		return differs(check, old->path, "is a directory in one of the two", err);
	if (old->is_dir || (check->base->info.has_catalog && check->base->info.catalog_file == old))
		return 0;
	if (new->size != old->size)
		return differs(check, old->path, "has another size", err);
	if (check->append && old->size && new->lba != old->lba)
		return differs(check, old->path, "is at another address", err);
	return 0;
}

static int check_edit(const struct check *check, const struct iso_edit *edit, struct error *err)
{
	long index = iso_files_find(check->new->files, check->new->file_count, edit->path);
	const struct iso_file *new = index < 0 ? NULL : &check->new->files[index];
	bool same;

	if (edit->kind == ISO_EDIT_NONE)
		return 0;
	if (edit->kind == ISO_EDIT_REMOVE)
		return new ? differs(check, edit->path, "was not removed", err) : 0;
	// A base with lower case in its primary names gets the spelling of Rock Ridge there as
	// well.
	if (!new || new->is_dir ||
		!(edit->alias ? text_equal_nocase(new->path, edit->path)
			      : text_equal(new->path, edit->path)))
		return differs(check, edit->path, "cannot be added under that name", err);
	if (new->size != edit->content.size)
		return differs(check, edit->path, "was written with another size", err);
	if (edit->left)
		return 0;
	if (iso_equals_content(check->new, new, &edit->content, &same, err) < 0)
		return -1;
	return same ? 0 : differs(check, edit->path, "was written with other bytes", err);
}

static int compare_address(const void *a, const void *b)
{
	const struct iso_file *const *left = a;
	const struct iso_file *const *right = b;

	return (*left)->lba < (*right)->lba ? -1 : (*left)->lba > (*right)->lba;
}

// A compact image holds the kept files in the order of the base, one behind the other, so that two
// files of equal size cannot have changed places unseen.
static int check_order(const struct check *check, struct error *err)
{
	AUTO_FREE const struct iso_file **kept =
		memory_alloc_array(check->base->file_count, sizeof(struct iso_file *));
	size_t count = 0;
	uint64_t old_lba = 0;
	uint64_t new_lba = 0;

	for (size_t i = 0; i < check->base->file_count; i++) {
		const struct iso_file *file = &check->base->files[i];

		if (!file->is_dir && file->size && file != check->base->info.catalog_file &&
			!find_edit(check->base, file) && iso_find(check->new, file->path))
			kept[count++] = file;
	}
	qsort(kept, count, sizeof(*kept), compare_address);
	for (size_t i = 0; i < count; i++) {
		const struct iso_file *new = iso_find(check->new, kept[i]->path);

		if (i && (kept[i]->lba == old_lba ? new->lba != new_lba : new->lba <= new_lba))
			return differs(check, kept[i]->path, "is out of order", err);
		old_lba = kept[i]->lba;
		new_lba = new->lba;
	}
	return 0;
}

static int check_boot(const struct check *check, struct error *err)
{
	if (check->base->boot_count != check->new->boot_count)
		return differs(check, "the boot catalogue", "has another number of entries", err);
	for (size_t i = 0; i < check->base->boot_count; i++) {
		const struct iso_boot_entry *old = &check->base->boots[i];
		const struct iso_boot_entry *new = &check->new->boots[i];

		if (old->platform != new->platform || old->bootable != new->bootable ||
			old->media != new->media || old->load_segment != new->load_segment ||
			old->system_type != new->system_type || old->load_size != new->load_size ||
			memcmp(old->criteria, new->criteria, sizeof(old->criteria)) != 0 ||
			(check->append && old->lba != new->lba) || !old->file != !new->file ||
			(old->file && !text_equal(old->file->path, new->file->path)))
			return differs(check, "the boot catalogue", "has a changed entry", err);
		if (old->has_info_table != new->has_info_table ||
			(check->append ? old->info_table_right != new->info_table_right
				       : new->has_info_table && !new->info_table_right))
			return differs(check, old->file ? old->file->path : "a boot image",
				"has a wrong boot information table", err);
	}
	return 0;
}

static int check_volume(const struct check *check, struct error *err)
{
	const struct iso_info *old = &check->base->info;
	const struct iso_info *new = &check->new->info;
	const char *volume_id =
		check->base->new_volume_id ? check->base->new_volume_id : old->volume_id;

	if (!text_equal(new->volume_id, volume_id))
		return differs(check, volume_id, "is not the volume id of the new image", err);
	if (!text_equal(new->application_id, old->application_id))
		return differs(check, old->application_id, "is no longer the application id", err);
	if (new->has_rockridge != old->has_rockridge || new->has_joliet != old->has_joliet)
		return differs(check, "a second tree", "came or went", err);
	return 0;
}

static int check_all(const struct check *check, struct error *err)
{
	if (check_volume(check, err) < 0)
		return -1;
	for (size_t i = 1; i < check->base->file_count; i++) {
		const struct iso_file *file = &check->base->files[i];

		if (!find_edit(check->base, file) && check_kept(check, file, err) < 0)
			return -1;
	}
	for (size_t i = 0; i < check->base->edit_count; i++) {
		if (check_edit(check, &check->base->edits[i], err) < 0)
			return -1;
	}
	if (!check->append && check_order(check, err) < 0)
		return -1;
	return check_boot(check, err);
}

int iso_check_readback(const struct iso *base, int out_fd, const char *out_name,
	const struct iso_written *written, struct iso_renames *ret, struct error *err)
{
	AUTO_ISO *new = NULL;
	CLEANUP(iso_renames_finish) struct iso_renames renames = {NULL, 0};
	struct check check = {
		.base = base,
		.append = written->start != 0,
		.renames = &renames,
	};

	if (iso_open_fd(out_fd, out_name, &new, err) < 0)
		return -1;
	if (new->size != written->size)
		return error_set(err, ERROR_SYSTEM, "'%s' has %llu bytes, expected %llu", out_name,
			(unsigned long long)new->size, (unsigned long long)written->size);
	check.new = new;
	if (check_all(&check, err) < 0)
		return -1;
	*ret = renames;
	renames = (struct iso_renames){NULL, 0};
	return 0;
}
