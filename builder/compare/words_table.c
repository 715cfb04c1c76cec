// SPDX-License-Identifier: GPL-3.0-or-later
// How a change of each key of the spec is said. Keys that are not here are said with the table of
// keys: weight and subject come from the row of the longest beginning then.
#include "words_table.h"

#include <stddef.h>
#include <string.h>

#include "text.h"
#include "words.h"

#define YES_NO "true=yes|false=no"
#define ON_OFF "true=on|false=off|=left as it is"
#define STARTED                                                                                    \
	"true=open, started now and at every boot|false=closed|=left as it is (closed on a new "   \
	"host)"

// clang-format off
// Rows: what all changes below a key have in common; a value; one with words for values; a list whose
// order counts.
#define TOP(at, how_much, about) {.path = (at), .weight = (how_much), .subject = (about)}
#define SAID(at, how_much, about, words)                                                           \
	{                                                                                          \
		.path = (at), .weight = (how_much), .subject = (about), .what = (words)            \
	}
#define SAID_AS(at, how_much, about, words, as)                                                    \
	{                                                                                          \
		.path = (at), .weight = (how_much), .subject = (about), .what = (words),           \
		.values = (as)                                                                     \
	}
#define ORDERED(at, how_much, about, words)                                                        \
	{                                                                                          \
		.path = (at), .weight = (how_much), .subject = (about), .what = (words),           \
		.ordered = true                                                                    \
	}

#define ALLOWED "true=allowed|false=refused|=left as it is"
#define TEAMING_ROWS(at, of)                                                                       \
	SAID(at ".teaming.load_balancing", WEIGHT_NETWORK, "network", "load balancing of " of),    \
	ORDERED(at ".teaming.active", WEIGHT_NETWORK, "network", "active uplinks of " of),         \
	ORDERED(at ".teaming.standby", WEIGHT_NETWORK, "network", "standby uplinks of " of),       \
	SAID(at ".teaming.failure_detection", WEIGHT_NETWORK, "network", "failure detection of " of), \
	SAID_AS(at ".teaming.notify_switches", WEIGHT_NETWORK, "network", "notification of physical switches by " of, ON_OFF), \
	SAID_AS(at ".teaming.failback", WEIGHT_NETWORK, "network", "failback of " of, ON_OFF),     \
	SAID_AS(at ".security.promiscuous", WEIGHT_ACCESS, "network", "promiscuous mode on " of, ALLOWED), \
	SAID_AS(at ".security.mac_changes", WEIGHT_ACCESS, "network", "changed MAC addresses on " of, ALLOWED), \
	SAID_AS(at ".security.forged_transmits", WEIGHT_ACCESS, "network", "forged transmits on " of, ALLOWED), \
	SAID_AS(at ".shaping.average_kbps", WEIGHT_NETWORK, "network", "mean rate of " of " in kbit/s", "=not limited"), \
	SAID_AS(at ".shaping.peak_kbps", WEIGHT_NETWORK, "network", "highest rate of " of " in kbit/s", "=not limited"), \
	SAID_AS(at ".shaping.burst_kb", WEIGHT_NETWORK, "network", "burst of " of " in KiB", "=not limited")

