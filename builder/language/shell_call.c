// SPDX-License-Identifier: GPL-3.0-or-later
// Going through a script: its commands, what they mean to the shell itself, and their redirections.
#include <string.h>

#include "memory.h"
#include "shell_runner.h"
#include "text.h"

void shell_redirected_finish(struct redirected *redirected)
{
	free(redirected->sink.path);
	free(redirected->input);
}

// The text of a here-document.
static void read_here(
	struct shell_runner *runner, const struct shell_redirect *redirect, struct redirected *ret)
{
	struct shell_word word = {.known = true};

	if (redirect->literal)
		word.text = memory_strdup(redirect->text);
	else
		word = shell_expand_one(runner->tree, runner, redirect->body, redirect->body_size,
			redirect->strip ? FORM_HERE_STRIPPED : FORM_HERE);
	free(ret->input);
	ret->input = word.text;
	ret->input_known = word.known;
}

void shell_redirect(struct shell_runner *runner, const struct shell_redirect *redirects,
	size_t count, struct redirected *ret)
{
	*ret = (struct redirected){0};
	for (size_t i = 0; i < count; i++) {
		const struct shell_redirect *redirect = &redirects[i];
		struct shell_word target;

		if (redirect->input && redirect->descriptor == 0) {
			ret->is_input = true;
			free(ret->input);
			ret->input = NULL;
			if (redirect->here)
				read_here(runner, redirect, ret);
		}
		if (redirect->input || (redirect->descriptor != 1 && !redirect->both))
			continue;
		target = shell_expand_one(runner->tree, runner, redirect->target.offset,
			redirect->target.length, FORM_TEXT);
		ret->is_output = true;
		free(ret->sink.path);
		ret->sink = (struct sink){.kind = SINK_NONE};
		if (target.known && !redirect->duplicate) {
			ret->sink.kind = SINK_FILE;
			ret->sink.path = STEAL(target.text);
			ret->sink.append = redirect->append;
		}
		free(target.text);
	}
}

// ---- calls ----

static bool is_one_of(const char *name, const char *const *names)
{
	while (*names && !text_equal(name, *names))
		names++;
	return *names;
}

// What is put out by something that is no call of its own.
static void capture(struct shell_runner *runner, struct sink *sink, const struct shell_word *words,
	size_t count, const char *input, bool input_known)
{
	AUTO_BUFFER text = BUFFER_INIT;
	static const char *const silent[] = {"[", "[[", "test", "false", "return", "exit", "shift",
		"local", "export", "readonly", "set", "unset", "read", "cd", "break", "continue",
		"sleep", "mkdir", "rm", NULL};
	bool known;

	if (words[0].known && is_one_of(words[0].text, silent))
		return;
	known = shell_print(words, count, input, &text) && input_known;
	sink->known &= known;
	if (text.size == 0 && !known)
		sink->printed = false;
	if (!shell_charge(runner, text.size))
		return;
	buffer_append(&sink->text, text.data, text.size);
}

// Takes the words over.
static void emit(struct shell_runner *runner, const struct shell_command *command,
	struct shell_fields *fields, const struct redirected *redirected)
{
	struct shell_calls *calls = runner->calls;
	const char *input = redirected->is_input ? redirected->input : runner->input;
	bool input_known = redirected->is_input ? redirected->input_known : runner->input_known;
	struct sink *sink = runner->sink;
	struct shell_call call = {.words = fields->list, .word_count = fields->count};

	*fields = (struct shell_fields){0};
	if (calls->count >= SHELL_CALLS_MAX || !shell_charge(runner, input ? strlen(input) : 0)) {
		shell_cut(runner);
		shell_words_destroy(call.words, call.word_count);
		return;
	}
	call.command = command;
	call.root = runner->root;
	call.conditional = runner->conditional;
	call.input = input ? memory_strdup(input) : NULL;
	call.input_known = input && input_known;
	if (redirected->is_output) {
		if (redirected->sink.path)
			call.output = memory_strdup(redirected->sink.path);
		call.append = redirected->sink.append;
	} else if (sink && sink->kind == SINK_FILE) {
		call.output = memory_strdup(sink->path);
		call.append = sink->append;
		sink->append = true;
	} else if (sink && sink->kind == SINK_CAPTURE) {
		capture(runner, sink, call.words, call.word_count, input, !input || input_known);
	}
	memory_grow(&calls->list, calls->count, sizeof(call));
	calls->list[calls->count++] = call;
}

// ---- what the shell does itself ----

