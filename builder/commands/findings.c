// SPDX-License-Identifier: GPL-3.0-or-later
// Printing findings for people and for machines.
#include "findings.h"

#include <string.h>
#include <unistd.h>

#include "file.h"
#include "json.h"
#include "memory.h"
#include "text.h"

enum { CARET_LINE_MAX = 160 };

static const char color_off[] = "\033[0m";
static const char color_place[] = "\033[1m";

static const char *severity_color(enum severity severity)
{
	static const char *const colors[] = {"\033[36m", "\033[33m", "\033[31m"};

	return colors[severity];
}

// A control character: below blank, DEL, or one of U+0080 to U+009F in UTF-8.
static size_t control_length(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;

	if (at[0] == 0xc2 && at[1] >= 0x80 && at[1] <= 0x9f)
		return 2;
	return at[0] < 0x20 || at[0] == 0x7f;
}

void findings_print_clean(const char *text, struct buffer *out)
{
	while (*text) {
		size_t length = control_length(text);

		if (!length)
			buffer_putc(out, *text++);
		for (; length; length--)
			buffer_printf(out, "\\x%02x", (unsigned char)*text++);
	}
}

int findings_write_lines(const char *text, struct error *err)
{
	AUTO_BUFFER out = BUFFER_INIT;

	while (*text) {
		AUTO_FREE char *line = memory_strndup(text, strcspn(text, "\n"));

		text += strlen(line);
		findings_print_clean(line, &out);
		if (*text)
			buffer_putc(&out, *text++);
	}
	return file_write("-", false, buffer_text(&out), out.size, err);
}

static void print_place(const struct diagnostic *finding, struct buffer *out)
{
	if (!finding->place.source)
		return;
	findings_print_clean(finding->place.source->name, out);
	if (finding->place.line)
		buffer_printf(out, ":%u", finding->place.line);
	if (finding->place.line && finding->place.column)
		buffer_printf(out, ":%u", finding->place.column);
	buffer_puts(out, ": ");
}

// "install.disk: message; hint"
static char *sentence(const struct diagnostic *finding)
{
	return memory_printf("%s%s%s%s%s", finding->path ? finding->path : "",
		finding->path && finding->path[0] ? ": " : "", finding->message,
		finding->hint ? "; " : "", finding->hint ? finding->hint : "");
}

static void print_caret(const struct diagnostic *finding, struct buffer *out)
{
	const struct place *place = &finding->place;
	size_t length = 0;
	const char *line = place->source && place->line && place->column
				   ? source_line(place->source, place->line, &length)
				   : NULL;

	if (!line || length > CARET_LINE_MAX || place->column > length + 1)
		return;
	buffer_printf(out, "%6u | ", place->line);
	for (size_t i = 0; i < length; i++)
		buffer_putc(out, (unsigned char)line[i] < 0x20 ? ' ' : line[i]);
	buffer_printf(out, "\n       | %*s^\n", (int)place->column - 1, "");
}

void findings_print_text(
	const struct diagnostics *diagnostics, bool color, bool caret, struct buffer *out)
{
	for (size_t i = 0; i < diagnostics->count; i++) {
		const struct diagnostic *finding = &diagnostics->list[i];
		AUTO_FREE char *words = sentence(finding);

		buffer_puts(out, color ? color_place : "");
		print_place(finding, out);
		buffer_printf(out, "%s%s%s%s: ", color ? color_off : "",
			color ? severity_color(finding->severity) : "",
			severity_name(finding->severity), color ? color_off : "");
		findings_print_clean(words, out);
		if (finding->rule)
			buffer_printf(out, " [%s]", finding->rule);
		buffer_putc(out, '\n');
		if (caret)
			print_caret(finding, out);
	}
}

static bool is_advice(const struct diagnostic *finding, const void *context)
{
	(void)context;
	return finding->severity == SEVERITY_ADVICE;
}

void findings_drop_advice(struct diagnostics *diagnostics)
{
	diagnostics_remove_if(diagnostics, is_advice, NULL);
}

void findings_report(const struct arguments *arguments, struct diagnostics *diagnostics)
{
	AUTO_BUFFER out = BUFFER_INIT;

	diagnostics_sort(diagnostics);
	findings_print_text(diagnostics, output_use_color(arguments_color(arguments), stderr),
		isatty(STDERR_FILENO) == 1, &out);
	fputs(buffer_text(&out), stderr);
}

static void print_json(const struct diagnostics *diagnostics, struct buffer *out)
{
	AUTO_JSON *document = json_new_document("esxmint.findings/1");
	struct json *list = json_new_array();
	AUTO_FREE char *text = NULL;

	json_set_number(document, "errors", diagnostics->error_count);
	json_set_number(document, "warnings", diagnostics->warning_count);
	for (size_t i = 0; i < diagnostics->count; i++) {
		const struct diagnostic *finding = &diagnostics->list[i];
		struct json *row = json_new_object();

		json_set_text(row, "severity", severity_name(finding->severity));
		json_set_text(row, "rule", finding->rule);
		json_set_text(
			row, "file", finding->place.source ? finding->place.source->name : NULL);
		json_set_number(row, "line", finding->place.line);
		json_set_number(row, "column", finding->place.column);
		json_set_text(row, "path", finding->path);
		json_set_text(row, "message", finding->message);
		json_set_text(row, "hint", finding->hint);
		json_append_value(list, row);
	}
	json_set_value(document, "findings", list);
	text = json_print(document);
	buffer_puts(out, text);
}

static const char *rule_id(const struct diagnostic *finding)
{
	return finding->rule ? finding->rule : "invalid-input";
}

