// SPDX-License-Identifier: GPL-3.0-or-later
// Reading imgdb.tgz, see imgdb.h.
#include "imgdb.h"

#include <stdlib.h>
#include <string.h>

#include "archive.h"
#include "memory.h"
#include "text.h"
#include "xml.h"

struct walk {
	struct imgdb *imgdb;
	const char *name; // of the archive
	bool vibs;
	struct diagnostics *diagnostics;
};

// Is the member a file right in a directory of this name? "esximg" stands above it in imgdb.tgz,
// nothing in metadata.zip.
static bool is_in(const char *path, const char *directory)
{
	const char *slash = strrchr(path, '/');
	AUTO_FREE char *above = slash ? memory_strndup(path, (size_t)(slash - path)) : NULL;
	AUTO_FREE char *suffix = memory_printf("esximg/%s", directory);

	return above && (text_equal(above, directory) || text_has_suffix(above, suffix));
}

// Turns the failure to parse one member into a warning.
static void skip(struct walk *walk, struct error *err)
{
	diagnostics_add(walk->diagnostics, SEVERITY_WARNING, (struct place){NULL, 0, 0}, NULL,
		"'%s': %s", walk->name, err->text);
	error_finish(err);
}

static int parse_vib(
	const char *name, const struct buffer *content, struct imgdb_vib *ret, struct error *err)
{
	AUTO_XML *xml = NULL;
	const struct xml_element *root;

	if (xml_parse(name, content->data, content->size, &xml, err) < 0)
		return -1;
	root = xml_root(xml);
	if (!text_equal(xml_name(root), "vib"))
		return error_set(
			err, ERROR_INPUT, "'%s' is no VIB but a <%s>", name, xml_name(root));
	ret->member = memory_strdup(name);
	ret->vendor = xml_text(xml_child(root, "vendor"));
	ret->type = xml_text(xml_child(root, "type"));
	ret->name = xml_text(xml_child(root, "name"));
	ret->version = xml_text(xml_child(root, "version"));
	ret->acceptance_level = xml_text(xml_child(root, "acceptance-level"));
	ret->id = memory_printf("%s_%s_%s_%s", ret->vendor, ret->type, ret->name, ret->version);
	return 0;
}

static int add_vib(struct walk *walk, const struct archive_member *member, struct error *err)
{
	struct imgdb *imgdb = walk->imgdb;
	AUTO_BUFFER content = BUFFER_INIT;
	AUTO_ERROR problem = ERROR_INIT;

	if (archive_read_member(member, IMGDB_MEMBER_MAX, &content, err) < 0)
		return -1;
	memory_grow(&imgdb->vibs, imgdb->vib_count, sizeof(*imgdb->vibs));
	if (parse_vib(member->path, &content, &imgdb->vibs[imgdb->vib_count], &problem) < 0)
		skip(walk, &problem);
	else
		imgdb->vib_count++;
	return 0;
}

static int add_profile(struct walk *walk, const struct archive_member *member, struct error *err)
{
	struct imgdb *imgdb = walk->imgdb;
	AUTO_BUFFER content = BUFFER_INIT;
	AUTO_ERROR problem = ERROR_INIT;
	struct profile *profile = NULL;

	if (archive_read_member(member, IMGDB_MEMBER_MAX, &content, err) < 0)
		return -1;
	if (profile_parse(member->path, content.data, content.size, &profile, &problem) < 0) {
		skip(walk, &problem);
		return 0;
	}
	memory_grow(&imgdb->profiles, imgdb->profile_count, sizeof(*imgdb->profiles));
	imgdb->profiles[imgdb->profile_count++] =
		(struct imgdb_profile){memory_strdup(member->path), profile};
	return 0;
}

static int visit(void *context, const struct archive_member *member, struct error *err)
{
	struct walk *walk = context;
	struct imgdb *imgdb = walk->imgdb;

	if (member->kind != ARCHIVE_FILE)
		return 0;
	if (is_in(member->path, "profiles"))
		return add_profile(walk, member, err);
	if (is_in(member->path, "vibs") && text_has_suffix(member->path, ".xml"))
		return walk->vibs ? add_vib(walk, member, err) : 0;
	memory_grow(&imgdb->others, imgdb->other_count, sizeof(*imgdb->others));
	imgdb->others[imgdb->other_count++] = memory_strdup(member->path);
	return 0;
}

static int compare_vibs(const void *a, const void *b)
{
	const struct imgdb_vib *x = a, *y = b;
	int order = strcmp(x->id, y->id);

	return order ? order : strcmp(x->member, y->member);
}

static int compare_profiles(const void *a, const void *b)
{
	return strcmp(((const struct imgdb_profile *)a)->member,
		((const struct imgdb_profile *)b)->member);
}

int imgdb_read(const struct reader *reader, bool vibs, struct imgdb **ret,
	struct diagnostics *diagnostics, struct error *err)
{
	AUTO_IMGDB *imgdb = memory_alloc(sizeof(*imgdb));
	struct walk walk = {imgdb, reader->name, vibs, diagnostics};

	if (archive_each(reader, ARCHIVE_TAR, visit, &walk, err) < 0)
		return -1;
	if (imgdb->profile_count == 0)
		return error_set(err, ERROR_INPUT, "'%s' has no image profile", reader->name);
	qsort(imgdb->profiles, imgdb->profile_count, sizeof(*imgdb->profiles), compare_profiles);
	if (imgdb->vib_count > 0)
		qsort(imgdb->vibs, imgdb->vib_count, sizeof(*imgdb->vibs), compare_vibs);
	*ret = STEAL(imgdb);
	return 0;
}

static void vib_finish(struct imgdb_vib *vib)
{
	free(vib->member);
	free(vib->id);
	free(vib->vendor);
	free(vib->type);
	free(vib->name);
	free(vib->version);
	free(vib->acceptance_level);
}

void imgdb_destroy(struct imgdb *imgdb)
{
	if (!imgdb)
		return;
	for (size_t i = 0; i < imgdb->profile_count; i++) {
		free(imgdb->profiles[i].member);
		profile_destroy(imgdb->profiles[i].profile);
	}
	for (size_t i = 0; i < imgdb->vib_count; i++)
		vib_finish(&imgdb->vibs[i]);
	for (size_t i = 0; i < imgdb->other_count; i++)
		free(imgdb->others[i]);
	free(imgdb->profiles);
	free(imgdb->vibs);
	free(imgdb->others);
	free(imgdb);
}

const struct profile *imgdb_profile(const struct imgdb *imgdb)
{
	return imgdb->profiles[0].profile;
}

const struct imgdb_vib *imgdb_find_vib(const struct imgdb *imgdb, const char *name)
{
	for (size_t i = 0; i < imgdb->vib_count; i++) {
		if (text_equal(imgdb->vibs[i].name, name))
			return &imgdb->vibs[i];
	}
	return NULL;
}
