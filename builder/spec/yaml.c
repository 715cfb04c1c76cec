// SPDX-License-Identifier: GPL-3.0-or-later
// YAML events (libyaml) to a tree of nodes with their places. The only file that includes <yaml.h>.
//
// What libyaml does that this file has to know:
// - marks count characters, not bytes; the text it gets here is ASCII (text_copy.c), so both agree;
// - the event parser checks neither duplicate keys nor aliases, that is left to whoever composes;
// - it reads a tab behind "key:" as separation, and stops at one in front of a key of a block.
#include "yaml.h"

#include <stdint.h>
#include <string.h>
#include <yaml.h>

#include "memory.h"
#include "text.h"
#include "text_copy.h"

enum {
	DEPTH_MAX = 32, // the contract needs ten
	NODES_MAX = 20000, // copies made by aliases count
	TEXT_MAX = 16 * 1024 * 1024, // of all scalars, copies made by aliases count
	ANCHORS_MAX = 1000,
};

// A collection that is being read.
struct frame {
	struct spec_node *node;
	char *key; // of the value that comes next; NULL: a key comes next
	struct place key_place;
	bool drop; // the value that comes next belongs to a key that was refused
	bool as_key; // the collection itself stands where a key belongs
};

struct anchor {
	char *name;
	struct spec_node *node;
};

struct builder {
	struct text_copy *copy;
	struct diagnostics *diagnostics;
	struct frame frames[DEPTH_MAX];
	size_t depth;
	struct spec_node *root;
	struct spec_node *trash; // sequence of what was refused: anchors may still point there
	struct anchor *anchors;
	size_t anchor_count;
	size_t nodes;
	size_t text;
	size_t last_tab; // end of the run of blanks that was reported last
	bool stopped;
};

static struct place place_of(const struct builder *builder, size_t offset)
{
	return text_copy_place(builder->copy, text_copy_offset(builder->copy, offset));
}

__attribute__((format(printf, 4, 5))) static void report(
	struct builder *builder, struct place place, const char *hint, const char *format, ...)
{
	AUTO_FREE char *message = NULL;
	struct diagnostic *diagnostic;
	va_list args;

	va_start(args, format);
	message = memory_vprintf(format, args);
	va_end(args);
	diagnostic =
		diagnostics_add(builder->diagnostics, SEVERITY_ERROR, place, NULL, "%s", message);
	if (hint)
		diagnostic_hint(diagnostic, "%s", hint);
}

static void stop(struct builder *builder, struct place place, const char *message)
{
	if (!builder->stopped)
		report(builder, place, "the rest of the file was not read", "%s", message);
	builder->stopped = true;
}

static bool count_node(struct builder *builder, struct place place, size_t length)
{
	builder->nodes++;
	builder->text += length;
	if (builder->nodes > NODES_MAX)
		stop(builder, place, "more than 20000 values, aliases included");
	else if (builder->text > TEXT_MAX)
		stop(builder, place, "more than 16 MiB of text, aliases included");
	return !builder->stopped;
}

static void set_anchor(struct builder *builder, const yaml_char_t *name, struct spec_node *node)
{
	if (!name)
		return;
	if (builder->anchor_count >= ANCHORS_MAX) {
		stop(builder, node->place, "more than 1000 anchors");
		return;
	}
	memory_grow(&builder->anchors, builder->anchor_count, sizeof(*builder->anchors));
	builder->anchors[builder->anchor_count++] =
		(struct anchor){memory_strdup((const char *)name), node};
}

// Puts a finished node where it belongs and takes it over.
static void attach(struct builder *builder, struct spec_node *node)
{
	struct frame *frame;

	if (builder->depth == 0) {
		builder->root = node;
		return;
	}
	frame = &builder->frames[builder->depth - 1];
	if (frame->node->kind == SPEC_SEQUENCE) {
		node_append(frame->node, NULL, node->place, false, node);
	} else if (frame->drop || !frame->key) {
		node_append(builder->trash, NULL, node->place, false, node);
		frame->drop = false;
		free(STEAL(frame->key));
	} else {
		bool shadowed = node_entry(frame->node, frame->key) != NULL;

		node_append(frame->node, STEAL(frame->key), frame->key_place, shadowed, node);
	}
}

