// SPDX-License-Identifier: GPL-3.0-or-later
// Comments "# esxmint: disable=RULE[,RULE...]" in specs and kickstarts.
//
// A comment on a line of its own counts for the line below it, and other comments may stand
// between: so that the reason can be written down, too.
#include <string.h>

#include "lint.h"
#include "memory.h"
#include "text.h"

#define MARK "esxmint:"
#define WORD "disable="

enum { UNKNOWN_MAX = 100 }; // that are told of a source

struct exemption {
	const char *rule;
	unsigned line; // of the comment
	unsigned target; // of what it is about: its own line, or the first one below that has more
};

struct source_comments {
	const struct source *source;
	struct exemption *list; // by line
	size_t count;
};

struct comments {
	struct source_comments *list;
	size_t count;
};

// Where to report what cannot be made out, NULL: nowhere.
struct reading {
	struct source_comments *comments;
	struct diagnostics *diagnostics;
	size_t unknown; // told so far
};

static void report_unknown(struct reading *reading, const char *id, unsigned line, unsigned column)
{
	size_t count;
	const struct lint_rule *rules = lint_rules(&count);
	AUTO_FREE const char **ids = memory_alloc_array(count, sizeof(*ids));
	const struct place place = {reading->comments->source, line, column};
	struct diagnostic *diagnostic;
	const char *nearest;

	for (size_t i = 0; i < count; i++)
		ids[i] = rules[i].id;
	nearest = text_nearest(id, ids, count);
	diagnostic = diagnostics_add(reading->diagnostics, SEVERITY_WARNING, place, NULL,
		"unknown rule '%s' in a comment", id);
	if (nearest)
		diagnostic_hint(diagnostic, "did you mean '%s'?", nearest);
}

static const char *skip_blanks(const char *at, const char *end)
{
	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	return at;
}

static bool is_id(char c)
{
	return text_is_alnum(c) || c == '-' || c == '_';
}

// The ids from `at` to the end of the line, up to the first that no comma leads to.
static void read_ids(
	struct reading *reading, const char *start, const char *at, const char *end, unsigned line)
{
	enum { ID_MAX = 60 };
	struct source_comments *comments = reading->comments;

	while (at < end && is_id(*at)) {
		const char *first = at;
		AUTO_FREE char *id = NULL;
		const struct lint_rule *rule;

		while (at < end && is_id(*at))
			at++;
		id = memory_strndup(first, at - first < ID_MAX ? (size_t)(at - first) : ID_MAX);
		rule = lint_rule_find(id);
		if (rule) {
			memory_grow(&comments->list, comments->count, sizeof(*comments->list));
			comments->list[comments->count++] =
				(struct exemption){rule->id, line, line};
		} else if (reading->diagnostics && reading->unknown++ < UNKNOWN_MAX) {
			report_unknown(reading, id, line, (unsigned)(first - start) + 1);
		}
		at = skip_blanks(at, end);
		if (at == end || *at != ',')
			return;
		at = skip_blanks(at + 1, end);
	}
}

// Looks for the mark behind a '#' that begins a comment.
static void read_line(struct reading *reading, const char *start, const char *end, unsigned line)
{
	for (const char *at = start;
		(at = memmem(at, (size_t)(end - at), MARK, strlen(MARK))) != NULL; at++) {
		const char *before = at;
		const char *after = skip_blanks(at + strlen(MARK), end);

		while (before > start && (before[-1] == ' ' || before[-1] == '\t'))
			before--;
		if (before == start || before[-1] != '#')
			continue;
		while (before > start && before[-1] == '#')
			before--;
		if (before > start && before[-1] != ' ' && before[-1] != '\t')
			continue;
		if ((size_t)(end - after) > strlen(WORD) && memcmp(after, WORD, strlen(WORD)) == 0)
			read_ids(reading, start, after + strlen(WORD), end, line);
	}
}

static void read_source(struct reading *reading)
{
	struct source_comments *comments = reading->comments;
	const char *at = comments->source->text;
	const char *stop = at + comments->source->size;
	size_t pending = 0; // the first one that may be about a line below it

	if (!at || !memmem(at, comments->source->size, MARK, strlen(MARK)))
		return;
	for (unsigned line = 1; at < stop; line++) {
		const char *end = memchr(at, '\n', (size_t)(stop - at));
		const char *first;

		end = end ? end : stop;
		read_line(reading, at, end, line);
		first = skip_blanks(at, end);
		if (first == end || *first != '#') {
			for (; pending < comments->count; pending++)
				comments->list[pending].target = line;
		}
		at = end < stop ? end + 1 : stop;
	}
}

static void comments_finish(struct comments *all)
{
	for (size_t i = 0; i < all->count; i++)
		free(all->list[i].list);
	free(all->list);
}

// The one of the source; findings of one source mostly follow each other.
static const struct source_comments *find_comments(
	const struct comments *all, const struct source *source)
{
	for (size_t i = all->count; i-- > 0;) {
		if (all->list[i].source == source)
			return &all->list[i];
	}
	return NULL;
}

// Index of the first one whose target is not above the line; targets do not go down either.
static size_t first_target(const struct source_comments *comments, unsigned line)
{
	size_t low = 0;
	size_t high = comments->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (comments->list[middle].target < line)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_exempt(const struct diagnostic *finding, const void *context)
{
	const struct source_comments *comments = find_comments(context, finding->place.source);
	unsigned line = finding->place.line;

	if (!comments || !finding->rule || !line)
		return false;
	for (size_t i = first_target(comments, line); i < comments->count; i++) {
		const struct exemption *exemption = &comments->list[i];

		if (exemption->line > line)
			break;
		if ((exemption->line == line || exemption->target == line) &&
			text_equal(exemption->rule, finding->rule))
			return true;
	}
	return false;
}

void lint_check_comments(const struct source *source, struct diagnostics *diagnostics)
{
	struct source_comments comments = {source, NULL, 0};
	struct reading reading = {&comments, diagnostics, 0};

	read_source(&reading);
	free(comments.list);
}

void lint_apply_comments(struct diagnostics *diagnostics)
{
	CLEANUP(comments_finish) struct comments all = {NULL, 0};

	for (size_t i = 0; i < diagnostics->count; i++) {
		const struct source *source = diagnostics->list[i].place.source;
		struct reading reading = {NULL, NULL, 0};

		if (!source || !diagnostics->list[i].rule || find_comments(&all, source))
			continue;
		memory_grow(&all.list, all.count, sizeof(*all.list));
		all.list[all.count++] = (struct source_comments){source, NULL, 0};
		reading.comments = &all.list[all.count - 1];
		read_source(&reading);
	}
	diagnostics_remove_if(diagnostics, is_exempt, &all);
}
