// SPDX-License-Identifier: GPL-3.0-or-later
// Renders templates for tests/cli/test_mustache_peer.py: cases in, results out, no opinions.
//
// Standard input is one value: "s<bytes>:<text>", "b0" or "b1", "l<count>:" and its items, or
// "m<count>:" and pairs of a string and a value. It is a list of cases: maps with `template`,
// `data`, `partials` and `plain`. For each one line "ok <bytes>" and the text, or "error <bytes>"
// and the message, with a line end behind.
#include <stdio.h>
#include <string.h>

#include "memory.h"
#include "mustache.h"

struct input {
	const char *at;
	const char *end;
	char **keys; // of all maps, which do not copy them
	size_t key_count;
};

static size_t read_count(struct input *input)
{
	size_t count = 0;

	while (input->at < input->end && *input->at >= '0' && *input->at <= '9')
		count = count * 10 + (size_t)(*input->at++ - '0');
	if (input->at >= input->end || *input->at++ != ':' ||
		count > (size_t)(input->end - input->at))
		exit(2);
	return count;
}

static char *read_string(struct input *input)
{
	size_t count = read_count(input);
	char *text = memory_strndup(input->at, count);

	input->at += count;
	return text;
}

static struct value *read_value(struct input *input)
{
	AUTO_FREE char *text = NULL;
	struct value *value;
	char kind = input->at < input->end ? *input->at++ : 0;
	size_t count;

	switch (kind) {
	case 's':
		text = read_string(input);
		return value_string(text);
	case 'b':
		return value_bool(*input->at++ == '1');
	case 'l':
		value = value_list();
		for (count = read_count(input); count; count--)
			value_append(value, read_value(input));
		return value;
	case 'm':
		value = value_map();
		for (count = read_count(input); count; count--) {
			char *key;

			input->at++;
			key = read_string(input);
			memory_grow(&input->keys, input->key_count, sizeof(char *));
			input->keys[input->key_count++] = key;
			value_set(value, key, read_value(input));
		}
		return value;
	default:
		exit(2);
	}
}

enum { PARTIAL_COUNT = 16 };

struct partials {
	const struct value *texts;
	struct {
		char *name;
		struct mustache *template;
	} list[PARTIAL_COUNT];
};

// Parses each partial once, when it is asked for first: one may name itself.
static int find_partial(
	void *context, const char *name, const struct mustache **ret, struct error *err)
{
	struct partials *partials = context;
	const struct value *text = value_get(partials->texts, name, strlen(name));
	size_t i = 0;

	if (!text)
		return 0;
	while (i < PARTIAL_COUNT && partials->list[i].name &&
		strcmp(partials->list[i].name, name) != 0)
		i++;
	if (i == PARTIAL_COUNT)
		return 0;
	if (!partials->list[i].name &&
		mustache_parse(name, value_text(text), strlen(value_text(text)),
			&partials->list[i].template, err) < 0)
		return -1;
	if (!partials->list[i].name)
		partials->list[i].name = memory_strdup(name);
	*ret = partials->list[i].template;
	return 0;
}

static void render_case(const struct value *item)
{
	const char *text = value_text(value_get(item, "template", strlen("template")));
	AUTO_MUSTACHE *template = NULL;
	AUTO_BUFFER output = BUFFER_INIT;
	AUTO_ERROR err = ERROR_INIT;
	struct partials partials = {value_get(item, "partials", strlen("partials")), {{0}}};
	const struct mustache_options options = {
		.plain = value_is_true(value_get(item, "plain", strlen("plain"))),
		.partial = find_partial,
		.context = &partials,
	};
	const char *word = "ok";

	if (mustache_parse("case", text, strlen(text), &template, &err) < 0 ||
		mustache_render(template, value_get(item, "data", strlen("data")), &options,
			&output, &err) < 0) {
		word = "error";
		buffer_truncate(&output, 0);
		buffer_puts(&output, err.text);
	}
	printf("%s %zu\n%s\n", word, output.size, buffer_text(&output));
	for (size_t i = 0; i < PARTIAL_COUNT; i++) {
		free(partials.list[i].name);
		mustache_destroy(partials.list[i].template);
	}
}

int main(void)
{
	AUTO_BUFFER text = BUFFER_INIT;
	AUTO_VALUE *cases = NULL;
	char chunk[4096];
	size_t got;
	struct input input;

	while ((got = fread(chunk, 1, sizeof(chunk), stdin)) > 0)
		buffer_append(&text, chunk, got);
	input = (struct input){.at = buffer_text(&text), .end = buffer_text(&text) + text.size};
	cases = read_value(&input);
	for (size_t i = 0; i < value_count(cases); i++)
		render_case(value_at(cases, i));
	for (size_t i = 0; i < input.key_count; i++)
		free(input.keys[i]);
	free(input.keys);
	return 0;
}
