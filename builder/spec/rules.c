// SPDX-License-Identifier: GPL-3.0-or-later
// What the table cannot say because it needs more than one key: only what is certainly wrong.
#include <stdarg.h>
#include <string.h>

#include "memory.h"
#include "rules.h"
#include "text.h"

struct spec_node *rules_node(const struct rules *rules, const char *path)
{
	struct spec_node *node = node_find(rules->root, path, NULL);

	return node && !node->invalid ? node : NULL;
}

const char *rules_text(const struct rules *rules, const char *path, const char *otherwise)
{
	const struct spec_node *node = rules_node(rules, path);

	return node && node->kind == SPEC_SCALAR ? node->text : otherwise;
}

struct spec_node *rules_item(const struct spec_node *item, const char *key)
{
	const struct spec_entry *entry = node_entry(item, key);
	struct spec_node *node = entry ? entry->value : NULL;

	return node && !node->invalid && node->kind == SPEC_SCALAR ? node : NULL;
}

void rules_fail(const struct rules *rules, struct spec_node *node, const char *hint,
	const char *format, ...)
{
	AUTO_FREE char *message = NULL;
	struct diagnostic *diagnostic;
	va_list args;

	va_start(args, format);
	message = memory_vprintf(format, args);
	va_end(args);
	diagnostic = check_fail(rules->diagnostics, node, "%s", message);
	if (hint)
		diagnostic_hint(diagnostic, "%s", hint);
}

// A key that only some other value makes necessary; the finding stands at the parent's key.
static void require(
	const struct rules *rules, const char *parent, const char *key, const char *reason)
{
	AUTO_FREE char *path = node_join_path(parent, key);
	const struct spec_entry *entry = node_entry(rules->root, parent);

	if (rules->broken || !entry || entry->value->invalid ||
		entry->value->kind != SPEC_MAPPING || node_entry(entry->value, key) ||
		check_misspelt(entry->value, schema_find(parent), key))
		return;
	diagnostic_hint(diagnostics_add(rules->diagnostics, SEVERITY_ERROR, entry->key_place, path,
				"required key '%s' is missing", key),
		"%s", reason);
}

static void check_release(const struct rules *rules)
{
	struct spec_node *node = rules_node(rules, "base.release");
	struct release release;

	if (!node || node->kind != SPEC_SCALAR || !release_parse(node->text, &release))
		return;
	if (!release_exists(release))
		rules_fail(rules, node,
			"expected 4.1, 5.0, 5.1, 5.5, 6.0, 6.5, 6.7, 7.0, 8.0, 9.0 or 9.1, and an "
			"update",
			"there is no ESXi %s", node->text);
	else if (!release_supported(release))
		rules_fail(rules, node, "expected 4.1 to 9.x",
			"ESXi %s has no scripted installation", node->text);
}

static void check_mode(const struct rules *rules)
{
	// An enum with a finding says nothing about what else is needed.
	static const char *const only_install[] = {"install.clear", "install.datastores"};
	const struct spec_node *written = node_find(rules->root, "install.mode", NULL);
	const char *mode = rules_text(rules, "install.mode", "install");
	struct spec_node *eula = rules_node(rules, "install.accept_eula");

	if (eula && text_equal(eula->text, "false"))
		rules_fail(rules, eula, "read the license terms and write true",
			"the license is not accepted");
	if (written && written->invalid)
		return;
	if (!text_equal(mode, "upgrade"))
		require(rules, "install", "accept_eula",
			"the installer stops without it: write true");
	if (text_equal(mode, "install")) {
		require(rules, "install", "root_password",
			"expected {env: NAME}, {file: PATH}, {plain: TEXT}, {sha512: HASH} or a "
			"hash");
		return;
	}
	// facts/kickstart.md 2.4: clearpart and part require the command install.
	for (size_t i = 0; i < sizeof(only_install) / sizeof(only_install[0]); i++) {
		struct spec_node *node = rules_node(rules, only_install[i]);

		if (node)
			rules_fail(rules, node, "only mode 'install' knows it",
				"'%s' does not go with mode '%s'", only_install[i], mode);
	}
}

static void check_disk(const struct rules *rules)
{
	struct spec_node *ssd = rules_node(rules, "install.disk.ignore_ssd");
	const char *mode = rules_text(rules, "install.mode", "install");

	if (!ssd || !text_equal(ssd->text, "true"))
		return;
	// facts/kickstart.md 2.3, --ignoressd
	if (rules_node(rules, "install.disk.name"))
		rules_fail(rules, ssd, "choose the disk by 'first'",
			"'ignore_ssd' does not go with 'name'");
	else if (!text_equal(mode, "install"))
		rules_fail(rules, ssd, "only mode 'install' knows it",
			"'ignore_ssd' does not go with mode '%s'", mode);
}

