// SPDX-License-Identifier: GPL-3.0-or-later
// What a script of busybox's shell runs: its simple commands with their words, as far as they can
// be told without running it. Comments, quotes, here-documents, continued lines, pipes and
// substitutions are seen as the shell sees them, so that text is never taken for a command.
//
// Any bytes are a script; what cannot be parsed ends the scan there (`broken_at`). CR LF counts as
// LF, since the installer turns one into the other (facts/kickstart.md section 1).
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"
#include "cleanup.h"

struct shell_word {
	char *text; // without quotes; of parts that are not known the source ("$1", "$(date)")
	size_t offset; // of its first byte in the script
	size_t length; // in the script, quotes included
	bool known; // no part depends on a variable, a substitution or a file name pattern
	bool quoted;
};

struct shell_redirect {
	int descriptor; // what is redirected: 0, 1, ...
	bool append; // >>
	bool here; // a here-document: `target` is its delimiter, `text` its content
	bool input; // < or <<
	bool duplicate; // >& or <&: `target` is a descriptor or "-"
	bool both; // &>: the output and the errors
	struct shell_word target;
	char *text; // content of the here-document, else NULL
	size_t body, body_size; // where that stands in the script
	bool literal; // its delimiter is quoted: nothing in it is expanded
	bool strip; // <<-: tabs that begin a line are dropped
};

enum shell_loop {
	SHELL_WHILE, // also until
	SHELL_FOR,
};

struct shell_command {
	struct shell_word *words; // assignments in front of the name are not among them
	size_t word_count; // 0: assignments or redirections alone
	struct shell_word *assignments; // "NAME=value"
	size_t assignment_count;
	struct shell_redirect *redirects;
	size_t redirect_count;
	size_t offset; // of its first byte in the script
	size_t end; // behind its last byte
	int loop; // index of the innermost loop it stands in, -1: none
	bool in_loop_condition; // between while/until and do
	int function; // index of the function whose body it stands in, -1: none
	bool conditional; // in a branch, behind && or ||, or in a loop
	bool in_branch; // in an if or case, its first condition apart
	bool substituted; // inside $( ) or ` `
	bool piped_from; // its input is another command's output
	bool background;
};

struct shell_function {
	char *name;
	size_t offset;
	size_t end; // behind its body
};

struct shell_range {
	size_t offset, end;
};

struct shell_loop_row {
	enum shell_loop kind;
	int parent; // index, -1: none
	size_t offset; // of its word
	bool until;
	bool has_break; // break, exit or return in its body
	bool counted; // its condition or a test in its body compares with -lt -gt -le -ge -eq -ne
	bool listed; // for NAME in …; without it `for` goes through the arguments
	struct shell_word *list; // the words behind `in`
	size_t list_count;
	char *variable; // for NAME
};

struct shell_script {
	struct shell_command *commands; // in the order of the text
	size_t command_count;
	struct shell_function *functions;
	size_t function_count;
	struct shell_loop_row *loops;
	size_t loop_count;
	// The whole commands that stand in no other, in order: what begins on one line up to the
	// end of the line where it ends, with the here-documents behind it. Comments and blank
	// lines at the end are no part of it.
	struct shell_range *statements;
	size_t statement_count;
	// The script ends in a here-document or behind a backslash: lines that followed it would
	// belong to its last command. The shell minds neither.
	bool unfinished;
	size_t broken_at; // SIZE_MAX: the whole script was understood
	const char *broken; // what is wrong there, NULL: nothing
	struct shell_tree *tree; // how it hangs together, for shell_run()
};

struct shell_script *shell_scan(const char *text, size_t size);
void shell_destroy(struct shell_script *script);
static inline void shell_cleanup(struct shell_script **script)
{
	shell_destroy(*script);
}
#define AUTO_SHELL CLEANUP(shell_cleanup) struct shell_script

// Is the command called so: "esxcli", also by a path ("/sbin/esxcli")?
bool shell_calls(const struct shell_command *command, const char *name);
// The first words behind the name are these: shell_starts(c, "system ntp set").
bool shell_starts(const struct shell_command *command, const char *words);

// ---- the calls that the script would make ----

// A command with what is known put in: functions of the script are followed with their arguments
// ($1 … "$@"), variables with one known value are put in, `for` over known words is run through,
// both sides of a branch are taken unless known values decide it, a redirected group gives its file
// to the commands inside. What only steers the shell (test, true, return, shift, local and their
// like) is no call unless a file takes its output; '>file' alone is the call ':'.
struct shell_call {
	struct shell_word *words;
	size_t word_count;
	const struct shell_command *command; // where it stands
	const struct shell_command *root; // outside of any function, what led to it; or itself
	// File that its standard output goes to by its own redirection or one around it, exec's
	// apart; NULL: none that is known.
	char *output;
	bool append; // to that file
	char *input; // text that it reads (here-document, or what echo and printf pipe in), or NULL
	bool input_known; // every part of it
	bool conditional;
};

struct shell_calls {
	struct shell_call *list;
	size_t count;
	bool cut; // more than the limit: the rest is not there
};

// A file that echo, printf or cat with known words write, as far as it is known.
struct shell_file {
	char *path;
	char *text;
	bool known; // every part of it
	bool append; // begins with what was there
	const struct shell_command *command; // the first one that writes to it
};

enum {
	SHELL_CALLS_MAX = 20000,
	SHELL_COMMANDS_MAX = 65536, // of a script; the scan breaks there
};

void shell_run(const struct shell_script *script, struct shell_calls *ret);
void shell_calls_finish(struct shell_calls *calls);
size_t shell_files(const struct shell_calls *calls, struct shell_file **ret);
void shell_files_destroy(struct shell_file *files, size_t count);

// How many words of the call these are, the name by any path and options of esxcli itself in front
// of them included: shell_call_starts(c, "esxcli system ntp set"). 0: the call is another one.
size_t shell_call_starts(const struct shell_call *call, const char *words);

// Options of a call as esxcli reads them: --name=value, --name value, -n value. `from`: index of
// the first word that may be one. NULL: not there. A flag gives "".
const char *shell_option(
	const struct shell_call *call, size_t from, const char *name, char letter, bool flag);
