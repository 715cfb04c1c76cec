// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: a hostile isolinux.cfg is parsed, printed back, edited, and read again.
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "isolinux.h"
#include "text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

// What was put in is there, and putting it in again changes nothing.
static void edit(struct isolinux *isolinux, size_t label)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_FREE char *before = NULL;
	AUTO_FREE char *again = NULL;
	AUTO_BUFFER first = BUFFER_INIT;
	AUTO_BUFFER second = BUFFER_INIT;
	bool added;

	if (isolinux_set_option(isolinux, label, "ks=cdrom:/KS.CFG", &before, &err) < 0 ||
		isolinux_add_item(isolinux, label, "oem.tgz", &added, &err) < 0)
		return;
	require(strstr(isolinux_label_at(isolinux, label)->items[0].options, "ks=cdrom:/KS.CFG"));
	isolinux_print(isolinux, &first);
	require(isolinux_set_option(isolinux, label, "ks=cdrom:/KS.CFG", &again, &err) == 0);
	require(text_equal(again, "ks=cdrom:/KS.CFG"));
	require(isolinux_add_item(isolinux, label, "OEM.TGZ", &added, &err) == 0 && !added);
	isolinux_print(isolinux, &second);
	require(text_equal(buffer_text(&first), buffer_text(&second)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_ERROR err = ERROR_INIT;
	AUTO_ISOLINUX *isolinux = NULL;
	AUTO_BUFFER printed = BUFFER_INIT;
	size_t label;

	if (isolinux_parse("isolinux.cfg", data, size, &isolinux, &err) < 0)
		return 0;
	isolinux_print(isolinux, &printed);
	require(printed.size == size && (size == 0 || memcmp(printed.data, data, size) == 0));
	if (isolinux_find_mboot(isolinux, &label))
		edit(isolinux, label);
	return 0;
}
