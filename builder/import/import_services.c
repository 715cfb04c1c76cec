// SPDX-License-Identifier: GPL-3.0-or-later
// Calls that switch services, and set up time, users and SNMP.
//
// Source: facts/host-tasks.md sections 3, 4 and 10.
#include <string.h>

#include "import_call.h"
#include "memory.h"
#include "text.h"

// ---- switching ----

static enum import_taken enable(struct import *import, const char *path, bool on)
{
	import_set(import, path, on ? "true" : "false");
	return IMPORT_TAKEN;
}

// What runs now is only said by the key that says what runs from now on.
static enum import_taken start(struct import *import, const char *path, bool on)
{
	import_need(import, on ? IMPORT_NEED_TRUE : IMPORT_NEED_FALSE, path);
	return IMPORT_TAKEN;
}

#define SWITCH(name, action, path, on)                                                             \
	static enum import_taken name(const struct import_call *call)                              \
	{                                                                                          \
		return call->shell->word_count == call->from ? action(call->import, path, on)      \
							     : IMPORT_UNKNOWN;                     \
	}

SWITCH(on_ssh_enable, enable, "services.ssh.enabled", true)
SWITCH(on_ssh_disable, enable, "services.ssh.enabled", false)
SWITCH(on_ssh_start, start, "services.ssh.enabled", true)
SWITCH(on_ssh_stop, start, "services.ssh.enabled", false)
SWITCH(on_shell_enable, enable, "services.shell.enabled", true)
SWITCH(on_shell_disable, enable, "services.shell.enabled", false)
SWITCH(on_shell_start, start, "services.shell.enabled", true)
SWITCH(on_shell_stop, start, "services.shell.enabled", false)

// chkconfig NAME on|off, with or without options in front.
static enum import_taken on_chkconfig(const struct import_call *call)
{
	AUTO_FREE char *name = import_word(call, call->from);
	AUTO_FREE char *state = import_word(call, call->from + 1);
	int on;

	if (call->shell->word_count != call->from + 2 || !name || !state)
		return IMPORT_UNKNOWN;
	on = import_truth(state);
	if (on < 0)
		return IMPORT_UNKNOWN;
	if (text_equal(name, "SSH"))
		return enable(call->import, "services.ssh.enabled", on);
	if (text_equal(name, "ESXShell"))
		return enable(call->import, "services.shell.enabled", on);
	if (!text_equal(name, "ntpd") || !on)
		return IMPORT_UNKNOWN;
	import_need(call->import, IMPORT_NEED_KEY, "time.ntp");
	return IMPORT_TAKEN;
}

static enum import_taken run_script(const struct import_call *call, const char *path)
{
	AUTO_FREE char *verb = import_word(call, call->from);
	bool up;

	if (call->shell->word_count != call->from + 1 || !verb)
		return IMPORT_UNKNOWN;
	up = text_equal(verb, "start") || text_equal(verb, "restart");
	if (!up && !text_equal(verb, "stop"))
		return IMPORT_UNKNOWN;
	// A stop in front of a new configuration is a part of the restart.
	if (text_equal(path, "time.ntp"))
		import_need(call->import, IMPORT_NEED_KEY, path);
	else
		import_need(call->import, up ? IMPORT_NEED_TRUE : IMPORT_NEED_FALSE, path);
	return IMPORT_TAKEN;
}

static enum import_taken on_ntpd_script(const struct import_call *call)
{
	return run_script(call, "time.ntp");
}

static enum import_taken on_ssh_script(const struct import_call *call)
{
	return run_script(call, "services.ssh.enabled");
}

static enum import_taken on_shell_script(const struct import_call *call)
{
	return run_script(call, "services.shell.enabled");
}

// ---- time ----

static enum import_taken on_ntp(const struct import_call *call)
{
	static const struct import_option rows[] = {
		{"server", 's', IMPORT_MANY}, {"enabled", 'e', IMPORT_VALUE}};
	struct draft *list = import_list(call->import, "time.ntp");
	AUTO_VALUES values = {0};

	if (!IMPORT_READ(call, rows, &values) || values.bare_count ||
		(values.list[1] && import_truth(values.list[1]) != 1))
		return IMPORT_UNKNOWN;
	if (values.list[0]) {
		draft_clear(list);
		import_put_list(call->import, list, values.list[0]);
	}
	import_need(call->import, IMPORT_NEED_KEY, "time.ntp");
	return IMPORT_TAKEN;
}

// ---- SSH ----

static enum import_taken on_ssh_key(const struct import_call *call)
{
	static const struct import_option rows[] = {
		{"username", 'u', IMPORT_VALUE}, {"key", 'k', IMPORT_VALUE}};
	AUTO_VALUES values = {0};

	if (!IMPORT_READ(call, rows, &values) || values.bare_count || !values.list[0] ||
		!values.list[1] || !text_equal(values.list[0], "root"))
		return IMPORT_UNKNOWN;
	draft_add(import_list(call->import, "services.ssh.authorized_keys"), values.list[1],
		call->import->origin);
	return IMPORT_TAKEN;
}

// Rights of a file that the task of the keys writes into.
static enum import_taken on_chmod(const struct import_call *call)
{
	AUTO_FREE char *mode = import_word(call, call->from);
	AUTO_FREE char *path = import_word(call, call->from + 1);

	if (call->shell->word_count != call->from + 2 || !mode || !path ||
		!text_has_suffix(mode, "600") ||
		!text_equal(path, "/etc/ssh/keys-root/authorized_keys"))
		return IMPORT_UNKNOWN;
	import_need(call->import, IMPORT_NEED_KEY, "services.ssh.authorized_keys");
	return IMPORT_TAKEN;
}

