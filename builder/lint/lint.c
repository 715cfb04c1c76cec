// SPDX-License-Identifier: GPL-3.0-or-later
// The linter: the table of rules, and the run through it.
//
// What is certainly wrong whatever the release is an error of the spec itself (spec/rules.c) and
// stands in no row here.
#include "lint.h"

#include <stdarg.h>

#include "lint_rules.h"
#include "memory.h"
#include "text.h"

#define ALL_RELEASES                                                                               \
	{0, 0, 0},                                                                                 \
	{                                                                                          \
		0, 0, 0                                                                            \
	}
#define SINCE(major, minor, update)                                                                \
	{major, minor, update},                                                                    \
	{                                                                                          \
		0, 0, 0                                                                            \
	}

// clang-format off
static const struct lint_rule rules[] = {
	{"advanced-name", SEVERITY_WARNING, ALL_RELEASES, "S10",
		"the name of an advanced setting counts with upper and lower case",
		"the name as the host spells it", lint_advanced_name},
	{"advanced-release", SEVERITY_ADVICE, ALL_RELEASES, "S11",
		"the setting is not in the published lists of that release",
		"leave it out for this release", lint_advanced_release},
	{"advanced-type", SEVERITY_WARNING, ALL_RELEASES, "S10, host-tasks 10",
		"the host refuses a value of the other kind",
		"a number without quotes, or text in quotes", lint_advanced_type},
	{"boot-media-lost", SEVERITY_WARNING, {7, 0, 2}, {7, 0, 2}, "P03",
		"the boot device times out and the host stops answering; 7.0 U2c (build 18426014) has the fix",
		"a base of 7.0 U2c or later, or a local disk", lint_build_usb},
	{"build-withdrawn", SEVERITY_WARNING, {7, 0, 2}, {7, 0, 3}, "P04, host-tasks 15",
		"the vendor took the build back for its faults",
		"7.0 U2c or later for U2, 7.0 U3c or later for U3", lint_build_withdrawn},
	{"clear-all-disks", SEVERITY_WARNING, ALL_RELEASES, "D10",
		"all data on every disk that the host sees is lost, shared ones included",
		"name the disks under install.clear.disks", lint_clear_all},
	{"clear-first-differs", SEVERITY_WARNING, ALL_RELEASES, "D11",
		"with other filters than those of the installation another disk may be wiped",
		"the same filters as in install.disk.first, or names of disks", lint_clear_first},
	{"clear-keeps-vmfs", SEVERITY_WARNING, ALL_RELEASES, "D09",
		"the installer stops as soon as one of the disks holds a VMFS datastore",
		"install.clear.overwrite_vmfs: true", lint_clear_vmfs},
	{"datastore1-missing", SEVERITY_ADVICE, SINCE(7, 0, 0), "P07",
		"on a disk of about 142 GB or less the system takes all of it",
		"image.kernel_options.systemMediaSize, or a larger disk", lint_datastore_room},
	{"disk-name-unstable", SEVERITY_ADVICE, ALL_RELEASES, "D13",
		"names that begin with mpx. or vml. can change from boot to boot",
		"a name that begins with naa., eui. or t10.", lint_disk_name},
	{"driver-in-installer", SEVERITY_WARNING, ALL_RELEASES, "host-tasks 9",
		"nothing proves that what is installed in %post is there after the reboot",
		"image.vibs, or stage: firstboot", lint_driver_in_installer},
	{"driver-room", SEVERITY_ADVICE, ALL_RELEASES, "host-tasks 9.1",
		"without a datastore drivers of the medium wait in the second boot bank, which has "
		"room for some tens of MiB",
		"a small file, install.datastores, or a URL", lint_driver_room},
	{"first-disk-usb", SEVERITY_ADVICE, ALL_RELEASES, "D12",
		"the first USB disk may be the stick that the installer is on",
		"filters without usb, or install.disk.kind: usb if that is meant",
		lint_first_disk_usb},
	{"firstboot-secure-boot", SEVERITY_ADVICE, SINCE(6, 5, 0), "S01",
		"a host with Secure Boot passes over everything set up at the first boot, without a word",
		"image.secure_boot: false or true, so that it is checked", lint_secure_boot_unsaid},
	{"hostname-not-full", SEVERITY_ADVICE, ALL_RELEASES, "N07",
		"certificates and vCenter want the full name",
		"a fully qualified name such as esx01.example.com", lint_hostname},
	{"idle-timeout-release", SEVERITY_ADVICE, {5, 0, 0}, {5, 0, 0}, "host-tasks 4",
		"the idle time-out of shells is known from 5.1 on",
		"leave it out for 5.0", lint_idle_timeout},
	{"ignored-by-mode", SEVERITY_WARNING, ALL_RELEASES, "2.1, 2.4, 2.5",
		"the installer does not take the setting in this mode: it is left out",
		"install.mode: install, or leave the key out", lint_mode},
	{"iscsi-bind-subnet", SEVERITY_WARNING, ALL_RELEASES, "V02",
		"bound ports reach only targets of their own subnet",
		"ports on one switch, in one subnet with the targets, or no binding", lint_bind_subnet},
	{"iscsi-bind-uplinks", SEVERITY_ERROR, ALL_RELEASES, "V01",
		"the host binds only an interface whose port group has exactly one active uplink and no standby",
		"teaming: {active: [vmnicN]} at the port group", lint_bind_uplinks},
	{"iscsi-mutual-level", SEVERITY_WARNING, ALL_RELEASES, "host-tasks 7",
		"the host is said to take CHAP of the target only with the level required",
		"storage.iscsi.chap.level: required", lint_iscsi_mutual},
	{"keyboard-unknown", SEVERITY_WARNING, ALL_RELEASES, "K01",
		"the installer keeps its default for a layout that it does not know, and stops there "
		"when it is paranoid",
		"a name such as German, 'Swiss German', 'United Kingdom' or 'US Default'", lint_keyboard},
	{"legacy-cpu-xsave", SEVERITY_ADVICE, SINCE(8, 0, 2), "P09",
		"from 8.0 U2 on the CPU must have XSAVE all the same",
		"leave it out, or make sure of the CPU", lint_legacy_cpu},
	{"license-not-used", SEVERITY_WARNING, SINCE(9, 0, 0), "L02",
		"from 9.0 on hosts are licensed through vCenter",
		"leave install.license out", lint_license},
	{"lockdown-alone", SEVERITY_WARNING, ALL_RELEASES, "host-tasks 10",
		"in lockdown mode only vCenter and the console get in",
		"lockdown by vCenter when it manages the host", lint_lockdown},
	{"management-uplink-unused", SEVERITY_WARNING, ALL_RELEASES, "V06",
		"an uplink that is neither active nor standby carries no traffic",
		"the adapter of the management network among active or standby", lint_management_uplink},
	{"media-size", SEVERITY_WARNING, SINCE(9, 1, 0), "P08",
		"9.1 documents no other values than default and max",
		"default or max", lint_media_size},
	{"media-size-build", SEVERITY_WARNING, {7, 0, 1}, {7, 0, 1}, "host-tasks 15",
		"the option is known from 7.0 U1c (build 17325551) on",
		"a base of 7.0 U1c or later", lint_build_media_size},
	{"ntp-name-without-dns", SEVERITY_WARNING, ALL_RELEASES, "T03",
		"the name of a time server cannot be resolved without name servers",
		"network.dns.servers, or addresses of time servers", lint_ntp_names},
	{"overwrite-vsan", SEVERITY_ADVICE, ALL_RELEASES, "D06",
		"the installer stops when the disk is not claimed by vSAN",
		"leave it out unless the disk is one of vSAN", lint_vsan},
	{"passthrough-boot-media", SEVERITY_WARNING, SINCE(7, 0, 0), "P01, P02",
		"a host that boots from USB keeps all its USB controllers, and an SD card may hang on one: "
		"such a device is refused when the host first boots",
		"no USB controller under host.passthrough, or a local disk", lint_passthrough_media},
	{"plain-password", SEVERITY_WARNING, ALL_RELEASES, "R06",
		"whoever reads the spec knows the password",
		"{env: NAME} or {file: PATH}, for root also a hash", lint_password_plain},
	{"reboot-never", SEVERITY_WARNING, ALL_RELEASES, "S08",
		"it takes effect with the next start of the host",
		"host.reboot: auto", lint_reboot_never},
	{"removable-media", SEVERITY_WARNING, SINCE(7, 0, 0), "D17, P03, P05",
		"USB sticks and SD cards wear out under what 7.0 and later write, and are deprecated "
		"as the only boot device from 7.0 U3 on",
		"a local disk of 32 GB or more", lint_removable},
	{"removable-media-4", SEVERITY_WARNING, {4, 0, 0}, {4, 1, 3}, "host-tasks 15",
		"the vendor supports no scripted installation of 4.x on USB or SD",
		"a local disk or a SAN", lint_removable_4},
	{"role-unknown", SEVERITY_WARNING, SINCE(6, 0, 0), "host-tasks 10",
		"other roles are made in vCenter or by a script, later",
		"Admin, ReadOnly or NoAccess", lint_role},
	{"root-password-missing", SEVERITY_WARNING, ALL_RELEASES, "F02",
		"the installer stops without a password of root where it installs after all",
		"install.root_password", lint_password_missing},
	{"script-end-marker", SEVERITY_WARNING, ALL_RELEASES, "F14",
		"sections of a kickstart have no end marker: the line is run as a command",
		"leave the line out", lint_script_end},
	{"script-ends-section", SEVERITY_ERROR, ALL_RELEASES, "F15",
		"the installer takes the line for the beginning of something else, and the rest of the "
		"script is lost",
		"indent the line, or write it another way", lint_script_ends_section},
	{"script-installer", SEVERITY_WARNING, ALL_RELEASES, "S02",
		"hostd does not run in the installer, and esxcli and vim-cmd need it",
		"localcli in the place of esxcli, or scripts.firstboot", lint_script_installer},
	{"script-kickstart-command", SEVERITY_WARNING, ALL_RELEASES, "F16",
		"a command of the installer is an unknown command in a script",
		"the key of the spec", lint_script_command},
	{"script-python2", SEVERITY_WARNING, SINCE(6, 7, 0), "S09",
		"python is Python 3 from 6.7 on",
		"print(...)", lint_script_python},
	{"secret-on-medium", SEVERITY_ADVICE, ALL_RELEASES, "host-tasks 7, 10",
		"a host takes no hash of it: whoever has the medium or the kickstart can read it",
		"a medium that is kept as safe as the secret", lint_password_on_medium},
	{"secure-boot-firstboot", SEVERITY_ERROR, SINCE(6, 5, 0), "S01",
		"with Secure Boot the first boot runs no scripts: none of it would be set up",
		"leave it out and set it up from outside after the installation, or install without "
		"Secure Boot (image.secure_boot: false)", lint_secure_boot},
	{"static-incomplete", SEVERITY_WARNING, ALL_RELEASES, "N04",
		"the installer guesses what is missing beside a fixed address",
		"gateway, network.dns.servers and network.hostname", lint_static},
	{"teaming-uplink", SEVERITY_WARNING, ALL_RELEASES, "V06",
		"a policy can only name uplinks of its switch",
		"the adapter under uplinks of the switch", lint_teaming_uplinks},
	{"uplink-twice", SEVERITY_WARNING, ALL_RELEASES, "V06",
		"an adapter is an uplink of one switch at a time",
		"the adapter at one switch only", lint_uplink_twice},
	{"uplink-unsaid", SEVERITY_ADVICE, ALL_RELEASES, "N11",
		"without an adapter the fixed address goes to the one booted from, or the first with a link",
		"network.management.uplink: vmnic0 or its MAC address", lint_uplink},
	{"vmfs-undecided", SEVERITY_ADVICE, ALL_RELEASES, "D04",
		"the installer stops when the disk holds a VMFS datastore",
		"install.disk.vmfs: overwrite or preserve, unless stopping is what you want", lint_vmfs},
	{"vmkernel-mtu", SEVERITY_WARNING, ALL_RELEASES, "V04",
		"packets larger than the switch takes are lost",
		"mtu of the switch at least as large", lint_interface_mtu},
	{"vmkernel-portgroup-shared", SEVERITY_WARNING, ALL_RELEASES, "host-tasks 6",
		"a port group of a standard switch takes one interface of the vmkernel",
		"a port group for each interface", lint_interface_shared},
	{"vmkernel-same-subnet", SEVERITY_WARNING, ALL_RELEASES, "V03",
		"they share a routing table: all traffic into the subnet leaves by one of them",
		"a subnet of its own, another netstack, or storage.iscsi.bind for both", lint_same_subnet},
	{"vmkernel-service", SEVERITY_ERROR, ALL_RELEASES, "host-tasks 6",
		"the host has no such service",
		"leave it out for this release", lint_service_release},
	{"vmkernel-service-unproven", SEVERITY_WARNING, ALL_RELEASES, "host-tasks 6",
		"no source confirms the word or the release",
		"a look at the host after its first boot", lint_service_unproven},
	{"vmkernel-trunk", SEVERITY_WARNING, ALL_RELEASES, "V05",
		"an interface on it gets only what comes without a VLAN tag",
		"the VLAN of the interface", lint_interface_trunk},
	{"waits-for-key", SEVERITY_ADVICE, ALL_RELEASES, "F21",
		"the host waits for a key after the installation",
		"install.reboot: eject or noeject", lint_wait},
	{"weak-password", SEVERITY_WARNING, SINCE(6, 0, 0), "R01, R02, R03",
		"the password is below what the release asks of one that is typed in",
		"seven characters or more of three kinds; for 9.x fifteen of all four; a capital at the "
		"start and a digit at the end do not count", lint_password_weak},
};
// clang-format on

