// SPDX-License-Identifier: GPL-3.0-or-later
// What 4.1 cannot be told although it knows the key.
#include "release4.h"

#include <string.h>

#include "driver_files.h"
#include "interface.h"
#include "memory.h"
#include "text.h"

static void refuse(const struct spec_node *node, struct release release, const char *instead,
	struct diagnostics *diagnostics)
{
	char text[RELEASE_TEXT_SIZE];

	release_format(release, text);
	diagnostic_hint(
		diagnostics_add(diagnostics, SEVERITY_ERROR, spec_node_place(node),
			spec_node_path(node), "'%s': nothing is known that does this on ESXi %s",
			spec_node_text(node), text),
		"%s", instead);
}

// A word other than the one that 4.1 can be told.
static void check_word(const struct spec *spec, const char *path, const char *word,
	struct release release, struct diagnostics *diagnostics)
{
	const struct spec_node *node = spec_get(spec, path);

	if (node && !text_equal(spec_node_text(node), word))
		refuse(node, release, word, diagnostics);
}

static void check_log_hosts(
	const struct spec *spec, struct release release, struct diagnostics *diagnostics)
{
	const struct spec_node *list = spec_get(spec, "logging.remote");

	for (size_t i = 0; list && i < spec_node_count(list); i++) {
		const struct spec_node *host = spec_node_at(list, i);

		if (i > 0 || !text_has_prefix(spec_node_text(host), "udp://") ||
			strchr(spec_node_text(host), '['))
			refuse(host, release, "one host, by udp", diagnostics);
	}
}

static void check_drivers(
	const struct spec *spec, struct release release, struct diagnostics *diagnostics)
{
	const struct spec_node *list = spec_get(spec, "drivers");

	for (size_t i = 0; list && i < spec_node_count(list); i++) {
		const struct spec_node *url = spec_node_get(spec_node_at(list, i), "url");

		if (url && driver_is_vib(spec_node_text(url)))
			refuse(url, release, "the offline bundle (.zip) of the driver",
				diagnostics);
	}
}

// Source: facts/host-tasks.md section 6: an interface gets the next free number; vmk0 is there.
static void check_interfaces(
	const struct spec *spec, struct release release, struct diagnostics *diagnostics)
{
	AUTO_INTERFACES interfaces = {0};
	size_t number = 1;
	char text[RELEASE_TEXT_SIZE];

	interfaces_init(&interfaces, spec);
	release_format(release, text);
	for (size_t i = 0; i < interfaces.count; i++) {
		AUTO_FREE char *name = NULL;

		if (text_equal(interfaces.names[i], "vmk0"))
			continue;
		name = memory_printf("vmk%zu", number++);
		if (!text_equal(interfaces.names[i], name))
			diagnostic_hint(diagnostics_add(diagnostics, SEVERITY_ERROR,
						spec_node_place(interfaces.nodes[i]),
						spec_node_path(interfaces.nodes[i]),
						"ESXi %s numbers interfaces itself: '%s' would "
						"become '%s'",
						text, interfaces.names[i], name),
				"vmk1, vmk2 and so on, in this order");
	}
}

// Whether the installer of 4.1 takes "$6$" is not known; if it does not, nobody can log in.
static void check_hash(
	const struct spec *spec, struct release release, struct diagnostics *diagnostics)
{
	const struct spec_node *node = spec_get(spec, "install.root_password");
	const struct spec_node *sha512 = node ? spec_node_get(node, "sha512") : NULL;
	char text[RELEASE_TEXT_SIZE];

	if (!node || (!sha512 && !text_has_prefix(spec_node_text(node), "$6$")))
		return;
	release_format(release, text);
	diagnostic_hint(diagnostics_add(diagnostics, SEVERITY_WARNING, spec_node_place(node),
				spec_node_path(node),
				"no source confirms that ESXi %s takes a SHA-512 hash", text),
		"a hash that begins with $1$, or {env: NAME} or {file: PATH} with the password");
}

void release4_check(
	const struct spec *spec, struct release release, struct diagnostics *diagnostics)
{
	check_word(spec, "install.mode", "install", release, diagnostics);
	check_word(spec, "install.disk.vmfs", "overwrite", release, diagnostics);
	check_interfaces(spec, release, diagnostics);
	check_hash(spec, release, diagnostics);
	check_log_hosts(spec, release, diagnostics);
	check_drivers(spec, release, diagnostics);
}
