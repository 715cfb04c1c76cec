// SPDX-License-Identifier: GPL-3.0-or-later
// UPGRADE/METADATA.ZIP and UPGRADE/PROFILE.XML: the same profile as in the image database, for the
// checks before an upgrade (facts/media-5-to-9.md sections 1.2 and 5.6).
#include "archive.h"
#include "memory.h"
#include "text.h"
#include "verify_parts.h"

#define METADATA_PATH "/UPGRADE/METADATA.ZIP"
#define PROFILE_PATH "/UPGRADE/PROFILE.XML"

struct metadata {
	struct profile *profile; // the first
	size_t profile_count;
	char **vib_ids;
	size_t vib_count;
	char **bulletins; // paths
	size_t bulletin_count;
};

static void metadata_finish(struct metadata *metadata)
{
	profile_destroy(metadata->profile);
	for (size_t i = 0; i < metadata->vib_count; i++)
		free(metadata->vib_ids[i]);
	for (size_t i = 0; i < metadata->bulletin_count; i++)
		free(metadata->bulletins[i]);
	free(metadata->vib_ids);
	free(metadata->bulletins);
}

static void add_text(char ***list, size_t *count, char *text)
{
	memory_grow(list, *count, sizeof(**list));
	(*list)[(*count)++] = text;
}

static int add_vib(struct metadata *metadata, const char *path, const struct buffer *content,
	struct error *err)
{
	AUTO_VIB *vib = NULL;

	if (vib_parse(path, buffer_text(content), content->size, &vib, err) < 0)
		return -1;
	add_text(&metadata->vib_ids, &metadata->vib_count, memory_strdup(vib->id));
	return 0;
}

// Every file is read, so that its checksum in the archive is compared.
static int visit(void *context, const struct archive_member *member, struct error *err)
{
	struct metadata *metadata = context;
	const char *path = member->path;
	AUTO_BUFFER content = BUFFER_INIT;

	if (member->kind != ARCHIVE_FILE)
		return 0;
	if (archive_read_member(member, IMGDB_MEMBER_MAX, &content, err) < 0)
		return -1;
	if (imgdb_is_in(path, "vibs") && text_has_suffix(path, ".xml"))
		return add_vib(metadata, path, &content, err);
	if (imgdb_is_in(path, "bulletins"))
		add_text(&metadata->bulletins, &metadata->bulletin_count, memory_strdup(path));
	if (!imgdb_is_in(path, "profiles") || metadata->profile_count++ > 0)
		return 0;
	return profile_parse(path, buffer_text(&content), content.size, &metadata->profile, err);
}

static bool same_files(const struct profile_vib *a, const struct profile_vib *b)
{
	if (a->payload_count != b->payload_count)
		return false;
	for (size_t i = 0; i < a->payload_count; i++) {
		bool found = false;

		for (size_t k = 0; !found && k < b->payload_count; k++)
			found = text_equal(a->payloads[i].name, b->payloads[k].name) &&
				text_equal_nocase(a->payloads[i].file, b->payloads[k].file);
		if (!found)
			return false;
	}
	return true;
}

static void compare_vibs(const struct verification *verification, const char *path,
	const struct profile *copy, const struct profile *profile)
{
	for (size_t i = 0; i < profile->vib_count; i++) {
		const struct profile_vib *other = profile_find(copy, profile->vibs[i].id);

		if (!other)
			verify_report(verification, SEVERITY_ERROR, path,
				"its image profile lacks VIB '%s'", profile->vibs[i].id);
		else if (!same_files(&profile->vibs[i], other))
			verify_report(verification, SEVERITY_ERROR, path,
				"its image profile has other files of VIB '%s'",
				profile->vibs[i].id);
	}
	for (size_t i = 0; i < copy->vib_count; i++) {
		if (!profile_find(profile, copy->vibs[i].id))
			verify_report(verification, SEVERITY_ERROR, path,
				"its image profile has VIB '%s', which is not in the image",
				copy->vibs[i].id);
	}
}

static bool same_bulletins(const struct profile *a, const struct profile *b)
{
	if (a->bulletin_count != b->bulletin_count)
		return false;
	for (size_t i = 0; i < a->bulletin_count; i++) {
		if (!text_equal(a->bulletins[i], b->bulletins[i]))
			return false;
	}
	return true;
}

static void compare_profiles(
	const struct verification *verification, const char *path, const struct profile *copy)
{
	const struct profile *profile = imgdb_profile(verification->medium->imgdb);

	compare_vibs(verification, path, copy, profile);
	if (!text_equal(copy->name, profile->name))
		verify_report(verification, SEVERITY_ERROR, path,
			"its image profile is '%s', that of the image database '%s'", copy->name,
			profile->name);
	if (!text_equal(copy->acceptance_level, profile->acceptance_level))
		verify_report(verification, SEVERITY_ERROR, path,
			"its image profile is %s, that of the image database %s",
			copy->acceptance_level, profile->acceptance_level);
	if (!same_bulletins(copy, profile))
		verify_report(verification, SEVERITY_ERROR, path,
			"its image profile lists other bulletins than that of the image database");
}

