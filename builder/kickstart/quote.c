// SPDX-License-Identifier: GPL-3.0-or-later
// Quoting: one value as one word, for a POSIX shell and for the command part of a kickstart.
#include "quote.h"

#include <stdbool.h>
#include <string.h>

#include "text.h"

// Words that a POSIX shell, and busybox ash, treat as syntax at the head of a command.
static const char *const reserved_words[] = {
	"case",
	"do",
	"done",
	"elif",
	"else",
	"esac",
	"fi",
	"for",
	"function",
	"if",
	"in",
	"select",
	"then",
	"time",
	"until",
	"while",
};

static bool is_bare_word(const char *text)
{
	if (!*text)
		return false;
	for (const char *c = text; *c; c++) {
		if (!text_is_alnum(*c) && !strchr("_@%+:,./-", *c))
			return false;
	}
	for (size_t i = 0; i < sizeof(reserved_words) / sizeof(*reserved_words); i++) {
		if (text_equal(text, reserved_words[i]))
			return false;
	}
	return true;
}

void quote_shell(struct buffer *buffer, const char *text)
{
	if (is_bare_word(text)) {
		buffer_puts(buffer, text);
		return;
	}
	buffer_putc(buffer, '\'');
	for (const char *c = text; *c; c++) {
		if (*c == '\'')
			buffer_puts(buffer, "'\\''");
		else
			buffer_putc(buffer, *c);
	}
	buffer_putc(buffer, '\'');
}

void quote_token(struct buffer *buffer, const char *text)
{
	bool bare = *text && !strpbrk(text, " \t#\\'\"");

	if (bare) {
		buffer_puts(buffer, text);
	} else if (!strchr(text, '\'')) {
		buffer_printf(buffer, "'%s'", text);
	} else {
		buffer_putc(buffer, '"');
		for (const char *c = text; *c; c++) {
			if (*c == '"' || *c == '\\')
				buffer_putc(buffer, '\\');
			buffer_putc(buffer, *c);
		}
		buffer_putc(buffer, '"');
	}
}
