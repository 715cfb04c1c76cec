// SPDX-License-Identifier: GPL-3.0-or-later
// Finding secrets in the text of a kickstart, whoever wrote it, and putting marks in their place.
#include "mark.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "secret_mark.h"
#include "text.h"

// One line, and which of its bytes belong to a secret.
struct line {
	const char *text;
	size_t length;
	struct span {
		size_t start, end;
	} * spans; // in the order of the line
	size_t count;
};

enum { SPANS_MAX = 32 }; // of a line; more are joined into the last one

static bool is_name(char c)
{
	return text_is_alnum(c) || c == '_' || c == '-' || c == '.';
}

static void add_span(struct line *line, size_t start, size_t end)
{
	size_t at = line->count;

	if (start >= end || secret_mark_at(line->text + start, line->length - start))
		return;
	while (at > 0 && line->spans[at - 1].start > start)
		at--;
	// What overlaps becomes one.
	if (at > 0 && line->spans[at - 1].end >= start) {
		if (line->spans[at - 1].end < end)
			line->spans[at - 1].end = end;
		return;
	}
	if (at < line->count && line->spans[at].start <= end) {
		line->spans[at].start = start;
		if (line->spans[at].end < end)
			line->spans[at].end = end;
		return;
	}
	if (line->count == SPANS_MAX) {
		line->spans[SPANS_MAX - 1].end = line->length;
		return;
	}
	memmove(line->spans + at + 1, line->spans + at, (line->count - at) * sizeof(*line->spans));
	line->spans[at] = (struct span){start, end};
	line->count++;
}

// The end of what a quote at `at` begins, behind its partner; `at` where it has none.
static size_t quoted_end(const struct line *line, size_t at)
{
	char quote = line->text[at];

	for (size_t end = at + 1; end < line->length; end++) {
		if (line->text[end] == quote)
			return end + 1;
		if (quote == '"' && line->text[end] == '\\')
			end++;
	}
	return at;
}

// Does a word end here? A comma is part of a password, but not in front of what follows in a list.
static bool ends_word(const struct line *line, size_t at)
{
	if (line->text[at] == ',')
		return at + 1 == line->length || strchr(" \t\r\"'", line->text[at + 1]);
	return strchr(" \t\r;|&)<>", line->text[at]);
}

// The end of a word that begins at `at`; what is in quotes belongs to it as a whole. *ret_start is
// behind the quote that it begins with, and the end in front of its partner, if that is all of it.
static size_t word_end(const struct line *line, size_t at, size_t *ret_start)
{
	size_t end = at;

	*ret_start = at;
	while (end < line->length && !ends_word(line, end)) {
		size_t behind = end;

		if (line->text[end] == '\'' || line->text[end] == '"')
			behind = quoted_end(line, end);
		else if (line->text[end] == '\\' && end + 1 < line->length)
			behind = end + 2;
		else
			behind = end + 1;
		if (behind == end && end == at) {
			*ret_start = at + 1;
			return line->length;
		}
		if (behind == end)
			break;
		if (end == at && behind > at + 2 && strchr("'\"", line->text[at]) &&
			(behind == line->length || strchr(" \t\r;|&)<>,:]}", line->text[behind]))) {
			*ret_start = at + 1;
			return behind - 1;
		}
		end = behind;
	}
	return end;
}

static bool begins_with(const struct line *line, size_t at, const char *word)
{
	size_t length = strlen(word);

	return at + length <= line->length && strncmp(line->text + at, word, length) == 0;
}

// A value that only refers to another place is none: "$PASSWORD", "$(cat …)"; what words say is
// none.
static bool is_reference(const struct line *line, size_t start, size_t end)
{
	if (begins_with(line, start, "(secret)"))
		return true;
	return start < end &&
	       (line->text[start] == '`' || (line->text[start] == '$' && start + 1 < end &&
						    !text_is_digit(line->text[start + 1])));
}

static size_t skip_blanks(const struct line *line, size_t at)
{
	while (at < line->length && (line->text[at] == ' ' || line->text[at] == '\t'))
		at++;
	return at;
}

// Returns where the word ends.
static size_t mark_word(struct line *line, size_t at)
{
	size_t start;
	size_t end = word_end(line, at, &start);

	if (!is_reference(line, start, end))
		add_span(line, start, end);
	return end;
}

static bool contains(const char *text, size_t length, const char *word)
{
	size_t size = strlen(word);

	for (size_t i = 0; i + size <= length; i++) {
		if (strncasecmp(text + i, word, size) == 0)
			return true;
	}
	return false;
}

// Is it the word, alone or behind others: "--pass", "ROOT_PASS", "PASS"?
static bool is_called(const char *name, size_t length, const char *word)
{
	size_t size = strlen(word);

	return length >= size && strncasecmp(name + length - size, word, size) == 0 &&
	       (length == size || !text_is_alnum(name[length - size - 1]));
}

