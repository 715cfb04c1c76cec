// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of variables: values, escapes, cycles, limits, and the place of what is wrong.
#include "spec_expect.h"

#include "memory.h"

static const struct {
	const char *vars, *value, *result;
} values[] = {
	{"{a: x}", "${a}", "x"},
	{"{a: x}", "-${a}-${a}", "-x-x"},
	{"{a: x, b: \"${a}y\"}", "${b}", "xy"},
	{"{b: \"${a}y\", a: x}", "${b}", "xy"},
	{"{a: x}", "$${a}", "${a}"},
	{"{a: x}", "$$${a}", "$${a}"},
	{"{a: x}", "$a $ {a} $", "$a $ {a} $"},
	{"{a: \"\"}", "q${a}", "q"},
	{"{a: \"$${b}\"}", "${a}", "${b}"},
	{"{a-b_c: 012}", "${a-b_c}", "012"},
	{"{a: no}", "${a}", "no"},
};

START_TEST(values_are_put_in)
{
	AUTO_FREE char *text = memory_printf(HEAD "vars: %s\nhost: {advanced: {/A/B: \"%s\"}}\n",
		values[_i].vars, values[_i].value);
	AUTO_SPEC *spec = load_clean(text);

	ck_assert_str_eq(spec_text(spec, "host.advanced./A/B"), values[_i].result);
}
END_TEST

static const struct expectation findings[] = {
	{HEAD "network: {hostname: \"a.${b}.c\"}\n",
		"4:24 network.hostname: unknown variable 'b'\n"},
	{HEAD "network: {hostname: '${b}.${c}'}\n",
		"4:22 network.hostname: unknown variable 'b'\n"
		"4:27 network.hostname: unknown variable 'c'\n"},
	{HEAD "network:\n  hostname: ${b}\n", "5:13 network.hostname: unknown variable 'b'\n"},
	{HEAD "scripts:\n  pre:\n  - text: | # ${q}\n      ${a}\n\n      echo $${b} ${c:-1}\n",
		"7:7 scripts.pre[0].text: unknown variable 'a'\n"
		"9:18 scripts.pre[0].text: '${' without the name of a variable and '}'\n"},
	{HEAD "scripts:\n  pre:\n  - text: >-\n      a\n      ${a} b\n",
		"8:7 scripts.pre[0].text: unknown variable 'a'\n"},
	{HEAD "scripts: {pre: [{text: \"a\\\n  \\t ${x}\"}]}\n",
		"5:6 scripts.pre[0].text: unknown variable 'x'\n"},
	{HEAD "network: {hostname: \"${\"}\n",
		"4:22 network.hostname: '${' without the name of a variable and '}'\n"},
	{HEAD "vars: {a: \"${b}\", b: \"${a}\"}\nnetwork: {hostname: \"${a}\"}\n",
		"4:23 vars.b: variable 'a' contains itself\n"},
	{HEAD "vars: {a: \"${a}\"}\n", "4:12 vars.a: variable 'a' contains itself\n"},
	{HEAD "vars: {a: [x]}\nnetwork: {hostname: \"${a}\"}\n",
		"4:11 vars.a: a list where a single value is needed\n"},
	{HEAD "vars: {1a: x}\n", "4:8 vars.1a: '1a' is not the name of a variable\n"},
	// the result is held against the type of the key
	{HEAD "vars: {v: \"4095\", b: yes}\nnetwork: {management: {vlan: \"${v}\"}, vm_network: "
	      "\"${b}\"}\n",
		"5:30 network.management.vlan: '4095' is out of range\n"
		"5:51 network.vm_network: 'yes' is not true or false\n"},
	{HEAD "vars: {v: \"10\", b: \"true\"}\nnetwork: {management: {vlan: \"${v}\"}, "
	      "vm_network: \"${b}\"}\n",
		""},
	{HEAD "vars: {a: \"x\\ny\"}\nnetwork: {hostname: \"${a}\"}\n",
		"5:21 network.hostname: text of more than one line\n"},
	// keys are left alone, and what has a finding says no more
	{HEAD "vars: {a: x}\nhost: {advanced: {\"/A/${a}\": 1}}\n",
		"5:19 host.advanced./A/${a}: '/A/${a}' is not the name of an advanced setting\n"},
	{HEAD "vars: {a: \"${nope}\"}\nnetwork: {hostname: \"${a}\"}\n",
		"4:12 vars.a: unknown variable 'nope'\n"},
};

START_TEST(what_is_wrong_is_found_at_its_place)
{
	expect(findings[_i].text, findings[_i].findings);
}
END_TEST

START_TEST(the_nearest_name_is_offered)
{
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_SPEC *spec = NULL;
	static const char text[] = HEAD "vars: {site: fra}\nnetwork: {hostname: \"${sit}\"}\n";

	spec_load_text("test.yaml", text, strlen(text), &spec, &diagnostics);
	ck_assert_uint_eq(diagnostics.count, 1);
	ck_assert_str_eq(diagnostics.list[0].hint, "did you mean 'site'?");
}
END_TEST

START_TEST(doubling_stops)
{
	AUTO_BUFFER text = BUFFER_INIT;
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_SPEC *spec = NULL;
	bool found = false;

	buffer_puts(&text, HEAD "vars:\n  a0: xxxxxxxxxx\n");
	for (int i = 1; i < 30; i++)
		buffer_printf(&text, "  a%d: ${a%d}${a%d}\n", i, i - 1, i - 1);
	spec_load_text("test.yaml", text.data, text.size, &spec, &diagnostics);
	for (size_t i = 0; i < diagnostics.count; i++)
		found = found || strstr(diagnostics.list[i].message, "longer than 1 MiB");
	ck_assert(found);
}
END_TEST

START_TEST(a_long_chain_stops)
{
	AUTO_BUFFER text = BUFFER_INIT;
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_SPEC *spec = NULL;

	buffer_puts(&text, HEAD "vars:\n");
	for (int i = 0; i < 5000; i++)
		buffer_printf(&text, "  a%d: ${a%d}\n", i, i + 1);
	buffer_puts(&text, "  a5000: x\n");
	spec_load_text("test.yaml", text.data, text.size, &spec, &diagnostics);
	ck_assert_uint_gt(diagnostics.count, 1);
	ck_assert_ptr_nonnull(strstr(diagnostics.list[1].message, "nested too deep"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("vars");
	TCase *cases = tcase_create("vars");

	tcase_add_loop_test(cases, values_are_put_in, 0, COUNT(values));
	tcase_add_loop_test(cases, what_is_wrong_is_found_at_its_place, 0, COUNT(findings));
	tcase_add_test(cases, the_nearest_name_is_offered);
	tcase_add_test(cases, doubling_stops);
	tcase_add_test(cases, a_long_chain_stops);
	suite_add_tcase(suite, cases);
	return run_suite(suite);
}
