// SPDX-License-Identifier: GPL-3.0-or-later
// Rules of storage and drivers that need more than one key.
#include <string.h>

#include "rules.h"
#include "text.h"

static struct spec_node *find_list(const struct rules *rules, const char *path)
{
	struct spec_node *node = rules_node(rules, path);

	return node && node->kind == SPEC_SEQUENCE ? node : NULL;
}

// No two scalars of a list may be the same.
static void check_distinct(const struct rules *rules, const char *path, const char *what)
{
	struct spec_node *list = find_list(rules, path);

	for (size_t i = 0; list && i < list->count; i++) {
		struct spec_node *item = list->entries[i].value;

		for (size_t j = 0; j < i; j++) {
			const struct spec_node *other = list->entries[j].value;

			if (item->invalid || item->kind != SPEC_SCALAR ||
				other->kind != SPEC_SCALAR || !text_equal(item->text, other->text))
				continue;
			rules_fail(rules, item, NULL, "%s '%s' a second time", what, item->text);
			break;
		}
	}
}

static bool is_scalar(const struct spec_entry *entry)
{
	return !entry->value->invalid && entry->value->kind == SPEC_SCALAR;
}

// Two datastores cannot have one name; a mapping cannot have a key twice.
static void check_renames(const struct rules *rules)
{
	struct spec_node *map = rules_node(rules, "storage.rename_datastores");

	for (size_t i = 0; map && map->kind == SPEC_MAPPING && i < map->count; i++) {
		struct spec_entry *entry = &map->entries[i];

		if (!is_scalar(entry))
			continue;
		if (text_equal(entry->key, entry->value->text))
			rules_fail(rules, entry->value, "expected another name",
				"'%s' has that name already", entry->key);
		for (size_t j = 0; j < i; j++) {
			if (!is_scalar(&map->entries[j]) ||
				!text_equal(entry->value->text, map->entries[j].value->text))
				continue;
			rules_fail(rules, entry->value, "expected another name",
				"'%s' is the new name of '%s' already", entry->value->text,
				map->entries[j].key);
			break;
		}
	}
}

// What the host's tool is called with depends on the kind of the file, which its name tells.
static void check_drivers(const struct rules *rules)
{
	struct spec_node *list = find_list(rules, "drivers");

	if (!list)
		return;
	rules_same(rules, list, "path", "driver");
	rules_same(rules, list, "url", "driver");
	for (size_t i = 0; i < list->count; i++) {
		struct spec_node *path = rules_item(list->entries[i].value, "path");
		size_t length = path ? strlen(path->text) : 0;

		if (path && (length < 5 ||
				    (!text_equal_nocase(path->text + length - 4, ".vib") &&
					    !text_equal_nocase(path->text + length - 4, ".zip"))))
			rules_fail(rules, path,
				"expected a .vib, or an offline bundle that ends in .zip",
				"the name of '%s' does not tell what it is", path->text);
	}
}

// The folder of the medium that drivers travel in is not for other files.
static void check_driver_folder(const struct rules *rules)
{
	static const char folder[] = "/DRIVERS";
	struct spec_node *drivers = find_list(rules, "drivers");
	struct spec_node *files = find_list(rules, "image.files");
	bool travels = false;

	for (size_t i = 0; drivers && i < drivers->count; i++)
		travels = travels || rules_item(drivers->entries[i].value, "path");
	for (size_t i = 0; travels && files && i < files->count; i++) {
		struct spec_node *target = rules_item(files->entries[i].value, "target");
		const char *rest = target ? text_skip_prefix(target->text, folder) : NULL;

		if (rest && (!*rest || *rest == '/'))
			rules_fail(rules, target, "expected another folder",
				"'%s' is where the drivers of this spec are", folder);
	}
}

void rules_check_storage(const struct rules *rules)
{
	struct spec_node *nfs = find_list(rules, "storage.nfs");

	check_distinct(rules, "storage.iscsi.bind", "interface");
	check_distinct(rules, "storage.iscsi.send_targets", "target");
	if (nfs)
		rules_same(rules, nfs, "name", "datastore");
	check_renames(rules);
	check_distinct(rules, "logging.remote", "log host");
	check_drivers(rules);
	check_driver_folder(rules);
}