static void check_clear(const struct rules *rules)
{
	struct spec_node *all = rules_node(rules, "install.clear.all");
	struct spec_node *ignore = rules_node(rules, "install.clear.ignore");

	if (all && text_equal(all->text, "false"))
		rules_fail(rules, all, "name the disks by 'disks' or 'first'",
			"'all: false' chooses no disk");
	// facts/kickstart.md 2.6: --ignoredrives excludes --drives and --firstdisk
	if (ignore && !node_find(rules->root, "install.clear.all", NULL) && !rules->broken)
		rules_fail(rules, ignore, "write 'all: true' beside it",
			"'ignore' goes with 'all' only");
}

void rules_same(
	const struct rules *rules, struct spec_node *list, const char *key, const char *what)
{
	for (size_t i = 0; i < list->count; i++) {
		struct spec_entry *entry = node_entry(list->entries[i].value, key);

		if (!entry || entry->value->invalid || entry->value->kind != SPEC_SCALAR)
			continue;
		for (size_t j = 0; j < i; j++) {
			const struct spec_entry *other = node_entry(list->entries[j].value, key);

			if (!other || other->value->kind != SPEC_SCALAR ||
				!text_equal(other->value->text, entry->value->text))
				continue;
			rules_fail(rules, entry->value, NULL, "%s '%s' a second time", what,
				entry->value->text);
			break;
		}
	}
}

static void check_datastores(const struct rules *rules)
{
	struct spec_node *list = rules_node(rules, "install.datastores");
	const char *target = rules_text(rules, "install.disk.name", NULL);

	if (!list || list->kind != SPEC_SEQUENCE)
		return;
	rules_same(rules, list, "name", "datastore");
	rules_same(rules, list, "disk", "disk");
	// facts/kickstart.md 2.7: never on the install disk
	for (size_t i = 0; target && i < list->count; i++) {
		struct spec_entry *disk = node_entry(list->entries[i].value, "disk");

		if (disk && !disk->value->invalid && disk->value->kind == SPEC_SCALAR &&
			text_equal(disk->value->text, target))
			rules_fail(rules, disk->value, "name another disk",
				"the disk of the datastore is the one that is installed on");
	}
}

// Without case: an edit of boot.cfg takes "KS=" for "ks=" as well.
static bool is_reserved_option(const char *name)
{
	static const char *const reserved[] = {"ks", "cdromBoot", "runweasel"};

	for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++) {
		if (text_equal_nocase(reserved[i], name))
			return true;
	}
	return false;
}

static void check_kernel_options(const struct rules *rules)
{
	struct spec_node *options = rules_node(rules, "image.kernel_options");

	for (size_t i = 0; options && i < options->count; i++) {
		struct spec_entry *entry = &options->entries[i];

		if (options->kind == SPEC_MAPPING && !entry->value->invalid &&
			is_reserved_option(entry->key))
			rules_fail(rules, entry->value, "leave it out",
				"kernel option '%s' is set by esxmint itself", entry->key);
	}
}

// One target that is a folder of another: "/EXTRA" and "/EXTRA/CA.PEM".
static bool is_below(const char *path, const char *folder)
{
	const char *rest = text_skip_prefix(path, folder);

	return rest && *rest == '/';
}

static void check_files(const struct rules *rules)
{
	static const char reserved[] = "/KS.CFG|/BOOT.CFG|/EFI/BOOT/BOOT.CFG";
	struct spec_node *files = rules_node(rules, "image.files");

	if (!files || files->kind != SPEC_SEQUENCE)
		return;
	rules_same(rules, files, "target", "target");
	for (size_t i = 0; i < files->count; i++) {
		struct spec_entry *entry = node_entry(files->entries[i].value, "target");

		if (!entry || entry->value->invalid || entry->value->kind != SPEC_SCALAR)
			continue;
		if (schema_words_have(reserved, entry->value->text)) {
			rules_fail(rules, entry->value, "choose another name",
				"'%s' is written by esxmint itself", entry->value->text);
			continue;
		}
		for (size_t j = 0; j < files->count; j++) {
			const struct spec_entry *other =
				node_entry(files->entries[j].value, "target");

			if (!other || other->value->kind != SPEC_SCALAR ||
				!is_below(other->value->text, entry->value->text))
				continue;
			rules_fail(rules, entry->value, "choose another name",
				"'%s' is the folder of another target", entry->value->text);
			break;
		}
	}
}

void rules_check(struct spec_node *root, bool broken, struct diagnostics *diagnostics)
{
	struct rules rules = {root, broken, diagnostics};

	check_release(&rules);
	check_mode(&rules);
	check_disk(&rules);
	check_clear(&rules);
	check_datastores(&rules);
	check_kernel_options(&rules);
	check_files(&rules);
	rules_check_network(&rules);
	rules_check_storage(&rules);
}
