// SPDX-License-Identifier: GPL-3.0-or-later
// The modules of one boot.cfg where VIBs change.
#pragma once

#include "plan.h"
#include "placement.h"

// Takes away the modules whose files go, puts those that come with VIBs in behind those that stand
// before them in the placement, also where the base has modules of their names elsewhere, and says
// so in the details of `edit`. All other bytes stay.
int plan_modules(struct edit *edit, struct bootcfg *bootcfg, const struct placement *placement,
	struct error *err);
