// SPDX-License-Identifier: GPL-3.0-or-later
// One kickstart for many hosts, put together from that of each of them.
//
// It goes by the grammar of kickstarts alone (where a section begins), not by how the parts were
// made, so that everything a host may have finds its way in.
#include "all_in_one.h"

#include <string.h>

#include "ks.h"
#include "memory.h"
#include "quote.h"
#include "render.h"
#include "text.h"
#include "value.h"

#define HOST_FILE "/tmp/esxmint-host"
#define COMMANDS_FILE "/tmp/esxmint-host.cfg"
#define INSTALLER_LOG "/tmp/esxmint-host.log"
#define FIRSTBOOT_LOG "/var/log/esxmint-firstboot.log"

enum { NAMES_IN_A_LINE = 8 };

struct section {
	char *head; // "%post --interpreter=busybox"
	char *body;
	size_t *hosts; // in order
	size_t host_count;
};

struct all_in_one {
	struct value *hosts; // a list of name, selectors, commands
	size_t host_count;
	struct section *sections;
	size_t section_count;
};

struct all_in_one *all_in_one_create(void)
{
	struct all_in_one *all = memory_alloc(sizeof(*all));

	all->hosts = value_list();
	return all;
}

static void section_finish(struct section *section)
{
	free(section->head);
	free(section->body);
	free(section->hosts);
}

void all_in_one_destroy(struct all_in_one *all)
{
	if (!all)
		return;
	for (size_t i = 0; i < all->section_count; i++)
		section_finish(&all->sections[i]);
	free(all->sections);
	value_destroy(all->hosts);
	free(all);
}

static const char *next_line(const char *line)
{
	line += strcspn(line, "\n");
	return line + (*line == '\n');
}

// Where the next section begins, or the end.
static const char *next_section(const char *line)
{
	while (*line && !ks_section_end(line))
		line = next_line(line);
	return line;
}

// The commands without the header (up to the first empty line), each line behind "> ": so none of
// them can end the section or the here-document that they stand in.
static char *quote_commands(const char *text, const char *end)
{
	AUTO_BUFFER out = BUFFER_INIT;

	while (text < end && *text != '\n')
		text = next_line(text);
	for (text += text < end; text < end; text = next_line(text)) {
		size_t length = strcspn(text, "\n");

		buffer_puts(&out, length ? "> " : ">");
		buffer_append(&out, text, length);
		buffer_putc(&out, '\n');
	}
	while (out.size && (text_has_suffix(buffer_text(&out), "\n>\n") ||
				   text_has_suffix(buffer_text(&out), ">\n\n")))
		buffer_truncate(&out, out.size - 2);
	if (out.size)
		buffer_truncate(&out, out.size - 1);
	return buffer_steal(&out);
}

static void add_host(struct all_in_one *all, const struct spec *spec, size_t index,
	const char *commands, struct diagnostics *diagnostics)
{
	const char *name = spec_host_name(spec, index);
	struct value *host = value_map();
	struct value *selectors = value_list();

	for (enum spec_selector kind = 0; kind < SPEC_SELECTOR_COUNT; kind++) {
		const char *text = spec_host_selector(spec, index, kind);
		struct value *selector;

		if (!text)
			continue;
		selector = value_map();
		value_set_string(selector, "kind", spec_selector_name(kind));
		value_set_string(selector, "value", text);
		value_append(selectors, selector);
	}
	if (value_count(selectors) == 0) {
		AUTO_FREE char *path = memory_printf("hosts.%s", name);

		diagnostic_hint(
			diagnostics_add(diagnostics, SEVERITY_ERROR, spec_host_place(spec, index),
				path, "nothing tells this host from others at run time"),
			"a 'match' with mac, serial, uuid or asset_tag");
	}
	value_set_string(host, "name", name);
	value_set(host, "selectors", selectors);
	value_set_string(host, "commands", commands);
	value_append(all->hosts, host);
	all->host_count++;
}

static bool is_section(const struct section *a, const struct section *b)
{
	return b->head && text_equal(a->head, b->head) && text_equal(a->body, b->body);
}

