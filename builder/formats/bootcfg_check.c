// SPDX-License-Identifier: GPL-3.0-or-later
// What ESXi's loader would stumble over in a boot.cfg (facts/loader.md, seen by booting).
#include <string.h>

#include "bootcfg_lines.h"
#include "memory.h"
#include "text.h"

static struct place place(const struct bootcfg *bootcfg, const struct bootcfg_line *line)
{
	return bootcfg_place(bootcfg, line ? line->number : 0);
}

static struct place place_of(const struct bootcfg *bootcfg, enum bootcfg_key key)
{
	return place(bootcfg, bootcfg_find_line(bootcfg, key));
}

static void check_ascii(const struct bootcfg *bootcfg, const struct bootcfg_line *line,
	struct diagnostics *diagnostics)
{
	if (line == bootcfg->lines && text_has_prefix(line->text, "\xef\xbb\xbf"))
		diagnostics_add(diagnostics, SEVERITY_WARNING, place(bootcfg, line), NULL,
			"a byte-order mark hides the key of the first line");
	if (line->key >= 0 && !text_is_ascii(line->text))
		diagnostics_add(diagnostics, SEVERITY_ERROR, place(bootcfg, line), NULL,
			"'%s' holds bytes that are not ASCII",
			bootcfg_key_name((enum bootcfg_key)line->key));
}

// A key with blanks before '=' is no key; an abbreviated one may be another than its writer meant.
static void check_key(const struct bootcfg *bootcfg, const struct bootcfg_line *line,
	struct diagnostics *diagnostics)
{
	const char *name = line->text + line->name;
	size_t length = strcspn(name, "=");
	struct diagnostic *finding;

	if (name[0] == '#' || name[length] != '=')
		return;
	if (line->key >= 0) {
		const char *key = bootcfg_key_name((enum bootcfg_key)line->key);

		if (length == strlen(key))
			return;
		finding = diagnostics_add(diagnostics, SEVERITY_WARNING, place(bootcfg, line), NULL,
			"the loader takes the key '%.*s' for '%s'", (int)length, name, key);
		diagnostic_hint(finding, "write the key in full");
		return;
	}
	while (length > 0 && bootcfg_is_space(name[length - 1]))
		length--;
	for (int i = 0; i < BOOTCFG_KEY_COUNT; i++) {
		AUTO_FREE char *word = memory_strndup(name, length);

		if (!text_equal_nocase(word, bootcfg_key_name((enum bootcfg_key)i)))
			continue;
		finding = diagnostics_add(diagnostics, SEVERITY_WARNING, place(bootcfg, line), NULL,
			"the loader ignores '%s': blanks stand before '='", word);
		diagnostic_hint(finding, "write '%s=' without blanks", word);
	}
}

static void check_duplicates(const struct bootcfg *bootcfg, struct diagnostics *diagnostics)
{
	for (size_t i = 0; i < bootcfg->line_count; i++) {
		const struct bootcfg_line *line = &bootcfg->lines[i];
		const struct bootcfg_line *last;

		if (line->key < 0)
			continue;
		last = bootcfg_find_line(bootcfg, (enum bootcfg_key)line->key);
		if (last != line)
			diagnostics_add(diagnostics, SEVERITY_WARNING, place(bootcfg, line), NULL,
				"'%s' does not count: line %zu sets it again",
				bootcfg_key_name((enum bootcfg_key)line->key),
				(size_t)(last - bootcfg->lines) + 1);
	}
}

static void check_line_ends(const struct bootcfg *bootcfg, struct diagnostics *diagnostics)
{
	for (size_t i = 0; i < bootcfg->line_count; i++) {
		const char *found = strchr(bootcfg->lines[i].text, '\r');
		struct diagnostic *finding;

		if (!found || !found[strspn(found, "\r")])
			continue;
		finding = diagnostics_add(diagnostics, SEVERITY_ERROR,
			place(bootcfg, &bootcfg->lines[i]), NULL,
			"a carriage return alone does not end a line");
		diagnostic_hint(finding, "end lines with a line feed");
		return;
	}
}

// The file name without its extension.
static char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;

	return memory_strndup(name, strcspn(name, "."));
}

static bool has_dots(const char *path)
{
	for (const char *part = path; part; part = strchr(part, '/')) {
		size_t length;

		part += *part == '/';
		length = strcspn(part, "/");
		if ((length == 1 && part[0] == '.') || (length == 2 && !strncmp(part, "..", 2)))
			return true;
	}
	return false;
}

static void check_path(const struct bootcfg *bootcfg, enum bootcfg_key key, const char *name,
	const char *path, enum bootcfg_firmware firmware, struct diagnostics *diagnostics)
{
	struct diagnostic *finding;
	bool relative = name[0] != '/' && name[0] != '\\' && !bootcfg_path_is_url(name);

	if (has_dots(path)) {
		finding = diagnostics_add(diagnostics,
			firmware == BOOTCFG_BIOS ? SEVERITY_ERROR : SEVERITY_WARNING,
			place_of(bootcfg, key), NULL, "'%s' has '.' or '..' in its path", name);
		diagnostic_hint(finding, "the loader does not find such names in BIOS mode");
	}
	if (relative && firmware == BOOTCFG_UEFI && !bootcfg_get(bootcfg, BOOTCFG_PREFIX)) {
		finding = diagnostics_add(diagnostics, SEVERITY_ERROR, place_of(bootcfg, key), NULL,
			"'%s' is relative and 'prefix' is empty", name);
		diagnostic_hint(finding, "write '/%s' or 'prefix=/'", name);
	}
}

