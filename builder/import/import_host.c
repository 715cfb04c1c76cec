// SPDX-License-Identifier: GPL-3.0-or-later
// Calls that set options of the host: advanced and kernel settings, modules, banners, modes.
//
// Source: facts/host-tasks.md sections 10, 12, 13 and 14.
#include <string.h>

#include "import_call.h"
#include "memory.h"
#include "text.h"

// ---- advanced settings ----

// Settings that have keys of their own.
static enum import_taken set_known(
	struct import *import, const char *option, const char *value, bool *ret_is)
{
	static const struct {
		const char *option, *path;
		bool is_flag;
	} known[] = {
		{"/UserVars/SuppressShellWarning", "services.shell.suppress_warning", true},
		{"/UserVars/ESXiShellInteractiveTimeOut", "services.shell.idle_timeout", false},
		{"/Security/PasswordQualityControl", "security.password_policy", false},
		{"/Misc/HostName", "network.hostname", false},
	};

	*ret_is = true;
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (!text_equal_nocase(known[i].option, option))
			continue;
		if (known[i].is_flag && !text_equal(value, "0") && !text_equal(value, "1"))
			break;
		import_set(import, known[i].path,
			!known[i].is_flag	 ? value
			: text_equal(value, "1") ? "true"
						 : "false");
		return IMPORT_TAKEN;
	}
	if (text_equal_nocase(option, "/UserVars/HostClientCEIPOptIn") &&
		(text_equal(value, "1") || text_equal(value, "2"))) {
		import_set(import, "host.ceip", text_equal(value, "1") ? "true" : "false");
		return IMPORT_TAKEN;
	}
	if (text_equal_nocase(option, "/ScratchConfig/ConfiguredScratchLocation"))
		return import_set_scratch(import, value);
	*ret_is = false;
	return IMPORT_UNKNOWN;
}

enum import_taken import_set_advanced(
	const struct import_call *call, const char *option, const char *value, bool number)
{
	struct draft *setting;
	bool known = false;
	enum import_taken taken = IMPORT_UNKNOWN;

	if (!text_equal(call->task, "task_advanced"))
		taken = set_known(call->import, option, value, &known);
	if (known)
		return taken;
	setting = draft_set(
		import_mapping(call->import, "host.advanced"), option, value, call->import->origin);
	setting->number = number;
	return IMPORT_TAKEN;
}

static enum import_taken on_advanced(const struct import_call *call)
{
	static const struct import_option rows[] = {{"option", 'o', IMPORT_VALUE},
		{"int-value", 'i', IMPORT_VALUE}, {"string-value", 's', IMPORT_VALUE}};
	AUTO_VALUES values = {0};

	if (!IMPORT_READ(call, rows, &values) || !values.list[0] || values.bare_count ||
		!values.list[1] == !values.list[2])
		return IMPORT_UNKNOWN;
	return import_set_advanced(call, values.list[0],
		values.list[1] ? values.list[1] : values.list[2], values.list[1] != NULL);
}

// esxcfg-advcfg -s VALUE /Path/Option
static enum import_taken on_advcfg(const struct import_call *call)
{
	static const struct import_option rows[] = {{"set", 's', IMPORT_VALUE}};
	AUTO_VALUES values = {0};
	uint64_t number;

	if (!IMPORT_READ(call, rows, &values) || !values.list[0] || values.bare_count != 1)
		return IMPORT_UNKNOWN;
	return import_set_advanced(call, values.bare[0], values.list[0],
		text_parse_number(values.list[0], INT64_MAX, &number));
}

// "Group.Name" of hostd as the path of an option of the vmkernel, where it is one.
static char *advanced_path(const char *key)
{
	static const char *const groups[] = {"BufferCache", "Cpu", "DataMover", "DCUI", "Digest",
		"Disk", "FSS", "FT", "HBR", "Mem", "Migrate", "Misc", "NFS", "Net", "Numa", "Power",
		"Scsi", "Security", "UserVars", "VMFS3", "XvMotion"};
	const char *dot = strchr(key, '.');

	for (size_t i = 0; dot && i < sizeof(groups) / sizeof(*groups); i++) {
		if (strncmp(groups[i], key, (size_t)(dot - key)) == 0 &&
			groups[i][dot - key] == '\0' && !strchr(dot + 1, '.'))
			return memory_printf("/%s/%s", groups[i], dot + 1);
	}
	return NULL;
}

