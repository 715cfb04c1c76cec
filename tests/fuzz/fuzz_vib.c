// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: a descriptor.xml. Whatever is taken keeps the promises of vib.h.
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "memory.h"
#include "text.h"
#include "vib.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_constraints(const struct vib *vib, const struct vib_constraints *constraints)
{
	for (size_t i = 0; i < constraints->count; i++) {
		const struct vib_constraint *constraint = &constraints->list[i];
		AUTO_FREE char *text = vib_constraint_text(constraint);

		if (!*constraint->name || !*text)
			abort();
		if ((constraint->relation == RELATION_ANY) != !*constraint->version)
			abort();
		vib_satisfies(vib, constraint);
		if (version_compare(constraint->version, vib->version) > 0 &&
			version_compare(vib->version, constraint->version) > 0)
			abort();
	}
}

static void check_payloads(const struct vib *vib)
{
	if (vib->payload_count > VIB_PAYLOAD_COUNT_MAX)
		abort();
	for (size_t i = 0; i < vib->payload_count; i++) {
		const struct vib_payload *payload = &vib->payloads[i];

		if (vib_find_payload(vib, payload->name) != payload || !*payload->type)
			abort();
		vib_payload_is_module(payload);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_VIB *vib = NULL;
	struct vib_constraint itself = {NULL, RELATION_EQUAL, NULL};

	if (vib_parse("descriptor.xml", data, size, &vib, &err) < 0) {
		if (err.kind != ERROR_INPUT || !*err.text)
			abort();
		return 0;
	}
	itself.name = vib->name;
	itself.version = vib->version;
	if (!text_is_printable(vib->id) || !vib_satisfies(vib, &itself))
		abort();
	check_constraints(vib, &vib->depends);
	check_constraints(vib, &vib->conflicts);
	check_constraints(vib, &vib->replaces);
	check_constraints(vib, &vib->provides);
	check_constraints(vib, &vib->compatible_with);
	check_payloads(vib);
	return 0;
}
