// SPDX-License-Identifier: GPL-3.0-or-later
// The commands of the installer as keys of the spec.
//
// Source: facts/kickstart.md section 2; the keys are read back by kickstart/commands.c.
#include <stdlib.h>
#include <string.h>

#include "form.h"
#include "import_internal.h"
#include "memory.h"
#include "text.h"

enum {
	COMMANDS_READ = 1000,
	COMMANDS_MAX = 256, // more than that stop the installer (section 1)
};

// One command while it is read: which of its options were understood.
struct command {
	struct import *import;
	const struct ks_line *line;
	bool used[IMPORT_PARTS];
};

// The option by the name of its row; NULL where it is not there or not to be taken over. A flag
// with a value is dropped by the installer, and what needs a value is so without one (section 1).
static const struct ks_option *take(struct command *command, const char *name, bool value)
{
	for (size_t i = 0; i < command->line->option_count && i + 1 < IMPORT_PARTS; i++) {
		const struct ks_option *option = &command->line->options[i];

		if (!option->row || !text_equal(option->row->name, name))
			continue;
		if ((value && (!option->value || !*option->value)) || (!value && option->value) ||
			import_refused(command->import, import_origin(command->line, i + 1)))
			continue;
		command->used[i] = true;
		command->import->origin = import_origin(command->line, i + 1);
		return option;
	}
	return NULL;
}

static bool take_flag(struct command *command, const char *name)
{
	return take(command, name, false) != NULL;
}

static bool take_value(struct command *command, const char *name, const char *path)
{
	const struct ks_option *option = take(command, name, true);

	if (option)
		import_set(command->import, path, option->value);
	return option != NULL;
}

static void set_flag(struct command *command, const char *name, const char *path)
{
	if (take_flag(command, name))
		import_set(command->import, path, "true");
}

// "a,b": the installer trims each of them.
static void add_words(struct import *import, struct draft *list, const char *words)
{
	while (*words) {
		size_t length = strcspn(words, ",");
		AUTO_FREE char *word = memory_strndup(words, length);
		char *start = word + strspn(word, " ");
		size_t end = strlen(start);

		while (end && start[end - 1] == ' ')
			start[--end] = '\0';
		if (*start)
			draft_add(list, start, import->origin);
		words += length + (words[length] == ',');
	}
}

static bool take_list(struct command *command, const char *name, const char *path)
{
	const struct ks_option *option = take(command, name, true);

	if (option)
		add_words(command->import, import_list(command->import, path), option->value);
	return option != NULL;
}

// --firstdisk, alone or with filters. `defaults`: what it means alone (section 2.10 and 2.6).
static const struct ks_option *take_filters(
	struct command *command, const char *path, const char *defaults)
{
	const struct ks_option *option = take(command, "--firstdisk", true);

	if (!option)
		option = take(command, "--firstdisk", false);
	if (option)
		add_words(command->import, import_list(command->import, path),
			option->value ? option->value : defaults);
	return option;
}

// What no key stands for.
static void leave_rest(struct command *command)
{
	for (size_t i = 0; i < command->line->option_count && i + 1 < IMPORT_PARTS; i++) {
		const struct ks_option *option = &command->line->options[i];
		const char *reason =
			import_refused(command->import, import_origin(command->line, i + 1));
		bool secret = text_equal(command->line->row->name, "rootpw") ||
			      text_equal(command->line->row->name, "serialnum");

		if (command->used[i])
			continue;
		if (!reason && option->row && option->row->deprecated)
			reason = "it has no effect";
		if (!reason && !option->row)
			reason = "the installer does not know it";
		import_leave(command->import, command->line,
			secret && !text_has_prefix(option->word->text, "--") ? "a word"
			: secret && option->name			     ? option->name
									     : option->word->text,
			reason ? reason : "no key of the spec stands for it");
	}
}

