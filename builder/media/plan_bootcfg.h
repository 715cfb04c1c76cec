// SPDX-License-Identifier: GPL-3.0-or-later
// The part of the plan that edits both boot.cfg files.
#pragma once

#include "plan.h"
#include "placement.h"

// Kernel options, timeout, and the modules where VIBs change (`placement`, else NULL). What the
// loader would not take goes to `diagnostics`.
int plan_bootcfg(struct plan *plan, const struct spec *spec, const struct medium_bootcfg *base,
	const struct placement *placement, struct diagnostics *diagnostics, struct error *err);
