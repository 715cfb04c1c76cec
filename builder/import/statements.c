// SPDX-License-Identifier: GPL-3.0-or-later
// What each statement of a script is to the spec.
//
// A statement is taken when every call in it is understood, and when it is sure that the script
// makes them: what stands in a branch, or behind a test, stays as it is.
#include "statements.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "text.h"

// What is known of a command of the script after all its calls were looked at.
struct reading {
	bool unknown, taken, query, noise, called;
};

struct reader {
	struct import *import;
	const struct ks_section *section;
	const struct shell_script *script;
	const struct shell_calls *calls;
	struct statements *statements;
	struct shell_file *files;
	bool *file_taken;
	size_t file_count;
	struct reading *readings; // by command
};

static struct statement *statement_at(const struct reader *reader, size_t offset)
{
	size_t low = 0;
	size_t high = reader->statements->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		struct statement *statement = &reader->statements->list[middle];

		if (offset < statement->offset)
			high = middle;
		else if (offset >= statement->end)
			low = middle + 1;
		else
			return statement;
	}
	return NULL;
}

static const struct shell_command *root_of(const struct shell_call *call)
{
	return call->root;
}

static size_t index_of(const struct reader *reader, const struct shell_command *command)
{
	return (size_t)(command - reader->script->commands);
}

// ---- calls ----

// Files are taken as a whole, with all that is written to them.
static void take_files(struct reader *reader)
{
	reader->file_count = shell_files(reader->calls, &reader->files);
	reader->file_taken = memory_alloc_array(reader->file_count + 1, sizeof(bool));
	for (size_t i = 0; i < reader->file_count; i++) {
		bool refused = false;

		for (size_t k = 0; k < reader->calls->count; k++) {
			const struct shell_call *call = &reader->calls->list[k];
			const struct statement *statement =
				statement_at(reader, root_of(call)->offset);

			if (!call->output || !text_equal(call->output, reader->files[i].path) ||
				!statement)
				continue;
			refused = refused || import_refused(reader->import, statement->origin);
			reader->import->origin = statement->origin;
		}
		if (!refused)
			reader->file_taken[i] = import_take_file(reader->import, &reader->files[i]);
	}
}

static bool writes_taken(const struct reader *reader, const struct shell_call *call)
{
	for (size_t i = 0; call->output && i < reader->file_count; i++) {
		if (reader->file_taken[i] && text_equal(reader->files[i].path, call->output))
			return true;
	}
	return false;
}

static bool calls_name(const struct shell_call *call, const char *name)
{
	for (size_t i = 0; i < call->word_count && i < 3; i++) {
		const char *slash = strrchr(call->words[i].text, '/');

		if (text_equal(call->words[i].text, name) || (slash && text_equal(slash + 1, name)))
			return true;
	}
	return false;
}

static void note_call(struct statement *statement, const struct shell_call *call)
{
	if (calls_name(call, "hostsvc/runtimeinfo") || calls_name(call, "hostsvc/hostsummary"))
		statement->waits = true;
	if (calls_name(call, "reboot"))
		statement->reboots = true;
	if (calls_name(call, "maintenance_mode_enter") ||
		calls_name(call, "maintenance_mode_exit") || calls_name(call, "maintenanceMode"))
		statement->maintenance = true;
}

// Is what a question prints kept, by a redirection of its own or one around it?
static bool fills_file(const struct shell_call *call)
{
	const struct shell_command *command = call->command;

	if (call->output)
		return !text_equal(call->output, "/dev/null");
	for (size_t i = 0; i < command->redirect_count; i++) {
		const struct shell_redirect *redirect = &command->redirects[i];

		if (!redirect->input && !redirect->here && !redirect->duplicate &&
			!text_equal(redirect->target.text, "/dev/null"))
			return true;
	}
	return false;
}

static void read_call(struct reader *reader, const struct shell_call *call)
{
	struct statement *statement = statement_at(reader, root_of(call)->offset);
	struct reading *reading = &reader->readings[index_of(reader, call->command)];
	struct reading *root = &reader->readings[index_of(reader, root_of(call))];
	enum import_taken taken;

	if (!statement || statement->kind == STATEMENT_RAW)
		return;
	reader->import->origin = statement->origin;
	note_call(statement, call);
	taken = writes_taken(reader, call) ? IMPORT_TAKEN
					   : import_take_call(reader->import, call, "");
	if (taken == IMPORT_QUERY && fills_file(call))
		taken = IMPORT_UNKNOWN;
	for (unsigned i = 0; i < 2; i++, reading = root) {
		reading->called = true;
		reading->unknown = reading->unknown || taken == IMPORT_UNKNOWN;
		reading->taken = reading->taken || taken == IMPORT_TAKEN;
		reading->query = reading->query || taken == IMPORT_QUERY;
		reading->noise = reading->noise || taken == IMPORT_NOISE;
	}
}

