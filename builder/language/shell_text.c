// SPDX-License-Identifier: GPL-3.0-or-later
// What commands of the shell make of text: patterns, arithmetic, and what echo, printf and cat
// print.
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "memory.h"
#include "shell_internal.h"
#include "text.h"

// ---- patterns ----

// One element of a pattern against a character; *ret_next: the element behind it.
static bool match_one(const char *pattern, char c, const char **ret_next)
{
	bool not_in = false;
	bool found = false;
	const char *p = pattern;

	if (*p == '\\' && p[1]) {
		*ret_next = p + 2;
		return p[1] == c;
	}
	if (*p != '[' || !strchr(p + 1, ']')) {
		*ret_next = p + 1;
		return *p == '?' || *p == c;
	}
	p++;
	if (*p == '!' || *p == '^') {
		not_in = true;
		p++;
	}
	for (const char *first = p; *p && (*p != ']' || p == first); p++) {
		if (*p == '\\' && p[1])
			p++;
		if (p[1] == '-' && p[2] && p[2] != ']') {
			found |= p[0] <= c && c <= p[2];
			p += 2;
		} else {
			found |= *p == c;
		}
	}
	*ret_next = *p ? p + 1 : p;
	return found != not_in;
}

bool shell_matches(const char *pattern, const char *text, size_t length)
{
	const char *star = NULL;
	size_t star_at = 0;
	size_t at = 0;

	for (;;) {
		const char *next;

		if (*pattern == '*') {
			star = ++pattern;
			star_at = at;
		} else if (at < length && *pattern && match_one(pattern, text[at], &next)) {
			pattern = next;
			at++;
		} else if (at >= length && !*pattern) {
			return true;
		} else if (star && star_at < length) {
			pattern = star;
			at = ++star_at;
		} else {
			return false;
		}
	}
}

// ---- arithmetic ----

struct sum {
	struct shell_runner *runner;
	const char *at, *end;
	unsigned depth;
	bool fine;
};

static int next_of(struct sum *sum)
{
	while (sum->at < sum->end && strchr(" \t\n", *sum->at) && *sum->at)
		sum->at++;
	return sum->at < sum->end ? *sum->at : 0;
}

static long long give_up(struct sum *sum)
{
	sum->fine = false;
	return 0;
}

static long long number_of(struct sum *sum, const char *text, size_t length)
{
	AUTO_FREE char *digits = NULL;
	const char *value = NULL;
	uint64_t number;

	if (!text_is_digit(*text)) {
		enum shell_state state = shell_value(sum->runner, text, length, &value);

		if (state == VALUE_UNKNOWN)
			return give_up(sum);
		if (state == VALUE_UNSET || !*value)
			return 0;
		text = value;
		length = strlen(value);
	}
	digits = memory_strndup(text, length);
	// Octal and hexadecimal numbers and signs of variables are left alone.
	return text_parse_number(digits, INT_MAX, &number) ? (long long)number : give_up(sum);
}

static long long sum_of(struct sum *sum);

static long long factor_of(struct sum *sum)
{
	int c = next_of(sum);
	const char *start;
	long long value;

	if (c == '-') {
		sum->at++;
		if (sum->depth++ > SHELL_DEPTH_MAX)
			return give_up(sum);
		return -factor_of(sum);
	}
	if (c == '(') {
		sum->at++;
		if (sum->depth++ > SHELL_DEPTH_MAX)
			return give_up(sum);
		value = sum_of(sum);
		if (next_of(sum) != ')')
			return give_up(sum);
		sum->at++;
		return value;
	}
	if (c == '$')
		sum->at++;
	start = sum->at;
	while (sum->at < sum->end && (text_is_alnum(*sum->at) || *sum->at == '_'))
		sum->at++;
	return sum->at > start ? number_of(sum, start, (size_t)(sum->at - start)) : give_up(sum);
}

static long long product_of(struct sum *sum)
{
	long long value = factor_of(sum);

	while (sum->fine) {
		int c = next_of(sum);
		long long other;

		if (c != '*' && c != '/' && c != '%')
			break;
		sum->at++;
		other = factor_of(sum);
		if (!sum->fine || (c != '*' && other == 0))
			return give_up(sum);
		value = c == '*' ? value * other : c == '/' ? value / other : value % other;
		if (value > INT_MAX || value < -INT_MAX)
			return give_up(sum);
	}
	return value;
}

static long long sum_of(struct sum *sum)
{
	long long value = product_of(sum);

	while (sum->fine) {
		int c = next_of(sum);
		long long other;

		if (c != '+' && c != '-')
			break;
		sum->at++;
		other = product_of(sum);
		value = c == '+' ? value + other : value - other;
		if (value > INT_MAX || value < -INT_MAX)
			return give_up(sum);
	}
	return value;
}

