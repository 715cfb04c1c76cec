// SPDX-License-Identifier: GPL-3.0-or-later
// The boot.cfg parser of the boot stand-ins; freestanding, written without esxmint's own one.
#include "bootcfg.h"

#include <stdbool.h>
#include <stdint.h>

enum kind { TEXT, NUMBER };

// Order matters: an abbreviated key is the first one that starts so.
static const struct {
	const char *name;
	enum kind kind;
	size_t offset; // of the field in struct bootcfg, or NOWHERE
} keys[] = {
#define NOWHERE ((size_t)-1)
	{"kernel", TEXT, offsetof(struct bootcfg, kernel)},
	{"kernelopt", TEXT, offsetof(struct bootcfg, kernelopt)},
	{"modules", TEXT, offsetof(struct bootcfg, modules)},
	{"title", TEXT, NOWHERE},
	{"prefix", TEXT, offsetof(struct bootcfg, prefix)},
	{"timeout", NUMBER, NOWHERE},
	{"nobootif", NUMBER, NOWHERE},
	{"noquirks", NUMBER, NOWHERE},
	{"norts", NUMBER, NOWHERE},
	{"nativehttp", NUMBER, NOWHERE},
	{"crypto", TEXT, NOWHERE},
	{"runtimewd", NUMBER, NOWHERE},
	{"runtimewdtimeout", NUMBER, NOWHERE},
	{"tftpblksize", NUMBER, NOWHERE},
	{"acpitables", TEXT, NOWHERE},
	{"skip", NUMBER, NOWHERE},
	{"errtimeout", NUMBER, NOWHERE},
};

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

// Removes white space at both ends and makes every run of it one blank.
static void normalize(char *line)
{
	char *to = line;

	for (const char *from = line; *from != '\0'; from++) {
		if (!is_space(*from))
			*to++ = *from;
		else if (to != line && to[-1] != ' ')
			*to++ = ' ';
	}
	if (to != line && to[-1] == ' ')
		to--;
	*to = '\0';
}

static int find_key(const char *text, size_t length)
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		size_t n = 0;

		while (n < length && keys[i].name[n] != '\0' && lower(text[n]) == keys[i].name[n])
			n++;
		if (n == length)
			return (int)i;
	}
	return -1;
}

static bool is_number(const char *text)
{
	if (*text == '-')
		text++;
	while (*text >= '0' && *text <= '9')
		text++;
	return *text == '\0';
}

static const char *parse_line(char *line, struct bootcfg *config)
{
	char *value = line;
	int key;

	while (*value != '\0' && *value != '=')
		value++;
	if (line[0] == '#' || *value == '\0')
		return NULL;
	key = find_key(line, (size_t)(value - line));
	if (key < 0)
		return NULL;
	value++;
	if (*value == ' ')
		value++;
	if (keys[key].kind == NUMBER && !is_number(value))
		return "not a number";
	for (const char *c = value; *c != '\0'; c++) {
		if (*c < ' ' || *c > '~')
			return "not ASCII";
	}
	if (keys[key].offset != NOWHERE)
		*(char **)((char *)config + keys[key].offset) = value;
	return NULL;
}

const char *bootcfg_parse(char *text, struct bootcfg *ret_config)
{
	static char nothing[1];
	struct bootcfg config = {nothing, nothing, nothing, nothing};

	while (*text != '\0') {
		char *end = text;
		bool last;
		const char *problem;

		while (*end != '\0' && *end != '\n')
			end++;
		last = *end == '\0';
		*end = '\0';
		normalize(text);
		problem = parse_line(text, &config);
		if (problem)
			return problem;
		if (last)
			break;
		text = end + 1;
	}
	if (config.kernel[0] == '\0')
		return "no kernel";
	*ret_config = config;
	return NULL;
}

int bootcfg_next_module(char **list, struct bootcfg_module *ret_module)
{
	char *item = *list;
	char *end = item;
	char *next;

	if (*item == '\0')
		return 0;
	while (*end != '\0' && !(end[0] == '-' && end[1] == '-' && end[2] == '-'))
		end++;
	next = *end == '\0' ? end : end + 3;
	*end = '\0';
	normalize(item);
	ret_module->name = item;
	while (*item != '\0' && *item != ' ')
		item++;
	if (*item == ' ')
		*item++ = '\0';
	ret_module->options = item;
	*list = next;
	return 1;
}

static bool is_absolute(const char *name)
{
	if (name[0] == '/' || name[0] == '\\')
		return true;
	for (; *name != '\0'; name++) {
		if (name[0] == ':' && name[1] == '/' && name[2] == '/')
			return true;
	}
	return false;
}

// Adds `text` with blanks removed, `\` as `/` and doubled slashes as one.
static int append(char *path, size_t size, size_t *at, const char *text)
{
	for (; *text != '\0'; text++) {
		char c = *text == '\\' ? '/' : *text;

		if (is_space(c) || (c == '/' && *at > 0 && path[*at - 1] == '/'))
			continue;
		if (*at + 1 >= size)
			return -1;
		path[(*at)++] = c;
	}
	path[*at] = '\0';
	return 0;
}

int bootcfg_resolve(const struct bootcfg *config, const char *directory, const char *name,
	char *path, size_t size)
{
	size_t at = 0;

	if (is_absolute(name))
		return append(path, size, &at, name);
	if (append(path, size, &at, config->prefix[0] != '\0' ? config->prefix : directory) < 0 ||
		append(path, size, &at, "/") < 0)
		return -1;
	return append(path, size, &at, name);
}