// NAME=VALUE and NAME, as export and local take them.
static void assign_word(struct shell_runner *runner, const struct shell_word *word, bool local)
{
	const char *equals = strchr(word->text, '=');
	size_t length = equals ? (size_t)(equals - word->text) : strlen(word->text);
	struct frame *frame = runner->frame;
	struct value_row *row;

	if (length == 0 || word->text[0] == '-' || (!equals && !local))
		return;
	row = values_row(&runner->values, word->text, length);
	if (local && frame) {
		memory_grow(&frame->locals, frame->local_count, sizeof(*frame->locals));
		frame->locals[frame->local_count++] =
			(struct value_change){(size_t)(row - runner->values.list), row->touched,
				row->value ? memory_strdup(row->value) : NULL};
		if (!shell_charge(runner, row->value ? strlen(row->value) : 1))
			return;
	}
	shell_assign(runner, word->text, length, equals && word->known ? equals + 1 : NULL);
}

static void forget_words(struct shell_runner *runner, const struct shell_fields *fields)
{
	for (size_t i = 1; i < fields->count; i++) {
		const char *name = fields->list[i].text;

		if (text_is_alnum(*name) || *name == '_')
			shell_assign(runner, name, strcspn(name, "="), NULL);
	}
}

static void shift_arguments(struct shell_runner *runner, const struct shell_fields *fields)
{
	struct frame *frame = runner->frame;
	uint64_t count = 1;

	if (!frame)
		return;
	if (fields->count > 1 && !text_parse_number(fields->list[1].text, 10000, &count))
		return;
	if (count <= frame->count - 1 - frame->shifted)
		frame->shifted += (size_t)count;
}

// `set -- WORD...` in a function; what it does to the script's own arguments is not followed.
static void set_arguments(struct shell_runner *runner, struct shell_fields *fields)
{
	struct frame *frame = runner->frame;

	if (!frame || fields->count < 2 || !text_equal(fields->list[1].text, "--"))
		return;
	shell_words_destroy(frame->words, frame->count);
	frame->words = fields->list;
	frame->count = fields->count;
	frame->shifted = 1; // the two dashes
	*fields = (struct shell_fields){0};
}

static bool steers(const char *name)
{
	static const char *const names[] = {"[", "[[", "test", ":", "true", "false", "return",
		"break", "continue", "shift", "local", "export", "readonly", NULL};

	return is_one_of(name, names);
}

static enum left leaves(const char *name)
{
	static const char *const names[] = {"", "continue", "break", "return", "exit"};

	for (enum left left = LEFT_ROUND; left <= LEFT_SCRIPT; left++) {
		if (text_equal(name, names[left]))
			return left;
	}
	return LEFT_NOT;
}

// A command of the shell: what it changes, and its status.
static enum answer run_builtin(struct shell_runner *runner, struct shell_fields *fields)
{
	const char *name = fields->list[0].text;

	if (text_equal(name, "true") || text_equal(name, ":"))
		return ANSWER_YES;
	if (text_equal(name, "false"))
		return ANSWER_NO;
	if (text_equal(name, "[") || text_equal(name, "[[") || text_equal(name, "test"))
		return runner->undecided ? ANSWER_UNKNOWN : shell_test(fields->list, fields->count);
	if (text_equal(name, "local") || text_equal(name, "export") ||
		text_equal(name, "readonly")) {
		for (size_t i = 1; i < fields->count; i++)
			assign_word(runner, &fields->list[i], *name == 'l');
		return ANSWER_YES;
	}
	if (text_equal(name, "read") || text_equal(name, "unset") || text_equal(name, "getopts"))
		forget_words(runner, fields);
	else if (text_equal(name, "shift"))
		shift_arguments(runner, fields);
	else if (text_equal(name, "echo") || text_equal(name, "printf"))
		return ANSWER_YES;
	return ANSWER_UNKNOWN;
}

static void finish_frame(struct shell_runner *runner, struct frame *frame)
{
	for (size_t i = frame->local_count; i-- > 0;) {
		struct value_change *before = &frame->locals[i];

		values_set(&runner->values, &runner->values.list[before->row], before->touched,
			before->value);
	}
	free(frame->locals);
	shell_words_destroy(frame->words, frame->count);
}

// Takes the words over.
static void call_function(struct shell_runner *runner, size_t body, struct shell_fields *fields,
	struct redirected *redirected)
{
	struct frame frame = {.words = fields->list, .count = fields->count};
	struct frame *outer = runner->frame;
	struct sink *sink = runner->sink;
	const char *input = runner->input;
	bool input_known = runner->input_known;
	size_t escaped = runner->escaped_count;

