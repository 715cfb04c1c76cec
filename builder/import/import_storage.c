// SPDX-License-Identifier: GPL-3.0-or-later
// Calls that set up iSCSI, datastores, multipathing, logs, core dumps and drivers.
//
// Source: facts/host-tasks.md sections 7, 8, 9 and 11.
#include <string.h>

#include "import_call.h"
#include "memory.h"
#include "text.h"

// ---- iSCSI: the adapter differs from host to host, so that its name says nothing ----

void import_switch_iscsi(struct import *import)
{
	struct draft *iscsi = import_mapping(import, "storage.iscsi");

	iscsi->here = true;
	iscsi->origin = import->origin;
}

static enum import_taken on_software(const struct import_call *call)
{
	static const struct import_option rows[] = {{"enabled", 'e', IMPORT_VALUE}};
	AUTO_VALUES values = {0};

	if (!IMPORT_READ(call, rows, &values) || values.bare_count ||
		import_truth(values.list[0]) != 1)
		return IMPORT_UNKNOWN;
	import_switch_iscsi(call->import);
	return IMPORT_TAKEN;
}

// Whatever is set on the adapter is only understood where the software adapter is switched on.
struct draft *import_iscsi(const struct import_call *call)
{
	import_need(call->import, IMPORT_NEED_KEY, "storage.iscsi");
	return import_mapping(call->import, "storage.iscsi");
}

static enum import_taken on_adapter(const struct import_call *call)
{
	static const struct import_option rows[] = {{"adapter", 'A', IMPORT_ANY},
		{"name", 'n', IMPORT_VALUE}, {"alias", 'a', IMPORT_VALUE}};
	AUTO_VALUES values = {0};

	if (!IMPORT_READ(call, rows, &values) || values.bare_count)
		return IMPORT_UNKNOWN;
	if (values.list[1])
		draft_set(import_iscsi(call), "iqn", values.list[1], call->import->origin);
	if (values.list[2])
		draft_set(import_iscsi(call), "alias", values.list[2], call->import->origin);
	return IMPORT_TAKEN;
}

static enum import_taken on_chap(const struct import_call *call)
{
	static const struct import_option rows[] = {{"adapter", 'A', IMPORT_ANY},
		{"direction", 'd', IMPORT_VALUE}, {"level", 'l', IMPORT_VALUE},
		{"authname", 'N', IMPORT_VALUE}, {"secret", 'S', IMPORT_VALUE}};
	unsigned origin = call->import->origin;
	AUTO_VALUES values = {0};
	struct draft *chap;
	bool mutual;

	if (!IMPORT_READ(call, rows, &values) || values.bare_count || !values.list[1] ||
		!values.list[2])
		return IMPORT_UNKNOWN;
	mutual = text_equal(values.list[1], "mutual");
	if (mutual && !text_equal(values.list[2], "required"))
		return IMPORT_UNKNOWN;
	chap = draft_mapping(import_iscsi(call), "chap");
	if (mutual)
		chap = draft_mapping(chap, "mutual");
	else
		draft_set(chap, "level", values.list[2], origin);
	if (values.list[3])
		draft_set(chap, "user", values.list[3], origin);
	if (values.list[4])
		draft_set(draft_mapping(chap, "secret"), "plain", values.list[4], origin);
	return IMPORT_TAKEN;
}

static enum import_taken on_bind(const struct import_call *call)
{
	static const struct import_option rows[] = {
		{"adapter", 'A', IMPORT_ANY}, {"nic", 'n', IMPORT_VALUE}};
	AUTO_VALUES values = {0};

	if (!IMPORT_READ(call, rows, &values) || values.bare_count || !values.list[1])
		return IMPORT_UNKNOWN;
	draft_add(draft_list(import_iscsi(call), "bind"), values.list[1], call->import->origin);
	return IMPORT_TAKEN;
}

static enum import_taken on_send_target(const struct import_call *call)
{
	static const struct import_option rows[] = {
		{"adapter", 'A', IMPORT_ANY}, {"address", 'a', IMPORT_VALUE}};
	AUTO_VALUES values = {0};

