// SPDX-License-Identifier: GPL-3.0-or-later
// Reading metadata zips, see depot_metadata.h.
#include "depot_metadata.h"

#include <stdlib.h>
#include <string.h>

#include "archive.h"
#include "imgdb.h"
#include "memory.h"
#include "text.h"
#include "xml.h"

struct walk {
	struct depot_metadata *metadata;
	const char *name; // of the zip
	size_t total; // bytes that came out of it
	size_t described; // VIBs of this zip
	bool old_form; // vmware.xml describes VIBs
};

static int read_text(struct walk *walk, const struct archive_member *member, struct buffer *ret,
	struct error *err)
{
	if (archive_read_member(member, VIB_DESCRIPTOR_MAX, ret, err) < 0)
		return -1;
	walk->total += ret->size;
	if (walk->total > DEPOT_METADATA_CONTENT_MAX)
		return error_set(err, ERROR_INPUT, "'%s' unpacks to more than %d bytes", walk->name,
			DEPOT_METADATA_CONTENT_MAX);
	return 0;
}

static void lower(char *text)
{
	for (; *text; text++)
		*text = text_lower(*text);
}

// What stands beside the descriptor: where the package is, its size, its SHA-256.
static int read_package(const char *name, const struct xml_element *root,
	struct depot_description *ret, struct error *err)
{
	const struct xml_element *size = xml_child(root, "packed-size");
	const struct xml_element *sum = xml_child(root, "checksum");
	AUTO_FREE char *size_text = xml_text(size);

	ret->path = xml_text(xml_child(root, "relative-path"));
	if (!*ret->path)
		return error_set(err, ERROR_INPUT, "'%s' does not say where the package is", name);
	ret->has_size = size != NULL;
	if (size && !text_parse_number(size_text, INT64_MAX, &ret->size))
		return error_set(
			err, ERROR_INPUT, "'%s': the size of the package is '%s'", name, size_text);
	for (; sum && !ret->sha256; sum = xml_next(sum, "checksum")) {
		AUTO_FREE char *type = xml_attribute(sum, "checksum-type");

		if (type && text_equal(type, "sha-256")) {
			ret->sha256 = xml_text(sum);
			lower(ret->sha256);
		}
	}
	if (!ret->sha256)
		ret->sha256 = memory_strdup("");
	return 0;
}

static int add_description(
	struct walk *walk, const struct archive_member *member, struct error *err)
{
	struct depot_metadata *metadata = walk->metadata;
	AUTO_FREE char *name = memory_printf("%s:%s", walk->name, member->path);
	AUTO_BUFFER text = BUFFER_INIT;
	AUTO_XML *xml = NULL;
	struct depot_description *description;

