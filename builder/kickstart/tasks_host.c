// SPDX-License-Identifier: GPL-3.0-or-later
// Data of the tasks that set up services and settings of the host.
#include "buffer.h"
#include "form.h"
#include "memory.h"
#include "task_data.h"
#include "text.h"

static bool ntp_wanted(const struct spec *spec)
{
	return task_count_of(spec, "time.ntp") > 0;
}

static struct value *ntp_data(const struct task_context *context)
{
	struct value *data = value_map();

	value_set(data, "servers", task_list_of(context->spec, "time.ntp"));
	return data;
}

const struct task task_ntp = {
	.name = "ntp",
	.title = "time servers",
	.keys = "time.ntp",
	.wanted = ntp_wanted,
	.data = ntp_data,
};

static bool ssh_wanted(const struct spec *spec)
{
	return spec_has(spec, "services.ssh.enabled") ||
	       task_count_of(spec, "services.ssh.authorized_keys") > 0;
}

static struct value *ssh_data(const struct task_context *context)
{
	const struct spec *spec = context->spec;
	struct value *data = value_map();

	task_set_switch(data, spec, "services.ssh.enabled");
	value_set_bool(data, "has_keys", task_count_of(spec, "services.ssh.authorized_keys") > 0);
	value_set(data, "keys", task_list_of(spec, "services.ssh.authorized_keys"));
	return data;
}

const struct task task_ssh = {
	.name = "ssh",
	.title = "SSH",
	.keys = "services.ssh",
	.wanted = ssh_wanted,
	.data = ssh_data,
};

static bool shell_wanted(const struct spec *spec)
{
	return task_count_of(spec, "services.shell") > 0;
}

static struct value *shell_data(const struct task_context *context)
{
	const struct spec *spec = context->spec;
	struct value *data = value_map();
	const char *timeout = spec_text(spec, "services.shell.idle_timeout");

	task_set_switch(data, spec, "services.shell.enabled");
	value_set_string(data, "idle_timeout",
		spec_has(spec, "services.shell.idle_timeout") && timeout ? timeout : "");
	value_set_bool(data, "has_warning", spec_has(spec, "services.shell.suppress_warning"));
	value_set_bool(data, "suppress", spec_flag(spec, "services.shell.suppress_warning"));
	return data;
}

const struct task task_shell = {
	.name = "shell",
	.title = "ESXi Shell",
	.keys = "services.shell",
	.wanted = shell_wanted,
	.data = shell_data,
};

static bool advanced_wanted(const struct spec *spec)
{
	return task_count_of(spec, "host.advanced") > 0;
}

static struct value *advanced_data(const struct task_context *context)
{
	struct value *list = value_list();
	const struct spec_node *node = spec_get(context->spec, "host.advanced");

	for (size_t i = 0; i < spec_node_count(node); i++) {
		const struct spec_node *item = spec_node_at(node, i);
		struct value *data = task_item(item);

		value_set_string(data, "option", spec_node_key(node, i));
		value_set_string(data, "value", spec_node_text(item));
		value_set_bool(data, "is_number", task_is_number(item));
		value_append(list, data);
	}
	return list;
}

const struct task task_advanced = {
	.name = "advanced",
	.title = "advanced settings",
	.keys = "host.advanced",
	.wanted = advanced_wanted,
	.data = advanced_data,
};

static bool ceip_wanted(const struct spec *spec)
{
	return spec_has(spec, "host.ceip");
}

static struct value *ceip_data(const struct task_context *context)
{
	struct value *data = value_map();

	value_set_string(data, "level", spec_flag(context->spec, "host.ceip") ? "1" : "2");
	return data;
}

const struct task task_ceip = {
	.name = "ceip",
	.title = "customer experience programme",
	.keys = "host.ceip",
	.wanted = ceip_wanted,
	.data = ceip_data,
};

// A list of the entries of a mapping: name, and the value under `key`.
static struct value *named_data(const struct spec *spec, const char *path, const char *key)
{
	struct value *list = value_list();
	const struct spec_node *node = spec_get(spec, path);

	for (size_t i = 0; i < spec_node_count(node); i++) {
		struct value *data = task_item(spec_node_at(node, i));

		value_set_string(data, "name", spec_node_key(node, i));
		value_set_string(data, key, spec_node_text(spec_node_at(node, i)));
		value_append(list, data);
	}
	return list;
}

