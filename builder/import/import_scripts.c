// SPDX-License-Identifier: GPL-3.0-or-later
// The script sections: what keys stand for is taken out, what none stands for stays as it is.
//
// Source: facts/kickstart.md section 3.
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "memory.h"
#include "statements.h"
#include "text.h"

enum { SECTIONS_MAX = 256 }; // the installer stops at so many commands (section 1)

// ---- what is kept of a section ----

// A line of a script as a spec can hold it: printable ASCII and tabs.
static bool put_line(struct buffer *out, const char *line, size_t length)
{
	bool clean = true;

	for (size_t i = 0; i < length; i++) {
		bool good = (line[i] >= ' ' && line[i] <= '~') || line[i] == '\t';

		clean = clean && good;
		buffer_putc(out, good ? line[i] : '?');
	}
	buffer_putc(out, '\n');
	return clean;
}

static bool is_blank(const struct ks_line *line)
{
	size_t length = line->length;

	while (length && strchr(" \t\r", line->text[length - 1]))
		length--;
	return length == 0;
}

// The lines from `first` on; blank ones at both ends are left out.
static void put_lines(struct import *import, const struct ks_section *section, size_t first,
	size_t count, struct buffer *out)
{
	const struct ks_line *lines = &import->ks->lines[section->first];
	size_t end = first + count;

	while (out->size == 0 && first < end && is_blank(&lines[first]))
		first++;
	for (; first < end; first++) {
		if (!put_line(out, lines[first].text, lines[first].length))
			import_report(import, SEVERITY_WARNING, &lines[first], 0,
				"characters outside ASCII: the spec has '?' in their place");
	}
}

static void trim_end(struct buffer *text)
{
	while (text->size > 1 && text->data[text->size - 1] == '\n' &&
		text->data[text->size - 2] == '\n')
		buffer_truncate(text, text->size - 1);
	if (text->size == 1)
		buffer_truncate(text, 0);
}

static const char *stage_name(enum ks_stage stage)
{
	static const char *const names[] = {
		[KS_PRE] = "pre",
		[KS_POST] = "post",
		[KS_FIRSTBOOT] = "firstboot",
		[KS_PACKAGES] = NULL,
		[KS_LICENSE_TEXT] = NULL,
	};

	return names[stage];
}

static void put_options(
	struct import *import, const struct ks_section *section, struct draft *script)
{
	const struct ks_line *header = &import->ks->lines[section->header];

	for (size_t i = 0; i < header->option_count && i + 1 < IMPORT_PARTS; i++) {
		const struct ks_option *option = &header->options[i];
		const char *name = option->row ? option->row->name : "";
		const char *value = option->value ? option->value : "";
		const char *reason = import_refused(import, import_origin(header, i + 1));
		bool post = section->stage == KS_POST;
		bool on;

		if (text_equal(name, "--interpreter") && !section->python &&
			!text_equal(value, "busybox")) {
			import_leave(import, header, option->word->text,
				"the installer stops at it; the spec says busybox");
			continue;
		}
		if (text_equal(name, "--interpreter") || text_equal(name, "--unsupported"))
			continue;
		if (!reason && post && text_equal(name, "--timeout"))
			draft_set(script, "timeout", value, import_origin(header, i + 1));
		else if (!reason && post && text_equal(name, "--ignorefailure") &&
			 import_read_bool(value, &on))
			draft_set(script, "ignore_failure", on ? "true" : "false",
				import_origin(header, i + 1));
		else
			import_leave(import, header, option->word->text,
				reason ? reason : "no key of the spec stands for it");
	}
}

static void keep(struct import *import, const struct ks_section *section, struct buffer *text,
	const char *comment)
{
	const struct ks_line *header = &import->ks->lines[section->header];
	const char *refused = import_refused(import, import_origin(header, 0));
	AUTO_FREE char *path = memory_printf("scripts.%s", stage_name(section->stage));
	struct draft *script;

	trim_end(text);
	if (!text->size)
		return;
	if (refused) {
		import_leave(import, header, header->words[0].text, refused);
		return;
	}
	script = draft_append(import_list(import, path));
	if (comment)
		draft_comment(script, comment);
	draft_set(script, "interpreter", section->python ? "python" : "busybox",
		import_origin(header, 0));
	put_options(import, section, script);
	draft_set(script, "text", buffer_text(text), import_origin(header, 0));
}

