// SPDX-License-Identifier: GPL-3.0-or-later
// Going through a script as the shell would, with what is known: lists, branches, loops, functions.
//
// A branch that values do not decide is taken as well as passed: what it changes is not known
// afterwards. Loops of unknown length are gone through once.
#include <string.h>

#include "memory.h"
#include "shell_runner.h"
#include "text.h"

void shell_cut(struct shell_runner *runner)
{
	runner->calls->cut = true;
	runner->left = LEFT_SCRIPT;
}

bool shell_charge(struct shell_runner *runner, size_t work)
{
	runner->work += work;
	if (runner->work <= SHELL_WORK_MAX)
		return true;
	shell_cut(runner);
	return false;
}

// ---- values ----

const struct shell_word *shell_arguments(struct shell_runner *runner, size_t *ret_count)
{
	static const struct shell_word none = {0};
	const struct frame *frame = runner->frame;

	if (!frame)
		return NULL;
	*ret_count = frame->count - 1 - frame->shifted;
	return *ret_count ? frame->words + 1 + frame->shifted : &none;
}

enum shell_state shell_value(
	struct shell_runner *runner, const char *name, size_t length, const char **ret)
{
	const struct value_row *row;
	const struct shell_word *arguments;
	size_t count = 0;
	uint64_t index;

	if (length && (text_is_digit(*name) || !(text_is_alnum(*name) || *name == '_'))) {
		AUTO_FREE char *digits = memory_strndup(name, length);

		arguments = shell_arguments(runner, &count);
		if (!arguments || (*name != '#' && !text_parse_number(digits, 1000000, &index)))
			return VALUE_UNKNOWN;
		if (*name == '#') {
			snprintf(runner->digits, sizeof(runner->digits), "%zu", count);
			*ret = runner->digits;
			return length == 1 ? VALUE_KNOWN : VALUE_UNKNOWN;
		}
		if (index > count)
			return VALUE_UNSET;
		if (index == 0 || !arguments[index - 1].known)
			return VALUE_UNKNOWN;
		*ret = arguments[index - 1].text;
		return VALUE_KNOWN;
	}
	row = values_find(&runner->values, name, length);
	if (!row || !row->value)
		return VALUE_UNKNOWN;
	*ret = row->value;
	return VALUE_KNOWN;
}

void shell_assign(struct shell_runner *runner, const char *name, size_t length, const char *value)
{
	bool fits = value && strlen(value) <= SHELL_VALUE_MAX;

	if (!shell_charge(runner, length + (fits ? strlen(value) : 0) + sizeof(struct value_row)))
		return;
	values_set(&runner->values, values_row(&runner->values, name, length), true,
		fits ? memory_strdup(value) : NULL);
}

// ---- ways that part and meet again ----

struct fork {
	size_t mark;
	size_t ways; // that come out at the end
	enum left left; // how the others ended
	struct value_changes changes;
};

static struct fork fork_begin(struct shell_runner *runner)
{
	return (struct fork){.mark = values_mark(&runner->values), .left = LEFT_SCRIPT};
}

// One way has been gone.
static void fork_take(struct shell_runner *runner, struct fork *fork)
{
	struct value_changes gone = {0};

	if (runner->left == LEFT_NOT) {
		values_take(&runner->values, fork->mark, &fork->changes);
		fork->ways++;
		return;
	}
	values_take(&runner->values, fork->mark, &gone);
	for (size_t i = 0; runner->left != LEFT_SCRIPT && i < gone.count; i++) {
		memory_grow(&runner->escaped, runner->escaped_count, sizeof(*runner->escaped));
		runner->escaped[runner->escaped_count++] = gone.list[i].row;
	}
	values_drop(&gone);
	if (runner->left < fork->left)
		fork->left = runner->left;
	if (!runner->calls->cut)
		runner->left = LEFT_NOT;
}

static void fork_join(struct shell_runner *runner, struct fork *fork)
{
	values_join(&runner->values, &fork->changes, fork->ways == 1);
	if (fork->ways == 0)
		runner->left = fork->left;
}

// Runs a part that may or may not be run.
static void fork_run(struct shell_runner *runner, struct fork *fork, size_t node)
{
	bool conditional = runner->conditional;

	runner->conditional = true;
	shell_run_node(runner, node);
	runner->conditional = conditional;
	fork_take(runner, fork);
}

