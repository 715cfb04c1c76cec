// SPDX-License-Identifier: GPL-3.0-or-later
// The statements of a script, by its lines.
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "statements.h"

enum { STATEMENTS_MAX = 2000 };

void statements_finish(struct statements *statements)
{
	free(statements->list);
	*statements = (struct statements){0};
}

static bool is_empty_line(const struct ks_line *line)
{
	size_t at = 0;

	while (at < line->length && strchr(" \t\r", line->text[at]))
		at++;
	return at == line->length || line->text[at] == '#';
}

bool statements_split(const struct ks *ks, const struct ks_section *section,
	const struct shell_script *script, struct statements *ret)
{
	const struct ks_line *lines = &ks->lines[section->first];
	size_t line = 0;

	*ret = (struct statements){0};
	if (script->broken_at != SIZE_MAX || script->unfinished ||
		script->statement_count > STATEMENTS_MAX)
		return false;
	ret->list = memory_alloc_array(script->statement_count + 1, sizeof(*ret->list));
	for (size_t i = 0; i < script->statement_count; i++) {
		const char *start = section->body + script->statements[i].offset;
		const char *end = section->body + script->statements[i].end;
		struct statement *statement = &ret->list[ret->count];
		size_t lead = 0;

		while (line + 1 < section->count && lines[line + 1].text <= start) {
			lead = is_empty_line(&lines[line]) ? lead + 1 : 0;
			line++;
		}
		*statement = (struct statement){
			.first = line,
			.count = 1,
			.lead = lead,
			.offset = (size_t)(start - section->body),
			.end = (size_t)(end - section->body),
			.origin = import_origin(&lines[line], 0),
		};
		while (line + 1 < section->count && lines[line + 1].text < end) {
			statement->count++;
			line++;
		}
		if (line + 1 < section->count)
			line++;
		// Two on one line: neither can go without the other.
		if (ret->count && statement->first < statement[-1].first + statement[-1].count) {
			statements_finish(ret);
			return false;
		}
		ret->count++;
	}
	return true;
}
