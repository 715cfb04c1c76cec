// SPDX-License-Identifier: GPL-3.0-or-later
// Findings, collected in any order and sorted by place.
#include "diagnostics.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

struct diagnostic *diagnostics_add(struct diagnostics *diagnostics, enum severity severity,
	struct place place, const char *path, const char *format, ...)
{
	struct diagnostic *diagnostic;
	va_list args;

	memory_grow(&diagnostics->list, diagnostics->count, sizeof(*diagnostics->list));
	diagnostic = &diagnostics->list[diagnostics->count];
	*diagnostic = (struct diagnostic){
		.severity = severity,
		.place = place,
		.path = path ? memory_strdup(path) : NULL,
		.order = (unsigned)diagnostics->count,
	};
	diagnostics->count++;
	diagnostic->place.source = source_ref(place.source);
	va_start(args, format);
	diagnostic->message = memory_vprintf(format, args);
	va_end(args);
	if (severity == SEVERITY_ERROR)
		diagnostics->error_count++;
	if (severity == SEVERITY_WARNING)
		diagnostics->warning_count++;
	return diagnostic;
}

void diagnostic_hint(struct diagnostic *diagnostic, const char *format, ...)
{
	va_list args;

	free(diagnostic->hint);
	va_start(args, format);
	diagnostic->hint = memory_vprintf(format, args);
	va_end(args);
}

void diagnostic_rule(struct diagnostic *diagnostic, const char *rule)
{
	free(diagnostic->rule);
	diagnostic->rule = memory_strdup(rule);
}

static int compare_numbers(unsigned a, unsigned b)
{
	return (a > b) - (a < b);
}

static int compare(const void *left, const void *right)
{
	const struct diagnostic *a = left;
	const struct diagnostic *b = right;
	int order = strcmp(a->place.source ? a->place.source->name : "",
		b->place.source ? b->place.source->name : "");

	if (!order)
		order = compare_numbers(a->place.line, b->place.line);
	if (!order)
		order = compare_numbers(a->place.column, b->place.column);
	if (!order)
		order = compare_numbers(a->order, b->order);
	return order;
}

void diagnostics_sort(struct diagnostics *diagnostics)
{
	if (diagnostics->count)
		qsort(diagnostics->list, diagnostics->count, sizeof(*diagnostics->list), compare);
}

const char *severity_name(enum severity severity)
{
	static const char *const names[] = {"advice", "warning", "error"};

	return names[severity];
}

static void finish(struct diagnostic *diagnostic)
{
	source_unref(diagnostic->place.source);
	free(diagnostic->path);
	free(diagnostic->rule);
	free(diagnostic->message);
	free(diagnostic->hint);
}

static void drop(struct diagnostics *diagnostics, struct diagnostic *diagnostic)
{
	diagnostics->error_count -= diagnostic->severity == SEVERITY_ERROR;
	diagnostics->warning_count -= diagnostic->severity == SEVERITY_WARNING;
	finish(diagnostic);
}

void diagnostics_remove_if(
	struct diagnostics *diagnostics, diagnostic_predicate *remove, const void *context)
{
	size_t kept = 0;

	for (size_t i = 0; i < diagnostics->count; i++) {
		struct diagnostic *diagnostic = &diagnostics->list[i];

		if (!remove(diagnostic, context)) {
			diagnostics->list[kept++] = *diagnostic;
			continue;
		}
		drop(diagnostics, diagnostic);
	}
	diagnostics->count = kept;
}

void diagnostics_move(struct diagnostics *to, struct diagnostics *from)
{
	for (size_t i = 0; i < from->count; i++) {
		memory_grow(&to->list, to->count, sizeof(*to->list));
		to->list[to->count] = from->list[i];
		to->list[to->count].order = (unsigned)to->count;
		to->count++;
	}
	to->error_count += from->error_count;
	to->warning_count += from->warning_count;
	from->count = 0;
	diagnostics_finish(from);
}

static bool same_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

static bool same_finding(const struct diagnostic *a, const struct diagnostic *b)
{
	return a->severity == b->severity && same_text(a->path, b->path) &&
	       same_text(a->message, b->message) && same_text(a->hint, b->hint);
}

static bool same_place(const struct place *a, const struct place *b)
{
	return a->line == b->line && a->column == b->column &&
	       same_text(a->source ? a->source->name : NULL, b->source ? b->source->name : NULL);
}

// Is one like it among the first `count`? Findings of one place stand together.
static bool is_repeated(
	const struct diagnostics *diagnostics, size_t count, const struct diagnostic *diagnostic)
{
	while (count-- > 0 && same_place(&diagnostics->list[count].place, &diagnostic->place)) {
		if (same_finding(&diagnostics->list[count], diagnostic))
			return true;
	}
	return false;
}

void diagnostics_merge(struct diagnostics *diagnostics)
{
	size_t kept = 0;

	diagnostics_sort(diagnostics);
	for (size_t i = 0; i < diagnostics->count; i++) {
		struct diagnostic *diagnostic = &diagnostics->list[i];

		if (is_repeated(diagnostics, kept, diagnostic))
			drop(diagnostics, diagnostic);
		else
			diagnostics->list[kept++] = *diagnostic;
	}
	diagnostics->count = kept;
}

void diagnostics_finish(struct diagnostics *diagnostics)
{
	for (size_t i = 0; i < diagnostics->count; i++)
		finish(&diagnostics->list[i]);
	free(diagnostics->list);
	*diagnostics = (struct diagnostics)DIAGNOSTICS_INIT;
}
