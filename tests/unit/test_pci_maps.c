// SPDX-License-Identifier: GPL-3.0-or-later
// Tests of simple.map, pci.ids and the XML that 4.x drivers bring: what is added stands in its
// place, and all else stays.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "pci_drivers.h"
#include "pci_names.h"
#include "simple_map.h"

static const struct {
	const char *map;
	pci_id id;
	const char *result;
} maps[] = {
	{"", 0x8086100f00000000, "8086:100f 0000:0000 network new\n"},
	{"8086:100f 0000:0000 network e1000\n", 0x8086100f00000000,
		"8086:100f 0000:0000 network new\n"},
	{"8086:100F 0000:0000 network e1000\n", 0x8086100f00000000,
		"8086:100f 0000:0000 network new\n"},
	{"8086:100f 0000:0000 network e1000", 0x8086100f15ad0750,
		"8086:100f 0000:0000 network e1000\n8086:100f 15ad:0750 network new\n"},
	{"8086:100f  0000:0000\tnetwork e1000 \r\n", 0x1000003000000000,
		"1000:0030 0000:0000 network new\n8086:100f  0000:0000\tnetwork e1000 \r\n"},
	{"# 1\n1000:0030 0000:0000 storage mptspi\n\n# 2\nffff\n\n", 0x8086100f00000000,
		"# 1\n1000:0030 0000:0000 storage mptspi\n\n# 2\nffff\n"
		"8086:100f 0000:0000 network new\n\n"},
	{"1:2 0000:0000 storage a\n8086:100f 0000:0000 network\n8086:100f 0000:0000 a b c\n",
		0x8086100f00000000,
		"1:2 0000:0000 storage a\n8086:100f 0000:0000 network\n8086:100f 0000:0000 a b "
		"c\n8086:100f 0000:0000 network new\n"},
};

START_TEST(sets_lines)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_SIMPLE_MAP map = {NULL, 0};
	AUTO_BUFFER printed = BUFFER_INIT;
	const char *text = maps[_i].map;

	ck_assert_int_eq(simple_map_parse("map", text, strlen(text), &map, &err), 0);
	simple_map_set(&map, maps[_i].id, "network", "new");
	ck_assert_str_eq(simple_map_find(&map, maps[_i].id)->module, "new");
	simple_map_print(&map, &printed);
	ck_assert_str_eq(buffer_text(&printed), maps[_i].result);
}
END_TEST

#define INTEL "8086  Intel\n\t100f  82545EM\n\t\t15ad 0750  PRO/1000\n"
#define TAIL "\nC 01  Storage\n\t00  SCSI\n"

static const struct {
	const char *names;
	const char *more;
	const char *result;
} merges[] = {
	{"", "8086  Intel\n", "8086  Intel\n"},
	{"# only a head\n\n", "8086  Intel\n", "# only a head\n\n8086  Intel\n"},
	{TAIL, "8086  Intel\n", "\n8086  Intel\nC 01  Storage\n\t00  SCSI\n"},
	{INTEL TAIL, "8086  Other\n\t100f  other\n", INTEL TAIL},
	{INTEL TAIL, "8087  Late\n\t0001  x\n", INTEL "8087  Late\n\t0001  x\n" TAIL},
	{"# head\n\n" INTEL, "1000  LSI\n", "# head\n\n1000  LSI\n" INTEL},
	{"# head\n" INTEL, "1000  LSI\n", "# head\n1000  LSI\n" INTEL},
	{"0001  a\n# of Intel\n" INTEL, "1000  LSI\n", "0001  a\n1000  LSI\n# of Intel\n" INTEL},
	{INTEL, "8086  x\n\t0001  low\n\t10fb  high\n\t\t1111 2222  board\n",
		"8086  Intel\n\t0001  low\n\t100f  82545EM\n\t\t15ad 0750  PRO/1000\n\t10fb  "
		"high\n"
		"\t\t1111 2222  board\n"},
	{INTEL, "8086  x\n\t100f  y\n\t\t1028 0001  Dell\n\t\t15ad 0760  VM\n",
		"8086  Intel\n\t100f  82545EM\n\t\t1028 0001  Dell\n\t\t15ad 0750  "
		"PRO/1000\n\t\t15ad 0760  VM\n"},
	{INTEL TAIL "8088  behind\n", "8088  x\n", INTEL "8088  x\n" TAIL "8088  behind\n"},
	{INTEL, "\t0001  no vendor\n\t\t0001 0002  no device\nhello\n8086\nC 02  x\n9999  y\n",
		INTEL},
};

START_TEST(merges_names)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_PCI_NAMES names = {NULL, 0}, more = {NULL, 0};
	AUTO_BUFFER printed = BUFFER_INIT;

	ck_assert_int_eq(pci_names_parse("pci.ids", merges[_i].names, strlen(merges[_i].names),
				 &names, &err),
		0);
	ck_assert_int_eq(
		pci_names_parse("more", merges[_i].more, strlen(merges[_i].more), &more, &err), 0);
	pci_names_merge(&names, &more);
	pci_names_print(&names, &printed);
	ck_assert_str_eq(buffer_text(&printed), merges[_i].result);
}
END_TEST

