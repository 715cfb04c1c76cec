// SPDX-License-Identifier: GPL-3.0-or-later
// The part of the plan that puts the kickstart's drivers onto the medium.
#pragma once

#include "plan.h"

// The drivers of the spec that travel on the medium, and the file by which %post finds them. Paths
// that cannot be written go to `diagnostics`.
void plan_drivers(struct plan *plan, const struct spec *spec, const struct medium *medium,
	struct diagnostics *diagnostics);
