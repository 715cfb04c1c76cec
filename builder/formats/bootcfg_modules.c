// SPDX-License-Identifier: GPL-3.0-or-later
// Edits of the list of modules in boot.cfg, see bootcfg.h.
#include <stdlib.h>
#include <string.h>

#include "bootcfg_lines.h"
#include "memory.h"
#include "text.h"

static const char dashes[] = "---";

enum { DASHES_LENGTH = sizeof(dashes) - 1 };

// One module with its options, as it stands in the line.
struct span {
	size_t begin;
	size_t end;
};

// The modules of the line that counts, in the order and number of bootcfg_module_at().
static struct span *find_spans(const struct bootcfg_line *line, size_t *ret_count)
{
	struct span *spans = NULL;
	size_t at = line->value;

	*ret_count = 0;
	while (at < line->value_end) {
		const char *separator = strstr(line->text + at, dashes);
		size_t next = separator ? (size_t)(separator - line->text) : line->value_end;
		struct span span = {at, next};

		while (span.begin < span.end && bootcfg_is_space(line->text[span.begin]))
			span.begin++;
		while (span.end > span.begin && bootcfg_is_space(line->text[span.end - 1]))
			span.end--;
		if (span.begin < span.end) {
			memory_grow(&spans, *ret_count, sizeof(*spans));
			spans[(*ret_count)++] = span;
		}
		at = next + DASHES_LENGTH;
	}
	return spans;
}

// What stands between the first two modules, if that is one separator and its blanks.
static char *separator_of(const struct bootcfg_line *line, const struct span *spans, size_t count)
{
	AUTO_FREE char *between = NULL;
	const char *first;

	if (count < 2)
		return memory_strdup(" --- ");
	between = memory_strndup(line->text + spans[0].end, spans[1].begin - spans[0].end);
	first = strstr(between, dashes);
	if (!first || strstr(first + DASHES_LENGTH, dashes))
		return memory_strdup(" --- ");
	return STEAL(between);
}

int bootcfg_insert_module(struct bootcfg *bootcfg, size_t index, const char *name,
	struct bootcfg_change *ret, struct error *err)
{
	AUTO_BOOTCFG_CHANGE change = BOOTCFG_CHANGE_INIT;
	struct bootcfg_line *line = bootcfg_find_line(bootcfg, BOOTCFG_MODULES);
	AUTO_FREE struct span *spans = NULL;
	AUTO_FREE char *separator = NULL;
	AUTO_FREE char *text = NULL;
	size_t count, length = strlen(name), at;

	if (!line)
		return error_set(err, ERROR_INPUT, "%s: there is no modules line", bootcfg->path);
	// beside a separator without blanks a dash would become part of it
	if (!length || name[0] == '-' || name[length - 1] == '-' || strstr(name, dashes) ||
		!text_is_printable(name) || strchr(name, ' '))
		return error_set(
			err, ERROR_INPUT, "'%s' cannot be the name of a module in boot.cfg", name);
	spans = find_spans(line, &count);
	separator = separator_of(line, spans, count);
	if (count == 0) {
		text = memory_strdup(name);
		at = line->value;
	} else if (index < count) {
		text = memory_printf("%s%s", name, separator);
		at = spans[index].begin;
	} else {
		text = memory_printf("%s%s", separator, name);
		at = spans[count - 1].end;
	}
	bootcfg_splice(line, at, at, text);
	change.kind = BOOTCFG_ADDED;
	change.after = memory_strdup(name);
	bootcfg_refresh(bootcfg);
	bootcfg_report(ret, &change);
	return 0;
}

void bootcfg_remove_module(struct bootcfg *bootcfg, size_t index, struct bootcfg_change *ret)
{
	AUTO_BOOTCFG_CHANGE change = BOOTCFG_CHANGE_INIT;
	struct bootcfg_line *line = bootcfg_find_line(bootcfg, BOOTCFG_MODULES);
	size_t count;
	AUTO_FREE struct span *spans = find_spans(line, &count);
	struct span cut = spans[index];

	change.kind = BOOTCFG_REMOVED;
	change.before = memory_strndup(line->text + cut.begin, cut.end - cut.begin);
	if (index + 1 < count)
		cut.end = spans[index + 1].begin;
	else if (index > 0)
		cut.begin = spans[index - 1].end;
	bootcfg_splice(line, cut.begin, cut.end, "");
	bootcfg_refresh(bootcfg);
	bootcfg_report(ret, &change);
}
