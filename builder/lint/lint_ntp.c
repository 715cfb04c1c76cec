// SPDX-License-Identifier: GPL-3.0-or-later
// Rules about time servers that the scripts of a kickstart set.
//
// Source: facts/kickstart.md section 5 (T01 to T04), facts/host-tasks.md section 3.
#include <arpa/inet.h>
#include <string.h>

#include "lint_rules.h"
#include "memory.h"
#include "text.h"

static const char ntp_conf[] = "/etc/ntp.conf";

// A call of the scripts that the installed system runs.
struct place_of_call {
	struct lint_script *script;
	const struct shell_call *call;
};

typedef bool call_test(const struct shell_call *call);

static struct place_of_call find_call(struct lint *lint, call_test *test)
{
	for (size_t i = 0; i < lint->script_count; i++) {
		struct lint_script *script = &lint->scripts[i];
		const struct shell_calls *calls = lint_calls(script);

		for (size_t k = 0; script->stage == KS_FIRSTBOOT && k < calls->count; k++) {
			if (test(&calls->list[k]))
				return (struct place_of_call){script, &calls->list[k]};
		}
	}
	return (struct place_of_call){0};
}

static bool writes_file(const struct shell_call *call)
{
	const char *path = lint_writes_to(call, ntp_conf);

	return path && text_equal(path, ntp_conf);
}

static bool sets_servers(const struct shell_call *call)
{
	size_t from = lint_esxcli(call, "system ntp set");

	return from && shell_option(call, from, "server", 's', false);
}

static bool is_true(const char *value)
{
	return value && (text_equal_nocase(value, "true") || text_equal(value, "1") ||
				text_equal_nocase(value, "yes") || text_equal_nocase(value, "y") ||
				text_equal_nocase(value, "on"));
}

static bool has_word(const struct shell_call *call, const char *text)
{
	for (size_t i = 1; i < call->word_count; i++) {
		if (text_equal(call->words[i].text, text))
			return true;
	}
	return false;
}

static bool enables_service(const struct shell_call *call)
{
	size_t from = lint_esxcli(call, "system ntp set");

	if (from)
		return is_true(shell_option(call, from, "enabled", 'e', false));
	return (lint_call_is(call, "chkconfig") && has_word(call, "ntpd") &&
		       has_word(call, "on")) ||
	       (lint_call_is(call, "vim-cmd") && has_word(call, "ntpd"));
}

static bool opens_firewall(const struct shell_call *call)
{
	size_t from = lint_esxcli(call, "network firewall ruleset set");
	const char *ruleset;

	if (from) {
		ruleset = shell_option(call, from, "ruleset-id", 'r', false);
		return ruleset && text_equal(ruleset, "ntpClient") &&
		       is_true(shell_option(call, from, "enabled", 'e', false));
	}
	from = lint_esxcli(call, "network firewall set");
	if (from) {
		const char *enabled = shell_option(call, from, "enabled", 'e', false);

		return (enabled && !is_true(enabled)) ||
		       is_true(shell_option(call, from, "default-action", 'd', false));
	}
	return lint_esxcli(call, "network firewall unload") ||
	       (lint_call_is(call, "vim-cmd") && has_word(call, "ntpClient"));
}

void lint_ks_ntp_by_file(struct lint *lint)
{
	struct place_of_call file = find_call(lint, writes_file);

	if (file.call)
		lint_report_script(lint, file.script, lint_call_offset(file.call),
			"'/etc/ntp.conf' is written by hand");
}

void lint_ks_ntp_started(struct lint *lint)
{
	struct place_of_call file = find_call(lint, writes_file);
	struct place_of_call set = find_call(lint, sets_servers);
	struct place_of_call at = set.call ? set : file;

	if (!at.call)
		return;
	if (!find_call(lint, enables_service).call)
		lint_report_script(lint, at.script, lint_call_offset(at.call),
			"time servers are set, and ntpd is not switched on");
	// `system ntp set` may open it itself; 4.x has no firewall.
	else if (!set.call && !lint_is_4(lint) && !find_call(lint, opens_firewall).call)
		lint_report_script(lint, at.script, lint_call_offset(at.call),
			"time servers are set, and the firewall is not opened for 'ntpClient'");
}

