// SPDX-License-Identifier: GPL-3.0-or-later
// Rendering of parsed Mustache templates: context stack, sections, partials, limits.
#include "mustache_tree.h"

#include <string.h>

#include "memory.h"
#include "quote.h"

// What names are looked up in, innermost first.
struct frame {
	const struct value *value;
	const struct frame *outer;
};

struct renderer {
	const struct mustache_options *options;
	struct buffer *output;
	size_t output_start;
	size_t steps;
	struct buffer indent; // of the partials that are open
	unsigned partial_depth;
	const char *origin; // of the innermost marked item
};

// The first part of a dotted name is looked up through the stack, the others only in what it gave.
static const struct value *look_up(const struct frame *frame, const char *name, size_t length)
{
	const char *end = name + length;
	const char *dot = memchr(name, '.', length);
	const struct value *value = NULL;

	if (length == 1 && *name == '.')
		return frame->value;
	for (; frame && !value; frame = frame->outer)
		value = value_get(frame->value, name, (size_t)((dot ? dot : end) - name));
	while (value && dot) {
		name = dot + 1;
		dot = memchr(name, '.', (size_t)(end - name));
		value = value_get(value, name, (size_t)((dot ? dot : end) - name));
	}
	return value;
}

static int find_value(const struct renderer *renderer, const struct mustache *template,
	const struct mustache_node *node, const struct frame *frame, const struct value **ret,
	struct error *err)
{
	*ret = look_up(frame, node->text, node->length);
	if (!*ret && renderer->options->strict)
		return mustache_error(template, node->offset, err, "unknown name '%.*s'",
			(int)node->length, node->text);
	return 0;
}

static int render_nodes(struct renderer *renderer, const struct mustache *template, size_t from,
	size_t to, const struct frame *frame, struct error *err);

static void mark(struct renderer *renderer, const char *origin)
{
	struct mustache_marks *marks = renderer->options->marks;

	renderer->origin = origin;
	memory_grow(&marks->list, marks->count, sizeof(*marks->list));
	marks->list[marks->count++] =
		(struct mustache_mark){renderer->output->size - renderer->output_start, origin};
}

static int render_item(struct renderer *renderer, const struct mustache *template, size_t index,
	const struct frame *frame, struct error *err)
{
	const struct value *origin =
		renderer->options->marks
			? value_get(frame->value, MUSTACHE_ORIGIN, strlen(MUSTACHE_ORIGIN))
			: NULL;
	const char *outer = renderer->origin;

	if (origin)
		mark(renderer, value_text(origin));
	if (render_nodes(renderer, template, index + 1, template->nodes[index].next, frame, err) <
		0)
		return -1;
	if (origin)
		mark(renderer, outer);
	return 0;
}

static int render_section(struct renderer *renderer, const struct mustache *template, size_t index,
	const struct frame *frame, struct error *err)
{
	const struct mustache_node *node = &template->nodes[index];
	const struct value *value;
	bool truth;

	if (find_value(renderer, template, node, frame, &value, err) < 0)
		return -1;
	truth = value && value_is_true(value);
	if (node->kind == MUSTACHE_INVERTED) {
		if (truth)
			return 0;
		return render_nodes(renderer, template, index + 1, node->next, frame, err);
	}
	if (!truth)
		return 0;
	if (value_kind(value) != VALUE_LIST) {
		struct frame inner = {value, frame};

		return render_nodes(renderer, template, index + 1, node->next, &inner, err);
	}
	for (size_t i = 0; i < value_count(value); i++) {
		struct frame inner = {value_at(value, i), frame};

		if (render_item(renderer, template, index, &inner, err) < 0)
			return -1;
	}
	return 0;
}

