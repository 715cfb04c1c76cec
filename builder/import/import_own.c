// SPDX-License-Identifier: GPL-3.0-or-later
// Sections of kickstarts that esxmint rendered: their frame is known, and their tasks are the keys.
//
// Source: templates/.
#include <stdlib.h>
#include <string.h>

#include "import_call.h"
#include "memory.h"
#include "text.h"

static const char *line_text(const struct import *import, const struct ks_section *section,
	size_t index, size_t *ret_length)
{
	const struct ks_line *line = &import->ks->lines[section->first + index];

	*ret_length = line->length;
	return line->text;
}

static bool begins_with(
	const struct import *import, const struct ks_section *section, const char *prefix)
{
	size_t length;
	const char *text;

	if (!section->count)
		return false;
	text = line_text(import, section, 0, &length);
	return length >= strlen(prefix) && strncmp(text, prefix, strlen(prefix)) == 0;
}

// ---- MAC addresses: "nic1=$(nic_of 00:50:56:aa:bb:01)" in each task that names uplinks so ----

static void forget_macs(struct import *import)
{
	for (size_t i = 0; i < import->mac_count; i++) {
		free(import->macs[i].variable);
		free(import->macs[i].mac);
	}
	free(import->macs);
	import->macs = NULL;
	import->mac_count = 0;
}

static void learn_macs(struct import *import, const struct shell_script *script, int function)
{
	static const char call[] = "=$(nic_of ";

	forget_macs(import);
	for (size_t i = 0; i < script->command_count; i++) {
		const struct shell_command *command = &script->commands[i];

		for (size_t k = 0; command->function == function && k < command->assignment_count;
			k++) {
			const char *text = command->assignments[k].text;
			const char *at = strstr(text, call);
			const char *mac = at ? at + strlen(call) : NULL;

			if (!at)
				continue;
			memory_grow(&import->macs, import->mac_count, sizeof(*import->macs));
			import->macs[import->mac_count++] = (struct import_mac){
				memory_printf("$%.*s", (int)(at - text), text),
				memory_strndup(mac, strcspn(mac, ")")),
			};
		}
	}
}

// ---- functions of the templates that say more than the calls in them ----

struct helper {
	struct import *import;
	const struct ks_section *section;
	const struct shell_command *command;
	bool post;
};

static char *word(const struct helper *helper, size_t index)
{
	const struct shell_call shell = {
		.words = helper->command->words, .word_count = helper->command->word_count};
	const struct import_call call = {.import = helper->import, .shell = &shell, .task = ""};

	return import_word(&call, index);
}

// add_uplink SWITCH NIC
static void on_uplink(const struct helper *helper)
{
	AUTO_FREE char *vswitch = word(helper, 1);
	AUTO_FREE char *nic = word(helper, 2);

	if (vswitch && nic)
		draft_add(draft_list(import_vswitch(helper->import, vswitch), "uplinks"), nic,
			helper->import->origin);
}

// add_interface NAME PORTGROUP [NETSTACK], on 4.1 NAME PORTGROUP MTU ADDRESS NETMASK
static void on_interface(const struct helper *helper)
{
	AUTO_FREE char *name = word(helper, 1);
	AUTO_FREE char *group = word(helper, 2);
	AUTO_FREE char *third = word(helper, 3);
	AUTO_FREE char *address = word(helper, 4);
	AUTO_FREE char *netmask = word(helper, 5);
	unsigned origin = helper->import->origin;
	struct draft *item;

	if (!name || !group)
		return;
	item = import_vmk_add(helper->import, name, group);
	if (release_at_least(helper->import->release, 5, 0)) {
		if (third)
			draft_set(item, "netstack", third, origin);
		return;
	}
	if (third && *third)
		draft_set(item, "mtu", third, origin);
	if (address && netmask) {
		draft_set(draft_mapping(item, "ipv4"), "address", address, origin);
		draft_set(draft_mapping(item, "ipv4"), "netmask", netmask, origin);
	} else if (address && text_equal(address, "DHCP")) {
		draft_set(item, "ipv4", "dhcp", origin);
	}
}

// The path of a driver that travels stands in a comment above its line.
static char *path_above(const struct helper *helper)
{
	struct place place =
		ks_body_place(helper->import->ks, helper->section, helper->command->offset);
	const struct ks_line *above = &helper->import->ks->lines[place.line - 2];
	const char *text = above->text;
	size_t length = above->length;

	while (length && (*text == ' ' || *text == '\t')) {
		text++;
		length--;
	}
	return length > 2 && strncmp(text, "# ", 2) == 0 ? memory_strndup(text + 2, length - 2)
							 : NULL;
}

// install_driver KIND URL, install_bundle URL, install_staged KIND FILE, driver_tool TOOL KIND WHAT
static void on_driver(const struct helper *helper)
{
	AUTO_FREE char *url = word(helper, helper->command->word_count - 1);
	AUTO_FREE char *path = NULL;
	struct draft *item;

	if (helper->command->word_count < 2)
		return;
	if (!url || !strstr(url, "://"))
		path = path_above(helper);
	else
		path = STEAL(url);
	if (!path)
		return;
	item = draft_append(import_list(helper->import, "drivers"));
	draft_set(item, strstr(path, "://") ? "url" : "path", path, helper->import->origin);
	if (helper->post)
		draft_set(item, "stage", "post", helper->import->origin);
}