enum { RULE_COUNT = sizeof(rules) / sizeof(*rules) };

const struct lint_rule *lint_rules(size_t *ret_count)
{
	*ret_count = RULE_COUNT;
	return rules;
}

const struct lint_rule *lint_rule_find(const char *id)
{
	for (size_t i = 0; i < RULE_COUNT; i++) {
		if (text_equal(rules[i].id, id))
			return &rules[i];
	}
	return NULL;
}

static void report(struct lint *lint, struct place place, const char *path, const char *format,
	va_list args) __attribute__((format(printf, 4, 0)));

static void report(
	struct lint *lint, struct place place, const char *path, const char *format, va_list args)
{
	AUTO_FREE char *message = memory_vprintf(format, args);
	struct diagnostic *diagnostic = diagnostics_add(
		lint->diagnostics, lint->rule->severity, place, path, "%s", message);

	diagnostic_rule(diagnostic, lint->rule->id);
	diagnostic_hint(diagnostic, "%s", lint->rule->instead);
}

void lint_report(struct lint *lint, const char *path, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	report(lint, spec_place(lint->spec, path), path, format, args);
	va_end(args);
}

void lint_report_node(struct lint *lint, const struct spec_node *node, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	report(lint, spec_node_place(node), spec_node_path(node), format, args);
	va_end(args);
}

