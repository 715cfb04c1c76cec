// SPDX-License-Identifier: GPL-3.0-or-later
// A comparison as one HTML file: nothing in it refers to anything outside, nothing in it is run.
#include "print.h"

#include <string.h>

#include "html_style.h"
#include "memory.h"

static void put_escaped(const char *text, size_t length, struct buffer *ret)
{
	AUTO_BUFFER clean = BUFFER_INIT;

	print_clean(text, length, &clean);
	for (size_t i = 0; i < clean.size; i++) {
		switch (clean.data[i]) {
		case '<':
			buffer_puts(ret, "&lt;");
			break;
		case '>':
			buffer_puts(ret, "&gt;");
			break;
		case '&':
			buffer_puts(ret, "&amp;");
			break;
		case '"':
			buffer_puts(ret, "&quot;");
			break;
		case '\'':
			buffer_puts(ret, "&#39;");
			break;
		default:
			buffer_putc(ret, clean.data[i]);
		}
	}
}

static void put_text(const char *text, struct buffer *ret)
{
	put_escaped(text, strlen(text), ret);
}

static void put_sentences(const struct compare_group *group, struct buffer *ret)
{
	if (!group->sentence_count)
		return;
	buffer_puts(ret, "<ul class=\"words\">\n");
	for (size_t i = 0; i < group->sentence_count; i++) {
		const struct compare_sentence *sentence = &group->sentences[i];

		buffer_puts(ret, "<li><b>");
		put_text(sentence->subject, ret);
		buffer_puts(ret, ":</b> <span");
		if (sentence->path) {
			buffer_puts(ret, " title=\"");
			put_text(sentence->path, ret);
			buffer_putc(ret, '"');
		}
		buffer_putc(ret, '>');
		put_text(sentence->text, ret);
		buffer_puts(ret, "</span></li>\n");
	}
	buffer_puts(ret, "</ul>\n");
}

static void put_number(unsigned line, struct buffer *ret)
{
	if (line)
		buffer_printf(ret, "<td class=\"n\">%u</td>", line);
	else
		buffer_puts(ret, "<td class=\"n\"></td>");
}

static void put_line(const struct line_diff_line *line, const char *note, struct buffer *ret)
{
	const char *kind = line->origin == '-' ? "del" : line->origin == '+' ? "add" : "same";

	buffer_printf(ret, "<tr class=\"%s\">", kind);
	put_number(line->old_line, ret);
	put_number(line->new_line, ret);
	// The sign is text, so that colour is not all that tells.
	buffer_printf(ret, "<td class=\"s\">%c</td><td class=\"t\">", line->origin);
	put_escaped(line->text, line->length, ret);
	buffer_printf(ret, "<i>%s</i></td></tr>\n", note);
}

static void put_hunk(const struct line_diff_hunk *hunk, const char *title, struct buffer *ret)
{
	AUTO_FREE char *head = print_hunk_head(hunk);

	buffer_puts(ret, "<details open><summary><span class=\"part\">");
	put_text(title, ret);
	buffer_puts(ret, "</span> <span class=\"head\">");
	put_text(head, ret);
	buffer_puts(ret, "</span></summary>\n<div class=\"lines\"><table>\n");
	for (size_t i = 0; i < hunk->line_count; i++)
		put_line(&hunk->lines[i], print_secret_note(hunk, i), ret);
	buffer_puts(ret, "</table></div></details>\n");
}

static void put_group(
	const struct comparison *comparison, const struct compare_group *group, struct buffer *ret)
{
	AUTO_FREE char *title = print_group_title(comparison, group);
	AUTO_FREE char *remark = print_group_remark(comparison, group);
	AUTO_FREE char *counts = print_group_counts(group);

	buffer_puts(ret, "<section>\n");
	// The head of the page has the names of a single pair already.
	if (group->name) {
		buffer_puts(ret, "<h2>");
		put_text(title, ret);
		buffer_puts(ret, "</h2>\n");
	}
	if (comparison->group_count > 1 && group->old_origin && group->new_origin)
		buffer_printf(ret, "<p class=\"counts\">%s</p>\n", counts);
	if (remark) {
		buffer_puts(ret, "<p class=\"remark\">");
		put_text(remark, ret);
		buffer_puts(ret, "</p>\n");
	}
	put_sentences(group, ret);
	for (size_t i = 0; i < group->part_count; i++) {
		AUTO_FREE char *part = print_part_title(&group->parts[i]);

		for (size_t n = 0; n < group->parts[i].hunk_count; n++)
			put_hunk(&group->parts[i].hunks[n], part, ret);
	}
	buffer_puts(ret, "</section>\n");
}

void compare_print_html(const struct comparison *comparison, struct buffer *ret)
{
	AUTO_FREE char *verdict = print_verdict(comparison);

	buffer_puts(ret,
		"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		"style-src 'unsafe-inline'\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		"<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
	put_text(comparison->old_name, ret);
	buffer_puts(ret, " -&gt; ");
	put_text(comparison->new_name, ret);
	buffer_puts(ret, "</title>\n<style>\n");
	buffer_puts(ret, html_style);
	buffer_puts(ret, "</style>\n</head>\n<body>\n<header>\n<h1>What changes</h1>\n<p>"
			 "<code>");
	put_text(comparison->old_name, ret);
	buffer_puts(ret, "</code> &rarr; <code>");
	put_text(comparison->new_name, ret);
	buffer_puts(ret, "</code></p>\n<p class=\"verdict\">");
	put_text(verdict, ret);
	buffer_puts(ret, "</p>\n</header>\n<main>\n");
	for (size_t i = 0; i < comparison->group_count; i++) {
		if (!comparison->groups[i].equal)
			put_group(comparison, &comparison->groups[i], ret);
	}
	buffer_puts(ret, "</main>\n</body>\n</html>\n");
}
