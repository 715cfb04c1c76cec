// SPDX-License-Identifier: GPL-3.0-or-later
// Splitting a line into words, as Python's shlex.split(line, comments=True) does it.
//
// Source: facts/kickstart.md section 1, "tokenising", "comments", "backslash", "quoting". The line
// end is part of what is split: a backslash in front of it puts it into the word.
#include <string.h>

#include "ks_internal.h"
#include "memory.h"

struct splitter {
	struct ks_line *line;
	size_t at; // next byte
	size_t size; // with the line end
	struct buffer text; // of the word so far
	struct ks_word word;
	bool in_word;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// "\r\n" counts as "\n".
static bool next(struct splitter *splitter, char *ret)
{
	if (splitter->at < splitter->line->length)
		*ret = splitter->line->text[splitter->at];
	else if (splitter->at < splitter->size)
		*ret = '\n';
	else
		return false;
	splitter->at++;
	return true;
}

static void begin(struct splitter *splitter)
{
	if (splitter->in_word)
		return;
	splitter->in_word = true;
	splitter->word = (struct ks_word){.column = (unsigned)splitter->at};
}

static void end(struct splitter *splitter, size_t at)
{
	struct ks_line *line = splitter->line;

	if (!splitter->in_word)
		return;
	splitter->in_word = false;
	splitter->word.length = (unsigned)(at + 1 - splitter->word.column);
	splitter->word.text = buffer_steal(&splitter->text);
	memory_grow(&line->words, line->word_count, sizeof(*line->words));
	line->words[line->word_count++] = splitter->word;
}

static bool read_quoted(struct splitter *splitter, char quote)
{
	char c;

	splitter->word.quoted = true;
	while (next(splitter, &c)) {
		if (c == quote)
			return true;
		if (c == '\\' && quote == '"') {
			if (!next(splitter, &c))
				return false;
			if (c != '\\' && c != '"')
				buffer_putc(&splitter->text, '\\');
		}
		buffer_putc(&splitter->text, c);
	}
	return false;
}

void ks_split_words(struct ks_line *line)
{
	struct splitter splitter = {.line = line, .text = BUFFER_INIT};
	char c;

	splitter.size = line->length + (line->end_length > 0);
	while (next(&splitter, &c)) {
		if (is_blank(c)) {
			end(&splitter, splitter.at - 1);
			continue;
		}
		if (c == '#') {
			splitter.word.cut = splitter.in_word;
			end(&splitter, splitter.at - 1);
			break;
		}
		begin(&splitter);
		if (c == '"' || c == '\'') {
			line->unbalanced = !read_quoted(&splitter, c);
		} else if (c == '\\') {
			splitter.word.escaped = true;
			line->unbalanced = !next(&splitter, &c);
			if (!line->unbalanced)
				buffer_putc(&splitter.text, c);
		} else {
			buffer_putc(&splitter.text, c);
		}
	}
	end(&splitter, line->length);
	buffer_finish(&splitter.text);
}
