// SPDX-License-Identifier: GPL-3.0-or-later
// Mustache: one table of cases for each part of the specification, quoting, errors and limits.
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "memory.h"
#include "mustache.h"
#include "quote.h"
#include "suite.h"

struct text_case {
	const char *template;
	const char *expected;
};

// word: plain, text: "two words", list: [1, 2, 3], rows: [{name: a}, {name: b}], …
static struct value *make_data(void)
{
	struct value *data = value_map();
	struct value *map = value_map();
	struct value *deep = value_map();
	struct value *list = value_list();
	struct value *rows = value_list();

	value_set_string(data, "word", "plain");
	value_set_string(data, "text", "two words");
	value_set_string(data, "quote", "it's");
	value_set_string(data, "html", "<&>");
	value_set_string(data, "none", "");
	value_set_string(data, "zero", "0");
	value_set_string(data, "lines", "a\nb");
	value_set_bool(data, "yes", true);
	value_set_bool(data, "no", false);
	value_set(data, "empty", value_list());
	value_set_string(deep, "word", "innermost");
	value_set_string(map, "word", "inner");
	value_set(map, "deep", deep);
	value_set(data, "map", map);
	for (const char *digit = "123"; *digit; digit++) {
		char text[2] = {*digit, '\0'};
		struct value *row = value_map();

		value_append(list, value_string(text));
		value_set_string(row, "name", text);
		value_append(rows, row);
	}
	value_set(data, "list", list);
	value_set(data, "rows", rows);
	return data;
}

static const char *const partial_texts[][2] = {
	{"word", "[{{word}}]"},
	{"line", ">\n>"},
	{"lines", "one {{{lines}}}\n\ntwo\n"},
	{"nested", "a\n  {{>line}}\nb\n"},
	{"recursive", "x{{>recursive}}"},
	{"bomb", "{{>bomb}}{{>bomb}}"},
	{"delimiters", "{{=| |=}}|word|"},
	{"tree", "<{{#map}}{{word}}{{/map}}>"},
};

enum { PARTIAL_COUNT = sizeof(partial_texts) / sizeof(*partial_texts) };
static struct mustache *partials[PARTIAL_COUNT];

static int find_partial(
	void *context, const char *name, const struct mustache **ret, struct error *err)
{
	(void)context;
	(void)err;
	for (size_t i = 0; i < PARTIAL_COUNT; i++) {
		if (strcmp(partial_texts[i][0], name) == 0)
			*ret = partials[i];
	}
	return 0;
}

static void set_up(void)
{
	AUTO_ERROR err = ERROR_INIT;

	for (size_t i = 0; i < PARTIAL_COUNT; i++)
		ck_assert_int_eq(mustache_parse(partial_texts[i][0], partial_texts[i][1],
					 strlen(partial_texts[i][1]), &partials[i], &err),
			0);
}

static void tear_down(void)
{
	for (size_t i = 0; i < PARTIAL_COUNT; i++)
		mustache_destroy(partials[i]);
}

// The rendered text, or "error: " and the message.
static char *render(const char *text, bool strict)
{
	AUTO_MUSTACHE *template = NULL;
	AUTO_VALUE *data = make_data();
	AUTO_BUFFER output = BUFFER_INIT;
	AUTO_ERROR err = ERROR_INIT;
	const struct mustache_options options = {.strict = strict, .partial = find_partial};

	if (mustache_parse("t", text, strlen(text), &template, &err) < 0 ||
		mustache_render(template, data, &options, &output, &err) < 0)
		return memory_printf("error: %s", err.text);
	return buffer_steal(&output);
}

static void check_cases(const struct text_case *cases, size_t count, bool strict)
{
	for (size_t i = 0; i < count; i++) {
		AUTO_FREE char *output = render(cases[i].template, strict);

		ck_assert_msg(strcmp(output, cases[i].expected) == 0,
			"template «%s»: expected «%s», got «%s»", cases[i].template,
			cases[i].expected, output);
	}
}

#define CHECK_CASES(cases, strict) check_cases(cases, sizeof(cases) / sizeof(*(cases)), strict)

