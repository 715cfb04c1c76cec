// SPDX-License-Identifier: GPL-3.0-or-later
// From each line of a rendered kickstart back to the line of the spec.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "render.h"
#include "suite.h"
#include "text.h"

// A comment behind a line of the spec names it; a case says what is found there.
static const char source_text[] = "esxmint: 1\n"
				  "base: {release: '8.0'}\n"
				  "install:\n"
				  "  accept_eula: true # eula\n"
				  "  disk:\n"
				  "    first: [local] # disk\n"
				  "    vmfs: overwrite\n"
				  "  datastores:\n"
				  "    - {name: one, disk: naa.1} # one\n"
				  "    - {name: two, disk: naa.2} # two\n"
				  "  root_password: {env: ESXMINT_TEST_NONE} # password\n"
				  "network:\n"
				  "  management:\n"
				  "    ipv4:\n"
				  "      address: 10.0.0.9 # address\n"
				  "      netmask: 255.255.255.0\n"
				  "      gateway: 10.0.0.1\n"
				  "  vswitches:\n"
				  "    - name: vSwitch0 # switch0\n"
				  "      uplinks: [vmnic0]\n"
				  "      portgroups:\n"
				  "        - {name: PG-A, vlan: 11} # pg-a\n"
				  "        - {name: PG-B, vlan: 12} # pg-b\n"
				  "    - name: vSwitch1 # switch1\n"
				  "      uplinks: [vmnic1]\n"
				  "  vmkernel:\n"
				  "    - {portgroup: PG-A, ipv4: dhcp} # vmk1\n"
				  "    - {portgroup: PG-B, ipv4: dhcp} # vmk2\n"
				  "host:\n"
				  "  advanced:\n"
				  "    /Net/FollowHardwareMac: 1 # foo\n"
				  "    /Mem/ShareScanGHz: 2 # bar\n"
				  "scripts:\n"
				  "  firstboot:\n"
				  "    - text: | # script\n"
				  "        echo first\n"
				  "        if true; then\n"
				  "          echo inner\n"
				  "        fi\n"
				  "    - text: echo single # single\n";

static const struct {
	const char *line; // the first one that begins so, blanks aside
	const char *comment; // in the spec, or the text of its line
	const char *path;
} cases[] = {
	{"vmaccepteula", "# eula", "install.accept_eula"},
	{"install --firstdisk", "# disk", "install.disk.first"},
	{"part one", "# one", "install.datastores[0]"},
	{"part two", "# two", "install.datastores[1]"},
	{"rootpw", "# password", "install.root_password"},
	{"network ", "# address", "network.management.ipv4.address"},
	{"add_vswitch vSwitch0", "# switch0", "network.vswitches[0]"},
	{"add_vswitch vSwitch1", "# switch1", "network.vswitches[1]"},
	{"add_portgroup PG-A", "# pg-a", "network.vswitches[0].portgroups[0]"},
	{"add_portgroup PG-B", "# pg-b", "network.vswitches[0].portgroups[1]"},
	{"add_vswitch() {", "# switch0", "network.vswitches"},
	{"step 'virtual switches'", "# switch0", "network.vswitches"},
	{"%firstboot", "esxmint: 1", NULL},
	{"wait_for_hostd() {", "esxmint: 1", NULL},
	{"esxcli system settings advanced set --option=/Net/Fo", "# foo",
		"host.advanced./Net/FollowHardwareMac"},
	{"esxcli system settings advanced set --option=/Mem/Sh", "# bar",
		"host.advanced./Mem/ShareScanGHz"},
	{"echo first", "echo first", "scripts.firstboot[0].text"},
	{"echo inner", "echo inner", "scripts.firstboot[0].text"},
	{"echo single", "# single", "scripts.firstboot[1].text"},
};

