// SPDX-License-Identifier: GPL-3.0-or-later
// Nodes, keys, anchors and limits while a file is read, see tree.h.
#include "tree.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "text.h"

static struct place place_of(const struct tree *tree, size_t offset)
{
	return text_copy_place(tree->copy, text_copy_offset(tree->copy, offset));
}

// YAML path of what is being read: the key or item that comes next in what is open.
static char *current_path(const struct tree *tree)
{
	AUTO_BUFFER path = BUFFER_INIT;

	for (size_t i = 0; i < tree->depth; i++) {
		const struct tree_frame *frame = &tree->frames[i];

		if (frame->node->kind == SPEC_SEQUENCE)
			buffer_printf(&path, "[%zu]", frame->node->count);
		else if (frame->key)
			buffer_printf(&path, "%s%s", path.size ? "." : "", frame->key);
	}
	return buffer_steal(&path);
}

__attribute__((format(printf, 4, 5))) static void report(
	struct tree *tree, struct place place, const char *hint, const char *format, ...)
{
	AUTO_FREE char *message = NULL;
	AUTO_FREE char *path = current_path(tree);
	struct diagnostic *diagnostic;
	va_list args;

	va_start(args, format);
	message = memory_vprintf(format, args);
	va_end(args);
	diagnostic = diagnostics_add(
		tree->diagnostics, SEVERITY_ERROR, place, *path ? path : NULL, "%s", message);
	if (hint)
		diagnostic_hint(diagnostic, "%s", hint);
}

static void stop(struct tree *tree, struct place place, const char *message)
{
	if (!tree->stopped)
		report(tree, place, "the rest of the file was not read", "%s", message);
	tree->stopped = true;
}

static bool count_node(struct tree *tree, struct place place, size_t length)
{
	tree->nodes++;
	tree->text += length;
	if (tree->nodes > TREE_NODES_MAX)
		stop(tree, place, "more than 100000 values, aliases included");
	else if (tree->text > TREE_TEXT_MAX)
		stop(tree, place, "more than 16 MiB of text, aliases included");
	return !tree->stopped;
}

static void set_anchor(struct tree *tree, const char *name, struct spec_node *node)
{
	if (!name)
		return;
	if (tree->anchor_count >= TREE_ANCHORS_MAX) {
		stop(tree, node->place, "more than 1000 anchors");
		return;
	}
	memory_grow(&tree->anchors, tree->anchor_count, sizeof(*tree->anchors));
	tree->anchors[tree->anchor_count++] = (struct tree_anchor){memory_strdup(name), node};
}

// Puts a finished node where it belongs and takes it over.
static void attach(struct tree *tree, struct spec_node *node)
{
	struct tree_frame *frame;

	if (tree->depth == 0) {
		tree->root = node;
		return;
	}
	frame = &tree->frames[tree->depth - 1];
	if (frame->node->kind == SPEC_SEQUENCE) {
		node_append(frame->node, NULL, node->place, false, node);
	} else if (frame->drop || !frame->key) {
		node_append(tree->trash, NULL, node->place, false, node);
		frame->drop = false;
		free(STEAL(frame->key));
	} else {
		bool shadowed = node_entry(frame->node, frame->key) != NULL;

		node_append(frame->node, STEAL(frame->key), frame->key_place, shadowed, node);
	}
}

// Blanks in front of a token: a tab among them is refused, once for each run of blanks.
static void check_tabs(struct tree *tree, size_t offset)
{
	const char *data = tree->copy->data;
	size_t tab = SIZE_MAX;

	for (size_t at = offset; at > tree->last_tab; at--) {
		if (data[at - 1] == '\t')
			tab = at - 1;
		else if (data[at - 1] != ' ')
			break;
	}
	if (tab == SIZE_MAX)
		return;
	tree->last_tab = offset;
	report(tree, place_of(tree, tab), "write blanks", "tab as separation");
}

static void check_tag(struct tree *tree, struct tree_mark mark)
{
	if (mark.tag)
		report(tree, place_of(tree, mark.start),
			"write the value without it: the key says the type", "tag '%s'", mark.tag);
}

