// SPDX-License-Identifier: GPL-3.0-or-later
// Reading and changing simple.map, see simple_map.h.
#include "simple_map.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "text.h"

enum { FIELD_COUNT = 4 };

void pci_id_format(pci_id id, char ret[PCI_ID_SIZE])
{
	snprintf(ret, PCI_ID_SIZE, "%04x:%04x %04x:%04x", (unsigned)(id >> 48),
		(unsigned)(id >> 32 & 0xffff), (unsigned)(id >> 16 & 0xffff),
		(unsigned)(id & 0xffff));
}

static int hex_digit(char c)
{
	if (text_is_digit(c))
		return c - '0';
	c = text_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// "vvvv:dddd"
static bool parse_pair(const char *text, size_t length, uint32_t *ret)
{
	uint32_t value = 0;

	if (length != 9 || text[4] != ':')
		return false;
	for (size_t i = 0; i < length; i++) {
		int digit = hex_digit(text[i]);

		if (i == 4)
			continue;
		if (digit < 0)
			return false;
		value = value << 4 | (uint32_t)digit;
	}
	*ret = value;
	return true;
}

static void parse_line(const char *text, size_t length, struct simple_map_line *ret)
{
	static const char blanks[] = " \t\r";
	const char *fields[FIELD_COUNT];
	size_t lengths[FIELD_COUNT];
	uint32_t device, subsystem;
	const char *at;

	ret->text = memory_strndup(text, length);
	at = ret->text;
	for (size_t i = 0; i < FIELD_COUNT; i++) {
		at += strspn(at, blanks);
		fields[i] = at;
		lengths[i] = strcspn(at, blanks);
		at += lengths[i];
	}
	at += strspn(at, blanks);
	if (*at || lengths[FIELD_COUNT - 1] == 0 ||
		lengths[FIELD_COUNT - 1] > SIMPLE_MAP_MODULE_MAX ||
		!parse_pair(fields[0], lengths[0], &device) ||
		!parse_pair(fields[1], lengths[1], &subsystem))
		return;
	ret->id = (pci_id)device << 32 | subsystem;
	ret->class = memory_strndup(fields[2], lengths[2]);
	ret->module = memory_strndup(fields[3], lengths[3]);
}

int simple_map_parse(
	const char *name, const void *data, size_t size, struct simple_map *ret, struct error *err)
{
	const char *at = data;
	struct simple_map map = {NULL, 0};

	if (size > SIMPLE_MAP_SIZE_MAX)
		return error_set(
			err, ERROR_INPUT, "'%s' has more than %d bytes", name, SIMPLE_MAP_SIZE_MAX);
	if (size > 0 && memchr(data, '\0', size))
		return error_set(err, ERROR_INPUT, "'%s' has a NUL byte", name);
	while (size > 0) {
		const char *end = memchr(at, '\n', size);
		size_t length = end ? (size_t)(end - at) : size;
		size_t step = end ? length + 1 : length;

		memory_grow(&map.lines, map.count, sizeof(*map.lines));
		map.lines[map.count] = (struct simple_map_line){.id = 0};
		parse_line(at, length, &map.lines[map.count++]);
		at += step;
		size -= step;
	}
	*ret = map;
	return 0;
}

static void finish_line(struct simple_map_line *line)
{
	free(line->text);
	free(line->class);
	free(line->module);
}

void simple_map_finish(struct simple_map *map)
{
	for (size_t i = 0; i < map->count; i++)
		finish_line(&map->lines[i]);
	free(map->lines);
	*map = (struct simple_map){NULL, 0};
}

const struct simple_map_line *simple_map_find(const struct simple_map *map, pci_id id)
{
	for (size_t i = 0; i < map->count; i++) {
		if (map->lines[i].module && map->lines[i].id == id)
			return &map->lines[i];
	}
	return NULL;
}

static void fill_line(
	struct simple_map_line *line, pci_id id, const char *class, const char *module)
{
	char formatted[PCI_ID_SIZE];

	pci_id_format(id, formatted);
	*line = (struct simple_map_line){
		.text = memory_printf("%s %s %s", formatted, class, module),
		.class = memory_strdup(class),
		.module = memory_strdup(module),
		.id = id,
	};
}

// Before the first line of a higher id, else behind the last line of any.
static size_t find_place(const struct simple_map *map, pci_id id)
{
	size_t place = map->count;

	for (size_t i = 0; i < map->count; i++) {
		if (map->lines[i].module && map->lines[i].id > id)
			return i;
	}
	while (place > 0 && !map->lines[place - 1].module && map->lines[place - 1].text[0] == '\0')
		place--;
	return place;
}

void simple_map_set(struct simple_map *map, pci_id id, const char *class, const char *module)
{
	bool found = false;
	size_t place;

	for (size_t i = 0; i < map->count; i++) {
		if (!map->lines[i].module || map->lines[i].id != id)
			continue;
		finish_line(&map->lines[i]);
		fill_line(&map->lines[i], id, class, module);
		found = true;
	}
	if (found)
		return;
	place = find_place(map, id);
	memory_grow(&map->lines, map->count, sizeof(*map->lines));
	memmove(&map->lines[place + 1], &map->lines[place],
		(map->count - place) * sizeof(*map->lines));
	fill_line(&map->lines[place], id, class, module);
	map->count++;
}

void simple_map_print(const struct simple_map *map, struct buffer *ret)
{
	for (size_t i = 0; i < map->count; i++) {
		buffer_puts(ret, map->lines[i].text);
		buffer_putc(ret, '\n');
	}
}
