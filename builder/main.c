// SPDX-License-Identifier: GPL-3.0-or-later
// The program: finds the command, runs it, prints the one error, answers with an exit status.
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
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

	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		struct sigaction before;

		// What nohup(1) or a shell made ignored stays so.
		if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
			sigaction(signals[i], &action, NULL);
	}
	// A closed pipe, a limit on the size of files: errors of the write, with message and
	// status.
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
}

// An output that took the place of a closed standard stream would get the messages. What is put
// there instead cannot be read or written, so that using it is still an error.
static void occupy_standard_streams(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (fcntl(fd, F_GETFD) < 0)
			(void)open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
	}
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
	const char *name;

	if (argc < 2)
		return error_set(err, ERROR_USAGE, "no command given, see 'esxmint --help'");
	if (text_equal(argv[1], "--help") || text_equal(argv[1], "-h"))
		return print_overview(err);
	name = text_equal(argv[1], "--version") ? "version" : argv[1];
	command = command_find(name);
	if (!command)
		return unknown_command(name, err);
	return command_run(command, argc - 1, argv + 1, err);
}

// A folder of drivers keeps all its files open: as many as the system lets us.
static void allow_many_files(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

int main(int argc, char **argv)
{
	AUTO_ERROR err = ERROR_INIT;
	int status;

	occupy_standard_streams();
	install_handlers();
	allow_many_files();
	status = run(argc, argv, &err);
	if (status < 0) {
		AUTO_BUFFER text = BUFFER_INIT;

		findings_print_clean(err.text, &text);
		fprintf(stderr, "esxmint: %s\n", buffer_text(&text));
		status = (int)err.kind;
	}
	return status;
}