// Options of hostd that have keys of their own.
static enum import_taken set_option(
	const struct import_call *call, const char *key, const char *value)
{
	struct import *import = call->import;

	if (text_equal(key, "Annotations.WelcomeMessage"))
		import_set(import, "security.welcome", value);
	else if (text_equal(key, "Config.Etc.issue"))
		import_set(import, "security.issue", value);
	else if (text_equal(key, "ScratchConfig.ConfiguredScratchLocation"))
		return import_set_scratch(import, value);
	else
		return IMPORT_UNKNOWN;
	return IMPORT_TAKEN;
}

// vim-cmd hostsvc/advopt/update KEY TYPE VALUE
static enum import_taken on_advopt(const struct import_call *call)
{
	AUTO_FREE char *key = import_word(call, call->from);
	AUTO_FREE char *type = import_word(call, call->from + 1);
	AUTO_FREE char *value = import_word(call, call->from + 2);
	AUTO_FREE char *path = NULL;
	enum import_taken taken;

	if (text_equal(call->task, "task_scratch") && key &&
		text_equal(key, "ScratchConfig.ConfiguredScratchLocation"))
		return import_set_scratch(call->import, NULL);
	if (call->shell->word_count != call->from + 3 || !key || !type || !value)
		return IMPORT_UNKNOWN;
	taken = set_option(call, key, value);
	if (taken != IMPORT_UNKNOWN)
		return taken;
	path = advanced_path(key);
	if (!path)
		return IMPORT_UNKNOWN;
	return import_set_advanced(call, path, value, !text_equal(type, "string"));
}

static enum import_taken on_kernel(const struct import_call *call)
{
	static const struct import_option rows[] = {
		{"setting", 's', IMPORT_VALUE}, {"value", 'v', IMPORT_VALUE}};
	AUTO_VALUES values = {0};

	if (!IMPORT_READ(call, rows, &values) || !values.list[0] || !values.list[1] ||
		values.bare_count)
		return IMPORT_UNKNOWN;
	draft_set(import_mapping(call->import, "host.kernel_settings"), values.list[0],
		values.list[1], call->import->origin);
	call->import->wants_reboot = true;
	return IMPORT_TAKEN;
}

static enum import_taken set_module(
	const struct import_call *call, const char *module, const char *parameters)
{
	draft_set(import_mapping(call->import, "host.modules"), module, parameters,
		call->import->origin);
	call->import->wants_reboot = true;
	return IMPORT_TAKEN;
}

static enum import_taken on_module(const struct import_call *call)
{
	static const struct import_option rows[] = {
		{"module", 'm', IMPORT_VALUE}, {"parameter-string", 'p', IMPORT_VALUE}};
	AUTO_VALUES values = {0};

	if (!IMPORT_READ(call, rows, &values) || !values.list[0] || !values.list[1] ||
		values.bare_count)
		return IMPORT_UNKNOWN;
	return set_module(call, values.list[0], values.list[1]);
}

static enum import_taken on_cfg_module(const struct import_call *call)
{
	static const struct import_option rows[] = {{"set-options", 's', IMPORT_VALUE}};
	AUTO_VALUES values = {0};

	if (!IMPORT_READ(call, rows, &values) || !values.list[0] || values.bare_count != 1)
		return IMPORT_UNKNOWN;
	return set_module(call, values.bare[0], values.list[0]);
}

static enum import_taken on_welcome(const struct import_call *call)
{
	static const struct import_option rows[] = {{"message", 'm', IMPORT_VALUE}};
	AUTO_VALUES values = {0};

	if (!IMPORT_READ(call, rows, &values) || !values.list[0] || values.bare_count)
		return IMPORT_UNKNOWN;
	import_set(call->import, "security.welcome", values.list[0]);
	return IMPORT_TAKEN;
}

// ---- modes, saving and the reboot ----

static enum import_taken set_maintenance(const struct import_call *call, bool on)
{
	if (call->import->own && !text_equal(call->task, "task_maintenance_mode"))
		return IMPORT_TAKEN; // drivers enter and leave it as well
	import_set(call->import, "host.maintenance_mode", on ? "true" : "false");
	return IMPORT_TAKEN;
}

static enum import_taken on_maintenance(const struct import_call *call)
{
	static const struct import_option rows[] = {{"enable", 'e', IMPORT_VALUE},
		{"timeout", 't', IMPORT_ANY}, {"vsanmode", 'm', IMPORT_ANY}};
	AUTO_VALUES values = {0};

	if (!IMPORT_READ(call, rows, &values) || values.bare_count ||
		import_truth(values.list[0]) < 0)
		return IMPORT_UNKNOWN;
	return set_maintenance(call, import_truth(values.list[0]));
}

