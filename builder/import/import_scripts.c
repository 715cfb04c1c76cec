// SPDX-License-Identifier: GPL-3.0-or-later
// The script sections: what no key stands for stays as it is.
//
// Source: facts/kickstart.md section 3.
#include <string.h>

#include "import_internal.h"
#include "memory.h"
#include "text.h"

// A line of a script as a spec can hold it: printable ASCII and tabs.
static bool put_line(struct buffer *out, const char *line, size_t length)
{
	bool clean = true;

	for (size_t i = 0; i < length; i++) {
		bool good = (line[i] >= ' ' && line[i] <= '~') || line[i] == '\t';

		clean = clean && good;
		buffer_putc(out, good ? line[i] : '?');
	}
	buffer_putc(out, '\n');
	return clean;
}

static bool is_blank(const char *line, size_t length)
{
	while (length && strchr(" \t\r", line[length - 1]))
		length--;
	return length == 0;
}

char *import_section_text(struct import *import, const struct ks_section *section)
{
	AUTO_BUFFER text = BUFFER_INIT;
	const struct ks_line *lines = &import->ks->lines[section->first];
	size_t first = 0;
	size_t count = section->count;

	while (first < count && is_blank(lines[first].text, lines[first].length))
		first++;
	while (count > first && is_blank(lines[count - 1].text, lines[count - 1].length))
		count--;
	for (size_t i = first; i < count; i++) {
		if (!put_line(&text, lines[i].text, lines[i].length))
			import_report(import, SEVERITY_WARNING, &lines[i], 0,
				"characters outside ASCII: the spec has '?' in their place");
	}
	return buffer_steal(&text);
}

static const char *stage_name(enum ks_stage stage)
{
	static const char *const names[] = {
		[KS_PRE] = "pre",
		[KS_POST] = "post",
		[KS_FIRSTBOOT] = "firstboot",
		[KS_PACKAGES] = NULL,
		[KS_LICENSE_TEXT] = NULL,
	};

	return names[stage];
}

static void put_options(
	struct import *import, const struct ks_section *section, struct draft *script)
{
	const struct ks_line *header = &import->ks->lines[section->header];

	for (size_t i = 0; i < header->option_count && i + 1 < IMPORT_PARTS; i++) {
		const struct ks_option *option = &header->options[i];
		const char *name = option->row ? option->row->name : "";
		const char *value = option->value ? option->value : "";
		const char *reason = import_refused(import, import_origin(header, i + 1));
		bool post = section->stage == KS_POST;
		bool on;

		if (text_equal(name, "--interpreter") || text_equal(name, "--unsupported"))
			continue;
		if (!reason && post && text_equal(name, "--timeout"))
			draft_set(script, "timeout", value, import_origin(header, i + 1));
		else if (!reason && post && text_equal(name, "--ignorefailure") &&
			 import_read_bool(value, &on))
			draft_set(script, "ignore_failure", on ? "true" : "false",
				import_origin(header, i + 1));
		else
			import_leave(import, header, option->word->text,
				reason ? reason : "no key of the spec stands for it");
	}
}

void import_keep(struct import *import, const struct ks_section *section, const char *text,
	const char *comment)
{
	const struct ks_line *header = &import->ks->lines[section->header];
	const char *refused = import_refused(import, import_origin(header, 0));
	AUTO_FREE char *path = memory_printf("scripts.%s", stage_name(section->stage));
	struct draft *script;

	if (!*text)
		return;
	if (refused) {
		import_leave(import, header, header->words[0].text, refused);
		return;
	}
	script = draft_append(import_list(import, path));
	if (comment)
		draft_comment(script, comment);
	draft_set(script, "interpreter", section->python ? "python" : "busybox",
		import_origin(header, 0));
	put_options(import, section, script);
	draft_set(script, "text", text, import_origin(header, 0));
}

static void read_section(struct import *import, const struct ks_section *section)
{
	AUTO_FREE char *text = NULL;

	if (!stage_name(section->stage)) {
		const struct ks_line *header = &import->ks->lines[section->header];

		import_leave(
			import, header, header->words[0].text, "no key of the spec stands for it");
		return;
	}
	text = import_section_text(import, section);
	import_keep(import, section, text, NULL);
}

void import_scripts(struct import *import)
{
	for (size_t i = 0; i < import->ks->section_count; i++)
		read_section(import, &import->ks->sections[i]);
}