static void keep_whole(
	struct import *import, const struct ks_section *section, size_t skip, const char *comment)
{
	AUTO_BUFFER text = BUFFER_INIT;

	if (section->count > skip)
		put_lines(import, section, skip, section->count - skip, &text);
	keep(import, section, &text, comment);
}

// ---- what is left of a script of which something was taken ----

static void put_statement(struct import *import, const struct ks_section *section,
	const struct statement *statement, struct buffer *out)
{
	put_lines(import, section, statement->first - statement->lead,
		statement->lead + statement->count, out);
}

static bool is_noise(const struct statement *statement)
{
	return statement->kind == STATEMENT_MESSAGE || statement->kind == STATEMENT_PAUSE ||
	       statement->kind == STATEMENT_WAIT || statement->kind == STATEMENT_SAVE;
}

// Does a text that stays name what the statement defines: a variable or a function?
static bool is_needed(const struct ks_section *section, const struct statements *statements,
	const struct statement *definition)
{
	const char *name = section->body + definition->offset;
	size_t length = 0;

	if (strncmp(name, "export ", 7) == 0)
		name += 7;
	if (strncmp(name, "function ", 9) == 0)
		name += 9;
	while (text_is_alnum(name[length]) || name[length] == '_')
		length++;
	if (length == 0 || strncmp(name, "exec", length) == 0 || strncmp(name, "set", length) == 0)
		return true;
	for (size_t i = 0; i < statements->count; i++) {
		const struct statement *other = &statements->list[i];

		if (other->kept && other != definition &&
			memmem(section->body + other->offset, other->end - other->offset, name,
				length))
			return true;
	}
	return false;
}

// Messages and pauses stay with what stays behind them; the frame of a rendered script has waited
// and saves by itself.
static void keep_noise(struct statements *statements)
{
	bool next_kept = false;
	bool before;

	for (size_t i = statements->count; i-- > 0;) {
		struct statement *statement = &statements->list[i];

		if (!is_noise(statement)) {
			next_kept = statement->kept;
			continue;
		}
		before = false;
		for (size_t k = 0; k < i && !before; k++)
			before = statements->list[k].kind == STATEMENT_RAW;
		statement->kept = statement->kind == STATEMENT_MESSAGE ? next_kept
				  : statement->kind == STATEMENT_PAUSE ? next_kept && before
				  : statement->kind == STATEMENT_SAVE  ? before
								       : false;
	}
}

// Variables that programs read without their being named.
static bool is_environment(const char *text)
{
	static const char *const names[] = {"PATH", "IFS", "HOME", "TZ", "TMPDIR", "SHELL"};
	size_t length = strcspn(text, "=\n");

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (length == strlen(names[i]) && strncmp(text, names[i], length) == 0)
			return true;
	}
	return text_has_prefix(text, "LANG") || text_has_prefix(text, "LC_") ||
	       text_has_prefix(text, "LD_") || text_has_prefix(text, "PYTHON") ||
	       (length > 6 && strncasecmp(text + length - 6, "_proxy", 6) == 0);
}

// Does what makes no call do more for what stands behind it than name one thing: "cd", "umask",
// "export", "readonly", several assignments? *at is the first command that may be in it.
static bool has_effect(const struct ks_section *section, const struct shell_script *script,
	const struct statement *statement, size_t *at)
{
	size_t assignments = 0;
	bool words = false;

	while (*at < script->command_count && script->commands[*at].offset < statement->offset)
		(*at)++;
	for (; *at < script->command_count && script->commands[*at].offset < statement->end;
		(*at)++) {
		const struct shell_command *command = &script->commands[*at];

		if (command->function >= 0 || command->substituted)
			continue;
		words = words || command->word_count;
		assignments += command->assignment_count;
	}
	return words || assignments > 1 ||
	       (assignments && is_environment(section->body + statement->offset));
}

static void choose_kept(const struct ks_section *section, const struct shell_script *script,
	struct statements *statements)
{
	bool any = false;
	bool changed = true;
	size_t at = 0;

