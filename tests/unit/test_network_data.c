// SPDX-License-Identifier: GPL-3.0-or-later
// What tasks and the linter work out of a spec: who uses which uplinks, names of interfaces.
#include "interface.h"
#include "spec_expect.h"
#include "teaming.h"

#define SPEC(more) HEAD "network:\n  management: {uplink: vmnic0}\n  vswitches:\n" more

static const struct {
	const char *text;
	const char *expected; // of the last switch, then of its port groups: all|active|standby
} teamings[] = {
	{SPEC("  - {name: v1}\n"), "|| "},
	{SPEC("  - {name: v1, uplinks: [vmnic1, vmnic2]}\n"), "vmnic1,vmnic2|vmnic1,vmnic2| said "},
	{SPEC("  - {name: v1, uplinks: [vmnic1, vmnic2], teaming: {standby: [vmnic1]}}\n"),
		"vmnic1,vmnic2|vmnic2|vmnic1 said "},
	{SPEC("  - {name: v1, uplinks: [vmnic1, vmnic2], teaming: {active: [vmnic1]}}\n"),
		"vmnic1,vmnic2|vmnic1| said "},
	// The adapter of the management network is on vSwitch0 as well.
	{SPEC("  - {name: vSwitch0}\n"), "vmnic0|vmnic0| "},
	{SPEC("  - {name: vSwitch0, uplinks: [vmnic3]}\n"), "vmnic3,vmnic0|vmnic3,vmnic0| said "},
	{SPEC("  - {name: vSwitch0, uplinks: ['00:50:56:aa:bb:01']}\n"),
		"00:50:56:aa:bb:01|00:50:56:aa:bb:01| said unknown "},
	// Port groups have the order of their switch, or one of their own.
	{SPEC("  - {name: v1, uplinks: [vmnic1, vmnic2], teaming: {standby: [vmnic1]}, "
	      "portgroups: [{name: a}, {name: b, teaming: {active: [vmnic1]}}, "
	      "{name: c, teaming: {standby: [vmnic2]}}]}\n"),
		"vmnic1,vmnic2|vmnic2|vmnic1 said "
		"vmnic1,vmnic2|vmnic2|vmnic1 "
		"vmnic1,vmnic2|vmnic1| said "
		"vmnic1,vmnic2|vmnic1|vmnic2 said "},
};

static void print_uplinks(const struct uplinks *uplinks, struct buffer *out)
{
	for (size_t i = 0; i < uplinks->count; i++)
		buffer_printf(out, "%s%s", i ? "," : "", uplinks->names[i]);
}

static void print_teaming(const struct spec *spec, const struct spec_node *vswitch,
	const struct spec_node *group, struct buffer *out)
{
	AUTO_TEAMING teaming = {0};

	teaming_init(&teaming, spec, vswitch, group);
	print_uplinks(&teaming.all, out);
	buffer_putc(out, '|');
	print_uplinks(&teaming.active, out);
	buffer_putc(out, '|');
	print_uplinks(&teaming.standby, out);
	buffer_printf(out, "%s%s ", teaming.said ? " said" : "", teaming.known ? "" : " unknown");
}

START_TEST(teaming_is_worked_out)
{
	AUTO_SPEC *spec = load_clean(teamings[_i].text);
	AUTO_BUFFER out = BUFFER_INIT;
	const struct spec_node *vswitch = spec_get(spec, "network.vswitches[0]");
	const struct spec_node *groups = spec_node_get(vswitch, "portgroups");

	print_teaming(spec, vswitch, NULL, &out);
	for (size_t i = 0; groups && i < spec_node_count(groups); i++)
		print_teaming(spec, vswitch, spec_node_at(groups, i), &out);
	ck_assert_str_eq(buffer_text(&out), teamings[_i].expected);
}
END_TEST

START_TEST(interfaces_have_names)
{
	static const char *const expected[] = {"vmk1", "vmk5", "vmk3", "vmk2", "vmk4"};
	AUTO_SPEC *spec = load_clean(HEAD "network:\n"
					  "  vswitches: [{name: v, portgroups: [{name: p}]}]\n"
					  "  vmkernel:\n"
					  "  - {portgroup: p}\n"
					  "  - {portgroup: p, name: vmk5}\n"
					  "  - {portgroup: p}\n"
					  "  - {portgroup: p, name: vmk2}\n"
					  "  - {portgroup: p}\n");
	AUTO_INTERFACES interfaces = {0};

	interfaces_init(&interfaces, spec);
	ck_assert_uint_eq(interfaces.count, COUNT(expected));
	for (size_t i = 0; i < COUNT(expected); i++) {
		ck_assert_str_eq(interfaces.names[i], expected[i]);
		ck_assert_ptr_eq(interfaces_find(&interfaces, expected[i]),
			spec_node_at(spec_get(spec, "network.vmkernel"), i));
	}
	ck_assert_ptr_null(interfaces_find(&interfaces, "vmk9"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("network_data");
	TCase *cases = tcase_create("network_data");

	tcase_add_loop_test(cases, teaming_is_worked_out, 0, COUNT(teamings));
	tcase_add_test(cases, interfaces_have_names);
	suite_add_tcase(suite, cases);
	return run_suite(suite);
}
