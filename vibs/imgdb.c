// SPDX-License-Identifier: GPL-3.0-or-later
// Reading imgdb.tgz, see imgdb.h.
#include "imgdb.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "text.h"

struct walk {
	struct imgdb *imgdb;
	const char *name; // of the archive
	bool vibs;
	size_t total; // bytes of the files so far
	struct diagnostics *diagnostics;
};

// "esximg" stands above the directory in imgdb.tgz, nothing in metadata.zip.
bool imgdb_is_in(const char *path, const char *directory)
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

static void add_profile(struct walk *walk, const char *path, const struct buffer *content)
{
	struct imgdb *imgdb = walk->imgdb;
	AUTO_ERROR problem = ERROR_INIT;
	struct profile *profile = NULL;

	if (profile_parse(path, content->data, content->size, &profile, &problem) < 0) {
		skip(walk, &problem);
		return;
	}
	memory_grow(&imgdb->profiles, imgdb->profile_count, sizeof(*imgdb->profiles));
	imgdb->profiles[imgdb->profile_count++] =
		(struct imgdb_profile){memory_strdup(path), profile};
}

static int read_file(struct walk *walk, const struct archive_member *member, struct buffer *ret,
	struct error *err)
{
	if (archive_read_member(member, IMGDB_MEMBER_MAX, ret, err) < 0)
		return -1;
	if (ret->size > IMGDB_CONTENT_MAX - walk->total)
		return error_set(err, ERROR_INPUT, "'%s' holds more than %d bytes", walk->name,
			IMGDB_CONTENT_MAX);
	walk->total += ret->size;
	return 0;
}

static int visit(void *context, const struct archive_member *member, struct error *err)
{
	struct walk *walk = context;
	struct imgdb *imgdb = walk->imgdb;
	bool is_file = member->kind == ARCHIVE_FILE;
	bool is_profile = is_file && imgdb_is_in(member->path, "profiles");
	AUTO_BUFFER content = BUFFER_INIT;

	if (!walk->vibs && !is_profile)
		return 0;
	if (is_file && read_file(walk, member, &content, err) < 0)
		return -1;
	if (is_profile)
		add_profile(walk, member->path, &content);
	if (!walk->vibs)
		return 0;
	memory_grow(&imgdb->members, imgdb->member_count, sizeof(*imgdb->members));
	imgdb->members[imgdb->member_count++] =
		(struct imgdb_member){memory_strdup(member->path), member->kind, content};
	content = (struct buffer)BUFFER_INIT;
	return 0;
}

// Members of one path stay in the order of the archive: they lie in one array.
static int compare_paths(const void *a, const void *b)
{
	const struct imgdb_member *x = *(const struct imgdb_member *const *)a;
	const struct imgdb_member *y = *(const struct imgdb_member *const *)b;
	int order = strcmp(x->path, y->path);

	return order ? order : (x > y) - (x < y);
}

static void sort_members(struct imgdb *imgdb)
{
	imgdb->by_path = memory_alloc_array(imgdb->member_count, sizeof(*imgdb->by_path));
	for (size_t i = 0; i < imgdb->member_count; i++)
		imgdb->by_path[i] = &imgdb->members[i];
	if (imgdb->member_count > 0)
		qsort(imgdb->by_path, imgdb->member_count, sizeof(*imgdb->by_path), compare_paths);
}

static const struct imgdb_member *find_beside(
	const struct imgdb *imgdb, const char *path, const char *extension)
{
	AUTO_FREE char *beside = memory_printf("%s%s", path, extension);
	const struct imgdb_member *member = imgdb_find_member(imgdb, beside);

	return member && member->kind == ARCHIVE_FILE ? member : NULL;
}

// The signed bytes tell what the VIB is; where they cannot be read, the copy does.
static struct vib *parse_vib(
	struct walk *walk, const struct imgdb_member *xml, const struct imgdb_member *descriptor)
{
	const struct imgdb_member *const candidates[] = {descriptor, xml};
	AUTO_ERROR problem = ERROR_INIT; // the first that there is
	struct vib *vib = NULL;

	for (size_t i = 0; !vib && i < 2; i++) {
		const struct imgdb_member *member = candidates[i];

		if (member)
			vib_parse(member->path, member->content.data, member->content.size, &vib,
				&problem);
	}
	if (problem.kind != ERROR_NONE)
		skip(walk, &problem);
	return vib;
}

