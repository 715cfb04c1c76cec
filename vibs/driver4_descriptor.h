// SPDX-License-Identifier: GPL-3.0-or-later
// Telling packages of 4.x from later ones, and what their descriptor says.
#pragma once

#include "ar.h"
#include "driver4.h"

enum driver4_form {
	DRIVER4_FORM_4X, // has data.tar.gz
	DRIVER4_FORM_RPM, // for ESX classic
	DRIVER4_FORM_LATER, // a descriptor and payloads
	DRIVER4_FORM_OTHER, // no VIB
};

enum driver4_form driver4_form(const struct ar *ar);

// The same by the first bytes of an archive: as far as they reach.
enum driver4_form driver4_form_of_start(const char *data, size_t size);

// Fills in id, name, version, type, vendor, summary and bulletins. ERROR_INPUT: no descriptor, or
// one that lacks name, version or type, or says that it is of 5.x.
int driver4_read_descriptor(const struct reader *reader, const struct ar *ar,
	struct driver4_package *package, struct error *err);