static void read_target(struct command *command)
{
	struct import *import = command->import;
	const struct ks_option *filters;
	struct draft *disk;
	bool overwrite;

	take_value(command, "--disk", "install.disk.name");
	filters = take_filters(command, "install.disk.first", "local,remote,usb");
	overwrite = take_flag(command, "--overwritevmfs");
	if (overwrite)
		import_set(import, "install.disk.vmfs", "overwrite");
	if (take_flag(command, "--preservevmfs"))
		import_set(import, "install.disk.vmfs", "preserve");
	if (take_flag(command, "--novmfsondisk")) {
		import_set(import, "install.disk.vmfs", "none");
		if (!overwrite)
			import_report(import, SEVERITY_ADVICE, command->line, 0,
				"'vmfs: none' also overwrites a VMFS datastore that is there");
	}
	set_flag(command, "--ignoressd", "install.disk.ignore_ssd");
	set_flag(command, "--overwritevsan", "install.disk.overwrite_vsan");
	disk = draft_find(import_mapping(import, "install"), "disk");
	if (filters && !filters->value && disk && disk->count == 1)
		draft_clear(disk); // a spec without a disk says the same
}

static void read_install(struct command *command, const char *mode)
{
	struct import *import = command->import;

	import_set(import, "install.mode", mode);
	read_target(command);
	if (take_flag(command, "--ignoreprereqwarnings"))
		import_set(import, "install.ignore_prereq", "warnings");
	if (take_flag(command, "--ignoreprereqerrors"))
		import_set(import, "install.ignore_prereq", "errors");
	set_flag(command, "--forceunsupportedinstall", "install.unsupported_cpu");
}

// 4.1: where the medium is (section 2.13). esxmint's media are always the disc they came on.
static void read_media_source(struct command *command)
{
	for (size_t i = 0; i < command->line->option_count && i + 1 < IMPORT_PARTS; i++) {
		const struct ks_option *option = &command->line->options[i];

		command->used[i] = !option->name && (text_equal(option->value, "cdrom") ||
							    text_equal(option->value, "usb"));
	}
}

static void on_install(struct command *command)
{
	if (!release_at_least(command->import->release, 5, 0) &&
		(release_known(command->import->release) ||
			ks_command(command->import->ks, "autopart", 0)))
		read_media_source(command);
	else
		read_install(command, "install");
}

static void on_upgrade(struct command *command)
{
	read_install(command, "upgrade");
}

static void on_installorupgrade(struct command *command)
{
	read_install(command, "installorupgrade");
}

static void on_autopart(struct command *command)
{
	if (release_at_least(command->import->release, 5, 0)) {
		import_leave(
			command->import, command->line, "autopart", "ESXi 5.0 and later ignore it");
		memset(command->used, 1, sizeof(command->used));
		return;
	}
	read_target(command);
}

static void on_clearpart(struct command *command)
{
	struct import *import = command->import;

	if (draft_find(import_mapping(import, "install"), "clear")) {
		import_leave(import, command->line, "clearpart",
			"the spec has room for one 'install.clear'");
		memset(command->used, 1, sizeof(command->used));
		return;
	}
	take_list(command, "--drives", "install.clear.disks");
	take_filters(command, "install.clear.first", "local,remote");
	if (take_list(command, "--ignoredrives", "install.clear.ignore"))
		import_set(import, "install.clear.all", "true");
	set_flag(command, "--alldrives", "install.clear.all");
	set_flag(command, "--overwritevmfs", "install.clear.overwrite_vmfs");
	take_flag(command, "--all"); // without an effect of its own (section 2.6)
}

static void on_part(struct command *command)
{
	struct import *import = command->import;
	const struct ks_option *name = NULL;
	const struct ks_option *disk;
	struct draft *item;

	for (size_t i = 0; i < command->line->option_count && i + 1 < IMPORT_PARTS && !name; i++) {
		if (!command->line->options[i].name) {
			name = &command->line->options[i];
			command->used[i] = true;
			if (import_refused(import, import_origin(command->line, i + 1)))
				command->used[i] = false;
		}
	}
	disk = take(command, "--ondisk", true);
	if (!name || !disk || import_refused(import, import_origin(command->line, 0))) {
		memset(command->used, 0, sizeof(command->used));
		return;
	}
	item = draft_append(import_list(import, "install.datastores"));
	draft_set(item, "name", name->value, import_origin(command->line, 0));
	draft_set(item, "disk", disk->value, import_origin(command->line, 0));
}

