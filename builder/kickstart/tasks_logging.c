// SPDX-License-Identifier: GPL-3.0-or-later
// Data of the tasks that set up logs and core dumps.
#include "buffer.h"
#include "form.h"
#include "memory.h"
#include "task_data.h"

static bool logging_wanted(const struct spec *spec)
{
	return task_count_of(spec, "logging.remote") > 0 || spec_has(spec, "logging.directory") ||
	       task_count_of(spec, "logging.rotate") > 0;
}

static char *join(const struct spec *spec, const char *path)
{
	AUTO_BUFFER text = BUFFER_INIT;
	const struct spec_node *node = spec_get(spec, path);

	for (size_t i = 0; node && i < spec_node_count(node); i++)
		buffer_printf(&text, "%s%s", i ? "," : "", spec_node_text(spec_node_at(node, i)));
	return buffer_steal(&text);
}

static struct value *logging_data(const struct task_context *context)
{
	const struct spec *spec = context->spec;
	struct value *data = value_map();
	AUTO_FREE char *hosts = join(spec, "logging.remote");
	AUTO_FREE char *volume = NULL;
	AUTO_FREE char *folder = NULL;
	const char *path = spec_text(spec, "logging.directory");
	const char *rest;

	if (path && form_split_datastore_path(path, &volume, &rest))
		folder = memory_printf("/vmfs/volumes/%s/%s", volume, rest);
	value_set_string(data, "hosts", hosts);
	value_set_string(data, "volume", volume ? volume : "");
	value_set_string(data, "folder", folder ? folder : "");
	task_set_text(data, "count", spec, "logging.rotate.count");
	task_set_text(data, "size", spec, "logging.rotate.size_kb");
	return data;
}

const struct task task_logging = {
	.name = "logging",
	.title = "logs",
	.keys = "logging.remote, logging.directory, logging.rotate",
	.wanted = logging_wanted,
	.data = logging_data,
};

static bool core_dump_wanted(const struct spec *spec)
{
	return spec_has(spec, "logging.core_dump");
}

static struct value *core_dump_data(const struct task_context *context)
{
	struct value *data = value_map();

	task_set_text(data, "interface", context->spec, "logging.core_dump.interface");
	task_set_text(data, "server", context->spec, "logging.core_dump.server");
	task_set_text(data, "port", context->spec, "logging.core_dump.port");
	return data;
}

const struct task task_core_dump = {
	.name = "core_dump",
	.title = "core dumps over the network",
	.keys = "logging.core_dump",
	.wanted = core_dump_wanted,
	.data = core_dump_data,
};
