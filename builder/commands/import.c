// SPDX-License-Identifier: GPL-3.0-or-later
// esxmint import: the spec of a kickstart that is there.
#include "import.h"

#include <string.h>

#include "command.h"
#include "file.h"
#include "findings.h"
#include "lint_target.h"
#include "medium_content.h"
#include "memory.h"
#include "text.h"

static int read_release(const struct arguments *arguments, struct release *ret, struct error *err)
{
	const char *text = arguments_value(arguments, "release");

	*ret = (struct release){0};
	if (!text)
		return 0;
	if (!release_parse(text, ret) || !release_exists(*ret) || !release_supported(*ret))
		return error_set(err, ERROR_USAGE,
			"'%s' is no release of ESXi with scripted installations (4.1 to 9.x)",
			text);
	return 0;
}

static void parse(const char *name, struct buffer *text, struct ks **ret)
{
	size_t size = text->size;
	struct source *source = source_create(name, buffer_steal(text), size);

	*ret = ks_parse(source);
	source_unref(source);
}

// The kickstart of a medium, which also tells the release where nobody did.
static int read_medium(
	const char *path, struct ks **ret, struct release *release, struct error *err)
{
	AUTO_DIAGNOSTICS ignored = DIAGNOSTICS_INIT; // verify's business
	AUTO_MEDIUM_CONTENT *content = NULL;
	AUTO_FREE char *name = NULL;

	if (medium_content_read(path, &content, &ignored, err) < 0)
		return -1;
	if (!content->kickstart_path)
		return error_set(err, ERROR_INPUT, "there is no kickstart on '%s'", path);
	name = memory_printf("%s:%s", path, content->kickstart_path);
	if (!release_known(*release))
		*release = content->medium->release;
	parse(name, &content->kickstart, ret);
	return 0;
}

static int read_kickstart(
	const char *path, struct ks **ret, struct release *release, struct error *err)
{
	AUTO_BUFFER text = BUFFER_INIT;
	enum lint_kind kind;

	if (lint_kind_of(path, &kind, err) < 0)
		return -1;
	if (kind == LINT_MEDIUM)
		return read_medium(path, ret, release, err);
	if (lint_path_ends(path, ".yaml") || lint_path_ends(path, ".yml"))
		return error_set(err, ERROR_USAGE, "'%s' is a spec already", path);
	if (file_read(path, LINT_KICKSTART_MAX, &text, err) < 0)
		return -1;
	parse(path, &text, ret);
	return 0;
}

COMMAND(import)
{
	const char *output = arguments_value(arguments, "output");
	const char *path = arguments_at(arguments, 0);
	AUTO_DIAGNOSTICS findings = DIAGNOSTICS_INIT;
	AUTO_BUFFER spec = BUFFER_INIT;
	AUTO_KS *ks = NULL;
	struct release release;

	if (output && !text_equal(output, "-") && file_same(output, path))
		return error_set(err, ERROR_USAGE, "the output is the kickstart '%s' itself", path);
	if (read_release(arguments, &release, err) < 0 ||
		read_kickstart(path, &ks, &release, err) < 0)
		return -1;
	import_kickstart(ks, release, &spec, &findings);
	diagnostics_merge(&findings);
	findings_report(arguments, &findings);
	return file_write(output ? output : "-", arguments_flag(arguments, "force"),
		buffer_text(&spec), spec.size, err);
}