static bool kernel_settings_wanted(const struct spec *spec)
{
	return task_count_of(spec, "host.kernel_settings") > 0;
}

static struct value *kernel_settings_data(const struct task_context *context)
{
	return named_data(context->spec, "host.kernel_settings", "value");
}

const struct task task_kernel_settings = {
	.name = "kernel_settings",
	.title = "kernel settings",
	.keys = "host.kernel_settings",
	.wanted = kernel_settings_wanted,
	.data = kernel_settings_data,
};

static bool modules_wanted(const struct spec *spec)
{
	return task_count_of(spec, "host.modules") > 0;
}

static struct value *modules_data(const struct task_context *context)
{
	return named_data(context->spec, "host.modules", "parameters");
}

const struct task task_modules = {
	.name = "modules",
	.title = "parameters of modules",
	.keys = "host.modules",
	.wanted = modules_wanted,
	.data = modules_data,
};

static bool snmp_wanted(const struct spec *spec)
{
	return task_count_of(spec, "services.snmp") > 0;
}

static char *join_list(const struct spec *spec, const char *path)
{
	AUTO_BUFFER text = BUFFER_INIT;
	const struct spec_node *node = spec_get(spec, path);

	for (size_t i = 0; node && i < spec_node_count(node); i++)
		buffer_printf(&text, "%s%s", i ? "," : "", spec_node_text(spec_node_at(node, i)));
	return buffer_steal(&text);
}

static struct value *snmp_data(const struct task_context *context)
{
	struct value *data = value_map();
	AUTO_FREE char *communities = join_list(context->spec, "services.snmp.communities");
	AUTO_FREE char *targets = join_list(context->spec, "services.snmp.targets");

	value_set_string(data, "communities", communities);
	value_set_string(data, "targets", targets);
	return data;
}

const struct task task_snmp = {
	.name = "snmp",
	.title = "SNMP",
	.keys = "services.snmp",
	.wanted = snmp_wanted,
	.data = snmp_data,
};

static struct value *no_data(const struct task_context *context)
{
	(void)context;
	return value_map();
}

static bool maintenance_mode_wanted(const struct spec *spec)
{
	return spec_flag(spec, "host.maintenance_mode");
}

const struct task task_maintenance_mode = {
	.name = "maintenance_mode",
	.title = "maintenance mode",
	.keys = "host.maintenance_mode",
	.wanted = maintenance_mode_wanted,
	.data = no_data,
};

static bool backup_wanted(const struct spec *spec)
{
	return spec_has(spec, "host.backup.directory");
}

static struct value *backup_data(const struct task_context *context)
{
	struct value *data = value_map();
	AUTO_FREE char *volume = NULL;
	AUTO_FREE char *path = NULL;
	const char *folder = "";

	form_split_datastore_path(
		spec_text(context->spec, "host.backup.directory"), &volume, &folder);
	path = memory_printf("/vmfs/volumes/%s/%s", volume, folder);
	value_set_string(data, "datastore", volume);
	value_set_string(data, "directory", path);
	return data;
}

const struct task task_backup = {
	.name = "backup",
	.title = "copy of the configuration",
	.keys = "host.backup",
	.wanted = backup_wanted,
	.data = backup_data,
};

static bool passthrough_wanted(const struct spec *spec)
{
	return task_count_of(spec, "host.passthrough") > 0;
}

// Addresses as the host prints them: lower case.
static struct value *passthrough_data(const struct task_context *context)
{
	struct value *data = value_map();
	struct value *list = value_list();
	const struct spec_node *node = spec_get(context->spec, "host.passthrough");

	for (size_t i = 0; i < spec_node_count(node); i++) {
		AUTO_FREE char *address = memory_strdup(
			spec_node_text(spec_node_get(spec_node_at(node, i), "device")));

		for (char *c = address; *c; c++)
			*c = text_lower(*c);
		value_append(list, value_string(address));
	}
	value_set(data, "devices", list);
	return data;
}

const struct task task_passthrough = {
	.name = "passthrough",
	.title = "passthrough of PCI devices",
	.keys = "host.passthrough",
	.wanted = passthrough_wanted,
	.data = passthrough_data,
};
