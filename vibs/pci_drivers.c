// SPDX-License-Identifier: GPL-3.0-or-later
// Reading a driver's PCI ids, see pci_drivers.h.
#include "pci_drivers.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "memory.h"
#include "simple_map.h"
#include "text.h"
#include "xml.h"

static const struct {
	const char *label;
	const char *class;
} labels[] = {
	{"fc", "storage"},
	{"ide", "storage"},
	{"ioat", "ioat"},
	{"nic", "network"},
	{"pata", "storage"},
	{"sata", "storage"},
	{"scsi", "storage"},
};

// The length of a character in UTF-8, and its number where ISO 8859-1 has it, else '?'.
static size_t decode(const char *text, unsigned *ret)
{
	unsigned char first = (unsigned char)text[0];
	size_t length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;

	*ret = first;
	for (size_t i = 1; i < length; i++) {
		if (((unsigned char)text[i] & 0xc0) != 0x80) {
			*ret = '?';
			return i;
		}
	}
	if (length == 2 && first <= 0xc3)
		*ret = (unsigned)(first & 3) << 6 | ((unsigned)text[1] & 0x3f);
	else if (length > 1)
		*ret = '?';
	return length;
}

// A name on one line in ISO 8859-1, white space within it drawn together.
static char *plain_name(const struct xml_element *element)
{
	AUTO_FREE char *text = xml_text(element);
	AUTO_BUFFER name = BUFFER_INIT;
	bool blank = false;

	for (const char *at = text; *at;) {
		unsigned c;

		at += decode(at, &c);
		if (c <= ' ' || (c >= 0x7f && c <= 0xa0)) {
			blank = true;
			continue;
		}
		if (blank && name.size > 0)
			buffer_putc(&name, ' ');
		blank = false;
		buffer_putc(&name, (char)c);
	}
	return buffer_steal(&name);
}

static int parse_id(
	const char *file, const struct xml_element *element, uint16_t *ret, struct error *err)
{
	AUTO_FREE char *text = xml_attribute(element, "id");
	const char *digits = text ? text : "";
	char *end;

	if (text_has_prefix(digits, "0x"))
		digits += 2;
	if (strlen(digits) != 4 || strspn(digits, "0123456789abcdefABCDEF") != 4)
		return error_set(err, ERROR_INPUT,
			"'%s': a %s has the id '%s', expected four hexadecimal digits", file,
			xml_name(element), text ? text : "");
	*ret = (uint16_t)strtoul(digits, &end, 16);
	return 0;
}

static bool is_module(const char *name)
{
	size_t length = strlen(name);

	return length > 0 && length <= SIMPLE_MAP_MODULE_MAX && text_is_printable(name) &&
	       !strpbrk(name, " /\\");
}

static int parse_driver(const char *file, const struct xml_element *vmware,
	struct pci_device *device, struct error *err)
{
	const struct xml_element *driver = xml_child(vmware, "driver");
	AUTO_FREE char *label = xml_attribute(vmware, "label");
	AUTO_FREE char *module = NULL;
	const char *class = NULL;

	if (!driver)
		return 0;
	module = xml_text(driver);
	for (size_t i = 0; label && i < sizeof(labels) / sizeof(labels[0]); i++) {
		if (text_equal(label, labels[i].label))
			class = labels[i].class;
	}
	if (!class)
		return error_set(err, ERROR_INPUT,
			"'%s': device %04x:%04x has the label '%s', expected nic, scsi, fc, ide, "
			"sata, pata or ioat",
			file, device->vendor, device->device, label ? label : "");
	if (!is_module(module))
		return error_set(err, ERROR_INPUT,
			"'%s': device %04x:%04x has the driver '%s', which is no name of a module",
			file, device->vendor, device->device, module);
	device->class = class;
	device->module = STEAL(module);
	return 0;
}

static void finish_device(struct pci_device *device)
{
	free(device->vendor_name);
	free(device->name);
	free(device->module);
}

static int parse_vendor(const char *file, const struct xml_element *element,
	struct pci_drivers *drivers, struct error *err)
{
	const struct xml_element *title = xml_child(element, "name");
	AUTO_FREE char *name = plain_name(title ? title : xml_child(element, "short"));
	uint16_t vendor;

	if (parse_id(file, element, &vendor, err) < 0)
		return -1;
	for (const struct xml_element *child = xml_child(element, "device"); child;
		child = xml_next(child, "device")) {
		struct pci_device *device;

		if (drivers->count >= PCI_DRIVERS_DEVICE_COUNT_MAX)
			return error_set(err, ERROR_INPUT, "'%s' has more than %d devices", file,
				PCI_DRIVERS_DEVICE_COUNT_MAX);
		memory_grow(&drivers->devices, drivers->count, sizeof(*drivers->devices));
		device = &drivers->devices[drivers->count++];
		*device = (struct pci_device){
			.vendor = vendor,
			.vendor_name = memory_strdup(name),
			.name = plain_name(xml_child(child, "name")),
		};
		if (parse_id(file, child, &device->device, err) < 0 ||
			parse_driver(file, xml_child(child, "vmware"), device, err) < 0)
			return -1;
	}
	return 0;
}

int pci_drivers_parse(
	const char *name, const void *data, size_t size, struct pci_drivers *ret, struct error *err)
{
	AUTO_PCI_DRIVERS drivers = {NULL, 0};
	AUTO_XML *xml = NULL;

	if (xml_parse(name, data, size, &xml, err) < 0)
		return -1;
	for (const struct xml_element *vendor = xml_child(xml_root(xml), "vendor"); vendor;
		vendor = xml_next(vendor, "vendor")) {
		if (parse_vendor(name, vendor, &drivers, err) < 0)
			return -1;
	}
	*ret = drivers;
	drivers = (struct pci_drivers){NULL, 0};
	return 0;
}

void pci_drivers_finish(struct pci_drivers *drivers)
{
	for (size_t i = 0; i < drivers->count; i++)
		finish_device(&drivers->devices[i]);
	free(drivers->devices);
	*drivers = (struct pci_drivers){NULL, 0};
}
