// SPDX-License-Identifier: GPL-3.0-or-later
// The command part of a kickstart: what the installer itself reads.
//
// Values are printable ASCII: the spec takes nothing else.
#include "commands.h"

#include <inttypes.h>
#include <string.h>

#include "digest.h"
#include "memory.h"
#include "quote.h"
#include "text.h"

enum {
	NAMESERVER_LIMIT = 2, // a third one is ignored by the installer
	COMMAND_LIMIT = 256, // more than that stop it (section 2, F13)
	ANY_MODE = MODE_INSTALL | MODE_UPGRADE | MODE_INSTALLORUPGRADE,
	NEW_HOST = MODE_INSTALL | MODE_INSTALLORUPGRADE,
};

enum option_kind {
	OPTION_FLAG, // --x when the key is true
	OPTION_MATCH, // --x when the key has the value `match`
	OPTION_VALUE, // --x=value when the key is there
	OPTION_LIST, // --x=a,b when the key is there, --x when the list is empty
	OPTION_DIGIT, // --x=0 or --x=1
	OPTION_COUNT, // --x=number when it is not 0
};

struct option {
	const char *name;
	enum option_kind kind;
	const char *key;
	const char *match;
	unsigned modes;
	struct release first;
};

// Sections 2.3 to 2.5.
static const struct option install_options[] = {
	{"--firstdisk", OPTION_LIST, "install.disk.first", NULL, ANY_MODE, {5, 0, 0}},
	{"--disk", OPTION_VALUE, "install.disk.name", NULL, ANY_MODE, {5, 0, 0}},
	{"--overwritevmfs", OPTION_MATCH, "install.disk.vmfs", "overwrite", NEW_HOST, {5, 0, 0}},
	{"--preservevmfs", OPTION_MATCH, "install.disk.vmfs", "preserve", MODE_INSTALL, {5, 0, 0}},
	// Without --overwritevmfs the installer stops when the disk holds a VMFS already.
	{"--overwritevmfs", OPTION_MATCH, "install.disk.vmfs", "none", NEW_HOST, {5, 0, 0}},
	{"--novmfsondisk", OPTION_MATCH, "install.disk.vmfs", "none", MODE_INSTALL, {5, 0, 0}},
	{"--ignoressd", OPTION_FLAG, "install.disk.ignore_ssd", NULL, MODE_INSTALL, {5, 0, 0}},
	{"--overwritevsan", OPTION_FLAG, "install.disk.overwrite_vsan", NULL, NEW_HOST, {5, 5, 0}},
	{"--ignoreprereqwarnings", OPTION_MATCH, "install.ignore_prereq", "warnings", ANY_MODE,
		{5, 0, 0}},
	{"--ignoreprereqwarnings", OPTION_MATCH, "install.ignore_prereq", "errors", ANY_MODE,
		{5, 0, 0}},
	{"--ignoreprereqerrors", OPTION_MATCH, "install.ignore_prereq", "errors", ANY_MODE,
		{5, 0, 0}},
	{"--forceunsupportedinstall", OPTION_FLAG, "install.unsupported_cpu", NULL, MODE_INSTALL,
		{7, 0, 0}},
	{NULL, OPTION_FLAG, NULL, NULL, 0, {0, 0, 0}},
};

// Section 2.13: 4.1.
static const struct option autopart_options[] = {
	{"--firstdisk", OPTION_LIST, "install.disk.first", NULL, ANY_MODE, {4, 1, 0}},
	{"--disk", OPTION_VALUE, "install.disk.name", NULL, ANY_MODE, {4, 1, 0}},
	{"--overwritevmfs", OPTION_MATCH, "install.disk.vmfs", "overwrite", ANY_MODE, {4, 1, 0}},
	{NULL, OPTION_FLAG, NULL, NULL, 0, {0, 0, 0}},
};

// Section 2.6.
static const struct option clear_options[] = {
	{"--drives", OPTION_LIST, "install.clear.disks", NULL, MODE_INSTALL, {4, 1, 0}},
	{"--firstdisk", OPTION_LIST, "install.clear.first", NULL, MODE_INSTALL, {4, 1, 0}},
	{"--alldrives", OPTION_FLAG, "install.clear.all", NULL, MODE_INSTALL, {4, 1, 0}},
	{"--ignoredrives", OPTION_LIST, "install.clear.ignore", NULL, MODE_INSTALL, {4, 1, 0}},
	{"--overwritevmfs", OPTION_FLAG, "install.clear.overwrite_vmfs", NULL, MODE_INSTALL,
		{4, 1, 0}},
	{NULL, OPTION_FLAG, NULL, NULL, 0, {0, 0, 0}},
};