// ---- from commands to statements ----

static bool is_called(const struct shell_command *command, const char *name)
{
	return command->word_count && text_equal(command->words[0].text, name);
}

static bool is_test(const struct shell_command *command)
{
	return is_called(command, "[") || is_called(command, "[[") || is_called(command, "test");
}

// Does "&&" or "||" stand between the two?
static bool is_behind(
	const struct reader *reader, size_t first, size_t second, const char *connector)
{
	const struct shell_command *a = &reader->script->commands[first];
	const struct shell_command *b = &reader->script->commands[second];

	return b->offset > a->end &&
	       memmem(reader->section->body + a->end, b->offset - a->end, connector, 2);
}

// What the commands of a statement that stand outside of functions come to.
struct sum {
	bool unknown, taken, noise, query, test, branch, guarded, only_neutral, sleeps, saves,
		waits;
	size_t commands;
};

static bool is_steering(const struct shell_command *command)
{
	static const char *const names[] = {
		"set", "export", "readonly", "local", "umask", "unset", "shopt", "ulimit", "cd"};

	if (is_called(command, "exec"))
		return command->word_count == 1;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (is_called(command, names[i]))
			return true;
	}
	return !command->word_count && command->assignment_count;
}

static void add_command(const struct reader *reader, size_t index, struct sum *sum)
{
	const struct shell_command *command = &reader->script->commands[index];
	const struct reading *reading = &reader->readings[index];

	if (command->function >= 0)
		return;
	sum->commands++;
	sum->unknown = sum->unknown || reading->unknown || command->background;
	sum->taken = sum->taken || reading->taken;
	sum->noise = sum->noise || reading->noise;
	sum->query = sum->query || reading->query;
	sum->test = sum->test || is_test(command);
	sum->branch = sum->branch || command->in_branch || command->in_loop_condition;
	sum->sleeps = sum->sleeps || shell_calls(command, "sleep");
	sum->saves = sum->saves || shell_calls(command, "auto-backup.sh") ||
		     (shell_calls(command, "vim-cmd") &&
			     shell_starts(command, "hostsvc/firmware/sync_config"));
	sum->waits =
		sum->waits || command->in_loop_condition ||
		(shell_calls(command, "vim-cmd") && shell_starts(command, "hostsvc/runtimeinfo"));
	sum->only_neutral = sum->only_neutral && is_steering(command) && !command->substituted;
	if (index > 0 && reading->taken && reader->readings[index - 1].query &&
		!reader->readings[index - 1].taken && is_behind(reader, index - 1, index, "&&"))
		sum->guarded = true;
	// One of two settings: which is only known at run time.
	if (index > 0 && reading->taken && reader->readings[index - 1].taken &&
		is_behind(reader, index - 1, index, "||"))
		sum->guarded = true;
}

static enum statement_kind kind_of(const struct statement *statement, const struct sum *sum)
{
	if (!sum->commands || sum->only_neutral)
		return STATEMENT_NEUTRAL;
	if (sum->unknown)
		return STATEMENT_RAW;
	if (sum->taken)
		return sum->branch || sum->test || sum->guarded ? STATEMENT_RAW : STATEMENT_TAKEN;
	if (sum->saves)
		return sum->branch ? STATEMENT_RAW : STATEMENT_SAVE;
	if (sum->waits || statement->waits)
		return STATEMENT_WAIT;
	if (statement->leaves)
		return STATEMENT_RAW;
	if (sum->branch || sum->test)
		return STATEMENT_RAW;
	return sum->sleeps ? STATEMENT_PAUSE : STATEMENT_MESSAGE;
}

// Variables that a command sets from what others print: "HBA=$(esxcli ...)".
static bool is_assignment(const struct reader *reader, const struct statement *statement)
{
	bool found = false;

	for (size_t i = 0; i < reader->script->command_count; i++) {
		const struct shell_command *command = &reader->script->commands[i];

		if (command->offset < statement->offset || command->offset >= statement->end)
			continue;
		if (command->substituted) {
			const struct reading *reading = &reader->readings[i];

			if (reading->taken || reading->unknown)
				return false;
			continue;
		}
		if (command->word_count || !command->assignment_count)
			return false;
		found = true;
	}
	return found;
}

static void judge(struct reader *reader)
{
	size_t at = 0;

	for (size_t i = 0; i < reader->statements->count; i++) {
		struct statement *statement = &reader->statements->list[i];
		struct sum sum = {.only_neutral = true};

		while (at < reader->script->command_count &&
			reader->script->commands[at].offset < statement->offset)
			at++;
		for (; at < reader->script->command_count &&
			reader->script->commands[at].offset < statement->end;
			at++)
			add_command(reader, at, &sum);
		if (statement->kind == STATEMENT_RAW)
			continue;
		statement->kind = is_assignment(reader, statement) ? STATEMENT_NEUTRAL
								   : kind_of(statement, &sum);
		if (statement->kind == STATEMENT_RAW)
			import_refuse(reader->import, statement->origin,
				sum.unknown
					? "no key of the spec stands for it"
					: "whether the script does it is only known at run time");
	}
}

