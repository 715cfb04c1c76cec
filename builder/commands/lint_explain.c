// SPDX-License-Identifier: GPL-3.0-or-later
// lint --rules: what there is, and why.
#include "file.h"
#include "lint.h"
#include "lint_run.h"
#include "memory.h"
#include "text.h"

int lint_unknown_rule(const char *id, struct error *err)
{
	size_t count;
	const struct lint_rule *rules = lint_rules(&count);
	AUTO_FREE const char **names = memory_alloc_array(count, sizeof(*names));
	const char *nearest;

	for (size_t i = 0; i < count; i++)
		names[i] = rules[i].id;
	nearest = text_nearest(id, names, count);
	if (nearest)
		return error_set(err, ERROR_USAGE, "no rule '%s', did you mean '%s'?", id, nearest);
	return error_set(err, ERROR_USAGE, "no rule '%s', see 'esxmint lint --rules'", id);
}

static void print_range(const struct lint_rule *rule, struct buffer *out)
{
	char since[RELEASE_TEXT_SIZE];
	char until[RELEASE_TEXT_SIZE];

	release_format(rule->since, since);
	release_format(rule->until, until);
	if (release_known(rule->since))
		buffer_printf(out, ", from %s", since);
	if (release_known(rule->until))
		buffer_printf(out, ", up to %s", until);
}

static void print_rule(const struct lint_rule *rule, struct buffer *out)
{
	buffer_printf(out, "%s (%s", rule->id, severity_name(rule->severity));
	print_range(rule, out);
	buffer_printf(out, ")\n  why      %s\n  instead  %s\n", rule->reason, rule->instead);
	if (rule->ks_instead)
		buffer_printf(out, "           in a kickstart: %s\n", rule->ks_instead);
}

int lint_print_rules(const struct arguments *arguments, struct error *err)
{
	AUTO_BUFFER out = BUFFER_INIT;
	size_t count;
	const struct lint_rule *rules = lint_rules(&count);

	for (size_t i = 0; arguments_count(arguments) == 0 && i < count; i++)
		buffer_printf(&out, "%-30s %-8s %s\n", rules[i].id,
			severity_name(rules[i].severity), rules[i].reason);
	for (size_t i = 0; i < arguments_count(arguments); i++) {
		const struct lint_rule *rule = lint_rule_find(arguments_at(arguments, i));

		if (!rule)
			return lint_unknown_rule(arguments_at(arguments, i), err);
		buffer_puts(&out, i ? "\n" : "");
		print_rule(rule, &out);
	}
	return file_write("-", false, buffer_text(&out), out.size, err);
}