START_TEST(test_variables)
{
	static const struct text_case cases[] = {
		{"", ""},
		{"no tags { } }} {", "no tags { } }} {"},
		{"{{word}}", "plain"},
		{"{{ word }}|{{\nword\n}}", "plain|plain"},
		{"{{text}} {{{text}}} {{&text}} {{& text }}",
			"'two words' two words two words two words"},
		{"{{quote}}", "'it'\\''s'"},
		{"{{html}} {{{html}}}", "'<&>' <&>"},
		{"{{none}}|{{{none}}}", "''|"},
		{"{{missing}}|{{{missing}}}", "''|"},
		{"{{yes}} {{no}}", "true false"},
		{"{{map.word}} {{map.deep.word}} {{{map.missing}}}{{{word.x}}}",
			"inner innermost "},
		{"{{#map}}{{deep.word}} {{text}}{{/map}}", "innermost 'two words'"},
		{"x{{word}}\n  {{word}}\n", "xplain\n  plain\n"},
	};

	CHECK_CASES(cases, false);
}
END_TEST

START_TEST(test_sections)
{
	static const struct text_case cases[] = {
		{"{{#yes}}a{{/yes}}{{#no}}b{{/no}}{{#missing}}c{{/missing}}", "a"},
		{"{{^yes}}a{{/yes}}{{^no}}b{{/no}}{{^missing}}c{{/missing}}", "bc"},
		{"{{#empty}}a{{/empty}}{{^empty}}b{{/empty}}", "b"},
		{"{{#none}}a{{/none}}{{^none}}b{{/none}}", "b"},
		{"{{#zero}}a{{.}}{{/zero}}{{^zero}}b{{/zero}}", "a0"},
		{"{{#list}}({{.}}){{/list}}", "(1)(2)(3)"},
		{"{{#rows}}{{name}}{{word}}{{/rows}}", "1plain2plain3plain"},
		{"{{#map}}{{word}}{{#deep}}{{word}}{{/deep}}{{/map}}{{word}}",
			"innerinnermostplain"},
		{"{{#map.deep}}{{word}}{{/map.deep}}{{^map.none}}x{{/map.none}}", "innermostx"},
		// The first part of a dotted name decides where the rest is looked for.
		{"{{#map}}{{{deep.text}}}|{{#deep}}{{{deep.word}}}{{/deep}}{{/map}}", "|innermost"},
		{"{{#word}}{{.}}{{/word}}", "plain"},
		{"{{#rows}}{{#list}}{{.}}{{name}} {{/list}}{{/rows}}",
			"11 21 31 12 22 32 13 23 33 "},
		{"{{# yes }}a{{/ yes }}", "a"},
		{"{{#list}}{{/list}}{{^no}}{{/no}}", ""},
	};

	CHECK_CASES(cases, false);
}
END_TEST

START_TEST(test_standalone)
{
	static const struct text_case cases[] = {
		{"a\n{{! c }}\nb", "a\nb"},
		{"a\n  {{! c }}\nb", "a\nb"},
		{"a\n{{! c }}  \nb", "a\nb"},
		{"a\r\n{{! c }}\r\nb", "a\r\nb"},
		{"{{! c }}\nb", "b"},
		{"a\n  {{! c }}", "a\n"},
		{"a\n{{! two\nlines }}\nb", "a\nb"},
		{"a {{! c }}\nb", "a \nb"},
		{"{{! c }}{{! d }}\n", "\n"},
		{"{{#yes}}\na\n{{/yes}}\nb\n", "a\nb\n"},
		{"| a\n{{#yes}}\n|\n  {{/yes}}\n| b\n", "| a\n|\n| b\n"},
		{"{{#yes}} a {{/yes}}\n", " a \n"},
		{" {{#yes}}a\n {{/yes}}\n", " a\n"},
		{"{{#list}}\n- {{.}}\n{{/list}}\n", "- 1\n- 2\n- 3\n"},
		{"{{^no}}\r\n/\r\n{{/no}}\r\n", "/\r\n"},
		{"  {{word}}  \n", "  plain  \n"},
		{"  {{{word}}}\n  {{&word}}\n", "  plain\n  plain\n"},
	};

	CHECK_CASES(cases, false);
}
END_TEST

