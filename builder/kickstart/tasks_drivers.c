// SPDX-License-Identifier: GPL-3.0-or-later
// Data of the tasks that install drivers: in the installer and at the first boot.
#include "commands.h"
#include "driver_files.h"
#include "memory.h"
#include "task_data.h"
#include "text.h"

static size_t driver_count(const struct spec *spec)
{
	return task_count_of(spec, "drivers");
}

static const struct spec_node *driver_at(const struct spec *spec, size_t index)
{
	return spec_node_at(spec_get(spec, "drivers"), index);
}

static const char *driver_text(const struct spec_node *driver, const char *key)
{
	const struct spec_node *node = spec_node_get(driver, key);

	return node ? spec_node_text(node) : "";
}

static bool is_post(const struct spec_node *driver)
{
	return text_equal(driver_text(driver, "stage"), "post");
}

static bool travels(const struct spec_node *driver)
{
	return *driver_text(driver, "path") != '\0';
}

// Is there a driver of that stage that travels, or one that is fetched?
static bool has_driver(const struct spec *spec, bool post, bool travelling)
{
	for (size_t i = 0; i < driver_count(spec); i++) {
		if (is_post(driver_at(spec, i)) == post &&
			travels(driver_at(spec, i)) == travelling)
			return true;
	}
	return false;
}

static bool drivers_wanted(const struct spec *spec)
{
	return has_driver(spec, false, false) || has_driver(spec, false, true);
}

static bool post_drivers_wanted(const struct spec *spec)
{
	return has_driver(spec, true, false) || has_driver(spec, true, true) ||
	       has_driver(spec, false, true);
}

// facts/host-tasks.md section 9: the words of `software acceptance set`.
static void set_level(struct value *data, const struct spec *spec)
{
	static const char *const levels[][2] = {
		{"certified", "VMwareCertified"},
		{"accepted", "VMwareAccepted"},
		{"partner", "PartnerSupported"},
		{"community", "CommunitySupported"},
	};
	const char *level = spec_has(spec, "image.acceptance_level")
				    ? spec_text(spec, "image.acceptance_level")
				    : "";

	value_set_string(data, "level", "");
	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
		if (text_equal(level, levels[i][0]))
			value_set_string(data, "level", levels[i][1]);
	}
}

static struct value *describe(const struct spec_node *driver)
{
	struct value *data = value_map();
	const char *path = driver_text(driver, "path");
	const char *url = driver_text(driver, "url");
	AUTO_FREE char *file = *path ? driver_file_name(path) : memory_strdup("");

	value_set_string(data, "kind", driver_is_vib(*path ? path : url) ? "vib" : "bundle");
	value_set_string(data, "path", path);
	value_set_string(data, "url", url);
	value_set_string(data, "file", file);
	return data;
}

// The drivers of one stage.
static struct value *list_drivers(const struct spec *spec, bool post)
{
	struct value *list = value_list();

	for (size_t i = 0; i < driver_count(spec); i++) {
		if (is_post(driver_at(spec, i)) == post)
			value_append(list, describe(driver_at(spec, i)));
	}
	return list;
}

static struct value *drivers_data(const struct task_context *context)
{
	const struct spec *spec = context->spec;
	struct value *data = value_map();
	bool fresh = commands_mode(spec) == MODE_INSTALL;

	value_set(data, "list", list_drivers(spec, false));
	value_set_bool(data, "web", has_driver(spec, false, false));
	value_set_bool(data, "files", has_driver(spec, false, true));
	value_set_bool(data, "fresh", fresh);
	value_set_bool(data, "stays", spec_flag(spec, "host.maintenance_mode"));
	value_set_bool(data, "close",
		fresh && has_driver(spec, false, false) &&
			!spec_flag(spec, "network.firewall.httpClient.enabled"));
	set_level(data, spec);
	return data;
}

const struct task task_drivers = {
	.name = "drivers",
	.title = "drivers",
	.keys = "drivers, image.acceptance_level",
	.wanted = drivers_wanted,
	.data = drivers_data,
};

// Two paths of one name on the medium: one in a million, but one would overwrite the other.
static void check_names(const struct task_context *context)
{
	const struct spec *spec = context->spec;

	for (size_t i = 0; i < driver_count(spec); i++) {
		const char *path = driver_text(driver_at(spec, i), "path");
		AUTO_FREE char *name = driver_file_name(path);

		for (size_t j = 0; *path && j < i; j++) {
			const char *other = driver_text(driver_at(spec, j), "path");
			AUTO_FREE char *other_name = driver_file_name(other);

			if (!*other || !text_equal(name, other_name))
				continue;
			diagnostic_hint(
				diagnostics_add(context->diagnostics, SEVERITY_ERROR,
					spec_node_place(spec_node_get(driver_at(spec, i), "path")),
					"drivers",
					"'%s' and '%s' would have one name on the medium, '%s'",
					other, path, name),
				"rename one of the files");
		}
	}
}

// Datastores besides datastore1 that an installation may leave: those of the spec, and a
// datastore1 that an earlier first boot renamed.
static struct value *list_volumes(const struct spec *spec)
{
	struct value *list = value_list();
	const struct spec_node *renames = spec_get(spec, "storage.rename_datastores");
	const struct spec_node *made = spec_get(spec, "install.datastores");

	for (size_t i = 0; renames && i < spec_node_count(renames); i++)
		value_append(list, value_string(spec_node_text(spec_node_at(renames, i))));
	for (size_t i = 0; made && i < spec_node_count(made); i++)
		value_append(list, value_string(driver_text(spec_node_at(made, i), "name")));
	return list;
}

static struct value *post_drivers_data(const struct task_context *context)
{
	const struct spec *spec = context->spec;
	struct value *data = value_map();
	struct value *stage = value_list();
	struct value *install = list_drivers(spec, true);

	check_names(context);
	for (size_t i = 0; i < driver_count(spec); i++) {
		const struct spec_node *driver = driver_at(spec, i);

		if (travels(driver) && !is_post(driver))
			value_append(stage, describe(driver));
	}
	value_set_bool(
		data, "medium", has_driver(spec, true, true) || has_driver(spec, false, true));
	value_set_bool(data, "has_stage", value_count(stage) > 0);
	value_set_bool(data, "has_install", value_count(install) > 0);
	value_set(data, "stage", stage);
	value_set(data, "install", install);
	value_set_bool(data, "web", has_driver(spec, true, false));
	value_set(data, "volumes", list_volumes(spec));
	set_level(data, spec);
	if (!value_count(install))
		value_set_string(data, "level", "");
	return data;
}

const struct task task_post_drivers = {
	.name = "post_drivers",
	.title = "drivers of the medium",
	.keys = "drivers",
	.wanted = post_drivers_wanted,
	.data = post_drivers_data,
	.stage = TASK_POST,
};
