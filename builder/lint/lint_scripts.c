// SPDX-License-Identifier: GPL-3.0-or-later
// Rules about scripts, of a spec or of a kickstart: what stands in them that does not belong there.
#include <string.h>

#include "lint_rules.h"
#include "memory.h"
#include "text.h"

// The first command of the script that is called so.
static const struct shell_command *find_command(const struct shell_script *shell, const char *name)
{
	for (size_t i = 0; shell && i < shell->command_count; i++) {
		if (shell_calls(&shell->commands[i], name))
			return &shell->commands[i];
	}
	return NULL;
}

static bool has_function(const struct shell_script *shell, const char *name)
{
	for (size_t i = 0; i < shell->function_count; i++) {
		if (text_equal(shell->functions[i].name, name))
			return true;
	}
	return false;
}

// Goes through the lines of a script; the offset of the next one, or SIZE_MAX.
static size_t next_line(const struct lint_script *script, size_t offset)
{
	const char *end = memchr(script->text + offset, '\n', script->size - offset);

	if (!end || (size_t)(end + 1 - script->text) >= script->size)
		return SIZE_MAX;
	return (size_t)(end + 1 - script->text);
}

void lint_script_end(struct lint *lint)
{
	for (size_t i = 0; i < lint->script_count; i++) {
		struct lint_script *script = &lint->scripts[i];
		const struct shell_command *command = find_command(lint_shell(script), "%end");

		if (command)
			lint_report_script(
				lint, script, command->offset, "'%%end' is a line of the script");
		for (size_t at = 0; script->python && at < script->size;
			at = next_line(script, at)) {
			if (script->size - at >= 4 && memcmp(script->text + at, "%end", 4) == 0)
				lint_report_script(
					lint, script, at, "'%%end' is a line of the script");
		}
	}
}

// Of a spec: the line would end the section that it is written to.
void lint_script_ends_section(struct lint *lint)
{
	for (size_t i = 0; i < lint->script_count; i++) {
		const struct lint_script *script = &lint->scripts[i];

		for (size_t at = 0; at < script->size; at = next_line(script, at)) {
			const char *word = ks_section_end(script->text + at);

			if (word)
				lint_report_script(lint, script, at,
					"a line that begins with '%s' ends the section", word);
		}
	}
}

// Does the text have a line that ends the here-document?
static bool has_delimiter(const char *text, const char *stop, const struct shell_redirect *redirect)
{
	size_t length = strlen(redirect->target.text);

	while (text < stop) {
		const char *end = memchr(text, '\n', (size_t)(stop - text));
		const char *start = text;
		size_t size;

		end = end ? end : stop;
		while (redirect->strip && start < end && *start == '\t')
			start++;
		size = (size_t)(end - start);
		size -= size && start[size - 1] == '\r';
		if (size == length && memcmp(start, redirect->target.text, length) == 0)
			return true;
		text = end + 1;
	}
	return false;
}

// Has the text an odd number of that quote, so that one of them is the end of a string?
static bool has_partner(const char *text, const char *stop, char quote)
{
	bool odd = false;

	for (; text < stop; text++)
		odd = odd != (*text == quote);
	return odd;
}

enum { CUT_OFF_MAX = 64 }; // sections whose end is looked for in the rest of the file

// Where the section that begins at `text` ends, else the file.
static const char *next_end(const struct ks *ks, size_t section, const char *text)
{
	const struct ks_section *next =
		section + 1 < ks->section_count ? &ks->sections[section + 1] : NULL;

	if (next && ks->lines[next->header].text == text)
		return next->body + next->body_size;
	return ks->source->text + ks->source->size;
}

// Does the script end inside of a string or here-document whose end comes later in the file?
static bool is_cut_off(const struct lint *lint, struct lint_script *script, size_t section)
{
	const struct shell_script *shell = lint_shell(script);
	const struct source *source = lint->ks->source;
	const char *end = script->text + script->size;

	if (shell && shell->broken_at < script->size &&
		strchr("\"'", script->text[shell->broken_at]))
		return has_partner(
			end, next_end(lint->ks, section, end), script->text[shell->broken_at]);
	for (size_t i = 0; shell && shell->unfinished && i < shell->command_count; i++) {
		for (size_t k = 0; k < shell->commands[i].redirect_count; k++) {
			const struct shell_redirect *redirect = &shell->commands[i].redirects[k];

			if (redirect->here && redirect->body + redirect->body_size >= script->size)
				return has_delimiter(end, source->text + source->size, redirect);
		}
	}
	return false;
}

// Is the line one that a writer did not mean as the end of the section in front of it?
static bool is_script_line(
	struct lint *lint, const struct ks_line *line, struct lint_script *script, size_t section)
{
	const char *second = line->word_count > 1 ? line->words[1].text : "";

	if (line->kind == KS_COMMAND && !line->row)
		return true;
	// An assignment of Python.
	if (text_equal(line->words[0].text, "include") && (*second == '=' || *second == '('))
		return true;
	return section < CUT_OFF_MAX && is_cut_off(lint, script, section);
}