bool shell_arithmetic(struct shell_runner *runner, const char *text, size_t length, char **ret)
{
	struct sum sum = {runner, text, text + length, 0, true};
	long long value = sum_of(&sum);

	if (!sum.fine || next_of(&sum))
		return false;
	*ret = memory_printf("%lld", value);
	return true;
}

// ---- what is printed ----

// An escape of echo -e or printf behind its backslash; returns how long it is, 0: not known.
static size_t put_escape(const char *text, struct buffer *ret)
{
	static const char names[] = "n\nt\tr\r\\\\a\ab\be\033f\fv\v\"\"";
	size_t digits = 0;
	unsigned value = 0;

	for (const char *name = names; *name; name += 2) {
		if (*text == *name) {
			buffer_putc(ret, name[1]);
			return 1;
		}
	}
	while (digits < 4 && text[digits] >= '0' && text[digits] <= '7')
		value = value * 8 + (unsigned)(text[digits++] - '0');
	if (digits && value && value < 256)
		buffer_putc(ret, (char)value);
	return value < 256 ? digits : 0;
}

static bool put_escaped(const char *text, struct buffer *ret)
{
	bool known = true;

	while (*text) {
		size_t length = *text == '\\' ? put_escape(text + 1, ret) : 0;

		if (*text == '\\' && text[1] == 'c')
			return known;
		if (*text == '\\' && length) {
			text += 1 + length;
			continue;
		}
		buffer_putc(ret, *text++);
	}
	return known;
}

static bool print_echo(const struct shell_word *words, size_t count, struct buffer *ret)
{
	bool newline = true;
	bool escapes = false;
	bool known = true;
	size_t i = 1;

	for (; i < count && words[i].text[0] == '-' && words[i].text[1]; i++) {
		const char *letters = words[i].text + 1;

		if (letters[strspn(letters, "neE")])
			break;
		newline &= !strchr(letters, 'n');
		escapes |= strchr(letters, 'e') != NULL;
	}
	for (size_t first = i; i < count; i++) {
		if (i > first)
			buffer_putc(ret, ' ');
		known &= words[i].known;
		if (escapes)
			known &= put_escaped(words[i].text, ret);
		else
			buffer_puts(ret, words[i].text);
	}
	if (newline)
		buffer_putc(ret, '\n');
	return known;
}

// One round through the format; *at: the next argument. False: not known.
static bool print_format(const char *format, const struct shell_word *words, size_t count,
	size_t *at, struct buffer *ret)
{
	bool known = true;

	while (*format) {
		size_t length = *format == '\\' ? put_escape(format + 1, ret) : 0;

		if (length) {
			format += 1 + length;
		} else if (format[0] == '%' && format[1] == '%') {
			buffer_putc(ret, '%');
			format += 2;
		} else if (format[0] == '%' && format[1] && strchr("sdib", format[1])) {
			const char *text = *at < count ? words[*at].text : "";

			known &= *at >= count || words[*at].known;
			if (format[1] == 'b')
				known &= put_escaped(text, ret);
			else
				buffer_puts(ret, *text || format[1] == 's' ? text : "0");
			*at += 1;
			format += 2;
		} else {
			known &= *format != '%';
			buffer_putc(ret, *format++);
		}
	}
	return known;
}

static bool print_printf(const struct shell_word *words, size_t count, struct buffer *ret)
{
	size_t format = count > 1 && text_equal(words[1].text, "--") ? 2 : 1;
	size_t at = format + 1;
	bool known = format < count && words[format].known;

	if (format >= count)
		return false;
	for (;;) {
		size_t before = at;

		known &= print_format(words[format].text, words, count, &at, ret);
		if (at >= count || at == before)
			return known;
	}
}

bool shell_print(
	const struct shell_word *words, size_t count, const char *input, struct buffer *ret_text)
{
	const char *name = count && words[0].known ? words[0].text : "";
	const char *slash = strrchr(name, '/');

	if (slash)
		name = slash + 1;
	if (text_equal(name, "echo"))
		return print_echo(words, count, ret_text);
	if (text_equal(name, "printf"))
		return print_printf(words, count, ret_text);
	if (text_equal(name, ":") || text_equal(name, "true"))
		return true;
	if ((text_equal(name, "cat") && (count == 1 || text_equal(words[1].text, "-"))) ||
		text_equal(name, "tee")) {
		buffer_puts(ret_text, input ? input : "");
		return input;
	}
	return false;
}