	*fields = (struct shell_fields){0};
	runner->frame = &frame;
	if (redirected->is_output)
		runner->sink = &redirected->sink;
	if (redirected->is_input) {
		runner->input = redirected->input;
		runner->input_known = redirected->input_known;
	}
	shell_run_node(runner, body);
	runner->sink = sink;
	runner->input = input;
	runner->input_known = input_known;
	if (runner->left != LEFT_SCRIPT)
		runner->left = LEFT_NOT;
	shell_meet_escaped(runner, escaped);
	runner->escaped_count = escaped;
	finish_frame(runner, &frame);
	runner->frame = outer;
}

// NAME=VALUE in front of a command, or alone.
static enum answer run_assignments(
	struct shell_runner *runner, const struct shell_command *command, bool stay)
{
	enum answer answer = ANSWER_YES;

	for (size_t i = 0; i < command->assignment_count; i++) {
		const struct shell_word *word = &command->assignments[i];
		size_t name = strcspn(word->text, "=");
		struct shell_word value = shell_expand_one(runner->tree, runner,
			word->offset + name + 1, word->length - name - 1, FORM_TEXT);

		if (stay)
			shell_assign(runner, word->text, name, value.known ? value.text : NULL);
		if (!value.known)
			answer = ANSWER_UNKNOWN;
		free(value.text);
	}
	return answer;
}

static void add_colon(const struct shell_command *command, struct shell_fields *fields)
{
	memory_grow(&fields->list, fields->count, sizeof(*fields->list));
	fields->list[fields->count++] = (struct shell_word){
		.text = memory_strdup(":"), .offset = command->offset, .known = true};
}

// The words are there: a function, a command of the shell, or a call.
static enum answer run_words(struct shell_runner *runner, const struct shell_command *command,
	struct shell_fields *fields, struct redirected *redirected)
{
	const char *name = fields->list[0].known ? fields->list[0].text : "";
	const struct value_row *row = values_find(&runner->values, name, strlen(name));
	enum left left = leaves(name);
	enum answer answer;

	if (row && row->function != SIZE_MAX) {
		call_function(runner, row->function, fields, redirected);
		return ANSWER_UNKNOWN;
	}
	answer = run_builtin(runner, fields);
	if (text_equal(name, "exec") && fields->count > 1)
		left = LEFT_SCRIPT;
	if (text_equal(name, "set") && fields->count > 1)
		set_arguments(runner, fields);
	else if (!steers(name) || redirected->sink.path)
		emit(runner, command, fields, redirected);
	if (left != LEFT_NOT && runner->left == LEFT_NOT)
		runner->left = left;
	return answer;
}

// A word that is known by itself is what the scan made of it.
static void expand_word(
	struct shell_runner *runner, const struct shell_word *word, struct shell_fields *fields)
{
	if (!word->known) {
		shell_expand(runner->tree, runner, word->offset, word->length, FORM_FIELDS, fields);
		return;
	}
	shell_charge(runner, word->length + 2 * sizeof(*word));
	memory_grow(&fields->list, fields->count, sizeof(*word));
	fields->list[fields->count] = *word;
	fields->list[fields->count++].text = memory_strdup(word->text);
}

enum answer shell_run_command(struct shell_runner *runner, size_t index)
{
	const struct shell_command *command = &runner->script->commands[index];
	struct shell_fields fields = {0};
	struct redirected redirected = {0};
	enum answer answer = ANSWER_UNKNOWN;

	if (!runner->frame)
		runner->root = command;
	for (size_t i = 0; i < command->word_count; i++)
		expand_word(runner, &command->words[i], &fields);
	if (command->redirect_count)
		shell_redirect(runner, command->redirects, command->redirect_count, &redirected);
	if (command->assignment_count)
		answer = run_assignments(runner, command, fields.count == 0);
	if (fields.count == 0 && redirected.sink.path)
		add_colon(command, &fields);
	if (fields.count && runner->left == LEFT_NOT)
		answer = run_words(runner, command, &fields, &redirected);
	shell_words_destroy(fields.list, fields.count);
	shell_redirected_finish(&redirected);
	return answer;
}

void shell_calls_finish(struct shell_calls *calls)
{
	for (size_t i = 0; i < calls->count; i++) {
		shell_words_destroy(calls->list[i].words, calls->list[i].word_count);
		free(calls->list[i].output);
		free(calls->list[i].input);
	}
	free(calls->list);
	*calls = (struct shell_calls){0};
}