// Blanks in front of a token: a tab among them is refused, once for each run of blanks.
static void check_tabs(struct builder *builder, size_t offset)
{
	const char *data = builder->copy->data;
	size_t tab = SIZE_MAX;

	for (size_t at = offset; at > builder->last_tab; at--) {
		if (data[at - 1] == '\t')
			tab = at - 1;
		else if (data[at - 1] != ' ')
			break;
	}
	if (tab == SIZE_MAX)
		return;
	builder->last_tab = offset;
	report(builder, place_of(builder, tab), "write blanks", "tab as separation");
}

static void check_tag(struct builder *builder, const yaml_char_t *tag, size_t offset)
{
	if (tag)
		report(builder, place_of(builder, offset),
			"write the value without it: the key says the type", "tag '%s'",
			(const char *)tag);
}

// A byte outside ASCII in a scalar, at its own place.
static void check_foreign(struct builder *builder, struct spec_node *node)
{
	const char *text = builder->copy->source->text;

	for (size_t at = node->start; at < node->end; at++) {
		if (node->block && at == node->start) {
			// Behind the | or > may stand a comment.
			const char *line_end = memchr(text + at, '\n', node->end - at);

			at = line_end ? (size_t)(line_end - text) : node->end - 1;
		}
		if (!text_copy_foreign(text[at]))
			continue;
		node->invalid = true;
		// Control characters were reported while the text was copied.
		if ((unsigned char)text[at] >= 0x80)
			report(builder, text_copy_place(builder->copy, at),
				"a kickstart is an ASCII file", "character outside ASCII");
		return;
	}
}

static struct spec_node *make_node(
	struct builder *builder, enum spec_kind kind, const yaml_event_t *event)
{
	size_t start = text_copy_offset(builder->copy, event->start_mark.index);
	struct spec_node *node = node_create(kind, text_copy_place(builder->copy, start), start);

	node->end = text_copy_offset(builder->copy, event->end_mark.index);
	check_tabs(builder, event->start_mark.index);
	return node;
}

static bool key_is_fine(
	struct builder *builder, const struct frame *frame, const struct spec_node *node)
{
	const struct spec_entry *earlier;

	if (node->invalid)
		return false;
	if (!node->quoted && text_equal(node->text, "<<")) {
		report(builder, node->place, "lay a second file over this one, or use an alias",
			"merge key '<<' is not taken");
		return false;
	}
	if (node->length == 0 || strlen(node->text) != node->length ||
		!text_is_printable(node->text)) {
		report(builder, node->place, "a key is one line of printable ASCII", "%s",
			node->length ? "key with a control character" : "empty key");
		return false;
	}
	earlier = node_entry(frame->node, node->text);
	if (earlier)
		report(builder, node->place, NULL, "duplicate key '%s', first in line %u",
			node->text, earlier->key_place.line);
	return true;
}

static void take_key(struct builder *builder, struct frame *frame, struct spec_node *node)
{
	frame->drop = !key_is_fine(builder, frame, node);
	frame->key = memory_strdup(node->text);
	frame->key_place = node->place;
	node_append(builder->trash, NULL, node->place, false, node);
}

static bool at_key(const struct builder *builder)
{
	const struct frame *frame;

	if (builder->depth == 0)
		return false;
	frame = &builder->frames[builder->depth - 1];
	return frame->node->kind == SPEC_MAPPING && !frame->key;
}

static void on_scalar(struct builder *builder, const yaml_event_t *event)
{
	struct spec_node *node = make_node(builder, SPEC_SCALAR, event);
	yaml_scalar_style_t style = event->data.scalar.style;

	node->length = event->data.scalar.length;
	node->text = memory_strndup((const char *)event->data.scalar.value, node->length);
	node->quoted = style == YAML_SINGLE_QUOTED_SCALAR_STYLE ||
		       style == YAML_DOUBLE_QUOTED_SCALAR_STYLE;
	node->block = style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE;
	check_foreign(builder, node);
	check_tag(builder, event->data.scalar.tag, event->start_mark.index);
	set_anchor(builder, event->data.scalar.anchor, node);
	count_node(builder, node->place, node->length);
	if (at_key(builder))
		take_key(builder, &builder->frames[builder->depth - 1], node);
	else
		attach(builder, node);
}