// 0: there is none.
static unsigned find_line(const char *text, const char *wanted, bool anywhere)
{
	unsigned number = 1;

	for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		const char *found = strstr(line, wanted);

		if (anywhere ? found && found < line + strcspn(line, "\n")
			     : text_has_prefix(line + strspn(line, " \t"), wanted))
			return number;
		number++;
	}
	return 0;
}

static char *render(struct spec **ret_spec, struct source_map *map)
{
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;
	AUTO_ERROR err = ERROR_INIT;
	AUTO_TEMPLATES *templates = NULL;
	AUTO_BUFFER output = BUFFER_INIT;
	struct kickstart_options options = {.secrets = SECRET_HIDDEN, .map = map};

	spec_load_text("t.yaml", source_text, strlen(source_text), ret_spec, &diagnostics);
	ck_assert_msg(diagnostics.error_count == 0, "%s",
		diagnostics.count ? diagnostics.list[0].message : "");
	ck_assert_int_eq(templates_open(NULL, &templates, &diagnostics, &err), 0);
	options.templates = templates;
	buffer_puts(&output, "not\npart of it\n");
	ck_assert_int_eq(kickstart_render(*ret_spec, (struct release){8, 0, 0}, &options, &output,
				 &diagnostics, &err),
		0);
	return memory_strdup(buffer_text(&output) + strlen("not\npart of it\n"));
}

START_TEST(lines_are_found_again)
{
	AUTO_SPEC *spec = NULL;
	AUTO_SOURCE_MAP map = SOURCE_MAP_INIT;
	AUTO_FREE char *text = render(&spec, &map);

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		unsigned line = find_line(text, cases[i].line, false);
		const char *path;
		struct place place;

		ck_assert_msg(line > 0, "no line '%s' in\n%s", cases[i].line, text);
		place = source_map_place(&map, line, 0, &path);
		ck_assert_msg(place.line == find_line(source_text, cases[i].comment, true),
			"'%s' is of line %u", cases[i].line, place.line);
		ck_assert_pstr_eq(path, cases[i].path);
	}
}
END_TEST

START_TEST(scripts_are_exact)
{
	AUTO_SPEC *spec = NULL;
	AUTO_SOURCE_MAP map = SOURCE_MAP_INIT;
	AUTO_FREE char *text = render(&spec, &map);
	struct place place;

	// "  echo inner": the word in column 8 is in column 16 of the spec.
	place = source_map_place(&map, find_line(text, "echo inner", false), 8, NULL);
	ck_assert_uint_eq(place.column, 16);
	place = source_map_place(&map, find_line(text, "echo first", false), 1, NULL);
	ck_assert_uint_eq(place.column, 9);
	// Where a line is not what stands there, the value as a whole.
	place = source_map_place(&map, find_line(text, "echo single", false), 6, NULL);
	ck_assert_uint_eq(place.column, 13);
}
END_TEST

START_TEST(an_empty_map_has_no_place)
{
	AUTO_SOURCE_MAP map = SOURCE_MAP_INIT;
	const char *path = "x";

	ck_assert_ptr_null(source_map_find(&map, 1));
	ck_assert_ptr_null(source_map_place(&map, 1, 1, &path).source);
	ck_assert_ptr_null(path);
	source_map_add(NULL, 1, (struct place){0}, "a");
	source_map_add(&map, 3, (struct place){NULL, 7, 1}, "a");
	source_map_add(&map, 3, (struct place){NULL, 8, 1}, "b");
	source_map_add(&map, 9, (struct place){NULL, 9, 1}, NULL);
	ck_assert_ptr_null(source_map_find(&map, 2));
	ck_assert_uint_eq(source_map_find(&map, 3)->place.line, 8);
	ck_assert_uint_eq(source_map_find(&map, 8)->place.line, 8);
	ck_assert_uint_eq(source_map_find(&map, 100)->place.line, 9);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("source_map");
	TCase *tests = tcase_create("source_map");

	tcase_add_test(tests, lines_are_found_again);
	tcase_add_test(tests, scripts_are_exact);
	tcase_add_test(tests, an_empty_map_has_no_place);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
