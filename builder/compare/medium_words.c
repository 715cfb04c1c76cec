// SPDX-License-Identifier: GPL-3.0-or-later
// What differs between two installer media, in words: what is inside files is told as such, and a
// file is named only where nothing that was told accounts for its change.
#include "medium_words.h"

#include <stdlib.h>
#include <string.h>

#include "medium_boot.h"
#include "medium_files.h"
#include "memory.h"
#include "text.h"

enum {
	FILES_MAX = 40, // named one by one
	BOOT_IMAGE_MAX =
		8 * 1024 * 1024, // bytes of a boot image that is compared but for its table
	INFO_TABLE_START = 8, // facts/libisofs.md: the table that says where the image lies
	INFO_TABLE_END = 64,
};

static const char none[] = "none";

struct media {
	const struct medium_content *old_content, *new_content;
	struct medium_files files;
	bool vibs_differ;
};

static void media_finish(struct media *media)
{
	medium_files_finish(&media->files);
}

static const struct profile *profile_of(const struct medium_content *content)
{
	return content->medium->imgdb ? imgdb_profile(content->medium->imgdb) : NULL;
}

// ---- VIBs ----

static char *describe_vib(const struct medium_vib *vib)
{
	return memory_printf("%s, %s, %s", vib->version, vib->vendor, vib->level);
}

static void say_vib_alone(struct sentences *ret, const struct medium_vib *vib, bool added)
{
	AUTO_FREE char *what = describe_vib(vib);
	struct compare_sentence *sentence = sentences_add(ret, WEIGHT_DRIVER, "drivers",
		memory_printf("VIB %s is %s (%s)", vib->name, added ? "added" : "removed", what));

	*(added ? &sentence->new_value : &sentence->old_value) = memory_strdup(what);
}

static void say_if_other(struct sentences *ret, const char *what, const char *name,
	const char *old_value, const char *new_value)
{
	AUTO_FREE char *text = memory_printf("%s%s", what, name);

	if (!text_equal(old_value, new_value))
		sentences_add_change(
			ret, WEIGHT_DRIVER, "drivers", NULL, text, old_value, new_value, none);
}

static void say_vib(
	struct sentences *ret, const struct medium_vib *old_vib, const struct medium_vib *new_vib)
{
	say_if_other(ret, "VIB ", old_vib->name, old_vib->version, new_vib->version);
	say_if_other(
		ret, "acceptance level of VIB ", old_vib->name, old_vib->level, new_vib->level);
	say_if_other(ret, "vendor of VIB ", old_vib->name, old_vib->vendor, new_vib->vendor);
}

static void say_vibs(struct media *media, struct sentences *ret)
{
	const struct medium_content *a = media->old_content;
	const struct medium_content *b = media->new_content;
	size_t before = ret->count;
	size_t o = 0;
	size_t n = 0;

	while (o < a->vib_count || n < b->vib_count) {
		int order = o == a->vib_count	? 1
			    : n == b->vib_count ? -1
						: strcmp(a->vibs[o].name, b->vibs[n].name);

		if (order < 0)
			say_vib_alone(ret, &a->vibs[o], false);
		else if (order > 0)
			say_vib_alone(ret, &b->vibs[n], true);
		else
			say_vib(ret, &a->vibs[o], &b->vibs[n]);
		o += order <= 0;
		n += order >= 0;
	}
	media->vibs_differ = ret->count != before;
}

static void say_pair(struct sentences *ret, unsigned weight, const char *subject, const char *what,
	const char *old_value, const char *new_value)
{
	bool same =
		old_value && new_value ? text_equal(old_value, new_value) : old_value == new_value;

	if (!same)
		sentences_add_change(ret, weight, subject, NULL, what, old_value, new_value, none);
}

// The length of a profile's name without the digest that esxmint puts behind it where it changes
// the VIBs.
static size_t bare_length(const char *name)
{
	enum { DIGITS = 8 };
	size_t length = strlen(name);

	if (length <= DIGITS + 1 || name[length - DIGITS - 1] != '-' ||
		strspn(name + length - DIGITS, "0123456789abcdef") != DIGITS)
		return length;
	return length - DIGITS - 1;
}

