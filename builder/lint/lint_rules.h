// SPDX-License-Identifier: GPL-3.0-or-later
// What the files of the linter share: the run, how a rule reports, and the checks by subject.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lint.h"
#include "shell.h"

// A script of the spec or of a kickstart. Its text is scanned when a rule first asks for that.
struct lint_script {
	enum ks_stage stage;
	bool python;
	const char *text;
	size_t size;
	const struct ks_section *section; // of a kickstart, NULL: of a spec
	const struct spec_node *node; // the text in a spec
	struct shell_script *shell;
	struct shell_calls calls;
	bool ran;
};

struct lint_network; // lint_calls.h

enum { LINT_FINDINGS_MAX = 1000 }; // of a rule; nobody reads more of one kind

struct lint {
	const struct spec *spec; // NULL: a kickstart that is nobody's
	const struct ks *ks; // NULL: a spec alone
	const struct source_map *map; // of a rendered kickstart, else NULL
	const struct lint_boot *boot; // of a medium, else NULL
	struct release release; // {0}: not known (kickstarts only)
	uint64_t build; // of the base, 0: not known
	const struct lint_rule *rule;
	enum severity severity; // of the findings to come; the rule's when its check begins
	size_t found; // findings of the rule so far
	struct lint_script *scripts;
	size_t script_count;
	struct lint_network *network;
	struct diagnostics *diagnostics;
};