START_TEST(refuses_bytes)
{
	AUTO_FREE char *large = memory_alloc(PCI_NAMES_SIZE_MAX + 1);
	struct error errors[4] = {ERROR_INIT, ERROR_INIT, ERROR_INIT, ERROR_INIT};
	AUTO_SIMPLE_MAP map = {NULL, 0};
	AUTO_PCI_NAMES names = {NULL, 0};

	memset(large, ' ', PCI_NAMES_SIZE_MAX + 1);
	ck_assert_int_eq(simple_map_parse("m", "a\0b", 3, &map, &errors[0]), -1);
	ck_assert_str_eq(errors[0].text, "'m' has a NUL byte");
	ck_assert_int_eq(
		simple_map_parse("m", large, SIMPLE_MAP_SIZE_MAX + 1, &map, &errors[1]), -1);
	ck_assert_str_eq(errors[1].text, "'m' has more than 1048576 bytes");
	ck_assert_int_eq(pci_names_parse("n", "a\0b", 3, &names, &errors[2]), -1);
	ck_assert_str_eq(errors[2].text, "'n' has a NUL byte");
	ck_assert_int_eq(
		pci_names_parse("n", large, PCI_NAMES_SIZE_MAX + 1, &names, &errors[3]), -1);
	ck_assert_str_eq(errors[3].text, "'n' has more than 4194304 bytes");
	for (size_t i = 0; i < 4; i++)
		error_finish(&errors[i]);
}
END_TEST

#define DEVICE(inner) "<t><vendor id='8086'><name>Intel</name>" inner "</vendor></t>"
#define VMWARE(label, driver)                                                                      \
	DEVICE("<device id='10fb'><vmware label='" label "'>" driver "</vmware></device>")

static const struct {
	const char *xml;
	const char *said; // each device, or the error
} files[] = {
	{"<t/>", ""},
	{DEVICE(""), ""},
	{DEVICE("<device id='0001'/>"), "8086:0001 - - Intel//"},
	{DEVICE("<device id='0xAbCd'><name> a\n\tb&#233;&#8364; </name></device>"),
		"8086:abcd - - Intel/a b\xe9?/"},
	{"<t><vendor id='1'/></t>",
		"'x.xml': a vendor has the id '1', expected four hexadecimal digits"},
	{DEVICE("<device/>"), "'x.xml': a device has the id '', expected four hexadecimal digits"},
	{DEVICE("<device id='+123'/>"),
		"'x.xml': a device has the id '+123', expected four hexadecimal digits"},
	{VMWARE("nic", ""), "8086:10fb - - Intel//"},
	{VMWARE("nic", "<driver>a</driver><driver>b</driver>"), "8086:10fb network a Intel//"},
	{VMWARE("scsi", "<driver>a</driver>"), "8086:10fb storage a Intel//"},
	{VMWARE("fc", "<driver>a</driver>"), "8086:10fb storage a Intel//"},
	{VMWARE("ide", "<driver>a</driver>"), "8086:10fb storage a Intel//"},
	{VMWARE("sata", "<driver>a</driver>"), "8086:10fb storage a Intel//"},
	{VMWARE("pata", "<driver>a</driver>"), "8086:10fb storage a Intel//"},
	{VMWARE("ioat", "<driver>a</driver>"), "8086:10fb ioat a Intel//"},
	{VMWARE("video", "<driver>a</driver>"),
		"'x.xml': device 8086:10fb has the label 'video', expected nic, scsi, fc, ide, "
		"sata, pata or ioat"},
	{VMWARE("nic", "<driver>a b</driver>"),
		"'x.xml': device 8086:10fb has the driver 'a b', which is no name of a module"},
	{VMWARE("nic", "<driver>../a</driver>"),
		"'x.xml': device 8086:10fb has the driver '../a', which is no name of a module"},
	{VMWARE("nic", "<driver/>"),
		"'x.xml': device 8086:10fb has the driver '', which is no name of a module"},
	{"<t><vendor id='1924'><short>SF</short><device id='0001'/></vendor></t>",
		"1924:0001 - - SF//"},
};

START_TEST(reads_drivers)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_PCI_DRIVERS drivers = {NULL, 0};
	AUTO_BUFFER said = BUFFER_INIT;

	if (pci_drivers_parse("x.xml", files[_i].xml, strlen(files[_i].xml), &drivers, &err) < 0) {
		ck_assert_str_eq(err.text, files[_i].said);
		return;
	}
	for (size_t i = 0; i < drivers.count; i++) {
		const struct pci_device *device = &drivers.devices[i];

		buffer_printf(&said, "%04x:%04x %s %s %s/%s/", device->vendor, device->device,
			device->class ? device->class : "-", device->module ? device->module : "-",
			device->vendor_name, device->name);
	}
	ck_assert_str_eq(buffer_text(&said), files[_i].said);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("pci_maps");
	TCase *cases = tcase_create("pci_maps");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(cases, sets_lines, 0, sizeof(maps) / sizeof(maps[0]));
	tcase_add_loop_test(cases, merges_names, 0, sizeof(merges) / sizeof(merges[0]));
	tcase_add_test(cases, refuses_bytes);
	tcase_add_loop_test(cases, reads_drivers, 0, sizeof(files) / sizeof(files[0]));
	suite_add_tcase(suite, cases);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}
