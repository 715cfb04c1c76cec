// SPDX-License-Identifier: GPL-3.0-or-later
// What the files of the linter share: the run, how a rule reports, and the checks by subject.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lint.h"

struct lint {
	const struct spec *spec;
	struct release release;
	uint64_t build; // of the base, 0: not known
	const struct lint_rule *rule;
	struct diagnostics *diagnostics;
};

// A finding of the rule at hand, at the key. The hint is the rule's `instead`.
void lint_report(struct lint *lint, const char *path, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void lint_report_node(struct lint *lint, const struct spec_node *node, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void lint_report_place(struct lint *lint, struct place place, const char *path, const char *format,
	...) __attribute__((format(printf, 4, 5)));

// Entries of the list or mapping, 0 when it is not written; the text of a list's item.
size_t lint_count(const struct lint *lint, const char *path);
const struct spec_node *lint_item(const struct lint *lint, const char *path, size_t index);
bool lint_text_is(const struct lint *lint, const char *path, const char *value);

// lint_builds.c
void lint_build_media_size(struct lint *lint);
void lint_build_usb(struct lint *lint);
void lint_build_withdrawn(struct lint *lint);
void lint_datastore_room(struct lint *lint);
void lint_removable(struct lint *lint);
void lint_removable_4(struct lint *lint);

// lint_install.c
void lint_clear_all(struct lint *lint);
void lint_clear_first(struct lint *lint);
void lint_clear_vmfs(struct lint *lint);
void lint_disk_name(struct lint *lint);
void lint_first_disk_usb(struct lint *lint);
void lint_keyboard(struct lint *lint);
void lint_legacy_cpu(struct lint *lint);
void lint_license(struct lint *lint);
void lint_media_size(struct lint *lint);
void lint_mode(struct lint *lint);
void lint_vmfs(struct lint *lint);
void lint_vsan(struct lint *lint);
void lint_wait(struct lint *lint);

// lint_password.c
void lint_password_missing(struct lint *lint);
void lint_password_on_medium(struct lint *lint);
void lint_password_plain(struct lint *lint);
void lint_password_weak(struct lint *lint);

// lint_network.c
void lint_hostname(struct lint *lint);
void lint_ntp_names(struct lint *lint);
void lint_static(struct lint *lint);
void lint_uplink(struct lint *lint);

// lint_switches.c
void lint_management_uplink(struct lint *lint);
void lint_teaming_uplinks(struct lint *lint);
void lint_uplink_twice(struct lint *lint);

// lint_vmkernel.c
void lint_bind_subnet(struct lint *lint);
void lint_bind_uplinks(struct lint *lint);
void lint_interface_mtu(struct lint *lint);
void lint_interface_shared(struct lint *lint);
void lint_interface_trunk(struct lint *lint);
void lint_same_subnet(struct lint *lint);
void lint_service_release(struct lint *lint);
void lint_service_unproven(struct lint *lint);

// lint_host.c
void lint_advanced_name(struct lint *lint);
void lint_advanced_release(struct lint *lint);
void lint_advanced_type(struct lint *lint);
void lint_idle_timeout(struct lint *lint);
void lint_lockdown(struct lint *lint);
void lint_passthrough_media(struct lint *lint);
void lint_reboot_never(struct lint *lint);
void lint_role(struct lint *lint);
void lint_secure_boot(struct lint *lint);
void lint_secure_boot_unsaid(struct lint *lint);

// lint_storage.c
void lint_driver_in_installer(struct lint *lint);
void lint_driver_room(struct lint *lint);
void lint_iscsi_mutual(struct lint *lint);

// lint_scripts.c
void lint_script_command(struct lint *lint);
void lint_script_end(struct lint *lint);
void lint_script_ends_section(struct lint *lint);
void lint_script_installer(struct lint *lint);
void lint_script_python(struct lint *lint);
