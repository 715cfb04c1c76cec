// SPDX-License-Identifier: GPL-3.0-or-later
// pci.ids: the names of vendors, devices and subsystems, to which names are added.
//
// facts/media-4.md section 3.5: `vvvv  name`, TAB `dddd  name`, TAB TAB `ssss SSSS  name`, then the
// list of classes, which begin with "C ". Names in it are ISO 8859-1. Every line that is there
// stays as it is.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "buffer.h"
#include "error.h"

enum { PCI_NAMES_SIZE_MAX = 4 << 20 }; // bytes

enum pci_level {
	PCI_OTHER, // comments, blank lines, what is not understood
	PCI_VENDOR,
	PCI_DEVICE, // of the vendor above
	PCI_SUBSYSTEM, // of the device above
	PCI_CLASSES, // this line and all behind it
};

struct pci_line {
	char *text; // without the line end
	const char *name; // within the text; NULL for PCI_OTHER and PCI_CLASSES
	enum pci_level level;
	uint32_t id; // 16 bits, of a subsystem 32
};

struct pci_names {
	struct pci_line *lines;
	size_t count;
};

#define AUTO_PCI_NAMES CLEANUP(pci_names_finish) struct pci_names

// Never fails for what lines say; ERROR_INPUT: a NUL byte, or more than
// PCI_NAMES_SIZE_MAX bytes.
int pci_names_parse(
	const char *name, const void *data, size_t size, struct pci_names *ret, struct error *err);
void pci_names_finish(struct pci_names *names);

// Adds what has no name yet, in its place by order. Names are ISO 8859-1 without control
// characters; "" is none, and a device cannot have one where its vendor has none.
void pci_names_add(struct pci_names *names, uint16_t vendor, const char *vendor_name,
	uint16_t device, const char *device_name);

// Adds all names of `other` that `names` lacks.
void pci_names_merge(struct pci_names *names, const struct pci_names *other);

// Appends the lines, each with a line feed.
void pci_names_print(const struct pci_names *names, struct buffer *ret);
