// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: any bytes as a spec, alone and laid over themselves by aliases and variables.
#include <stdint.h>
#include <stdlib.h>

#include "spec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// A finding has to point into the text it is about.
static void check_places(const struct diagnostics *diagnostics)
{
	for (size_t i = 0; i < diagnostics->count; i++) {
		const struct place *place = &diagnostics->list[i].place;
		size_t length;

		if (place->source && place->line > 0 &&
			!source_line(place->source, place->line, &length))
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_SPEC *spec = NULL;
	AUTO_FREE char *salt = NULL;

	spec_load_text("fuzz.yaml", (const char *)data, size, &spec, &diagnostics);
	if (!spec && diagnostics.error_count == 0)
		abort();
	if (spec) {
		spec_check_release(spec, (struct release){6, 7, 0}, &diagnostics);
		salt = spec_secret_salt(spec, "install.root_password");
		(void)spec_number(spec, "install.datastores[0].name");
		(void)spec_place(spec, "scripts.pre[0].text");
	}
	check_places(&diagnostics);
	return 0;
}