	if (!IMPORT_READ(call, rows, &values) || values.bare_count || !values.list[1])
		return IMPORT_UNKNOWN;
	draft_add(draft_list(import_iscsi(call), "send_targets"), values.list[1],
		call->import->origin);
	return IMPORT_TAKEN;
}

static enum import_taken on_static_target(const struct import_call *call)
{
	static const struct import_option rows[] = {{"adapter", 'A', IMPORT_ANY},
		{"address", 'a', IMPORT_VALUE}, {"name", 'n', IMPORT_VALUE}};
	AUTO_VALUES values = {0};
	struct draft *item;

	if (!IMPORT_READ(call, rows, &values) || values.bare_count || !values.list[1] ||
		!values.list[2])
		return IMPORT_UNKNOWN;
	item = draft_append(draft_list(import_iscsi(call), "static_targets"));
	draft_set(item, "address", values.list[1], call->import->origin);
	draft_set(item, "iqn", values.list[2], call->import->origin);
	return IMPORT_TAKEN;
}

// The search for disks at the end is what rendered scripts do as well.
static enum import_taken on_rescan(const struct import_call *call)
{
	(void)call;
	return IMPORT_NOISE;
}

// ---- datastores ----

static enum import_taken add_nfs(const struct import_call *call, const char *version)
{
	const struct import_option rows[] = {
		{version ? "hosts" : "host", 'H', IMPORT_VALUE},
		{"share", 's', IMPORT_VALUE},
		{"volume-name", 'v', IMPORT_VALUE},
		{"readonly", 'r', IMPORT_FLAG},
	};
	unsigned origin = call->import->origin;
	AUTO_VALUES values = {0};
	struct draft *item;

	if (!IMPORT_READ(call, rows, &values) || values.bare_count || !values.list[0] ||
		!values.list[1] || !values.list[2])
		return IMPORT_UNKNOWN;
	item = draft_item(import_list(call->import, "storage.nfs"), "name", values.list[2], origin);
	draft_set(item, "host", values.list[0], origin);
	draft_set(item, "share", values.list[1], origin);
	if (version)
		draft_set(item, "version", version, origin);
	if (values.list[3] && import_truth(values.list[3]) != 0)
		draft_set(item, "read_only", "true", origin);
	return IMPORT_TAKEN;
}

static enum import_taken on_nfs(const struct import_call *call)
{
	return add_nfs(call, NULL);
}

static enum import_taken on_nfs41(const struct import_call *call)
{
	return add_nfs(call, "4.1");
}

static enum import_taken on_rename(const struct import_call *call)
{
	AUTO_FREE char *from = import_word(call, call->from);
	AUTO_FREE char *to = import_word(call, call->from + 1);

	if (call->shell->word_count != call->from + 2 || !from || !to)
		return IMPORT_UNKNOWN;
	draft_set(import_mapping(call->import, "storage.rename_datastores"), from, to,
		call->import->origin);
	return IMPORT_TAKEN;
}

// Of our own scripts the folder is known by the mkdir in front.
enum import_taken import_set_scratch(struct import *import, const char *folder)
{
	if (folder)
		import_set(import, "storage.scratch", folder);
	import->wants_reboot = true;
	return IMPORT_TAKEN;
}

static enum import_taken on_mkdir(const struct import_call *call)
{
	static const struct import_option rows[] = {{"parents", 'p', IMPORT_FLAG}};
	AUTO_VALUES values = {0};

	if (!IMPORT_READ(call, rows, &values) || values.bare_count != 1)
		return IMPORT_UNKNOWN;
	if (text_equal(call->task, "task_scratch"))
		return import_set_scratch(call->import, values.bare[0]);
	if (!call->import->own)
		import_need(call->import, IMPORT_NEED_FOLDER, values.bare[0]);
	return IMPORT_TAKEN;
}

// ---- multipathing ----