// A relative reference as RFC 3986 wants it.
static char *uri_of(const char *name)
{
	static const char kept[] = "-._~/!$&'()*+,;=@";
	AUTO_BUFFER uri = BUFFER_INIT;

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

static struct json *sarif_location(const struct diagnostic *finding)
{
	struct json *location = json_new_object();
	struct json *physical = json_new_object();
	struct json *artifact = json_new_object();
	struct json *region = json_new_object();
	AUTO_FREE char *uri = uri_of(finding->place.source->name);

	json_set_text(artifact, "uri", uri);
	json_set_value(physical, "artifactLocation", artifact);
	if (finding->place.line) {
		json_set_number(region, "startLine", finding->place.line);
		if (finding->place.column)
			json_set_number(region, "startColumn", utf16_column(&finding->place));
		json_set_value(physical, "region", region);
	} else {
		json_destroy(region);
	}
	json_set_value(location, "physicalLocation", physical);
	return location;
}

static struct json *sarif_result(const struct diagnostic *finding)
{
	// SARIF's levels: note, warning, error.
	static const char *const levels[] = {"note", "warning", "error"};
	AUTO_FREE char *words = sentence(finding);
	struct json *result = json_new_object();
	struct json *message = json_new_object();
	struct json *locations = json_new_array();

	json_set_text(result, "ruleId", rule_id(finding));
	json_set_text(result, "level", levels[finding->severity]);
	json_set_text(message, "text", words);
	json_set_value(result, "message", message);
	if (finding->place.source)
		json_append_value(locations, sarif_location(finding));
	json_set_value(result, "locations", locations);
	return result;
}

static bool is_first_of_rule(const struct diagnostics *diagnostics, size_t index)
{
	for (size_t i = 0; i < index; i++) {
		if (text_equal(rule_id(&diagnostics->list[i]), rule_id(&diagnostics->list[index])))
			return false;
	}
	return true;
}

static void print_sarif(const struct diagnostics *diagnostics, struct buffer *out)
{
	AUTO_JSON *document = json_new_object();
	struct json *runs = json_new_array();
	struct json *run = json_new_object();
	struct json *tool = json_new_object();
	struct json *driver = json_new_object();
	struct json *rules = json_new_array();
	struct json *results = json_new_array();
	AUTO_FREE char *text = NULL;

	for (size_t i = 0; i < diagnostics->count; i++) {
		if (is_first_of_rule(diagnostics, i)) {
			struct json *rule = json_new_object();

			json_set_text(rule, "id", rule_id(&diagnostics->list[i]));
			json_append_value(rules, rule);
		}
		json_append_value(results, sarif_result(&diagnostics->list[i]));
	}
	json_set_text(driver, "name", "esxmint");
	json_set_text(driver, "version", ESXMINT_VERSION);
	json_set_value(driver, "rules", rules);
	json_set_value(tool, "driver", driver);
	json_set_value(run, "tool", tool);
	json_set_text(run, "columnKind", "utf16CodeUnits");
	json_set_value(run, "results", results);
	json_append_value(runs, run);
	json_set_text(document, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
	json_set_text(document, "version", "2.1.0");
	json_set_value(document, "runs", runs);
	text = json_print(document);
	buffer_puts(out, text);
}

// Workflow commands escape the characters that end a property or a message.
static void print_escaped(const char *text, bool property, struct buffer *out)
{
	for (; *text; text++) {
		bool special = *text == '%' || *text == '\r' || *text == '\n' ||
			       (property && (*text == ':' || *text == ','));

		if (special)
			buffer_printf(out, "%%%02X", (unsigned)*text);
		else
			buffer_putc(out, *text);
	}
}

static void print_github(const struct diagnostics *diagnostics, struct buffer *out)
{
	static const char *const kinds[] = {"notice", "warning", "error"};

	for (size_t i = 0; i < diagnostics->count; i++) {
		const struct diagnostic *finding = &diagnostics->list[i];
		AUTO_FREE char *words = sentence(finding);

		buffer_printf(out, "::%s ", kinds[finding->severity]);
		if (finding->place.source) {
			buffer_puts(out, "file=");
			print_escaped(finding->place.source->name, true, out);
			if (finding->place.line)
				buffer_printf(out, ",line=%u", finding->place.line);
			if (finding->place.line && finding->place.column)
				buffer_printf(out, ",col=%u", finding->place.column);
			buffer_putc(out, ',');
		}
		buffer_puts(out, "title=");
		print_escaped(rule_id(finding), true, out);
		buffer_puts(out, "::");
		print_escaped(words, false, out);
		buffer_putc(out, '\n');
	}
}

int findings_output(const struct arguments *arguments, struct diagnostics *diagnostics,
	const char *format, const char *subject, struct error *err)
{
	AUTO_BUFFER out = BUFFER_INIT;

	diagnostics_sort(diagnostics);
	if (text_equal(format, "json")) {
		print_json(diagnostics, &out);
	} else if (text_equal(format, "sarif")) {
		print_sarif(diagnostics, &out);
	} else if (text_equal(format, "github")) {
		print_github(diagnostics, &out);
	} else {
		findings_print_text(diagnostics,
			output_use_color(arguments_color(arguments), stdout),
			isatty(STDOUT_FILENO) == 1, &out);
		if (diagnostics->count) {
			findings_print_clean(subject, &out);
			buffer_printf(&out, ": %zu error%s, %zu warning%s\n",
				diagnostics->error_count, diagnostics->error_count == 1 ? "" : "s",
				diagnostics->warning_count,
				diagnostics->warning_count == 1 ? "" : "s");
		}
	}
	return file_write("-", false, buffer_text(&out), out.size, err);
}