	for (size_t i = 0; i < statements->count; i++) {
		statements->list[i].kept = statements->list[i].kind == STATEMENT_RAW;
		any = any || statements->list[i].kept;
	}
	if (!any)
		return;
	keep_noise(statements);
	for (size_t i = 0; i < statements->count; i++) {
		struct statement *statement = &statements->list[i];

		if (statement->kind == STATEMENT_NEUTRAL &&
			has_effect(section, script, statement, &at))
			statement->kept = true;
	}
	while (changed) {
		changed = false;
		for (size_t i = statements->count; i-- > 0;) {
			struct statement *statement = &statements->list[i];

			if (statement->kept || statement->kind != STATEMENT_NEUTRAL ||
				!is_needed(section, statements, statement))
				continue;
			statement->kept = changed = true;
		}
	}
}

static size_t count_kind(const struct statements *statements, enum statement_kind kind)
{
	size_t count = 0;

	for (size_t i = 0; i < statements->count; i++)
		count += statements->list[i].kind == kind;
	return count;
}

// A finding for each statement that stays, and one where the order is not the same any more.
static void report_kept(struct import *import, const struct ks_section *section,
	const struct statements *statements)
{
	const struct ks_line *lines = &import->ks->lines[section->first];
	const struct statement *first_raw = NULL;
	bool behind = false;

	for (size_t i = 0; i < statements->count; i++) {
		const struct statement *statement = &statements->list[i];
		const char *reason = import_refused(import, statement->origin);

		if (statement->kind == STATEMENT_TAKEN && !statement->reboots && first_raw)
			behind = true;
		if (statement->kind != STATEMENT_RAW)
			continue;
		first_raw = first_raw ? first_raw : statement;
		import_report(import, SEVERITY_ADVICE, &lines[statement->first], 0,
			"kept as it is below scripts.firstboot%s%s", reason ? ": " : "",
			reason ? reason : "");
	}
	if (behind)
		import_report(import, SEVERITY_ADVICE, &lines[first_raw->first], 0,
			"it ran in front of lines that are keys now, and runs behind them");
}

// One finding for the first one of each kind that is neither a key nor stays.
static void report_dropped(struct import *import, const struct ks_section *section,
	const struct statements *statements)
{
	static const char *const reasons[] = {
		[STATEMENT_RAW] = NULL,
		[STATEMENT_TAKEN] = NULL,
		[STATEMENT_MESSAGE] = "it changes nothing by itself",
		[STATEMENT_PAUSE] = "nothing that stays needs the pause",
		[STATEMENT_WAIT] = "a rendered script waits for the host by itself",
		[STATEMENT_SAVE] = "a rendered script saves the configuration by itself",
		[STATEMENT_NEUTRAL] = "nothing that stays needs it",
	};
	bool told[sizeof(reasons) / sizeof(*reasons)] = {false};

	for (size_t i = 0; i < statements->count; i++) {
		const struct statement *statement = &statements->list[i];

		if (statement->kept || !reasons[statement->kind] || told[statement->kind])
			continue;
		told[statement->kind] = true;
		import_report(import, SEVERITY_ADVICE,
			&import->ks->lines[section->first + statement->first], 0,
			"left out, with others of its kind: %s", reasons[statement->kind]);
	}
}

static void read_firstboot(struct import *import, const struct ks_section *section)
{
	static const char whole[] = "As it was in the kickstart.";
	static const char rest[] = "What no key stands for, as it was in the kickstart.";
	AUTO_SHELL *script = shell_scan(section->body, section->body_size);
	AUTO_STATEMENTS statements = {0};
	AUTO_BUFFER text = BUFFER_INIT;

	if (!statements_split(import->ks, section, script, &statements)) {
		import_report(import, SEVERITY_ADVICE, &import->ks->lines[section->header], 0,
			"kept as it is: the shell cannot read it, or it is too long");
		keep_whole(import, section, 0, whole);
		return;
	}
	statements_read(import, section, script, &statements);
	if (statements.count && count_kind(&statements, STATEMENT_RAW) == statements.count) {
		import_report(import, SEVERITY_ADVICE, &import->ks->lines[section->header], 0,
			"kept as it is below scripts.firstboot");
		keep_whole(import, section, 0, whole);
		return;
	}
	choose_kept(section, script, &statements);
	report_kept(import, section, &statements);
	report_dropped(import, section, &statements);
	for (size_t i = 0; i < statements.count; i++) {
		if (statements.list[i].kept)
			put_statement(import, section, &statements.list[i], &text);
	}
	keep(import, section, &text, rest);
}

