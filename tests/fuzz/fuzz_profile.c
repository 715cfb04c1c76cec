// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: a hostile image profile is read, and what can be read is edited and read again.
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "profile.h"
#include "text.h"
#include "update.h"
#include "update_internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void compare(const struct profile *old, const struct update *update)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_PROFILE *profile = NULL;
	const struct buffer *xml = &update->profile_xml;

	if (profile_parse("new", xml->data, xml->size, &profile, &err) < 0 ||
		!text_equal(profile->name, update->profile_name) ||
		!text_equal(profile->creator, old->creator) ||
		profile->vib_count != old->vib_count ||
		profile->bulletin_count != old->bulletin_count)
		abort();
	for (size_t i = 0; i < old->vib_count; i++) {
		if (!text_equal(profile->vibs[i].id, old->vibs[i].id))
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_PROFILE *profile = NULL;
	char path[] = "profiles/p";
	AUTO_BUFFER content = BUFFER_INIT;
	const struct resolution resolution = {.level = ACCEPTANCE_COMMUNITY};
	const struct update_request request = {.resolution = &resolution};
	struct update edited = {0};
	struct change change = {.request = &request, .update = &edited};
	struct imgdb_member member = {.path = path, .kind = ARCHIVE_FILE};

	buffer_append(&content, data, size);
	if (profile_parse(path, content.data, content.size, &profile, &err) < 0)
		return 0;
	for (size_t i = 0; i < profile->vib_count; i++) {
		if (!profile_find(profile, profile->vibs[i].id))
			abort();
	}
	member.content = content;
	if (change_profile(&change, &member, &err) < 0)
		abort();
	compare(profile, &edited);
	free(edited.profile_name);
	buffer_finish(&edited.profile_xml);
	return 0;
}