static enum import_taken on_maintenance_enter(const struct import_call *call)
{
	return set_maintenance(call, true);
}

static enum import_taken on_maintenance_exit(const struct import_call *call)
{
	return set_maintenance(call, false);
}

static enum import_taken on_lockdown(const struct import_call *call)
{
	import_set(call->import, "security.lockdown", "normal");
	return IMPORT_TAKEN;
}

static enum import_taken on_reboot(const struct import_call *call)
{
	if (!call->import->own)
		import_set(call->import, "host.reboot", "always");
	return IMPORT_TAKEN;
}

static enum import_taken on_shutdown(const struct import_call *call)
{
	static const struct import_option rows[] = {
		{"delay", 'd', IMPORT_ANY}, {"reason", 'r', IMPORT_ANY}};
	AUTO_VALUES values = {0};

	if (!IMPORT_READ(call, rows, &values) || values.bare_count)
		return IMPORT_UNKNOWN;
	return on_reboot(call);
}

static enum import_taken on_save(const struct import_call *call)
{
	(void)call;
	return IMPORT_NOISE;
}

// The installer sets it as well as the installed host.
static enum import_taken on_license(const struct import_call *call)
{
	AUTO_FREE char *key = import_word(call, call->from);
	const char *now = import_get(call->import, "install.license");

	if (call->shell->word_count != call->from + 1 || !key || (now && !text_equal(now, key)))
		return IMPORT_UNKNOWN;
	import_set(call->import, "install.license", key);
	return IMPORT_TAKEN;
}

// ---- passthrough ----

static enum import_taken on_passthrough(const struct import_call *call)
{
	static const struct import_option rows[] = {{"device-id", 'd', IMPORT_VALUE},
		{"enable", 'e', IMPORT_VALUE}, {"apply-now", 'a', IMPORT_FLAG}};
	AUTO_VALUES values = {0};

	if (!IMPORT_READ(call, rows, &values) || !values.list[0] || values.bare_count ||
		import_truth(values.list[1]) != 1)
		return IMPORT_UNKNOWN;
	draft_item(import_list(call->import, "host.passthrough"), "device", values.list[0],
		call->import->origin);
	call->import->wants_reboot = true;
	return IMPORT_TAKEN;
}

// ---- the copy of the configuration, of our own scripts ----

static enum import_taken on_copy(const struct import_call *call)
{
	AUTO_FREE char *folder = import_word(call, call->from + 1);
	const char *path = folder ? text_skip_prefix(folder, "/vmfs/volumes/") : NULL;
	size_t volume = path ? strcspn(path, "/") : 0;
	AUTO_FREE char *text = NULL;

	if (!text_equal(call->task, "task_backup") || !volume || !path[volume])
		return IMPORT_UNKNOWN;
	text = memory_printf("[%.*s] %s", (int)volume, path, path + volume + 1);
	if (text_has_suffix(text, "/"))
		text[strlen(text) - 1] = '\0';
	import_set(call->import, "host.backup.directory", text);
	return IMPORT_TAKEN;
}

const struct import_row import_rows_host[] = {
	{"esxcli system settings advanced set", on_advanced},
	{"esxcfg-advcfg", on_advcfg},
	{"vim-cmd hostsvc/advopt/update", on_advopt},
	{"esxcli system settings kernel set", on_kernel},
	{"esxcli system module parameters set", on_module},
	{"esxcfg-module", on_cfg_module},
	{"esxcli system welcomemsg set", on_welcome},
	{"esxcli system maintenanceMode set", on_maintenance},
	{"vim-cmd hostsvc/maintenance_mode_enter", on_maintenance_enter},
	{"vim-cmd /hostsvc/maintenance_mode_enter", on_maintenance_enter},
	{"vim-cmd hostsvc/maintenance_mode_exit", on_maintenance_exit},
	{"vim-cmd /hostsvc/maintenance_mode_exit", on_maintenance_exit},
	{"vim-cmd -U dcui vimsvc/auth/lockdown_mode_enter", on_lockdown},
	{"vim-cmd vimsvc/license --set", on_license},
	{"reboot", on_reboot},
	{"esxcli system shutdown reboot", on_shutdown},
	{"auto-backup.sh", on_save},
	{"vim-cmd hostsvc/firmware/sync_config", on_save},
	{"esxcli hardware pci pcipassthru set", on_passthrough},
	{"cp", on_copy},
	{NULL, NULL},
};
