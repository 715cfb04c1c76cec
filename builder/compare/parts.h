// SPDX-License-Identifier: GPL-3.0-or-later
// Which lines differ, sorted into the sections and tasks of a kickstart.
#pragma once

#include "compare.h"

// Compares group->old_text and new_text (NULL: not there), and fills in `lines`, `parts`, `removed`
// and `added`. What our own kickstarts begin with is left out.
int parts_find(struct compare_group *group, struct error *err);
void parts_finish(struct compare_group *group);
