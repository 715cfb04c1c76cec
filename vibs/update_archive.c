// SPDX-License-Identifier: GPL-3.0-or-later
// imgdb.tgz and METADATA.ZIP with a change in them, see update.h.
#include <stdlib.h>
#include <string.h>

#include "gzip.h"
#include "memory.h"
#include "text.h"
#include "update_internal.h"
#include "xml.h"

// A file that comes in.
struct fresh {
	char *path;
	const void *data;
	size_t size;
	struct buffer owned; // what `data` is, where nobody else has it
};

struct writing {
	const struct change *change;
	const struct archive_edit *edit;
	char *prefix; // of the directories: "var/db/esximg/", or ""
	struct id_list paths; // of all members that stay
	struct fresh *vibs; // sorted by path
	size_t vib_count;
	struct fresh *bulletins;
	size_t bulletin_count;
	struct archive_writer *writer;
};

static void fresh_finish(struct fresh *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(list[i].path);
		buffer_finish(&list[i].owned);
	}
	free(list);
}

static void writing_finish(struct writing *writing)
{
	free(writing->prefix);
	ids_finish(&writing->paths);
	fresh_finish(writing->vibs, writing->vib_count);
	fresh_finish(writing->bulletins, writing->bulletin_count);
	archive_writer_destroy(writing->writer);
}

// What stands before "profiles/" in the path of the profile, as before all directories beside it.
static char *prefix_of(const char *profile)
{
	static const char directory[] = "profiles/";
	const char *slash = profile ? strrchr(profile, '/') : NULL;

	if (!slash)
		return memory_strdup("");
	return memory_strndup(profile, (size_t)(slash + 1 - profile) - strlen(directory));
}

// Is it a file of a VIB that goes?
static bool is_of_gone_vib(const struct archive_edit *edit, const char *path)
{
	static const char *const extensions[] = {".xml", ".xml.orig", ".xml.sig"};

	for (size_t i = 0; i < sizeof(extensions) / sizeof(extensions[0]); i++) {
		AUTO_FREE char *stem = NULL;

		if (!text_has_suffix(path, extensions[i]))
			continue;
		stem = memory_strndup(path, strlen(path) - strlen(extensions[i]));
		if (ids_have(&edit->stems, stem))
			return true;
	}
	return false;
}

static bool stays(const struct writing *writing, const struct imgdb_member *member)
{
	struct bulletin bulletin;
	bool gone;

	if (member->kind != ARCHIVE_FILE)
		return true;
	if (imgdb_is_in(member->path, "vibs"))
		return !is_of_gone_vib(writing->edit, member->path);
	if (writing->change->gone_components.count == 0 ||
		!imgdb_is_in(member->path, "bulletins") || !bulletin_read(member, &bulletin))
		return true;
	gone = ids_have(&writing->change->gone_components, bulletin.id);
	bulletin_finish(&bulletin);
	return !gone;
}

static void add_fresh(struct fresh **list, size_t *count, struct fresh fresh)
{
	memory_grow(list, *count, sizeof(**list));
	(*list)[(*count)++] = fresh;
}

// A stem that no file of the archive has, nor another new VIB.
static char *free_stem(const struct writing *writing, const struct vib *vib)
{
	for (uint64_t choice = 0;; choice++) {
		AUTO_FREE char *name = vib_file_stem(vib, choice);
		AUTO_FREE char *stem = memory_printf("%svibs/%s", writing->prefix, name);
		AUTO_FREE char *path = memory_printf("%s.xml", stem);
		bool taken = ids_have(&writing->paths, path);

		for (size_t i = 0; i < writing->vib_count; i++)
			taken |= text_equal(writing->vibs[i].path, path);
		if (!taken)
			return STEAL(stem);
	}
}

static void add_vib(struct writing *writing, const struct package *package)
{
	AUTO_FREE char *stem = free_stem(writing, package->vib);
	const struct buffer *descriptor = &package->descriptor;
	const struct buffer *signature = &package->signature_bytes;
	struct fresh xml = {.path = memory_printf("%s.xml", stem)};

	normalise_descriptor(package->vib, descriptor, &xml.owned);
	xml.data = buffer_text(&xml.owned);
	xml.size = xml.owned.size;
	add_fresh(&writing->vibs, &writing->vib_count, xml);
	if (!writing->edit->signed_files)
		return;
	add_fresh(&writing->vibs, &writing->vib_count,
		(struct fresh){.path = memory_printf("%s.xml.orig", stem),
			.data = buffer_text(descriptor),
			.size = descriptor->size});
	add_fresh(&writing->vibs, &writing->vib_count,
		(struct fresh){.path = memory_printf("%s.xml.sig", stem),
			.data = buffer_text(signature),
			.size = signature->size});
}

static void add_component(struct writing *writing, const struct depot_bulletin *bulletin)
{
	char *path = memory_printf("%sbulletins/%s.xml", writing->prefix, bulletin->id);

	if (ids_have(&writing->paths, path)) {
		free(path);
		return;
	}
	add_fresh(&writing->bulletins, &writing->bulletin_count,
		(struct fresh){.path = path,
			.data = buffer_text(&bulletin->xml),
			.size = bulletin->xml.size});
}

