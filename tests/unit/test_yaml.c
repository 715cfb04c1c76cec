// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of reading YAML: places, and everything that a spec cannot have in its form.
#include "spec_expect.h"

#include "memory.h"
#include "text.h"

static const struct expectation forms[] = {
	{HEAD, ""},
	{"---\n" HEAD "...\n", ""},
	{"%YAML 1.2\n---\n" HEAD, ""},
	{"# caf\xc3\xa9\n" HEAD, ""},
	{"esxmint: 1\r\nbase: {iso: a}\r\ninstall: {accept_eula: true, root_password: {env: "
	 "X}}\r\n",
		""},
	// nothing there
	{"", "1:1 nothing at the top of the file\n"},
	{"# only\n", "1:1 nothing at the top of the file\n"},
	{"- a\n", "1:1 a list at the top of the file\n"},
	{"word\n", "1:1 a single value at the top of the file\n"},
	// keys
	{HEAD "lint: {disable: [a]}\ntime: {}\nlint: {}\n",
		"6:1 lint: duplicate key 'lint', first in line 4\n"},
	{HEAD "time: {ntp: [a], ntp: [-]}\n",
		"4:18 time.ntp: duplicate key 'ntp', first in line 4\n"
		"4:24 time.ntp[0]: '-' is not a host\n"},
	{HEAD "time:\n  <<: {ntp: [a]}\n", "5:3 time.<<: merge key '<<' is not taken\n"},
	{HEAD "? [a, b]\n: c\n", "4:3 a list as a key\n"},
	{HEAD "? {a: b}\n: c\n", "4:3 a mapping as a key\n"},
	{HEAD "vars: {? &a x : 1, ? *a : 2}\n", "4:22 vars: alias as a key\n"},
	{HEAD "\"\": 1\n", "4:1 empty key\n"},
	{HEAD "\"a\\nb\": 1\n", "4:1 a\nb: key with a control character\n"},
	// aliases, tags, documents
	{HEAD "time: {ntp: &n [a, b]}\nnetwork: {dns: {search: *n}}\n", ""},
	{HEAD "time: *t\n", "4:7 time: unknown alias '*t'\n"},
	{HEAD "vars: &v {a: *v}\n", "4:14 vars.a: alias '*v' inside of its own anchor\n"},
	{HEAD "time: !!map {}\n", "4:7 time: tag 'tag:yaml.org,2002:map'\n"},
	{HEAD "time: {ntp: [!x a]}\n", "4:14 time.ntp[0]: tag '!x'\n"},
	{HEAD "---\na: 1\n", "4:1 a second document in one file\n"},
	// syntax: what stands before it is checked, what may stand behind it is not missed
	{"esxmint: 2\nbase: {iso: \"a\n", "1:10 esxmint: '2' is out of range\n"
					  "2:13 base.iso: quote that is not closed\n"},
	{"esxmint: 1\nbase: {iso: a\ninstall: x\n", "3:8 base: '}' or ',' is missing\n"},
	{"esxmint: 1\nbase: iso: a\n", "2:10 ':' where no key can stand\n"},
	{"esxmint: 1\nbase\ninstall: {}\n", "3:1 a key without ':'\n"},
	{"esxmint: 1\nimage: {layout: @x}\n",
		"2:17 image.layout: character that cannot begin a value\n"},
	{"esxmint: 1\ntime: {ntp: [a}\n", "2:15 time.ntp[1]: ']' or ',' is missing\n"},
};

START_TEST(forms_are_read_or_refused)
{
	expect(forms[_i].text, forms[_i].findings);
}
END_TEST

static const struct expectation tabs[] = {
	{"esxmint: 1\nbase:\n\tiso: a\n  release: \"8.0\"\ninstall:\n\taccept_eula: true\n"
	 "\troot_password:\n\t\tenv: X\n",
		"3:1 tab as indentation\n6:1 tab as indentation\n7:1 tab as indentation\n"
		"8:1 tab as indentation\n"},
	{"esxmint: 1\nbase:\n    iso: a\n\trelease: \"8.0\"\ninstall: {accept_eula: nah, "
	 "root_password: {env: X}}\n",
		"4:1 tab as indentation\n5:24 install.accept_eula: 'nah' is not true or false\n"},
	{HEAD "time:\n  \tntp: [a]\n  nttp: 1\n",
		"5:3 tab as indentation\n6:3 time.nttp: unknown key 'nttp'\n"},
	{HEAD "time:\n  ntp:\n  - a\n\t- b\n  - c c\n",
		"7:1 tab as indentation\n8:5 time.ntp[2]: 'c c' is not a host\n"},
	{HEAD "time:\n  ntp:\n  -\ta\n", "6:4 tab as separation\n"},
	{HEAD "time:\n  ntp:\t[a]\n", "5:7 time.ntp: tab as separation\n"},
	{HEAD "time: {\n\tntp: [a,\tb]}\n", "5:1 time: tab as separation\n"
					    "5:10 time.ntp[1]: tab as separation\n"},
	{HEAD "scripts:\n  pre:\n  - text: |\n    \ta\n", "7:5 tab as indentation\n"},
	// where a tab means nothing, or is text
	{HEAD "time:\n\t\n\t# comment\n  ntp: [a] \t# comment\n", ""},
	{HEAD "scripts:\n  pre:\n  - text: |\n      a\n      \tb\n", ""},
	{HEAD "time: {ntp: [\"a\tb\"]}\n", "4:14 time.ntp[0]: control character in the value\n"},
};