// By path.
static const struct words_row rows[] = {
	TOP("base", WEIGHT_BASE, "base"),
	SAID("base.iso", WEIGHT_BASE, "base", "installer ISO that is built on"),
	SAID("base.release", WEIGHT_RELEASE, "release", "ESXi release the spec says"),
	SAID("base.sha256", WEIGHT_BASE, "base", "pin of the installer ISO"),
	TOP("drivers", WEIGHT_DRIVER, "drivers"),
	SAID("drivers[]", WEIGHT_DRIVER, "drivers", "driver '%1' installed by the kickstart"),
	SAID("drivers[].stage", WEIGHT_DRIVER, "drivers", "when driver '%1' is installed"),
	TOP("host", WEIGHT_HOST, "host"),
	SAID_AS("host.advanced.*", WEIGHT_HOST, "host", "advanced setting %1", "=left as it is"),
	SAID_AS("host.backup.directory", WEIGHT_HOST, "host", "where the configuration bundle is copied to", "=nowhere"),
	SAID_AS("host.ceip", WEIGHT_HOST, "host", "customer experience program", ON_OFF),
	SAID_AS("host.kernel_settings.*", WEIGHT_HOST, "host", "kernel setting %1", "=left as it is"),
	SAID_AS("host.maintenance_mode", WEIGHT_HOST, "host", "host stays in maintenance mode", YES_NO),
	SAID_AS("host.modules.*", WEIGHT_DRIVER, "drivers", "parameters of kernel module %1", "=left as they are"),
	SAID("host.passthrough[]", WEIGHT_HOST, "host", "PCI device %1 handed to virtual machines"),
	SAID("host.reboot", WEIGHT_HOST, "host", "reboot at the end of the first boot"),
	TOP("image", WEIGHT_BASE, "image"),
	SAID_AS("image.acceptance_level", WEIGHT_DRIVER, "drivers", "lowest VIB level that is allowed", "=partner, or that of the base"),
	SAID_AS("image.boot_timeout", WEIGHT_BOOT, "boot", "wait of the boot loader in seconds", "=that of the base"),
	SAID("image.files[]", WEIGHT_FILES, "files", "file %1 on the medium"),
	SAID("image.files[].source", WEIGHT_FILES, "files", "source of file %1 on the medium"),
	SAID_AS("image.kernel_options.*", WEIGHT_BOOT, "boot", "boot option %1", "=not set"),
	SAID_AS("image.kernel_options.systemMediaSize", WEIGHT_BOOT, "boot", "boot option systemMediaSize (how much of the boot disk the system takes)", "=not set"),
	SAID_AS("image.label", WEIGHT_FILES, "image", "volume id", "=that of the base"),
	SAID("image.layout", WEIGHT_FILES, "image", "how the ISO is written"),
	SAID("image.remove_vibs", WEIGHT_DRIVER, "drivers", "VIB that is taken out of the image"),
	SAID_AS("image.secure_boot", WEIGHT_BOOT, "boot", "hosts boot with Secure Boot", YES_NO),
	SAID("image.vibs[]", WEIGHT_DRIVER, "drivers", "VIB '%1' in the image"),
	SAID_AS("image.vibs[].allow_downgrade", WEIGHT_DRIVER, "drivers", "downgrade by VIB '%1'", "true=allowed|false=refused"),
	SAID("image.vibs[].only", WEIGHT_DRIVER, "drivers", "what is taken of '%1'"),
	SAID_AS("image.vibs[].sha256", WEIGHT_DRIVER, "drivers", "pin of VIB '%1'", "=none"),
	TOP("install", WEIGHT_INSTALL, "installation"),
	TOP("install.clear", WEIGHT_DISK, "disk"),
	SAID("install.datastores[]", WEIGHT_DISK, "disk", "datastore '%1' (its disk is formatted)"),
	SAID("install.datastores[].disk", WEIGHT_DISK, "disk", "disk that is formatted for datastore '%1'"),
	TOP("install.disk", WEIGHT_DISK, "disk"),
	SAID_AS("install.disk.ignore_ssd", WEIGHT_DISK, "disk", "SSDs are passed over when the disk is chosen", YES_NO),
	SAID("install.disk.kind", WEIGHT_INSTALL, "disk", "kind of disk that is checked for"),
	SAID_AS("install.disk.overwrite_vsan", WEIGHT_DISK, "disk", "a disk that vSAN has claimed is taken", YES_NO),
	SAID_AS("install.disk.vmfs", WEIGHT_DISK, "disk", "VMFS datastore on that disk", "overwrite=overwritten|preserve=kept|none=overwritten, and none is made|=stops the installer"),
	SAID_AS("install.dry_run", WEIGHT_DISK, "installation", "the installer only checks and does nothing", YES_NO),
	SAID("install.ignore_prereq", WEIGHT_INSTALL, "installation", "findings of the installer that do not stop it"),
	SAID_AS("install.keyboard", WEIGHT_INSTALL, "installation", "keyboard layout", "=US Default"),
	SAID("install.license", WEIGHT_INSTALL, "licence", "licence key"),
	SAID("install.mode", WEIGHT_DISK, "installation", "kind of installation"),
	SAID_AS("install.paranoid", WEIGHT_INSTALL, "installation", "any warning stops the installer", YES_NO),
	SAID_AS("install.reboot", WEIGHT_INSTALL, "installation", "after the installation", "eject=ejects the disc and reboots|noeject=reboots|wait=waits for a key"),
	SAID("install.root_password", WEIGHT_ACCESS, "access", "password of root"),
	SAID_AS("install.unsupported_cpu", WEIGHT_INSTALL, "installation", "a CPU that is no longer supported is accepted", YES_NO),
	TOP("lint", 900, "lint"),
	SAID("lint.disable", 900, "lint", "lint rule that is not applied"),
	TOP("logging", WEIGHT_LOG, "logs"),
	SAID("logging.core_dump.interface", WEIGHT_LOG, "logs", "interface that core dumps are sent by"),
	SAID("logging.core_dump.port", WEIGHT_LOG, "logs", "port of the core dump collector"),
	SAID_AS("logging.core_dump.server", WEIGHT_LOG, "logs", "core dump collector", "=none"),
	SAID_AS("logging.directory", WEIGHT_LOG, "logs", "folder of the logs", "=left as it is"),
	SAID("logging.remote", WEIGHT_LOG, "logs", "log host"),
	SAID_AS("logging.rotate.count", WEIGHT_LOG, "logs", "files kept of each log", "=left as it is"),
	SAID_AS("logging.rotate.size_kb", WEIGHT_LOG, "logs", "size of a log file in KiB", "=left as it is"),
	TOP("network", WEIGHT_NETWORK, "network"),
	ORDERED("network.dns.search", WEIGHT_ADDRESS, "names", "DNS search domains"),
	ORDERED("network.dns.servers", WEIGHT_ADDRESS, "names", "DNS servers"),
	SAID("network.firewall.*", WEIGHT_ACCESS, "firewall", "firewall rule set '%1'"),
	SAID("network.firewall.*.allowed", WEIGHT_ACCESS, "firewall", "address let through by firewall rule set '%1'"),
	SAID_AS("network.firewall.*.enabled", WEIGHT_ACCESS, "firewall", "firewall rule set '%1'", "true=open|false=closed|=left as it is"),
	SAID_AS("network.hostname", WEIGHT_ADDRESS, "names", "host name", "=none"),
	SAID_AS("network.ipv6", WEIGHT_NETWORK, "network", "IPv6", ON_OFF),
	TOP("network.management", WEIGHT_ADDRESS, "management network"),
	SAID_AS("network.management.ipv4", WEIGHT_ADDRESS, "management network", "address of the host", "=DHCP"),
	SAID("network.management.ipv4.address", WEIGHT_ADDRESS, "management network", "address of the host"),
	SAID_AS("network.management.ipv4.gateway", WEIGHT_ADDRESS, "management network", "default gateway of the host", "=none"),
	SAID("network.management.ipv4.netmask", WEIGHT_ADDRESS, "management network", "netmask of the host"),
	SAID_AS("network.management.uplink", WEIGHT_ADDRESS, "management network", "uplink of the management network", "=the adapter booted from, or the first with a link"),
	SAID_AS("network.management.vlan", WEIGHT_ADDRESS, "management network", "VLAN of the management network", "0=none"),
	SAID("network.routes[]", WEIGHT_NETWORK, "network", "route to %1"),
	SAID("network.routes[].gateway", WEIGHT_NETWORK, "network", "next hop to %1"),
	SAID_AS("network.vm_network", WEIGHT_NETWORK, "network", "port group 'VM Network'", "true=made|false=not made"),
	SAID("network.vmkernel[]", WEIGHT_ADDRESS, "network", "interface %1"),
	SAID_AS("network.vmkernel[].ipv4", WEIGHT_ADDRESS, "network", "address of interface %1", "=DHCP"),
	SAID("network.vmkernel[].ipv4.address", WEIGHT_ADDRESS, "network", "address of interface %1"),
	SAID_AS("network.vmkernel[].ipv4.gateway", WEIGHT_ADDRESS, "network", "gateway of interface %1", "=none"),
	SAID("network.vmkernel[].ipv4.netmask", WEIGHT_ADDRESS, "network", "netmask of interface %1"),
	SAID_AS("network.vmkernel[].mtu", WEIGHT_NETWORK, "network", "MTU of interface %1", "=left as it is"),
	SAID_AS("network.vmkernel[].name", WEIGHT_NETWORK, "network", "name of interface %1", "=the next that is free"),
	SAID_AS("network.vmkernel[].netstack", WEIGHT_NETWORK, "network", "TCP/IP stack of interface %1", "=the default one"),
	SAID("network.vmkernel[].portgroup", WEIGHT_NETWORK, "network", "port group of interface %1"),
	SAID("network.vmkernel[].services", WEIGHT_ACCESS, "network", "service on interface %1"),
	SAID("network.vswitches[]", WEIGHT_NETWORK, "network", "virtual switch '%1'"),
	SAID_AS("network.vswitches[].cdp", WEIGHT_NETWORK, "network", "Cisco discovery protocol of switch '%1'", "=left as it is"),
	SAID_AS("network.vswitches[].mtu", WEIGHT_NETWORK, "network", "MTU of switch '%1'", "=left as it is"),
	SAID("network.vswitches[].portgroups[]", WEIGHT_NETWORK, "network", "port group '%2' on switch '%1'"),
	SAID_AS("network.vswitches[].portgroups[].vlan", WEIGHT_NETWORK, "network", "VLAN of port group '%2'", "0=none|4095=all|=none"),
	TEAMING_ROWS("network.vswitches[].portgroups[]", "port group '%2'"),
	TEAMING_ROWS("network.vswitches[]", "switch '%1'"),
	SAID("network.vswitches[].uplinks", WEIGHT_NETWORK, "network", "uplink of switch '%1'"),
	TOP("scripts", WEIGHT_SCRIPT, "scripts"),
	SAID("scripts.firstboot[]", WEIGHT_SCRIPT, "scripts", "script %1 of the first boot"),
	SAID("scripts.firstboot[].text", WEIGHT_SCRIPT, "scripts", "script %1 of the first boot"),
	SAID("scripts.post[]", WEIGHT_SCRIPT, "scripts", "script %1 behind the installation"),
	SAID("scripts.post[].text", WEIGHT_SCRIPT, "scripts", "script %1 behind the installation"),
	SAID("scripts.pre[]", WEIGHT_SCRIPT, "scripts", "script %1 in front of the installation"),
	SAID("scripts.pre[].text", WEIGHT_SCRIPT, "scripts", "script %1 in front of the installation"),
	TOP("security", WEIGHT_ACCESS, "access"),
	SAID("security.issue", WEIGHT_HOST, "access", "text in front of a login by SSH"),
	SAID_AS("security.lockdown", WEIGHT_ACCESS, "access", "lockdown mode", "none=off|normal=on"),
	SAID_AS("security.password_policy", WEIGHT_ACCESS, "access", "password policy", "=left as it is"),
	SAID("security.users[]", WEIGHT_ACCESS, "access", "user '%1'"),
	SAID("security.users[].description", WEIGHT_HOST, "access", "description of user '%1'"),
	SAID("security.users[].password", WEIGHT_ACCESS, "access", "password of user '%1'"),
	SAID_AS("security.users[].role", WEIGHT_ACCESS, "access", "role of user '%1'", "=none"),
	SAID("security.welcome", WEIGHT_HOST, "access", "text of the console screen"),
	TOP("services", WEIGHT_ACCESS, "services"),
	SAID_AS("services.shell.enabled", WEIGHT_ACCESS, "services", "ESXi Shell", STARTED),
	SAID_AS("services.shell.idle_timeout", WEIGHT_ACCESS, "services", "idle time of ESXi Shell sessions in seconds", "0=not limited|=left as it is"),
	SAID_AS("services.shell.suppress_warning", WEIGHT_ACCESS, "services", "warning that a shell is on", "true=suppressed|false=shown"),
	SAID("services.snmp.communities", WEIGHT_ACCESS, "services", "SNMP community"),
	SAID("services.snmp.targets", WEIGHT_ACCESS, "services", "receiver of SNMP traps"),
	SAID("services.ssh.authorized_keys", WEIGHT_ACCESS, "access", "key that may log in as root"),
	SAID_AS("services.ssh.enabled", WEIGHT_ACCESS, "services", "SSH server", STARTED),
	TOP("storage", WEIGHT_STORAGE, "storage"),
	SAID_AS("storage.iscsi.alias", WEIGHT_STORAGE, "storage", "alias of the iSCSI initiator", "=none"),
	SAID("storage.iscsi.bind", WEIGHT_STORAGE, "storage", "interface bound to iSCSI"),
	SAID("storage.iscsi.chap.level", WEIGHT_STORAGE, "storage", "how much CHAP is asked for"),
	SAID("storage.iscsi.chap.mutual.secret", WEIGHT_STORAGE, "storage", "CHAP secret of the iSCSI target"),
	SAID_AS("storage.iscsi.chap.mutual.user", WEIGHT_STORAGE, "storage", "CHAP user of the iSCSI target", "=none"),
	SAID("storage.iscsi.chap.secret", WEIGHT_STORAGE, "storage", "CHAP secret of the host"),
	SAID_AS("storage.iscsi.chap.user", WEIGHT_STORAGE, "storage", "CHAP user of the host", "=none"),
	SAID_AS("storage.iscsi.iqn", WEIGHT_STORAGE, "storage", "name of the iSCSI initiator", "=made by the host"),
	SAID("storage.iscsi.send_targets", WEIGHT_STORAGE, "storage", "iSCSI portal that is asked for targets"),
	SAID("storage.iscsi.static_targets[]", WEIGHT_STORAGE, "storage", "iSCSI target %1"),
	SAID("storage.multipath[]", WEIGHT_STORAGE, "storage", "claim rule for %1"),
	SAID_AS("storage.multipath[].options", WEIGHT_STORAGE, "storage", "options of the claim rule for %1", "=none"),
	SAID_AS("storage.multipath[].psp", WEIGHT_STORAGE, "storage", "path selection of the claim rule for %1", "=left as it is"),
	SAID("storage.nfs[]", WEIGHT_STORAGE, "storage", "NFS datastore '%1'"),
	SAID("storage.nfs[].host", WEIGHT_STORAGE, "storage", "server of NFS datastore '%1'"),
	SAID_AS("storage.nfs[].read_only", WEIGHT_STORAGE, "storage", "NFS datastore '%1' is mounted read-only", YES_NO),
	SAID("storage.nfs[].share", WEIGHT_STORAGE, "storage", "exported path of NFS datastore '%1'"),
	SAID("storage.nfs[].version", WEIGHT_STORAGE, "storage", "NFS version of datastore '%1'"),
	SAID_AS("storage.rename_datastores.*", WEIGHT_STORAGE, "storage", "new name of datastore '%1'", "=not renamed"),
	SAID_AS("storage.scratch", WEIGHT_STORAGE, "storage", "scratch location", "=left as it is"),
	TOP("time", WEIGHT_TIME, "time"),
	SAID("time.ntp", WEIGHT_TIME, "time", "NTP server"),
};
// clang-format on

const struct words_row *words_find(const char *path)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (rows[i].what && text_equal(rows[i].path, path))
			return &rows[i];
	}
	return NULL;
}

const struct words_row *words_find_top(const char *path)
{
	const struct words_row *best = NULL;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		size_t length = strlen(rows[i].path);

		if (strncmp(path, rows[i].path, length) == 0 &&
			(!path[length] || path[length] == '.' || path[length] == '[') &&
			(!best || length > strlen(best->path)))
			best = &rows[i];
	}
	return best;
}