// Index of the first section from `start` on that is the same, or the number of sections.
static size_t find_section(
	const struct all_in_one *all, size_t start, const struct section *section)
{
	while (start < all->section_count && !is_section(&all->sections[start], section))
		start++;
	return start;
}

static void insert_section(struct all_in_one *all, size_t index, struct section section)
{
	memory_grow(&all->sections, all->section_count, sizeof(*all->sections));
	memmove(&all->sections[index + 1], &all->sections[index],
		(all->section_count - index) * sizeof(*all->sections));
	all->sections[index] = section;
	all->section_count++;
}

static void add_host_to(struct section *section, size_t index)
{
	memory_grow(&section->hosts, section->host_count, sizeof(*section->hosts));
	section->hosts[section->host_count++] = index;
}

// The installer runs all %pre, then all %post, the host all %firstboot: only the order within a
// kind matters.
static int rank(const struct section *section)
{
	if (text_has_prefix(section->head, "%pre"))
		return 0;
	return text_has_prefix(section->head, "%post") ? 1 : 2;
}

// Puts the sections of a host among those that are there, so that its own order is kept: equal ones
// are shared, new ones go in front of the next one that it shares.
static void merge_sections(
	struct all_in_one *all, struct section *own, size_t count, size_t index, int kind)
{
	size_t at = 0;

	while (at < all->section_count && rank(&all->sections[at]) < kind)
		at++;
	for (size_t i = 0; i < count; i++) {
		size_t same;

		if (!own[i].head || rank(&own[i]) != kind)
			continue;
		same = find_section(all, at, &own[i]);
		if (same < all->section_count) {
			section_finish(&own[i]);
			at = same;
		} else {
			size_t limit = at;

			while (limit < all->section_count && rank(&all->sections[limit]) <= kind)
				limit++;
			for (size_t k = i + 1; k < count; k++) {
				size_t later = find_section(all, at, &own[k]);

				limit = later < limit ? later : limit;
			}
			at = limit;
			insert_section(all, at, own[i]);
		}
		own[i].head = NULL;
		own[i].body = NULL;
		add_host_to(&all->sections[at++], index);
	}
}

void all_in_one_add(struct all_in_one *all, const struct spec *spec, size_t index,
	const struct buffer *kickstart, struct diagnostics *diagnostics)
{
	const char *text = buffer_text(kickstart);
	const char *at = next_section(text);
	AUTO_FREE char *commands = quote_commands(text, at);
	AUTO_FREE struct section *own = NULL;
	size_t count = 0;

	add_host(all, spec, index, commands, diagnostics);
	while (*at) {
		const char *body = next_line(at);
		const char *end = next_section(body);
		size_t length = (size_t)(end - body);

		while (length > 0 && body[length - 1] == '\n')
			length--;
		memory_grow(&own, count, sizeof(*own));
		own[count++] = (struct section){
			.head = memory_strndup(at, strcspn(at, "\n")),
			.body = memory_strndup(body, length),
		};
		at = end;
	}
	for (int kind = 0; kind < 3; kind++)
		merge_sections(all, own, count, index, kind);
}

static const char *host_name(const struct all_in_one *all, size_t index)
{
	return value_text(value_get(value_at(all->hosts, index), "name", strlen("name")));
}

static void put_shell_guard(
	const struct all_in_one *all, const struct section *section, struct buffer *ret)
{
	buffer_puts(ret, "case \"$(cat " HOST_FILE ")\" in\n");
	for (size_t i = 0; i < section->host_count; i++) {
		bool first = i % NAMES_IN_A_LINE == 0;
		bool last = i + 1 == section->host_count || (i + 1) % NAMES_IN_A_LINE == 0;

		buffer_puts(ret, first ? "\t" : " | ");
		quote_shell(ret, host_name(all, section->hosts[i]));
		buffer_puts(ret, last ? ") ;;\n" : "");
	}
	buffer_puts(ret, "\t*) exit 0 ;;\nesac\n");
}

