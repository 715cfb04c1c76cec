// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: a hostile boot.cfg is parsed, printed back, checked, edited, and read again.
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bootcfg.h"
#include "text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void look(const struct bootcfg *bootcfg)
{
	AUTO_DIAGNOSTICS diagnostics = DIAGNOSTICS_INIT;

	bootcfg_check(bootcfg, BOOTCFG_BIOS, &diagnostics);
	bootcfg_check(bootcfg, BOOTCFG_UEFI, &diagnostics);
	for (size_t i = 0; i < bootcfg_module_count(bootcfg); i++)
		require(*bootcfg_module_at(bootcfg, i)->path != '\0');
	require(bootcfg_timeout(bootcfg) == bootcfg_timeout(bootcfg));
}

// A module that is put in is there, and taking it out again leaves the bytes as they were.
static void edit_modules(struct bootcfg *bootcfg)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_BUFFER before = BUFFER_INIT;
	AUTO_BUFFER after = BUFFER_INIT;
	size_t count = bootcfg_module_count(bootcfg);

	bootcfg_print(bootcfg, &before);
	if (bootcfg_insert_module(bootcfg, (count + 1) / 2, "/x.v00", NULL, &err) < 0)
		return;
	require(bootcfg_module_count(bootcfg) == count + 1);
	require(text_equal(bootcfg_module_at(bootcfg, (count + 1) / 2)->name, "/x.v00"));
	bootcfg_remove_module(bootcfg, (count + 1) / 2, NULL);
	bootcfg_print(bootcfg, &after);
	require(text_equal(buffer_text(&before), buffer_text(&after)));
}

static void edit(struct bootcfg *bootcfg)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_BUFFER printed = BUFFER_INIT;
	AUTO_BOOTCFG *again = NULL;
	AUTO_BOOTCFG_CHANGE change = BOOTCFG_CHANGE_INIT;

	bootcfg_remove_option(bootcfg, "cdromBoot", NULL);
	require(!bootcfg_option(bootcfg, "cdromboot"));
	require(bootcfg_set_option(bootcfg, "ks=cdrom:/KS.CFG", NULL, &err) == 0);
	require(text_equal(bootcfg_option(bootcfg, "ks"), "cdrom:/KS.CFG"));
	bootcfg_set_timeout(bootcfg, 7, NULL);
	require(bootcfg_timeout(bootcfg) == 7);
	// What was written is read the same way, and setting it again changes nothing.
	bootcfg_print(bootcfg, &printed);
	if (printed.size > BOOTCFG_SIZE_MAX)
		return;
	require(bootcfg_parse("/BOOT.CFG", printed.data, printed.size, &again, &err) == 0);
	require(text_equal(bootcfg_option(again, "ks"), "cdrom:/KS.CFG"));
	require(bootcfg_module_count(again) == bootcfg_module_count(bootcfg));
	require(bootcfg_set_option(again, "ks=cdrom:/KS.CFG", &change, &err) == 0);
	require(change.kind == BOOTCFG_UNCHANGED);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_BUFFER printed = BUFFER_INIT;
	AUTO_BOOTCFG *bootcfg = NULL;

	if (bootcfg_parse("/EFI/BOOT/BOOT.CFG", data, size, &bootcfg, &err) < 0)
		return 0;
	bootcfg_print(bootcfg, &printed);
	require(printed.size == size && (size == 0 || memcmp(printed.data, data, size) == 0));
	look(bootcfg);
	edit_modules(bootcfg);
	edit(bootcfg);
	return 0;
}
