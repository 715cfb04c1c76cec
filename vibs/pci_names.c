// SPDX-License-Identifier: GPL-3.0-or-later
// Reading and adding to pci.ids, see pci_names.h.
#include "pci_names.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "text.h"

static bool parse_hex(const char *text, uint32_t *ret)
{
	uint32_t value = 0;

	for (size_t i = 0; i < 4; i++) {
		char c = text_lower(text[i]);

		if (text_is_digit(c))
			value = value << 4 | (uint32_t)(c - '0');
		else if (c >= 'a' && c <= 'f')
			value = value << 4 | (uint32_t)(c - 'a' + 10);
		else
			return false;
	}
	*ret = value;
	return true;
}

// Behind an id: white space and a name.
static bool find_name(struct pci_line *line, const char *behind)
{
	size_t blanks = strspn(behind, " \t");

	if (blanks == 0 || !behind[blanks])
		return false;
	line->name = behind + blanks;
	return true;
}

static void parse_line(struct pci_line *line, const char *text, size_t length)
{
	size_t tabs;
	uint32_t second;
	const char *at;

	*line = (struct pci_line){.text = memory_strndup(text, length), .level = PCI_OTHER};
	tabs = strspn(line->text, "\t");
	at = line->text + tabs;
	if (tabs == 0 && at[0] == 'C' && at[1] == ' ') {
		line->level = PCI_CLASSES;
		return;
	}
	if (tabs > 2 || !parse_hex(at, &line->id))
		return;
	if (tabs < 2) {
		if (find_name(line, at + 4))
			line->level = tabs == 0 ? PCI_VENDOR : PCI_DEVICE;
		return;
	}
	if (at[4] != ' ' || !parse_hex(at + 5, &second) || !find_name(line, at + 9))
		return;
	line->id = line->id << 16 | second;
	line->level = PCI_SUBSYSTEM;
}

int pci_names_parse(
	const char *name, const void *data, size_t size, struct pci_names *ret, struct error *err)
{
	struct pci_names names = {NULL, 0};
	const char *at = data;
	bool classes = false;

	if (size > PCI_NAMES_SIZE_MAX)
		return error_set(
			err, ERROR_INPUT, "'%s' has more than %d bytes", name, PCI_NAMES_SIZE_MAX);
	if (size > 0 && memchr(data, '\0', size))
		return error_set(err, ERROR_INPUT, "'%s' has a NUL byte", name);
	while (size > 0) {
		const char *end = memchr(at, '\n', size);
		size_t length = end ? (size_t)(end - at) : size;
		size_t step = end ? length + 1 : length;
		struct pci_line *line;

		memory_grow(&names.lines, names.count, sizeof(*names.lines));
		line = &names.lines[names.count++];
		parse_line(line, at, length);
		classes |= line->level == PCI_CLASSES;
		if (classes) {
			line->level = PCI_CLASSES;
			line->name = NULL;
		}
		at += step;
		size -= step;
	}
	*ret = names;
	return 0;
}

void pci_names_finish(struct pci_names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->lines[i].text);
	free(names->lines);
	*names = (struct pci_names){NULL, 0};
}

// Takes over the text; the name in it begins at `name_offset`.
static void insert(struct pci_names *names, size_t place, enum pci_level level, uint32_t id,
	char *text, size_t name_offset)
{
	memory_grow(&names->lines, names->count, sizeof(*names->lines));
	memmove(&names->lines[place + 1], &names->lines[place],
		(names->count - place) * sizeof(*names->lines));
	names->lines[place] = (struct pci_line){text, text + name_offset, level, id};
	names->count++;
}

// Looks for an id among the lines of a level from `start` on, as far as the line above them
// reaches. False: there is none, and *ret is where it belongs: before the first higher one (and the
// comments on it), else behind the last one.
static bool find_line(
	const struct pci_names *names, size_t start, enum pci_level level, uint32_t id, size_t *ret)
{
	size_t place = SIZE_MAX, last = start;
	size_t i = start;

	for (; i < names->count; i++) {
		const struct pci_line *line = &names->lines[i];

		if (line->level == PCI_CLASSES)
			break;
		if (line->level == PCI_OTHER)
			continue;
		if (line->level < level)
			break;
		if (line->level == level && line->id == id) {
			*ret = i;
			return true;
		}
		if (line->level == level && line->id > id && place == SIZE_MAX)
			place = i;
		last = i + 1;
	}
	if (place == SIZE_MAX) {
		// the head of an empty table is no part of the list
		*ret = level == PCI_VENDOR && last == start ? i : last;
		return false;
	}
	for (i = place; i > start && names->lines[i - 1].level == PCI_OTHER; i--) {
		const char *text = names->lines[i - 1].text;

		if (text[strspn(text, "\t")] != '#')
			break;
	}
	// comments at the very start are on the whole table
	*ret = i > 0 ? i : place;
	return false;
}

// The place of the line of an id, which is added if it is not there.
static size_t ensure(
	struct pci_names *names, size_t start, enum pci_level level, uint32_t id, const char *name)
{
	size_t place;

	if (find_line(names, start, level, id, &place))
		return place;
	if (level == PCI_VENDOR)
		insert(names, place, level, id, memory_printf("%04x  %s", id, name), 6);
	else if (level == PCI_DEVICE)
		insert(names, place, level, id, memory_printf("\t%04x  %s", id, name), 7);
	else
		insert(names, place, level, id,
			memory_printf("\t\t%04x %04x  %s", id >> 16, id & 0xffff, name), 13);
	return place;
}

void pci_names_add(struct pci_names *names, uint16_t vendor, const char *vendor_name,
	uint16_t device, const char *device_name)
{
	size_t place;

	if (*vendor_name)
		place = ensure(names, 0, PCI_VENDOR, vendor, vendor_name);
	else if (!find_line(names, 0, PCI_VENDOR, vendor, &place))
		return;
	if (*device_name)
		ensure(names, place + 1, PCI_DEVICE, device, device_name);
}

void pci_names_merge(struct pci_names *names, const struct pci_names *other)
{
	size_t vendor = SIZE_MAX, device = SIZE_MAX;

	for (size_t i = 0; i < other->count; i++) {
		const struct pci_line *line = &other->lines[i];

		// what is added lies behind the line that it belongs to
		if (line->level == PCI_VENDOR) {
			vendor = ensure(names, 0, line->level, line->id, line->name);
			device = SIZE_MAX;
		} else if (line->level == PCI_DEVICE && vendor != SIZE_MAX) {
			device = ensure(names, vendor + 1, line->level, line->id, line->name);
		} else if (line->level == PCI_SUBSYSTEM && device != SIZE_MAX) {
			ensure(names, device + 1, line->level, line->id, line->name);
		}
	}
}

void pci_names_print(const struct pci_names *names, struct buffer *ret)
{
	for (size_t i = 0; i < names->count; i++) {
		buffer_puts(ret, names->lines[i].text);
		buffer_putc(ret, '\n');
	}
}
