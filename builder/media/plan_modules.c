// SPDX-License-Identifier: GPL-3.0-or-later
// Editing the modules of a boot.cfg, see plan_modules.h.
#include "plan_modules.h"

#include <string.h>

#include "memory.h"
#include "plan_edit.h"
#include "text.h"

#define NOT_FOUND SIZE_MAX

static size_t find_module(const struct bootcfg *bootcfg, const char *name)
{
	for (size_t i = 0; i < bootcfg_module_count(bootcfg); i++) {
		const char *path = bootcfg_module_at(bootcfg, i)->path;
		const char *slash = strrchr(path, '/');

		if (text_equal_nocase(slash ? slash + 1 : path, name))
			return i;
	}
	return NOT_FOUND;
}

static void remove_modules(
	struct edit *edit, struct bootcfg *bootcfg, const struct placement *placement)
{
	for (size_t i = 0; i < placement->removed_count; i++) {
		size_t index = find_module(bootcfg, placement->removed[i]);

		if (index == NOT_FOUND)
			continue;
		plan_add_detail(edit, memory_printf("'%s' is removed from the modules",
					      bootcfg_module_at(bootcfg, index)->name));
		bootcfg_remove_module(bootcfg, index, NULL);
	}
}

static bool has_lower_case(const char *text)
{
	for (; *text; text++) {
		if (*text != text_upper(*text))
			return true;
	}
	return false;
}

// The name written as its neighbour is: with or without a slash, in the same case.
static char *write_like(const struct bootcfg_module *neighbour, const char *name)
{
	const char *file = neighbour ? strrchr(neighbour->path, '/') : NULL;
	// A name without slash lies where `prefix` leads, which has to be the root.
	bool relative = neighbour && !strpbrk(neighbour->name, "/\\") && file == neighbour->path;
	char *written = memory_printf("%s%s", relative ? "" : "/", name);

	if (neighbour && !has_lower_case(neighbour->name)) {
		for (char *c = written; *c; c++)
			*c = text_upper(*c);
	}
	return written;
}

// Behind the nearest one that stands before it in the placement and is there.
static size_t find_index(
	const struct bootcfg *bootcfg, const struct placement *placement, size_t module)
{
	while (module-- > 0) {
		size_t index = find_module(bootcfg, placement->modules[module].name);

		if (index != NOT_FOUND)
			return index + 1;
	}
	return 0;
}

static int add_module(struct edit *edit, struct bootcfg *bootcfg, const char *name, size_t index,
	bool moves, struct error *err)
{
	bool any = bootcfg_module_count(bootcfg) > 0;
	const struct bootcfg_module *neighbour =
		any ? bootcfg_module_at(bootcfg, index > 0 ? index - 1 : 0) : NULL;
	AUTO_FREE char *written = write_like(neighbour, name);
	const char *how = moves ? "moves" : "is added to the modules";

	if (index > 0)
		plan_add_detail(
			edit, memory_printf("'%s' %s, behind '%s'", written, how, neighbour->name));
	else
		plan_add_detail(edit, memory_printf("'%s' %s, as the first", written, how));
	return bootcfg_insert_module(bootcfg, index, written, NULL, err);
}

// The modules before it are in their places already.
static int place_module(struct edit *edit, struct bootcfg *bootcfg,
	const struct placement *placement, size_t module, struct error *err)
{
	const char *name = placement->modules[module].name;
	size_t old = find_module(bootcfg, name);
	bool moves = old != NOT_FOUND;

	if (old == find_index(bootcfg, placement, module))
		return 0;
	if (moves)
		bootcfg_remove_module(bootcfg, old, NULL);
	return add_module(edit, bootcfg, name, find_index(bootcfg, placement, module), moves, err);
}

int plan_modules(struct edit *edit, struct bootcfg *bootcfg, const struct placement *placement,
	struct error *err)
{
	remove_modules(edit, bootcfg, placement);
	for (size_t i = 0; i < placement->module_count; i++) {
		if (placement->modules[i].comes &&
			place_module(edit, bootcfg, placement, i, err) < 0)
			return error_wrap(err, "'%s'", bootcfg_path(bootcfg));
	}
	return 0;
}
