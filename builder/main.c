// SPDX-License-Identifier: GPL-3.0-or-later
// The program: finds the command, runs it, prints the one error, answers with an exit status.
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "file.h"
#include "findings.h"
#include "text.h"

enum { COMMANDS_MAX = 64 };

static void on_signal(int number)
{
	output_file_remove_unfinished();
	// The handler was installed for one signal only, so this ends the program as it should.
	raise(number);
}

static void install_handlers(void)
{
	static const int signals[] = {SIGHUP, SIGINT, SIGTERM};
	struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};

	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaction(signals[i], &action, NULL);
	// A closed pipe, a limit on the size of files: errors of the write, with message and
	// status.
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
}

static int unknown_command(const char *name, struct error *err)
{
	const char *names[COMMANDS_MAX];
	const char *nearest;
	size_t count = 0;

	for (const struct command *command = commands; command->name; command++)
		names[count++] = command->name;
	nearest = text_nearest(name, names, count);
	if (nearest)
		return error_set(
			err, ERROR_USAGE, "no command '%s', did you mean '%s'?", name, nearest);
	return error_set(err, ERROR_USAGE, "no command '%s', see 'esxmint --help'", name);
}

static int print_overview(struct error *err)
{
	AUTO_FREE char *help = help_overview();

	return file_write("-", false, help, strlen(help), err);
}

static int run(int argc, char **argv, struct error *err)
{
	const struct command *command;

	if (argc < 2)
		return error_set(err, ERROR_USAGE, "no command given, see 'esxmint --help'");
	if (text_equal(argv[1], "--help") || text_equal(argv[1], "-h"))
		return print_overview(err);
	if (text_equal(argv[1], "--version"))
		argv[1][0] = '\0';
	command = command_find(argv[1][0] ? argv[1] : "version");
	if (!command)
		return unknown_command(argv[1], err);
	return command_run(command, argc - 1, argv + 1, err);
}

int main(int argc, char **argv)
{
	AUTO_ERROR err = ERROR_INIT;
	int status;

	install_handlers();
	status = run(argc, argv, &err);
	if (status < 0) {
		AUTO_BUFFER text = BUFFER_INIT;

		findings_print_clean(err.text, &text);
		fprintf(stderr, "esxmint: %s\n", buffer_text(&text));
		status = (int)err.kind;
	}
	return status;
}