// ---- scripts that may end early ----

static bool is_exit(const struct shell_command *command)
{
	return is_called(command, "exit") || is_called(command, "trap") ||
	       (is_called(command, "exec") && command->word_count > 1) ||
	       (is_called(command, "return") && command->function < 0);
}

static bool calls_exiting(
	const struct reader *reader, const struct shell_command *command, const bool *exiting)
{
	for (size_t i = 0; i < reader->script->function_count; i++) {
		if (exiting[i] && is_called(command, reader->script->functions[i].name))
			return true;
	}
	return is_exit(command);
}

// Functions that end the script, by themselves or through others.
static bool *find_exiting(const struct reader *reader)
{
	const struct shell_script *script = reader->script;
	bool *exiting = memory_alloc_array(script->function_count + 1, sizeof(*exiting));

	for (unsigned round = 0; round < 4 && script->function_count; round++) {
		for (size_t i = 0; i < script->command_count; i++) {
			int function = script->commands[i].function;

			if (function >= 0 && !exiting[function] &&
				calls_exiting(reader, &script->commands[i], exiting))
				exiting[function] = true;
		}
	}
	return exiting;
}

// Marks the statements that may end the script, the last one apart.
static void find_leaving(struct reader *reader)
{
	AUTO_FREE bool *exiting = find_exiting(reader);
	struct statements *statements = reader->statements;

	for (size_t i = 0; i < reader->script->command_count; i++) {
		const struct shell_command *command = &reader->script->commands[i];
		struct statement *statement = statement_at(reader, command->offset);

		if (command->function < 0 && statement &&
			(statement != &statements->list[statements->count - 1] ||
				command->conditional) &&
			calls_exiting(reader, command, exiting))
			statement->leaves = true;
	}
}

// Behind a place where the script may have ended nothing is sure.
static void refuse_behind(struct import *import, struct statements *statements)
{
	bool behind = false;

	for (size_t i = 0; i < statements->count; i++) {
		struct statement *statement = &statements->list[i];

		if (behind && statement->kind == STATEMENT_TAKEN)
			import_refuse(import, statement->origin,
				"the script may have ended in front of it");
		behind = behind || (statement->leaves && statement->kind == STATEMENT_RAW);
	}
}

static void keep_all(struct statements *statements)
{
	for (size_t i = 0; i < statements->count; i++)
		statements->list[i].kind = STATEMENT_RAW;
}

// A reboot in front of what stays would keep that from being run, and what needs maintenance mode
// has to find it.
static void check_order(struct import *import, struct statements *statements)
{
	size_t first = SIZE_MAX;
	size_t last = 0;
	bool raw_behind = false;
	bool raw_between = false;

	for (size_t i = statements->count; i-- > 0;) {
		struct statement *statement = &statements->list[i];

		if (statement->kind == STATEMENT_TAKEN && statement->reboots && raw_behind)
			import_refuse(import, statement->origin,
				"what is not taken over stands behind it");
		raw_behind = raw_behind || statement->kind == STATEMENT_RAW;
		if (statement->kind == STATEMENT_TAKEN && statement->maintenance) {
			first = i;
			last = last ? last : i;
		}
	}
	for (size_t i = first; i != SIZE_MAX && i < last; i++)
		raw_between = raw_between || statements->list[i].kind == STATEMENT_RAW;
	for (size_t i = first; raw_between && i <= last; i++) {
		if (statements->list[i].maintenance)
			import_refuse(import, statements->list[i].origin,
				"what needs maintenance mode is not taken over");
	}
}

void statements_read(struct import *import, const struct ks_section *section,
	const struct shell_script *script, struct statements *statements)
{
	CLEANUP(shell_calls_finish) struct shell_calls calls = {0};
	struct reader reader = {.import = import,
		.section = section,
		.script = script,
		.calls = &calls,
		.statements = statements};

	for (size_t i = 0; i < statements->count; i++) {
		struct statement *statement = &statements->list[i];

		statement->kind = import->keep_scripts || import_refused(import, statement->origin)
					  ? STATEMENT_RAW
					  : STATEMENT_MESSAGE;
	}
	shell_run(script, &calls);
	if (calls.cut) {
		keep_all(statements);
		return;
	}
	reader.readings = memory_alloc_array(script->command_count + 1, sizeof(struct reading));
	take_files(&reader);
	for (size_t i = 0; i < calls.count; i++)
		read_call(&reader, &calls.list[i]);
	find_leaving(&reader);
	judge(&reader);
	refuse_behind(import, statements);
	check_order(import, statements);
	shell_files_destroy(reader.files, reader.file_count);
	free(reader.file_taken);
	free(reader.readings);
}
