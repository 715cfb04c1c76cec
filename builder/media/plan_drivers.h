// SPDX-License-Identifier: GPL-3.0-or-later
// The part of the plan that puts drivers onto the medium, and what it shares with plan.c.
#pragma once

#include "plan.h"

// A new edit at the end of the plan.
struct edit *plan_add_edit(struct plan *plan, enum edit_kind kind, const char *path);
// Does the path add a file to the medium, or replace one?
enum edit_kind plan_edit_kind(const struct medium *medium, const char *path);

// The drivers of the spec that travel on the medium, and the file by which %post finds them. Paths
// that cannot be written go to `diagnostics`.
void plan_drivers(struct plan *plan, const struct spec *spec, const struct medium *medium,
	struct diagnostics *diagnostics);
