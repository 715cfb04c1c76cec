// SPDX-License-Identifier: GPL-3.0-or-later
// What is asked of a descriptor once it is read, and its end; see vib.h.
#include <stdlib.h>

#include "memory.h"
#include "text.h"
#include "vib.h"

const struct vib_payload *vib_find_payload(const struct vib *vib, const char *name)
{
	for (size_t i = 0; i < vib->payload_count; i++) {
		if (text_equal(vib->payloads[i].name, name))
			return &vib->payloads[i];
	}
	return NULL;
}

bool vib_payload_is_module(const struct vib_payload *payload)
{
	static const char *const types[] = {"vgz", "tgz", "vzstd", "boot"};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (text_equal(payload->type, types[i]))
			return true;
	}
	return false;
}

static bool provided_satisfies(
	const char *name, const char *version, const struct vib_constraint *constraint)
{
	if (!text_equal(name, constraint->name))
		return false;
	if (constraint->relation == RELATION_ANY)
		return true;
	return *version && relation_holds(version, constraint->relation, constraint->version);
}

bool vib_satisfies(const struct vib *vib, const struct vib_constraint *constraint)
{
	if (provided_satisfies(vib->name, vib->version, constraint))
		return true;
	for (size_t i = 0; i < vib->provides.count; i++) {
		const struct vib_constraint *provided = &vib->provides.list[i];

		if (provided_satisfies(provided->name, provided->version, constraint))
			return true;
	}
	return false;
}

char *vib_constraint_text(const struct vib_constraint *constraint)
{
	if (constraint->relation == RELATION_ANY)
		return memory_strdup(constraint->name);
	return memory_printf("%s %s %s", constraint->name, relation_name(constraint->relation),
		constraint->version);
}

static void texts_destroy(char **list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(list[i]);
	free(list);
}

static void constraints_finish(struct vib_constraints *constraints)
{
	for (size_t i = 0; i < constraints->count; i++) {
		free(constraints->list[i].name);
		free(constraints->list[i].version);
	}
	free(constraints->list);
}

static void payload_finish(struct vib_payload *payload)
{
	for (size_t i = 0; i < payload->checksum_count; i++) {
		free(payload->checksums[i].type);
		free(payload->checksums[i].verify_process);
		free(payload->checksums[i].value);
	}
	free(payload->checksums);
	free(payload->name);
	free(payload->type);
	free(payload->vfat_name);
}

static void platform_finish(struct vib_platform *platform)
{
	free(platform->product_line);
	free(platform->version);
	free(platform->locale);
}

void vib_destroy(struct vib *vib)
{
	if (!vib)
		return;
	constraints_finish(&vib->depends);
	constraints_finish(&vib->conflicts);
	constraints_finish(&vib->replaces);
	constraints_finish(&vib->provides);
	constraints_finish(&vib->compatible_with);
	texts_destroy(vib->tags, vib->tag_count);
	texts_destroy(vib->files, vib->file_count);
	texts_destroy(vib->hardware, vib->hardware_count);
	for (size_t i = 0; i < vib->payload_count; i++)
		payload_finish(&vib->payloads[i]);
	for (size_t i = 0; i < vib->platform_count; i++)
		platform_finish(&vib->platforms[i]);
	free(vib->payloads);
	free(vib->platforms);
	free(vib->id);
	free(vib->type);
	free(vib->name);
	free(vib->version);
	free(vib->vendor);
	free(vib->summary);
	free(vib->description);
	free(vib->release_date);
	free(vib->acceptance_level);
	free(vib);
}
