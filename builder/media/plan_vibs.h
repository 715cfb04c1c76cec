// SPDX-License-Identifier: GPL-3.0-or-later
// The part of the plan that changes which VIBs an image has.
#pragma once

#include "placement.h"
#include "plan.h"
#include "update.h"

struct plan_vibs {
	const struct wishes *wishes; // borrowed
	struct image *image; // of the base
	struct resolution *resolution;
	struct placement *placement; // NULL where nothing changes
	struct update *update; // NULL where nothing changes
};

// Decides what changes: nothing of it is among the edits yet. NULL in *ret: the spec wants nothing
// of VIBs. What cannot be done goes to `diagnostics`; *ret is good only without errors there.
int plan_vibs_create(const struct spec *spec, const struct medium *medium,
	const struct plan_inputs *inputs, struct plan_vibs **ret, struct diagnostics *diagnostics,
	struct error *err);
void plan_vibs_destroy(struct plan_vibs *vibs);

// Adds the edits: payloads, what goes, and the database in all its copies.
void plan_vibs_edit(
	struct plan *plan, const struct medium *medium, struct diagnostics *diagnostics);

// The changes for people, and as a JSON object.
void plan_vibs_print(const struct plan_vibs *vibs, struct buffer *out);
struct json *plan_vibs_describe(const struct plan_vibs *vibs);
