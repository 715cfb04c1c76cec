// SPDX-License-Identifier: GPL-3.0-or-later
// Edits of boot.cfg that touch one token and leave every other byte, see bootcfg.h.
#include <stdlib.h>
#include <string.h>

#include "bootcfg_lines.h"
#include "memory.h"
#include "text.h"

void bootcfg_change_finish(struct bootcfg_change *change)
{
	free(change->before);
	free(change->after);
	*change = (struct bootcfg_change)BOOTCFG_CHANGE_INIT;
}

void bootcfg_report(struct bootcfg_change *ret, struct bootcfg_change *change)
{
	if (!ret)
		return;
	*ret = *change;
	*change = (struct bootcfg_change)BOOTCFG_CHANGE_INIT;
}

void bootcfg_splice(struct bootcfg_line *line, size_t begin, size_t end, const char *text)
{
	char *edited = memory_printf("%.*s%s%s", (int)begin, line->text, text, line->text + end);

	free(line->text);
	line->text = edited;
	bootcfg_classify(line);
}

static bool ends_in_return(const struct bootcfg_line *line)
{
	size_t length = strlen(line->text);

	return length > 0 && line->text[length - 1] == '\r';
}

// Adds "key=value" at `index` with the line ends that the file has.
static void insert_line(struct bootcfg *bootcfg, size_t index, const char *key, const char *value)
{
	struct bootcfg_line line = {.feed = true};
	bool returns = bootcfg->line_count > 0 && bootcfg->lines[0].feed &&
		       ends_in_return(&bootcfg->lines[0]);

	memory_grow(&bootcfg->lines, bootcfg->line_count, sizeof(*bootcfg->lines));
	if (index > 0 && !bootcfg->lines[index - 1].feed) {
		struct bootcfg_line *last = &bootcfg->lines[index - 1];

		// The new line becomes the last one, which has no line end in this file.
		if (returns)
			bootcfg_splice(last, strlen(last->text), strlen(last->text), "\r");
		last->feed = true;
		line.feed = false;
		returns = false;
	}
	line.text = memory_printf("%s=%s%s", key, value, returns ? "\r" : "");
	bootcfg_classify(&line);
	memmove(bootcfg->lines + index + 1, bootcfg->lines + index,
		(bootcfg->line_count - index) * sizeof(*bootcfg->lines));
	bootcfg->lines[index] = line;
	bootcfg->line_count++;
}

// The index behind the line that counts for `key`, or behind the last line.
static size_t behind(const struct bootcfg *bootcfg, enum bootcfg_key key)
{
	const struct bootcfg_line *line = bootcfg_find_line(bootcfg, key);

	return line ? (size_t)(line - bootcfg->lines) + 1 : bootcfg->line_count;
}

static bool same_name(const char *word, size_t length, const char *name, bool exact)
{
	size_t name_length = strcspn(name, "=");
	size_t i = 0;

	for (; i < length && word[i] != '='; i++) {
		if (i >= name_length)
			return false;
		if (exact ? word[i] != name[i] : text_lower(word[i]) != text_lower(name[i]))
			return false;
	}
	return i == name_length;
}

// Takes a word and the white space that parted it from its neighbour.
static void cut_word(struct bootcfg_line *line, size_t begin, size_t end)
{
	if (end < line->value_end) {
		while (bootcfg_is_space(line->text[end]))
			end++;
	} else {
		while (begin > line->value && bootcfg_is_space(line->text[begin - 1]))
			begin--;
	}
	bootcfg_splice(line, begin, end, "");
}

static void remember(struct bootcfg_change *change, const char *word, size_t length)
{
	char *before = change->before ? memory_printf("%s %.*s", change->before, (int)length, word)
				      : memory_strndup(word, length);

	free(change->before);
	change->before = before;
}

void bootcfg_remove_option(struct bootcfg *bootcfg, const char *name, struct bootcfg_change *ret)
{
	AUTO_BOOTCFG_CHANGE change = BOOTCFG_CHANGE_INIT;
	struct bootcfg_line *line = bootcfg_find_line(bootcfg, BOOTCFG_KERNELOPT);
	size_t offset = line ? line->value : 0, begin, end;

	while (line && bootcfg_next_word(line->text, line->value_end, &offset, &begin, &end)) {
		if (!same_name(line->text + begin, end - begin, name, false))
			continue;
		change.kind = BOOTCFG_REMOVED;
		remember(&change, line->text + begin, end - begin);
		cut_word(line, begin, end);
		offset = line->value;
	}
	if (change.kind != BOOTCFG_UNCHANGED)
		bootcfg_refresh(bootcfg);
	bootcfg_report(ret, &change);
}

