// SPDX-License-Identifier: GPL-3.0-or-later
// What of a 4.x base matters to drivers: its maps, and the modules that it has.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "overlay.h"
#include "pci_names.h"
#include "simple_map.h"

#define OEM4_MAP_PATH "etc/vmware/simple.map"
#define OEM4_NAMES_PATH "etc/vmware/pci.ids"
#define OEM4_XML_FOLDER "etc/vmware/pciid/"
#define OEM4_MODULE_FOLDER "usr/lib/vmware/vmkmod/"

struct oem4_base {
	struct simple_map map;
	struct pci_names names;
	bool has_names; // pci.ids was found
	bool map_is_made; // from the XML files of sys.vgz, which has no simple.map
	unsigned map_mode; // permission bits of the two files
	unsigned names_mode;
	const char *map_source; // for messages; borrowed
	bool has_modules; // sys.vgz was read
	char **modules; // names of files in OEM4_MODULE_FOLDER, sorted
	size_t module_count;
};

// `oem` is the overlay of the base. Streams sys.vgz (NULL: there is none) in bounded memory.
// ERROR_INPUT: sys.vgz is damaged; no map can be had.
int oem4_base_read(const struct overlay *oem, const struct reader *sys, struct oem4_base *ret,
	struct error *err);
void oem4_base_finish(struct oem4_base *base);
#define AUTO_OEM4_BASE CLEANUP(oem4_base_finish) struct oem4_base

bool oem4_base_has_module(const struct oem4_base *base, const char *file);

// Is it an XML file with the PCI ids of a driver?
bool oem4_is_driver_xml(const char *path);
