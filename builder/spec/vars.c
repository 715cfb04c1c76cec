// SPDX-License-Identifier: GPL-3.0-or-later
// Variables: ${name} in any string value, $${ for ${ itself. Keys are left alone.
#include <stdlib.h>
#include <string.h>

#include "form.h"
#include "memory.h"
#include "stages.h"
#include "text.h"

enum {
	NEST_MAX = 32, // variables in variables
	VALUE_MAX = 1024 * 1024, // bytes of one value
	FINDINGS_MAX = 100, // then this is no spec, and finding the places takes long
	TOTAL_MAX = 16 * 1024 * 1024, // bytes of all values together
};

enum state {
	STATE_NEW,
	STATE_OPEN, // being read: meeting it again is a cycle
	STATE_DONE,
};

struct variable {
	const char *name;
	const char *fixed; // value that is no node of its own
	struct spec_node *node; // NULL with `fixed`
	enum state state;
};

struct vars {
	struct variable *list;
	size_t count;
	size_t total;
	size_t depth;
	size_t findings;
	struct diagnostics *diagnostics;
};

static void substitute(struct vars *vars, struct spec_node *node);

// Place of the index-th "${" of a scalar: the same one in the text as it is written.
static struct place place_of_variable(const struct spec_node *node, size_t index)
{
	const struct source *source = node->place.source;
	const char *at = source->text + node->start;
	const char *end = source->text + node->end;

	if (node->block)
		at = memchr(at, '\n', (size_t)(end - at)); // a comment may stand behind the |
	while (at && (at = memmem(at, (size_t)(end - at), "${", 2))) {
		if (index-- == 0)
			return place_at_offset(source, (size_t)(at - source->text));
		at += 2;
	}
	return node->place;
}

__attribute__((format(printf, 4, 5))) static struct diagnostic *fail(
	struct vars *vars, struct spec_node *node, size_t index, const char *format, ...)
{
	AUTO_FREE char *message = NULL;
	va_list args;

	va_start(args, format);
	message = memory_vprintf(format, args);
	va_end(args);
	node->invalid = true;
	vars->findings++;
	return diagnostics_add(vars->diagnostics, SEVERITY_ERROR, place_of_variable(node, index),
		node->path, "%s", message);
}

static struct variable *find(const struct vars *vars, const char *name)
{
	for (size_t i = 0; i < vars->count; i++) {
		if (text_equal(vars->list[i].name, name))
			return &vars->list[i];
	}
	return NULL;
}

static void report_unknown(
	struct vars *vars, struct spec_node *node, size_t index, const char *name)
{
	const char **names = memory_alloc_array(vars->count, sizeof(*names));
	struct diagnostic *diagnostic;
	const char *nearest;

	for (size_t i = 0; i < vars->count; i++)
		names[i] = vars->list[i].name;
	nearest = text_nearest(name, names, vars->count);
	diagnostic = fail(vars, node, index, "unknown variable '%s'", name);
	if (nearest)
		diagnostic_hint(diagnostic, "did you mean '%s'?", nearest);
	else
		diagnostic_hint(diagnostic, "set it below 'vars', or write $${%s} for ${%s} itself",
			name, name);
	free(names);
}

// The value of a variable, read first if it was not yet; NULL after a finding.
static const char *value_of(
	struct vars *vars, struct spec_node *node, size_t index, const char *name)
{
	struct variable *variable = find(vars, name);

	if (!variable) {
		report_unknown(vars, node, index, name);
		return NULL;
	}
	if (variable->fixed)
		return variable->fixed;
	if (variable->state == STATE_OPEN || vars->depth > NEST_MAX) {
		fail(vars, node, index,
			variable->state == STATE_OPEN ? "variable '%s' contains itself"
						      : "variable '%s' is nested too deep",
			name);
		return NULL;
	}
	if (variable->state == STATE_NEW) {
		variable->state = STATE_OPEN;
		vars->depth++;
		substitute(vars, variable->node);
		vars->depth--;
		variable->state = STATE_DONE;
	}
	if (variable->node->invalid || variable->node->kind != SPEC_SCALAR) {
		// The variable itself has the finding.
		node->invalid = true;
		return NULL;
	}
	return variable->node->text;
}

