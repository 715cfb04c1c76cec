// SPDX-License-Identifier: GPL-3.0-or-later
// What [ and test answer where their words are known, and the files that calls write.
#include <limits.h>
#include <string.h>

#include "memory.h"
#include "shell_runner.h"
#include "text.h"

static enum answer answer_of(bool yes)
{
	return yes ? ANSWER_YES : ANSWER_NO;
}

static enum answer compare_numbers(const char *left, const char *operation, const char *right)
{
	static const char *const operations[] = {"-eq", "-ne", "-lt", "-le", "-gt", "-ge"};
	uint64_t a;
	uint64_t b;

	if (!text_parse_number(left, INT_MAX, &a) || !text_parse_number(right, INT_MAX, &b))
		return ANSWER_UNKNOWN;
	for (size_t i = 0; i < sizeof(operations) / sizeof(*operations); i++) {
		const bool results[] = {a == b, a != b, a<b, a <= b, a> b, a >= b};

		if (text_equal(operation, operations[i]))
			return answer_of(results[i]);
	}
	return ANSWER_UNKNOWN;
}

static enum answer test_words(const struct shell_word *words, size_t count)
{
	const char *operation = count == 3 ? words[1].text : words[0].text;

	for (size_t i = 0; i < count; i++) {
		if (!words[i].known)
			return ANSWER_UNKNOWN;
	}
	if (count == 1)
		return answer_of(*words[0].text);
	if (count == 2 && text_equal(operation, "-n"))
		return answer_of(*words[1].text);
	if (count == 2 && text_equal(operation, "-z"))
		return answer_of(!*words[1].text);
	if (count != 3)
		return ANSWER_UNKNOWN;
	if (text_equal(operation, "=") || text_equal(operation, "=="))
		return answer_of(text_equal(words[0].text, words[2].text));
	if (text_equal(operation, "!="))
		return answer_of(!text_equal(words[0].text, words[2].text));
	return compare_numbers(words[0].text, operation, words[2].text);
}

enum answer shell_test(const struct shell_word *words, size_t count)
{
	enum answer answer;
	bool negated;

	if (words[0].text[0] == '[' && count > 1 && words[count - 1].text[0] == ']')
		count--;
	words++;
	count--;
	negated = count > 1 && text_equal(words[0].text, "!");
	if (count - negated == 0)
		return ANSWER_UNKNOWN;
	answer = test_words(words + negated, count - negated);
	if (!negated || answer == ANSWER_UNKNOWN)
		return answer;
	return answer == ANSWER_YES ? ANSWER_NO : ANSWER_YES;
}

// ---- files ----

struct files {
	struct shell_file *list;
	struct buffer *texts; // of each
	size_t count;
};

static size_t file_index(struct files *files, const char *path, const struct shell_call *call)
{
	size_t i = 0;

	while (i < files->count && !text_equal(files->list[i].path, path))
		i++;
	if (i < files->count)
		return i;
	memory_grow(&files->list, files->count, sizeof(*files->list));
	memory_grow(&files->texts, files->count, sizeof(*files->texts));
	files->list[i] = (struct shell_file){.path = memory_strdup(path),
		.known = true,
		.append = true,
		.command = call->command};
	files->texts[i] = (struct buffer)BUFFER_INIT;
	files->count++;
	return i;
}

static void write_file(
	struct files *files, const char *path, bool append, const struct shell_call *call)
{
	size_t i;

	if (text_has_prefix(path, "/dev/") || files->count >= SHELL_FILES_MAX)
		return;
	i = file_index(files, path, call);
	if (!append) {
		files->list[i].append = false;
		files->list[i].known = true;
		buffer_truncate(&files->texts[i], 0);
	}
	if (!shell_print(call->words, call->word_count, call->input, &files->texts[i]) ||
		(call->input && !call->input_known))
		files->list[i].known = false;
}

size_t shell_files(const struct shell_calls *calls, struct shell_file **ret)
{
	struct files files = {0};

	for (size_t i = 0; i < calls->count; i++) {
		const struct shell_call *call = &calls->list[i];
		bool append = false;

		if (call->output)
			write_file(&files, call->output, call->append, call);
		if (!shell_call_starts(call, "tee"))
			continue;
		for (size_t word = 1; word < call->word_count; word++) {
			if (call->words[word].text[0] == '-')
				append |= text_equal(call->words[word].text, "-a");
			else if (call->words[word].known)
				write_file(&files, call->words[word].text, append, call);
		}
	}
	for (size_t i = 0; i < files.count; i++)
		files.list[i].text = buffer_steal(&files.texts[i]);
	free(files.texts);
	*ret = files.list;
	return files.count;
}

void shell_files_destroy(struct shell_file *files, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(files[i].path);
		free(files[i].text);
	}
	free(files);
}
