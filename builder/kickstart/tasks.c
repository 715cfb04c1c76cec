// SPDX-License-Identifier: GPL-3.0-or-later
// The order of the tasks, and how their data is read from a spec.
#include "tasks.h"

#include <string.h>

#include "memory.h"
#include "mustache.h"
#include "task_data.h"
#include "text.h"

// Source of the order: facts/host-tasks.md, sections 2 to 14. What needs names comes behind DNS,
// what needs addresses behind the network, what may lock the door at the end.
// clang-format off
const struct task *const tasks[] = {
	&task_post_drivers,
	&task_drivers, // devices before what is set up on them, files before datastores are renamed
	&task_dns, // names are resolved before anything asks for one
	&task_vswitches, // uplinks before the policies that name them, all of that before addresses
	&task_portgroups,
	&task_vmkernel,
	&task_routes,
	&task_ipv6,
	&task_firewall,
	&task_multipath, // a rule acts on disks that are found behind it
	&task_iscsi,
	&task_nfs,
	&task_rename_datastores, // before anything uses the new names
	&task_scratch,
	&task_ntp,
	&task_logging,
	&task_core_dump,
	&task_ssh,
	&task_shell,
	&task_snmp,
	&task_users,
	&task_password_policy, // behind the users: their passwords were chosen before it
	&task_advanced,
	&task_kernel_settings,
	&task_modules,
	&task_ceip,
	&task_welcome,
	&task_issue,
	&task_passthrough,
	&task_backup,
	&task_maintenance_mode,
	&task_lockdown, // the door is locked by who leaves last
};
// clang-format on
const size_t task_count = sizeof(tasks) / sizeof(*tasks);

size_t task_count_of(const struct spec *spec, const char *path)
{
	const struct spec_node *node = spec_get(spec, path);

	return node ? spec_node_count(node) : 0;
}

struct value *task_list_of(const struct spec *spec, const char *path)
{
	struct value *list = value_list();
	const struct spec_node *node = spec_get(spec, path);

	for (size_t i = 0; node && i < spec_node_count(node); i++)
		value_append(list, value_string(spec_node_text(spec_node_at(node, i))));
	return list;
}

struct value *task_item(const struct spec_node *node)
{
	struct value *item = value_map();

	value_set_string(item, MUSTACHE_ORIGIN, spec_node_path(node));
	return item;
}

void task_set_text(struct value *data, const char *key, const struct spec *spec, const char *path)
{
	const char *text = spec_text(spec, path);

	value_set_string(data, key, text ? text : "");
}

void task_set_switch(struct value *data, const struct spec *spec, const char *path)
{
	bool said = spec_has(spec, path);

	value_set_bool(data, "enable", said && spec_flag(spec, path));
	value_set_bool(data, "disable", said && !spec_flag(spec, path));
}

bool task_is_number(const struct spec_node *node)
{
	const char *text = spec_node_text(node);
	uint64_t number;

	return !spec_node_quoted(node) &&
	       text_parse_number(text + (*text == '-'), INT64_MAX, &number);
}

struct value *task_secret(const struct task_context *context, const char *path)
{
	struct spec_secret secret = {0};
	AUTO_ERROR err = ERROR_INIT;
	struct value *value;

	if (context->secrets != SECRET_SHOWN) {
		AUTO_FREE char *stars = secret_stand_in(context->spec, path, context->secrets);

		return value_string(stars);
	}
	if (spec_secret_read(context->spec, path, &secret, &err) < 0) {
		diagnostics_add(context->diagnostics, SEVERITY_ERROR,
			spec_place(context->spec, path), path, "%s", err.text);
		return value_string("");
	}
	value = value_string(secret.value);
	spec_secret_finish(&secret);
	return value;
}

char *task_path(const struct task *task, const struct spec *spec)
{
	for (const char *key = task->keys;; key += strspn(key, ", ")) {
		size_t length = strcspn(key, ",");
		AUTO_FREE char *path = memory_strndup(key, length);

		key += length;
		if (!*key || spec_has(spec, path))
			return STEAL(path);
	}
}

bool tasks_need(const struct spec *spec, enum task_stage stage)
{
	for (size_t i = 0; i < task_count; i++) {
		if (tasks[i]->stage == stage && tasks[i]->wanted(spec))
			return true;
	}
	return false;
}

bool tasks_need_firstboot(const struct spec *spec)
{
	return tasks_need(spec, TASK_FIRSTBOOT) || task_count_of(spec, "scripts.firstboot") > 0;
}
