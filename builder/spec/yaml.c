// SPDX-License-Identifier: GPL-3.0-or-later
// YAML events (libyaml) to a tree of nodes with their places. The only file that includes <yaml.h>.
//
// What libyaml does that this file has to know:
// - marks count characters, not bytes; the text it gets here is ASCII (text_copy.c), so both agree;
// - the event parser checks neither duplicate keys nor aliases, that is left to whoever composes;
// - it reads a tab behind "key:" as separation, and stops at one in front of a key of a block.
#include "yaml.h"

#include <string.h>
#include <yaml.h>

#include "memory.h"
#include "text.h"
#include "text_copy.h"
#include "tree.h"

static void on_scalar(struct tree *tree, struct tree_mark mark, const yaml_event_t *event)
{
	enum tree_style style = TREE_PLAIN;

	if (event->data.scalar.style == YAML_SINGLE_QUOTED_SCALAR_STYLE ||
		event->data.scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE)
		style = TREE_QUOTED;
	else if (event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE)
		style = TREE_BLOCK;
	mark.anchor = (const char *)event->data.scalar.anchor;
	mark.tag = (const char *)event->data.scalar.tag;
	tree_scalar(tree, mark, (const char *)event->data.scalar.value, event->data.scalar.length,
		style);
}

static void on_event(struct tree *tree, const yaml_event_t *event)
{
	struct tree_mark mark = {event->start_mark.index, event->end_mark.index, NULL, NULL};

	switch (event->type) {
	case YAML_SCALAR_EVENT:
		on_scalar(tree, mark, event);
		break;
	case YAML_ALIAS_EVENT:
		tree_alias(tree, mark, (const char *)event->data.alias.anchor);
		break;
	case YAML_MAPPING_START_EVENT:
		mark.anchor = (const char *)event->data.mapping_start.anchor;
		mark.tag = (const char *)event->data.mapping_start.tag;
		tree_begin(tree, mark, SPEC_MAPPING);
		break;
	case YAML_SEQUENCE_START_EVENT:
		mark.anchor = (const char *)event->data.sequence_start.anchor;
		mark.tag = (const char *)event->data.sequence_start.tag;
		tree_begin(tree, mark, SPEC_SEQUENCE);
		break;
	case YAML_MAPPING_END_EVENT:
	case YAML_SEQUENCE_END_EVENT:
		tree_end(tree, mark.end);
		break;
	case YAML_DOCUMENT_START_EVENT:
		if (tree->root)
			tree_stop(tree, mark.start, "a second document in one file");
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

static void report_syntax(struct tree *tree, const yaml_parser_t *parser)
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
	tree_report(tree, offset, hint, message);
}

static void build(struct tree *tree)
{
	yaml_parser_t parser;
	bool done = false;

	parser_open(&parser, tree->copy);
	while (!done && !tree->stopped) {
		yaml_event_t event;

		if (!yaml_parser_parse(&parser, &event)) {
			report_syntax(tree, &parser);
			tree_distrust_last(tree);
			tree->stopped = true;
			break;
		}
		done = event.type == YAML_STREAM_END_EVENT;
		on_event(tree, &event);
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
}

struct spec_node *yaml_parse(
	const struct source *source, struct diagnostics *diagnostics, bool *ret_broken)
{
	AUTO_TEXT_COPY copy = {.source = NULL};
	AUTO_TREE tree = {.copy = &copy};
	struct spec_node *root;

	*ret_broken = true;
	if (!text_copy_init(&copy, source, diagnostics))
		return NULL;
	repair_tabs(&copy, diagnostics);
	tree_init(&tree, &copy, diagnostics);
	build(&tree);
	root = tree_steal(&tree);
	*ret_broken = tree.stopped;
	return root;
}