void shell_meet_escaped(struct shell_runner *runner, size_t since)
{
	for (size_t i = since; i < runner->escaped_count; i++) {
		struct value_row *row = &runner->values.list[runner->escaped[i]];

		if (row->value)
			values_set(&runner->values, row, true, NULL);
	}
}

static void run_subshell(struct shell_runner *runner, size_t node, enum answer *ret)
{
	size_t mark = values_mark(&runner->values);
	size_t escaped = runner->escaped_count;

	*ret = shell_run_node(runner, node);
	values_rewind(&runner->values, mark);
	runner->escaped_count = escaped;
	if (!runner->calls->cut)
		runner->left = LEFT_NOT;
}

char *shell_substitute(struct shell_runner *runner, const struct shell_span *span)
{
	struct sink capture = {.kind = SINK_CAPTURE, .printed = true, .known = true};
	struct sink *outer = runner->sink;
	enum answer answer;
	char *text = NULL;

	if (span->node == NO_NODE)
		return NULL;
	runner->sink = &capture;
	run_subshell(runner, span->node, &answer);
	runner->sink = outer;
	while (capture.text.size && capture.text.data[capture.text.size - 1] == '\n')
		buffer_truncate(&capture.text, capture.text.size - 1);
	if (capture.printed && capture.known && !runner->calls->cut)
		text = buffer_steal(&capture.text);
	buffer_finish(&capture.text);
	return text;
}

// ---- nodes ----

static const struct shell_node *node_at(const struct shell_runner *runner, size_t node)
{
	return &runner->tree->nodes[node];
}

static enum answer run_list(struct shell_runner *runner, size_t node)
{
	enum answer answer = ANSWER_YES;

	for (; node != NO_NODE && runner->left == LEFT_NOT; node = node_at(runner, node)->next)
		answer = shell_run_node(runner, node);
	return answer;
}

static enum answer run_chain(struct shell_runner *runner, size_t node)
{
	enum answer answer = shell_run_node(runner, node);

	for (node = node_at(runner, node)->next; node != NO_NODE && runner->left == LEFT_NOT;
		node = node_at(runner, node)->next) {
		bool and = node_at(runner, node)->link == LINK_AND;
		struct fork fork;

		if (answer == (and? ANSWER_NO : ANSWER_YES))
			continue;
		if (answer != ANSWER_UNKNOWN) {
			answer = shell_run_node(runner, node);
			continue;
		}
		fork = fork_begin(runner);
		fork_run(runner, &fork, node);
		fork.ways++;
		fork_join(runner, &fork);
	}
	return answer;
}

static enum answer run_pipe(struct shell_runner *runner, const struct shell_node *pipe)
{
	enum answer answer = ANSWER_UNKNOWN;
	struct sink *outer = runner->sink;
	const char *input = runner->input;
	bool input_known = runner->input_known;
	AUTO_FREE char *text = NULL;
	bool alone = node_at(runner, pipe->child)->next == NO_NODE;

	for (size_t node = pipe->child; node != NO_NODE && runner->left == LEFT_NOT;
		node = node_at(runner, node)->next) {
		bool last = node_at(runner, node)->next == NO_NODE;
		struct sink capture = {.kind = SINK_CAPTURE, .printed = true, .known = true};

		if (alone) {
			answer = shell_run_node(runner, node);
			break;
		}
		runner->sink = last ? outer : &capture;
		run_subshell(runner, node, &answer);
		free(text);
		text = capture.printed ? buffer_steal(&capture.text) : NULL;
		buffer_finish(&capture.text);
		runner->input = text;
		runner->input_known = capture.known;
	}
	runner->sink = outer;
	runner->input = input;
	runner->input_known = input_known;
	if (!pipe->negated || answer == ANSWER_UNKNOWN)
		return answer;
	return answer == ANSWER_YES ? ANSWER_NO : ANSWER_YES;
}

static enum answer run_if(struct shell_runner *runner, size_t node)
{
	enum answer answer = shell_run_node(runner, node);
	size_t branch = node_at(runner, node)->next;
	size_t rest = node_at(runner, branch)->next;
	bool more = rest != NO_NODE && node_at(runner, rest)->next != NO_NODE;
	bool conditional = runner->conditional;
	struct fork fork;

