// SPDX-License-Identifier: GPL-3.0-or-later
// simple.map of 4.x: which module is for which PCI id.
//
// facts/media-4.md section 3.5: lines `vvvv:dddd ssss:SSSS class module`, lower-case hexadecimal,
// 0000:0000 where the subsystem does not matter, sorted by id. What else stands in a map is kept.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "buffer.h"
#include "error.h"

enum {
	SIMPLE_MAP_SIZE_MAX = 1 << 20, // bytes
	SIMPLE_MAP_MODULE_MAX = 64, // bytes of a module's name
};

// Vendor, device, vendor and device of the subsystem, 16 bits each, from the highest down.
typedef uint64_t pci_id;

#define PCI_ID_SIZE sizeof("vvvv:dddd ssss:SSSS")
void pci_id_format(pci_id id, char ret[PCI_ID_SIZE]);

struct simple_map_line {
	char *text; // as it stands there, without the line end
	char *module; // NULL: the line leads to no module
	char *class; // "network"; NULL with `module`
	pci_id id;
};

struct simple_map {
	struct simple_map_line *lines;
	size_t count;
};

#define AUTO_SIMPLE_MAP CLEANUP(simple_map_finish) struct simple_map

// Never fails for what lines say; ERROR_INPUT: a NUL byte, or more than
// SIMPLE_MAP_SIZE_MAX bytes.
int simple_map_parse(
	const char *name, const void *data, size_t size, struct simple_map *ret, struct error *err);
void simple_map_finish(struct simple_map *map);

// The first line of that id, or NULL.
const struct simple_map_line *simple_map_find(const struct simple_map *map, pci_id id);

// Rewrites each line of that id, or adds one in its place by order.
void simple_map_set(struct simple_map *map, pci_id id, const char *class, const char *module);

// Appends the lines, each with a line feed.
void simple_map_print(const struct simple_map *map, struct buffer *ret);