static enum import_taken add_rule(
	const struct import_call *call, const struct import_option *rows, size_t count)
{
	static const char *const keys[] = {"satp", "vendor", "model", "psp", "options"};
	AUTO_VALUES values = {0};
	struct draft *item;

	if (!import_read_options(call, rows, count, &values) || values.bare_count ||
		!values.list[0] || !values.list[1])
		return IMPORT_UNKNOWN;
	item = draft_append(import_list(call->import, "storage.multipath"));
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		if (values.list[i])
			draft_set(item, keys[i], values.list[i], call->import->origin);
	}
	call->import->wants_reboot = true;
	return IMPORT_TAKEN;
}

static enum import_taken on_rule(const struct import_call *call)
{
	static const struct import_option rows[] = {{"satp", 's', IMPORT_VALUE},
		{"vendor", 'V', IMPORT_VALUE}, {"model", 'M', IMPORT_VALUE},
		{"psp", 'P', IMPORT_VALUE}, {"psp-option", 'O', IMPORT_VALUE},
		{"description", 'e', IMPORT_ANY}};

	return add_rule(call, rows, sizeof(rows) / sizeof(*rows));
}

// ---- logs and core dumps ----

// "udp://host:514": without a protocol it is UDP, without a port 514.
bool import_put_log_host(struct import *import, const char *hosts)
{
	struct draft *list = import_list(import, "logging.remote");

	draft_clear(list);
	while (*hosts) {
		size_t length = strcspn(hosts, ",");
		AUTO_FREE char *host = memory_strndup(hosts, length);
		AUTO_FREE char *full = NULL;

		if (!strstr(host, "://"))
			full = memory_printf("udp://%s%s", host, strchr(host, ':') ? "" : ":514");
		if (*host)
			draft_add(list, full ? full : host, import->origin);
		hosts += length + (hosts[length] == ',');
	}
	return list->count > 0;
}

// As a datastore path; "/vmfs/volumes/DATASTORE/FOLDER" and "[DATASTORE] /FOLDER" are the same.
bool import_put_log_folder(struct import *import, const char *folder)
{
	const char *path = text_skip_prefix(folder, "/vmfs/volumes/");
	size_t volume = path ? strcspn(path, "/") : 0;
	AUTO_FREE char *text = NULL;

	if (!path && folder[0] == '[')
		text = memory_strdup(folder);
	else if (path && volume && path[volume] && path[volume + 1])
		text = memory_printf("[%.*s] %s", (int)volume, path, path + volume + 1);
	if (!text)
		return false;
	import_set(import, "logging.directory", text);
	return true;
}

static enum import_taken on_syslog(const struct import_call *call)
{
	static const struct import_option rows[] = {{"loghost", 0, IMPORT_VALUE},
		{"logdir", 0, IMPORT_VALUE}, {"logdir-unique", 0, IMPORT_VALUE},
		{"default-rotate", 0, IMPORT_VALUE}, {"default-size", 0, IMPORT_VALUE}};
	struct import *import = call->import;
	AUTO_VALUES values = {0};

	if (!IMPORT_READ(call, rows, &values) || values.bare_count ||
		(values.list[2] && import_truth(values.list[2]) != 0))
		return IMPORT_UNKNOWN;
	if ((values.list[0] && !import_put_log_host(import, values.list[0])) ||
		(values.list[1] && !import_put_log_folder(import, values.list[1])))
		return IMPORT_UNKNOWN;
	if (values.list[3])
		import_set(import, "logging.rotate.count", values.list[3]);
	if (values.list[4])
		import_set(import, "logging.rotate.size_kb", values.list[4]);
	return IMPORT_TAKEN;
}

static enum import_taken on_reload(const struct import_call *call)
{
	import_need(call->import, IMPORT_NEED_KEY, "logging");
	return IMPORT_TAKEN;
}

static enum import_taken on_core_dump(const struct import_call *call)
{
	static const struct import_option rows[] = {{"interface-name", 'v', IMPORT_VALUE},
		{"server-ip", 'j', IMPORT_VALUE}, {"server-ipv4", 'i', IMPORT_VALUE},
		{"server-port", 'o', IMPORT_VALUE}, {"enable", 'e', IMPORT_VALUE}};
	unsigned origin = call->import->origin;
	AUTO_VALUES values = {0};
	struct draft *dump;
	const char *server;