// Do the names differ by no more than what follows from the VIBs?
static bool is_renamed(const char *a, const char *b)
{
	size_t length = bare_length(a);

	return length == bare_length(b) && strncmp(a, b, length) == 0;
}

static void say_profile(struct media *media, struct sentences *ret)
{
	const struct medium_content *a = media->old_content;
	const struct medium_content *b = media->new_content;
	size_t before = ret->count;

	if (!media->vibs_differ || !a->profile || !b->profile ||
		!is_renamed(a->profile, b->profile))
		say_pair(ret, WEIGHT_BASE, "image", "image profile", a->profile, b->profile);
	say_pair(ret, WEIGHT_DRIVER, "image", "acceptance level of the image profile",
		a->profile_level, b->profile_level);
	media->vibs_differ |= ret->count != before;
	say_pair(ret, WEIGHT_RELEASE, "release", "build of ESXi", a->medium->build,
		b->medium->build);
	say_pair(ret, WEIGHT_RELEASE, "installation", "kickstart of the medium", a->kickstart_path,
		b->kickstart_path);
	say_pair(ret, WEIGHT_FILES, "image", "volume id", iso_info(a->medium->iso)->volume_id,
		iso_info(b->medium->iso)->volume_id);
}

// ---- files ----

static const char *const profile_copies[] = {
	"/IMGDB.TGZ",
	"/UPGRADE/METADATA.ZIP",
	"/UPGRADE/METADATA.XML",
	"/UPGRADE/PROFILE.XML",
};

// Is the file a payload of a VIB that the other medium does not have in this version?
static bool is_vib_file(const struct profile *own, const struct profile *other, const char *path)
{
	const struct profile_vib *owner =
		own && other ? profile_owner(own, path + (*path == '/')) : NULL;

	return owner && !profile_find(other, owner->id);
}

static bool is_boot_config(const struct medium *medium, const struct iso_file *file)
{
	return file && (file == medium->bios.file || file == medium->uefi.file);
}

static bool is_catalog(const struct iso *iso, const struct iso_file *file)
{
	return file && file == iso_info(iso)->catalog_file;
}

static bool has_table(const struct iso *iso, const struct iso_file *file)
{
	for (size_t i = 0; i < iso_boot_count(iso); i++) {
		const struct iso_boot_entry *entry = iso_boot_at(iso, i);

		if (entry->file == file && entry->has_info_table)
			return true;
	}
	return false;
}

// A boot image with a table of where it lies is the same if only that differs.
static int is_moved_image(
	const struct media *media, const struct medium_file *file, bool *ret, struct error *err)
{
	const struct iso *old_iso = media->old_content->medium->iso;
	const struct iso *new_iso = media->new_content->medium->iso;
	AUTO_BUFFER old_bytes = BUFFER_INIT;
	AUTO_BUFFER new_bytes = BUFFER_INIT;

	*ret = false;
	if (file->change != MEDIUM_FILE_CHANGED || file->old_file->size != file->new_file->size ||
		file->old_file->size > BOOT_IMAGE_MAX || !has_table(old_iso, file->old_file) ||
		!has_table(new_iso, file->new_file))
		return 0;
	if (iso_read_file(old_iso, file->old_file, BOOT_IMAGE_MAX, &old_bytes, err) < 0 ||
		iso_read_file(new_iso, file->new_file, BOOT_IMAGE_MAX, &new_bytes, err) < 0)
		return -1;
	*ret = old_bytes.size >= INFO_TABLE_END &&
	       memcmp(old_bytes.data, new_bytes.data, INFO_TABLE_START) == 0 &&
	       memcmp(old_bytes.data + INFO_TABLE_END, new_bytes.data + INFO_TABLE_END,
		       old_bytes.size - INFO_TABLE_END) == 0;
	return 0;
}