// Section 2.8: without a netmask the installer goes by the class of the address.
static void guess_netmask(struct command *command)
{
	struct import *import = command->import;
	const char *address = import_get(import, "network.management.ipv4.address");
	uint32_t number;

	if (!address || import_get(import, "network.management.ipv4.netmask") ||
		!form_parse_ipv4(address, &number))
		return;
	import_set(import, "network.management.ipv4.netmask",
		number >> 31 == 0   ? "255.0.0.0"
		: number >> 30 == 2 ? "255.255.0.0"
				    : "255.255.255.0");
	import_report(import, SEVERITY_WARNING, command->line, 0,
		"no netmask: the spec has the one that the installer guesses");
}

static void read_static(struct command *command)
{
	take_value(command, "--ip", "network.management.ipv4.address");
	if (!take(command, "--netmask", true))
		guess_netmask(command);
	take_value(command, "--netmask", "network.management.ipv4.netmask");
	take_value(command, "--gateway", "network.management.ipv4.gateway");
}

static void on_network(struct command *command)
{
	struct import *import = command->import;
	const struct ks_option *option = take(command, "--bootproto", true);
	bool fixed = option && text_equal(option->value, "static");
	bool on;

	if (fixed)
		read_static(command);
	else
		import_set(import, "network.management.ipv4", "dhcp");
	take_value(command, "--device", "network.management.uplink");
	take_value(command, "--vlanid", "network.management.vlan");
	if (take_value(command, "--hostname", "network.hostname") && !fixed)
		import_report(import, SEVERITY_ADVICE, command->line, 0,
			"the installer ignores --hostname beside DHCP; the spec sets the name at "
			"the first boot");
	if (take_list(command, "--nameserver", "network.dns.servers") && !fixed)
		import_report(import, SEVERITY_ADVICE, command->line, 0,
			"the installer ignores --nameserver beside DHCP; the spec sets the servers "
			"at the first boot");
	option = take(command, "--addvmportgroup", true);
	if (option && import_read_bool(option->value, &on))
		import_set(import, "network.vm_network", on ? "true" : "false");
	take_flag(command, "--nodns"); // without effect (section 2.8)
}

static void on_rootpw(struct command *command)
{
	struct import *import = command->import;
	const struct ks_option *password = ks_last_bare(command->line);
	bool crypted = take_flag(command, "--iscrypted");
	struct draft *secret;
	struct draft *install;

	import->origin = import_origin(command->line, 0);
	for (size_t i = 0; i < command->line->option_count && i + 1 < IMPORT_PARTS; i++)
		command->used[i] = command->used[i] || &command->line->options[i] == password;
	if (!password || !*password->value || import_refused(import, import->origin)) {
		import_leave(import, command->line, "the password of root",
			password && *password->value ? import_refused(import, import->origin)
						     : "there is none");
		return;
	}
	install = import_mapping(import, "install");
	if (crypted && !text_has_prefix(password->value, "$6$")) {
		draft_set(install, "root_password", password->value, import->origin);
		return;
	}
	secret = draft_mapping(install, "root_password");
	draft_set(secret, crypted ? "sha512" : "plain", password->value, import->origin);
	if (crypted)
		return;
	draft_comment(secret, "Clear text in the kickstart: better {env: NAME} or {file: PATH}.");
	diagnostic_hint(import_report(import, SEVERITY_WARNING, command->line, 0,
				"the password of root stands in the spec in clear text"),
		"write install.root_password: {env: NAME}, and change the password");
}

