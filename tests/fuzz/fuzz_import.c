// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: any bytes as a kickstart that becomes a spec. What comes out is always YAML that
// loads, and what it says is wrong with itself was told.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "import.h"
#include "memory.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void import(const struct ks *ks, struct release release)
{
	AUTO_DIAGNOSTICS findings = DIAGNOSTICS_INIT;
	AUTO_DIAGNOSTICS errors = DIAGNOSTICS_INIT;
	AUTO_BUFFER text = BUFFER_INIT;
	AUTO_SPEC *spec = NULL;
	size_t told = 0;

	import_kickstart(ks, release, &text, &findings);
	spec_load_text("fuzz.yaml", buffer_text(&text), text.size, &spec, &errors);
	if (!spec || !spec_has(spec, "esxmint") || !spec_has(spec, "base"))
		abort();
	for (size_t i = 0; i < findings.count; i++)
		told += strstr(findings.list[i].message, "the spec is not complete: ") != NULL;
	if (errors.error_count > told)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = memory_strndup((const char *)data, 0);
	struct source *source;
	AUTO_KS *ks = NULL;

	if (size > 64 * 1024)
		size = 64 * 1024;
	text = memory_resize(text, size + 1, 1);
	memcpy(text, data, size);
	text[size] = '\0';
	source = source_create("fuzz.cfg", text, size);
	ks = ks_parse(source);
	source_unref(source);
	import(ks, (struct release){0});
	import(ks, (struct release){4, 1, 0});
	import(ks, (struct release){8, 0, 0});
	return 0;
}
