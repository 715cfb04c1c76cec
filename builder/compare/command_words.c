// SPDX-License-Identifier: GPL-3.0-or-later
// What commands say that no key of the spec stands for, in words: options of the installation that
// choose a disk or a place to install from, and the files that are read besides.
//
// Source of the options: facts/kickstart.md sections 2.3 to 2.5, 2.10 and 2.13.
#include "command_words.h"

#include <string.h>

#include "ks.h"
#include "memory.h"
#include "text.h"

static const struct {
	const char *command;
	const char *option; // NULL: the words that are no options
	const char *what;
} rows[] = {
	{"install", "--systemdisk", "disk that takes ESX-OSData"},
	{"install", "--repartitionsystemdisk", "that disk is repartitioned"},
	{"install", "--dpupcislots", "DPUs that are installed to"},
	{"install", NULL, "source of the installation"},
	{"upgrade", "--diskBootedFrom", "the disk booted from is upgraded"},
	{"upgrade", "--savebootbank", "boot bank that is saved"},
	{"upgrade", "--deletecosvmdk", "the old service console is deleted"},
	{"upgrade", "--forcemigrate", "upgrade although the image lacks VIBs of the host"},
	{"installorupgrade", "--forcemigrate", "upgrade although the image lacks VIBs of the host"},
	{"%include", NULL, "commands are read from"},
};

static struct ks *parse(const char *text)
{
	struct source *source = source_create("-", memory_strdup(text), strlen(text));
	struct ks *ks = ks_parse(source);

	source_unref(source);
	return ks;
}

static void add(struct buffer *values, const char *text)
{
	buffer_printf(values, "%s%s", values->size ? " " : "", text);
}

// The values of all such commands, or NULL where none says it.
static char *said(const struct ks *ks, const char *command, const char *name)
{
	const struct ks_command_row *row = ks_command_find(command);
	AUTO_BUFFER values = BUFFER_INIT;

	for (size_t i = 0; i < ks->line_count; i++) {
		const struct ks_line *line = &ks->lines[i];
		const struct ks_option *option = NULL;

		if (line->row != row)
			continue;
		if (name)
			option = ks_option(line, name);
		if (option)
			add(&values, option->value ? option->value : "yes");
		for (size_t k = 0; !name && k < line->option_count; k++) {
			if (!line->options[k].name)
				add(&values, line->options[k].value);
		}
	}
	return values.size ? buffer_steal(&values) : NULL;
}

void words_of_commands(const char *old_text, const char *new_text, struct sentences *ret)
{
	AUTO_KS *old_ks = parse(old_text);
	AUTO_KS *new_ks = parse(new_text);

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		AUTO_FREE char *old_value = said(old_ks, rows[i].command, rows[i].option);
		AUTO_FREE char *new_value = said(new_ks, rows[i].command, rows[i].option);

		if (!old_value && !new_value)
			continue;
		if (old_value && new_value && text_equal(old_value, new_value))
			continue;
		sentences_add_change(ret, WEIGHT_DISK,
			text_equal(rows[i].command, "%include") ? "installation" : "disk", NULL,
			rows[i].what, old_value, new_value, "no");
	}
}