// A byte outside ASCII in a scalar, at its own place.
static void check_foreign(struct tree *tree, struct spec_node *node)
{
	const char *text = tree->copy->source->text;

	for (size_t at = node->start; at < node->end; at++) {
		if (node->block && at == node->start) {
			// Behind the | or > may stand a comment.
			const char *line_end = memchr(text + at, '\n', node->end - at);

			at = line_end ? (size_t)(line_end - text) : node->end - 1;
		}
		if (!text_copy_foreign(text[at]))
			continue;
		node->invalid = true;
		// Control characters and what is not UTF-8 were reported while the text was copied.
		if (text_copy_sequence(text + at, node->end - at) > 0)
			report(tree, text_copy_place(tree->copy, at),
				"a kickstart is an ASCII file", "character outside ASCII");
		return;
	}
}

static struct spec_node *make_node(struct tree *tree, struct tree_mark mark, enum spec_kind kind)
{
	size_t start = text_copy_offset(tree->copy, mark.start);
	struct spec_node *node = node_create(kind, text_copy_place(tree->copy, start), start);

	node->end = text_copy_offset(tree->copy, mark.end);
	tree->last = node;
	check_tabs(tree, mark.start);
	return node;
}

static bool key_is_fine(
	struct tree *tree, const struct tree_frame *frame, const struct spec_node *node)
{
	const struct spec_entry *earlier;

	if (node->invalid)
		return false;
	if (!node->quoted && text_equal(node->text, "<<")) {
		report(tree, node->place, "lay a second file over this one, or use an alias",
			"merge key '<<' is not taken");
		return false;
	}
	if (node->length == 0 || strlen(node->text) != node->length ||
		!text_is_printable(node->text)) {
		report(tree, node->place, "a key is one line of printable ASCII", "%s",
			node->length ? "key with a control character" : "empty key");
		return false;
	}
	earlier = node_entry(frame->node, node->text);
	if (earlier)
		report(tree, node->place, NULL, "duplicate key '%s', first in line %u", node->text,
			earlier->key_place.line);
	return true;
}

static void take_key(struct tree *tree, struct tree_frame *frame, struct spec_node *node)
{
	frame->key = memory_strdup(node->text); // in front of the check: findings name it
	frame->key_place = node->place;
	frame->drop = !key_is_fine(tree, frame, node);
	node_append(tree->trash, NULL, node->place, false, node);
}

static bool at_key(const struct tree *tree)
{
	const struct tree_frame *frame;

	if (tree->depth == 0)
		return false;
	frame = &tree->frames[tree->depth - 1];
	return frame->node->kind == SPEC_MAPPING && !frame->key;
}

void tree_scalar(struct tree *tree, struct tree_mark mark, const char *text, size_t length,
	enum tree_style style)
{
	struct spec_node *node = make_node(tree, mark, SPEC_SCALAR);

	node->length = length;
	node->text = memory_strndup(text, length);
	node->quoted = style == TREE_QUOTED;
	node->block = style == TREE_BLOCK;
	check_foreign(tree, node);
	check_tag(tree, mark);
	set_anchor(tree, mark.anchor, node);
	count_node(tree, node->place, node->length);
	if (at_key(tree))
		take_key(tree, &tree->frames[tree->depth - 1], node);
	else
		attach(tree, node);
}

void tree_begin(struct tree *tree, struct tree_mark mark, enum spec_kind kind)
{
	struct spec_node *node = make_node(tree, mark, kind);
	bool as_key = at_key(tree);

	check_tag(tree, mark);
	set_anchor(tree, mark.anchor, node);
	count_node(tree, node->place, 0);
	if (as_key)
		report(tree, node->place, "a key is a single word", "%s as a key",
			node_kind_name(kind));
	if (tree->depth == TREE_DEPTH_MAX) {
		stop(tree, node->place, "nested deeper than 32 levels");
		node_append(tree->trash, NULL, node->place, false, node);
		return;
	}
	tree->frames[tree->depth++] = (struct tree_frame){.node = node, .as_key = as_key};
}

void tree_end(struct tree *tree, size_t end)
{
	struct tree_frame frame = tree->frames[--tree->depth];

	free(frame.key);
	frame.node->end = text_copy_offset(tree->copy, end);
	if (!frame.as_key) {
		attach(tree, frame.node);
		return;
	}
	node_append(tree->trash, NULL, frame.node->place, false, frame.node);
	tree->frames[tree->depth - 1].key = memory_strdup("");
	tree->frames[tree->depth - 1].drop = true;
}

static size_t node_depth(const struct spec_node *node)
{
	size_t deepest = 0;

	for (size_t i = 0; i < node->count; i++) {
		size_t depth = node_depth(node->entries[i].value);

		if (depth > deepest)
			deepest = depth;
	}
	return node->kind == SPEC_SCALAR ? 0 : deepest + 1;
}