static void on_start(struct builder *builder, const yaml_event_t *event, enum spec_kind kind,
	const yaml_char_t *anchor, const yaml_char_t *tag)
{
	struct spec_node *node = make_node(builder, kind, event);
	bool as_key = at_key(builder);

	check_tag(builder, tag, event->start_mark.index);
	set_anchor(builder, anchor, node);
	count_node(builder, node->place, 0);
	if (as_key)
		report(builder, node->place, "a key is a single word", "%s as a key",
			node_kind_name(kind));
	if (builder->depth == DEPTH_MAX) {
		stop(builder, node->place, "nested deeper than 32 levels");
		node_append(builder->trash, NULL, node->place, false, node);
		return;
	}
	builder->frames[builder->depth++] = (struct frame){.node = node, .as_key = as_key};
}

static void on_end(struct builder *builder, size_t end)
{
	struct frame frame = builder->frames[--builder->depth];

	free(frame.key);
	frame.node->end = text_copy_offset(builder->copy, end);
	if (!frame.as_key) {
		attach(builder, frame.node);
		return;
	}
	node_append(builder->trash, NULL, frame.node->place, false, frame.node);
	builder->frames[builder->depth - 1].key = memory_strdup("");
	builder->frames[builder->depth - 1].drop = true;
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
static struct spec_node *copy_node(struct builder *builder, const struct spec_node *from)
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

		if (!count_node(builder, entry->value->place, entry->value->length))
			break;
		node_append(node, entry->key ? memory_strdup(entry->key) : NULL, entry->key_place,
			entry->shadowed, copy_node(builder, entry->value));
	}
	return node;
}

static const struct anchor *find_anchor(const struct builder *builder, const char *name)
{
	for (size_t i = builder->anchor_count; i-- > 0;) {
		if (text_equal(builder->anchors[i].name, name))
			return &builder->anchors[i];
	}
	return NULL;
}

static bool is_open(const struct builder *builder, const struct spec_node *node)
{
	for (size_t i = 0; i < builder->depth; i++) {
		if (builder->frames[i].node == node)
			return true;
	}
	return false;
}

static void on_alias(struct builder *builder, const yaml_event_t *event)
{
	const char *name = (const char *)event->data.alias.anchor;
	const struct anchor *anchor = find_anchor(builder, name);
	struct place place = place_of(builder, event->start_mark.index);
	struct frame *frame = builder->depth ? &builder->frames[builder->depth - 1] : NULL;
	struct spec_node *node;

	check_tabs(builder, event->start_mark.index);
	if (at_key(builder)) {
		report(builder, place, "a key is a single word", "alias as a key");
		frame->key = memory_strdup("");
		frame->drop = true;
		return;
	}
	if (!anchor || is_open(builder, anchor->node)) {
		report(builder, place,
			anchor ? "a value cannot contain itself"
			       : "write &NAME in front of a value first",
			anchor ? "alias '*%s' inside of its own anchor" : "unknown alias '*%s'",
			name);
		node = node_create(SPEC_SCALAR, place,
			text_copy_offset(builder->copy, event->start_mark.index));
		node->text = memory_strdup("");
		node->invalid = true;
	} else if (builder->depth + node_depth(anchor->node) > DEPTH_MAX) {
		stop(builder, place, "nested deeper than 32 levels by an alias");
		return;
	} else if (!count_node(builder, place, anchor->node->length)) {
		return;
	} else {
		node = copy_node(builder, anchor->node);
	}
	attach(builder, node);
}

static void on_event(struct builder *builder, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		on_scalar(builder, event);
		break;
	case YAML_ALIAS_EVENT:
		on_alias(builder, event);
		break;
	case YAML_MAPPING_START_EVENT:
		on_start(builder, event, SPEC_MAPPING, event->data.mapping_start.anchor,
			event->data.mapping_start.tag);
		break;
	case YAML_SEQUENCE_START_EVENT:
		on_start(builder, event, SPEC_SEQUENCE, event->data.sequence_start.anchor,
			event->data.sequence_start.tag);
		break;
	case YAML_MAPPING_END_EVENT:
	case YAML_SEQUENCE_END_EVENT:
		on_end(builder, event->end_mark.index);
		break;
	case YAML_DOCUMENT_START_EVENT:
		if (builder->root)
			stop(builder, place_of(builder, event->start_mark.index),
				"a second document in one file");
		break;
	default:
		break;
	}
}

