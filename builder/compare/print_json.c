// SPDX-License-Identifier: GPL-3.0-or-later
// A comparison as JSON, esxmint.diff/1.
#include "print.h"

#include "json.h"
#include "mark.h"
#include "memory.h"

static struct json *describe_sentence(const struct compare_sentence *sentence)
{
	struct json *object = json_new_object();

	json_set_text(object, "subject", sentence->subject);
	json_set_text(object, "text", sentence->text);
	json_set_text(object, "path", sentence->path);
	json_set_text(object, "old", sentence->old_value);
	json_set_text(object, "new", sentence->new_value);
	json_set_flag(object, "secret", sentence->secret);
	return object;
}

static struct json *describe_line(const struct line_diff_line *line, bool secret_changed)
{
	struct json *object = json_new_object();
	const char origin[] = {line->origin, '\0'};
	AUTO_BUFFER text = BUFFER_INIT;

	mark_put(line->text, line->length, &text);
	json_set_text(object, "kind", origin);
	if (line->old_line)
		json_set_number(object, "old_line", line->old_line);
	if (line->new_line)
		json_set_number(object, "new_line", line->new_line);
	json_set_text(object, "text", buffer_text(&text));
	if (secret_changed)
		json_set_flag(object, "secret_changed", true);
	return object;
}

static struct json *describe_hunk(const struct line_diff_hunk *hunk)
{
	struct json *object = json_new_object();
	struct json *lines = json_new_array();

	json_set_number(object, "old_start", hunk->old_start);
	json_set_number(object, "old_count", hunk->old_count);
	json_set_number(object, "new_start", hunk->new_start);
	json_set_number(object, "new_count", hunk->new_count);
	for (size_t i = 0; i < hunk->line_count; i++)
		json_append_value(
			lines, describe_line(&hunk->lines[i], *print_secret_note(hunk, i)));
	json_set_value(object, "lines", lines);
	return object;
}

static struct json *describe_part(const struct compare_part *part)
{
	struct json *object = json_new_object();
	struct json *hunks = json_new_array();

	json_set_text(object, "section", part->section);
	json_set_text(object, "task", part->task);
	for (size_t i = 0; i < part->hunk_count; i++)
		json_append_value(hunks, describe_hunk(&part->hunks[i]));
	json_set_value(object, "hunks", hunks);
	return object;
}

static struct json *describe_group(const struct compare_group *group)
{
	struct json *object = json_new_object();
	struct json *changes = json_new_array();
	struct json *parts = json_new_array();

	json_set_text(object, "name", group->name);
	json_set_text(object, "old", group->old_origin);
	json_set_text(object, "new", group->new_origin);
	json_set_flag(object, "equal", group->equal);
	json_set_flag(object, "equivalent", group->equivalent);
	for (size_t i = 0; i < group->sentence_count; i++)
		json_append_value(changes, describe_sentence(&group->sentences[i]));
	json_set_value(object, "changes", changes);
	json_set_number(object, "lines_removed", group->removed);
	json_set_number(object, "lines_added", group->added);
	for (size_t i = 0; i < group->part_count; i++)
		json_append_value(parts, describe_part(&group->parts[i]));
	json_set_value(object, "parts", parts);
	return object;
}

char *compare_print_json(const struct comparison *comparison)
{
	AUTO_JSON *document = json_new_document("esxmint.diff/1");
	struct json *groups = json_new_array();

	json_set_text(document, "old", comparison->old_name);
	json_set_text(document, "new", comparison->new_name);
	json_set_flag(document, "equal", comparison->equal);
	json_set_flag(document, "equivalent", comparison->equivalent);
	for (size_t i = 0; i < comparison->group_count; i++)
		json_append_value(groups, describe_group(&comparison->groups[i]));
	json_set_value(document, "groups", groups);
	return json_print(document);
}
