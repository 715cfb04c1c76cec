// SPDX-License-Identifier: GPL-3.0-or-later
// Which components come and which go with a change, see update.h.
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "text.h"
#include "update_internal.h"
#include "xml.h"

bool bulletin_read(const struct imgdb_member *member, struct bulletin *ret)
{
	AUTO_ERROR ignored = ERROR_INIT;
	AUTO_XML *xml = NULL;
	const struct xml_element *root, *vib;

	if (xml_parse(member->path, member->content.data, member->content.size, &xml, &ignored) < 0)
		return false;
	root = xml_root(xml);
	if (!text_equal(xml_name(root), "bulletin"))
		return false;
	*ret = (struct bulletin){.id = xml_text(xml_child(root, "id"))};
	vib = xml_child(xml_child(root, "vibList"), "vibID");
	for (; vib; vib = xml_next(vib, "vibID")) {
		memory_grow(&ret->vib_ids, ret->vib_count, sizeof(*ret->vib_ids));
		ret->vib_ids[ret->vib_count++] = xml_text(vib);
	}
	return true;
}

void bulletin_finish(struct bulletin *bulletin)
{
	free(bulletin->id);
	for (size_t i = 0; i < bulletin->vib_count; i++)
		free(bulletin->vib_ids[i]);
	free(bulletin->vib_ids);
}

static bool has_vib_left(const struct change *change, const struct bulletin *bulletin)
{
	for (size_t i = 0; i < bulletin->vib_count; i++) {
		if (ids_have(&change->after, bulletin->vib_ids[i]))
			return true;
	}
	return false;
}

// A VIB of it that goes, or NULL.
static const char *lost_vib(const struct change *change, const struct bulletin *bulletin)
{
	for (size_t i = 0; i < bulletin->vib_count; i++) {
		if (ids_have(&change->gone, bulletin->vib_ids[i]) &&
			!ids_have(&change->after, bulletin->vib_ids[i]))
			return bulletin->vib_ids[i];
	}
	return NULL;
}

static void look_at_component(struct change *change, struct bulletin *bulletin)
{
	const char *lost = lost_vib(change, bulletin);

	if (!lost)
		return;
	if (has_vib_left(change, bulletin)) {
		change_note(change,
			"component '%s' stays for its other VIBs and still names '%s'; VMware's "
			"tools would keep that one among the reserved VIBs, which is not done here",
			bulletin->id, lost);
		return;
	}
	change_note(change, "component '%s' goes with the last of its VIBs", bulletin->id);
	memory_grow(&change->owned, change->owned_count, sizeof(*change->owned));
	change->owned[change->owned_count++] = bulletin->id;
	ids_add(&change->gone_components, bulletin->id);
	bulletin->id = NULL;
}

static bool has_components(const struct imgdb *imgdb)
{
	if (imgdb_profile(imgdb)->bulletin_count > 0)
		return true;
	for (size_t i = 0; i < imgdb->member_count; i++) {
		if (imgdb_is_in(imgdb->members[i].path, "bulletins"))
			return true;
	}
	return false;
}

static const struct depot_bulletin *find_bulletin(
	const struct change *change, const struct package *package)
{
	for (size_t i = 0; i < change->request->depot_count; i++) {
		const struct depot *depot = change->request->depots[i];

		for (size_t p = 0; p < depot->package_count; p++) {
			if (depot->packages[p] == package)
				return depot_find_bulletin(depot, package->vib->id);
		}
	}
	return NULL;
}

// facts/media-5-to-9.md section 5.1: names in imgdb.tgz stay below 100 characters.
static bool is_file_name(const char *id)
{
	enum { PATH_MAX_LENGTH = 99 };

	return *id && *id != '.' && text_is_printable(id) && !strchr(id, '/') &&
	       strlen("var/db/esximg/bulletins/.xml") + strlen(id) <= PATH_MAX_LENGTH;
}

static bool is_told(const struct change *change, const char *note)
{
	for (size_t i = 0; i < change->update->note_count; i++) {
		if (text_equal(change->update->notes[i], note))
			return true;
	}
	return false;
}

// Each of its VIBs leads to a component, and one reason is enough.
static void leave_out(struct change *change, char *note)
{
	if (!is_told(change, note))
		change_note(change, "%s", note);
	free(note);
}

static void add_component(struct change *change, const struct depot_bulletin *bulletin)
{
	for (size_t i = 0; i < change->component_count; i++) {
		if (text_equal(change->components[i]->id, bulletin->id))
			return;
	}
	if (!is_file_name(bulletin->id)) {
		leave_out(change,
			memory_printf("a component is not listed: its id '%s' makes no file name",
				bulletin->id));
		return;
	}
	for (size_t i = 0; i < bulletin->vib_count; i++) {
		if (ids_have(&change->after, bulletin->vib_ids[i]))
			continue;
		leave_out(change,
			memory_printf(
				"component '%s' is not listed: VIB '%s' of it is not in the image",
				bulletin->id, bulletin->vib_ids[i]));
		return;
	}
	change_note(change, "component '%s' is listed", bulletin->id);
	memory_grow(&change->components, change->component_count, sizeof(*change->components));
	change->components[change->component_count++] = bulletin;
}

static int compare_bulletins(const void *a, const void *b)
{
	return strcmp((*(const struct depot_bulletin *const *)a)->id,
		(*(const struct depot_bulletin *const *)b)->id);
}

static void add_components(struct change *change)
{
	const struct resolution *resolution = change->request->resolution;

	for (size_t i = 0; i < resolution->step_count; i++) {
		const struct resolve_step *step = &resolution->steps[i];
		const struct package *package =
			change_step_brings(step) ? step->wish->package : NULL;
		const struct depot_bulletin *bulletin =
			package ? find_bulletin(change, package) : NULL;

		if (bulletin && *bulletin->component)
			add_component(change, bulletin);
		else if (package)
			change_note(change,
				"VIB '%s' is in no component of what it came in, so none is listed",
				package->vib->id);
	}
	if (change->component_count > 0)
		qsort(change->components, change->component_count, sizeof(struct depot_bulletin *),
			compare_bulletins);
}

void change_components(struct change *change)
{
	const struct imgdb *imgdb = change->request->imgdb;

	if (!has_components(imgdb))
		return;
	for (size_t i = 0; i < imgdb->member_count; i++) {
		struct bulletin bulletin;

		if (imgdb->members[i].kind != ARCHIVE_FILE ||
			!imgdb_is_in(imgdb->members[i].path, "bulletins") ||
			!bulletin_read(&imgdb->members[i], &bulletin))
			continue;
		look_at_component(change, &bulletin);
		bulletin_finish(&bulletin);
	}
	ids_sort(&change->gone_components);
	add_components(change);
}