static void parser_open(yaml_parser_t *parser, const struct text_copy *copy)
{
	if (!yaml_parser_initialize(parser))
		memory_exhausted();
	yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(parser, (const unsigned char *)copy->data, copy->size);
}

// Where libyaml stops; false when it reads to the end.
static bool find_stop(const struct text_copy *copy, size_t *ret_offset)
{
	yaml_parser_t parser;
	bool done = false;
	bool failed = false;

	parser_open(&parser, copy);
	while (!done && !failed) {
		yaml_event_t event;

		failed = !yaml_parser_parse(&parser, &event);
		if (failed)
			break;
		done = event.type == YAML_STREAM_END_EVENT;
		yaml_event_delete(&event);
	}
	*ret_offset = parser.problem_mark.index;
	yaml_parser_delete(&parser);
	return failed;
}

static void repair_tabs(struct text_copy *copy, struct diagnostics *diagnostics)
{
	size_t offset;

	if (!memchr(copy->data, '\t', copy->size))
		return;
	while (find_stop(copy, &offset)) {
		if (!text_copy_repair(copy, offset, diagnostics))
			return;
	}
}

static void report_syntax(struct builder *builder, const yaml_parser_t *parser)
{
	static const struct {
		const char *problem, *message, *hint;
	} words[] = {
		{"mapping values are not allowed in this context", "':' where no key can stand",
			"put quotes around a value that has ': ' in it, and check the indentation"},
		{"could not find expected ':'", "a key without ':'",
			"write 'key: value', and check the indentation"},
		{"found character that cannot start any token",
			"character that cannot begin a value", "put the value in quotes"},
		{"did not find expected key", "something else where a key should be",
			"check the indentation, and quotes and brackets in the lines before"},
		{"found unexpected end of stream", "quote that is not closed", NULL},
		{"did not find expected ',' or '}'", "'}' or ',' is missing", NULL},
		{"did not find expected ',' or ']'", "']' or ',' is missing", NULL},
	};
	const char *message = parser->problem ? parser->problem : "not valid YAML";
	const char *hint = "the rest of the file was not read";
	size_t offset = parser->problem_mark.index;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!text_equal(message, words[i].problem))
			continue;
		message = words[i].message;
		if (words[i].hint)
			hint = words[i].hint;
		// The place where a quote begins says more than the end of the file.
		if (parser->context && text_equal(words[i].message, "quote that is not closed"))
			offset = parser->context_mark.index;
		break;
	}
	report(builder, place_of(builder, offset), hint, "%s", message);
}

static void build(struct builder *builder)
{
	yaml_parser_t parser;
	bool done = false;

	parser_open(&parser, builder->copy);
	while (!done && !builder->stopped) {
		yaml_event_t event;

		if (!yaml_parser_parse(&parser, &event)) {
			report_syntax(builder, &parser);
			builder->stopped = true;
			break;
		}
		done = event.type == YAML_STREAM_END_EVENT;
		on_event(builder, &event);
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
	// What was open when reading stopped is as complete as it gets.
	while (builder->depth > 0)
		on_end(builder, builder->copy->size);
}

struct spec_node *yaml_parse(
	const struct source *source, struct diagnostics *diagnostics, bool *ret_broken)
{
	AUTO_TEXT_COPY copy = {.source = NULL};
	AUTO_NODE *trash = NULL;
	struct builder builder = {.copy = &copy, .diagnostics = diagnostics};
	struct spec_node *root = NULL;

	*ret_broken = true;
	if (!text_copy_init(&copy, source, diagnostics))
		return NULL;
	trash = node_create(SPEC_SEQUENCE, (struct place){source, 1, 1}, 0);
	builder.trash = trash;
	repair_tabs(&copy, diagnostics);
	build(&builder);
	*ret_broken = builder.stopped;
	if (builder.root && builder.root->kind == SPEC_MAPPING) {
		root = builder.root;
	} else if (!builder.stopped) {
		report(&builder, builder.root ? builder.root->place : (struct place){source, 1, 1},
			"a spec begins with 'esxmint: 1'", "%s at the top of the file",
			builder.root ? node_kind_name(builder.root->kind) : "nothing");
	}
	if (!root)
		node_destroy(builder.root);
	for (size_t i = 0; i < builder.anchor_count; i++)
		free(builder.anchors[i].name);
	free(builder.anchors);
	return root;
}