static void on_keyboard(struct command *command)
{
	const struct ks_option *name = ks_last_bare(command->line);

	for (size_t i = 0; i < command->line->option_count && i + 1 < IMPORT_PARTS; i++) {
		command->import->origin = import_origin(command->line, i + 1);
		if (&command->line->options[i] != name ||
			import_refused(command->import, command->import->origin))
			continue;
		command->used[i] = true;
		import_set(command->import, "install.keyboard", name->value);
	}
}

static void on_reboot(struct command *command)
{
	import_set(command->import, "install.reboot",
		take_flag(command, "--noeject") ? "noeject" : "eject");
}

static void on_serialnum(struct command *command)
{
	take_value(command, "--esx", "install.license");
}

static void on_eula(struct command *command)
{
	import_set(command->import, "install.accept_eula", "true");
}

static void on_paranoid(struct command *command)
{
	import_set(command->import, "install.paranoid", "true");
}

static void on_dryrun(struct command *command)
{
	import_set(command->import, "install.dry_run", "true");
}

static const struct {
	const char *name;
	void (*read)(struct command *command);
} readers[] = {
	{"autopart", on_autopart},
	{"clearpart", on_clearpart},
	{"dryrun", on_dryrun},
	{"install", on_install},
	{"installorupgrade", on_installorupgrade},
	{"keyboard", on_keyboard},
	{"network", on_network},
	{"paranoid", on_paranoid},
	{"part", on_part},
	{"reboot", on_reboot},
	{"rootpw", on_rootpw},
	{"serialnum", on_serialnum},
	{"upgrade", on_upgrade},
	{"vmaccepteula", on_eula},
};

// Is there the same command further down, so that this one does not count?
static bool is_superseded(const struct import *import, const struct ks_line *line)
{
	const struct ks_line *at = &import->ks->lines[import->ks->line_count];

	if (line->row->repeat != KS_LAST)
		return false;
	while (--at > line) {
		if (at->row == line->row)
			return true;
	}
	return false;
}

static void read_command(struct import *import, const struct ks_line *line)
{
	struct command command = {.import = import, .line = line};
	const char *name = line->word_count ? line->words[0].text : "";

	import->origin = import_origin(line, 0);
	if (line->unbalanced) {
		import_leave(import, line, "a line", "a quote has no partner");
		return;
	}
	if (!line->row) {
		import_leave(import, line, name, "the installer does not know it");
		return;
	}
	if (is_superseded(import, line)) {
		import_leave(import, line, line->row->name, "another one further down counts");
		return;
	}
	for (size_t i = 0; i < sizeof(readers) / sizeof(*readers); i++) {
		if (!text_equal(readers[i].name, line->row->name))
			continue;
		readers[i].read(&command);
		leave_rest(&command);
		return;
	}
	if (text_equal(line->row->name, "%include"))
		import_leave(import, line, name, "what it reads is not at hand");
	else
		import_leave(import, line, name,
			line->row->deprecated ? "it has no effect"
					      : "no key of the spec stands for it");
}

void import_commands(struct import *import)
{
	const struct ks *ks = import->ks;
	struct draft *install = import_mapping(import, "install");
	size_t count = 0;

	for (size_t i = 0; i < ks->line_count && count < COMMANDS_READ; i++) {
		if (ks->lines[i].kind != KS_COMMAND)
			continue;
		count++;
		read_command(import, &ks->lines[i]);
	}
	if (count > COMMANDS_MAX)
		import_report(import, SEVERITY_WARNING, &ks->lines[0], 0,
			"more than %d commands: the installer stops, and render does, too",
			COMMANDS_MAX);
	import->origin = 0;
	if (!import_get(import, "install.mode"))
		import_set(import, "install.mode", "install");
	if (!ks_command(ks, "reboot", 0) && !ks_includes(ks))
		import_set(import, "install.reboot", "wait");
	if (text_equal(import_get(import, "install.mode"), "upgrade"))
		return;
	if (!import_get(import, "install.accept_eula"))
		draft_comment(install,
			"accept_eula: true is missing: the kickstart does not accept the license.");
	if (!draft_find(install, "root_password"))
		draft_comment(install, "root_password is missing.");
}
