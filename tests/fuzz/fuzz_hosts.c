// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: any bytes as a spec with hosts: overlays, variables, selectors, and what is
// rendered.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "all_in_one.h"
#include "lint.h"
#include "render.h"
#include "text.h"

enum { HOSTS_MAX = 8 }; // that are worth their time

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct templates *open_templates(void)
{
	static struct templates *templates;
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_ERROR err = ERROR_INIT;

	if (!templates && templates_open(NULL, &templates, &diagnostics, &err) < 0)
		abort();
	return templates;
}

// A kickstart is ASCII with LF, and the first section is one that esxmint wrote.
static void check_text(const char *text, const char *section)
{
	const char *first = strstr(text, "\n%");

	if (!text_is_ascii(text) || strchr(text, '\r'))
		abort();
	if (section && (!first || !text_has_prefix(first + 1, section)))
		abort();
}

// Selectors of one kind differ, or there is an error.
static void check_disjoint(const struct spec *spec)
{
	for (size_t i = 0; i < spec_host_count(spec) && i < HOSTS_MAX; i++) {
		for (size_t k = 0; k < i; k++) {
			for (enum spec_selector kind = 0; kind < SPEC_SELECTOR_COUNT; kind++) {
				const char *a = spec_host_selector(spec, i, kind);
				const char *b = spec_host_selector(spec, k, kind);

				if (a && b && text_equal(a, b))
					abort();
			}
		}
	}
}

static const struct release release = {8, 0, 3};

// What is found in the spec of a host, and what is rendered where that is no error.
static void work_on(
	const struct spec *all, size_t index, struct diagnostics *diagnostics, struct buffer *ret)
{
	const struct kickstart_options options = {
		.templates = open_templates(), .secrets = SECRET_HIDDEN};
	AUTO_ERROR err = ERROR_INIT;
	AUTO_SPEC *spec = NULL;

	spec_for_host(all, index, &spec, diagnostics);
	if (!spec || !spec_host(spec) || spec_host_count(spec) > 0)
		abort();
	spec_check_release(spec, release, diagnostics);
	lint_spec(spec, release, 0, diagnostics);
	if (diagnostics->error_count > 0)
		return;
	if (kickstart_render(spec, release, &options, ret, diagnostics, &err) < 0 ||
		diagnostics->error_count > 0)
		buffer_truncate(ret, 0);
	check_text(buffer_text(ret), NULL);
}

// Hosts share what they have in common; none of them may notice.
static void check_again(const struct spec *all, size_t index, const struct diagnostics *findings,
	const struct buffer *text)
{
	AUTO_DIAGNOSTICS again = DIAGNOSTICS_INIT;
	AUTO_BUFFER text_again = BUFFER_INIT;

	work_on(all, index, &again, &text_again);
	if (!text_equal(buffer_text(text), buffer_text(&text_again)) ||
		findings->count != again.count)
		abort();
	for (size_t i = 0; i < again.count; i++) {
		if (!text_equal(findings->list[i].message, again.list[i].message))
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct diagnostics findings[HOSTS_MAX] = {0};
	struct buffer texts[HOSTS_MAX] = {0};
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_ALL_IN_ONE *hosts = all_in_one_create();
	AUTO_BUFFER text = BUFFER_INIT;
	AUTO_ERROR err = ERROR_INIT;
	AUTO_SPEC *all = NULL;
	size_t count;

	spec_load_text("fuzz.yaml", (const char *)data, size, &all, &diagnostics);
	count = all ? spec_host_count(all) : 0;
	if (count > 0 && diagnostics.error_count == 0)
		check_disjoint(all);
	count = count < HOSTS_MAX ? count : HOSTS_MAX;
	for (size_t i = 0; i < count; i++)
		work_on(all, i, &findings[i], &texts[i]);
	for (size_t i = count; i-- > 0;)
		check_again(all, i, &findings[i], &texts[i]);
	for (size_t i = 0; i < count; i++) {
		if (texts[i].size > 0)
			all_in_one_add(hosts, all, i, &texts[i], &diagnostics);
		else
			diagnostics_add(&diagnostics, SEVERITY_ERROR, spec_host_place(all, i), NULL,
				"not sound");
		diagnostics_finish(&findings[i]);
		buffer_finish(&texts[i]);
	}
	if (count > 0 && diagnostics.error_count == 0 &&
		all_in_one_render(hosts, all, release, open_templates(), &text, &err) == 0)
		check_text(buffer_text(&text), "%include /tmp/esxmint-host.cfg\n");
	return 0;
}
