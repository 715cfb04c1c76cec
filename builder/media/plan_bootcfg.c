// SPDX-License-Identifier: GPL-3.0-or-later
// Editing boot.cfg: options and timeout as the spec wants them, modules as the VIBs need them.
#include "plan_bootcfg.h"

#include <string.h>

#include "bootcfg.h"
#include "memory.h"
#include "plan_edit.h"
#include "plan_modules.h"
#include "text.h"

static void add_change(struct edit *edit, const struct bootcfg_change *change)
{
	switch (change->kind) {
	case BOOTCFG_UNCHANGED:
		break;
	case BOOTCFG_ADDED:
		plan_add_detail(edit, memory_printf("'%s' is added", change->after));
		break;
	case BOOTCFG_REPLACED:
		plan_add_detail(
			edit, memory_printf("'%s' becomes '%s'", change->before, change->after));
		break;
	case BOOTCFG_REMOVED:
		plan_add_detail(edit, memory_printf("'%s' is removed", change->before));
		break;
	}
}

static int set_option(
	struct bootcfg *bootcfg, struct edit *edit, const char *token, struct error *err)
{
	AUTO_BOOTCFG_CHANGE change = BOOTCFG_CHANGE_INIT;

	if (bootcfg_set_option(bootcfg, token, &change, err) < 0)
		return -1;
	add_change(edit, &change);
	return 0;
}

static int set_kernel_options(
	const struct spec *spec, struct bootcfg *bootcfg, struct edit *edit, struct error *err)
{
	const struct spec_node *options = spec_get(spec, "image.kernel_options");

	for (size_t i = 0; options && i < spec_node_count(options); i++) {
		AUTO_FREE char *token = memory_printf("%s=%s", spec_node_key(options, i),
			spec_node_text(spec_node_at(options, i)));

		if (set_option(bootcfg, edit, token, err) < 0)
			return -1;
	}
	return 0;
}

static int edit_bootcfg(
	const struct spec *spec, struct bootcfg *bootcfg, struct edit *edit, struct error *err)
{
	AUTO_BOOTCFG_CHANGE removed = BOOTCFG_CHANGE_INIT;
	AUTO_BOOTCFG_CHANGE timeout = BOOTCFG_CHANGE_INIT;

	// The installer would start from the CD without asking for a kickstart.
	bootcfg_remove_option(bootcfg, "cdromBoot", &removed);
	add_change(edit, &removed);
	if (set_option(bootcfg, edit, KICKSTART_OPTION, err) < 0 ||
		set_kernel_options(spec, bootcfg, edit, err) < 0)
		return -1;
	if (spec_has(spec, "image.boot_timeout")) {
		bootcfg_set_timeout(
			bootcfg, (unsigned)spec_number(spec, "image.boot_timeout"), &timeout);
		if (timeout.kind == BOOTCFG_ADDED)
			plan_add_detail(
				edit, memory_printf("'timeout=%s' is added", timeout.after));
		if (timeout.kind == BOOTCFG_REPLACED)
			plan_add_detail(edit, memory_printf("'timeout=%s' becomes 'timeout=%s'",
						      timeout.before, timeout.after));
	}
	return 0;
}

int plan_bootcfg(struct plan *plan, const struct spec *spec, const struct medium_bootcfg *base,
	const struct placement *placement, struct diagnostics *diagnostics, struct error *err)
{
	AUTO_BUFFER text = BUFFER_INIT;
	AUTO_BOOTCFG *bootcfg = NULL;
	AUTO_DIAGNOSTICS found = DIAGNOSTICS_INIT;
	struct edit *edit;
	const char *ks;

	if (!base->bootcfg)
		return 0;
	ks = bootcfg_option(base->bootcfg, "ks");
	if (ks && !text_equal(ks, "cdrom:" KICKSTART_PATH))
		plan_add_note(
			plan, memory_printf("'%s' of the base names a kickstart already, 'ks=%s'; "
					    "it is replaced",
				      base->path, ks));
	bootcfg_print(base->bootcfg, &text);
	if (bootcfg_parse(base->path, buffer_text(&text), text.size, &bootcfg, err) < 0)
		return -1;
	edit = plan_add_edit(plan, EDIT_BOOTCFG, base->path);
	edit->place = spec_place(spec, "image.kernel_options");
	if (edit_bootcfg(spec, bootcfg, edit, err) < 0 ||
		(placement && plan_modules(edit, bootcfg, placement, err) < 0))
		return -1;
	bootcfg_print(bootcfg, &edit->content);
	// Its warnings are those of the base, which were given when that was read.
	bootcfg_check(bootcfg, base->firmware, &found);
	for (size_t i = 0; i < found.count; i++) {
		if (found.list[i].severity == SEVERITY_ERROR)
			diagnostics_add(diagnostics, SEVERITY_ERROR, edit->place, base->path, "%s",
				found.list[i].message);
	}
	return 0;
}
