// SPDX-License-Identifier: GPL-3.0-or-later
// etc/vmware/pciid/*.xml of 4.x: the PCI devices that a driver is for, and their names.
//
// facts/media-4.md section 3.5: vendor@id with name and device@id; a device has a name and may have
// vmware@label with drivers, of which the first counts. The label decides the class.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "error.h"

enum { PCI_DRIVERS_DEVICE_COUNT_MAX = 10000 }; // of one file

struct pci_device {
	uint16_t vendor;
	uint16_t device;
	char *vendor_name; // ISO 8859-1, without control characters; may be ""
	char *name; // likewise
	const char *class; // "storage", "network", "ioat"; NULL: no driver is named
	char *module; // NULL with `class`
};

struct pci_drivers {
	struct pci_device *devices; // in the order of the file
	size_t count;
};

#define AUTO_PCI_DRIVERS CLEANUP(pci_drivers_finish) struct pci_drivers

// ERROR_INPUT: not well-formed, an id that is not four hexadecimal digits, a label that leads to no
// class, a name of a module that cannot be one, limits exceeded.
int pci_drivers_parse(const char *name, const void *data, size_t size, struct pci_drivers *ret,
	struct error *err);
void pci_drivers_finish(struct pci_drivers *drivers);