// Calls the function with each text that a script writes to ntp.conf as a whole.
static void each_file(struct lint *lint,
	void (*take)(struct lint *lint, struct lint_script *script, const struct shell_file *file))
{
	for (size_t i = 0; i < lint->script_count; i++) {
		struct lint_script *script = &lint->scripts[i];
		struct shell_file *files = NULL;
		size_t count;

		if (script->stage != KS_FIRSTBOOT || script->python)
			continue;
		count = shell_files(lint_calls(script), &files);
		for (size_t k = 0; k < count; k++) {
			if (text_equal(files[k].path, ntp_conf))
				take(lint, script, &files[k]);
		}
		shell_files_destroy(files, count);
	}
}

static void check_restrict(
	struct lint *lint, struct lint_script *script, const struct shell_file *file)
{
	static const char *const lines[] = {"restrict default", "restrict 127.0.0.1"};

	if (!file->known || file->append)
		return;
	for (size_t i = 0; i < 2; i++) {
		if (!strstr(file->text, lines[i])) {
			lint_report_script(lint, script, file->command->offset,
				"no line '%s' in '/etc/ntp.conf'", lines[i]);
			return;
		}
	}
}

void lint_ks_ntp_open(struct lint *lint)
{
	each_file(lint, check_restrict);
}

// ---- names that cannot be resolved ----

static bool adds_dns(const struct shell_call *call)
{
	return lint_esxcli(call, "network ip dns server add") ||
	       (lint_call_is(call, "vim-cmd") && has_word(call, "hostsvc/net/dns_set")) ||
	       lint_writes_to(call, "/etc/resolv.conf");
}

static bool is_name(const char *text)
{
	unsigned char address[sizeof(struct in6_addr)];

	return *text && !strchr(text, '$') && inet_pton(AF_INET, text, address) != 1 &&
	       inet_pton(AF_INET6, text, address) != 1;
}

// The first server of the call that is a name: --server=A, --server A, -s A, also "A,B".
static char *named_server(const struct shell_call *call)
{
	size_t from = lint_esxcli(call, "system ntp set");

	for (size_t i = from; from && i < call->word_count; i++) {
		const struct shell_word *word = &call->words[i];
		const char *value = text_skip_prefix(word->text, "--server=");

		if (!value)
			value = text_skip_prefix(word->text, "-s=");
		if (!value && i + 1 < call->word_count &&
			(text_equal(word->text, "--server") || text_equal(word->text, "-s"))) {
			word = &call->words[++i];
			value = word->text;
		}
		while (value && word->known) {
			AUTO_FREE char *item = lint_next_item(&value);

			if (is_name(item))
				return memory_strdup(item);
		}
	}
	return NULL;
}

// Is there anything that knows name servers when the scripts begin?
static bool begins_with_dns(const struct lint *lint)
{
	const struct ks_line *line = ks_command(lint->ks, "network", 0);
	const char *protocol = line ? lint_value(line, "--bootproto") : NULL;

	return !protocol || !text_equal(protocol, "static") || ks_option(line, "--nameserver");
}

static void check_file_names(
	struct lint *lint, struct lint_script *script, const struct shell_file *file)
{
	const char *at = file->text;

	while (at && *at) {
		const char *value = text_skip_prefix(at, "server ");
		AUTO_FREE char *name =
			value ? memory_strndup(value, strcspn(value, " \t\r\n")) : NULL;

		if (name && is_name(name)) {
			lint_report_script(lint, script, file->command->offset,
				"'%s' cannot be resolved", name);
			return;
		}
		at = strchr(at, '\n');
		at = at ? at + 1 : NULL;
	}
}

void lint_ks_ntp_names(struct lint *lint)
{
	if (begins_with_dns(lint) || ks_includes(lint->ks))
		return;
	for (size_t i = 0; i < lint->script_count; i++) {
		struct lint_script *script = &lint->scripts[i];
		const struct shell_calls *calls = lint_calls(script);

		for (size_t k = 0; script->stage == KS_FIRSTBOOT && k < calls->count; k++) {
			AUTO_FREE char *name = named_server(&calls->list[k]);

			if (adds_dns(&calls->list[k]))
				return;
			if (!name)
				continue;
			lint_report_script(lint, script, lint_call_offset(&calls->list[k]),
				"'%s' cannot be resolved", name);
			return;
		}
	}
	each_file(lint, check_file_names);
}
