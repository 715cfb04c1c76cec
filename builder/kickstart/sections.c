// SPDX-License-Identifier: GPL-3.0-or-later
// Script sections of a kickstart: the user's raw ones, and what no text in a section may contain.
#include "sections.h"

#include <inttypes.h>
#include <string.h>

#include "ks.h"
#include "memory.h"
#include "text.h"

struct place section_line_place(const struct spec_node *text, unsigned line)
{
	struct place place = spec_node_place(text);
	size_t length = 0;
	const char *first = place.source ? source_line(place.source, place.line, &length) : NULL;

	if (first && place.column > 0 && place.column <= length && first[place.column - 1] == '|') {
		place.line += line + 1;
		first = source_line(place.source, place.line, &length);
		place.column = 1;
		while (first && place.column < length && first[place.column - 1] == ' ')
			place.column++;
	}
	return place;
}

static void check_line(const struct spec_node *text, unsigned number, const char *line,
	struct diagnostics *diagnostics)
{
	const char *word = ks_section_end(line);
	struct place place = word ? section_line_place(text, number) : (struct place){0};

	if (word)
		diagnostic_hint(
			diagnostics_add(diagnostics, SEVERITY_ERROR, place, spec_node_path(text),
				"a line that begins with '%s' ends the section", word),
			"indent the line, or write it another way");
}

// A line of a script, in the spec: `*source` is where that line begins there, and becomes where the
// next one does; NULL where the lines do not stand as they are. Columns count only where no
// variable is in front of them.
static void mark_line(struct mapper *mapper, struct place place, const char **source,
	const char *line, const char *path)
{
	size_t length = strcspn(line, "\n");
	size_t blanks;

	if (!*source) {
		mapper_mark(mapper, path);
		return;
	}
	blanks = strspn(*source, " ");
	place.column = (unsigned)blanks + 1;
	if (length && strncmp(*source + blanks, line + strspn(line, " "),
			      length - strspn(line, " ")) == 0)
		mapper_mark_exact(mapper, place, (unsigned)strspn(line, " ") + 1, path);
	else
		mapper_mark_exact(mapper, place, 0, path);
	*source += strcspn(*source, "\n");
	if (**source)
		++*source;
}

static void put_text(const struct spec_node *text, struct buffer *ret, struct mapper *mapper,
	struct diagnostics *diagnostics)
{
	const char *start = spec_node_text(text);
	struct place place = section_line_place(text, 0);
	bool same = place.source && place.line != spec_node_place(text).line;
	size_t ignored;
	const char *source = same ? source_line(place.source, place.line, &ignored) : NULL;
	unsigned number = 0;

	for (const char *line = start; *line; number++) {
		size_t length = strcspn(line, "\n");

		check_line(text, number, line, diagnostics);
		mark_line(mapper, place, &source, line, spec_node_path(text));
		place.line++;
		buffer_append(ret, line, length);
		buffer_putc(ret, '\n');
		line += length + (line[length] == '\n');
	}
}

// Only %post knows these two (facts/kickstart.md section 3).
static void put_post_options(
	const struct spec *spec, const struct spec_node *item, struct buffer *ret)
{
	AUTO_FREE char *timeout = memory_printf("%s.timeout", spec_node_path(item));
	AUTO_FREE char *ignore = memory_printf("%s.ignore_failure", spec_node_path(item));
	uint64_t seconds = spec_number(spec, timeout);

	if (seconds > 0)
		buffer_printf(ret, " --timeout=%" PRIu64, seconds);
	if (spec_flag(spec, ignore))
		buffer_puts(ret, " --ignorefailure=true");
}

void section_put_head(
	struct release release, const char *name, const char *interpreter, struct buffer *ret)
{
	buffer_printf(ret, "%%%s --interpreter=%s%s", name, interpreter,
		release_at_least(release, 5, 0) ? "" : " --unsupported");
}

static void put_section(const struct spec *spec, struct release release, const char *name,
	const struct spec_node *item, struct buffer *ret, struct mapper *mapper,
	struct diagnostics *diagnostics)
{
	const struct spec_node *text = spec_node_get(item, "text");
	const struct spec_node *interpreter = spec_node_get(item, "interpreter");

	if (!text)
		return; // a finding of the spec's own check
	buffer_putc(ret, '\n');
	mapper_mark(mapper, spec_node_path(item));
	section_put_head(release, name, interpreter ? spec_node_text(interpreter) : "busybox", ret);
	if (text_equal(name, "post"))
		put_post_options(spec, item, ret);
	buffer_printf(ret, "\n# %s\n", spec_node_path(item));
	put_text(text, ret, mapper, diagnostics);
}

void sections_render(const struct spec *spec, struct release release, struct buffer *ret,
	struct mapper *mapper, struct diagnostics *diagnostics)
{
	static const char *const names[] = {"pre", "post", "firstboot"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		AUTO_FREE char *path = memory_printf("scripts.%s", names[i]);
		const struct spec_node *list = spec_get(spec, path);

		for (size_t k = 0; list && k < spec_node_count(list); k++)
			put_section(spec, release, names[i], spec_node_at(list, k), ret, mapper,
				diagnostics);
	}
}
