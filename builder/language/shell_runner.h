// SPDX-License-Identifier: GPL-3.0-or-later
// The state of a run through a script, shared by its control flow and its commands.
#pragma once

#include "shell_internal.h"
#include "shell_values.h"

enum { SHELL_RUN_DEPTH_MAX = 300 }; // nodes and functions in each other

// The exit status of what was run.
enum answer {
	ANSWER_NO,
	ANSWER_YES,
	ANSWER_UNKNOWN,
};

// How what was run ended; the later ones reach further.
enum left {
	LEFT_NOT,
	LEFT_ROUND, // continue
	LEFT_LOOP, // break
	LEFT_FUNCTION, // return
	LEFT_SCRIPT, // exit
};

enum sink_kind {
	SINK_NONE, // nobody knows, or nobody cares
	SINK_FILE,
	SINK_CAPTURE,
};

// Where standard output goes.
struct sink {
	enum sink_kind kind;
	char *path;
	bool append;
	struct buffer text; // captured
	bool printed; // all of it came from echo, printf and cat
	bool known; // and is known
};

// The arguments of a function, or of the script after `set`.
struct frame {
	struct shell_word *words; // [0] is the name
	size_t count;
	size_t shifted;
	struct value_change *locals; // what was there before `local`
	size_t local_count;
};

struct shell_runner {
	const struct shell_script *script;
	const struct shell_tree *tree;
	struct shell_calls *calls;
	struct values values;
	struct frame *frame; // NULL: the script's own, not known
	const struct shell_command *root; // the last command outside of functions
	struct sink *sink;
	const char *input; // what a pipe or a here-document around it brings, or NULL
	bool input_known;
	enum left left;
	bool conditional;
	bool undecided; // in a loop whose rounds are not known: nothing is decided by values
	unsigned depth;
	size_t steps, work;
	size_t *escaped; // rows changed on ways that left a loop or a function early
	size_t escaped_count;
	char digits[24];
};

enum answer shell_run_node(struct shell_runner *runner, size_t node);
enum answer shell_run_command(struct shell_runner *runner, size_t index);
// What the redirections make of sink and input; the caller restores what it had and finishes them.
struct redirected {
	bool is_output, is_input;
	struct sink sink;
	char *input;
	bool input_known;
};
void shell_redirect(struct shell_runner *runner, const struct shell_redirect *redirects,
	size_t count, struct redirected *ret);
void shell_redirected_finish(struct redirected *redirected);
enum answer shell_test(const struct shell_word *words, size_t count);
// What was changed on ways that left a loop or a function early is not known where they come out.
void shell_meet_escaped(struct shell_runner *runner, size_t since);
// Ends the run: there was too much of something.
void shell_cut(struct shell_runner *runner);