static int render_partial(struct renderer *renderer, const struct mustache *template,
	const struct mustache_node *node, const struct frame *frame, struct error *err)
{
	AUTO_FREE char *name = memory_strndup(node->text, node->length);
	const struct mustache *partial = NULL;
	size_t indent = renderer->indent.size;
	int result;

	if (renderer->options->partial &&
		renderer->options->partial(renderer->options->context, name, &partial, err) < 0)
		return -1;
	if (!partial) {
		if (renderer->options->strict)
			return mustache_error(
				template, node->offset, err, "unknown partial '%s'", name);
		return 0;
	}
	if (renderer->partial_depth == MUSTACHE_PARTIAL_LIMIT)
		return mustache_error(template, node->offset, err,
			"more than %d partials within each other", MUSTACHE_PARTIAL_LIMIT);
	renderer->partial_depth++;
	buffer_append(&renderer->indent, node->indent, node->indent_length);
	result = render_nodes(renderer, partial, 0, partial->count, frame, err);
	buffer_truncate(&renderer->indent, indent);
	renderer->partial_depth--;
	return result;
}

static int render_variable(struct renderer *renderer, const struct mustache *template,
	const struct mustache_node *node, const struct frame *frame, struct error *err)
{
	const struct value *value;
	const char *text;

	if (find_value(renderer, template, node, frame, &value, err) < 0)
		return -1;
	if (value && (value_kind(value) == VALUE_LIST || value_kind(value) == VALUE_MAP)) {
		if (renderer->options->strict)
			return mustache_error(template, node->offset, err,
				"'%.*s' is a list or a map, not a text", (int)node->length,
				node->text);
		value = NULL;
	}
	text = value ? value_text(value) : "";
	if (node->kind == MUSTACHE_RAW || renderer->options->plain)
		buffer_puts(renderer->output, text);
	else
		quote_shell(renderer->output, text);
	return 0;
}

static int render_node(struct renderer *renderer, const struct mustache *template, size_t index,
	const struct frame *frame, struct error *err)
{
	const struct mustache_node *node = &template->nodes[index];

	switch (node->kind) {
	case MUSTACHE_TEXT:
		buffer_append(renderer->output, node->text, node->length);
		return 0;
	case MUSTACHE_LINE:
		buffer_append(
			renderer->output, buffer_text(&renderer->indent), renderer->indent.size);
		return 0;
	case MUSTACHE_VARIABLE:
	case MUSTACHE_RAW:
		return render_variable(renderer, template, node, frame, err);
	case MUSTACHE_SECTION:
	case MUSTACHE_INVERTED:
		return render_section(renderer, template, index, frame, err);
	case MUSTACHE_PARTIAL:
		return render_partial(renderer, template, node, frame, err);
	}
	return 0;
}

static int render_nodes(struct renderer *renderer, const struct mustache *template, size_t from,
	size_t to, const struct frame *frame, struct error *err)
{
	for (size_t i = from; i < to;) {
		const struct mustache_node *node = &template->nodes[i];

		if (++renderer->steps > MUSTACHE_STEP_LIMIT)
			return mustache_error(template, node->offset, err,
				"more than %d steps: does a partial contain itself?",
				MUSTACHE_STEP_LIMIT);
		if (render_node(renderer, template, i, frame, err) < 0)
			return -1;
		if (renderer->output->size - renderer->output_start > MUSTACHE_OUTPUT_LIMIT)
			return mustache_error(template, node->offset, err,
				"more than %d bytes of output", MUSTACHE_OUTPUT_LIMIT);
		i = node->next ? node->next : i + 1;
	}
	return 0;
}

int mustache_render(const struct mustache *template, const struct value *data,
	const struct mustache_options *options, struct buffer *ret, struct error *err)
{
	struct renderer renderer = {
		.options = options,
		.output = ret,
		.output_start = ret->size,
		.indent = BUFFER_INIT,
	};
	struct frame root = {data, NULL};
	int result = render_nodes(&renderer, template, 0, template->count, &root, err);

	buffer_finish(&renderer.indent);
	return result;
}