START_TEST(tabs_are_found_and_hide_nothing)
{
	expect(tabs[_i].text, tabs[_i].findings);
}
END_TEST

static const struct {
	const char *text;
	size_t size;
	const char *findings;
} bytes[] = {
#define BYTES(text) text, sizeof(text) - 1
	{BYTES("\xef\xbb\xbf" HEAD), "1:1 byte order mark\n"},
	{BYTES("\xff\xfe"
	       "e\0s\0"),
		"1:1 text is UTF-16\n"},
	{BYTES(HEAD "time: {ntp: [a\0b]}\n"), "4:15 NUL byte\n"},
	{BYTES(HEAD "time: {ntp: [a\x1b]}\n"), "4:15 control character\n"},
	{BYTES(HEAD "# \x7f\n"), "4:3 control character\n"},
	{BYTES(HEAD "time: {ntp: [a\xff]}\n"), "4:15 byte that is not UTF-8\n"},
	{BYTES(HEAD "# \xc0\xaf\n"), "4:3 byte that is not UTF-8\n"},
	{BYTES(HEAD "# \xed\xa0\x80 \xf4\x90\x80\x80\n"), "4:3 byte that is not UTF-8\n"},
	{BYTES(HEAD "# \xe2\x80\xa8 \xf0\x9f\x98\x80 \xc2\x85\n"), ""},
	{BYTES(HEAD "time: {ntp: [\xc3\xbc, \"b\", {}]}\n"),
		"4:14 time.ntp[0]: character outside ASCII\n"
		"4:23 time.ntp[2]: a mapping where a single value is needed\n"},
	{BYTES(HEAD "t\xc3\xbcme: {}\n"), "4:2 character outside ASCII\n"},
	{BYTES(HEAD "time: {ntp: [\"\\u00fc\", \"\\0\"]}\n"),
		"4:14 time.ntp[0]: character outside ASCII in the value\n"
		"4:24 time.ntp[1]: NUL in the value\n"},
	{BYTES("esxmint: 1\rbase: {iso: a}\ninstall: {accept_eula: true, root_password: {env: "
	       "X}}\n"),
		"1:11 carriage return without a line feed\n"},
};

START_TEST(bytes_that_do_not_belong_are_found)
{
	expect_sized(bytes[_i].text, bytes[_i].size, bytes[_i].findings);
}
END_TEST

// A long text of `count` times `piece` between two ends.
static char *repeat(const char *before, const char *piece, size_t count, const char *after)
{
	AUTO_BUFFER text = BUFFER_INIT;

	buffer_puts(&text, before);
	for (size_t i = 0; i < count; i++)
		buffer_puts(&text, piece);
	buffer_puts(&text, after);
	return buffer_steal(&text);
}

START_TEST(deep_nesting_stops)
{
	AUTO_FREE char *text = repeat(HEAD "time: ", "[", 5000, "\n");

	expect(text, "4:7 time: a list where a mapping is needed\n"
		     "4:38 time[0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0]"
		     "[0][0][0][0][0][0][0][0][0][0]: nested deeper than 32 levels\n");
}
END_TEST

START_TEST(aliases_do_not_explode)
{
	static const char bomb[] = HEAD "vars:\n  a: &a [x,x,x,x,x,x,x,x,x,x]\n"
					"  b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
					"  c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
					"  d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n"
					"  e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\n";
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_SPEC *spec = NULL;
	bool found = false;

	spec_load_text("bomb.yaml", bomb, strlen(bomb), &spec, &diagnostics);
	for (size_t i = 0; i < diagnostics.count; i++)
		found = found || text_has_prefix(diagnostics.list[i].message, "more than 100000");
	ck_assert(found);
}
END_TEST

START_TEST(large_texts_do_not_multiply)
{
	AUTO_FREE char *large = repeat(HEAD "vars:\n  a: &a |\n    ", "x", 2000000, "\n");
	AUTO_FREE char *text = repeat(large, "  b: *a\n", 20, "");
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_SPEC *spec = NULL;
	bool found = false;

	spec_load_text("large.yaml", text, strlen(text), &spec, &diagnostics);
	for (size_t i = 0; i < diagnostics.count; i++)
		found = found || text_has_prefix(diagnostics.list[i].message, "more than 16 MiB");
	ck_assert(found);
}
END_TEST

START_TEST(too_large_a_spec_is_refused)
{
	AUTO_FREE char *text = repeat("", "# comment\n", SPEC_SIZE_MAX / 10 + 1, HEAD);

	expect(text, "0:0 a spec of more than 4 MiB\n");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("yaml");
	TCase *cases = tcase_create("yaml");

	tcase_add_loop_test(cases, forms_are_read_or_refused, 0, COUNT(forms));
	tcase_add_loop_test(cases, tabs_are_found_and_hide_nothing, 0, COUNT(tabs));
	tcase_add_loop_test(cases, bytes_that_do_not_belong_are_found, 0, COUNT(bytes));
	tcase_add_test(cases, deep_nesting_stops);
	tcase_add_test(cases, aliases_do_not_explode);
	tcase_add_test(cases, large_texts_do_not_multiply);
	tcase_add_test(cases, too_large_a_spec_is_refused);
	suite_add_tcase(suite, cases);
	return run_suite(suite);
}