static bool is_user_script(const struct import *import, const struct ks_section *section)
{
	const struct ks_line *line = &import->ks->lines[section->first];

	return section->count && line->length > 10 && strncmp(line->text, "# scripts.", 10) == 0;
}

static void read_section(struct import *import, const struct ks_section *section)
{
	const struct ks_line *header = &import->ks->lines[section->header];

	if (!stage_name(section->stage))
		import_leave(
			import, header, header->words[0].text, "no key of the spec stands for it");
	else if (import->own && is_user_script(import, section))
		keep_whole(import, section, 1, NULL);
	else if (import->own && import_own_section(import, section))
		return;
	else if (section->stage != KS_FIRSTBOOT || section->python)
		keep_whole(import, section, 0, "As it was in the kickstart.");
	else
		read_firstboot(import, section);
}

// ---- conditions ----

void import_need(struct import *import, enum import_need need, const char *what)
{
	if (import->own)
		return;
	memory_grow(&import->conditions, import->condition_count, sizeof(*import->conditions));
	import->conditions[import->condition_count++] =
		(struct import_condition){need, memory_strdup(what), import->origin};
}

static bool is_folder(const struct import *import, const char *folder)
{
	const char *scratch = import_get(import, "storage.scratch");
	const char *logs = import_get(import, "logging.directory");
	const char *path = text_skip_prefix(folder, "/vmfs/volumes/");
	size_t volume = path ? strcspn(path, "/") : 0;
	AUTO_FREE char *text = NULL;

	if (text_equal(folder, "/etc/ssh/keys-root"))
		return true;
	if (scratch && text_equal(scratch, folder))
		return true;
	if (!volume || !path[volume])
		return false;
	text = memory_printf("[%.*s] %s", (int)volume, path, path + volume + 1);
	return logs && text_equal(logs, text);
}

static bool has_netstack(struct import *import, const char *name)
{
	return draft_find_item(import_list(import, "network.vmkernel"), "netstack", name);
}

static bool holds(struct import *import, const struct import_condition *condition)
{
	const char *text = import_get(import, condition->what);
	const struct draft *at;

	switch ((enum import_need)condition->kind) {
	case IMPORT_NEED_KEY:
		at = draft_at(import->root, condition->what);
		return text || at->here || (at->count > 0 && at != import->root);
	case IMPORT_NEED_TRUE:
		return text && text_equal(text, "true");
	case IMPORT_NEED_FALSE:
		return text && text_equal(text, "false");
	case IMPORT_NEED_FOLDER:
		return is_folder(import, condition->what);
	case IMPORT_NEED_NETSTACK:
		return has_netstack(import, condition->what);
	}
	return false;
}

bool import_check_conditions(struct import *import)
{
	bool refused = false;

	for (size_t i = 0; i < import->condition_count; i++) {
		const struct import_condition *condition = &import->conditions[i];

		if (!holds(import, condition))
			refused = import_refuse(import, condition->origin,
					  "no key of the spec stands for it alone") ||
				  refused;
	}
	return refused;
}

// ---- all sections ----

// A key that asks for a restart would make one where the kickstart makes none.
static void put_reboot(struct import *import)
{
	struct draft *reboot;

	if (import->own || !import->wants_reboot || import_get(import, "host.reboot"))
		return;
	reboot = draft_set(import_mapping(import, "host"), "reboot", "never", 0);
	draft_comment(
		reboot, "The kickstart does not restart the host, though some settings want it.");
}

void import_scripts(struct import *import)
{
	const char *mode;

	for (size_t i = 0; i < import->ks->section_count && i < SECTIONS_MAX; i++)
		read_section(import, &import->ks->sections[i]);
	if (import->ks->section_count > SECTIONS_MAX)
		import_report(import, SEVERITY_WARNING,
			&import->ks->lines[import->ks->sections[SECTIONS_MAX].header], 0,
			"more than %d sections: the rest of them was not read", SECTIONS_MAX);
	mode = import_get(import, "host.maintenance_mode");
	if (mode && text_equal(mode, "false"))
		draft_remove(import_mapping(import, "host"), "maintenance_mode");
	put_reboot(import);
}
