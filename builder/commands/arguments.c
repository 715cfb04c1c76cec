// SPDX-License-Identifier: GPL-3.0-or-later
// The command line behind the name of a command, read by getopt_long from the command's table.
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "file.h"
#include "memory.h"
#include "text.h"

enum {
	OPTION_BASE = 1000, // values of long options: base + index
	OPTIONS_MAX = 32,
	VALUES_MAX = 64, // options on one command line
};

struct arguments {
	const struct command *command;
	const struct command_option *known[OPTIONS_MAX];
	size_t known_count;
	const struct command_option *given[VALUES_MAX];
	const char *values[VALUES_MAX];
	size_t given_count;
	const char *const *list;
	size_t count;
};

size_t arguments_count(const struct arguments *arguments)
{
	return arguments->count;
}

const char *arguments_at(const struct arguments *arguments, size_t index)
{
	return index < arguments->count ? arguments->list[index] : NULL;
}

const char *const *arguments_list(const struct arguments *arguments)
{
	return arguments->list;
}

const char *arguments_value_at(const struct arguments *arguments, const char *option, size_t index)
{
	for (size_t i = 0; i < arguments->given_count; i++) {
		if (text_equal(arguments->given[i]->name, option) && index-- == 0)
			return arguments->values[i];
	}
	return NULL;
}

const char *arguments_value(const struct arguments *arguments, const char *option)
{
	const char *last = NULL;

	for (size_t i = 0; i < arguments->given_count; i++) {
		if (text_equal(arguments->given[i]->name, option))
			last = arguments->values[i];
	}
	return last;
}

bool arguments_flag(const struct arguments *arguments, const char *option)
{
	for (size_t i = 0; i < arguments->given_count; i++) {
		if (text_equal(arguments->given[i]->name, option))
			return true;
	}
	return false;
}

enum color_mode arguments_color(const struct arguments *arguments)
{
	const char *mode = arguments_value(arguments, "color");

	if (mode && text_equal(mode, "always"))
		return COLOR_ALWAYS;
	if (mode && text_equal(mode, "never"))
		return COLOR_NEVER;
	return COLOR_AUTO;
}

// Is `word` one of the words in "a|b|c"?
static bool is_choice(const char *choices, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = choices; at; at = strchr(at, '|')) {
		at += *at == '|';
		if (length && strncmp(at, word, length) == 0 && (!at[length] || at[length] == '|'))
			return true;
	}
	return false;
}

static char *choices_in_words(const char *choices)
{
	AUTO_BUFFER words = BUFFER_INIT;

	for (const char *at = choices; *at; at++) {
		if (*at != '|')
			buffer_putc(&words, *at);
		else
			buffer_puts(&words, strchr(at + 1, '|') ? ", " : " or ");
	}
	return buffer_steal(&words);
}

static int check_choice(
	const char *option, const char *choices, const char *word, struct error *err)
{
	AUTO_FREE char *words = NULL;

	if (is_choice(choices, word))
		return 0;
	words = choices_in_words(choices);
	return error_set(err, ERROR_USAGE, "--%s is '%s', expected %s", option, word, words);
}

int arguments_format(
	const struct arguments *arguments, const char *formats, const char **ret, struct error *err)
{
	const char *format = arguments_value(arguments, "format");

	if (!format) {
		*ret = "text";
		return 0;
	}
	if (check_choice("format", formats, format, err) < 0)
		return -1;
	*ret = format;
	return 0;
}

static void know(struct arguments *arguments, const struct command_option *options)
{
	for (; options && options->name; options++)
		arguments->known[arguments->known_count++] = options;
}

static void make_tables(
	const struct arguments *arguments, struct option *longs, struct buffer *shorts)
{
	// The colon tells a missing value from an unknown option.
	buffer_putc(shorts, ':');
	for (size_t i = 0; i < arguments->known_count; i++) {
		const struct command_option *option = arguments->known[i];

		longs[i].name = option->name;
		longs[i].has_arg = option->argument ? required_argument : no_argument;
		longs[i].val = OPTION_BASE + (int)i;
		if (!option->letter)
			continue;
		buffer_putc(shorts, option->letter);
		if (option->argument)
			buffer_putc(shorts, ':');
	}
}