	if (runner->left != LEFT_NOT || ++runner->depth > SHELL_RUN_DEPTH_MAX) {
		if (runner->left == LEFT_NOT)
			shell_cut(runner);
		return ANSWER_UNKNOWN;
	}
	if (answer == ANSWER_YES) {
		answer = shell_run_node(runner, branch);
	} else if (answer == ANSWER_NO) {
		answer = rest == NO_NODE ? ANSWER_YES
			 : more		 ? run_if(runner, rest)
					 : shell_run_node(runner, rest);
	} else {
		fork = fork_begin(runner);
		fork_run(runner, &fork, branch);
		runner->conditional = true;
		if (more && runner->left == LEFT_NOT)
			run_if(runner, rest);
		else if (rest != NO_NODE && runner->left == LEFT_NOT)
			shell_run_node(runner, rest);
		runner->conditional = conditional;
		fork_take(runner, &fork);
		fork_join(runner, &fork);
	}
	runner->depth--;
	return answer;
}

// Does one of the patterns of a choice fit?
static enum answer fits(struct shell_runner *runner, const struct shell_node *choice,
	const struct shell_word *subject)
{
	enum answer answer = ANSWER_NO;

	for (size_t i = 0; i < choice->word_count && answer != ANSWER_YES; i++) {
		struct shell_word pattern = shell_expand_one(runner->tree, runner,
			choice->words[i].offset, choice->words[i].length, FORM_PATTERN);
		size_t cost = (strlen(pattern.text) + 1) * (strlen(subject->text) + 1);

		if (pattern.known && text_equal(pattern.text, "*"))
			answer = ANSWER_YES;
		else if (!pattern.known || !subject->known || runner->undecided ||
			 !shell_charge(runner, strchr(pattern.text, '*') ? cost : 1))
			answer = ANSWER_UNKNOWN;
		else if (shell_matches(pattern.text, subject->text, strlen(subject->text)))
			answer = answer == ANSWER_UNKNOWN ? ANSWER_UNKNOWN : ANSWER_YES;
		free(pattern.text);
	}
	return answer;
}

static enum answer run_case(struct shell_runner *runner, const struct shell_node *node)
{
	struct shell_word subject = shell_expand_one(
		runner->tree, runner, node->words[0].offset, node->words[0].length, FORM_TEXT);
	struct fork fork = fork_begin(runner);
	enum answer answer = ANSWER_NO;
	bool maybe = false; // one of the choices so far

	for (size_t at = node->child;
		at != NO_NODE && answer != ANSWER_YES && runner->left == LEFT_NOT;
		at = node_at(runner, at)->next) {
		const struct shell_node *choice = node_at(runner, at);

		answer = fits(runner, choice, &subject);
		if (answer == ANSWER_YES && !maybe && runner->left == LEFT_NOT) {
			free(subject.text);
			return shell_run_node(runner, choice->child);
		}
		if (answer == ANSWER_NO || runner->left != LEFT_NOT)
			continue;
		maybe = true;
		fork_run(runner, &fork, choice->child);
	}
	if (answer != ANSWER_YES)
		fork.ways++;
	fork_join(runner, &fork);
	free(subject.text);
	return ANSWER_UNKNOWN;
}

// What is behind a loop that was left.
static bool loop_goes_on(struct shell_runner *runner)
{
	bool broken = runner->left >= LEFT_LOOP;

	if (runner->left == LEFT_ROUND || runner->left == LEFT_LOOP)
		runner->left = LEFT_NOT;
	return !broken;
}

