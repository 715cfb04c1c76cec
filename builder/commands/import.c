// SPDX-License-Identifier: GPL-3.0-or-later
// esxmint import: the spec of a kickstart that is there.
#include "import.h"

#include <string.h>

#include "command.h"
#include "file.h"
#include "findings.h"
#include "text.h"

enum { KICKSTART_MAX = 4 * 1024 * 1024 }; // bytes

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

static int read_kickstart(const char *path, struct ks **ret, struct error *err)
{
	AUTO_BUFFER text = BUFFER_INIT;
	struct source *source;
	size_t size;

	if (file_read(path, KICKSTART_MAX, &text, err) < 0)
		return -1;
	size = text.size;
	source = source_create(path, buffer_steal(&text), size);
	*ret = ks_parse(source);
	source_unref(source);
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
	if (read_release(arguments, &release, err) < 0 || read_kickstart(path, &ks, err) < 0)
		return -1;
	import_kickstart(ks, release, &spec, &findings);
	diagnostics_merge(&findings);
	findings_report(arguments, &findings);
	return file_write(output ? output : "-", arguments_flag(arguments, "force"),
		buffer_text(&spec), spec.size, err);
}