static bool is_kickstart(const struct medium_content *content, const struct iso_file *file)
{
	return file && content->kickstart_path && text_equal(file->path, content->kickstart_path);
}

// Do sentences or lines say already what differs in it?
static int is_told(
	const struct media *media, const struct medium_file *file, bool *ret, struct error *err)
{
	const struct medium *old_medium = media->old_content->medium;
	const char *path = file->new_file ? file->new_file->path : file->old_file->path;

	*ret = true;
	for (size_t i = 0; i < sizeof(profile_copies) / sizeof(*profile_copies); i++) {
		if (media->vibs_differ && text_equal(profile_copies[i], path))
			return 0;
	}
	if ((file->old_file && is_vib_file(profile_of(media->old_content),
				       profile_of(media->new_content), path)) ||
		(file->new_file && is_vib_file(profile_of(media->new_content),
					   profile_of(media->old_content), path)))
		return 0;
	if (file->old_file && file->new_file &&
		(is_boot_config(old_medium, file->old_file) ||
			is_catalog(old_medium->iso, file->old_file)))
		return 0;
	if (is_kickstart(media->old_content, file->old_file) ||
		is_kickstart(media->new_content, file->new_file))
		return 0;
	if (medium_boot_is_config(old_medium, file->old_file) && file->new_file)
		return 0;
	return is_moved_image(media, file, ret, err);
}

static void say_file(struct media *media, const struct medium_file *file, struct sentences *ret)
{
	static const char *const words[] = {
		[MEDIUM_FILE_ADDED] = "is added",
		[MEDIUM_FILE_REMOVED] = "is removed",
		[MEDIUM_FILE_CHANGED] = "changes",
	};
	const struct iso_file *one = file->new_file ? file->new_file : file->old_file;
	const struct profile *profile =
		profile_of(file->new_file ? media->new_content : media->old_content);
	const struct profile_vib *owner = profile ? profile_owner(profile, one->path + 1) : NULL;
	AUTO_FREE char *owned = owner ? memory_printf(" (of VIB %s, which is the same)", owner->id)
				      : memory_strdup("");

	sentences_add(ret, WEIGHT_FILES, "files",
		memory_printf("file %s %s%s", one->path, words[file->change], owned))
		->path = memory_strdup(one->path);
}

static int say_files(struct media *media, struct sentences *ret, struct error *err)
{
	size_t said = 0;

	for (size_t i = 0; i < media->files.count; i++) {
		bool told;

		if (is_told(media, &media->files.list[i], &told, err) < 0)
			return -1;
		if (!told && said++ < FILES_MAX)
			say_file(media, &media->files.list[i], ret);
	}
	if (said > FILES_MAX)
		sentences_add(ret, WEIGHT_FILES, "files",
			memory_printf(
				"%zu more files are added, removed or changed", said - FILES_MAX));
	return 0;
}

static bool file_changes(const struct media *media, const struct iso_file *file)
{
	for (size_t i = 0; file && i < media->files.count; i++) {
		if (media->files.list[i].old_file == file)
			return true;
	}
	return false;
}

int medium_words(const struct medium_content *old_content, const struct medium_content *new_content,
	struct sentences *ret, struct error *err)
{
	CLEANUP(media_finish)
	struct media media = {.old_content = old_content, .new_content = new_content};
	const struct medium *medium = old_content->medium;
	size_t before;

	if (medium_files_compare(medium->iso, new_content->medium->iso, &media.files, err) < 0)
		return -1;
	say_vibs(&media, ret);
	say_profile(&media, ret);
	before = ret->count;
	medium_boot_words(old_content, new_content, ret);
	// Bytes that no loader reads are worth a word where they are all that differs.
	if (ret->count == before && !media.vibs_differ &&
		(file_changes(&media, medium->bios.file) ||
			file_changes(&media, medium->uefi.file)))
		sentences_add(ret, WEIGHT_FILES, "files",
			memory_strdup("boot.cfg is written another way and says the same"));
	return say_files(&media, ret, err);
}