static void read_helpers(struct helper *helper, const struct shell_script *script)
{
	static const struct {
		const char *name;
		void (*read)(const struct helper *helper);
	} rows[] = {
		{"add_uplink", on_uplink},
		{"add_interface", on_interface},
		{"install_driver", on_driver},
		{"install_bundle", on_driver},
		{"install_staged", on_driver},
		{"driver_tool", on_driver},
	};
	int function = -1;

	for (size_t i = 0; i < script->command_count; i++) {
		const struct shell_command *command = &script->commands[i];

		if (command->function < 0 || !command->word_count ||
			!text_has_prefix(script->functions[command->function].name, "task_"))
			continue;
		if (command->function != function)
			learn_macs(helper->import, script, command->function);
		function = command->function;
		helper->command = command;
		for (size_t k = 0; k < sizeof(rows) / sizeof(*rows); k++) {
			if (!text_equal(rows[k].name, command->words[0].text))
				continue;
			helper->import->origin =
				ks_body_place(helper->import->ks, helper->section, command->offset)
					.line *
				IMPORT_PARTS;
			rows[k].read(helper);
		}
	}
	forget_macs(helper->import);
}

// ---- the calls of the tasks ----

// The policy of passwords up to 5.5 goes into a file, by way of awk (templates/password_policy).
static bool take_policy(struct import *import, const struct shell_script *script)
{
	for (size_t i = 0; i < script->command_count; i++) {
		const struct shell_command *command = &script->commands[i];

		for (size_t k = 0; k < command->assignment_count; k++) {
			const char *value =
				text_skip_prefix(command->assignments[k].text, "POLICY=");

			if (!value || !command->assignments[k].known)
				continue;
			import_set(import, "security.password_policy", value);
			return true;
		}
	}
	return false;
}

// Calls of functions that were read as a whole.
static bool is_read(const char *task)
{
	static const char *const names[] = {"add_uplink", "add_interface", "install_bundle",
		"install_driver", "install_staged", "driver_tool", "task_drivers",
		"task_post_drivers", "task_save"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (text_equal(names[i], task))
			return true;
	}
	return false;
}

static bool is_command_of_host(const char *name)
{
	return text_has_prefix(name, "esx") || text_equal(name, "vim-cmd") ||
	       text_equal(name, "localcli") || text_equal(name, "vmkiscsi-tool");
}

static void read_calls(
	struct import *import, const struct ks_section *section, const struct shell_script *script)
{
	CLEANUP(shell_calls_finish) struct shell_calls calls = {0};
	struct shell_file *files = NULL;
	size_t file_count;
	int function = -1;

	shell_run(script, &calls);
	for (size_t i = 0; i < calls.count; i++) {
		const struct shell_call *call = &calls.list[i];
		int now = call->command->function;
		const char *task = now < 0 ? "" : script->functions[now].name;
		struct place place = ks_body_place(import->ks, section, call->command->offset);

		if (now < 0 || (is_read(task) && !call->output &&
				       !(text_equal(task, "task_drivers") && call->word_count > 3 &&
					       text_equal(call->words[2].text, "acceptance"))))
			continue;
		if (now != function)
			learn_macs(import, script, now);
		function = now;
		import->origin = place.line * IMPORT_PARTS;
		if (import_take_call(import, call, task) == IMPORT_UNKNOWN && call->word_count &&
			!call->output && is_command_of_host(call->words[0].text))
			diagnostics_add(&import->diagnostics, SEVERITY_WARNING, place, NULL,
				"a call in '%s' that no key stands for: it is not taken over",
				task);
	}
	file_count = shell_files(&calls, &files);
	for (size_t i = 0; i < file_count; i++) {
		struct place place = ks_body_place(import->ks, section, files[i].command->offset);

		import->origin = place.line * IMPORT_PARTS;
		import_take_file(import, &files[i]);
	}
	shell_files_destroy(files, file_count);
	forget_macs(import);
}

// Did the script say that a reboot is wanted, and not make it?
static bool mentions(const struct ks_section *section, const char *text)
{
	return memmem(section->body, section->body_size, text, strlen(text)) != NULL;
}

static void read_tasks(struct import *import, const struct ks_section *section, bool post)
{
	AUTO_SHELL *script = shell_scan(section->body, section->body_size);
	struct helper helper = {.import = import, .section = section, .post = post};

	if (script->broken_at != SIZE_MAX)
		import_report(import, SEVERITY_WARNING, &import->ks->lines[section->header], 0,
			"the script was changed by hand: what cannot be read is not taken over");
	read_helpers(&helper, script);
	read_calls(import, section, script);
	if (mentions(section, "pam_passwdqc"))
		take_policy(import, script);
	if (mentions(section, "report \"a reboot is still wanted"))
		import_set(import, "host.reboot", "never");
}

bool import_own_section(struct import *import, const struct ks_section *section)
{
	const struct ks_line *header = &import->ks->lines[section->header];

	import->origin = import_origin(header, 0);
	if (begins_with(import, section, "# What esxmint sets up at the first boot"))
		read_tasks(import, section, false);
	else if (begins_with(import, section, "# What esxmint does at the end of the inst"))
		read_tasks(import, section, true);
	else if (begins_with(import, section, "# Reboots the host."))
		import_set(import, "host.reboot", "always");
	else if (begins_with(import, section, "# Which machine is this?"))
		import_report(import, SEVERITY_WARNING, header, 0,
			"one kickstart for many hosts: import those of the hosts, as esxmint "
			"render --host prints them");
	else
		return begins_with(import, section, "# Reboots the host if a step asked for it.");
	return true;
}
