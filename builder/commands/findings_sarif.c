// SPDX-License-Identifier: GPL-3.0-or-later
// Findings as SARIF 2.1.0 (OASIS, Static Analysis Results Interchange Format).
#include "findings.h"

#include <string.h>

#include "json.h"
#include "lint.h"
#include "memory.h"
#include "text.h"

// SARIF's levels, by severity.
static const char *const levels[] = {"note", "warning", "error"};

// The rules that the findings are of, each once, in the order of their first one.
struct rules {
	const char **ids;
	size_t count;
};

static void rules_finish(struct rules *rules)
{
	free(rules->ids);
}

static size_t rule_index(struct rules *rules, const char *id)
{
	for (size_t i = 0; i < rules->count; i++) {
		if (text_equal(rules->ids[i], id))
			return i;
	}
	memory_grow(&rules->ids, rules->count, sizeof(*rules->ids));
	rules->ids[rules->count] = id;
	return rules->count++;
}

// As RFC 3986 wants it: a relative reference, of an absolute path a URI of its own.
static char *uri_of(const char *name)
{
	static const char kept[] = "-._~/!$&'()*+,;=@";
	AUTO_BUFFER uri = BUFFER_INIT;

	buffer_puts(&uri, *name == '/' ? "file://" : "");
	for (const char *at = name; *at; at++) {
		if (text_is_alnum(*at) || strchr(kept, *at))
			buffer_putc(&uri, *at);
		else
			buffer_printf(&uri, "%%%02X", (unsigned char)*at);
	}
	return buffer_steal(&uri);
}

// Our columns count bytes, SARIF's units of UTF-16.
static unsigned utf16_column(const struct place *place)
{
	size_t length = 0;
	const char *line = source_line(place->source, place->line, &length);
	unsigned column = 1;

	if (!line || place->column > length + 1)
		return place->column;
	for (size_t i = 0; i + 1 < place->column; i++) {
		unsigned char c = (unsigned char)line[i];

		column += (c & 0xc0) == 0x80 ? 0 : c < 0xf0 ? 1 : 2;
	}
	return column;
}

static void set_message(struct json *object, const char *key, const char *text)
{
	struct json *message = json_new_object();

	json_set_text(message, "text", text);
	json_set_value(object, key, message);
}

// "first-disk-usb" as "FirstDiskUsb": the standard wants a name for people to be one word.
static char *pascal_case(const char *id)
{
	AUTO_BUFFER name = BUFFER_INIT;
	bool head = true;

	for (; *id; id++) {
		if (*id != '-')
			buffer_putc(&name, head ? text_upper(*id) : *id);
		head = *id == '-';
	}
	return buffer_steal(&name);
}

static char *help_of(const struct lint_rule *rule)
{
	if (!rule)
		return memory_strdup("The message says what was expected.");
	if (!rule->ks_instead)
		return memory_printf("Why: %s. Instead: %s.", rule->reason, rule->instead);
	return memory_printf("Why: %s. Instead: %s. In a kickstart: %s.", rule->reason,
		rule->instead, rule->ks_instead);
}

static struct json *sarif_rule(const char *id)
{
	const struct lint_rule *known = lint_rule_find(id);
	struct json *rule = json_new_object();
	struct json *configuration = json_new_object();
	AUTO_FREE char *name = pascal_case(id);
	AUTO_FREE char *help = help_of(known);

	json_set_text(rule, "id", id);
	json_set_text(rule, "name", name);
	set_message(rule, "shortDescription",
		known ? known->reason : "the input is not what it must be");
	set_message(rule, "help", help);
	json_set_text(configuration, "level", levels[known ? known->severity : SEVERITY_ERROR]);
	json_set_value(rule, "defaultConfiguration", configuration);
	return rule;
}

static struct json *physical_location(const struct place *place)
{
	struct json *physical = json_new_object();
	struct json *artifact = json_new_object();
	AUTO_FREE char *uri = uri_of(place->source->name);

	json_set_text(artifact, "uri", uri);
	json_set_value(physical, "artifactLocation", artifact);
	if (place->line) {
		struct json *region = json_new_object();

		json_set_number(region, "startLine", place->line);
		if (place->column)
			json_set_number(region, "startColumn", utf16_column(place));
		json_set_value(physical, "region", region);
	}
	return physical;
}

static struct json *sarif_location(const struct diagnostic *finding)
{
	struct json *location = json_new_object();

	json_set_value(location, "physicalLocation", physical_location(&finding->place));
	if (finding->path && *finding->path) {
		struct json *list = json_new_array();
		struct json *logical = json_new_object();

		json_set_text(logical, "fullyQualifiedName", finding->path);
		json_append_value(list, logical);
		json_set_value(location, "logicalLocations", list);
	}
	return location;
}

static struct json *sarif_result(const struct diagnostic *finding, size_t rule)
{
	AUTO_FREE char *words = findings_sentence(finding);
	struct json *result = json_new_object();
	struct json *locations = json_new_array();

	json_set_text(result, "ruleId", findings_rule(finding));
	json_set_number(result, "ruleIndex", rule);
	json_set_text(result, "level", levels[finding->severity]);
	set_message(result, "message", words);
	if (finding->place.source)
		json_append_value(locations, sarif_location(finding));
	json_set_value(result, "locations", locations);
	return result;
}

static struct json *sarif_tool(const struct rules *rules)
{
	struct json *tool = json_new_object();
	struct json *driver = json_new_object();
	struct json *list = json_new_array();

	for (size_t i = 0; i < rules->count; i++)
		json_append_value(list, sarif_rule(rules->ids[i]));
	json_set_text(driver, "name", "esxmint");
	json_set_text(driver, "version", ESXMINT_VERSION);
	json_set_text(driver, "semanticVersion", ESXMINT_VERSION);
	json_set_value(driver, "rules", list);
	json_set_value(tool, "driver", driver);
	return tool;
}

void findings_print_sarif(const struct diagnostics *diagnostics, struct buffer *out)
{
	CLEANUP(rules_finish) struct rules rules = {NULL, 0};
	AUTO_JSON *document = json_new_object();
	struct json *runs = json_new_array();
	struct json *run = json_new_object();
	struct json *results = json_new_array();
	AUTO_FREE char *text = NULL;

	for (size_t i = 0; i < diagnostics->count; i++) {
		const struct diagnostic *finding = &diagnostics->list[i];

		json_append_value(
			results, sarif_result(finding, rule_index(&rules, findings_rule(finding))));
	}
	json_set_value(run, "tool", sarif_tool(&rules));
	json_set_text(run, "columnKind", "utf16CodeUnits");
	json_set_value(run, "results", results);
	json_append_value(runs, run);
	json_set_text(document, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
	json_set_text(document, "version", "2.1.0");
	json_set_value(document, "runs", runs);
	text = json_print(document);
	buffer_puts(out, text);
}