// Reads "${name}" at `at` and appends its value. Returns what was read.
static size_t expand(
	struct vars *vars, struct spec_node *node, size_t index, const char *at, struct buffer *out)
{
	size_t length = strcspn(at + 2, "}\n ");
	AUTO_FREE char *name = memory_strndup(at + 2, length);
	const char *value;

	if (at[2 + length] != '}' || !form_matches(FORM_VARIABLE, name)) {
		diagnostic_hint(
			fail(vars, node, index, "'${' without the name of a variable and '}'"),
			"write $${ for ${ itself");
		return 2;
	}
	value = value_of(vars, node, index, name);
	if (value)
		buffer_puts(out, value);
	return length + 3;
}

static void substitute(struct vars *vars, struct spec_node *node)
{
	AUTO_BUFFER out = BUFFER_INIT;
	size_t index = 0;
	const char *at = node->text;

	if (vars->findings >= FINDINGS_MAX || node->kind != SPEC_SCALAR || node->invalid ||
		strlen(at) != node->length || !strstr(at, "${"))
		return;
	while (*at && out.size <= VALUE_MAX && vars->findings < FINDINGS_MAX) {
		if (text_has_prefix(at, "$${")) {
			buffer_puts(&out, "${");
			at += 3;
			index++;
		} else if (text_has_prefix(at, "${")) {
			at += expand(vars, node, index++, at, &out);
		} else {
			buffer_putc(&out, *at++);
		}
	}
	vars->total += out.size;
	if (out.size > VALUE_MAX || vars->total > TOTAL_MAX)
		check_fail(vars->diagnostics, node, "variables make this longer than %s",
			out.size > VALUE_MAX ? "1 MiB" : "16 MiB in all");
	if (!node->invalid) {
		node_wipe(node->text, node->length);
		free(node->text);
		node->length = out.size;
		node->text = buffer_steal(&out);
		node->substituted = true;
	} else {
		node_wipe(out.data, out.size);
	}
}

static void walk(struct vars *vars, struct spec_node *node)
{
	if (node->settled)
		return;
	substitute(vars, node);
	for (size_t i = 0; i < node->count; i++)
		walk(vars, node->entries[i].value);
}

static void add_variable(struct vars *vars, struct variable variable)
{
	memory_grow(&vars->list, vars->count, sizeof(*vars->list));
	vars->list[vars->count++] = variable;
}

// The variables below `vars`, which is returned (NULL: there are none).
static const struct spec_entry *read_variables(
	struct vars *vars, const struct spec_node *root, const char *host)
{
	const struct spec_entry *own = node_entry(root, "vars");

	if (host)
		add_variable(vars, (struct variable){"name", host, NULL, STATE_DONE});
	for (size_t i = 0; own && i < own->value->count && own->value->kind == SPEC_MAPPING; i++) {
		const struct spec_entry *entry = &own->value->entries[i];

		if (!entry->shadowed && !(host && text_equal(entry->key, "name")))
			add_variable(
				vars, (struct variable){entry->key, NULL, entry->value, STATE_NEW});
	}
	return own;
}

static void finish(struct vars *vars, const struct spec_node *root)
{
	if (vars->findings >= FINDINGS_MAX)
		diagnostics_add(vars->diagnostics, SEVERITY_ERROR, root->place, "vars",
			"100 findings about variables: no more of them were looked for");
	free(vars->list);
}

void vars_substitute(struct spec_node *root, const char *host, struct diagnostics *diagnostics)
{
	struct vars vars = {.diagnostics = diagnostics};
	const struct spec_entry *own = read_variables(&vars, root, host);

	for (size_t i = 0; i < vars.count; i++) {
		if (vars.list[i].node && vars.list[i].state == STATE_NEW) {
			vars.list[i].state = STATE_OPEN;
			substitute(&vars, vars.list[i].node);
			vars.list[i].state = STATE_DONE;
		}
	}
	for (size_t i = 0; i < root->count; i++) {
		if (&root->entries[i] != own)
			walk(&vars, root->entries[i].value);
	}
	finish(&vars, root);
}

void vars_substitute_part(struct spec_node *root, struct spec_node *part, const char *host,
	struct diagnostics *diagnostics)
{
	struct vars vars = {.diagnostics = diagnostics};

	read_variables(&vars, root, host);
	walk(&vars, part);
	finish(&vars, root);
}
