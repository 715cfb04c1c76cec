// SPDX-License-Identifier: GPL-3.0-or-later
// UPGRADE/METADATA.ZIP with a change in it, see update.h.
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "text.h"
#include "update_internal.h"
#include "xml.h"

static const char name[] = "METADATA.ZIP";

struct metadata {
	struct imgdb_member *members;
	size_t member_count;
	size_t total; // bytes of their content
	char *profile; // path
	size_t profile_count;
	char **stems; // of VIBs that go
	size_t stem_count;
};

static void metadata_finish(struct metadata *metadata)
{
	for (size_t i = 0; i < metadata->member_count; i++) {
		free(metadata->members[i].path);
		buffer_finish(&metadata->members[i].content);
	}
	for (size_t i = 0; i < metadata->stem_count; i++)
		free(metadata->stems[i]);
	free(metadata->members);
	free(metadata->profile);
	free(metadata->stems);
}

static int visit(void *context, const struct archive_member *member, struct error *err)
{
	struct metadata *metadata = context;
	struct imgdb_member *ours;

	memory_grow(&metadata->members, metadata->member_count, sizeof(*metadata->members));
	ours = &metadata->members[metadata->member_count++];
	*ours = (struct imgdb_member){.path = memory_strdup(member->path), .kind = member->kind};
	if (member->kind != ARCHIVE_FILE)
		return 0;
	if (archive_read_member(member, IMGDB_MEMBER_MAX, &ours->content, err) < 0)
		return -1;
	if (ours->content.size > IMGDB_CONTENT_MAX - metadata->total)
		return error_set(
			err, ERROR_INPUT, "'%s' holds more than %d bytes", name, IMGDB_CONTENT_MAX);
	metadata->total += ours->content.size;
	return 0;
}

// The VIB that a file describes; NULL: it does not.
static char *vib_id(const struct imgdb_member *member)
{
	AUTO_ERROR ignored = ERROR_INIT;
	AUTO_XML *xml = NULL;
	AUTO_FREE char *vendor = NULL, *type = NULL, *vib = NULL, *version = NULL;
	const struct xml_element *root;

	if (xml_parse(member->path, member->content.data, member->content.size, &xml, &ignored) < 0)
		return NULL;
	root = xml_root(xml);
	vendor = xml_text(xml_child(root, "vendor"));
	type = xml_text(xml_child(root, "type"));
	vib = xml_text(xml_child(root, "name"));
	version = xml_text(xml_child(root, "version"));
	return memory_printf("%s_%s_%s_%s", vendor, type, vib, version);
}

static void look_at(
	struct metadata *metadata, const struct change *change, const struct imgdb_member *member)
{
	AUTO_FREE char *id = NULL;

	if (member->kind != ARCHIVE_FILE)
		return;
	if (imgdb_is_in(member->path, "profiles")) {
		free(metadata->profile);
		metadata->profile = memory_strdup(member->path);
		metadata->profile_count++;
	}
	if (change->gone.count == 0 || !imgdb_is_in(member->path, "vibs") ||
		!text_has_suffix(member->path, ".xml"))
		return;
	id = vib_id(member);
	if (!id || !ids_have(&change->gone, id))
		return;
	memory_grow(&metadata->stems, metadata->stem_count, sizeof(*metadata->stems));
	metadata->stems[metadata->stem_count++] =
		memory_strndup(member->path, strlen(member->path) - strlen(".xml"));
}

// The zip has to have one profile; where it has none, it gets one.
static void add_profile(struct metadata *metadata)
{
	memory_grow(&metadata->members, metadata->member_count, sizeof(*metadata->members));
	metadata->profile = memory_strdup("profiles/profile.xml");
	metadata->members[metadata->member_count++] = (struct imgdb_member){
		.path = memory_strdup(metadata->profile), .kind = ARCHIVE_FILE};
}

int change_metadata(struct change *change, struct error *err)
{
	const struct buffer *zip = change->request->metadata_zip;
	const struct reader reader = reader_memory(name, zip->data, zip->size);
	CLEANUP(metadata_finish) struct metadata metadata = {.members = NULL};
	struct archive_edit edit = {.format = ARCHIVE_ZIP, .name = name};
	int result;

	if (archive_each(&reader, ARCHIVE_ZIP, visit, &metadata, err) < 0)
		return -1;
	for (size_t i = 0; i < metadata.member_count; i++)
		look_at(&metadata, change, &metadata.members[i]);
	if (metadata.profile_count > 1)
		return error_set(err, ERROR_INPUT, "'%s' has %zu image profiles, expected one",
			name, metadata.profile_count);
	if (metadata.profile_count == 0)
		add_profile(&metadata);
	edit.members = metadata.members;
	edit.member_count = metadata.member_count;
	edit.profile = metadata.profile;
	for (size_t i = 0; i < metadata.stem_count; i++)
		ids_add(&edit.stems, metadata.stems[i]);
	ids_sort(&edit.stems);
	result = change_write(change, &edit, &change->update->metadata_zip, err);
	ids_finish(&edit.stems);
	return result;
}