// Section 2.8: these go with --bootproto=static only; beside DHCP they stop the installer or are
// ignored by it.
static const struct option static_options[] = {
	{"--ip", OPTION_VALUE, "network.management.ipv4.address", NULL, NEW_HOST, {4, 1, 0}},
	{"--netmask", OPTION_VALUE, "network.management.ipv4.netmask", NULL, NEW_HOST, {4, 1, 0}},
	{"--gateway", OPTION_VALUE, "network.management.ipv4.gateway", NULL, NEW_HOST, {4, 1, 0}},
	{"--hostname", OPTION_VALUE, "network.hostname", NULL, NEW_HOST, {4, 1, 0}},
	{NULL, OPTION_FLAG, NULL, NULL, 0, {0, 0, 0}},
};

static const struct option network_options[] = {
	{"--device", OPTION_VALUE, "network.management.uplink", NULL, NEW_HOST, {4, 1, 0}},
	{"--vlanid", OPTION_COUNT, "network.management.vlan", NULL, NEW_HOST, {4, 1, 0}},
	{"--addvmportgroup", OPTION_DIGIT, "network.vm_network", NULL, NEW_HOST, {4, 1, 0}},
	{NULL, OPTION_FLAG, NULL, NULL, 0, {0, 0, 0}},
};

struct writer {
	const struct spec *spec;
	struct release release;
	enum install_mode mode;
	enum secret_form secrets;
	struct buffer *output;
	struct mapper *mapper;
	struct diagnostics *diagnostics;
};

enum install_mode commands_mode(const struct spec *spec)
{
	const char *mode = spec_text(spec, "install.mode");

	if (mode && text_equal(mode, "upgrade"))
		return MODE_UPGRADE;
	if (mode && text_equal(mode, "installorupgrade"))
		return MODE_INSTALLORUPGRADE;
	return MODE_INSTALL;
}

bool commands_use_dhcp(const struct spec *spec)
{
	return !spec_has(spec, "network.management.ipv4.address");
}

// What is written from here on comes from the first of the keys that the spec has, else from the
// last.
#define MARK(writer, ...)                                                                          \
	mapper_mark_first((writer)->mapper, (const char *const[]){__VA_ARGS__, NULL})

static char *join_list(const struct spec_node *list, size_t limit)
{
	AUTO_BUFFER text = BUFFER_INIT;

	for (size_t i = 0; i < spec_node_count(list) && i < limit; i++)
		buffer_printf(&text, "%s%s", i ? "," : "", spec_node_text(spec_node_at(list, i)));
	return buffer_steal(&text);
}

static void put_option_list(struct writer *writer, const struct option *option, size_t limit)
{
	const struct spec_node *list = spec_get(writer->spec, option->key);
	AUTO_FREE char *text = NULL;

	if (!list)
		return;
	text = join_list(list, limit);
	buffer_printf(writer->output, " %s", option->name);
	if (*text) {
		buffer_putc(writer->output, '=');
		quote_token(writer->output, text);
	}
}

static void put_option(struct writer *writer, const struct option *option)
{
	const char *text;
	uint64_t number;

	switch (option->kind) {
	case OPTION_FLAG:
		if (spec_flag(writer->spec, option->key))
			buffer_printf(writer->output, " %s", option->name);
		break;
	case OPTION_MATCH:
		text = spec_text(writer->spec, option->key);
		if (text && text_equal(text, option->match))
			buffer_printf(writer->output, " %s", option->name);
		break;
	case OPTION_VALUE:
		text = spec_text(writer->spec, option->key);
		if (text && *text) {
			buffer_printf(writer->output, " %s=", option->name);
			quote_token(writer->output, text);
		}
		break;
	case OPTION_LIST:
		put_option_list(writer, option, SIZE_MAX);
		break;
	case OPTION_COUNT:
		number = spec_number(writer->spec, option->key);
		if (number > 0)
			buffer_printf(writer->output, " %s=%" PRIu64, option->name, number);
		break;
	case OPTION_DIGIT:
		buffer_printf(writer->output, " %s=%d", option->name,
			spec_flag(writer->spec, option->key));
		break;
	}
}