void lint_ks_ends_section(struct lint *lint)
{
	for (size_t i = 0; i < lint->script_count; i++) {
		struct lint_script *script = &lint->scripts[i];
		size_t next = script->section->first + script->section->count;
		const struct ks_line *line = &lint->ks->lines[next];

		if (next < lint->ks->line_count && line->word_count &&
			is_script_line(
				lint, line, script, (size_t)(script->section - lint->ks->sections)))
			lint_report_ks(lint, line, 1,
				"a line that begins with '%s' ends the section",
				ks_section_end(line->text));
	}
}

void lint_script_installer(struct lint *lint)
{
	static const char *const names[] = {"esxcli", "vim-cmd"};

	for (size_t i = 0; i < lint->script_count; i++) {
		struct lint_script *script = &lint->scripts[i];

		for (size_t k = 0; script->stage != KS_FIRSTBOOT && k < 2; k++) {
			const struct shell_command *command =
				find_command(lint_shell(script), names[k]);

			if (command)
				lint_report_script(lint, script, command->offset,
					"'%s' does not work while the installer runs", names[k]);
		}
	}
}

// The shell has a program of that name, too.
static bool is_other_install(const struct shell_command *command)
{
	for (size_t i = 1; i < command->word_count; i++) {
		if (text_has_prefix(command->words[i].text, "--firstdisk") ||
			text_has_prefix(command->words[i].text, "--disk") ||
			text_has_prefix(command->words[i].text, "--overwritevmfs"))
			return false;
	}
	return true;
}

void lint_script_command(struct lint *lint)
{
	static const char *const names[] = {"accepteula", "clearpart", "install", "keyboard",
		"lang", "network", "rootpw", "serialnum", "timezone", "vmaccepteula"};

	for (size_t i = 0; i < lint->script_count; i++) {
		const struct shell_script *shell = lint_shell(&lint->scripts[i]);

		for (size_t k = 0; shell && k < sizeof(names) / sizeof(*names); k++) {
			const struct shell_command *command = find_command(shell, names[k]);

			if (!command || has_function(shell, names[k]) ||
				(text_equal(names[k], "install") && is_other_install(command)))
				continue;
			lint_report_script(lint, &lint->scripts[i], command->offset,
				"'%s' is a command of the installer, not of the shell", names[k]);
		}
	}
}

// ---- what a script does in the installer, or with what it downloads ----

void lint_script_ramdisk(struct lint *lint)
{
	for (size_t i = 0; i < lint->script_count; i++) {
		struct lint_script *script = &lint->scripts[i];
		const struct shell_calls *calls = lint_calls(script);
		size_t last = SIZE_MAX;

		for (size_t k = 0; script->stage == KS_POST && k < calls->count; k++) {
			const struct shell_call *call = &calls->list[k];
			const char *path = lint_writes_to(call, "/etc/");

			// A test in front of it looks whether the datastore is there.
			if (!path && !call->conditional)
				path = lint_writes_to(call, "/vmfs/volumes/datastore1");
			if (!path || lint_call_offset(call) == last)
				continue;
			last = lint_call_offset(call);
			lint_report_script(lint, script, last,
				text_has_prefix(path, "/etc/")
					? "'%s' is written in the memory of the installer"
					: "'%s' may not be there yet",
				path);
		}
	}
}

// Where a download goes, NULL when the call is none. Caller frees.
static char *downloaded(const struct shell_call *call)
{
	bool wget = lint_call_is(call, "wget");
	const char *path;

	if (!wget && !lint_call_is(call, "curl"))
		return NULL;
	path = wget ? lint_call_option(call, 1, "output-document", 'O')
		    : lint_call_option(call, 1, "output", 'o');
	if (path)
		return memory_strdup(path);
	for (size_t i = 1; i < call->word_count; i++) {
		const char *slash = strrchr(call->words[i].text, '/');

		if (call->words[i].known && strstr(call->words[i].text, "://") && slash[1])
			return memory_strndup(slash + 1, strcspn(slash + 1, "?"));
	}
	return NULL;
}

enum { DOWNLOADS_MAX = 64 }; // of a script

static bool is_same_file(const char *word, const char *path)
{
	const char *bare = text_skip_prefix(word, "./");

	return text_equal(word, path) || (bare && text_equal(bare, path));
}

static bool runs_file(const struct shell_call *call, const char *path)
{
	if (call->word_count && is_same_file(call->words[0].text, path))
		return true;
	if (!lint_call_is(call, "chmod") || call->word_count < 3 ||
		!strpbrk(call->words[1].text, "x1357"))
		return false;
	for (size_t i = 2; i < call->word_count; i++) {
		if (is_same_file(call->words[i].text, path))
			return true;
	}
	return false;
}

void lint_script_download(struct lint *lint)
{
	for (size_t i = 0; i < lint->script_count; i++) {
		struct lint_script *script = &lint->scripts[i];
		const struct shell_calls *calls = lint_calls(script);
		size_t downloads = 0;

		for (size_t k = 0; k < calls->count; k++) {
			AUTO_FREE char *path =
				downloads < DOWNLOADS_MAX ? downloaded(&calls->list[k]) : NULL;

			downloads += path != NULL;
			for (size_t j = k + 1; path && j < calls->count; j++) {
				if (!runs_file(&calls->list[j], path))
					continue;
				lint_report_script(lint, script, lint_call_offset(&calls->list[j]),
					"'%s' was downloaded, and is to be run", path);
				break;
			}
		}
	}
}
