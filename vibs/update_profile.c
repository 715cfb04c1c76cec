// SPDX-License-Identifier: GPL-3.0-or-later
// The image profile after a change (facts/media-5-to-9.md section 5.3), see update.h.
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "digest.h"
#include "memory.h"
#include "text.h"
#include "update_internal.h"
#include "xml.h"

enum {
	NAME_MAX_LENGTH = 80, // characters of a profile's name
	ENDING_LENGTH = 8, // digits behind its '-'
};

struct edit {
	struct change *change;
	struct xml *xml;
	struct xml_element *root;
};

static struct xml_element *child(struct edit *edit, const char *name)
{
	const struct xml_element *found = xml_child(edit->root, name);

	return found ? xml_edit(edit->xml, found) : NULL;
}

// The child of that name, made before the one called `before` (NULL: at the end) where it is
// missing.
static struct xml_element *need(struct edit *edit, const char *name, const char *before)
{
	struct xml_element *found = child(edit, name);

	return found ? found : xml_insert(edit->root, before ? child(edit, before) : NULL, name);
}

static void digest_ids(const struct id_list *ids, char hex[DIGEST_HEX_SIZE])
{
	AUTO_BUFFER text = BUFFER_INIT;

	for (size_t i = 0; i < ids->count; i++)
		buffer_printf(&text, "%s\n", ids->list[i]);
	digest_hex(DIGEST_SHA256, buffer_text(&text), text.size, hex);
}

static bool is_hex(const char *text, size_t length)
{
	return strlen(text) == length && strspn(text, "0123456789abcdef") == length;
}

// Bytes of the name without the ending that an earlier change gave it. A build number may look like
// one, so it has to be what the serial number begins with.
static size_t plain_length(const char *name, const char *serial)
{
	size_t length = strlen(name);
	const char *ending;

	if (length <= ENDING_LENGTH + 1 || !is_hex(serial, SHA256_HEX_SIZE - 1))
		return length;
	ending = name + length - ENDING_LENGTH - 1;
	if (*ending == '-' && !strncmp(ending + 1, serial, ENDING_LENGTH))
		return (size_t)(ending - name);
	return length;
}

static char *new_name(const char *name, const char *serial, const char *digest)
{
	size_t length = plain_length(name, serial);
	size_t room = NAME_MAX_LENGTH - ENDING_LENGTH - 1;

	if (length > room) {
		length = room;
		// not within a character of UTF-8
		while (length > 0 && ((unsigned char)name[length] & 0xc0) == 0x80)
			length--;
	}
	return memory_printf("%.*s-%.*s", (int)length, name, ENDING_LENGTH, digest);
}

static void set_identity(struct edit *edit)
{
	struct change *change = edit->change;
	struct xml_element *name = child(edit, "name");
	struct xml_element *modified = need(edit, "modifiedtime", "viblist");
	struct xml_element *serial = need(edit, "serialno", "viblist");
	AUTO_FREE char *old_name = xml_text(name);
	AUTO_FREE char *old_serial = xml_text(serial);
	AUTO_FREE char *date = NULL;
	char digest[DIGEST_HEX_SIZE];
	char iso[CLOCK_ISO_SIZE];

	digest_ids(&change->after, digest);
	clock_format_iso(change->request->date, iso);
	date = memory_printf("%.*s.000000+00:00", (int)strcspn(iso, "Z"), iso);
	change->update->profile_name = new_name(old_name, old_serial, digest);
	xml_set_text(name, change->update->profile_name);
	xml_set_text(modified, date);
	xml_set_text(serial, digest);
}

// The entries `name` of a list, whose id is that of their child `key` or, where that is NULL, their
// text: takes away those of `ids`.
static void drop_entries(struct edit *edit, struct xml_element *list, const char *name,
	const char *key, const struct id_list *ids)
{
	const struct xml_element *entry = xml_child(list, name), *next;

	for (; entry; entry = next) {
		AUTO_FREE char *id = xml_text(key ? xml_child(entry, key) : entry);

		next = xml_next(entry, name);
		if (ids_have(ids, id))
			xml_remove(xml_edit(edit->xml, entry));
	}
}

// A new entry before the first whose id sorts behind; NULL: there is one of this id.
static struct xml_element *add_entry(
	struct xml_element *list, const char *name, const char *key, const char *wanted)
{
	const struct xml_element *entry = xml_child(list, name);
	const struct xml_element *place = NULL;

	for (; entry; entry = xml_next(entry, name)) {
		AUTO_FREE char *id = xml_text(key ? xml_child(entry, key) : entry);
		int order = strcmp(id, wanted);

		if (order == 0)
			return NULL;
		if (order > 0 && !place)
			place = entry;
	}
	return xml_insert(list, place, name);
}

static void add_vib(struct edit *edit, struct xml_element *list, const struct resolve_step *step)
{
	const struct package *package = step->wish->package;
	struct xml_element *entry = add_entry(list, "vib", "vib-id", package->vib->id);
	struct xml_element *payloads;

	if (!entry)
		return;
	xml_set_text(xml_insert(entry, NULL, "vib-id"), package->vib->id);
	payloads = xml_insert(entry, NULL, "payloads");
	for (size_t i = 0; i < package->payload_count; i++) {
		const struct package_payload *payload = &package->payloads[i];
		const char *file = placement_find(edit->change->request->placement, step, payload);
		struct xml_element *element = xml_insert(payloads, NULL, "payload");

		xml_set_attribute(element, "payload-name", payload->payload->name);
		xml_set_text(element, file ? file : "");
	}
}

static void edit_vibs(struct edit *edit)
{
	const struct resolution *resolution = edit->change->request->resolution;
	struct xml_element *list = need(edit, "viblist", "acceptancelevel");

	drop_entries(edit, list, "vib", "vib-id", &edit->change->gone);
	for (size_t i = 0; i < resolution->step_count; i++) {
		if (change_step_brings(&resolution->steps[i]))
			add_vib(edit, list, &resolution->steps[i]);
	}
}

static void edit_components(struct edit *edit)
{
	const struct change *change = edit->change;
	struct xml_element *list = child(edit, "bulletinlist");

	if (!list && change->component_count > 0)
		list = need(edit, "bulletinlist", NULL);
	if (!list)
		return;
	drop_entries(edit, list, "bulletin-id", NULL, &change->gone_components);
	for (size_t i = 0; i < change->component_count; i++) {
		const char *id = change->components[i]->id;
		struct xml_element *entry = add_entry(list, "bulletin-id", NULL, id);

		if (entry)
			xml_set_text(entry, id);
	}
}

int change_profile(struct change *change, const struct imgdb_member *profile, struct error *err)
{
	AUTO_XML *xml = NULL;
	struct edit edit = {.change = change};
	enum acceptance level = change->request->resolution->level;

	if (xml_parse(profile->path, profile->content.data, profile->content.size, &xml, err) < 0)
		return -1;
	edit.xml = xml;
	edit.root = xml_edit(xml, xml_root(xml));
	edit_vibs(&edit);
	set_identity(&edit);
	if (level != ACCEPTANCE_UNKNOWN)
		xml_set_text(
			need(&edit, "acceptancelevel", "bulletinlist"), acceptance_name(level));
	edit_components(&edit);
	xml_print(xml, &change->update->profile_xml);
	return 0;
}