static bool names_secret(const char *name, size_t length)
{
	static const char *const words[] = {
		"password", "passwd", "secret", "passphrase", "token", "auth-hash", "priv-hash"};

	if (contains(name, length, "policy") || contains(name, length, "quality"))
		return false;
	if (is_called(name, length, "pass") || is_called(name, length, "pw"))
		return true;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (contains(name, length, words[i]))
			return true;
	}
	return false;
}

// --password=X, --password X, PASSWORD=X, "password": "X", password = X
static void find_named(struct line *line)
{
	for (size_t at = 0; at < line->length;) {
		size_t start = at;
		size_t after;
		bool option;

		while (at < line->length && is_name(line->text[at]))
			at++;
		if (at == start) {
			at++;
			continue;
		}
		if (!names_secret(line->text + start, at - start))
			continue;
		option = line->text[start] == '-';
		after = at;
		if (after < line->length && !option &&
			(line->text[after] == '"' || line->text[after] == '\''))
			after++;
		if (after < line->length && line->text[after] == '=') {
			at = mark_word(line, skip_blanks(line, after + 1));
			continue;
		}
		after = skip_blanks(line, after);
		if (option && after > at && after < line->length && line->text[after] != '-')
			at = mark_word(line, after);
		else if (!option && after < line->length &&
			 (line->text[after] == ':' || line->text[after] == '='))
			at = mark_word(line, skip_blanks(line, after + 1));
		else if (!option && begins_with(line, after, "string "))
			at = mark_word(line, skip_blanks(line, after + 7));
	}
}

static bool begins_with_command(const struct line *line, size_t at, const char *word)
{
	size_t end = at + strlen(word);

	return begins_with(line, at, word) &&
	       (end == line->length || line->text[end] == ' ' || line->text[end] == '\t');
}

// All that stands behind the options (section 2.9 of the facts): where the quotes or a '#' are
// wrong, the installer takes a part of it, and the rest is secret all the same.
static void find_rootpw(struct line *line, size_t at)
{
	size_t end = line->length;
	size_t start = at;
	bool whole;

	while (end > at && strchr(" \t\r", line->text[end - 1]))
		end--;
	for (at = skip_blanks(line, at); begins_with(line, at, "--"); at = skip_blanks(line, at)) {
		while (at < end && !strchr(" \t=", line->text[at]))
			at++;
		at += at < end && line->text[at] == '=';
	}
	if (at >= end)
		return;
	whole = word_end(line, at, &start) + (start > at) == end;
	add_span(line, whole ? start : at, whole ? end - (start > at) : end);
}

static void find_serial(struct line *line)
{
	for (size_t at = 0; at < line->length; at++) {
		if (begins_with(line, at, "--esx"))
			at += 5;
		else
			continue;
		while (at < line->length && is_name(line->text[at]))
			at++;
		if (at < line->length && line->text[at] == '=')
			mark_word(line, at + 1);
		else
			mark_word(line, skip_blanks(line, at));
	}
}

// The last word of a command that begins at `at`.
static void mark_last(struct line *line, size_t at)
{
	size_t found = at;
	size_t end = at;

	while (at < line->length && !strchr("\r;|&)<>", line->text[at])) {
		size_t start;

		found = at;
		end = word_end(line, at, &start);
		at = skip_blanks(line, end > at ? end + (start > at) : at + 1);
	}
	if (end > found)
		mark_word(line, found);
}

// -p X and -c X of `esxcli system account`; user:X of chpasswd and curl -u; echo X | passwd
static void find_calls(struct line *line)
{
	bool account = contains(line->text, line->length, "account ");
	bool chpasswd = contains(line->text, line->length, "chpasswd");
	bool input = contains(line->text, line->length, "passwd");
	bool last = false;
	bool sshpass = contains(line->text, line->length, "sshpass");
	bool curl = contains(line->text, line->length, "curl ");

	for (size_t at = 0; at < line->length; at++) {
		bool fresh = at == 0 || strchr(" \t|;&(/\"'", line->text[at - 1]);

		if (!fresh)
			continue;
		if (account && (begins_with(line, at, "-p ") || begins_with(line, at, "-c ")))
			mark_word(line, skip_blanks(line, at + 2));
		if (sshpass && begins_with(line, at, "-p"))
			mark_word(line, skip_blanks(line, at + 2));
		if (!last && (begins_with(line, at, "openssl passwd ") ||
				     begins_with(line, at, "domainjoin-cli join "))) {
			mark_last(line, at);
			last = true;
		}
		if (input && !chpasswd && begins_with(line, at, "echo "))
			mark_word(line, skip_blanks(line, at + 5));
		if ((chpasswd || (curl && at > 2 && begins_with(line, at - 3, "-u "))) &&
			is_name(line->text[at])) {
			size_t colon = at;
			size_t start;

			while (colon < line->length && is_name(line->text[colon]))
				colon++;
			if (colon < line->length && line->text[colon] == ':')
				add_span(line, colon + 1, word_end(line, colon + 1, &start));
		}
	}
}

