// SPDX-License-Identifier: GPL-3.0-or-later
// What the files that give tasks their data share: the tasks themselves, and ways to read a spec.
#pragma once

#include "tasks.h"

// tasks_drivers.c
extern const struct task task_drivers;
extern const struct task task_post_drivers;

// tasks_host.c
extern const struct task task_advanced;
extern const struct task task_backup;
extern const struct task task_ceip;
extern const struct task task_kernel_settings;
extern const struct task task_maintenance_mode;
extern const struct task task_modules;
extern const struct task task_ntp;
extern const struct task task_passthrough;
extern const struct task task_shell;
extern const struct task task_snmp;
extern const struct task task_ssh;

// tasks_logging.c
extern const struct task task_core_dump;
extern const struct task task_logging;

// tasks_network.c
extern const struct task task_dns;
extern const struct task task_firewall;
extern const struct task task_ipv6;
extern const struct task task_routes;

// tasks_security.c
extern const struct task task_issue;
extern const struct task task_lockdown;
extern const struct task task_password_policy;
extern const struct task task_users;
extern const struct task task_welcome;

// tasks_storage.c
extern const struct task task_iscsi;
extern const struct task task_multipath;
extern const struct task task_nfs;
extern const struct task task_rename_datastores;
extern const struct task task_scratch;

// tasks_switches.c
extern const struct task task_portgroups;
extern const struct task task_vswitches;

// tasks_vmkernel.c
extern const struct task task_vmkernel;

// Entries of the list or mapping, 0 when it is not written.
size_t task_count_of(const struct spec *spec, const char *path);
// The scalars of a list, empty when it is not written.
struct value *task_list_of(const struct spec *spec, const char *path);
// A map for an item of a list, which says what it is made of: what a template writes for it is
// found again in the spec (source_map.h).
struct value *task_item(const struct spec_node *node);
// A scalar under `key`, "" when neither the spec nor the table says one.
void task_set_text(struct value *data, const char *key, const struct spec *spec, const char *path);
// The booleans `enable` and `disable`: both false where the spec does not say.
void task_set_switch(struct value *data, const struct spec *spec, const char *path);
// Is the scalar one that YAML takes for a number: decimal digits, perhaps with a minus, no quotes?
bool task_is_number(const struct spec_node *node);

// The text of a secret; asterisks when secrets are hidden. One that cannot be read is an error in
// the context's diagnostics.
struct value *task_secret(const struct task_context *context, const char *path);
