// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: simple.map, pci.ids and the PCI ids of a driver, one input as each of them. What a
// map says stays in it whatever is added.
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pci_drivers.h"
#include "pci_names.h"
#include "simple_map.h"
#include "text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct error *err)
{
	if (err->kind != ERROR_INPUT || !err->text || !*err->text)
		abort();
}

static void check_same(const struct buffer *printed, const uint8_t *data, size_t size)
{
	size_t end = size > 0 && data[size - 1] != '\n';

	if (printed->size != size + end || (size > 0 && memcmp(printed->data, data, size) != 0))
		abort();
}

static void try_map(const uint8_t *data, size_t size)
{
	static const pci_id ids[] = {0, 0x808610fb00000000, UINT64_MAX};
	AUTO_ERROR err = ERROR_INIT;
	AUTO_SIMPLE_MAP map = {NULL, 0};
	AUTO_BUFFER printed = BUFFER_INIT;

	if (simple_map_parse("simple.map", data, size, &map, &err) < 0) {
		check(&err);
		return;
	}
	simple_map_print(&map, &printed);
	check_same(&printed, data, size);
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		bool known = simple_map_find(&map, ids[i]) != NULL;
		size_t count = map.count;

		simple_map_set(&map, ids[i], "network", "x");
		if (map.count != count + !known ||
			!text_equal(simple_map_find(&map, ids[i])->module, "x"))
			abort();
	}
}

// All lines of `old` are in `names`, in their order.
static void check_kept(const struct pci_names *old, const struct pci_names *names)
{
	size_t at = 0;

	for (size_t i = 0; i < old->count; i++) {
		while (at < names->count && !text_equal(names->lines[at].text, old->lines[i].text))
			at++;
		if (at++ >= names->count)
			abort();
	}
}

static void try_names(const uint8_t *data, size_t size)
{
	static const char more[] = "# head\n0000  first\n\t0001  a\n8086  Intel\n\t100f  nic\n"
				   "\t\t15ad 0750  board\n\t10fb  nic\nffff  last\n\nC 01  x\n";
	AUTO_ERROR err = ERROR_INIT;
	AUTO_PCI_NAMES names = {NULL, 0}, old = {NULL, 0}, other = {NULL, 0};
	AUTO_BUFFER printed = BUFFER_INIT, again = BUFFER_INIT;

	if (pci_names_parse("pci.ids", data, size, &names, &err) < 0) {
		check(&err);
		return;
	}
	if (pci_names_parse("pci.ids", data, size, &old, &err) < 0 ||
		pci_names_parse("more", more, strlen(more), &other, &err) < 0)
		abort();
	pci_names_print(&names, &printed);
	check_same(&printed, data, size);
	pci_names_merge(&names, &other);
	check_kept(&old, &names);
	buffer_truncate(&printed, 0);
	pci_names_print(&names, &printed);
	pci_names_merge(&names, &other);
	pci_names_print(&names, &again);
	if (!text_equal(buffer_text(&printed), buffer_text(&again)))
		abort();
	pci_names_merge(&other, &old);
}

static void try_xml(const uint8_t *data, size_t size)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_PCI_DRIVERS drivers = {NULL, 0};
	AUTO_PCI_NAMES names = {NULL, 0};

	if (pci_drivers_parse("x.xml", data, size, &drivers, &err) < 0) {
		check(&err);
		return;
	}
	for (size_t i = 0; i < drivers.count; i++) {
		const struct pci_device *device = &drivers.devices[i];

		if ((device->class == NULL) != (device->module == NULL) ||
			strpbrk(device->name, "\n\r\t") || strpbrk(device->vendor_name, "\n\r\t"))
			abort();
		pci_names_add(
			&names, device->vendor, device->vendor_name, device->device, device->name);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	try_map(data, size);
	try_names(data, size);
	try_xml(data, size);
	return 0;
}
