// SPDX-License-Identifier: GPL-3.0-or-later
// Rules about the user's own scripts: what a glance at their lines can tell.
#include <string.h>

#include "ks.h"
#include "lint_rules.h"
#include "memory.h"
#include "sections.h"
#include "text.h"

// A script, and the section it goes to.
struct script {
	const char *section;
	const struct spec_node *text;
	bool python;
};

// Calls `check` for each script of the spec.
static void each_script(
	struct lint *lint, void (*check)(struct lint *lint, const struct script *script))
{
	static const char *const sections[] = {"pre", "post", "firstboot"};

	for (size_t i = 0; i < sizeof(sections) / sizeof(*sections); i++) {
		AUTO_FREE char *path = memory_printf("scripts.%s", sections[i]);

		for (size_t k = 0; k < lint_count(lint, path); k++) {
			const struct spec_node *item = lint_item(lint, path, k);
			const struct spec_node *interpreter = spec_node_get(item, "interpreter");
			struct script script = {sections[i], spec_node_get(item, "text"),
				interpreter && text_equal(spec_node_text(interpreter), "python")};

			if (script.text)
				check(lint, &script);
		}
	}
}

// Does the word stand at the head of a command somewhere (line, or behind ; | & ( and blanks)?
static bool runs_command(const char *text, const char *word)
{
	size_t length = strlen(word);
	bool head = true;

	for (const char *c = text; *c; c++) {
		if (head && strncmp(c, word, length) == 0 && strchr(" \t\n;|&)", c[length]))
			return true;
		if (head && *c == '#')
			c += strcspn(c, "\n");
		if (!*c)
			break;
		if (*c != ' ' && *c != '\t')
			head = strchr("\n;|&(!`", *c);
	}
	return false;
}

static void check_end(struct lint *lint, const struct script *script)
{
	const char *text = spec_node_text(script->text);

	if (text_has_prefix(text, "%end") || strstr(text, "\n%end"))
		lint_report_node(lint, script->text, "'%%end' is a line of the script");
}

void lint_script_end(struct lint *lint)
{
	each_script(lint, check_end);
}

static void check_lines(struct lint *lint, const struct script *script)
{
	unsigned number = 0;

	for (const char *line = spec_node_text(script->text); *line; number++) {
		const char *word = ks_section_end(line);

		if (word)
			lint_report_place(lint, section_line_place(script->text, number),
				spec_node_path(script->text),
				"a line that begins with '%s' ends the section", word);
		line += strcspn(line, "\n");
		line += *line == '\n';
	}
}

void lint_script_ends_section(struct lint *lint)
{
	each_script(lint, check_lines);
}

static void check_installer(struct lint *lint, const struct script *script)
{
	static const char *const words[] = {"esxcli", "vim-cmd"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (!script->python && !text_equal(script->section, "firstboot") &&
			runs_command(spec_node_text(script->text), words[i]))
			lint_report_node(lint, script->text,
				"'%s' does not work while the installer runs", words[i]);
	}
}

void lint_script_installer(struct lint *lint)
{
	each_script(lint, check_installer);
}

static void check_command(struct lint *lint, const struct script *script)
{
	static const char *const words[] = {"accepteula", "clearpart", "install", "keyboard",
		"lang", "network", "rootpw", "serialnum", "timezone", "vmaccepteula"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (!script->python && runs_command(spec_node_text(script->text), words[i]))
			lint_report_node(lint, script->text,
				"'%s' is a command of the installer, not of the shell", words[i]);
	}
}

void lint_script_command(struct lint *lint)
{
	each_script(lint, check_command);
}

static void check_python(struct lint *lint, const struct script *script)
{
	const char *text = spec_node_text(script->text);

	if (script->python && (strstr(text, "print \"") || strstr(text, "print '")))
		lint_report_node(lint, script->text, "'print' without parentheses");
}

void lint_script_python(struct lint *lint)
{
	each_script(lint, check_python);
}
