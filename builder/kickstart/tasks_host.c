// SPDX-License-Identifier: GPL-3.0-or-later
// Data of the tasks that set up services and settings of the host.
#include "task_data.h"

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
		struct value *data = value_map();

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