	if (metadata->description_count >= DEPOT_PACKAGE_COUNT_MAX)
		return error_set(err, ERROR_INPUT, "'%s' describes more than %d VIBs", walk->name,
			DEPOT_PACKAGE_COUNT_MAX);
	if (read_text(walk, member, &text, err) < 0)
		return -1;
	memory_grow(&metadata->descriptions, metadata->description_count,
		sizeof(*metadata->descriptions));
	description = &metadata->descriptions[metadata->description_count++];
	*description = (struct depot_description){.member = memory_strdup(name)};
	walk->described++;
	if (vib_parse(name, text.data, text.size, &description->vib, err) < 0 ||
		xml_parse(name, text.data, text.size, &xml, err) < 0)
		return -1;
	return read_package(name, xml_root(xml), description, err);
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static char *attribute(const struct xml_element *element, const char *name)
{
	char *value = xml_attribute(element, name);

	return value ? value : memory_strdup("");
}

static void read_vib_ids(const struct xml_element *root, struct depot_bulletin *ret)
{
	const struct xml_element *id = xml_child(xml_child(root, "vibList"), "vibID");

	for (; id; id = xml_next(id, "vibID")) {
		memory_grow(&ret->vib_ids, ret->vib_count, sizeof(char *));
		ret->vib_ids[ret->vib_count++] = xml_text(id);
	}
	if (ret->vib_count > 1)
		qsort(ret->vib_ids, ret->vib_count, sizeof(char *), compare_texts);
}

static int add_bulletin(struct walk *walk, const struct archive_member *member, struct error *err)
{
	struct depot_metadata *metadata = walk->metadata;
	AUTO_FREE char *name = memory_printf("%s:%s", walk->name, member->path);
	AUTO_BUFFER text = BUFFER_INIT;
	AUTO_XML *xml = NULL;
	struct depot_bulletin *bulletin;
	const struct xml_element *root;

	if (metadata->bulletin_count >= DEPOT_BULLETIN_COUNT_MAX)
		return error_set(err, ERROR_INPUT, "'%s' has more than %d bulletins", walk->name,
			DEPOT_BULLETIN_COUNT_MAX);
	if (read_text(walk, member, &text, err) < 0 ||
		xml_parse(name, text.data, text.size, &xml, err) < 0)
		return -1;
	root = xml_root(xml);
	if (!text_equal(xml_name(root), "bulletin"))
		return error_set(
			err, ERROR_INPUT, "'%s' is no bulletin but a <%s>", name, xml_name(root));
	memory_grow(&metadata->bulletins, metadata->bulletin_count, sizeof(*metadata->bulletins));
	bulletin = &metadata->bulletins[metadata->bulletin_count++];
	*bulletin = (struct depot_bulletin){
		.id = xml_text(xml_child(root, "id")),
		.component = attribute(xml_child(root, "componentNameSpec"), "name"),
		.component_version = attribute(xml_child(root, "componentVersionSpec"), "version"),
		.xml = text,
	};
	text = (struct buffer)BUFFER_INIT;
	if (!*bulletin->id)
		return error_set(err, ERROR_INPUT, "bulletin '%s' has no id", name);
	read_vib_ids(root, bulletin);
	return 0;
}

static int visit(void *context, const struct archive_member *member, struct error *err)
{
	struct walk *walk = context;

	if (member->kind != ARCHIVE_FILE)
		return 0;
	if (imgdb_is_in(member->path, "profiles"))
		walk->metadata->profile_count++;
	if (!text_has_suffix(member->path, ".xml"))
		return 0;
	if (imgdb_is_in(member->path, "vibs"))
		return add_description(walk, member, err);
	return imgdb_is_in(member->path, "bulletins") ? add_bulletin(walk, member, err) : 0;
}

// vmware.xml repeats what the other files say in the form of 4.x, which had nothing else.
static int visit_old_form(void *context, const struct archive_member *member, struct error *err)
{
	struct walk *walk = context;
	AUTO_BUFFER text = BUFFER_INIT;
	AUTO_XML *xml = NULL;

	if (member->kind != ARCHIVE_FILE || !text_equal(member->path, "vmware.xml"))
		return 0;
	if (read_text(walk, member, &text, err) < 0 ||
		xml_parse(walk->name, text.data, text.size, &xml, err) < 0)
		return -1;
	walk->old_form = xml_find(xml_root(xml), "vib") != NULL;
	return 0;
}

int depot_metadata_read(
	const struct reader *zip, struct depot_metadata *metadata, struct error *err)
{
	struct walk walk = {.metadata = metadata, .name = zip->name};

	if (zip->size > DEPOT_METADATA_MAX)
		return error_set(err, ERROR_INPUT, "'%s' has more than %d bytes", zip->name,
			DEPOT_METADATA_MAX);
	if (archive_each(zip, ARCHIVE_ZIP, visit, &walk, err) < 0)
		return -1;
	if (walk.described > 0)
		return 0;
	if (archive_each(zip, ARCHIVE_ZIP, visit_old_form, &walk, err) < 0)
		return -1;
	if (walk.old_form)
		return error_set(err, ERROR_INPUT,
			"'%s' describes its VIBs in vmware.xml only, as bundles of ESX(i) 4.x do: "
			"5.0 and later cannot take those",
			zip->name);
	return 0;
}

void depot_bulletin_finish(struct depot_bulletin *bulletin)
{
	for (size_t i = 0; i < bulletin->vib_count; i++)
		free(bulletin->vib_ids[i]);
	free(bulletin->vib_ids);
	free(bulletin->id);
	free(bulletin->component);
	free(bulletin->component_version);
	buffer_finish(&bulletin->xml);
}

void depot_metadata_finish(struct depot_metadata *metadata)
{
	for (size_t i = 0; i < metadata->description_count; i++) {
		vib_destroy(metadata->descriptions[i].vib);
		free(metadata->descriptions[i].member);
		free(metadata->descriptions[i].path);
		free(metadata->descriptions[i].sha256);
	}
	for (size_t i = 0; i < metadata->bulletin_count; i++)
		depot_bulletin_finish(&metadata->bulletins[i]);
	free(metadata->descriptions);
	free(metadata->bulletins);
}