static int check_token(const char *token, struct error *err)
{
	size_t offset = 0, begin, end;
	char quote = '\0';

	for (const char *c = token; *c; c++) {
		if (quote == *c)
			quote = '\0';
		else if (!quote && (*c == '"' || *c == '\''))
			quote = *c;
	}
	if (!bootcfg_next_word(token, strlen(token), &offset, &begin, &end) || token[0] == '=')
		return error_set(err, ERROR_INPUT, "a kernel option must have a name");
	if (!text_is_printable(token) || strchr(token, ' '))
		return error_set(err, ERROR_INPUT,
			"kernel option '%s' must be printable ASCII without blanks", token);
	if (quote)
		return error_set(err, ERROR_INPUT, "kernel option '%s' has an open quote", token);
	return 0;
}

// Replaces the first word of the token's name and cuts the others. False: there was none.
static bool replace_words(
	struct bootcfg_line *line, const char *token, struct bootcfg_change *change)
{
	bool exact = !same_name("ks", 2, token, false);
	size_t offset = line->value, begin, end, found = 0;

	while (bootcfg_next_word(line->text, line->value_end, &offset, &begin, &end)) {
		if (!same_name(line->text + begin, end - begin, token, exact))
			continue;
		remember(change, line->text + begin, end - begin);
		if (found++ == 0) {
			bootcfg_splice(line, begin, end, token);
			offset = begin + strlen(token);
		} else {
			cut_word(line, begin, end);
			offset = begin < line->value_end ? begin : line->value_end;
		}
	}
	return found > 0;
}

int bootcfg_set_option(
	struct bootcfg *bootcfg, const char *token, struct bootcfg_change *ret, struct error *err)
{
	AUTO_BOOTCFG_CHANGE change = BOOTCFG_CHANGE_INIT;
	struct bootcfg_line *line = bootcfg_find_line(bootcfg, BOOTCFG_KERNELOPT);

	if (check_token(token, err) < 0)
		return -1;
	change.after = memory_strdup(token);
	if (line && replace_words(line, token, &change)) {
		change.kind =
			text_equal(change.before, token) ? BOOTCFG_UNCHANGED : BOOTCFG_REPLACED;
	} else {
		change.kind = BOOTCFG_ADDED;
		if (line) {
			AUTO_FREE char *text = memory_printf(
				"%s%s", line->value_end > line->value ? " " : "", token);

			bootcfg_splice(line, line->value_end, line->value_end, text);
		} else {
			insert_line(bootcfg, behind(bootcfg, BOOTCFG_KERNEL), "kernelopt", token);
		}
	}
	bootcfg_refresh(bootcfg);
	bootcfg_report(ret, &change);
	return 0;
}

void bootcfg_set_timeout(struct bootcfg *bootcfg, unsigned seconds, struct bootcfg_change *ret)
{
	AUTO_BOOTCFG_CHANGE change = BOOTCFG_CHANGE_INIT;
	struct bootcfg_line *line = bootcfg_find_line(bootcfg, BOOTCFG_TIMEOUT);

	change.after = memory_printf("%u", seconds);
	if (line) {
		change.before =
			memory_strndup(line->text + line->value, line->value_end - line->value);
		if (!text_equal(change.before, change.after)) {
			change.kind = BOOTCFG_REPLACED;
			bootcfg_splice(line, line->value, line->value_end, change.after);
		}
	} else {
		struct bootcfg_line *kernel = bootcfg_find_line(bootcfg, BOOTCFG_KERNEL);
		size_t index = kernel ? (size_t)(kernel - bootcfg->lines) : bootcfg->line_count;

		// VMware's own order is title, timeout, prefix, kernel.
		if (bootcfg_find_line(bootcfg, BOOTCFG_TITLE))
			index = behind(bootcfg, BOOTCFG_TITLE);
		change.kind = BOOTCFG_ADDED;
		insert_line(bootcfg, index, "timeout", change.after);
	}
	bootcfg_refresh(bootcfg);
	bootcfg_report(ret, &change);
}
