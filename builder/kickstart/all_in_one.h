// SPDX-License-Identifier: GPL-3.0-or-later
// One kickstart for many hosts, put together from that of each of them.
//
// A first %pre identifies the machine and writes the file with its host's commands that %include
// reads; a first %firstboot identifies it again. Sections that all hosts share are written once,
// others once for each text, behind a line that lets only their hosts pass.
#pragma once

#include "buffer.h"
#include "diagnostics.h"
#include "error.h"
#include "release.h"
#include "spec.h"
#include "templates.h"

struct all_in_one;

struct all_in_one *all_in_one_create(void);
void all_in_one_destroy(struct all_in_one *all);
static inline void all_in_one_cleanup(struct all_in_one **all)
{
	all_in_one_destroy(*all);
}
#define AUTO_ALL_IN_ONE CLEANUP(all_in_one_cleanup) struct all_in_one

// Adds a host of `spec` (the one with all hosts) and what kickstart_render() made for it. A host
// without selectors, and scripts that cannot be kept from other hosts, are errors in `diagnostics`.
void all_in_one_add(struct all_in_one *all, const struct spec *spec, size_t index,
	const struct buffer *kickstart, struct diagnostics *diagnostics);

// Appends the whole. `spec` as above. A template that cannot be rendered is ERROR_INPUT.
int all_in_one_render(const struct all_in_one *all, const struct spec *spec, struct release release,
	const struct templates *templates, struct buffer *ret, struct error *err);