// The copy keeps the places of the original: that is where its text stands.
static struct spec_node *copy_node(struct tree *tree, const struct spec_node *from)
{
	struct spec_node *node = node_create(from->kind, from->place, from->start);

	node->end = from->end;
	node->quoted = from->quoted;
	node->block = from->block;
	node->invalid = from->invalid;
	node->length = from->length;
	if (from->text)
		node->text = memory_strndup(from->text, from->length);
	for (size_t i = 0; i < from->count; i++) {
		const struct spec_entry *entry = &from->entries[i];

		if (!count_node(tree, entry->value->place, entry->value->length))
			break;
		node_append(node, entry->key ? memory_strdup(entry->key) : NULL, entry->key_place,
			entry->shadowed, copy_node(tree, entry->value));
	}
	return node;
}

static const struct tree_anchor *find_anchor(const struct tree *tree, const char *name)
{
	for (size_t i = tree->anchor_count; i-- > 0;) {
		if (text_equal(tree->anchors[i].name, name))
			return &tree->anchors[i];
	}
	return NULL;
}

static bool is_open(const struct tree *tree, const struct spec_node *node)
{
	for (size_t i = 0; i < tree->depth; i++) {
		if (tree->frames[i].node == node)
			return true;
	}
	return false;
}

void tree_alias(struct tree *tree, struct tree_mark mark, const char *name)
{
	const struct tree_anchor *anchor = find_anchor(tree, name);
	struct place place = place_of(tree, mark.start);
	struct tree_frame *frame = tree->depth ? &tree->frames[tree->depth - 1] : NULL;
	struct spec_node *node;

	check_tabs(tree, mark.start);
	if (at_key(tree)) {
		report(tree, place, "a key is a single word", "alias as a key");
		frame->key = memory_strdup("");
		frame->drop = true;
		return;
	}
	if (!anchor || is_open(tree, anchor->node)) {
		report(tree, place,
			anchor ? "a value cannot contain itself"
			       : "write &NAME in front of a value first",
			anchor ? "alias '*%s' inside of its own anchor" : "unknown alias '*%s'",
			name);
		node = node_create(SPEC_SCALAR, place, text_copy_offset(tree->copy, mark.start));
		node->text = memory_strdup("");
		node->invalid = true;
	} else if (tree->depth + node_depth(anchor->node) > TREE_DEPTH_MAX) {
		stop(tree, place, "nested deeper than 32 levels by an alias");
		return;
	} else if (!count_node(tree, place, anchor->node->length)) {
		return;
	} else {
		node = copy_node(tree, anchor->node);
	}
	attach(tree, node);
}

void tree_report(struct tree *tree, size_t offset, const char *hint, const char *message)
{
	report(tree, place_of(tree, offset), hint, "%s", message);
}

void tree_stop(struct tree *tree, size_t offset, const char *message)
{
	stop(tree, place_of(tree, offset), message);
}

void tree_distrust_last(struct tree *tree)
{
	if (tree->last && tree->last->kind == SPEC_SCALAR)
		tree->last->invalid = true;
}

void tree_init(struct tree *tree, struct text_copy *copy, struct diagnostics *diagnostics)
{
	*tree = (struct tree){.copy = copy, .diagnostics = diagnostics};
	tree->trash = node_create(SPEC_SEQUENCE, (struct place){copy->source, 1, 1}, 0);
}

void tree_finish(struct tree *tree)
{
	while (tree->depth > 0)
		tree_end(tree, tree->copy->size);
	node_destroy(tree->root);
	node_destroy(tree->trash);
	for (size_t i = 0; i < tree->anchor_count; i++)
		free(tree->anchors[i].name);
	free(tree->anchors);
}

struct spec_node *tree_steal(struct tree *tree)
{
	// What is open when reading was given up is as complete as it gets.
	while (tree->depth > 0)
		tree_end(tree, tree->copy->size);
	if (tree->root && tree->root->kind == SPEC_MAPPING)
		return STEAL(tree->root);
	if (!tree->stopped)
		report(tree, tree->root ? tree->root->place : place_of(tree, 0),
			"a spec begins with 'esxmint: 1'", "%s at the top of the file",
			tree->root ? node_kind_name(tree->root->kind) : "nothing");
	return NULL;
}
