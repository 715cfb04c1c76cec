// SPDX-License-Identifier: GPL-3.0-or-later
// Printing findings for people and for machines.
#include "findings.h"

#include <string.h>
#include <unistd.h>

#include "file.h"
#include "json.h"
#include "memory.h"
#include "text.h"

static const char color_off[] = "\033[0m";
static const char color_place[] = "\033[1m";

static const char *severity_color(enum severity severity)
{
	static const char *const colors[] = {"\033[36m", "\033[33m", "\033[31m"};

	return colors[severity];
}

// In UTF-8: U+200E, U+200F, U+2028 to U+202E, U+2066 to U+2069. They end lines or turn the
// direction of what follows, so that a name reads as another one.
static bool is_direction(const unsigned char *at)
{
	if (at[0] != 0xe2 || (at[1] != 0x80 && at[1] != 0x81))
		return false;
	if (at[1] == 0x81)
		return at[2] >= 0xa6 && at[2] <= 0xa9;
	return at[2] == 0x8e || at[2] == 0x8f || (at[2] >= 0xa8 && at[2] <= 0xae);
}

// A control character: below blank, DEL, or in UTF-8 one of U+0080 to U+009F, U+061C, or those of
// is_direction().
static size_t control_length(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;

	if (at[0] == 0xc2 && at[1] >= 0x80 && at[1] <= 0x9f)
		return 2;
	if (at[0] == 0xd8 && at[1] == 0x9c)
		return 2;
	if (is_direction(at))
		return 3;
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

char *findings_sentence(const struct diagnostic *finding)
{
	return memory_printf("%s%s%s%s%s", finding->path ? finding->path : "",
		finding->path && finding->path[0] ? ": " : "", finding->message,
		finding->hint ? "; " : "", finding->hint ? finding->hint : "");
}

void findings_print_text(
	const struct diagnostics *diagnostics, bool color, bool caret, struct buffer *out)
{
	for (size_t i = 0; i < diagnostics->count; i++) {
		const struct diagnostic *finding = &diagnostics->list[i];
		AUTO_FREE char *words = findings_sentence(finding);

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
			findings_print_caret(finding, out);
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

static void print_json(const struct diagnostics *diagnostics, size_t files, struct buffer *out)
{
	AUTO_JSON *document = json_new_document("esxmint.findings/1");
	struct json *list = json_new_array();
	AUTO_FREE char *text = NULL;

	json_set_number(document, "files", files);
	json_set_number(document, "errors", diagnostics->error_count);
	json_set_number(document, "warnings", diagnostics->warning_count);
	json_set_number(document, "advice",
		diagnostics->count - diagnostics->error_count - diagnostics->warning_count);
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

const char *findings_rule(const struct diagnostic *finding)
{
	return finding->rule ? finding->rule : "invalid-input";
}

// Workflow commands escape the characters that end a property or a message; other control
// characters would reach the log's reader as they are.
static void print_escaped(const char *text, bool property, struct buffer *out)
{
	while (*text) {
		bool special = *text == '%' || *text == '\r' || *text == '\n' ||
			       (property && (*text == ':' || *text == ','));
		size_t controls = special ? 0 : control_length(text);

		if (special)
			buffer_printf(out, "%%%02X", (unsigned)*text++);
		else if (!controls)
			buffer_putc(out, *text++);
		for (; controls; controls--)
			buffer_printf(out, "\\x%02x", (unsigned char)*text++);
	}
}

static void print_github(const struct diagnostics *diagnostics, struct buffer *out)
{
	static const char *const kinds[] = {"notice", "warning", "error"};

	for (size_t i = 0; i < diagnostics->count; i++) {
		const struct diagnostic *finding = &diagnostics->list[i];
		AUTO_FREE char *words = findings_sentence(finding);

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
		print_escaped(findings_rule(finding), true, out);
		buffer_puts(out, "::");
		print_escaped(words, false, out);
		buffer_putc(out, '\n');
	}
}

static void print_summary(
	const struct diagnostics *diagnostics, struct findings_subject subject, struct buffer *out)
{
	if (!subject.name)
		buffer_printf(out, "%zu files", subject.files);
	else
		findings_print_clean(subject.name, out);
	buffer_printf(out, ": %zu error%s, %zu warning%s\n", diagnostics->error_count,
		diagnostics->error_count == 1 ? "" : "s", diagnostics->warning_count,
		diagnostics->warning_count == 1 ? "" : "s");
}

int findings_output(const struct arguments *arguments, struct diagnostics *diagnostics,
	const char *format, struct findings_subject subject, struct error *err)
{
	AUTO_BUFFER out = BUFFER_INIT;

	diagnostics_sort(diagnostics);
	if (text_equal(format, "json")) {
		print_json(diagnostics, subject.files, &out);
	} else if (text_equal(format, "sarif")) {
		findings_print_sarif(diagnostics, &out);
	} else if (text_equal(format, "github")) {
		print_github(diagnostics, &out);
	} else {
		findings_print_text(diagnostics,
			output_use_color(arguments_color(arguments), stdout),
			isatty(STDOUT_FILENO) == 1, &out);
		if (diagnostics->count)
			print_summary(diagnostics, subject, &out);
	}
	return file_write("-", false, buffer_text(&out), out.size, err);
}