static int compare_fresh(const void *a, const void *b)
{
	return strcmp(((const struct fresh *)a)->path, ((const struct fresh *)b)->path);
}

static void collect(struct writing *writing)
{
	const struct archive_edit *edit = writing->edit;
	const struct change *change = writing->change;
	const struct resolution *resolution = change->request->resolution;

	for (size_t i = 0; i < edit->member_count; i++) {
		if (stays(writing, &edit->members[i]))
			ids_add(&writing->paths, edit->members[i].path);
	}
	ids_sort(&writing->paths);
	for (size_t i = 0; i < resolution->step_count; i++) {
		if (change_step_brings(&resolution->steps[i]))
			add_vib(writing, resolution->steps[i].wish->package);
	}
	for (size_t i = 0; i < change->component_count; i++)
		add_component(writing, change->components[i]);
	if (writing->vib_count > 0)
		qsort(writing->vibs, writing->vib_count, sizeof(*writing->vibs), compare_fresh);
}

// Behind which member the files of a directory come in: the last file there, else the directory
// itself, else the last of all.
static size_t place_of(const struct writing *writing, const char *directory)
{
	const struct archive_edit *edit = writing->edit;
	AUTO_FREE char *itself = memory_printf("%s%s", writing->prefix, directory);
	size_t place = edit->member_count;
	bool has_file = false;

	for (size_t i = 0; i < edit->member_count; i++) {
		const char *path = edit->members[i].path;
		bool is_file = imgdb_is_in(path, directory);

		if (is_file || (!has_file && text_equal(path, itself)))
			place = i;
		has_file |= is_file;
	}
	return place;
}

static int write_fresh(struct writing *writing, const struct fresh *list, size_t count,
	const char *directory, struct error *err)
{
	AUTO_FREE char *itself = memory_printf("%s%s", writing->prefix, directory);
	AUTO_FREE char *profiles = memory_printf("%sprofiles", writing->prefix);

	if (count > 0 && ids_have(&writing->paths, profiles) &&
		!ids_have(&writing->paths, itself) &&
		archive_writer_add_directory(writing->writer, itself, err) < 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		if (archive_writer_add_file(
			    writing->writer, list[i].path, list[i].data, list[i].size, err) < 0)
			return -1;
	}
	return 0;
}

static int write_member(
	struct writing *writing, const struct imgdb_member *member, struct error *err)
{
	const struct archive_edit *edit = writing->edit;
	const struct buffer *content = &member->content;

	if (member->kind == ARCHIVE_DIRECTORY)
		return archive_writer_add_directory(writing->writer, member->path, err);
	if (member->kind != ARCHIVE_FILE)
		return error_set(err, ERROR_INPUT,
			"'%s' in '%s' is neither a file nor a directory: it cannot be written "
			"again",
			member->path, edit->name);
	if (edit->profile && text_equal(member->path, edit->profile))
		content = &writing->change->update->profile_xml;
	else if (!stays(writing, member))
		return 0;
	return archive_writer_add_file(
		writing->writer, member->path, buffer_text(content), content->size, err);
}

static int write_all(struct writing *writing, struct error *err)
{
	const struct archive_edit *edit = writing->edit;
	size_t vibs = place_of(writing, "vibs");
	size_t bulletins = place_of(writing, "bulletins");

	for (size_t i = 0; i <= edit->member_count; i++) {
		if (i < edit->member_count && write_member(writing, &edit->members[i], err) < 0)
			return -1;
		if (i == bulletins && write_fresh(writing, writing->bulletins,
					      writing->bulletin_count, "bulletins", err) < 0)
			return -1;
		if (i == vibs &&
			write_fresh(writing, writing->vibs, writing->vib_count, "vibs", err) < 0)
			return -1;
	}
	return 0;
}

int change_write(const struct change *change, const struct archive_edit *edit, struct buffer *ret,
	struct error *err)
{
	CLEANUP(writing_finish)
	struct writing writing = {
		.change = change, .edit = edit, .prefix = prefix_of(edit->profile)};

	// facts/media-5-to-9.md section 6: dates in there are free.
	writing.writer = archive_writer_create(edit->format, 0);
	collect(&writing);
	if (write_all(&writing, err) < 0 || archive_writer_finish(writing.writer, ret, err) < 0)
		return error_wrap(err, "'%s'", edit->name);
	return 0;
}

int change_imgdb(struct change *change, struct error *err)
{
	const struct imgdb *imgdb = change->request->imgdb;
	AUTO_BUFFER tar = BUFFER_INIT;
	struct archive_edit edit = {
		.format = ARCHIVE_TAR,
		.name = "imgdb.tgz",
		.members = imgdb->members,
		.member_count = imgdb->member_count,
		.profile = imgdb->profiles[0].member,
		.signed_files = true,
	};
	int result;

	for (size_t i = 0; i < imgdb->vib_count; i++) {
		if (ids_have(&change->gone, imgdb->vibs[i].vib->id))
			ids_add(&edit.stems, imgdb->vibs[i].stem);
	}
	ids_sort(&edit.stems);
	result = change_write(change, &edit, &tar, err);
	ids_finish(&edit.stems);
	if (result == 0)
		gzip_deflate(tar.data, tar.size, &change->update->imgdb);
	return result;
}
