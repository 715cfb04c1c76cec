// SPDX-License-Identifier: GPL-3.0-or-later
// An image, packages and a resolution in memory, for tests of what is done with them.
#pragma once

#include <check.h>
#include <stdlib.h>

#include "image.h"
#include "memory.h"
#include "resolve.h"
#include "text.h"
#include "tiny_tar.h"

enum { SCENE_MAX = 16 };

#define SCENE_ROOT "var/db/esximg/"

struct scene_payload {
	const char *name;
	const char *type;
	const char *file; // in the profile; NULL in packages
	unsigned boot_order; // 0: none
	const char *vfat_name; // NULL: none
};

struct scene_vib {
	const char *vendor;
	const char *name; // NULL ends a list
	const char *version;
	bool overlay;
	struct scene_payload payloads[8];
};

// What happens to VIBs; `new_name` is that of a package, `old_names` are those of the image.
struct scene_step {
	const char *new_name; // NULL: removal
	const char *old_names[3]; // none: addition
};

struct scene {
	struct imgdb *imgdb;
	struct image *image;
	struct package packages[SCENE_MAX];
	struct resolve_wish wishes[SCENE_MAX];
	const struct image_vib *replaced[2 * SCENE_MAX][3];
	size_t package_count;
	struct resolve_step steps[2 * SCENE_MAX];
	struct resolution resolution;
};

static inline const struct image_vib *scene_find_vib(const struct image *image, const char *name)
{
	for (size_t i = 0; i < image->vib_count; i++) {
		if (text_equal(image->vibs[i].entry->vib->name, name))
			return &image->vibs[i];
	}
	return NULL;
}

static inline char *scene_descriptor(const struct scene_vib *vib)
{
	AUTO_BUFFER text = BUFFER_INIT;

	buffer_printf(&text,
		"<vib version=\"5.0\"><type>bootbank</type><name>%s</name><version>%s</version>"
		"<vendor>%s</vendor><release-date>2024-01-02T00:00:00</release-date>"
		"<acceptance-level>partner</acceptance-level>"
		"<overlay>%s</overlay><payloads>",
		vib->name, vib->version, vib->vendor, vib->overlay ? "true" : "false");
	for (const struct scene_payload *payload = vib->payloads; payload->name; payload++) {
		buffer_printf(&text, "<payload name=\"%s\" type=\"%s\" size=\"1\"", payload->name,
			payload->type);
		if (payload->boot_order)
			buffer_printf(&text, " boot-order=\"%u\"", payload->boot_order);
		if (payload->vfat_name)
			buffer_printf(&text, " vfat-name=\"%s\"", payload->vfat_name);
		buffer_puts(&text, "/>");
	}
	buffer_puts(&text, "</payloads></vib>");
	return buffer_steal(&text);
}

static inline void scene_profile(const struct scene_vib *base, struct buffer *ret)
{
	buffer_puts(ret, "<imageprofile><name>sample</name><creator>me</creator>"
			 "<modifiedtime>x</modifiedtime><serialno>0</serialno><new-thing a=\"1\"/>"
			 "<viblist>");
	for (; base->name; base++) {
		buffer_printf(ret, "<vib><vib-id>%s_bootbank_%s_%s</vib-id><payloads>",
			base->vendor, base->name, base->version);
		for (const struct scene_payload *payload = base->payloads; payload->name; payload++)
			buffer_printf(ret, "<payload payload-name=\"%s\">%s</payload>",
				payload->name, payload->file);
		buffer_puts(ret, "</payloads></vib>");
	}
	buffer_puts(ret, "</viblist><acceptancelevel>certified</acceptancelevel>"
			 "</imageprofile>");
}

// Reads a database of these members, at most 65000 bytes of tar.
static inline void scene_read(struct scene *scene, const struct tiny_member *members)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_DIAGNOSTICS found = DIAGNOSTICS_INIT;
	AUTO_BUFFER tar = BUFFER_INIT;
	struct reader reader;

	tiny_tar(members, &tar);
	reader = reader_memory("imgdb.tgz", tar.data, tar.size);
	ck_assert_msg(imgdb_read(&reader, true, &scene->imgdb, &found, &err) == 0, "%s", err.text);
	ck_assert_msg(found.count == 0, "%s", found.count ? found.list[0].message : "");
	ck_assert_msg(image_create(scene->imgdb, &scene->image, &err) == 0, "%s", err.text);
}

