// SPDX-License-Identifier: GPL-3.0-or-later
// Comparing VIB versions, see version.h.
#include "version.h"

#include <stddef.h>
#include <string.h>

#include "text.h"

// A run of characters within a version.
struct span {
	const char *at;
	size_t length;
};

static struct span cut(struct span *rest, char separator)
{
	const char *end = rest->length ? memchr(rest->at, separator, rest->length) : NULL;
	struct span part = {rest->at, end ? (size_t)(end - rest->at) : rest->length};

	rest->at += part.length + (end != NULL);
	rest->length -= part.length + (end != NULL);
	return part;
}

static size_t digit_count(struct span span)
{
	size_t count = 0;

	while (count < span.length && text_is_digit(span.at[count]))
		count++;
	return count;
}

static struct span skip_zeros(struct span span)
{
	while (span.length > 0 && *span.at == '0') {
		span.at++;
		span.length--;
	}
	return span;
}

static int sign(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static int compare_bytes(struct span a, struct span b)
{
	size_t common = a.length < b.length ? a.length : b.length;
	int order = common ? memcmp(a.at, b.at, common) : 0;

	return order ? order : sign(a.length, b.length);
}

// Runs of digits of any length, each at least one.
static int compare_numbers(struct span a, struct span b)
{
	a = skip_zeros(a);
	b = skip_zeros(b);
	return a.length != b.length ? sign(a.length, b.length) : compare_bytes(a, b);
}

static int compare_fields(struct span a, struct span b)
{
	size_t x = digit_count(a);
	size_t y = digit_count(b);
	int order;

	// No number at all stands for -1.
	if (x == 0 || y == 0)
		order = sign(x, y);
	else
		order = compare_numbers((struct span){a.at, x}, (struct span){b.at, y});
	if (order)
		return order;
	return compare_bytes(
		(struct span){a.at + x, a.length - x}, (struct span){b.at + y, b.length - y});
}

static int compare_parts(struct span a, struct span b)
{
	while (a.length > 0 && b.length > 0) {
		int order = compare_fields(cut(&a, '.'), cut(&b, '.'));

		if (order)
			return order;
	}
	return sign(a.length, b.length);
}

int version_compare(const char *a, const char *b)
{
	struct span x = {a, strlen(a)};
	struct span y = {b, strlen(b)};
	int order = compare_parts(cut(&x, '-'), cut(&y, '-'));

	return order ? order : compare_parts(x, y);
}

static const struct {
	const char *text;
	enum relation relation;
} relations[] = {
	{"<<", RELATION_LESS},
	{"<=", RELATION_AT_MOST},
	{"=", RELATION_EQUAL},
	{">=", RELATION_AT_LEAST},
	{">>", RELATION_GREATER},
	{"<", RELATION_AT_MOST},
	{">", RELATION_AT_LEAST},
};

bool relation_parse(const char *text, enum relation *ret)
{
	for (size_t i = 0; i < sizeof(relations) / sizeof(relations[0]); i++) {
		if (text_equal(relations[i].text, text)) {
			*ret = relations[i].relation;
			return true;
		}
	}
	return false;
}

const char *relation_name(enum relation relation)
{
	for (size_t i = 0; i < sizeof(relations) / sizeof(relations[0]); i++) {
		if (relations[i].relation == relation)
			return relations[i].text;
	}
	return "";
}

bool relation_holds(const char *version, enum relation relation, const char *wanted)
{
	int order = relation == RELATION_ANY ? 0 : version_compare(version, wanted);

	switch (relation) {
	case RELATION_LESS:
		return order < 0;
	case RELATION_AT_MOST:
		return order <= 0;
	case RELATION_EQUAL:
		return order == 0;
	case RELATION_AT_LEAST:
		return order >= 0;
	case RELATION_GREATER:
		return order > 0;
	default:
		return true;
	}
}