START_TEST(test_partials)
{
	static const struct text_case cases[] = {
		{"{{>word}}", "[plain]"},
		{"{{> word }}!", "[plain]!"},
		{"a{{>missing}}b", "ab"},
		{"{{#map}}{{>word}}{{/map}}", "[inner]"},
		{"  {{word}}  {{> line}}\n", "  plain  >\n>\n"},
		{"|\n {{>line}}\n|", "|\n >\n >|"},
		{"|\r\n{{>line}}\r\n|", "|\r\n>\n>|"},
		// The lines of a value are not lines of the template; an empty line stays empty.
		{"\t{{>lines}}\n", "\tone a\nb\n\n\ttwo\n"},
		{" {{>nested}}\n", " a\n   >\n   > b\n"},
		{"{{>tree}}", "<inner>"},
	};

	CHECK_CASES(cases, false);
}
END_TEST

START_TEST(test_delimiters)
{
	static const struct text_case cases[] = {
		{"{{=<% %>=}}<%word%>{{word}}", "plain{{word}}"},
		{"{{=| |=}}|word||={{ }}=|{{word}}", "plainplain"},
		{"a\n{{= <% %> =}}\n<%={{ }}=%>\nb\n", "a\nb\n"},
		{" {{= @ @ =}}x", " x"},
		{"{{#yes}}{{=| |=}}|word||/yes||word|", "plainplain"},
		{"{{=| |=}}|>word|", "[plain]"},
		{"{{>delimiters}}{{word}}", "plainplain"},
		{"{{=<% %>=}}<%{text}%>", "two words"},
	};

	CHECK_CASES(cases, false);
}
END_TEST

START_TEST(test_errors)
{
	static const struct text_case cases[] = {
		{"a\n {{word", "error: t:2:2: tag is not closed: expected '}}'"},
		{"{{{word}}", "error: t:1:1: tag is not closed: expected '}}}'"},
		{"{{=<% %>}}", "error: t:1:1: tag is not closed: expected '=}}'"},
		{"{{#a}}\n{{#yes}}", "error: t:2:1: section 'yes' is not closed"},
		{"{{#a}}{{/b}}", "error: t:1:7: section 'b' is closed, but 'a' is open"},
		{"x{{/b}}", "error: t:1:2: section 'b' is closed but not open"},
		{"{{}}", "error: t:1:1: tag has no name"},
		{"{{#  }}", "error: t:1:1: tag has no name"},
		{"{{a b}}", "error: t:1:1: name 'a b' has a blank in it"},
		{"{{a..b}}", "error: t:1:1: name 'a..b' has an empty part"},
		{"{{.a}}", "error: t:1:1: name '.a' has an empty part"},
		{"{{=<%=}}", "error: t:1:1: bad delimiters: expected two words of at most 15 "
			     "characters without '='"},
		{"{{=a b c=}}", "error: t:1:1: bad delimiters: expected two words of at most 15 "
				"characters without '='"},
		{"{{=1234567890123456 b=}}",
			"error: t:1:1: bad delimiters: expected two words of at most 15 "
			"characters without '='"},
		{"{{>recursive}}", "error: recursive:1:2: more than 32 partials within each other"},
		{"{{>bomb}}", "error: bomb:1:1: more than 32 partials within each other"},
	};

	CHECK_CASES(cases, false);
}
END_TEST

START_TEST(test_strict)
{
	static const struct text_case cases[] = {
		{"{{word}}{{#list}}{{.}}{{/list}}{{^no}}x{{/no}}", "plain123x"},
		{"a\n{{missing}}", "error: t:2:1: unknown name 'missing'"},
		{"{{map.missing}}", "error: t:1:1: unknown name 'map.missing'"},
		{"{{#missing}}{{/missing}}", "error: t:1:1: unknown name 'missing'"},
		{"{{^missing}}{{/missing}}", "error: t:1:1: unknown name 'missing'"},
		{"{{>missing}}", "error: t:1:1: unknown partial 'missing'"},
		{"{{list}}", "error: t:1:1: 'list' is a list or a map, not a text"},
	};

	CHECK_CASES(cases, true);
}
END_TEST