void lint_report_place(
	struct lint *lint, struct place place, const char *path, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	report(lint, place, path, format, args);
	va_end(args);
}

size_t lint_count(const struct lint *lint, const char *path)
{
	const struct spec_node *node = spec_get(lint->spec, path);

	return node ? spec_node_count(node) : 0;
}

const struct spec_node *lint_item(const struct lint *lint, const char *path, size_t index)
{
	return spec_node_at(spec_get(lint->spec, path), index);
}

bool lint_text_is(const struct lint *lint, const char *path, const char *value)
{
	const char *text = spec_text(lint->spec, path);

	return text && text_equal(text, value);
}

static bool applies(const struct lint_rule *rule, struct release release)
{
	if (release_known(rule->since) && release_compare(release, rule->since) < 0)
		return false;
	if (!release_known(rule->until))
		return true;
	release.update = rule->until.update;
	return release_compare(release, rule->until) <= 0;
}

static bool is_disabled(const struct spec_node *list, const struct lint_rule *rule)
{
	for (size_t i = 0; list && i < spec_node_count(list); i++) {
		if (text_equal(spec_node_text(spec_node_at(list, i)), rule->id))
			return true;
	}
	return false;
}

static void check_disabled(struct lint *lint)
{
	const char *ids[RULE_COUNT];

	for (size_t i = 0; i < RULE_COUNT; i++)
		ids[i] = rules[i].id;
	for (size_t i = 0; i < lint_count(lint, "lint.disable"); i++) {
		const struct spec_node *node = lint_item(lint, "lint.disable", i);
		const char *nearest = text_nearest(spec_node_text(node), ids, RULE_COUNT);
		struct diagnostic *diagnostic;

		if (lint_rule_find(spec_node_text(node)))
			continue;
		diagnostic =
			diagnostics_add(lint->diagnostics, SEVERITY_WARNING, spec_node_place(node),
				spec_node_path(node), "unknown rule '%s'", spec_node_text(node));
		if (nearest)
			diagnostic_hint(diagnostic, "did you mean '%s'?", nearest);
	}
}

void lint_spec(const struct spec *spec, struct release release, uint64_t build,
	struct diagnostics *diagnostics)
{
	struct lint lint = {
		.spec = spec,
		.release = release,
		.build = build,
		.diagnostics = diagnostics,
	};

	const struct spec_node *disabled = spec_get(spec, "lint.disable");

	check_disabled(&lint);
	for (size_t i = 0; i < RULE_COUNT; i++) {
		lint.rule = &rules[i];
		if (applies(lint.rule, release) && !is_disabled(disabled, lint.rule))
			lint.rule->check(&lint);
	}
}