static void check_kernel(const struct bootcfg *bootcfg, enum bootcfg_firmware firmware,
	struct diagnostics *diagnostics)
{
	const char *kernel = bootcfg_get(bootcfg, BOOTCFG_KERNEL);
	const char *options = bootcfg_get(bootcfg, BOOTCFG_KERNELOPT);
	size_t length;

	if (!kernel) {
		diagnostics_add(diagnostics, SEVERITY_ERROR, place_of(bootcfg, BOOTCFG_KERNEL),
			NULL, "no kernel is named");
		return;
	}
	check_path(bootcfg, BOOTCFG_KERNEL, kernel, bootcfg->kernel_path, firmware, diagnostics);
	length = strlen(bootcfg->kernel_path) + (options ? 1 + strlen(options) : 0);
	if (length > BOOTCFG_KERNEL_LINE_MAX)
		diagnostics_add(diagnostics, SEVERITY_ERROR, place_of(bootcfg, BOOTCFG_KERNELOPT),
			NULL, "the kernel line has %zu characters, the loader passes at most %d",
			length, BOOTCFG_KERNEL_LINE_MAX);
}

// Secure Boot checks these by base name, a second one of the name stops the boot.
static void check_reserved(const struct bootcfg *bootcfg, struct diagnostics *diagnostics)
{
	static const char *const reserved[] = {"s", "sb", "esxcore", "esxupdt"};

	for (size_t r = 0; r < sizeof(reserved) / sizeof(reserved[0]); r++) {
		size_t count = 0;

		for (size_t i = 0; i < bootcfg->module_count; i++) {
			AUTO_FREE char *base = base_name(bootcfg->modules[i].path);

			count += text_equal_nocase(base, reserved[r]);
		}
		if (count > 1)
			diagnostics_add(diagnostics, SEVERITY_WARNING,
				place_of(bootcfg, BOOTCFG_MODULES), NULL,
				"%zu modules have the base name '%s': Secure Boot refuses that",
				count, reserved[r]);
	}
}

// "---" ends a name wherever it stands. Where other separators have blanks around them, one without
// may have been meant as a part of a name; if so, a module is missing, which is found elsewhere.
static void check_separators(const struct bootcfg *bootcfg, struct diagnostics *diagnostics)
{
	const char *list = bootcfg_get(bootcfg, BOOTCFG_MODULES);
	size_t loose = 0, tight = 0;

	for (const char *at = list; at && (at = strstr(at, "---")); at += 3) {
		if (at > list && at[-1] != ' ' && at[3] && at[3] != ' ')
			tight++;
		else
			loose++;
	}
	if (tight > 0 && loose > 0)
		diagnostics_add(diagnostics, SEVERITY_ADVICE, place_of(bootcfg, BOOTCFG_MODULES),
			NULL, "'---' inside a word parts two modules: a file name cannot hold it");
	if (list && bootcfg->module_count != loose + tight + 1)
		diagnostics_add(diagnostics, SEVERITY_WARNING, place_of(bootcfg, BOOTCFG_MODULES),
			NULL, "the module list has an entry without a name");
}

static void check_modules(const struct bootcfg *bootcfg, enum bootcfg_firmware firmware,
	struct diagnostics *diagnostics)
{
	struct place at = place_of(bootcfg, BOOTCFG_MODULES);

	if (bootcfg->module_count == 0)
		diagnostics_add(diagnostics, SEVERITY_WARNING, at, NULL, "no modules are named");
	if (bootcfg->module_count > BOOTCFG_MODULE_COUNT_MAX)
		diagnostics_add(diagnostics, SEVERITY_ERROR, at, NULL,
			"%zu modules are more than the %d that surely load", bootcfg->module_count,
			BOOTCFG_MODULE_COUNT_MAX);
	for (size_t i = 0; i < bootcfg->module_count; i++) {
		const struct bootcfg_module *module = &bootcfg->modules[i];
		size_t length = strlen(module->path);

		length += *module->options ? 1 + strlen(module->options) : 0;
		if (length > BOOTCFG_MODULE_LINE_MAX)
			diagnostics_add(diagnostics, SEVERITY_ERROR, at, NULL,
				"the line of module '%s' has %zu characters, the loader passes at "
				"most %d",
				module->name, length, BOOTCFG_MODULE_LINE_MAX);
		check_path(bootcfg, BOOTCFG_MODULES, module->name, module->path, firmware,
			diagnostics);
	}
	check_reserved(bootcfg, diagnostics);
	check_separators(bootcfg, diagnostics);
}

void bootcfg_check(const struct bootcfg *bootcfg, enum bootcfg_firmware firmware,
	struct diagnostics *diagnostics)
{
	for (size_t i = 0; i < bootcfg->line_count; i++) {
		check_ascii(bootcfg, &bootcfg->lines[i], diagnostics);
		check_key(bootcfg, &bootcfg->lines[i], diagnostics);
	}
	check_line_ends(bootcfg, diagnostics);
	check_duplicates(bootcfg, diagnostics);
	check_kernel(bootcfg, firmware, diagnostics);
	check_modules(bootcfg, firmware, diagnostics);
}