static void put_options(struct writer *writer, const struct option *options)
{
	for (; options->name; options++) {
		if ((options->modes & writer->mode) &&
			release_compare(writer->release, options->first) >= 0)
			put_option(writer, options);
	}
}

static void put_eula(struct writer *writer)
{
	MARK(writer, "install.accept_eula");
	if (spec_flag(writer->spec, "install.accept_eula"))
		buffer_puts(writer->output, "# install.accept_eula\nvmaccepteula\n\n");
}

static void put_install(struct writer *writer)
{
	static const struct {
		enum install_mode mode;
		const char *command;
	} names[] = {
		{MODE_INSTALL, "install"},
		{MODE_UPGRADE, "upgrade"},
		{MODE_INSTALLORUPGRADE, "installorupgrade"},
	};

	bool autopart = !release_at_least(writer->release, 5, 0);

	MARK(writer, "install.disk.name", "install.disk.first", "install.disk", "install.mode",
		"install");
	buffer_puts(writer->output, "# install.mode, install.disk\n");
	if (autopart)
		buffer_puts(writer->output, "install cdrom\nautopart");
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (!autopart && names[i].mode == writer->mode)
			buffer_puts(writer->output, names[i].command);
	}
	if (!spec_has(writer->spec, "install.disk.name") &&
		!spec_has(writer->spec, "install.disk.first"))
		buffer_puts(writer->output, " --firstdisk");
	put_options(writer, autopart ? autopart_options : install_options);
	buffer_puts(writer->output, "\n\n");
}

static void put_clear(struct writer *writer)
{
	if (!spec_has(writer->spec, "install.clear"))
		return;
	MARK(writer, "install.clear.disks", "install.clear.first", "install.clear.all",
		"install.clear");
	buffer_puts(writer->output, "# install.clear\nclearpart");
	put_options(writer, clear_options);
	buffer_puts(writer->output, "\n\n");
}

static void put_datastores(struct writer *writer)
{
	const struct spec_node *list = spec_get(writer->spec, "install.datastores");

	if (!list || spec_node_count(list) == 0)
		return;
	MARK(writer, "install.datastores");
	buffer_puts(writer->output, "# install.datastores\n");
	for (size_t i = 0; i < spec_node_count(list); i++) {
		const struct spec_node *item = spec_node_at(list, i);
		const struct spec_node *name = spec_node_get(item, "name");
		const struct spec_node *disk = spec_node_get(item, "disk");

		if (!name || !disk)
			continue; // a finding of the spec's own check
		mapper_mark(writer->mapper, spec_node_path(item));
		buffer_puts(writer->output, "part ");
		quote_token(writer->output, spec_node_text(name));
		buffer_puts(writer->output, " --ondisk=");
		quote_token(writer->output, spec_node_text(disk));
		buffer_putc(writer->output, '\n');
	}
	buffer_putc(writer->output, '\n');
}

// Reads the password and hashes what is no hash yet; NULL after a finding.
static char *crypted_password(struct writer *writer, const char *path)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_FREE char *salt = NULL;
	char *crypted = NULL;
	CLEANUP(spec_secret_finish) struct spec_secret secret = {0};

	if (spec_secret_read(writer->spec, path, &secret, &err) < 0)
		goto failed;
	if (secret.is_hash)
		return memory_strdup(secret.value);
	salt = spec_secret_salt(writer->spec, path);
	if (release_at_least(writer->release, 5, 0)
			? password_hash(secret.value, salt, &crypted, &err)
			: password_hash_md5(secret.value, salt, &crypted, &err))
		goto failed;
	return crypted;
failed:
	diagnostics_add(writer->diagnostics, SEVERITY_ERROR, spec_place(writer->spec, path), path,
		"%s", err.text);
	return NULL;
}

// The mark of what stands in the spec is that of the hash, which a rendered kickstart has.
static char *password_stand_in(struct writer *writer, const char *path)
{
	const struct spec_node *node = spec_get(writer->spec, path);
	bool plain = spec_node_kind(node) == SPEC_MAPPING && spec_node_get(node, "plain");
	AUTO_FREE char *crypted = NULL;
	char mark[SECRET_MARK_SIZE + 1];

	if (writer->secrets != SECRET_MARKED || !plain)
		return secret_stand_in(writer->spec, path, writer->secrets);
	crypted = crypted_password(writer, path);
	if (!crypted)
		return NULL;
	secret_mark(SECRET_TEXT, crypted, strlen(crypted), mark);
	return memory_strdup(mark);
}

