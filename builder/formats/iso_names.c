// SPDX-License-Identifier: GPL-3.0-or-later
// Identifiers: how a base writes them, and which new ones ISO 9660 can carry.
#include "iso_internal.h"

#include <string.h>

#include "memory.h"
#include "text.h"

enum {
	NAME_MAX_LEVEL2 = 30, // name and extension together, ECMA-119 7.5.1
	DEPTH_MAX = 8, // ECMA-119 6.8.2.1
	PATH_MAX_ISO = 255,
};

static bool is_d_character(char c)
{
	return (c >= 'A' && c <= 'Z') || text_is_digit(c) || c == '_';
}

static void take_example(struct iso_style *style, const struct iso_file *file, bool *plain_end)
{
	const char *bare = strrchr(file->path, '/') + 1;
	size_t length = strlen(bare);

	if (!file->is_dir && strchr(file->identifier, ';'))
		style->version = true;
	if (!file->is_dir && !strchr(bare, '.')) {
		if (file->identifier[length] == '.')
			style->force_dot = true;
		else
			*plain_end = true;
	}
	if (file->is_dir && strchr(bare, '.'))
		style->dir_dot = true;
	if (length > style->longest)
		style->longest = length;
	if (!iso_is_short_name(bare))
		style->all_short = false;
	for (const char *c = bare; *c; c++) {
		style->lower |= *c >= 'a' && *c <= 'z';
		style->relaxed |= !is_d_character(text_upper(*c)) && *c != '.';
	}
}

void iso_detect_style(const struct iso_file *files, size_t count, struct iso_style *ret)
{
	struct iso_style style = {.all_short = true};
	bool plain_end = false;

	for (size_t i = 1; i < count; i++)
		take_example(&style, &files[i], &plain_end);
	// without an example: as the standard wants it
	if (count <= 1)
		style.version = true;
	if (!plain_end && style.version)
		style.force_dot = true;
	*ret = style;
}

char *iso_style_identifier(const struct iso_style *style, const char *component, bool is_dir)
{
	bool dot = style->force_dot && !strchr(component, '.');

	if (is_dir)
		return memory_strdup(component);
	return memory_printf("%s%s%s", component, dot ? "." : "", style->version ? ";1" : "");
}

bool iso_is_short_name(const char *path)
{
	const char *name = strrchr(path, '/');
	const char *dot;

	name = name ? name + 1 : path;
	dot = strchr(name, '.');
	if (!dot)
		return strlen(name) <= 8;
	return dot - name <= 8 && strlen(dot + 1) <= 3 && !strchr(dot + 1, '.');
}

static const char *component_fault(const char *component, size_t length)
{
	size_t dots = 0;

	for (size_t i = 0; i < length; i++) {
		if (component[i] == '.')
			dots++;
		else if (!is_d_character(component[i]) && component[i] != '-')
			return "allowed are A-Z, 0-9, '_', '-' and one dot";
	}
	if (dots > 1)
		return "it has more than one dot";
	if (length == dots)
		return "a component is empty";
	if (component[length - 1] == '.')
		return "a component ends with a dot";
	if (length - dots > NAME_MAX_LEVEL2)
		return "a component has more than 30 characters";
	return NULL;
}

int iso_check_path(const char *path, struct error *err)
{
	const char *fault = NULL;
	const char *at = path;
	// The root is the first level of directories and the file itself is none
	// (ECMA-119 6.8.2.1).
	size_t depth = 0;

	if (*at != '/' || !at[1])
		fault = "it must begin with '/' and name a file";
	else if (strlen(path) > PATH_MAX_ISO)
		fault = "it has more than 255 characters";
	while (!fault && *at) {
		const char *end = strchrnul(at + 1, '/');

		fault = component_fault(at + 1, (size_t)(end - at - 1));
		if (!fault && ++depth > DEPTH_MAX)
			fault = "it has more than 8 levels";
		at = end;
	}
	if (fault)
		return error_set(
			err, ERROR_INPUT, "ISO 9660 cannot carry the name '%s': %s", path, fault);
	return 0;
}
