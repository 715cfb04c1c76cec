// SPDX-License-Identifier: GPL-3.0-or-later
// Data of the tasks that set up datastores and the ways to them.
#include <string.h>

#include "form.h"
#include "memory.h"
#include "task_data.h"
#include "text.h"

static const char *item_text(const struct spec_node *item, const char *key)
{
	const struct spec_node *node = spec_node_get(item, key);

	return node ? spec_node_text(node) : "";
}

static bool iscsi_wanted(const struct spec *spec)
{
	return spec_has(spec, "storage.iscsi");
}

// The host shows a portal with its port; 3260 is the one of iSCSI (RFC 7143 section 2).
static struct value *portal(const char *text)
{
	const char *colon = strrchr(text, ':');
	AUTO_FREE char *full = NULL;

	if (colon && colon[1] && !strchr(colon, ']'))
		return value_string(text);
	full = memory_printf("%s:3260", text);
	return value_string(full);
}

static struct value *portals(const struct spec *spec, const char *path)
{
	struct value *list = value_list();
	const struct spec_node *node = spec_get(spec, path);

	for (size_t i = 0; node && i < spec_node_count(node); i++)
		value_append(list, portal(spec_node_text(spec_node_at(node, i))));
	return list;
}

static struct value *static_targets(const struct spec *spec)
{
	struct value *list = value_list();
	const struct spec_node *node = spec_get(spec, "storage.iscsi.static_targets");

	for (size_t i = 0; node && i < spec_node_count(node); i++) {
		const struct spec_node *item = spec_node_at(node, i);
		struct value *target = task_item(item);

		value_set(target, "address", portal(item_text(item, "address")));
		value_set_string(target, "iqn", item_text(item, "iqn"));
		value_append(list, target);
	}
	return list;
}

// One direction of CHAP as a list of at most one. The level "prohibited" goes without a name.
static struct value *chap(const struct task_context *context, const char *path, const char *level)
{
	struct value *list = value_list();
	struct value *data;
	AUTO_FREE char *user = memory_printf("%s.user", path);
	AUTO_FREE char *secret = memory_printf("%s.secret", path);

	if (!spec_has(context->spec, path))
		return list;
	data = value_map();
	value_set_string(data, "level", level);
	if (text_equal(level, "prohibited")) {
		value_set_string(data, "user", "");
		value_set_string(data, "secret", "");
	} else {
		task_set_text(data, "user", context->spec, user);
		value_set(data, "secret", task_secret(context, secret));
	}
	value_append(list, data);
	return list;
}

static struct value *iscsi_data(const struct task_context *context)
{
	const struct spec *spec = context->spec;
	struct value *data = value_map();

	task_set_text(data, "iqn", spec, "storage.iscsi.iqn");
	task_set_text(data, "alias", spec, "storage.iscsi.alias");
	value_set(data, "uni",
		chap(context, "storage.iscsi.chap", spec_text(spec, "storage.iscsi.chap.level")));
	value_set(data, "mutual", chap(context, "storage.iscsi.chap.mutual", "required"));
	value_set(data, "bind", task_list_of(spec, "storage.iscsi.bind"));
	value_set(data, "send_targets", portals(spec, "storage.iscsi.send_targets"));
	value_set(data, "static_targets", static_targets(spec));
	return data;
}

const struct task task_iscsi = {
	.name = "iscsi",
	.title = "software iSCSI",
	.keys = "storage.iscsi",
	.wanted = iscsi_wanted,
	.data = iscsi_data,
};

static bool nfs_wanted(const struct spec *spec)
{
	return task_count_of(spec, "storage.nfs") > 0;
}

static struct value *nfs_data(const struct task_context *context)
{
	struct value *list = value_list();
	const struct spec_node *node = spec_get(context->spec, "storage.nfs");

	for (size_t i = 0; i < spec_node_count(node); i++) {
		const struct spec_node *item = spec_node_at(node, i);
		struct value *data = task_item(item);

		value_set_string(data, "name", item_text(item, "name"));
		value_set_string(data, "host", item_text(item, "host"));
		value_set_string(data, "share", item_text(item, "share"));
		value_set_bool(data, "v41", text_equal(item_text(item, "version"), "4.1"));
		value_set_bool(data, "read_only", text_equal(item_text(item, "read_only"), "true"));
		value_append(list, data);
	}
	return list;
}

const struct task task_nfs = {
	.name = "nfs",
	.title = "NFS datastores",
	.keys = "storage.nfs",
	.wanted = nfs_wanted,
	.data = nfs_data,
};

static bool rename_wanted(const struct spec *spec)
{
	return task_count_of(spec, "storage.rename_datastores") > 0;
}

static struct value *rename_data(const struct task_context *context)
{
	struct value *list = value_list();
	const struct spec_node *node = spec_get(context->spec, "storage.rename_datastores");

	for (size_t i = 0; i < spec_node_count(node); i++) {
		struct value *data = task_item(spec_node_at(node, i));

		value_set_string(data, "from", spec_node_key(node, i));
		value_set_string(data, "to", spec_node_text(spec_node_at(node, i)));
		value_append(list, data);
	}
	return list;
}

const struct task task_rename_datastores = {
	.name = "rename_datastores",
	.title = "names of datastores",
	.keys = "storage.rename_datastores",
	.wanted = rename_wanted,
	.data = rename_data,
};

static bool scratch_wanted(const struct spec *spec)
{
	return spec_has(spec, "storage.scratch");
}

static struct value *scratch_data(const struct task_context *context)
{
	struct value *data = value_map();
	const char *folder = spec_text(context->spec, "storage.scratch");
	AUTO_FREE char *volume = NULL;

	form_split_volume_path(folder, &volume);
	value_set_string(data, "volume", volume ? volume : "");
	value_set_string(data, "folder", folder);
	return data;
}

const struct task task_scratch = {
	.name = "scratch",
	.title = "scratch location",
	.keys = "storage.scratch",
	.wanted = scratch_wanted,
	.data = scratch_data,
};

static bool multipath_wanted(const struct spec *spec)
{
	return task_count_of(spec, "storage.multipath") > 0;
}

static struct value *multipath_data(const struct task_context *context)
{
	static const char *const keys[] = {"satp", "vendor", "model", "psp", "options"};
	struct value *list = value_list();
	const struct spec_node *node = spec_get(context->spec, "storage.multipath");

	for (size_t i = 0; i < spec_node_count(node); i++) {
		const struct spec_node *item = spec_node_at(node, i);
		struct value *data = task_item(item);
		AUTO_FREE char *mark = memory_printf("esxmint: vendor %s, model %s;",
			item_text(item, "vendor"), item_text(item, "model"));

		for (size_t k = 0; k < sizeof(keys) / sizeof(keys[0]); k++)
			value_set_string(data, keys[k], item_text(item, keys[k]));
		value_set_string(data, "mark", mark);
		value_append(list, data);
	}
	return list;
}

const struct task task_multipath = {
	.name = "multipath",
	.title = "multipathing",
	.keys = "storage.multipath",
	.wanted = multipath_wanted,
	.data = multipath_data,
};