// A finding of the rule at hand, at the key. The hint is the rule's `instead`.
void lint_report(struct lint *lint, const char *path, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void lint_report_node(struct lint *lint, const struct spec_node *node, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void lint_report_place(struct lint *lint, struct place place, const char *path, const char *format,
	...) __attribute__((format(printf, 4, 5)));
// In the kickstart; column 0 is the line as a whole.
void lint_report_ks(struct lint *lint, const struct ks_line *line, unsigned column,
	const char *format, ...) __attribute__((format(printf, 4, 5)));
void lint_report_word(struct lint *lint, const struct ks_line *line, const struct ks_word *word,
	const char *format, ...) __attribute__((format(printf, 4, 5)));
void lint_report_value(struct lint *lint, const struct ks_line *line,
	const struct ks_option *option, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
// In a script, at a byte of its text.
void lint_report_script(struct lint *lint, const struct lint_script *script, size_t offset,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

// Entries of the list or mapping, 0 when it is not written; the text of a list's item.
size_t lint_count(const struct lint *lint, const char *path);
const struct spec_node *lint_item(const struct lint *lint, const char *path, size_t index);
bool lint_text_is(const struct lint *lint, const char *path, const char *value);

// ---- lint_ks.c: questions about a kickstart ----

// Is the release inside of these bounds ({0}: none)? One that is not known is all of 5.0 to 9.x.
bool lint_in_range(struct release release, struct release since, struct release until);
// The release, where it is not known 4.1 if the kickstart says what only 4.1 takes.
struct release lint_guess_release(const struct ks *ks, struct release release);
bool lint_is_4(const struct lint *lint); // known to be one of 4.x
// Is there such a command, or may there be one in a file that is included?
bool lint_may_have(const struct lint *lint, const char *command);
// The first one of install, upgrade and installorupgrade, or NULL; `is_install`: what it is called.
const struct ks_line *lint_install_line(const struct lint *lint);
bool lint_line_is(const struct ks_line *line, const char *command);
// What a finding about something missing points at: the install command, else the first command,
// else the first line; NULL in a file without lines.
const struct ks_line *lint_anchor(const struct lint *lint);
// Is the line, or the text, one of a template whose values are put in later: "{{ name }}"?
bool lint_is_template(const struct ks_line *line);
bool lint_is_template_text(const char *text);
// A line whose words can be told: a command (or header) in one piece, and no template.
bool lint_is_command(const struct ks_line *line);
bool lint_is_header(const struct ks_line *line);
// The value of an option, NULL where it is missing, empty or without effect.
const char *lint_value(const struct ks_line *line, const char *option);
// How many words without dashes the command takes in this release; SIZE_MAX: any.
size_t lint_words_taken(const struct lint *lint, const struct ks_line *line);
// Is the word what a backslash at the end of a line becomes: the line end?
bool lint_is_line_end(const struct ks_option *option);
// Is the word behind that option its value, with a blank where '=' belongs?
bool lint_has_blank(const struct lint *lint, const struct ks_line *line, size_t option);
// The next line of that command whose words can be told; `index` begins at 0.
const struct ks_line *lint_next(const struct lint *lint, const char *name, size_t *index);
// The items of a list "a,b,c", blanks around them taken off: the one by index, or one after the
// other (`list` is set to what is left). Caller frees, NULL behind the last one.
char *lint_list_item(const char *list, size_t index);
char *lint_next_item(const char **list);

// ---- lint_shell.c: questions about scripts ----

void lint_read_scripts(struct lint *lint);
void lint_drop_scripts(struct lint *lint);
// NULL for a script that is not one of the shell.
const struct shell_script *lint_shell(struct lint_script *script);
// The calls that it would make; none for a script that is not one of the shell.
const struct shell_calls *lint_calls(struct lint_script *script);
bool lint_call_is(const struct shell_call *call, const char *name); // by its last part
// esxcli or localcli with these words in front; the index of the word behind them, else 0.
size_t lint_esxcli(const struct shell_call *call, const char *words);
// A value of such a call: NULL where it is missing or not known.
const char *lint_call_option(
	const struct shell_call *call, size_t from, const char *name, char letter);
// What the call writes to, if the path begins so; else NULL.
const char *lint_writes_to(const struct shell_call *call, const char *prefix);
// Where the call stands in its script.
size_t lint_call_offset(const struct shell_call *call);

// ---- the checks ----

// lint_builds.c
void lint_build_media_size(struct lint *lint);
void lint_build_usb(struct lint *lint);
void lint_build_withdrawn(struct lint *lint);
void lint_datastore_room(struct lint *lint);
void lint_ks_datastore_room(struct lint *lint);
void lint_ks_removable(struct lint *lint);
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
void lint_ks_hash_form(struct lint *lint);
void lint_ks_hash_not_marked(struct lint *lint);
void lint_ks_password_plain(struct lint *lint);
void lint_ks_password_sample(struct lint *lint);
void lint_ks_password_weak(struct lint *lint);
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
void lint_idle_timeout(struct lint *lint);
void lint_lockdown(struct lint *lint);
void lint_passthrough_media(struct lint *lint);
void lint_reboot_never(struct lint *lint);
void lint_role(struct lint *lint);
void lint_secure_boot(struct lint *lint);
void lint_secure_boot_unsaid(struct lint *lint);

// lint_advanced.c
void lint_advanced_name(struct lint *lint);
void lint_advanced_release(struct lint *lint);
void lint_advanced_type(struct lint *lint);
void lint_ks_advanced_name(struct lint *lint);
void lint_ks_advanced_release(struct lint *lint);
void lint_ks_advanced_type(struct lint *lint);

// lint_storage.c
void lint_driver_in_installer(struct lint *lint);
void lint_driver_room(struct lint *lint);
void lint_iscsi_mutual(struct lint *lint);

// lint_scripts.c and lint_scripts_boot.c: of a spec and of a kickstart
void lint_script_command(struct lint *lint);
void lint_script_download(struct lint *lint);
void lint_script_end(struct lint *lint);
void lint_script_ends_section(struct lint *lint);
void lint_script_endless(struct lint *lint);
void lint_script_installer(struct lint *lint);
void lint_script_python(struct lint *lint);
void lint_script_ramdisk(struct lint *lint);
void lint_script_reboot(struct lint *lint);
void lint_ks_ends_section(struct lint *lint);
void lint_ks_hostd(struct lint *lint);
void lint_ks_log(struct lint *lint);
void lint_ks_reboot_needed(struct lint *lint);
void lint_ks_secure_boot(struct lint *lint);

// lint_ks_text.c
void lint_ks_backslash(struct lint *lint);
void lint_ks_bom(struct lint *lint);
void lint_ks_carriage_return(struct lint *lint);
void lint_ks_continued(struct lint *lint);
void lint_ks_crlf(struct lint *lint);
void lint_ks_hash_sign(struct lint *lint);
void lint_ks_not_ascii(struct lint *lint);
void lint_ks_not_utf8(struct lint *lint);
void lint_ks_quote(struct lint *lint);

// lint_ks_words.c
void lint_ks_command_release(struct lint *lint);
void lint_ks_deprecated_command(struct lint *lint);
void lint_ks_deprecated_option(struct lint *lint);
void lint_ks_duplicate_command(struct lint *lint);
void lint_ks_duplicate_option(struct lint *lint);
void lint_ks_flag_value(struct lint *lint);
void lint_ks_option_blank(struct lint *lint);
void lint_ks_option_release(struct lint *lint);
void lint_ks_option_without(struct lint *lint);
void lint_ks_stray_word(struct lint *lint);
void lint_ks_unknown_command(struct lint *lint);
void lint_ks_unknown_option(struct lint *lint);

// lint_ks_structure.c
void lint_ks_eula(struct lint *lint);
void lint_ks_include(struct lint *lint);
void lint_ks_install(struct lint *lint);
void lint_ks_interpreter(struct lint *lint);
void lint_ks_interpreter_missing(struct lint *lint);
void lint_ks_many(struct lint *lint);
void lint_ks_mode(struct lint *lint);
void lint_ks_network_missing(struct lint *lint);
void lint_ks_password_missing(struct lint *lint);
void lint_ks_section_empty(struct lint *lint);
void lint_ks_section_option(struct lint *lint);
void lint_ks_section_value(struct lint *lint);
void lint_ks_wait(struct lint *lint);

// lint_ks_disk.c
void lint_ks_clear_all(struct lint *lint);
void lint_ks_clear_first(struct lint *lint);
void lint_ks_clear_selector(struct lint *lint);
void lint_ks_clear_vmfs(struct lint *lint);
void lint_ks_datastore_disk(struct lint *lint);
void lint_ks_datastore_name(struct lint *lint);
void lint_ks_disk_exclusive(struct lint *lint);
void lint_ks_disk_missing(struct lint *lint);
void lint_ks_disk_name(struct lint *lint);
void lint_ks_first_disk_usb(struct lint *lint);
void lint_ks_needs_install(struct lint *lint);
void lint_ks_novmfs(struct lint *lint);
void lint_ks_repartition(struct lint *lint);
void lint_ks_vmfs(struct lint *lint);
void lint_ks_vmfs_both(struct lint *lint);

// lint_ks_network.c
void lint_ks_address(struct lint *lint);
void lint_ks_address_missing(struct lint *lint);
void lint_ks_bootproto(struct lint *lint);
void lint_ks_device(struct lint *lint);
void lint_ks_dhcp_address(struct lint *lint);
void lint_ks_dhcp_ignores(struct lint *lint);
void lint_ks_gateway(struct lint *lint);
void lint_ks_hostname(struct lint *lint);
void lint_ks_hostname_short(struct lint *lint);
void lint_ks_keyboard(struct lint *lint);
void lint_ks_license(struct lint *lint);
void lint_ks_license_form(struct lint *lint);
void lint_ks_nameserver(struct lint *lint);
void lint_ks_nameserver_form(struct lint *lint);
void lint_ks_nameservers(struct lint *lint);
void lint_ks_netmask(struct lint *lint);
void lint_ks_static(struct lint *lint);
void lint_ks_uplink(struct lint *lint);
void lint_ks_vlan(struct lint *lint);
void lint_ks_vlan_edge(struct lint *lint);
void lint_ks_vm_network(struct lint *lint);
void lint_ks_vm_network_value(struct lint *lint);

// lint_ntp.c
void lint_ks_ntp_by_file(struct lint *lint);
void lint_ks_ntp_names(struct lint *lint);
void lint_ks_ntp_open(struct lint *lint);
void lint_ks_ntp_started(struct lint *lint);

// lint_calls.c, lint_calls_switches.c
void lint_drop_network(struct lint_network *network);
void lint_ks_bind_subnet(struct lint *lint);
void lint_ks_bind_uplinks(struct lint *lint);
void lint_ks_interface_mtu(struct lint *lint);
void lint_ks_interface_trunk(struct lint *lint);
void lint_ks_same_subnet(struct lint *lint);
void lint_ks_teaming_uplinks(struct lint *lint);
void lint_ks_uplink_twice(struct lint *lint);

// lint_boot.c
void lint_boot_https(struct lint *lint);
void lint_boot_legacy_cpu(struct lint *lint);
void lint_boot_line_length(struct lint *lint);
void lint_boot_media_size(struct lint *lint);
void lint_boot_one_only(struct lint *lint);
void lint_boot_path_case(struct lint *lint);
void lint_boot_repeated(struct lint *lint);
void lint_boot_usb_path(struct lint *lint);
// Does a boot file have an option that begins so?
bool lint_boots_with(const struct lint *lint, const char *option);