static void add_vib(struct walk *walk, const struct imgdb_member *xml)
{
	struct imgdb *imgdb = walk->imgdb;
	const struct imgdb_member *descriptor = find_beside(imgdb, xml->path, ".orig");
	struct vib *vib = parse_vib(walk, xml, descriptor);

	if (!vib)
		return;
	memory_grow(&imgdb->vibs, imgdb->vib_count, sizeof(*imgdb->vibs));
	imgdb->vibs[imgdb->vib_count++] = (struct imgdb_vib){
		.stem = memory_strndup(xml->path, strlen(xml->path) - strlen(".xml")),
		.vib = vib,
		.xml = xml,
		.descriptor = descriptor,
		.signature = find_beside(imgdb, xml->path, ".sig"),
	};
}

static int compare_vibs(const void *a, const void *b)
{
	const struct imgdb_vib *x = a, *y = b;
	int order = strcmp(x->vib->id, y->vib->id);

	return order ? order : strcmp(x->stem, y->stem);
}

static void add_vibs(struct walk *walk)
{
	struct imgdb *imgdb = walk->imgdb;

	for (size_t i = 0; i < imgdb->member_count; i++) {
		const struct imgdb_member *member = &imgdb->members[i];

		if (member->kind == ARCHIVE_FILE && imgdb_is_in(member->path, "vibs") &&
			text_has_suffix(member->path, ".xml") &&
			imgdb_find_member(imgdb, member->path) == member)
			add_vib(walk, member);
	}
	if (imgdb->vib_count > 0)
		qsort(imgdb->vibs, imgdb->vib_count, sizeof(*imgdb->vibs), compare_vibs);
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
	struct walk walk = {imgdb, reader->name, vibs, 0, diagnostics};

	if (archive_each(reader, ARCHIVE_TAR, visit, &walk, err) < 0)
		return -1;
	if (imgdb->profile_count == 0)
		return error_set(err, ERROR_INPUT, "'%s' has no image profile", reader->name);
	qsort(imgdb->profiles, imgdb->profile_count, sizeof(*imgdb->profiles), compare_profiles);
	sort_members(imgdb);
	add_vibs(&walk);
	*ret = STEAL(imgdb);
	return 0;
}

void imgdb_destroy(struct imgdb *imgdb)
{
	if (!imgdb)
		return;
	for (size_t i = 0; i < imgdb->profile_count; i++) {
		free(imgdb->profiles[i].member);
		profile_destroy(imgdb->profiles[i].profile);
	}
	for (size_t i = 0; i < imgdb->vib_count; i++) {
		free(imgdb->vibs[i].stem);
		vib_destroy(imgdb->vibs[i].vib);
	}
	for (size_t i = 0; i < imgdb->member_count; i++) {
		free(imgdb->members[i].path);
		buffer_finish(&imgdb->members[i].content);
	}
	free(imgdb->profiles);
	free(imgdb->vibs);
	free(imgdb->members);
	free(imgdb->by_path);
	free(imgdb);
}

const struct profile *imgdb_profile(const struct imgdb *imgdb)
{
	return imgdb->profiles[0].profile;
}

const struct imgdb_vib *imgdb_find_vib(const struct imgdb *imgdb, const char *name)
{
	for (size_t i = 0; i < imgdb->vib_count; i++) {
		if (text_equal(imgdb->vibs[i].vib->name, name))
			return &imgdb->vibs[i];
	}
	return NULL;
}

const struct imgdb_vib *imgdb_find_vib_id(const struct imgdb *imgdb, const char *id)
{
	size_t low = 0, high = imgdb->vib_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(imgdb->vibs[middle].vib->id, id) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < imgdb->vib_count && text_equal(imgdb->vibs[low].vib->id, id)
		       ? &imgdb->vibs[low]
		       : NULL;
}

const struct imgdb_member *imgdb_find_member(const struct imgdb *imgdb, const char *path)
{
	size_t low = 0, high = imgdb->member_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(imgdb->by_path[middle]->path, path) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 && text_equal(imgdb->by_path[low - 1]->path, path) ? imgdb->by_path[low - 1]
									  : NULL;
}
