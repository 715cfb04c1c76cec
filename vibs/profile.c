// SPDX-License-Identifier: GPL-3.0-or-later
// Reading image profiles, see profile.h.
#include "profile.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "text.h"
#include "xml.h"

static int compare_vibs(const void *a, const void *b)
{
	return strcmp(((const struct profile_vib *)a)->id, ((const struct profile_vib *)b)->id);
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void read_payloads(const struct xml_element *element, struct profile_vib *vib)
{
	const struct xml_element *payload = xml_child(xml_child(element, "payloads"), "payload");

	for (; payload; payload = xml_next(payload, "payload")) {
		char *name = xml_attribute(payload, "payload-name");

		memory_grow(&vib->payloads, vib->payload_count, sizeof(*vib->payloads));
		vib->payloads[vib->payload_count++] = (struct profile_payload){
			.name = name ? name : memory_strdup(""),
			.file = xml_text(payload),
		};
	}
}

static void read_vibs(const struct xml_element *root, struct profile *profile)
{
	const struct xml_element *element = xml_child(xml_child(root, "viblist"), "vib");

	for (; element; element = xml_next(element, "vib")) {
		struct profile_vib *vib;

		memory_grow(&profile->vibs, profile->vib_count, sizeof(*profile->vibs));
		vib = &profile->vibs[profile->vib_count++];
		*vib = (struct profile_vib){.id = xml_text(xml_child(element, "vib-id"))};
		read_payloads(element, vib);
	}
	if (profile->vib_count > 0)
		qsort(profile->vibs, profile->vib_count, sizeof(*profile->vibs), compare_vibs);
}

static void read_bulletins(const struct xml_element *root, struct profile *profile)
{
	const struct xml_element *id = xml_child(xml_child(root, "bulletinlist"), "bulletin-id");

	for (; id; id = xml_next(id, "bulletin-id")) {
		memory_grow(
			&profile->bulletins, profile->bulletin_count, sizeof(*profile->bulletins));
		profile->bulletins[profile->bulletin_count++] = xml_text(id);
	}
	if (profile->bulletin_count > 0)
		qsort(profile->bulletins, profile->bulletin_count, sizeof(*profile->bulletins),
			compare_texts);
}

int profile_parse(
	const char *name, const void *data, size_t size, struct profile **ret, struct error *err)
{
	AUTO_XML *xml = NULL;
	AUTO_PROFILE *profile = NULL;
	const struct xml_element *root;

	if (xml_parse(name, data, size, &xml, err) < 0)
		return -1;
	root = xml_root(xml);
	if (!text_equal(xml_name(root), "imageprofile"))
		return error_set(err, ERROR_INPUT, "'%s' is no image profile but a <%s>", name,
			xml_name(root));
	profile = memory_alloc(sizeof(*profile));
	profile->name = xml_text(xml_child(root, "name"));
	profile->creator = xml_text(xml_child(root, "creator"));
	profile->acceptance_level = xml_text(xml_child(root, "acceptancelevel"));
	if (!*profile->name)
		return error_set(err, ERROR_INPUT, "image profile '%s' has no name", name);
	read_vibs(root, profile);
	read_bulletins(root, profile);
	*ret = STEAL(profile);
	return 0;
}

void profile_destroy(struct profile *profile)
{
	if (!profile)
		return;
	for (size_t i = 0; i < profile->vib_count; i++) {
		struct profile_vib *vib = &profile->vibs[i];

		for (size_t p = 0; p < vib->payload_count; p++) {
			free(vib->payloads[p].name);
			free(vib->payloads[p].file);
		}
		free(vib->payloads);
		free(vib->id);
	}
	for (size_t i = 0; i < profile->bulletin_count; i++)
		free(profile->bulletins[i]);
	free(profile->vibs);
	free(profile->bulletins);
	free(profile->name);
	free(profile->creator);
	free(profile->acceptance_level);
	free(profile);
}

const struct profile_vib *profile_find(const struct profile *profile, const char *id)
{
	const struct profile_vib key = {.id = (char *)(uintptr_t)id};

	if (profile->vib_count == 0)
		return NULL;
	return bsearch(&key, profile->vibs, profile->vib_count, sizeof(key), compare_vibs);
}

const struct profile_vib *profile_owner(const struct profile *profile, const char *file)
{
	for (size_t i = 0; i < profile->vib_count; i++) {
		const struct profile_vib *vib = &profile->vibs[i];

		for (size_t p = 0; p < vib->payload_count; p++) {
			if (text_equal_nocase(vib->payloads[p].file, file))
				return vib;
		}
	}
	return NULL;
}