static void run_for(struct shell_runner *runner, const struct shell_loop_row *row, size_t body)
{
	struct shell_fields fields = {0};
	size_t escaped = runner->escaped_count;
	bool conditional = runner->conditional;
	size_t count = 0;
	const struct shell_word *arguments = row->listed ? NULL : shell_arguments(runner, &count);

	for (size_t i = 0; i < row->list_count; i++)
		shell_expand(runner->tree, runner, row->list[i].offset, row->list[i].length,
			FORM_FIELDS, &fields);
	for (size_t i = 0; i < (arguments ? count : row->listed ? 0 : 1); i++) {
		memory_grow(&fields.list, fields.count, sizeof(*fields.list));
		fields.list[fields.count++] = (struct shell_word){
			.text = memory_strdup(arguments ? arguments[i].text : ""),
			.known = arguments && arguments[i].known,
		};
	}
	for (size_t i = 0; i < fields.count && runner->left == LEFT_NOT; i++) {
		const struct shell_word *word = &fields.list[i];
		struct fork fork = fork_begin(runner);

		shell_assign(runner, row->variable, strlen(row->variable),
			word->known ? word->text : NULL);
		runner->conditional = conditional || !word->known;
		if (runner->left == LEFT_NOT)
			shell_run_node(runner, body);
		if (!loop_goes_on(runner) && runner->left == LEFT_NOT)
			i = fields.count - 1;
		if (!word->known) {
			fork_take(runner, &fork);
			fork.ways++;
			fork_join(runner, &fork);
		}
		shell_meet_escaped(runner, escaped);
	}
	runner->conditional = conditional;
	shell_words_destroy(fields.list, fields.count);
}

static enum answer run_loop(struct shell_runner *runner, const struct shell_node *node)
{
	const struct shell_loop_row *row = &runner->script->loops[node->index];
	size_t escaped = runner->escaped_count;
	bool undecided = runner->undecided;
	struct fork fork;

	if (row->kind == SHELL_FOR) {
		run_for(runner, row, node->child);
		return ANSWER_UNKNOWN;
	}
	runner->undecided = true;
	shell_run_node(runner, node->child);
	if (runner->left == LEFT_NOT) {
		bool conditional = runner->conditional;

		fork = fork_begin(runner);
		runner->conditional = true;
		shell_run_node(runner, node_at(runner, node->child)->next);
		runner->conditional = conditional;
		loop_goes_on(runner);
		fork_take(runner, &fork);
		fork.ways++;
		fork_join(runner, &fork);
	}
	loop_goes_on(runner);
	shell_meet_escaped(runner, escaped);
	runner->undecided = undecided;
	return ANSWER_UNKNOWN;
}

static enum answer run_kind(struct shell_runner *runner, const struct shell_node *node)
{
	const char *name;
	enum answer answer = ANSWER_UNKNOWN;

	switch (node->kind) {
	case NODE_COMMAND:
		return shell_run_command(runner, node->index);
	case NODE_LIST:
		return run_list(runner, node->child);
	case NODE_CHAIN:
		return run_chain(runner, node->child);
	case NODE_PIPE:
		return run_pipe(runner, node);
	case NODE_GROUP:
	case NODE_CHOICE:
		return shell_run_node(runner, node->child);
	case NODE_SUBSHELL:
		run_subshell(runner, node->child, &answer);
		return answer;
	case NODE_IF:
		return run_if(runner, node->child);
	case NODE_LOOP:
		return run_loop(runner, node);
	case NODE_CASE:
		return run_case(runner, node);
	case NODE_FUNCTION:
		name = runner->script->functions[node->index].name;
		values_row(&runner->values, name, strlen(name))->function = node->child;
		return ANSWER_YES;
	}
	return ANSWER_UNKNOWN;
}

enum answer shell_run_node(struct shell_runner *runner, size_t index)
{
	const struct shell_node *node = node_at(runner, index);
	struct redirected redirected = {0};
	struct sink *sink = runner->sink;
	const char *input = runner->input;
	bool input_known = runner->input_known;
	enum answer answer;

	if (runner->depth >= SHELL_RUN_DEPTH_MAX || runner->steps++ >= SHELL_STEPS_MAX) {
		shell_cut(runner);
		return ANSWER_UNKNOWN;
	}
	runner->depth++;
	if (node->redirect_count)
		shell_redirect(runner, node->redirects, node->redirect_count, &redirected);
	if (redirected.is_output)
		runner->sink = &redirected.sink;
	if (redirected.is_input) {
		runner->input = redirected.input;
		runner->input_known = redirected.input_known;
	}
	answer = run_kind(runner, node);
	runner->sink = sink;
	runner->input = input;
	runner->input_known = input_known;
	shell_redirected_finish(&redirected);
	runner->depth--;
	return answer;
}

void shell_run(const struct shell_script *script, struct shell_calls *ret)
{
	struct shell_runner runner = {.script = script, .tree = script->tree, .calls = ret};

	*ret = (struct shell_calls){0};
	shell_run_node(&runner, script->tree->root);
	values_finish(&runner.values);
	free(runner.escaped);
}