static const struct command_option *option_of(const struct arguments *arguments, int value)
{
	if (value >= OPTION_BASE)
		return arguments->known[value - OPTION_BASE];
	for (size_t i = 0; i < arguments->known_count; i++) {
		if (arguments->known[i]->letter == value)
			return arguments->known[i];
	}
	return NULL;
}

// The option that getopt_long() has stopped at. Of letters in one word only optopt tells which.
static char *stopped_at(const char *word)
{
	if (optopt > 0 && optopt < OPTION_BASE && !text_has_prefix(word, "--"))
		return memory_printf("-%c", optopt);
	return memory_strdup(word);
}

static int refuse(
	const struct arguments *arguments, int value, const char *previous, struct error *err)
{
	AUTO_FREE char *word = stopped_at(previous);
	const char *names[OPTIONS_MAX];
	const char *nearest;

	if (value == ':')
		return error_set(err, ERROR_USAGE, "option '%s' needs a value", word);
	// Of a known option getopt_long() refuses only a value.
	if (optopt >= OPTION_BASE)
		return error_set(err, ERROR_USAGE, "option '--%s' takes no value",
			arguments->known[optopt - OPTION_BASE]->name);
	for (size_t i = 0; i < arguments->known_count; i++)
		names[i] = arguments->known[i]->name;
	nearest = text_has_prefix(word, "--")
			  ? text_nearest(word + 2, names, arguments->known_count)
			  : NULL;
	if (nearest)
		return error_set(err, ERROR_USAGE, "'%s' has no option '%s', did you mean '--%s'?",
			arguments->command->name, word, nearest);
	return error_set(err, ERROR_USAGE, "'%s' has no option '%s', see 'esxmint %s --help'",
		arguments->command->name, word, arguments->command->name);
}

static int parse(struct arguments *arguments, int argc, char **argv, struct error *err)
{
	struct option longs[OPTIONS_MAX + 1] = {0};
	AUTO_BUFFER shorts = BUFFER_INIT;
	int value;

	know(arguments, arguments->command->options);
	know(arguments, common_options);
	make_tables(arguments, longs, &shorts);
	opterr = 0;
	optind = 1;
	optopt = 0;
	while ((value = getopt_long(argc, argv, shorts.data, longs, NULL)) != -1) {
		const struct command_option *option = option_of(arguments, value);

		if (value == '?' || value == ':' || !option)
			return refuse(arguments, value, argv[optind - 1], err);
		if (arguments->given_count == VALUES_MAX)
			return error_set(err, ERROR_USAGE, "more than %d options", VALUES_MAX);
		arguments->given[arguments->given_count] = option;
		arguments->values[arguments->given_count++] = optarg ? optarg : "";
	}
	arguments->list = (const char *const *)(argv + optind);
	arguments->count = (size_t)(argc - optind);
	return 0;
}

static int check_count(const struct arguments *arguments, struct error *err)
{
	const struct command *command = arguments->command;

	if (arguments->count < command->least)
		return error_set(err, ERROR_USAGE, "usage: esxmint %s [OPTION...] %s",
			command->name, command->synopsis);
	if (arguments->count > command->most)
		return error_set(err, ERROR_USAGE, "'%s' is one argument too many for '%s'",
			arguments->list[command->most], command->name);
	return 0;
}

int command_run(const struct command *command, int argc, char **argv, struct error *err)
{
	struct arguments arguments = {.command = command};

	if (parse(&arguments, argc, argv, err) < 0)
		return -1;
	if (arguments_flag(&arguments, "help")) {
		AUTO_FREE char *help = help_command(command);

		return file_write("-", false, help, strlen(help), err);
	}
	if (arguments_flag(&arguments, "color") &&
		check_choice("color", "auto|always|never", arguments_value(&arguments, "color"),
			err) < 0)
		return -1;
	if (check_count(&arguments, err) < 0)
		return -1;
	return command->run(&arguments, err);
}