	if (!IMPORT_READ(call, rows, &values) || values.bare_count)
		return IMPORT_UNKNOWN;
	server = values.list[1] ? values.list[1] : values.list[2];
	if (!server && import_truth(values.list[4]) != 1)
		return IMPORT_UNKNOWN;
	import_need(call->import, IMPORT_NEED_KEY, "logging.core_dump");
	if (!server)
		return IMPORT_TAKEN;
	dump = import_mapping(call->import, "logging.core_dump");
	draft_set(dump, "server", server, origin);
	if (values.list[3])
		draft_set(dump, "port", values.list[3], origin);
	if (values.list[0])
		draft_set(dump, "interface", values.list[0], origin);
	return IMPORT_TAKEN;
}

// ---- drivers from the web ----

static enum import_taken add_driver(const struct import_call *call, const char *url, bool vib)
{
	struct draft *list = import_list(call->import, "drivers");

	if (!text_has_prefix(url, "http://") && !text_has_prefix(url, "https://") &&
		!text_has_prefix(url, "ftp://"))
		return IMPORT_UNKNOWN;
	if (vib != text_has_suffix(url, ".vib"))
		return IMPORT_UNKNOWN; // the spec tells them by the name
	draft_item(list, "url", url, call->import->origin);
	call->import->wants_reboot = true;
	return IMPORT_TAKEN;
}

static enum import_taken on_install(const struct import_call *call)
{
	static const struct import_option rows[] = {
		{"viburl", 'v', IMPORT_VALUE}, {"depot", 'd', IMPORT_VALUE}};
	AUTO_VALUES values = {0};

	if (call->import->own)
		return IMPORT_TAKEN; // import_own.c
	if (!IMPORT_READ(call, rows, &values) || values.bare_count ||
		!values.list[0] == !values.list[1])
		return IMPORT_UNKNOWN;
	return add_driver(
		call, values.list[0] ? values.list[0] : values.list[1], values.list[0] != NULL);
}

static enum import_taken on_acceptance(const struct import_call *call)
{
	static const struct import_option rows[] = {{"level", 'l', IMPORT_VALUE}};
	static const char *const levels[][2] = {
		{"VMwareCertified", "certified"},
		{"VMwareAccepted", "accepted"},
		{"PartnerSupported", "partner"},
		{"CommunitySupported", "community"},
	};
	AUTO_VALUES values = {0};

	if (!IMPORT_READ(call, rows, &values) || values.bare_count || !values.list[0])
		return IMPORT_UNKNOWN;
	for (size_t i = 0; i < sizeof(levels) / sizeof(*levels); i++) {
		if (!text_equal_nocase(levels[i][0], values.list[0]))
			continue;
		import_set(call->import, "image.acceptance_level", levels[i][1]);
		import_need(call->import, IMPORT_NEED_KEY, "drivers");
		return IMPORT_TAKEN;
	}
	return IMPORT_UNKNOWN;
}

const struct import_row import_rows_storage[] = {
	{"esxcli iscsi software set", on_software},
	{"esxcli iscsi adapter set", on_adapter},
	{"esxcli iscsi adapter auth chap set", on_chap},
	{"esxcli iscsi networkportal add", on_bind},
	{"esxcli iscsi adapter discovery sendtarget add", on_send_target},
	{"esxcli iscsi adapter discovery statictarget add", on_static_target},
	{"esxcli iscsi adapter discovery rediscover", on_rescan},
	{"esxcli storage core adapter rescan", on_rescan},
	{"esxcfg-rescan", on_rescan},
	{"esxcli storage nfs add", on_nfs},
	{"esxcli storage nfs41 add", on_nfs41},
	{"vim-cmd hostsvc/datastore/rename", on_rename},
	{"mkdir", on_mkdir},
	{"esxcli storage nmp satp rule add", on_rule},
	{"esxcli nmp satp addrule", on_rule},
	{"esxcli system syslog config set", on_syslog},
	{"esxcli system syslog reload", on_reload},
	{"esxcli system coredump network set", on_core_dump},
	{"esxcli software vib install", on_install},
	{"esxcli software component apply", on_install},
	{"esxcli software acceptance set", on_acceptance},
	{NULL, NULL},
};
