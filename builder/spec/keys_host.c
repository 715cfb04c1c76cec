// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of the table: what is set up on the host, scripts, and the keys about the spec itself.
#include "keys.h"

// clang-format off
#define SCRIPT(section, doc)                                                                       \
	SEQUENCE("scripts." section, doc),                                                         \
	MAPPING("scripts." section "[]", "one script"),                                            \
	ENUM("scripts." section "[].interpreter", "busybox|python", "what runs it",                \
		.fallback = "busybox"),                                                            \
	STRING("scripts." section "[].text", "the script", .flags = SCHEMA_REQUIRED | SCHEMA_TEXT)

const struct schema_row keys_host[] = {
	MAPPING("time", "the clock of the host"),
	SEQUENCE("time.ntp", "NTP servers"),
	STRING("time.ntp[]", "name or address of a server", .form = FORM_HOST),

	MAPPING("logging", "logs and core dumps"),
	SEQUENCE("logging.remote", "log hosts"),
	STRING("logging.remote[]", "protocol, host and port", .form = FORM_LOG_HOST),
	STRING("logging.directory", "datastore path of the logs", .form = FORM_DATASTORE_PATH),
	MAPPING("logging.rotate", "how much is kept", .since = {5, 0, 0},
		.instead = "leave it out"),
	NUMBER("logging.rotate.count", 1, 1000, "files of each log"),
	NUMBER("logging.rotate.size_kb", 1, 1048576, "size of a file", .unit = "KiB"),
	MAPPING("logging.core_dump", "where core dumps are sent", .since = {5, 0, 0}),
	STRING("logging.core_dump.server", "address of the collector", .form = FORM_ADDRESS,
		.flags = SCHEMA_REQUIRED),
	NUMBER("logging.core_dump.port", 1, 65535, "port of the collector", .fallback = "6500"),
	STRING("logging.core_dump.interface", "vmkN", .form = FORM_VMKERNEL, .fallback = "vmk0"),

	MAPPING("services", "services of the host"),
	MAPPING("services.ssh", "the SSH server"),
	BOOL("services.ssh.enabled", "start it, now and at every boot", .fallback = "false"),
	SEQUENCE("services.ssh.authorized_keys", "public keys that may log in as root",
		.since = {5, 0, 0}, .instead = "log in with the password"),
	STRING("services.ssh.authorized_keys[]", "one line of an authorized_keys file",
		.form = FORM_AUTHORIZED_KEY, .max = 16384),
	MAPPING("services.shell", "the ESXi Shell"),
	BOOL("services.shell.enabled", "start it, now and at every boot", .fallback = "false"),
	NUMBER("services.shell.idle_timeout", 0, 86400,
		"idle time after which a session is ended, 0 for never", .unit = "seconds",
		.since = {5, 0, 0}, .instead = "leave it out"),
	BOOL("services.shell.suppress_warning", "no warning in the clients that a shell is on",
		.fallback = "false", .since = {5, 0, 0}),
	MAPPING("services.snmp", "the SNMP agent", .since = {5, 1, 0}),
	SEQUENCE("services.snmp.communities", "communities"),
	STRING("services.snmp.communities[]", "name of a community",
		.form = FORM_COMMUNITY),
	SEQUENCE("services.snmp.targets", "receivers of traps"),
	STRING("services.snmp.targets[]", "address@port/community", .form = FORM_TRAP_TARGET),

	MAPPING("security", "users and policies"),
	SEQUENCE("security.users", "local users", .since = {6, 0, 0},
		.instead = "add them with the vSphere Client"),
	MAPPING("security.users[]", "one user"),
	STRING("security.users[].name", "login name", .form = FORM_USER, .flags = SCHEMA_REQUIRED),
	SECRET("security.users[].password", "password",
		.flags = SCHEMA_REQUIRED | SCHEMA_SENSITIVE),
	STRING("security.users[].role", "role such as Admin, ReadOnly, NoAccess"),
	STRING("security.users[].description", "description"),
	STRING("security.password_policy",
		"value of Security.PasswordQualityControl, before 6.0 of pam_passwdqc",
		.since = {5, 0, 0}, .instead = "leave it out"),
	ENUM("security.lockdown", "none|normal", "lockdown mode", .fallback = "none"),
	STRING("security.welcome", "text of the console screen", .flags = SCHEMA_TEXT, .max = 4096),
	STRING("security.issue", "text in front of a login by SSH", .flags = SCHEMA_TEXT,
		.max = 4096, .since = {5, 0, 0}, .instead = "leave it out"),

	MAPPING("host", "settings of the host"),
	MAPPING("host.advanced", "advanced settings (esxcli system settings advanced)"),
	SCALAR("host.advanced.*", "value of the setting of that name", .key_form = FORM_ADVANCED,
		.flags = SCHEMA_EMPTY),
	MAPPING("host.kernel_settings", "kernel settings (esxcli system settings kernel)",
		.since = {5, 0, 0}, .instead = "set them with the vSphere Client"),
	STRING("host.kernel_settings.*", "value of the setting of that name",
		.key_form = FORM_KERNEL_OPTION),
	MAPPING("host.modules", "parameters of kernel modules"),
	STRING("host.modules.*", "parameters of the module of that name",
		.key_form = FORM_KERNEL_OPTION, .flags = SCHEMA_EMPTY),
	BOOL("host.ceip", "take part in the customer experience program; default: left as it is",
		.since = {6, 5, 0}, .instead = "leave it out"),
	SEQUENCE("host.passthrough", "PCI devices handed to virtual machines", .since = {7, 0, 0},
		.instead = "set it with the vSphere Client"),
	MAPPING("host.passthrough[]", "one device"),
	STRING("host.passthrough[].device",
		"PCI address; what the host itself needs is refused at run time",
		.form = FORM_PCI, .flags = SCHEMA_REQUIRED),
	BOOL("host.maintenance_mode", "leave the host in maintenance mode at the end",
		.fallback = "false"),
	MAPPING("host.backup", "copy of the configuration bundle after set-up"),
	STRING("host.backup.directory", "datastore path", .form = FORM_DATASTORE_PATH,
		.flags = SCHEMA_REQUIRED),
	ENUM("host.reboot", "auto|always|never",
		"reboot at the end; auto: when a setting asks for it", .fallback = "auto"),

	MAPPING("scripts", "scripts of your own, placed after what esxmint generates"),
	SCRIPT("pre", "run by the installer before it does anything"),
	SCRIPT("post", "run by the installer after the installation"),
	NUMBER("scripts.post[].timeout", 0, 86400, "limit of its run time, 0 for none",
		.unit = "seconds", .fallback = "0"),
	BOOL("scripts.post[].ignore_failure", "go on when it fails", .fallback = "false"),
	SCRIPT("firstboot", "run once at the first boot of the installed host"),

	MAPPING("lint", "the linter"),
	SEQUENCE("lint.disable", "rules that are not applied"),
	STRING("lint.disable[]", "id of a rule", .form = FORM_RULE),

	MAPPING("vars", "variables: ${name} stands for its value in any string, $${ for ${ itself"),
	STRING("vars.*", "value of the variable of that name", .key_form = FORM_VARIABLE,
		.flags = SCHEMA_EMPTY | SCHEMA_TEXT, .max = 65536),

	MAPPING("hosts", "one spec, many hosts"),
	MAPPING("hosts.*", "the host of that name, laid over the whole spec; ${name} is its name",
		.key_form = FORM_HOST_NAME, .flags = SCHEMA_OVERLAY),
	MAPPING("hosts.*.match", "what tells the host at run time where one ISO is for all; all "
		"that is written must fit", .any_of = "mac|serial|uuid|asset_tag"),
	STRING("hosts.*.match.mac", "MAC address of one of its adapters", .form = FORM_MAC),
	STRING("hosts.*.match.serial", "serial number of the system or its chassis", .max = 128),
	STRING("hosts.*.match.uuid", "UUID of the system, its bytes in either order",
		.form = FORM_UUID),
	STRING("hosts.*.match.asset_tag", "asset tag of the system or its chassis", .max = 128),
};
// clang-format on

const size_t keys_host_count = sizeof(keys_host) / sizeof(keys_host[0]);