// Names of hosts have nothing in them that ends a string.
static void put_python_guard(
	const struct all_in_one *all, const struct section *section, struct buffer *ret)
{
	buffer_puts(ret, "import sys\nif open('" HOST_FILE "').read().strip() not in (\n");
	for (size_t i = 0; i < section->host_count; i++)
		buffer_printf(ret, "        '%s',\n", host_name(all, section->hosts[i]));
	buffer_puts(ret, "):\n    sys.exit(0)\n");
}

// A machine that fits no host does not get as far as this in the installer; at its first boot
// nothing must run then.
static int put_guard(const struct all_in_one *all, const struct section *section,
	struct buffer *ret, struct error *err)
{
	bool python = strstr(section->head, "--interpreter=python") != NULL;

	if (section->host_count == all->host_count && !text_has_prefix(section->head, "%firstboot"))
		return 0;
	// Python wants such a line in front of all others.
	if (python && strstr(section->body, "from __future__"))
		return error_set(err, ERROR_INPUT,
			"a script of host '%s' has 'from __future__', and lines must go in front "
			"of it "
			"to keep it from other hosts",
			host_name(all, section->hosts[0]));
	if (section->host_count == all->host_count) {
		buffer_puts(ret, python ? "import os, sys\nif not os.path.exists('" HOST_FILE
					  "'):\n    sys.exit(1)\n"
					: "[ -s " HOST_FILE " ] || exit 1\n");
		return 0;
	}
	buffer_puts(ret, "# For");
	for (size_t i = 0; i < section->host_count; i++)
		buffer_printf(ret, "%s%s", i ? ", " : " ", host_name(all, section->hosts[i]));
	buffer_puts(ret, ".\n");
	if (python)
		put_python_guard(all, section, ret);
	else
		put_shell_guard(all, section, ret);
	return 0;
}

static int put_identify(const struct all_in_one *all, struct release release,
	struct template *template, bool installer, struct buffer *ret, struct error *err)
{
	static const struct release five = {5, 0, 0};
	struct value *data = value_map();
	struct rendering *made;

	value_set(data, "hosts", value_ref(all->hosts));
	value_set_string(data, "host_file", HOST_FILE);
	value_set_string(data, "commands_file", COMMANDS_FILE);
	value_set_string(data, "log", installer ? INSTALLER_LOG : FIRSTBOOT_LOG);
	value_set_bool(data, "installer", installer);
	value_set_bool(data, "localcli", release_compare(release, five) >= 0);
	// 4.1 wants to be told that a section is unsupported (facts/media-4.md section 8.2).
	buffer_printf(ret, "\n%%%s --interpreter=busybox%s\n", installer ? "pre" : "firstboot",
		release_compare(release, five) < 0 ? " --unsupported" : "");
	if (template_render(template, release, data, &made, err) < 0)
		return -1;
	buffer_append(ret, made->text.data, made->text.size);
	return 0;
}

static bool has_firstboot(const struct all_in_one *all)
{
	for (size_t i = 0; i < all->section_count; i++) {
		if (text_has_prefix(all->sections[i].head, "%firstboot"))
			return true;
	}
	return false;
}

int all_in_one_render(const struct all_in_one *all, const struct spec *spec, struct release release,
	const struct templates *templates, struct buffer *ret, struct error *err)
{
	struct template *template = templates_find(templates, "identify", release);
	bool identified = false;

	if (!template)
		return error_set(err, ERROR_INPUT, "no template 'identify' for this release");
	kickstart_put_header(spec, release, ret);
	buffer_printf(ret,
		"# For %zu hosts: the first section finds out which one the machine is, and writes "
		"the\n"
		"# commands of that host into the file that is read here.\n"
		"%%include " COMMANDS_FILE "\n",
		all->host_count);
	if (put_identify(all, release, template, true, ret, err) < 0)
		return -1;
	for (size_t i = 0; i < all->section_count; i++) {
		const struct section *section = &all->sections[i];

		if (!identified && has_firstboot(all) &&
			text_has_prefix(section->head, "%firstboot")) {
			identified = true;
			if (put_identify(all, release, template, false, ret, err) < 0)
				return -1;
		}
		buffer_printf(ret, "\n%s\n", section->head);
		if (put_guard(all, section, ret, err) < 0)
			return -1;
		buffer_printf(ret, "%s\n", section->body);
	}
	return 0;
}
