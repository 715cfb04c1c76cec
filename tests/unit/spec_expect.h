// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of the spec share: a text goes in, and its findings are compared line by line.
#pragma once

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "spec.h"
#include "suite.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

// The least that loads without a finding; three lines.
#define HEAD                                                                                       \
	"esxmint: 1\nbase: {iso: base.iso}\ninstall: {accept_eula: true, root_password: {env: "    \
	"X}}\n"

// "line:column path: message", one a line.
static inline void print_findings(const struct diagnostics *diagnostics, struct buffer *out)
{
	for (size_t i = 0; i < diagnostics->count; i++) {
		const struct diagnostic *finding = &diagnostics->list[i];

		buffer_printf(out, "%u:%u %s%s%s\n", finding->place.line, finding->place.column,
			finding->path ? finding->path : "", finding->path ? ": " : "",
			finding->message);
	}
}

static inline void expect_sized(const char *text, size_t size, const char *findings)
{
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_BUFFER out = BUFFER_INIT;
	AUTO_SPEC *spec = NULL;

	spec_load_text("test.yaml", text, size, &spec, &diagnostics);
	print_findings(&diagnostics, &out);
	ck_assert_str_eq(buffer_text(&out), findings);
}

static inline void expect(const char *text, const char *findings)
{
	expect_sized(text, strlen(text), findings);
}

// Loads a text that has no findings.
static inline struct spec *load_clean(const char *text)
{
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_BUFFER out = BUFFER_INIT;
	struct spec *spec = NULL;

	spec_load_text("test.yaml", text, strlen(text), &spec, &diagnostics);
	print_findings(&diagnostics, &out);
	ck_assert_str_eq(buffer_text(&out), "");
	ck_assert_ptr_nonnull(spec);
	return spec;
}

struct expectation {
	const char *text;
	const char *findings;
};
