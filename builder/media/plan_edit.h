// SPDX-License-Identifier: GPL-3.0-or-later
// Building up a plan: what its parts share.
#pragma once

#include "plan.h"

// A new edit at the end of the plan.
struct edit *plan_add_edit(struct plan *plan, enum edit_kind kind, const char *path);
// Does the path add a file to the medium, or replace one?
enum edit_kind plan_edit_kind(const struct medium *medium, const char *path);
// Takes over `detail`, one line about what the edit changes.
void plan_add_detail(struct edit *edit, char *detail);
// Takes over `note`.
void plan_add_note(struct plan *plan, char *note);