static void put_password(struct writer *writer)
{
	static const char path[] = "install.root_password";
	AUTO_FREE char *crypted = NULL;

	if (!spec_has(writer->spec, path))
		return;
	crypted = writer->secrets == SECRET_SHOWN ? crypted_password(writer, path)
						  : password_stand_in(writer, path);
	if (!crypted)
		return;
	MARK(writer, path);
	buffer_printf(writer->output, "# %s\nrootpw --iscrypted ", path);
	quote_token(writer->output, crypted);
	buffer_puts(writer->output, "\n\n");
}

static void put_keyboard(struct writer *writer)
{
	const char *keyboard = spec_text(writer->spec, "install.keyboard");

	if (!keyboard || !*keyboard)
		return;
	MARK(writer, "install.keyboard");
	buffer_puts(writer->output, "# install.keyboard\nkeyboard ");
	quote_token(writer->output, keyboard);
	buffer_puts(writer->output, "\n\n");
}

static void put_network(struct writer *writer)
{
	static const struct option nameserver = {
		"--nameserver", OPTION_LIST, "network.dns.servers", NULL, NEW_HOST, {5, 0, 0}};
	bool dhcp = commands_use_dhcp(writer->spec);
	const struct spec_node *servers = spec_get(writer->spec, nameserver.key);

	MARK(writer, "network.management.ipv4.address", "network.management.ipv4",
		"network.management", "network");
	buffer_puts(writer->output, "# network.management");
	if (!dhcp)
		buffer_puts(writer->output, ", network.hostname, network.dns.servers");
	buffer_printf(writer->output, "\nnetwork --bootproto=%s", dhcp ? "dhcp" : "static");
	if (!dhcp)
		put_options(writer, static_options);
	if (!dhcp && servers && spec_node_count(servers) > 0)
		put_option_list(writer, &nameserver, NAMESERVER_LIMIT);
	put_options(writer, network_options);
	buffer_puts(writer->output, "\n\n");
}

static void put_license(struct writer *writer)
{
	const char *license = spec_text(writer->spec, "install.license");

	if (!license || !*license)
		return;
	MARK(writer, "install.license");
	buffer_puts(writer->output, "# install.license\nserialnum --esx=");
	quote_token(writer->output, license);
	buffer_puts(writer->output, "\n\n");
}

static void put_switch(struct writer *writer, const char *key, const char *command)
{
	MARK(writer, key);
	if (spec_flag(writer->spec, key))
		buffer_printf(writer->output, "# %s\n%s\n\n", key, command);
}

static void put_reboot(struct writer *writer)
{
	const char *reboot = spec_text(writer->spec, "install.reboot");

	if (reboot && text_equal(reboot, "wait"))
		return;
	MARK(writer, "install.reboot");
	buffer_puts(writer->output, "# install.reboot\nreboot");
	if (reboot && text_equal(reboot, "noeject"))
		buffer_puts(writer->output, " --noeject");
	buffer_puts(writer->output, "\n\n");
}

// The installer counts commands, not lines: comments and empty lines are free.
static void check_count(const struct writer *writer, const char *text)
{
	size_t count = 0;

	for (; *text; text += strcspn(text, "\n"), text += *text == '\n')
		count += *text != '#' && *text != '\n';
	if (count > COMMAND_LIMIT)
		diagnostics_add(writer->diagnostics, SEVERITY_ERROR,
			spec_place(writer->spec, "install.datastores"), "install.datastores",
			"these make %zu commands, the installer takes %d", count, COMMAND_LIMIT);
}

void commands_render(const struct spec *spec, struct release release, enum secret_form secrets,
	struct buffer *ret, struct mapper *mapper, struct diagnostics *diagnostics)
{
	struct writer writer = {
		spec, release, commands_mode(spec), secrets, ret, mapper, diagnostics};
	size_t start = ret->size;

	put_eula(&writer);
	put_install(&writer);
	// Section 2.1: an upgrade keeps these; beside it they are warnings, errors under
	// `paranoid`.
	if (writer.mode == MODE_INSTALL) {
		put_clear(&writer);
		put_datastores(&writer);
	}
	if (writer.mode != MODE_UPGRADE) {
		put_password(&writer);
		put_keyboard(&writer);
		put_network(&writer);
		put_license(&writer);
	}
	put_switch(&writer, "install.paranoid", "paranoid");
	put_switch(&writer, "install.dry_run", "dryrun");
	put_reboot(&writer);
	check_count(&writer, buffer_text(ret) + start);
}