static char *repeat(const char *text, size_t count)
{
	AUTO_BUFFER buffer = BUFFER_INIT;

	while (count--)
		buffer_puts(&buffer, text);
	return buffer_steal(&buffer);
}

START_TEST(test_limits)
{
	AUTO_FREE char *deep = repeat("{{#yes}}", MUSTACHE_NESTING_LIMIT + 1);
	AUTO_FREE char *open = repeat("{{#list}}", 20);
	AUTO_FREE char *close = repeat("{{/list}}", 20);
	AUTO_FREE char *steps_text = memory_printf("%s%s", open, close);
	AUTO_FREE char *output_text = memory_printf("%sxxxxxxxxxxxxxxxx%s", open, close);
	AUTO_FREE char *nesting = render(deep, false);
	AUTO_FREE char *steps = render(steps_text, false);
	AUTO_FREE char *output = render(output_text, false);

	ck_assert_ptr_nonnull(strstr(nesting, "more than 32 sections within each other"));
	ck_assert_ptr_nonnull(strstr(steps, "more than 1000000 steps"));
	ck_assert_ptr_nonnull(strstr(output, "error: t:1:"));
}
END_TEST

START_TEST(test_nul)
{
	AUTO_ERROR err = ERROR_INIT;
	struct mustache *template;

	ck_assert_int_eq(mustache_parse("t", "a\n\0b", 4, &template, &err), -1);
	ck_assert_str_eq(err.text, "t:2:1: a NUL byte is no text");
}
END_TEST

START_TEST(test_quote_shell)
{
	static const struct text_case cases[] = {
		{"", "''"},
		{"a", "a"},
		{"-x", "-x"},
		{"/Net/FollowHardwareMac", "/Net/FollowHardwareMac"},
		{"10.1.0.1:514,a@b+c%d", "10.1.0.1:514,a@b+c%d"},
		{"a=b", "'a=b'"},
		{"if", "'if'"},
		{"done", "'done'"},
		{"a b", "'a b'"},
		{"$x", "'$x'"},
		{"~", "'~'"},
		{"*", "'*'"},
		{"a\nb", "'a\nb'"},
		{"\\", "'\\'"},
		{"'", "''\\'''"},
		{"\xc3\xa4", "'\xc3\xa4'"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		AUTO_BUFFER output = BUFFER_INIT;

		quote_shell(&output, cases[i].template);
		ck_assert_str_eq(buffer_text(&output), cases[i].expected);
	}
}
END_TEST

START_TEST(test_quote_token)
{
	static const struct text_case cases[] = {
		{"", "''"},
		{"$6$salt$hash./", "$6$salt$hash./"},
		{"US Default", "'US Default'"},
		{"Pass#1", "'Pass#1'"},
		{"a\\b", "'a\\b'"},
		{"say \"x\"", "'say \"x\"'"},
		{"it's", "\"it's\""},
		{"it's \"\\", "\"it's \\\"\\\\\""},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		AUTO_BUFFER output = BUFFER_INIT;

		quote_token(&output, cases[i].template);
		ck_assert_str_eq(buffer_text(&output), cases[i].expected);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("mustache");
	TCase *tcase = tcase_create("mustache");

	tcase_add_unchecked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, test_variables);
	tcase_add_test(tcase, test_sections);
	tcase_add_test(tcase, test_standalone);
	tcase_add_test(tcase, test_partials);
	tcase_add_test(tcase, test_delimiters);
	tcase_add_test(tcase, test_errors);
	tcase_add_test(tcase, test_strict);
	tcase_add_test(tcase, test_limits);
	tcase_add_test(tcase, test_nul);
	tcase_add_test(tcase, test_quote_shell);
	tcase_add_test(tcase, test_quote_token);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