// The banner is the text of security.issue (templates/issue).
static enum import_taken on_ssh_config(const struct import_call *call)
{
	static const struct import_option rows[] = {
		{"keyword", 'k', IMPORT_VALUE}, {"value", 'v', IMPORT_VALUE}};
	AUTO_VALUES values = {0};

	if (!IMPORT_READ(call, rows, &values) || values.bare_count || !values.list[0] ||
		!values.list[1] || !text_equal_nocase(values.list[0], "banner") ||
		!text_equal(values.list[1], "/etc/issue"))
		return IMPORT_UNKNOWN;
	import_need(call->import, IMPORT_NEED_KEY, "security.issue");
	return IMPORT_TAKEN;
}

// ---- SNMP ----

static enum import_taken on_snmp(const struct import_call *call)
{
	static const struct import_option rows[] = {{"communities", 'c', IMPORT_VALUE},
		{"targets", 't', IMPORT_VALUE}, {"enable", 'e', IMPORT_VALUE}};
	static const char *const paths[] = {"services.snmp.communities", "services.snmp.targets"};
	AUTO_VALUES values = {0};

	if (!IMPORT_READ(call, rows, &values) || values.bare_count ||
		(values.list[2] && import_truth(values.list[2]) != 1))
		return IMPORT_UNKNOWN;
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		if (!values.list[i])
			continue;
		draft_clear(import_list(call->import, paths[i])); // the call sets the whole list
		import_put_list(call->import, import_list(call->import, paths[i]), values.list[i]);
	}
	import_need(call->import, IMPORT_NEED_KEY, "services.snmp");
	return IMPORT_TAKEN;
}

// ---- users ----

static enum import_taken on_account(const struct import_call *call)
{
	static const struct import_option rows[] = {{"id", 'i', IMPORT_VALUE},
		{"password", 'p', IMPORT_VALUE}, {"password-confirmation", 'c', IMPORT_VALUE},
		{"description", 'd', IMPORT_VALUE}};
	struct import *import = call->import;
	AUTO_VALUES values = {0};
	struct draft *user;
	struct draft *secret;

	if (!IMPORT_READ(call, rows, &values) || values.bare_count || !values.list[0] ||
		!values.list[1] || !values.list[2] || !text_equal(values.list[1], values.list[2]))
		return IMPORT_UNKNOWN;
	user = draft_item(
		import_list(import, "security.users"), "name", values.list[0], import->origin);
	secret = draft_mapping(user, "password");
	draft_set(secret, "plain", values.list[1], import->origin);
	if (!secret->comment)
		draft_comment(
			secret, "Clear text in the kickstart: better {env: NAME} or {file: PATH}.");
	if (values.list[3])
		draft_set(user, "description", values.list[3], import->origin);
	return IMPORT_TAKEN;
}

static enum import_taken on_permission(const struct import_call *call)
{
	static const struct import_option rows[] = {
		{"id", 'i', IMPORT_VALUE}, {"role", 'r', IMPORT_VALUE}};
	AUTO_VALUES values = {0};
	struct draft *user;

	if (!IMPORT_READ(call, rows, &values) || values.bare_count || !values.list[0] ||
		!values.list[1])
		return IMPORT_UNKNOWN;
	user = draft_find_item(import_list(call->import, "security.users"), "name", values.list[0]);
	if (!user)
		return IMPORT_UNKNOWN;
	draft_set(user, "role", values.list[1], call->import->origin);
	return IMPORT_TAKEN;
}

const struct import_row import_rows_services[] = {
	{"vim-cmd hostsvc/enable_ssh", on_ssh_enable},
	{"vim-cmd hostsvc/start_ssh", on_ssh_start},
	{"vim-cmd hostsvc/disable_ssh", on_ssh_disable},
	{"vim-cmd hostsvc/stop_ssh", on_ssh_stop},
	{"vim-cmd hostsvc/enable_remote_tsm", on_ssh_enable},
	{"vim-cmd hostsvc/start_remote_tsm", on_ssh_start},
	{"vim-cmd hostsvc/disable_remote_tsm", on_ssh_disable},
	{"vim-cmd hostsvc/stop_remote_tsm", on_ssh_stop},
	{"vim-cmd hostsvc/enable_esx_shell", on_shell_enable},
	{"vim-cmd hostsvc/start_esx_shell", on_shell_start},
	{"vim-cmd hostsvc/disable_esx_shell", on_shell_disable},
	{"vim-cmd hostsvc/stop_esx_shell", on_shell_stop},
	{"vim-cmd hostsvc/enable_local_tsm", on_shell_enable},
	{"vim-cmd hostsvc/start_local_tsm", on_shell_start},
	{"vim-cmd hostsvc/disable_local_tsm", on_shell_disable},
	{"vim-cmd hostsvc/stop_local_tsm", on_shell_stop},
	{"chkconfig", on_chkconfig},
	{"SSH", on_ssh_script}, // of /etc/init.d
	{"ESXShell", on_shell_script},
	{"ntpd", on_ntpd_script},
	{"esxcli system ntp set", on_ntp},
	{"esxcli system ssh key add", on_ssh_key},
	{"chmod", on_chmod},
	{"esxcli system ssh server config set", on_ssh_config},
	{"esxcli system snmp set", on_snmp},
	{"esxcli system account add", on_account},
	{"esxcli system account $verb", on_account}, // templates/users
	{"esxcli system permission set", on_permission},
	{NULL, NULL},
};