static size_t run_of(const struct line *line, size_t at, const char *extra)
{
	size_t end = at;

	while (end < line->length &&
		(text_is_alnum(line->text[end]) || strchr(extra, line->text[end])))
		end++;
	return end;
}

// "$6$salt$hash"; returns its end.
static size_t find_hash(struct line *line, size_t at)
{
	size_t salt = run_of(line, at + 1, "");
	size_t hash;
	size_t end;

	if (salt == at + 1 || salt > at + 4 || salt >= line->length || line->text[salt] != '$')
		return at;
	hash = run_of(line, salt + 1, "./=,");
	if (hash >= line->length || line->text[hash] != '$')
		return at;
	end = run_of(line, hash + 1, "./$");
	if (end <= hash + 8)
		return at;
	add_span(line, at, end);
	return end - 1;
}

// "AAAAA-BBBBB-CCCCC-DDDDD-EEEEE"
static void find_licence(struct line *line, size_t at)
{
	enum { LENGTH = 29 };

	if (at + LENGTH > line->length || (at > 0 && is_name(line->text[at - 1])) ||
		(at + LENGTH < line->length && is_name(line->text[at + LENGTH])))
		return;
	for (size_t i = 0; i < LENGTH; i++) {
		char c = line->text[at + i];

		if (i % 6 == 5 ? c != '-' : !text_is_digit(c) && (c < 'A' || c > 'Z'))
			return;
	}
	add_span(line, at, at + LENGTH);
}

// "://user:X@"
static void find_address(struct line *line, size_t at)
{
	size_t colon = at + 3;
	size_t end;

	while (colon < line->length && !strchr(":@/ \t'\"", line->text[colon]))
		colon++;
	if (colon >= line->length || line->text[colon] != ':')
		return;
	end = colon + 1;
	while (end < line->length && !strchr("@/ \t'\"", line->text[end]))
		end++;
	if (end < line->length && line->text[end] == '@' && !is_reference(line, colon + 1, end))
		add_span(line, colon + 1, end);
}

static void find_shapes(struct line *line)
{
	for (size_t at = 0; at < line->length; at++) {
		if (line->text[at] == '$')
			at = find_hash(line, at);
		else if (begins_with(line, at, "://"))
			find_address(line, at);
		else
			find_licence(line, at);
	}
}

// Appends the line with marks in the place of its secrets.
static void put_line(const struct line *line, struct buffer *ret)
{
	size_t at = 0;

	for (size_t i = 0; i < line->count; i++) {
		const struct span *span = &line->spans[i];
		char mark[SECRET_MARK_SIZE + 1];

		secret_mark(SECRET_TEXT, line->text + span->start, span->end - span->start, mark);
		buffer_append(ret, line->text + at, span->start - at);
		buffer_puts(ret, mark);
		at = span->end;
	}
	buffer_append(ret, line->text + at, line->length - at);
}

static void mark_line(const char *text, size_t length, bool in_key, struct buffer *ret)
{
	struct span spans[SPANS_MAX];
	struct line line = {text, length, spans, 0};
	size_t start = skip_blanks(&line, 0);

	if (in_key) {
		add_span(&line, 0, length);
	} else {
		if (begins_with_command(&line, start, "rootpw"))
			find_rootpw(&line, start + 6);
		if (begins_with_command(&line, start, "serialnum") ||
			begins_with_command(&line, start, "vmserialnum"))
			find_serial(&line);
		find_named(&line);
		find_calls(&line);
		find_shapes(&line);
	}
	put_line(&line, ret);
}

void mark_text(const char *text, size_t size, struct buffer *ret)
{
	const char *end = text + size;
	bool in_key = false;

	for (const char *at = text; at < end;) {
		const char *next = memchr(at, '\n', (size_t)(end - at));
		size_t length = next ? (size_t)(next - at) : (size_t)(end - at);
		bool bounds = contains(at, length, " PRIVATE KEY-----");

		mark_line(at, length, in_key && !bounds, ret);
		if (bounds)
			in_key = contains(at, length, "-----BEGIN ");
		if (next)
			buffer_putc(ret, '\n');
		at += length + (next != NULL);
	}
}

void mark_put(const char *line, size_t length, struct buffer *ret)
{
	for (size_t i = 0; i < length;) {
		size_t mark = line[i] == '*' ? secret_mark_at(line + i, length - i) : 0;

		if (mark)
			buffer_append(ret, line + i, SECRET_STARS);
		else
			buffer_putc(ret, line[i]);
		i += mark ? mark : 1;
	}
}

char *mark_hide(const char *text)
{
	AUTO_BUFFER marked = BUFFER_INIT;
	AUTO_BUFFER plain = BUFFER_INIT;

	mark_text(text, strlen(text), &marked);
	mark_put(buffer_text(&marked), marked.size, &plain);
	return buffer_steal(&plain);
}