static inline void scene_base(struct scene *scene, const struct scene_vib *base)
{
	AUTO_BUFFER profile = BUFFER_INIT;
	struct tiny_member members[2 + SCENE_MAX] = {{NULL, NULL}};
	char *owned[2 * SCENE_MAX];
	size_t count = 0;

	scene_profile(base, &profile);
	members[0] = (struct tiny_member){SCENE_ROOT "profiles/p", buffer_text(&profile)};
	for (; base[count].name; count++) {
		owned[2 * count] =
			memory_printf(SCENE_ROOT "vibs/%s-%zu.xml", base[count].name, count);
		owned[2 * count + 1] = scene_descriptor(&base[count]);
		members[1 + count] = (struct tiny_member){owned[2 * count], owned[2 * count + 1]};
	}
	scene_read(scene, members);
	for (size_t i = 0; i < 2 * count; i++)
		free(owned[i]);
}

static inline void scene_package(struct scene *scene, const struct scene_vib *vib)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_FREE char *text = scene_descriptor(vib);
	struct package *package = &scene->packages[scene->package_count];

	ck_assert_uint_lt(scene->package_count, SCENE_MAX);
	ck_assert_msg(vib_parse("descriptor.xml", text, strlen(text), &package->vib, &err) == 0,
		"%s", err.text);
	buffer_puts(&package->descriptor, text);
	buffer_puts(&package->signature_bytes, "PEM of ");
	buffer_puts(&package->signature_bytes, vib->name);
	package->payload_count = package->vib->payload_count;
	package->payloads = memory_alloc_array(package->payload_count, sizeof(*package->payloads));
	for (size_t i = 0; i < package->payload_count; i++)
		package->payloads[i].payload = &package->vib->payloads[i];
	scene->wishes[scene->package_count++] =
		(struct resolve_wish){.package = package, .key = "image.vibs"};
}

static inline size_t scene_find_package(const struct scene *scene, const char *name)
{
	for (size_t i = 0; i < scene->package_count; i++) {
		if (text_equal(scene->packages[i].vib->name, name))
			return i;
	}
	ck_abort_msg("no package '%s'", name);
	return 0;
}

static inline const char *scene_step_id(const struct resolve_step *step)
{
	return step->wish ? step->wish->package->vib->id : step->old->entry->vib->id;
}

static inline int scene_compare_steps(const void *a, const void *b)
{
	return strcmp(scene_step_id(a), scene_step_id(b));
}

static inline bool scene_is_named(const struct scene_step *changes, const char *name)
{
	for (; changes->new_name || changes->old_names[0]; changes++) {
		for (size_t i = 0; i < 3; i++) {
			if (changes->old_names[i] && text_equal(changes->old_names[i], name))
				return true;
		}
	}
	return false;
}

// All VIBs of the image that `changes` do not name are kept.
static inline void scene_resolve(struct scene *scene, const struct scene_step *changes)
{
	size_t count = 0;

	for (size_t i = 0; i < scene->image->vib_count; i++) {
		const struct image_vib *vib = &scene->image->vibs[i];

		if (!scene_is_named(changes, vib->entry->vib->name))
			scene->steps[count++] =
				(struct resolve_step){.kind = RESOLVE_KEEP, .old = vib};
	}
	for (; changes->new_name || changes->old_names[0]; changes++) {
		struct resolve_step *step = &scene->steps[count];

		if (!changes->new_name) {
			*step = (struct resolve_step){.kind = RESOLVE_REMOVE,
				.old = scene_find_vib(scene->image, changes->old_names[0])};
			ck_assert_ptr_nonnull(step->old);
			count++;
			continue;
		}
		step->kind = changes->old_names[0] ? RESOLVE_REPLACE : RESOLVE_ADD;
		step->wish = &scene->wishes[scene_find_package(scene, changes->new_name)];
		step->replaced = scene->replaced[count];
		for (size_t i = 0; i < 3 && changes->old_names[i]; i++)
			step->replaced[step->replaced_count++] =
				scene_find_vib(scene->image, changes->old_names[i]);
		count++;
	}
	qsort(scene->steps, count, sizeof(scene->steps[0]), scene_compare_steps);
	scene->resolution = (struct resolution){.steps = scene->steps,
		.step_count = count,
		.level = ACCEPTANCE_PARTNER,
		.changes = true};
}

static inline void scene_finish(struct scene *scene)
{
	for (size_t i = 0; i < scene->package_count; i++) {
		vib_destroy(scene->packages[i].vib);
		buffer_finish(&scene->packages[i].descriptor);
		buffer_finish(&scene->packages[i].signature_bytes);
		free(scene->packages[i].payloads);
	}
	image_destroy(scene->image);
	imgdb_destroy(scene->imgdb);
}
#define AUTO_SCENE CLEANUP(scene_finish) struct scene