static bool has_vib(const struct metadata *metadata, const char *id)
{
	for (size_t i = 0; i < metadata->vib_count; i++) {
		if (text_equal(metadata->vib_ids[i], id))
			return true;
	}
	return false;
}

static bool has_bulletin(const struct metadata *metadata, const char *id)
{
	AUTO_FREE char *path = memory_printf("bulletins/%s.xml", id);

	for (size_t i = 0; i < metadata->bulletin_count; i++) {
		if (text_equal(metadata->bulletins[i], path))
			return true;
	}
	return false;
}

// Which bulletins official media have in the archive is not known; here it is all or none.
static void compare_bulletins(
	const struct verification *verification, const struct metadata *metadata)
{
	const struct profile *profile = imgdb_profile(verification->medium->imgdb);

	for (size_t i = 0; metadata->bulletin_count > 0 && i < profile->bulletin_count; i++) {
		// That real media have them all there is not known.
		if (!has_bulletin(metadata, profile->bulletins[i]))
			verify_report(verification, SEVERITY_WARNING, METADATA_PATH,
				"lacks bulletin '%s', which the image profile lists",
				profile->bulletins[i]);
	}
}

static void compare_metadata(
	const struct verification *verification, const struct metadata *metadata)
{
	const struct profile *profile = imgdb_profile(verification->medium->imgdb);

	if (metadata->profile_count != 1)
		verify_report(verification, SEVERITY_ERROR, METADATA_PATH,
			"has %zu image profiles, expected one", metadata->profile_count);
	if (metadata->profile)
		compare_profiles(verification, METADATA_PATH, metadata->profile);
	compare_bulletins(verification, metadata);
	for (size_t i = 0; i < profile->vib_count; i++) {
		if (!has_vib(metadata, profile->vibs[i].id))
			verify_report(verification, SEVERITY_ERROR, METADATA_PATH,
				"lacks the description of VIB '%s'", profile->vibs[i].id);
	}
	for (size_t i = 0; i < metadata->vib_count; i++) {
		if (!profile_find(profile, metadata->vib_ids[i]))
			verify_report(verification, SEVERITY_WARNING, METADATA_PATH,
				"describes VIB '%s', which is not in the image",
				metadata->vib_ids[i]);
	}
}

// What is damaged in the file is a finding, what keeps it from being read an error.
static int settle(const struct verification *verification, const char *path,
	const struct error *problem, struct error *err)
{
	if (problem->kind == ERROR_NONE)
		return 0;
	if (problem->kind != ERROR_INPUT)
		return error_set(err, problem->kind, "%s", problem->text);
	verify_report(verification, SEVERITY_ERROR, path, "%s", problem->text);
	return 0;
}

static int check_metadata(const struct verification *verification, struct error *err)
{
	const struct medium *medium = verification->medium;
	const struct iso_file *file = iso_find(medium->iso, METADATA_PATH);
	CLEANUP(metadata_finish) struct metadata metadata = {0};
	AUTO_ERROR problem = ERROR_INIT;
	struct reader reader;

	if (!file || file->is_dir)
		return 0;
	reader = medium_reader(medium, file);
	reader.name = METADATA_PATH;
	if (archive_each(&reader, ARCHIVE_ZIP, visit, &metadata, &problem) == 0)
		compare_metadata(verification, &metadata);
	return settle(verification, METADATA_PATH, &problem, err);
}

static int check_profile(const struct verification *verification, struct error *err)
{
	const struct medium *medium = verification->medium;
	const struct iso_file *file = iso_find(medium->iso, PROFILE_PATH);
	AUTO_BUFFER content = BUFFER_INIT;
	AUTO_PROFILE *profile = NULL;
	AUTO_ERROR problem = ERROR_INIT;

	if (!file || file->is_dir)
		return 0;
	if (iso_read_file(medium->iso, file, IMGDB_MEMBER_MAX, &content, &problem) == 0 &&
		profile_parse(
			PROFILE_PATH, buffer_text(&content), content.size, &profile, &problem) == 0)
		compare_profiles(verification, PROFILE_PATH, profile);
	return settle(verification, PROFILE_PATH, &problem, err);
}

// The checks before an upgrade read both (facts/media-5-to-9.md section 5.6).
static void check_pair(const struct verification *verification)
{
	const struct iso *iso = verification->medium->iso;
	bool has_metadata = iso_find(iso, METADATA_PATH) != NULL;
	bool has_profile = iso_find(iso, PROFILE_PATH) != NULL;

	if (has_metadata != has_profile)
		verify_report(verification, SEVERITY_WARNING,
			has_metadata ? PROFILE_PATH : METADATA_PATH,
			"is not on the medium, but '%s' is: the checks before an upgrade read both",
			has_metadata ? METADATA_PATH : PROFILE_PATH);
}

int verify_copies(const struct verification *verification, struct error *err)
{
	if (!verification->medium->imgdb)
		return 0;
	check_pair(verification);
	if (check_metadata(verification, err) < 0)
		return -1;
	return check_profile(verification, err);
}
